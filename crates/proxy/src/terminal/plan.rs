//! `plan`: the requests that would be sent to a Majora that holds nothing.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use protocol::majora::request::request;
use serde::{Serialize, Serializer};
use serde_json::Value;
use sheet::{
    check::Checked,
    decide::Decisions,
    field::Section,
    held::Held,
    plan::{Fate, Plan, Reason, Step, plan},
    record::Slot,
    text::{RUNS, ranges},
};

use super::{VERSION, document, words};

/// Prints how many requests there are, and what is left out and why.
pub(super) fn text(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let plan = plan(checked, &Held::default(), &Decisions::default());
    let requests = words::count(plan.steps.len(), "request");
    writeln!(out, "To a Majora that holds nothing, {requests} would be sent")?;
    for section in Section::ALL {
        let steps = plan.steps.iter().filter(|step| step.section() == section).count();
        if steps > 0 {
            let records = words::count(plan.sending(section), words::noun(section));
            writeln!(out, "  {records} in {}", words::count(steps, "request"))?;
        }
    }
    let mut rows: BTreeMap<(Section, &str), Vec<u32>> = BTreeMap::new();
    for (slot, reason) in left_out(&plan) {
        let line = checked.sheet().line(slot.row);
        rows.entry((slot.section, sentence(reason))).or_default().push(line);
    }
    for ((section, sentence), lines) in rows {
        let (record, count) = (words::noun(section), words::count(lines.len(), "row"));
        let lines = ranges(&lines, RUNS);
        writeln!(out, "Left out: the {record} of {count} ({lines}). {sentence}")?;
    }
    Ok(())
}

/// Prints the requests as one JSON document.
pub(super) fn json(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let plan = plan(checked, &Held::default(), &Decisions::default());
    let (requests, left_out) = (Requests(&plan), LeftOut { plan: &plan, checked });
    document(out, &Planned { version: VERSION, requests, left_out })
}

#[derive(Serialize)]
struct Planned<'a> {
    version: u8,
    requests: Requests<'a>,
    left_out: LeftOut<'a>,
}

/// In the order in which they would go, made one at a time.
struct Requests<'a>(&'a Plan);

impl Serialize for Requests<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.steps.iter().map(Request::of))
    }
}

/// A request to Majora, without the `username` and `token` that the proxy adds.
#[derive(Serialize)]
struct Request {
    method: &'static str,
    path: &'static str,
    body: Value,
}

impl Request {
    fn of(step: &Step) -> Request {
        let (endpoint, body) = request(step);
        Request { method: "POST", path: endpoint.upstream_path(), body }
    }
}

struct LeftOut<'a> {
    plan: &'a Plan,
    checked: &'a Checked,
}

impl Serialize for LeftOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(left_out(self.plan).map(|(slot, reason)| Line {
            row: self.checked.sheet().line(slot.row),
            record: words::noun(slot.section),
            reason: code(reason),
            message: sentence(reason),
        }))
    }
}

#[derive(Serialize)]
struct Line {
    row: u32,
    record: &'static str,
    reason: &'static str,
    message: &'static str,
}

/// The records that are not sent, row by row.
fn left_out(plan: &Plan) -> impl Iterator<Item = (&Slot, &Reason)> {
    plan.fates.iter().filter_map(|(slot, fate)| match fate {
        Fate::Held(reason) => Some((slot, reason)),
        Fate::Send { .. } | Fate::AlreadyThere => None,
    })
}

/// The stable name for programs.
const fn code(reason: &Reason) -> &'static str {
    match reason {
        Reason::RowHasErrors => "row_has_errors",
        Reason::RowRemoved => "row_removed",
        Reason::NotRegistered { .. } => "not_registered",
        Reason::NeedsDecision { .. } => "needs_decision",
        Reason::Declined => "declined",
        Reason::CouldNotCheck => "could_not_check",
        Reason::TooLarge => "too_large",
        Reason::NoLibrary => "no_library",
    }
}

/// The sentence without the ids that the app shows beside it.
const fn sentence(reason: &Reason) -> &'static str {
    match reason {
        Reason::RowHasErrors => "The row has errors, which check names",
        Reason::RowRemoved => "The row was removed",
        Reason::NotRegistered { .. } => {
            "A sample of the library is neither planned here nor taken to be in Majora"
        }
        // A Majora that holds nothing gives no reason for these three.
        Reason::NeedsDecision { .. } => "Somebody has to decide about what Majora holds",
        Reason::Declined => "What Majora holds is to stay",
        Reason::CouldNotCheck => "Majora did not show what it holds",
        Reason::TooLarge => "It is larger than Majora takes in one request",
        Reason::NoLibrary => "The library of the run is left out",
    }
}
