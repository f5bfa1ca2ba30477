//! Long work in pieces: between two of them a page may draw, listen to its user, and give the work up.
//!
//! What works in pieces is `async` and awaits its [`Breaks`] between them; nothing else in it waits. Who
//! needs the end at once gets it by [`at_once`]: a future that never waits is ready when it is first asked.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Into how many pieces a part is cut: even of the largest file, one is then about a millisecond.
const PIECES: usize = 1_024;

/// The pauses between pieces: `rest` is awaited with how much of the work is done, from 0 to 1.
pub(crate) struct Breaks<R> {
    rest: R,
    part: Part,
}

/// A part of the work, counted in whatever it goes through: rows, bytes.
#[derive(Clone, Copy, Default)]
struct Part {
    /// The shares of the whole work at which it begins and ends.
    from: f64,
    to: f64,
    /// All that it goes through, what of that is done, and what of that since the last pause.
    all: usize,
    done: usize,
    since: usize,
}

impl<R: AsyncFnMut(f64)> Breaks<R> {
    pub(crate) fn new(rest: R) -> Breaks<R> {
        Breaks { rest, part: Part::default() }
    }

    /// Begins the next part, which goes through `all`; with its end the share `to` of the work is done.
    pub(crate) async fn part(&mut self, to: f64, all: usize) {
        self.part = Part { from: self.part.to, to, all, ..Part::default() };
        (self.rest)(self.part.from).await;
    }

    /// Goes through so much more of the part, and pauses where that ends a piece.
    pub(crate) async fn after(&mut self, more: usize) {
        let part = &mut self.part;
        part.done += more;
        part.since += more;
        if part.since > part.all / PIECES {
            part.since = 0;
            let share = (part.done as f64 / part.all.max(1) as f64).min(1.0);
            (self.rest)(part.from + (part.to - part.from) * share).await;
        }
    }
}

/// The end of work whose pauses never wait.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("nothing in it waits"),
    }
}

/// A pause that is none.
pub(crate) async fn no_rest(_: f64) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_says_how_much_is_done() {
        let mut told = Vec::new();
        at_once(async {
            let mut breaks = Breaks::new(async |share| told.push(share));
            breaks.part(0.5, 4).await;
            for _ in 0..4 {
                breaks.after(1).await;
            }
            breaks.part(1.0, 4 * PIECES).await;
            for _ in 0..4 {
                breaks.after(PIECES / 2).await;
            }
        });
        assert_eq!(told, [0.0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.5625, 0.625, 0.6875, 0.75]);
    }

    #[test]
    fn few_of_many_steps_pause() {
        let mut pauses = 0;
        at_once(async {
            let mut breaks = Breaks::new(async |_| pauses += 1);
            breaks.part(1.0, 1_000_000).await;
            for _ in 0..1_000_000 {
                breaks.after(1).await;
            }
        });
        assert!((PIECES / 2..=PIECES + 1).contains(&pauses), "{pauses}");
    }
}
