//! Days and times of one row that come one after the other.

use crate::field::Reading;
use crate::parts::Parts;
use crate::problem::{Fault, Problem};
use crate::read::Sheet;
use crate::rules;
use crate::value::Value;

/// A sequence with its columns found in a sheet that has both.
pub(super) struct SequenceColumns {
    sequence: &'static rules::Sequence,
    pub(super) first: usize,
    pub(super) then: usize,
}

impl SequenceColumns {
    /// Every sequence of which the sheet has both columns.
    pub(super) fn all(sheet: &Sheet) -> Vec<SequenceColumns> {
        let of = |sequence: &'static rules::Sequence| {
            let (first, then) = (sheet.column_of(sequence.first)?, sheet.column_of(sequence.then)?);
            Some(SequenceColumns { sequence, first, then })
        };
        rules::SEQUENCES.iter().filter_map(of).collect()
    }

    /// Whether the two come in the wrong order in a row.
    pub(super) fn check(
        &self,
        sheet: &Sheet,
        row: usize,
        parts: Parts,
        readings: &[Reading],
    ) -> Option<Problem> {
        let (first, then) = (sheet.trimmed(row, self.first), sheet.trimmed(row, self.then));
        // Days of ISO 8601 come in the order of their texts, and nearly every day is one.
        if !parts.has(self.sequence.section) || is_iso(first) && is_iso(then) && first <= then {
            return None;
        }
        let first = self.sequence.first.value(first, readings[self.first]).ok()??;
        let is_before = match (first, self.sequence.then.value(then, readings[self.then]).ok()??) {
            (Value::Date(first), Value::Date(then)) => then < first,
            (Value::DateTime(first), Value::DateTime(then)) => then < first,
            _ => false,
        };
        let fault = Fault::BeforeFirst { first: self.sequence.first };
        is_before.then_some(Problem { row: Some(row), column: Some(self.then), fault })
    }
}

/// Whether a text has the form of a day in ISO 8601.
fn is_iso(text: &str) -> bool {
    let text = text.as_bytes();
    text.len() == 10 && text[4] == b'-' && text[7] == b'-'
}
