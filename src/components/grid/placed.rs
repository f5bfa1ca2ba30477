//! The columns that are on screen, settled once for all rows.

use super::columns::NUMBER;
use super::place::Shared;
use super::with_active;
use leptos::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// A column on screen: its place among those shown, and where it begins and how wide it is, in rem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) at: usize,
    pub(super) column: usize,
    start: f64,
    width: f64,
}

impl Placed {
    /// What makes a cell of it another one.
    pub(super) fn key(self) -> (usize, usize, u64, u64) {
        (self.at, self.column, self.start.to_bits(), self.width.to_bits())
    }

    /// Where it begins and how wide it is, as CSS.
    pub(super) fn extent(self) -> (String, String) {
        (format!("{}rem", NUMBER + self.start), format!("{}rem", self.width))
    }
}

/// The columns on screen, and always the sample id, which stays while the others scroll.
pub(super) fn placed(shared: Shared, across: Memo<Range<usize>>) -> Memo<Arc<Vec<Placed>>> {
    Memo::new(move |_| {
        let places = with_active(across.get(), shared.active_column());
        let all = std::iter::once(0).chain(places.filter(|at| *at > 0));
        let placed = shared.columns.with(|columns| {
            let one = |at| {
                let column = columns.column(at)?;
                Some(Placed { at, column, start: columns.start(at), width: columns.width(at) })
            };
            all.filter_map(one).collect()
        });
        Arc::new(placed)
    })
}
