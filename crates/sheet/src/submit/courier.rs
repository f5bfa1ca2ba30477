//! Asking and sending, with the pauses between.

use super::Sent;
use super::ledger::Ledger;
use crate::answer::{Answer, Go, Halt, Pause, Reply};
use crate::held::{Held, Questions};
use crate::journal::{Note, State};
use crate::plan::Step;
use crate::record::Key;

/// How often in a row something that makes no sense may come back before it is given up.
const MOST_TRIES: u32 = 5;

/// Carries requests and what comes back.
pub(super) struct Courier<S, A, W, N> {
    send: S,
    ask: A,
    wait: W,
    note: N,
    /// How often in a row it had to wait.
    tries: u32,
    /// How often something came back meanwhile that makes no sense.
    senseless: u32,
    /// What stood in the way last; that the user stopped, where waiting for it was cut short.
    pub(super) halt: Halt,
}

impl<S, A, W, N: FnMut(Note)> Courier<S, A, W, N> {
    pub(super) fn new(send: S, ask: A, wait: W, note: N) -> Courier<S, A, W, N> {
        Courier { send, ask, wait, note, tries: 0, senseless: 0, halt: Halt::Stopped }
    }

    /// Notes Majora's own id of a record.
    pub(super) fn note_id(&mut self, key: &Key, id: &str) {
        (self.note)(Note::Named { key: key.clone(), id: id.to_owned() });
    }

    /// Notes that what a step was to make isn't there.
    fn note_not_made(&mut self, step: &Step) {
        let not_made = |key| Note::Settled { key, state: State::NotMade, request: None };
        step.keys().into_iter().for_each(|key| (self.note)(not_made(key)));
    }

    /// Notes what has become of the records of a step.
    pub(super) fn note_settled(&mut self, step: &Step, ledger: &Ledger) {
        ledger.notes(step).into_iter().for_each(|note| (self.note)(note));
    }
}

impl<S, A, W, N> Courier<S, A, W, N>
where
    S: AsyncFnMut(&Step) -> Reply,
    A: AsyncFnMut(&Questions) -> Result<Held, Halt>,
    W: AsyncFnMut(Pause) -> Go,
    N: FnMut(Note),
{
    /// Sends a step. With a doubt Majora may have acted on it before. One that had to wait must be looked at
    /// anew before it goes: the wait may have been a night.
    pub(super) async fn send(&mut self, step: &Step, doubt: Option<Halt>) -> Result<Answer, Sent> {
        (self.note)(Note::Sending { keys: step.keys(), is_new: step.is_new() });
        match (self.send)(step).await {
            Reply::Answered(answer) => {
                (self.tries, self.senseless) = (0, 0);
                Ok(answer)
            }
            Reply::NotSent(halt) | Reply::Refused(halt) => {
                if step.is_new() && doubt.is_none() {
                    self.note_not_made(step);
                }
                match self.pause(halt).await {
                    false => Err(Sent::No(self.halt)),
                    true => Err(Sent::Later),
                }
            }
            Reply::Unknown(halt) => Err(Sent::Perhaps(halt)),
        }
    }

    /// Asks until Majora answers; nothing if that came to an end before.
    pub(super) async fn ask(&mut self, questions: &Questions) -> Option<Held> {
        if questions.is_empty() {
            return Some(Held::default());
        }
        loop {
            match (self.ask)(questions).await {
                Ok(held) => return Some(held),
                Err(halt) if self.pause(halt).await => {}
                Err(_) => return None,
            }
        }
    }

    /// Waits, if that is of any use; whether to go on.
    pub(super) async fn pause(&mut self, halt: Halt) -> bool {
        self.halt = halt;
        self.tries += 1;
        self.senseless += u32::from(halt.may_be_of_one_record());
        if !halt.passes() || self.senseless > MOST_TRIES {
            return false;
        }
        match (self.wait)(Pause { halt, tries: self.tries }).await {
            Go::On => true,
            Go::GiveUp => false,
            Go::Stop => {
                // That Majora asked to wait is not why nothing more is sent.
                self.halt = Halt::Stopped;
                false
            }
        }
    }
}
