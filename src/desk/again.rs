//! The file on the desk, read once more in another way, while the page has its time.

use super::Desk;
use super::file::READING;
use crate::browser;
use crate::browser::slices::{self, Slices};
use futures_channel::oneshot::channel;
use futures_util::future::{Either, select};
use leptos::prelude::*;
use sheet::choices::Choices;
use sheet::read::ReadError;
use sheet::workflow::{Again, Event, Standing};
use std::pin::pin;

impl Desk {
    /// Whether the file on the desk is being read once more. Its sheet is not to be changed meanwhile.
    pub fn rereading(self) -> Signal<bool> {
        self.reading.again.into()
    }

    /// The user no longer wants it read in another way.
    pub fn stop_rereading(self) {
        if let Some(call_off) = self.reading.call_off.try_update_value(Option::take).flatten() {
            // It may have come to its end.
            let _ = call_off.send(());
        }
    }

    /// Has the file on the desk read as the user says. If it can't be, or the user gives it up, a sheet
    /// stays as it is, and the answer is no. What is said next takes the place of what is being read.
    pub async fn read_as(self, choices: Choices) -> bool {
        let (call_off, called_off) = channel();
        // The sender of the one before goes with this, which calls that off.
        self.reading.call_off.set_value(Some(call_off));
        self.reading.again.set(true);
        // It is looked first whether it is called off: a reading must not end in place of the next.
        let is_read = match select(called_off, pin!(self.read_again(choices))).await {
            Either::Left((Err(_), _)) => return true,
            Either::Left((Ok(()), _)) => false,
            Either::Right((is_read, _)) => is_read,
        };
        self.reading.call_off.set_value(None);
        self.reading.again.set(false);
        is_read
    }

    /// Reads it, once more where something was done to the sheet meanwhile: what was read without that
    /// would take it back.
    async fn read_again(self, choices: Choices) -> bool {
        self.reading.so_far.set(0.0);
        let mut slices = Slices::begin();
        let mut rest = async |share: f64| {
            if slices.rest().await {
                self.reading.so_far.set(share);
            }
        };
        let mut is_first = true;
        loop {
            let Some(standing) = self.workflow.with_untracked(Standing::of) else { return false };
            let source = self.reading.source.get_value();
            let sheet = source.read(&choices, async |share| rest(share * READING).await).await;
            let again = match sheet {
                Err(error) => Err(error),
                Ok(sheet) => {
                    let checking = async |share| rest(READING + share * (1.0 - READING)).await;
                    Ok(standing.check_in_pieces(sheet, browser::today(), checking).await)
                }
            };
            // What comes of it is drawn in a task of its own.
            slices::turn().await;
            if self.workflow.with_untracked(|workflow| standing.holds(workflow)) {
                return self.take(standing, again, choices, is_first);
            }
            is_first = false;
        }
    }

    /// Takes what was read, if there is a sheet for it. Of what was done while it was being read, nobody
    /// was asked whether it may get lost.
    fn take(
        self,
        standing: Standing,
        again: Result<Again, ReadError>,
        choices: Choices,
        was_asked: bool,
    ) -> bool {
        let has_sheet = self.workflow.with_untracked(|workflow| workflow.desk().is_some());
        match again {
            Err(error) if has_sheet => {
                self.reading.misread.set(Some(error));
                false
            }
            Ok(again) if again.loses() && !was_asked => false,
            again => {
                self.reading.misread.set(None);
                self.reading.source.update_value(|source| source.draft.choices = choices);
                self.dispatch(Event::ReadAgain { standing, again });
                true
            }
        }
    }
}
