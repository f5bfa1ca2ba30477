//! A change of a checked sheet, after which only that is checked again to which it can matter.

use super::row::RowChecks;
use super::{Checked, Found, check, dates};
use crate::across;
use crate::parts::{Parts, Places};
use crate::read::Sheet;
use crate::table::Changed;
use crate::value::Date;
use std::collections::BTreeSet;

impl Checked {
    /// Changes the sheet and checks again. What comes of it is what [`check`] would say of the changed
    /// sheet; but where rows stay and columns are read as before, only the changed rows are looked at
    /// by themselves, and rows are compared only if that can end otherwise. What `change` gives is
    /// given back.
    pub fn edit<T>(self, today: Date, change: impl FnOnce(&mut Sheet) -> T) -> (Checked, T) {
        let Checked { mut sheet, today: day, readings: before, mut own, mut between, .. } = self;
        let (mut parts, of_dates) = (self.parts, self.of_dates);
        sheet.watch();
        let done = change(&mut sheet);
        let Some(changed) = sheet.changed().filter(|_| today == day) else {
            return (check(sheet, today), done);
        };
        let (readings, of_dates) = match changed.rows.is_empty() {
            true => {
                let columns = changed.cells.iter().map(|(_, column)| *column).collect();
                dates::readings_after(&sheet, &columns, before.clone(), of_dates)
            }
            // A row has cells in every column.
            false => dates::readings(&sheet, today),
        };
        if readings != before {
            return (check(sheet, today), done);
        }
        let looked_at = changed.cells.iter().map(|(row, _)| *row).chain(changed.rows.clone());
        let looked_at: BTreeSet<usize> = looked_at.collect();
        let same = same_parts(&sheet, &looked_at, &mut parts);
        own.retain(|problem| problem.row.is_none_or(|row| !looked_at.contains(&row)));
        let checks = RowChecks::of(&sheet);
        looked_at.iter().for_each(|row| checks.check(&sheet, *row, &parts, &readings, &mut own));
        own.sort_by_key(|problem| problem.row);
        if !same || may_matter_between(&sheet, &changed) {
            between = across::check(&sheet, &parts, &readings);
        }
        (Found { readings, of_dates, parts, own, between }.checked(sheet, today), done)
    }
}

/// Finds out anew which records rows hold, and whether that is as it was.
fn same_parts(sheet: &Sheet, rows: &BTreeSet<usize>, parts: &mut [Parts]) -> bool {
    let places = Places::of(sheet);
    let mut same = true;
    for row in rows {
        let now = places.parts(sheet, *row);
        same &= now == parts[*row];
        parts[*row] = now;
    }
    same
}

fn may_matter_between(sheet: &Sheet, changed: &Changed) -> bool {
    !changed.rows.is_empty() || across::may_matter(sheet, &changed.cells)
}
