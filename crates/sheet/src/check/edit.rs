//! A change of a checked sheet, after which only that is checked again to which it can matter.

use super::row::RowChecks;
use super::{Checked, Found, check, dates};
use crate::across::Touched;
use crate::parts::{Parts, Places};
use crate::read::Sheet;
use crate::value::Date;
use std::collections::BTreeSet;

impl Checked {
    /// Changes the sheet and checks again. What comes of it is what [`check`] would say of the changed
    /// sheet; but where rows stay and columns are read as before, only the changed rows are looked at
    /// by themselves, and compared only with those that share a name with them. What `change` gives
    /// is given back.
    pub fn edit<T>(self, today: Date, change: impl FnOnce(&mut Sheet) -> T) -> (Checked, T) {
        let Checked { mut sheet, today: day, readings: before, mut own, between, .. } = self;
        let (mut parts, of_dates) = (self.parts, self.of_dates);
        sheet.watch();
        let done = change(&mut sheet);
        let Some(changed) = sheet.changed().filter(|_| today == day) else {
            return (check(sheet, today), done);
        };
        let (readings, of_dates) =
            dates::readings_after(&sheet, &changed, before.clone(), of_dates);
        if readings != before {
            return (check(sheet, today), done);
        }
        parts.resize(sheet.rows(), Parts::default());
        let looked_at = changed.cells.keys().map(|(row, _)| *row).chain(changed.rows.clone());
        let looked_at: BTreeSet<usize> = looked_at.collect();
        let others = other_parts(&sheet, &looked_at, &mut parts);
        own.retain(|problem| problem.row.is_none_or(|row| !looked_at.contains(&row)));
        let mut checks = RowChecks::of(&sheet);
        looked_at.iter().for_each(|row| checks.check(&sheet, *row, &parts, &readings, &mut own));
        own.sort_by_key(|problem| problem.row);
        let touched = Touched::of(&sheet, &changed, &others);
        let between = between.again(&sheet, &parts, &readings, &touched);
        (Found { readings, of_dates, parts, own, between }.checked(sheet, today), done)
    }
}

/// Finds out anew which records rows hold; the rows that hold others than before.
fn other_parts(sheet: &Sheet, rows: &BTreeSet<usize>, parts: &mut [Parts]) -> BTreeSet<usize> {
    let places = Places::of(sheet);
    let mut others = BTreeSet::new();
    for row in rows {
        let now = places.parts(sheet, *row);
        if now != parts[*row] {
            others.insert(*row);
        }
        parts[*row] = now;
    }
    others
}
