//! How fast a submission goes and how long it still takes, from what was seen of it. What time it is,
//! is an argument.

use crate::submit::Progress;
use std::collections::VecDeque;

/// How many answers back the pace is measured: enough to be steady, few enough to follow a change.
const MARKS: usize = 12;

/// No pace is told before something was sent for this long, in milliseconds.
const LEAST: f64 = 1_500.0;

/// How fast a submission goes. Moments are in milliseconds, of any one clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    marks: VecDeque<Mark>,
    rested: f64,
    steps: usize,
}

/// How far it was after so many milliseconds of sending.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Mark {
    busy: f64,
    done: usize,
    settled: usize,
}

impl Pace {
    /// How far it is at this moment.
    pub fn note(&mut self, at: f64, progress: &Progress) {
        let settled = progress.records.iter().map(|count| count.saved + count.other).sum();
        let mark = Mark { busy: at - self.rested, done: progress.done, settled };
        self.steps = progress.steps;
        self.marks.push_back(mark);
        if self.marks.len() > MARKS {
            self.marks.pop_front();
        }
    }

    /// For so many milliseconds nothing was sent: it paused, or waited for Majora.
    pub fn rest(&mut self, milliseconds: f64) {
        self.rested += milliseconds;
    }

    /// Records that are settled in a minute of sending.
    pub fn per_minute(&self) -> Option<usize> {
        let (first, last) = self.ends()?;
        let records = (last.settled - first.settled) as f64;
        let rate = records * 60_000.0 / (last.busy - first.busy);
        Some(rate.round() as usize).filter(|rate| *rate > 0)
    }

    /// How many seconds of sending are left.
    pub fn seconds_left(&self) -> Option<u64> {
        let (first, last) = self.ends()?;
        let steps = last.done.checked_sub(first.done).filter(|steps| *steps > 0)?;
        let each = (last.busy - first.busy) / steps as f64;
        let left = self.steps.saturating_sub(last.done) as f64 * each / 1_000.0;
        Some(left.round() as u64)
    }

    /// The first and last mark, if they tell anything.
    fn ends(&self) -> Option<(Mark, Mark)> {
        let (first, last) = (*self.marks.front()?, *self.marks.back()?);
        (last.busy - first.busy >= LEAST).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submit::Count;

    fn progress(done: usize, settled: usize) -> Progress {
        let samples = Count { all: 500, saved: settled, other: 0 };
        Progress {
            done,
            steps: 10,
            records: [samples, Count::default(), Count::default()],
            ..Progress::default()
        }
    }

    #[test]
    fn the_pace_is_that_of_the_last_answers() {
        let mut pace = Pace::default();
        for (done, at) in [(0, 0.0), (1, 1_000.0)] {
            pace.note(at, &progress(done, done * 50));
        }
        assert_eq!((pace.per_minute(), pace.seconds_left()), (None, None), "too early to tell");
        pace.note(2_000.0, &progress(2, 100));
        assert_eq!((pace.per_minute(), pace.seconds_left()), (Some(3_000), Some(8)));
        for done in 3..=5 {
            pace.note(2_000.0 + 10_000.0 * (done - 2) as f64, &progress(done, done * 50));
        }
        assert_eq!((pace.per_minute(), pace.seconds_left()), (Some(469), Some(32)));
    }

    #[test]
    fn waiting_is_no_sending() {
        let mut pace = Pace::default();
        pace.note(0.0, &progress(0, 0));
        pace.note(2_000.0, &progress(1, 50));
        pace.rest(60_000.0);
        pace.note(64_000.0, &progress(2, 100));
        assert_eq!((pace.per_minute(), pace.seconds_left()), (Some(1_500), Some(16)));
    }

    #[test]
    fn nothing_is_told_where_nothing_moves() {
        let mut pace = Pace::default();
        for at in [0.0, 5_000.0, 9_000.0] {
            pace.note(at, &progress(0, 0));
        }
        assert_eq!((pace.per_minute(), pace.seconds_left()), (None, None));
    }
}
