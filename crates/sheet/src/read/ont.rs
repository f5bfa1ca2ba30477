//! Sample sheets of `MinKNOW`, by Oxford Nanopore.
//!
//! Their columns and what these mean are in Oxford Nanopore's output specifications: `alias` names
//! what carries a barcode, and `sample_id` what was loaded on the flow cell, which reads bear as
//! their library (the tag LB). So the alias is Majora's biosample and `sample_id` its library; without
//! aliases nothing was pooled, and `sample_id` is the biosample. `experiment_id` is the same in all
//! rows: the run, or where there are several flow cells the group of runs.

use crate::field::Field;
use crate::fields;
use crate::heading::{OF_MINKNOW, listed};
use crate::python;
use crate::table::{Filling, Sheet};
use crate::text;
use std::collections::BTreeSet;

/// Whether headings are those of such a sheet and not of one that was made for Majora.
pub(super) fn is_sheet(cells: &csv::StringRecord) -> bool {
    let has = |name: &str| cells.iter().any(|cell| is(cell, name));
    let is_for_majora = has("central_sample_id") || has("coguk_id");
    has(OF_MINKNOW)
        && (has("flow_cell_id") || has("position_id"))
        && (has("alias") || has("sample_id"))
        && !is_for_majora
}

fn is(heading: &str, name: &str) -> bool {
    python::strip(heading).eq_ignore_ascii_case(name)
}

/// What a heading of such a sheet means, if it is one that only such a sheet has or that means
/// something else elsewhere; within, whether it is sent.
pub(super) fn meaning(heading: &str, headings: &[&str]) -> Option<Option<&'static Field>> {
    let pooled = headings.iter().any(|heading| is(heading, "alias"));
    let field = match heading.to_lowercase().as_str() {
        "alias" => return Some(Some(&fields::CENTRAL_SAMPLE_ID)),
        "sample_id" if !pooled => return Some(Some(&fields::CENTRAL_SAMPLE_ID)),
        "sample_id" => &fields::LIBRARY_NAME,
        "kit" => &fields::LIBRARY_SEQ_KIT,
        "flow_cell_product_code" => &fields::FLOWCELL_TYPE,
        OF_MINKNOW => &fields::RUN_NAME,
        _ => return None,
    };
    // A column that laboratories added and that says it plainly is believed.
    let is_free = headings.iter().all(|heading| listed(heading) != Some(field));
    Some(is_free.then_some(field))
}

/// Fills in the make of the instrument, and looks whether the experiment is one run or several.
pub(super) fn fill(sheet: &mut Sheet) {
    if sheet.column_of(&fields::INSTRUMENT_MAKE).is_none() {
        let make = Filling::Same("OXFORD_NANOPORE".to_owned());
        sheet.add_filled(&fields::INSTRUMENT_MAKE, make);
    }
    let is_experiment = |at: &usize| is(&sheet.columns()[*at].heading, OF_MINKNOW);
    let run = sheet.column_of(&fields::RUN_NAME).filter(is_experiment);
    let run = run.filter(|at| !sheet.choices().columns.contains_key(at));
    let is_free = sheet.column_of(&fields::RUN_GROUP).is_none();
    if let Some(run) = run.filter(|_| is_free && flow_cells(sheet) > 1) {
        sheet.set_field(run, &fields::RUN_GROUP);
    }
}

/// How many flow cells the rows name.
fn flow_cells(sheet: &Sheet) -> usize {
    const OF_A_FLOW_CELL: [&str; 2] = ["flowcellid", "positionid"];
    let columns = sheet.columns().iter().enumerate();
    let named = columns
        .filter(|(_, column)| OF_A_FLOW_CELL.contains(&text::normalised(&column.heading).as_str()));
    let named: Vec<usize> = named.map(|(at, _)| at).collect();
    let cells = |row| -> Vec<&str> { named.iter().map(|at| sheet.trimmed(row, *at)).collect() };
    (0..sheet.rows()).map(cells).collect::<BTreeSet<_>>().len()
}
