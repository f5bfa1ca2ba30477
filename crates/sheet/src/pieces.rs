//! Long work in pieces: between two of them a page may draw, listen to its user, and give the work up.
//!
//! What works in pieces is `async` and awaits its [`Breaks`] between them; nothing else in it waits. So it
//! is polled once for each piece: by [`in_pieces`], which rests in between, or by [`at_once`], which
//! doesn't.
//!
//! Work is a [`Work`], a type that doesn't depend on how one rests. Generic, it would be compiled where it is
//! called, which for a page is in a crate that is optimised for its size.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Into how many pieces a part is cut: even of the largest file, one is then about a millisecond.
const PIECES: usize = 1_024;

/// Work in pieces.
pub(crate) type Work<'w, T> = Pin<Box<dyn Future<Output = T> + 'w>>;

/// The pauses between pieces, each with how much of the work is done, from 0 to 1.
#[derive(Default)]
pub(crate) struct Breaks {
    done: Rc<Cell<f64>>,
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

impl Breaks {
    /// Begins the next part, which goes through `all`; with its end the share `to` of the work is done.
    pub(crate) async fn part(&mut self, to: f64, all: usize) {
        self.part = Part { from: self.part.to, to, all, ..Part::default() };
        self.pause(self.part.from).await;
    }

    /// Goes through so much more of the part, and pauses where that ends a piece.
    pub(crate) async fn after(&mut self, more: usize) {
        let part = &mut self.part;
        part.done += more;
        part.since += more;
        if part.since > part.all / PIECES {
            part.since = 0;
            let share = (part.done as f64 / part.all.max(1) as f64).min(1.0);
            let share = part.from + (part.to - part.from) * share;
            self.pause(share).await;
        }
    }

    async fn pause(&self, share: f64) {
        self.done.set(share);
        let mut paused = false;
        poll_fn(|_| match std::mem::replace(&mut paused, true) {
            false => Poll::Pending,
            true => Poll::Ready(()),
        })
        .await;
    }
}

/// The end of work, between whose pieces `rest` is awaited with how much of it is done. Who drops the
/// future gives the work up.
pub(crate) async fn in_pieces<'w, T>(
    begin: impl FnOnce(Breaks) -> Work<'w, T>,
    mut rest: impl AsyncFnMut(f64),
) -> T {
    let breaks = Breaks::default();
    let done = breaks.done.clone();
    let mut work = begin(breaks);
    loop {
        match poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
            Poll::Ready(end) => return end,
            Poll::Pending => rest(done.get()).await,
        }
    }
}

/// The end of work, without a rest.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(end) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_says_how_much_is_done() {
        let mut told = Vec::new();
        let work = |mut breaks: Breaks| -> Work<'_, ()> {
            Box::pin(async move {
                breaks.part(0.5, 4).await;
                for _ in 0..4 {
                    breaks.after(1).await;
                }
                breaks.part(1.0, 4 * PIECES).await;
                for _ in 0..4 {
                    breaks.after(PIECES / 2).await;
                }
            })
        };
        at_once(in_pieces(work, async |share| told.push(share)));
        assert_eq!(told, [0.0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.5625, 0.625, 0.6875, 0.75]);
    }

    #[test]
    fn few_of_many_steps_pause() {
        let mut pauses = 0;
        let work = |mut breaks: Breaks| -> Work<'_, ()> {
            Box::pin(async move {
                breaks.part(1.0, 1_000_000).await;
                for _ in 0..1_000_000 {
                    breaks.after(1).await;
                }
            })
        };
        at_once(in_pieces(work, async |_| pauses += 1));
        assert!((PIECES / 2..=PIECES + 1).contains(&pauses), "{pauses}");
    }
}
