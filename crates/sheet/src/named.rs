//! The rows that share a name.

use crate::read::Sheet;
use crate::table::Sign;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// The rows of one name, of which most samples have one.
pub(crate) type Rows = SmallVec<[usize; 2]>;

/// The rows of each name in a column. A blank is no name.
pub(crate) struct Named<'s> {
    column: Option<usize>,
    /// Names in the order in which they first stand.
    pub(crate) groups: Vec<(&'s str, Rows)>,
    places: FxHashMap<&'s str, usize>,
    /// What stands for the last name that was seen, and its place among the groups.
    last: Option<(Sign, usize)>,
}

impl<'s> Named<'s> {
    /// Those of a column, in which about so many different names are expected.
    pub(crate) fn of(column: Option<usize>, names: usize) -> Named<'s> {
        let mut places = FxHashMap::default();
        places.reserve(if column.is_some() { names } else { 0 });
        Named { column, groups: Vec::new(), places, last: None }
    }

    /// Takes the next row in.
    pub(crate) fn take(&mut self, sheet: &'s Sheet, row: usize) {
        let Some(column) = self.column else { return };
        let sign = sheet.sign(row, column);
        // Most rows have the library and run of the row above.
        let known = self.last.filter(|(before, _)| sign == Some(*before));
        let place = match known {
            Some((_, place)) => place,
            None => {
                let name = sheet.trimmed(row, column);
                if name.is_empty() {
                    return;
                }
                let place = *self.places.entry(name).or_insert_with(|| {
                    self.groups.push((name, Rows::new()));
                    self.groups.len() - 1
                });
                self.last = sign.map(|sign| (sign, place));
                place
            }
        };
        self.groups[place].1.push(row);
    }

    /// The rows of a name.
    pub(crate) fn rows(&self, name: &str) -> Option<&[usize]> {
        self.places.get(name).map(|place| self.groups[*place].1.as_slice())
    }
}
