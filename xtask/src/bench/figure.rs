//! A measured figure, what it stands beside, and what its budget says of it.

use std::fmt::{self, Display};

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Things done in a second: more is better.
    PerSecond,
    /// Seconds: less is better.
    Seconds,
    /// Requests, of whatever outcome: less is better.
    Requests,
    /// Milliseconds: less is better.
    Milliseconds,
    /// 2¹⁰ bytes: less is better.
    KiB,
    /// 2²⁰ bytes: less is better.
    MiB,
    /// Elements, texts and comments of a page: less is better.
    Nodes,
}

impl Unit {
    /// Its name in the table and in the JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Unit::PerSecond => "/s",
            Unit::Seconds => "s",
            Unit::Requests => "requests",
            Unit::Milliseconds => "ms",
            Unit::KiB => "KiB",
            Unit::MiB => "MiB",
            Unit::Nodes => "nodes",
        }
    }

    fn more_is_better(self) -> bool {
        matches!(self, Unit::PerSecond)
    }

    /// The unit of this name.
    pub(super) fn named(name: &str) -> Option<Unit> {
        let all = [
            Unit::PerSecond,
            Unit::Seconds,
            Unit::Requests,
            Unit::Milliseconds,
            Unit::KiB,
            Unit::MiB,
            Unit::Nodes,
        ];
        all.into_iter().find(|unit| unit.name() == name)
    }

    /// A value with as many digits as it has worth.
    pub(super) fn show(self, value: f64) -> String {
        let digits = match value.abs() {
            _ if matches!(self, Unit::Requests | Unit::Nodes) => 0,
            large if large >= 100.0 => 0,
            middle if middle >= 10.0 => 1,
            _ => 2,
        };
        format!("{value:.digits$} {}", self.name())
    }
}

/// What a figure has to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Budget {
    /// The measured value is no larger.
    AtMost(f64),
    /// The measured value is no smaller.
    AtLeast(f64),
}

/// The same thing measured of another program in the same run.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub(super) name: String,
    pub(super) value: f64,
}

/// One measured figure.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) unit: Unit,
    pub(super) measured: f64,
    pub(super) beside: Option<Beside>,
    pub(super) budget: Option<Budget>,
}

impl Figure {
    /// A figure without a budget, beside nothing.
    pub(super) fn new(what: impl Into<String>, measured: f64, unit: Unit) -> Figure {
        Figure { what: what.into(), unit, measured, beside: None, budget: None }
    }

    /// The same thing of another program.
    pub(super) fn beside(self, name: impl Into<String>, value: f64) -> Figure {
        Figure { beside: Some(Beside { name: name.into(), value }), ..self }
    }

    /// What it has to hold.
    pub(super) fn budget(self, budget: Budget) -> Figure {
        Figure { budget: Some(budget), ..self }
    }

    /// How many times as good as what it stands beside: above one, this program is the better one,
    /// whichever way the unit counts.
    pub(super) fn ratio(&self) -> Option<f64> {
        let beside = self.beside.as_ref()?.value;
        if self.measured <= 0.0 || beside <= 0.0 {
            return None;
        }
        let more = self.measured / beside;
        Some(if self.unit.more_is_better() { more } else { 1.0 / more })
    }

    /// Whether the budget is kept, if there is one.
    pub(super) fn is_kept(&self) -> Option<bool> {
        Some(match self.budget? {
            Budget::AtMost(most) => self.measured <= most,
            Budget::AtLeast(least) => self.measured >= least,
        })
    }

    /// The budget as the table has it; empty without one.
    pub(super) fn limit(&self) -> String {
        match self.budget {
            None => String::new(),
            Some(Budget::AtMost(most)) => format!("≤ {}", self.unit.show(most)),
            Some(Budget::AtLeast(least)) => format!("≥ {}", self.unit.show(least)),
        }
    }
}

impl Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.unit.show(self.measured))?;
        match &self.beside {
            Some(Beside { name, value }) => write!(f, " ({name}: {})", self.unit.show(*value)),
            None => Ok(()),
        }
    }
}

/// The middle one of several measurements, which one odd round doesn't move.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_above_one_is_good_whichever_way_the_unit_counts() {
        let rate = Figure::new("a", 500.0, Unit::PerSecond).beside("b", 1_000.0);
        assert_eq!(rate.ratio(), Some(0.5));
        let time = Figure::new("a", 2.0, Unit::Milliseconds).beside("b", 6.0);
        assert_eq!(time.ratio(), Some(3.0));
        assert_eq!(Figure::new("a", 0.0, Unit::Milliseconds).beside("b", 6.0).ratio(), None);
        assert_eq!(time.to_string(), "a: 2.00 ms (b: 6.00 ms)");
    }

    #[test]
    fn a_budget_is_kept_up_to_its_very_value() {
        let kept = |measured, budget| {
            Figure::new("a", measured, Unit::MiB).budget(budget).is_kept().unwrap()
        };
        assert!(kept(5.0, Budget::AtMost(5.0)) && !kept(5.1, Budget::AtMost(5.0)));
        assert!(kept(5.0, Budget::AtLeast(5.0)) && !kept(4.9, Budget::AtLeast(5.0)));
        assert_eq!(Figure::new("a", 1.0, Unit::MiB).is_kept(), None);
    }

    #[test]
    fn the_middle_one_counts() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(Vec::new()), 0.0);
    }
}
