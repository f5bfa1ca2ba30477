//! Cells that Majora would take as they stand, and that can't be meant: what programs on the way have made of
//! them.

use crate::field::{CellFault, Field, Kind};
use crate::fields;

/// The errors of spreadsheets, as they stand in a file of text.
const ERRORS: [&str; 13] = [
    "#N/A",
    "#REF!",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
];

/// What programs and people write where there is nothing.
const PLACEHOLDERS: [&str; 11] =
    ["na", "n/a", "n.a.", "nan", "null", "none", "nil", "unknown", "0", "-", "?"];

/// The columns by which rows and samples belong together: one placeholder makes one of all its rows.
const HOLD_TOGETHER: [&Field; 5] = [
    &fields::CENTRAL_SAMPLE_ID,
    &fields::LIBRARY_NAME,
    &fields::RUN_NAME,
    &fields::BIOSAMPLE_SOURCE_ID,
    &fields::ROOT_BIOSAMPLE_SOURCE_ID,
];

/// What of this is wrong with a cell, which has no white space around it.
pub(crate) fn fault(text: &str, field: &Field) -> Option<CellFault> {
    if text.starts_with('#') && ERRORS.contains(&text) {
        return Some(CellFault::SpreadsheetError);
    }
    // Nearly every cell is, and to look at its bytes costs less than at its characters.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !names_something(field) {
        return (!is_plain && text.contains(is_stray)).then_some(CellFault::Invisible);
    }
    match () {
        () if text.starts_with('\'') => Some(CellFault::Apostrophe),
        () if !is_plain && text.contains(is_invisible) => Some(CellFault::Invisible),
        () if is_placeholder(text) && HOLD_TOGETHER.contains(&field) => {
            Some(CellFault::Placeholder)
        }
        () => None,
    }
}

/// A cell without the mark or the invisible characters for which it is refused. What stands on several
/// lines may be several things.
pub(crate) fn cleaned(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\'');
    (!text.contains(char::is_control)).then(|| text.replace(is_invisible, ""))
}

/// Whether a cell of an id or name is what a spreadsheet or R makes of a long number: `1.23457E+15`, `1e+05`.
pub(crate) fn is_cut(cell: &str, field: &Field) -> bool {
    is_scientific(cell) && names_something(field)
}

/// Whether a cell of an id or name looks like what a spreadsheet makes of an id that it takes for a date:
/// `01-Mar`, `Mar-21`.
pub(crate) fn is_like_a_date(cell: &str, field: &Field) -> bool {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if cell.len() > "01-Mar-2021".len() {
        return false;
    }
    let Some((before, after)) = cell.split_once('-') else { return false };
    let is_number = |text: &str| {
        (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_date = match after.split_once('-') {
        None => {
            is_number(before) && MONTHS.contains(&after)
                || MONTHS.contains(&before) && is_number(after)
        }
        Some((month, year)) => is_number(before) && MONTHS.contains(&month) && is_number(year),
    };
    is_date && names_something(field)
}

/// Whether the column holds ids or names.
pub(crate) fn names_something(field: &Field) -> bool {
    match field.kind {
        Kind::SampleId | Kind::Name { .. } => true,
        Kind::Text { .. } => field.name.ends_with("_id"),
        _ => false,
    }
}

fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a character is a control that no text has: it may have tabs and lines, and NUL is told by itself.
fn is_stray(c: char) -> bool {
    c.is_control() && !matches!(c, '\0' | '\t' | '\n' | '\r')
}

/// Whether a character is a control, but for NUL, or takes no room: those of format in Unicode that are met in
/// files.
fn is_invisible(c: char) -> bool {
    c != '\0' && c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

fn is_scientific(cell: &str) -> bool {
    // Nearly no cell gets further than this.
    let [mantissa @ .., b'E' | b'e', b'+', tens, ones] = cell.as_bytes() else { return false };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let mantissa = match mantissa {
        [whole] => digits(&[*whole]),
        [whole, b'.', fraction @ ..] => digits(&[*whole]) && digits(fraction),
        _ => false,
    };
    mantissa && digits(&[*tens, *ones])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_as_programs_write_them() {
        for (cell, is) in [
            ("1.23457E+15", true),
            ("1E+15", true),
            ("9.9E+09", true),
            ("1e+05", true),
            ("1.2e+15", true),
            ("12.3E+15", false),
            ("1.E+15", false),
            ("E+15", false),
            ("1E15", false),
            ("A1E+15", false),
            ("éE+15", false),
            ("é", false),
            ("", false),
        ] {
            assert_eq!(is_cut(cell, &fields::CENTRAL_SAMPLE_ID), is, "{cell}");
        }
        for (field, is) in [
            (&fields::LIBRARY_NAME, true),
            (&fields::SENDER_SAMPLE_ID, true),
            (&fields::FLOWCELL_ID, true),
            (&fields::CT_1_CT_VALUE, false),
            (&fields::COLLECTING_ORG, false),
        ] {
            assert_eq!(is_cut("1.23457E+15", field), is, "{}", field.name);
        }
    }

    #[test]
    fn ids_that_were_taken_for_dates() {
        for (cell, is) in [
            ("01-Mar", true),
            ("1-Mar", true),
            ("Mar-21", true),
            ("01-Mar-2021", true),
            ("Sep-02", true),
            ("MAR-21", false),
            ("HOOT-21", false),
            ("Mar-", false),
            ("-Mar", false),
            ("Mar-21-A", false),
            ("A-Mar", false),
            ("March-21", false),
        ] {
            assert_eq!(is_like_a_date(cell, &fields::SENDER_SAMPLE_ID), is, "{cell}");
        }
        assert!(!is_like_a_date("Mar-21", &fields::COLLECTING_ORG));
    }

    #[test]
    fn cells_that_cannot_be_meant() {
        use CellFault::{Apostrophe, Invisible, Placeholder, SpreadsheetError};
        for (field, cell, expected) in [
            (&fields::BIOSAMPLE_SOURCE_ID, "#N/A", Some(SpreadsheetError)),
            (&fields::ADM2, "#NAME?", Some(SpreadsheetError)),
            (&fields::COLLECTING_ORG, "#REF!", Some(SpreadsheetError)),
            (&fields::COLLECTING_ORG, "#1", None),
            (&fields::CENTRAL_SAMPLE_ID, "'HOOT-10", Some(Apostrophe)),
            (&fields::COLLECTING_ORG, "'s Heeren", None),
            (&fields::CENTRAL_SAMPLE_ID, "HOOT-5\nHOOT-6", Some(Invisible)),
            (&fields::LIBRARY_NAME, "LIB\u{200b}1", Some(Invisible)),
            (&fields::SENDER_SAMPLE_ID, "A\u{ad}1", Some(Invisible)),
            (&fields::COLLECTING_ORG, "A\nB", None),
            (&fields::COLLECTING_ORG, "A\u{2}B", Some(Invisible)),
            (&fields::BIOSAMPLE_SOURCE_ID, "NA", Some(Placeholder)),
            (&fields::BIOSAMPLE_SOURCE_ID, "0", Some(Placeholder)),
            (&fields::CENTRAL_SAMPLE_ID, "NaN", Some(Placeholder)),
            (&fields::CENTRAL_SAMPLE_ID, "NA-1", None),
            (&fields::SENDER_SAMPLE_ID, "NA", None),
        ] {
            assert_eq!(fault(cell, field), expected, "{} {cell:?}", field.name);
        }
        assert_eq!(cleaned("'HOOT-\u{200b}10").as_deref(), Some("HOOT-10"));
        assert_eq!(cleaned("HOOT-5\nHOOT-6"), None);
    }
}
