//! Questions that come faster than they may, put again.

use super::failure::Failure;
use sheet::answer::Halt;

/// How long a question waits at most before it is put again, in seconds. Who is asked to wait longer is told
/// so.
const LONGEST: u64 = 5;

/// How often one question is put at most.
const TRIES: usize = 10;

/// Puts a question, and puts it again where the answer is to wait a moment: of a large sheet there are more
/// questions than the proxy lets through at once. Only for what writes nothing.
///
/// `wait` waits for so many seconds; its answer is whether the question is of use still.
///
/// # Errors
/// Why there is no answer: at the last try, or for a reason that a moment doesn't mend.
pub(super) async fn patiently<T>(
    put: impl AsyncFn() -> Result<T, Failure>,
    wait: impl AsyncFn(u64) -> bool,
) -> Result<T, Failure> {
    for _ in 1..TRIES {
        let said = put().await;
        let Some(seconds) = said.as_ref().err().and_then(moment) else { return said };
        if !wait(seconds).await {
            return said;
        }
    }
    put().await
}

/// How many seconds are to be waited for, if they are few.
fn moment(failure: &Failure) -> Option<u64> {
    match failure.halt() {
        Halt::Busy { retry_after: Some(seconds @ 0..=LONGEST) } => Some(seconds.max(1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Code, Problem};
    use std::cell::{Cell, RefCell};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn busy(seconds: Option<u64>) -> Failure {
        Failure::Problem(Problem {
            title: String::new(),
            status: 429,
            code: Code::TooManyRequests,
            request_id: String::new(),
            outcome: None,
            retry_after: seconds,
        })
    }

    /// What comes of a question to which these are the answers, and after that a good one; how long it
    /// waited each time, and how often it was put.
    fn asked(
        answers: Vec<Failure>,
        is_of_use: bool,
    ) -> (Result<&'static str, Failure>, Vec<u64>, usize) {
        let (puts, waits) = (Cell::new(0), RefCell::new(Vec::new()));
        let put = async || {
            puts.set(puts.get() + 1);
            answers.get(puts.get() - 1).cloned().map_or(Ok("held"), Err)
        };
        let wait = async |seconds| {
            waits.borrow_mut().push(seconds);
            is_of_use
        };
        let said = match pin!(patiently(put, wait)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(said) => said,
            Poll::Pending => unreachable!("nothing here waits"),
        };
        (said, waits.take(), puts.get())
    }

    #[test]
    fn a_question_that_came_too_early_is_put_again() {
        assert_eq!(asked(vec![], true), (Ok("held"), vec![], 1));
        let twice = vec![busy(Some(1)), busy(Some(0)), busy(Some(5))];
        assert_eq!(asked(twice, true), (Ok("held"), vec![1, 1, 5], 4));
    }

    #[test]
    fn it_is_not_put_for_ever_nor_for_nobody() {
        let always = vec![busy(Some(2)); 50];
        let (said, waits, puts) = asked(always.clone(), true);
        assert_eq!((said, waits.len(), puts), (Err(busy(Some(2))), TRIES - 1, TRIES));
        assert_eq!(asked(always, false), (Err(busy(Some(2))), vec![2], 1));
    }

    #[test]
    fn what_a_moment_does_not_mend_is_told_at_once() {
        for failure in [busy(Some(6)), busy(None), Failure::NoAnswer] {
            assert_eq!(asked(vec![failure.clone()], true), (Err(failure), vec![], 1));
        }
    }
}
