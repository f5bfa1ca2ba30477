//! Rows by day, or by week where that would be too many bars.

use super::slice::{Held, Slice, Tally};
use super::{Bar, Rest};
use crate::check::Checked;
use crate::value::{Date, Value};
use std::collections::BTreeMap;

/// Over more days than this, a bar stands for a week.
const MOST_DAYS: usize = 42;

/// The rows of a sheet by a column of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// The column.
    pub column: usize,
    /// What a bar stands for.
    pub step: Step,
    /// A bar for each day or week from the first to the last, whether or not any row has it.
    pub bars: Vec<Bar>,
    /// The other rows.
    pub rest: Rest,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A day.
    Day,
    /// A week from Monday to Sunday.
    Week,
}

/// A column that is being counted.
#[derive(Debug)]
pub(super) struct DayCount {
    column: usize,
    days: BTreeMap<Date, Tally>,
    rest: Rest,
}

impl DayCount {
    pub(super) fn new(column: usize) -> DayCount {
        DayCount { column, days: BTreeMap::new(), rest: Rest::default() }
    }

    pub(super) fn add(&mut self, checked: &Checked, row: usize, ready: bool) {
        let tally = match Held::of(checked, row, self.column) {
            Held::Value(Value::Date(day)) => self.days.entry(day).or_default(),
            Held::Blank => &mut self.rest.blank,
            Held::Value(_) | Held::Unread => &mut self.rest.unread,
        };
        tally.add(ready);
    }

    /// The bars; nothing where no row has a day.
    pub(super) fn finish(self) -> Option<Days> {
        let DayCount { column, days, rest } = self;
        let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
        let all = || std::iter::successors(Some(first), |day| day.tomorrow().ok());
        let few = all().take(MOST_DAYS).any(|day| day == last);
        let step = if few { Step::Day } else { Step::Week };
        let mut bars = Vec::new();
        let mut next = Some(step.first(first));
        while let Some(first) = next.filter(|day| *day <= last) {
            let end = step.last(first);
            let rows = days.range(first..=end).fold(Tally::default(), |sum, (_, t)| sum.and(*t));
            bars.push(Bar { slice: Slice::Days { column, first, last: end }, rows });
            next = end.tomorrow().ok();
        }
        Some(Days { column, step, bars, rest })
    }
}

impl Step {
    /// The first day of the step in which a day lies.
    fn first(self, day: Date) -> Date {
        match self {
            Step::Day => day,
            Step::Week => moved(day, -i32::from(day.weekday().to_monday_zero_offset())),
        }
    }

    /// The last day of the step that begins with a day.
    fn last(self, first: Date) -> Date {
        match self {
            Step::Day => first,
            Step::Week => moved(first, 6),
        }
    }
}

fn moved(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}
