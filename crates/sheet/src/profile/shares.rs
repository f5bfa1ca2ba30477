//! Rows by what a column says: places, libraries.

use super::slice::{Held, Slice, Tally};
use super::{Bar, Rest};
use crate::check::Checked;
use std::cmp::Reverse;
use std::collections::HashMap;

/// The rows of a sheet by what a column says.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The column.
    pub column: usize,
    /// A bar for each text, the most frequent first.
    pub bars: Vec<Bar>,
    /// The other rows.
    pub rest: Rest,
}

/// A column that is being counted.
#[derive(Debug)]
pub(super) struct ShareCount {
    column: usize,
    places: HashMap<String, usize>,
    tallies: Vec<Tally>,
    /// The text of the row before, and its place: rows that say the same mostly follow each other.
    latest: Option<(String, usize)>,
    rest: Rest,
}

impl ShareCount {
    pub(super) fn new(column: usize) -> ShareCount {
        let (places, tallies) = (HashMap::new(), Vec::new());
        ShareCount { column, places, tallies, latest: None, rest: Rest::default() }
    }

    pub(super) fn add(&mut self, checked: &Checked, row: usize, ready: bool) {
        let tally = match Held::of(checked, row, self.column) {
            Held::Value(value) => {
                let place = self.place(&value.to_text());
                &mut self.tallies[place]
            }
            Held::Blank => &mut self.rest.blank,
            Held::Unread => &mut self.rest.unread,
        };
        tally.add(ready);
    }

    fn place(&mut self, text: &str) -> usize {
        if let Some((latest, place)) = &self.latest
            && latest == text
        {
            return *place;
        }
        let place = self.places.get(text).copied().unwrap_or_else(|| {
            self.tallies.push(Tally::default());
            self.places.insert(text.to_owned(), self.tallies.len() - 1);
            self.tallies.len() - 1
        });
        self.latest = Some((text.to_owned(), place));
        place
    }

    /// The bars; nothing where no row has any.
    pub(super) fn finish(self) -> Option<Shares> {
        let ShareCount { column, places, tallies, rest, .. } = self;
        let mut found: Vec<(String, usize)> = places.into_iter().collect();
        found.sort_by_key(|(_, place)| (Reverse(tallies[*place].all()), *place));
        let bar = |(text, place): (String, usize)| Bar {
            slice: Slice::Text { column, text },
            rows: tallies[place],
        };
        let bars: Vec<Bar> = found.into_iter().map(bar).collect();
        (!bars.is_empty()).then_some(Shares { column, bars, rest })
    }
}
