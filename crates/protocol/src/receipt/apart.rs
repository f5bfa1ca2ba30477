//! How the sheet that was sent differs from the file that was read: columns that aren't sent, and what
//! was changed since. No cell of the sheet is in it.

use super::{Edited, Edits, LeftOut};
use sheet::check::Checked;
use sheet::personal;
use sheet::read::{Apart, Column, Sheet};
use sheet::text::column_letters;
use std::collections::BTreeMap;

/// The longest heading that is told in full, in letters.
const HEADING: usize = 40;

/// The columns of a sheet that hold anything and don't go to Majora, in its order.
pub fn columns_left_out(checked: &Checked) -> Vec<LeftOut> {
    let sheet = checked.sheet();
    let columns = sheet.columns().iter().enumerate().filter(|(_, column)| is_left_out(column));
    let told = columns.map(|(at, column)| LeftOut {
        column: name(sheet, at),
        cells: (0..sheet.rows()).filter(|row| !sheet.trimmed(*row, at).is_empty()).count(),
        chosen: column.apart == Some(Apart::KeptOut),
    });
    told.filter(|left_out| left_out.cells > 0).collect()
}

fn is_left_out(column: &Column) -> bool {
    match (column.field, column.apart) {
        // What this program has written itself, and what goes in another column, nobody misses.
        (None, Some(Apart::Ours | Apart::Joined)) => false,
        (None, _) => true,
        (Some(field), _) => field.targets.is_empty(),
    }
}

/// The heading of a column. Where there is none, or one by which a person can be found (a row of
/// samples may have been taken for the headings), its letters in a spreadsheet stand for it.
fn name(sheet: &Sheet, column: usize) -> String {
    let heading = sheet.columns()[column].heading.as_str();
    if heading.is_empty() || personal::identifier(heading, None).is_some() {
        return format!("column {}", column_letters(column));
    }
    match heading.char_indices().nth(HEADING) {
        Some((end, _)) => format!("{}…", &heading[..end]),
        None => heading.to_owned(),
    }
}

/// What was changed since the file was read: where, never what.
pub(super) fn edits(checked: &Checked) -> Edits {
    let sheet = checked.sheet();
    let mut columns: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (row, column, _) in sheet.edits() {
        columns.entry(column).or_default().push(sheet.line(row));
    }
    let of_column = |(column, rows)| Edited { column: name(sheet, column), rows };
    Edits {
        cells: sheet.edits().len(),
        rows_added: sheet.added(),
        rows_removed: sheet.removed_rows(),
        columns: columns.into_iter().map(of_column).collect(),
    }
}
