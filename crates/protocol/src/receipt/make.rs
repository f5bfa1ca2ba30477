//! What became of a submission → its receipt.

use super::apart::{columns_left_out, edits};
use super::link::link;
use super::reference::reference;
use super::{Change, Count, File, Head, Kind, Paper, Record, Remark, Row, Server, State, VERSION};
use crate::session::Instance;
use jiff::Timestamp;
use sheet::check::Checked;
use sheet::compare::{keys, not_shown};
use sheet::field::{Field, Section};
use sheet::fields;
use sheet::plan::Rewrite;
use sheet::problem::Severity;
use sheet::receipt::{Outcome, ReadBack, Receipt, Settled};
use sheet::record::{Key, Slot};
use sheet::sight::{Sight, sight};
use std::collections::BTreeSet;

/// What was submitted, where, by whom and when.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The Majora.
    pub instance: &'a Instance,
    /// Majora's name of the user.
    pub username: &'a str,
    /// The file.
    pub file: &'a sheet::workflow::File,
    /// The sheet as it was submitted.
    pub checked: &'a Checked,
    /// The stored values that were to be written over.
    pub rewrites: &'a [Rewrite],
    /// When the first request went, in milliseconds since 1970.
    pub began: f64,
    /// When the last answer came, in milliseconds since 1970.
    pub ended: f64,
}

/// The receipt of a submission.
pub fn of(submission: &Submission<'_>, receipt: &Receipt) -> Paper {
    let checked = submission.checked;
    let rows: Vec<Row> = (0..receipt.rows).map(|at| row(submission, receipt, at)).collect();
    let line = |row: &usize| checked.sheet().line(*row);
    let remark = |remark: &sheet::receipt::Remark| Remark {
        text: remark.text.clone(),
        rows: remark.rows.iter().map(line).collect(),
    };
    let is_made = |rewrite: &&Rewrite| {
        let mut settled = rewrite.slots.iter().filter_map(|slot| receipt.settled.get(slot));
        settled.any(|settled| matches!(settled.outcome, Outcome::Saved { .. }))
    };
    Paper {
        head: head(submission, &rows),
        stopped: receipt.halted.map(sheet::answer::Halt::message),
        missing_permissions: receipt.lacking.iter().map(|scope| (*scope).to_owned()).collect(),
        unseen: unseen(receipt),
        columns_left_out: columns_left_out(checked),
        edits: Some(edits(checked)),
        rows,
        changes: submission.rewrites.iter().filter(is_made).map(change).collect(),
        remarks: receipt.remarks.iter().map(remark).collect(),
    }
}

fn head(submission: &Submission<'_>, rows: &[Row]) -> Head {
    let Submission { instance, username, file, began, ended, .. } = *submission;
    let (began, ended) = (moment(began), moment(ended));
    // An upload that stopped and the one that completed it began at the same moment.
    let parts = [file.sha256.as_str(), &began, &ended, &instance.name, &instance.host, username];
    let with = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let counts = State::ALL.map(|outcome| Count { outcome, rows: with(outcome) });
    Head {
        version: VERSION,
        reference: reference(instance.world, &parts),
        server: Server {
            name: instance.name.clone(),
            label: instance.label.clone(),
            host: instance.host.clone(),
            world: instance.world,
        },
        username: username.to_owned(),
        file: File { name: file.name.clone(), size: file.size, sha256: file.sha256.clone() },
        began,
        ended,
        rows_in_all: rows.len(),
        counts: counts.into_iter().filter(|count| count.rows > 0).collect(),
    }
}

/// A moment as RFC 3339 has it; one beyond the calendar is the first of 1970.
fn moment(milliseconds: f64) -> String {
    Timestamp::from_millisecond(milliseconds as i64).unwrap_or_default().to_string()
}

/// The moment of such a text, in milliseconds since 1970.
pub(super) fn milliseconds(moment: &str) -> f64 {
    moment.parse::<Timestamp>().unwrap_or_default().as_millisecond() as f64
}

