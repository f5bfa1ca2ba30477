//! How the Ct values of a test are spread.

use super::slice::{Held, Slice, Tally, number};
use super::{Bar, Rest};
use crate::check::Checked;

/// No PCR runs for more cycles: what lies above is one bar.
const MOST_CYCLES: f64 = 50.0;

/// Over more cycles than this, a bar stands for two.
const MOST_SINGLE: f64 = 25.0;

/// The rows of a sheet by a column of Ct values.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The column.
    pub column: usize,
    /// Bars of equal width from the least to the greatest value, whether or not any row has it. Above
    /// 50 cycles there is one without end.
    pub bars: Vec<Bar>,
    /// A quarter, half and three quarters of the values are no greater than these.
    pub quartiles: [f64; 3],
    /// The other rows.
    pub rest: Rest,
}

/// A column that is being counted.
#[derive(Debug)]
pub(super) struct SpreadCount {
    column: usize,
    values: Vec<(f64, bool)>,
    rest: Rest,
}

impl SpreadCount {
    pub(super) fn new(column: usize) -> SpreadCount {
        SpreadCount { column, values: Vec::new(), rest: Rest::default() }
    }

    pub(super) fn add(&mut self, checked: &Checked, row: usize, ready: bool) {
        match Held::of(checked, row, self.column) {
            Held::Blank => self.rest.blank.add(ready),
            Held::Unread => self.rest.unread.add(ready),
            Held::Value(value) => match number(&value) {
                Some(number) => self.values.push((number, ready)),
                None => self.rest.unread.add(ready),
            },
        }
    }

    /// The bars; nothing where no row has a value.
    pub(super) fn finish(self) -> Option<Spread> {
        let SpreadCount { column, mut values, rest } = self;
        values.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
        let (least, greatest) = (values.first()?.0, values.last()?.0);
        let end = greatest.min(MOST_CYCLES);
        let width = if end - least > MOST_SINGLE { 2.0 } else { 1.0 };
        let mut bars = Vec::new();
        let mut from = (least / width).floor() * width;
        while from <= greatest {
            let is_last = from >= MOST_CYCLES;
            let (start, below) = match is_last {
                // The least value may lie far above it.
                true => (MOST_CYCLES, f64::INFINITY),
                false => (from, from + width),
            };
            let rows = between(&values, start, below);
            bars.push(Bar { slice: Slice::Numbers { column, from: start, below }, rows });
            if is_last {
                break;
            }
            from = below;
        }
        let quartiles = [0.25, 0.5, 0.75].map(|part| quantile(&values, part));
        Some(Spread { column, bars, quartiles, rest })
    }
}

/// How many values lie between two, of values in order.
fn between(values: &[(f64, bool)], from: f64, below: f64) -> Tally {
    let place = |limit: f64| values.partition_point(|(value, _)| *value < limit);
    let mut tally = Tally::default();
    values[place(from)..place(below)].iter().for_each(|(_, ready)| tally.add(*ready));
    tally
}

/// The value that this part of the values, which are in order, is no greater than; between two of
/// them in proportion.
fn quantile(values: &[(f64, bool)], part: f64) -> f64 {
    let place = (values.len() - 1) as f64 * part;
    let (low, high) = (values[place.floor() as usize].0, values[place.ceil() as usize].0);
    low + (high - low) * place.fract()
}
