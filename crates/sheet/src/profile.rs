//! What a sheet holds, counted for those who would rather look than read: rows by day, place and
//! library, Ct values, filled cells by column, wells of plates.
//!
//! A large sheet is counted in pieces, so that a page can do something else between two of them. Rows
//! that were taken out don't count. Whatever may be about a person is counted and never named.

mod well;
mod slice;
mod days;
mod shares;
mod spread;
mod fullness;
mod plates;

use crate::check::Checked;
use crate::fields;
use crate::further;
use crate::read::Sheet;
use days::DayCount;
use fullness::FullnessCount;
use plates::PlateCount;
use shares::ShareCount;
use spread::SpreadCount;

pub use days::{Days, Step};
pub use fullness::Fullness;
pub use plates::{Plate, Plates, Well};
pub use shares::Shares;
pub use slice::{Slice, Tally, id};
pub use spread::Spread;
pub use well::{Grid, Naming, Place};

/// What a sheet holds, counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Its rows.
    pub rows: Tally,
    /// When samples were taken and received: one for each of these columns in which a day stands.
    pub days: Vec<Days>,
    /// Where samples were taken and which libraries they are in, likewise.
    pub shares: Vec<Shares>,
    /// The Ct values of each test, likewise.
    pub spreads: Vec<Spread>,
    /// How far each column is filled that Majora knows, in the order of the sheet.
    pub columns: Vec<Fullness>,
    /// The plates that samples stand on.
    pub plates: Plates,
}

/// Rows that fall under the same bar of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What they have in common.
    pub slice: Slice,
    /// How many they are.
    pub rows: Tally,
}

/// Cells of a column that no bar stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// The rows in which it is blank.
    pub blank: Tally,
    /// The rows in which it holds what doesn't pass.
    pub unread: Tally,
}

/// A sheet that is being counted.
#[derive(Debug)]
pub struct Counting {
    /// The row that comes next.
    next: usize,
    rows: Tally,
    days: Vec<DayCount>,
    shares: Vec<ShareCount>,
    spreads: Vec<SpreadCount>,
    columns: FullnessCount,
    plates: PlateCount,
}

impl Profile {
    /// All of a sheet at once.
    pub fn of(checked: &Checked) -> Profile {
        let mut counting = Counting::new(checked);
        while counting.go_on(checked, usize::MAX) {}
        counting.finish(checked)
    }
}

impl Counting {
    /// Begins to count a sheet.
    pub fn new(checked: &Checked) -> Counting {
        let sheet = checked.sheet();
        let columns = |fields: &[&'static _]| -> Vec<usize> {
            fields.iter().filter_map(|field| sheet.column_of(field)).collect()
        };
        let days = columns(&[&fields::COLLECTION_DATE, &fields::RECEIVED_DATE]);
        let shares = columns(&[&fields::ADM1, &fields::ADM2, &fields::LIBRARY_NAME]);
        Counting {
            next: 0,
            rows: Tally::default(),
            days: days.into_iter().map(DayCount::new).collect(),
            shares: shares.into_iter().map(ShareCount::new).collect(),
            spreads: ct_columns(sheet).into_iter().map(SpreadCount::new).collect(),
            columns: FullnessCount::new(sheet),
            plates: PlateCount::new(sheet),
        }
    }

    /// Counts at most so many rows more; whether any are left. It must be the same sheet each time.
    pub fn go_on(&mut self, checked: &Checked, rows: usize) -> bool {
        let end = self.next.saturating_add(rows).min(checked.sheet().rows());
        let range = self.next..end;
        let still_there = range.clone().filter(|row| !checked.sheet().is_removed(*row));
        for row in still_there {
            let ready = checked.is_ready(row);
            self.rows.add(ready);
            self.days.iter_mut().for_each(|count| count.add(checked, row, ready));
            self.shares.iter_mut().for_each(|count| count.add(checked, row, ready));
            self.spreads.iter_mut().for_each(|count| count.add(checked, row, ready));
            self.columns.add(checked, row);
            self.plates.add(checked, row);
        }
        self.next = end;
        end < checked.sheet().rows()
    }

    /// What was counted.
    pub fn finish(self, checked: &Checked) -> Profile {
        let rows = self.rows.all();
        Profile {
            rows: self.rows,
            days: self.days.into_iter().filter_map(DayCount::finish).collect(),
            shares: self.shares.into_iter().filter_map(ShareCount::finish).collect(),
            spreads: self.spreads.into_iter().filter_map(SpreadCount::finish).collect(),
            columns: self.columns.finish(rows),
            plates: self.plates.finish(checked),
        }
    }
}

/// The columns of Ct values, by the number of their test.
fn ct_columns(sheet: &Sheet) -> Vec<usize> {
    let number = |column: usize| {
        let field = sheet.columns()[column].field?;
        let number = further::test_number(field)?;
        (further::test(number, further::OF_A_TEST[0]) == Some(field)).then_some(number)
    };
    let all = 0..sheet.columns().len();
    let mut found: Vec<(u8, usize)> = all.filter_map(|at| Some((number(at)?, at))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, column)| column).collect()
}