fn row(submission: &Submission<'_>, receipt: &Receipt, row: usize) -> Row {
    let checked = submission.checked;
    let sheet = checked.sheet();
    let removed = sheet.is_removed(row);
    let one = |(section, settled)| {
        let link = link_to(submission.instance, checked, receipt, Slot { row, section });
        Record { link, ..record(checked, row, section, settled) }
    };
    let records: Vec<Record> = match removed {
        true => Vec::new(),
        false => receipt.of_row(row).map(one).collect(),
    };
    let outcome = match (removed, checked.is_ready(row)) {
        (true, _) => State::Removed,
        (false, false) => State::HasErrors,
        (false, true) => State::of_row(records.iter().map(|record| record.outcome)),
    };
    let errors = checked.problems_of(row).iter().filter(|p| p.severity() == Severity::Error);
    Row {
        row: sheet.line(row),
        sample: sheet.id(row).to_owned(),
        outcome,
        errors: errors.map(|problem| problem.message(sheet)).collect(),
        records,
    }
}

pub(super) fn record(checked: &Checked, row: usize, section: Section, settled: &Settled) -> Record {
    let (record, name) = match section {
        Section::Sample => (Kind::Sample, &fields::CENTRAL_SAMPLE_ID),
        Section::Library => (Kind::Library, &fields::LIBRARY_NAME),
        Section::Run => (Kind::Run, &fields::RUN_NAME),
    };
    let reason = match &settled.outcome {
        Outcome::AlreadyThere => not_compared(checked, Slot { row, section }),
        _ => settled.reason(),
    };
    Record {
        record,
        name: checked.sheet().get(row, name).to_owned(),
        outcome: State::of(settled),
        reason,
        columns: names(columns(settled)),
        request: settled.request.clone(),
        link: None,
    }
}

/// What isn't known of a record of which all that Majora shows is as in the sheet, if anything.
fn not_compared(checked: &Checked, slot: Slot) -> String {
    match names(not_shown(checked, slot)).as_slice() {
        [] => String::new(),
        columns => format!(
            "Majora doesn’t show what it holds in {}: not compared and not sent",
            columns.join(", ")
        ),
    }
}

/// The address of a record's page, a library's for a place in it.
fn link_to(
    instance: &Instance,
    checked: &Checked,
    receipt: &Receipt,
    slot: Slot,
) -> Option<String> {
    let keys = keys(checked, slot);
    let known = keys.iter().find_map(|key| Some((key, receipt.ids.get(key)?)));
    known.and_then(|(key, id)| link(&instance.origin, key, id))
}

/// The columns that were refused or not stored.
fn columns(settled: &Settled) -> Vec<&'static Field> {
    let said = match &settled.outcome {
        Outcome::Saved { not_stored } => not_stored.as_slice(),
        Outcome::Refused { said } => said.as_slice(),
        _ => &[],
    };
    let differs = match &settled.read_back {
        Some(ReadBack::Differs { columns }) => columns.as_slice(),
        _ => &[],
    };
    said.iter().filter_map(|said| said.field).chain(differs.iter().copied()).collect()
}

/// The columns that Majora never shows, of all that was read back.
fn unseen(receipt: &Receipt) -> Vec<String> {
    let agrees = receipt.settled.values().filter_map(|settled| match &settled.read_back {
        Some(ReadBack::Agrees { unseen }) => Some(unseen),
        _ => None,
    });
    let unseen: BTreeSet<&str> = agrees.flatten().map(|field| field.name).collect();
    unseen.into_iter().map(str::to_owned).collect()
}

/// The names of columns, each once.
fn names(columns: Vec<&'static Field>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in columns.into_iter().map(|field| field.name) {
        if names.iter().all(|other| other != name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn change(rewrite: &Rewrite) -> Change {
    let (record, name, sample) = match &rewrite.key {
        Key::Sample(id) => (Kind::Sample, id, None),
        Key::Library(name) => (Kind::Library, name, None),
        Key::Place { library, sample } => (Kind::Library, library, Some(sample.clone())),
        Key::Run(name) => (Kind::Run, name, None),
    };
    Change {
        record,
        name: name.clone(),
        sample,
        column: rewrite.field.name.to_owned(),
        shown: sight(rewrite.field) == Sight::Whole,
        from: rewrite.from.clone(),
        to: rewrite.to.clone(),
    }
}
