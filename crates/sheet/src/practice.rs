//! Sheets to practise with, and how they are told from real ones: what is registered in production stays
//! there for ever, and so would made-up names.

use crate::check::Checked;
use crate::derive;
use crate::field::Field;
use crate::fields;
use crate::value::Date;

/// What every made-up name begins with.
const MADE_UP: &str = "EXAMPLE-";

/// The columns of names.
const NAMES: [&Field; 3] = [&fields::CENTRAL_SAMPLE_ID, &fields::LIBRARY_NAME, &fields::RUN_NAME];

/// A sheet to practise with: this many samples in one library and one run, dated `today`. All names hold
/// `mark`, letters and digits, so that Majora doesn't know them from whoever practised before.
pub fn sheet(today: Date, samples: usize, mark: &str) -> String {
    derive::example_from(&format!("{MADE_UP}{mark}"), today, samples)
}

/// Whether a row that is ready has a made-up name.
pub fn is_made_up(checked: &Checked) -> bool {
    let sheet = checked.sheet();
    let columns = NAMES.map(|field| sheet.column_of(field));
    let is_made_up = |name: &str| {
        name.get(..MADE_UP.len()).is_some_and(|start| start.eq_ignore_ascii_case(MADE_UP))
    };
    let has =
        |row: usize| columns.iter().flatten().any(|column| is_made_up(sheet.trimmed(row, *column)));
    (0..sheet.rows()).any(|row| checked.is_ready(row) && has(row))
}
