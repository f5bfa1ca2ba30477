//! What comes of what Majora holds. For a large sheet that takes its time, so it is worked out in pieces, and
//! a decision that is taken meanwhile stands at once.

use crate::check::Checked;
use crate::compare::{Comparison, compare_in_pieces};
use crate::decide::Decisions;
use crate::held::Held;
use crate::plan::{Plan, plan_in_pieces};
use std::sync::Arc;

/// How much of the work the comparison is.
const COMPARING: f64 = 0.5;

/// What Majora holds, and how the sheet stands to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// What Majora answered.
    pub held: Held,
    /// Every record of the ready rows against that.
    pub comparison: Comparison,
}

/// How a sheet stands to what Majora holds, and what would be sent with these decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    pub(super) findings: Arc<Findings>,
    pub(super) decisions: Decisions,
    pub(super) plan: Arc<Plan>,
}

impl Weighed {
    /// Compares and plans, in pieces, between which `rest` is awaited with how much is done, from 0 to 1.
    pub async fn of(
        checked: &Checked,
        held: Held,
        decisions: Decisions,
        mut rest: impl AsyncFnMut(f64),
    ) -> Weighed {
        let comparing = async |share: f64| rest(share * COMPARING).await;
        let comparison = compare_in_pieces(checked, &held, comparing).await;
        let findings = Arc::new(Findings { held, comparison });
        let planning = async |share: f64| rest(COMPARING + share * (1.0 - COMPARING)).await;
        Weighed::again(checked, findings, decisions, planning).await
    }

    /// Plans with other decisions, in pieces as [`Weighed::of`].
    pub async fn again(
        checked: &Checked,
        findings: Arc<Findings>,
        decisions: Decisions,
        rest: impl AsyncFnMut(f64),
    ) -> Weighed {
        let Findings { held, comparison } = findings.as_ref();
        let plan = plan_in_pieces(checked, held, comparison, &decisions, rest).await;
        Weighed { findings, decisions, plan: Arc::new(plan) }
    }
}
