//! What a spreadsheet has done to the cells of a file, and what of the file is in no row.

use crate::book::About;
use crate::field::{Field, Kind};
use crate::problem::{Fault, FileFault, Problem};
use crate::read::{Apart, Sheet};
use std::collections::BTreeSet;

/// What is to be told of the whole file.
pub(crate) fn of_file(sheet: &Sheet) -> impl Iterator<Item = Problem> {
    let aside = sheet.aside();
    let is_kept_out = |at: &usize| sheet.columns()[*at].apart == Some(Apart::KeptOut);
    let mut kept_out = (0..sheet.columns().len()).filter(is_kept_out);
    let told = [
        (!aside.above.is_empty(), FileFault::RowsLeftAbove),
        (!aside.hidden.is_empty(), FileFault::HiddenRows),
        (!aside.without_result.is_empty(), FileFault::RowsWithoutResult),
        (!aside.unused.is_empty(), FileFault::PartsNotUsed),
        (!aside.lanes.is_empty(), FileFault::LanesLeftOut),
        (kept_out.any(|column| sheet.is_filled(column)), FileFault::ColumnsKeptOut),
    ];
    let told = told.into_iter().filter(|(is_so, _)| *is_so);
    told.map(|(_, fault)| Problem { row: None, column: None, fault: Fault::File(fault) })
}

/// Adds what a spreadsheet has done to cells that are sent and were not changed since. Nobody need be
/// told that a cell is empty, if its formula is why.
pub(crate) fn of_cells(sheet: &Sheet, problems: &mut Vec<Problem>) {
    let marks = sheet.aside().marks.iter().filter(|mark| !sheet.is_removed(mark.row));
    let faults = marks.filter(|mark| !sheet.is_edited(mark.row, mark.column)).filter_map(|mark| {
        let field = sheet.columns()[mark.column].field;
        let field = field.filter(|field| !field.targets.is_empty())?;
        let fault = match mark.about {
            About::FormulaError => FileFault::FormulaError,
            About::FormulaWithoutResult => FileFault::FormulaWithoutResult,
            About::Merged { .. } => FileFault::Merged,
            About::Rounded if is_text(field) => FileFault::Rounded,
            About::Rounded | About::HiddenRow => return None,
        };
        Some(Problem { row: Some(mark.row), column: Some(mark.column), fault: Fault::File(fault) })
    });
    let faults: Vec<Problem> = faults.collect();
    let place = |problem: &Problem| (problem.row, problem.column);
    let is_formula = |problem: &&Problem| {
        use FileFault::{FormulaError, FormulaWithoutResult};
        matches!(problem.fault, Fault::File(FormulaError | FormulaWithoutResult))
    };
    let formulas: BTreeSet<_> = faults.iter().filter(is_formula).map(place).collect();
    if !formulas.is_empty() {
        problems.retain(|p| p.fault != Fault::Missing || !formulas.contains(&place(p)));
    }
    problems.extend(faults);
}

/// Whether a cell of an id or name is what Excel writes for a long number: `1.23457E+15`.
pub(crate) fn is_cut(cell: &str, field: &Field) -> bool {
    is_scientific(cell) && names_something(field)
}

fn is_scientific(cell: &str) -> bool {
    // Nearly no cell gets further than this.
    let [mantissa @ .., b'E', b'+', tens, ones] = cell.as_bytes() else { return false };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let mantissa = match mantissa {
        [whole] => digits(&[*whole]),
        [whole, b'.', fraction @ ..] => digits(&[*whole]) && digits(fraction),
        _ => false,
    };
    mantissa && digits(&[*tens, *ones])
}

fn names_something(field: &Field) -> bool {
    match field.kind {
        Kind::SampleId | Kind::Name { .. } => true,
        Kind::Text { .. } => field.name.ends_with("_id"),
        _ => false,
    }
}

fn is_text(field: &Field) -> bool {
    let kind = field.kind;
    matches!(kind, Kind::SampleId | Kind::Name { .. } | Kind::Text { .. } | Kind::County)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    #[test]
    fn long_numbers_as_excel_writes_them() {
        for (cell, is) in [
            ("1.23457E+15", true),
            ("1E+15", true),
            ("9.9E+09", true),
            ("12.3E+15", false),
            ("1.E+15", false),
            ("1.2e+15", false),
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
}
