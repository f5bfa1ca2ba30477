//! A submission, carried out: what is sent, waited for and written down.

use super::sending::Waiting;
use super::{Desk, Destination, Times, UPLOAD};
use crate::browser::draft::Draft;
use crate::browser::lock::{self, NotHeld};
use crate::browser::upload::{self, Added, Unfinished};
use crate::{api, browser};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::majora::failure::Failure;
use protocol::majora::{answer, held, request};
use serde_json::Value;
use sheet::answer::{Go, Halt, Pause, Reply};
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::held::Questions;
use sheet::journal::{Binding, Journal, Note};
use sheet::pace::Pace;
use sheet::plan::{Plan, Step};
use sheet::receipt::Receipt;
use sheet::submit::{Effects, submit};
use sheet::workflow::Event;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// The journal of the submission that runs, as far as it is written down, and what isn't yet.
struct Diary {
    id: String,
    /// The sheet that goes with it.
    draft: Draft,
    journal: RefCell<Journal>,
    /// How often anything was added since it was written down whole; nothing where the browser doesn't
    /// keep it.
    added: Cell<Option<usize>>,
    unwritten: RefCell<Vec<Note>>,
}

impl Diary {
    async fn begin(id: String, draft: Draft, journal: Journal) -> Diary {
        let (journal, unwritten) = (RefCell::new(journal), RefCell::default());
        let diary = Diary { id, draft, journal, added: Cell::new(None), unwritten };
        diary.write_whole().await;
        diary
    }

    fn note(&self, note: Note) {
        self.unwritten.borrow_mut().push(note.clone());
        self.journal.borrow_mut().write(note);
    }

    async fn write_whole(&self) -> bool {
        self.unwritten.take();
        let journal = self.journal.borrow().clone();
        let kept = upload::begin(&self.id, &self.draft, &journal).await;
        self.added.set(kept.then_some(0));
        kept
    }

    /// Writes down what has come to it, if anything has; whether the browser keeps it. What it didn't
    /// take goes with the next that comes, so that nothing is ever missing between two that it keeps.
    async fn write_down(&self) -> bool {
        let Some(nth) = self.added.get() else { return false };
        let notes = self.unwritten.take();
        if notes.is_empty() {
            return true;
        }
        match upload::add(&self.id, nth, &notes).await {
            Added::Kept => self.added.set(Some(nth + 1)),
            Added::Orphaned => return self.write_whole().await,
            Added::Refused => {
                self.unwritten.borrow_mut().splice(0..0, notes);
                return false;
            }
        }
        true
    }
}

impl Desk {
    /// Sends a plan. Of the tabs of a browser only one sends one sheet to one Majora.
    pub(super) async fn submit(self, plan: Arc<Plan>) {
        self.sending.stop.set_value(false);
        self.sending.paused.set(false);
        self.sending.pace.set(Pace::default());
        let began = browser::now();
        let destination = self.destination.get_untracked();
        let binding = destination.as_ref().and_then(|to| self.binding(to));
        let elsewhere = async |binding: &Binding| lock::hold(&name_of(binding)).await;
        let lock = match &binding {
            Some(binding) => elsewhere(binding).await,
            None => Err(NotHeld::NoLocks),
        };
        let is_elsewhere = lock.as_ref().err() == Some(&NotHeld::Elsewhere);
        let binding = binding.filter(|_| !is_elsewhere);
        let diary = self.open_diary(&plan, binding, began).await;
        // What an upload that stopped has saved is on the receipt, so its time is too.
        let first = diary.as_ref().and_then(|diary| diary.journal.borrow().began);
        let began = first.map_or(began, |first| first as f64);
        let call = async |endpoint, body: Value| match &destination {
            Some(to) => api::call(&to.instance.name, &to.session_ref, endpoint, &body).await,
            None => Err(Failure::NoAnswer),
        };
        let send = async |step: &Step| match self.obstacle(is_elsewhere, diary.as_ref()).await {
            Some(halt) => Reply::NotSent(halt),
            None => {
                let (endpoint, body) = request::request(step);
                answer::reply(call(endpoint, body).await)
            }
        };
        let moment = async |seconds| {
            TimeoutFuture::new(seconds as u32 * 1000).await;
            !self.sending.stop.get_value()
        };
        let ask = async |questions: &Questions| match is_elsewhere {
            true => Err(Halt::OtherTab),
            false => held::ask(questions, call, moment).await,
        };
        let wait = async |pause| self.wait(pause, destination.as_ref()).await;
        let note = |note| {
            if let Some(diary) = &diary {
                diary.note(note);
            }
        };
        let seen = |progress| {
            self.sending.pace.update(|pace| pace.note(browser::now(), &progress));
            self.dispatch(Event::Progressed(progress));
        };
        let mut receipt = submit(&plan, Effects { send, ask, wait, note, seen }).await;
        if let Some(diary) = diary {
            self.close_diary(diary, &mut receipt).await;
        }
        drop(lock);
        let halted = receipt.halted;
        self.prove(&receipt, destination, Times { began, ended: browser::now() });
        self.dispatch(Event::Settled(receipt));
        self.look_for_unfinished().await;
        if halted.is_some() {
            self.session.refresh().await;
        }
    }

    /// What an upload of the sheet on the desk to this Majora belongs to.
    fn binding(self, to: &Destination) -> Option<Binding> {
        let sha256 = self.workflow.with_untracked(|w| Some(w.desk()?.file.sha256.clone()))?;
        Some(Binding {
            sha256,
            instance: to.instance.name.clone(),
            host: to.instance.host.clone(),
            username: to.username.clone(),
        })
    }

    /// Opens the journal of a submission, or that of the one which it completes.
    async fn open_diary(self, plan: &Plan, binding: Option<Binding>, began: f64) -> Option<Diary> {
        let desk = self.workflow.with_untracked(|workflow| workflow.desk().cloned())?;
        let (file, checked) = (desk.file.name, desk.checked);
        let mut journal = Journal::new(binding?, file, &checked, plan, desk.decisions);
        journal.began = Some(began as u64);
        let before = self.sending.resuming.try_update_value(Option::take).flatten();
        let before = before.filter(|before| before.journal.fits(&journal.binding).is_ok());
        let id = match before {
            Some(mut before) => {
                if !is_read_as(&before, &checked).await {
                    before.journal.disown();
                }
                journal.follow(before.journal);
                before.id
            }
            None => browser::new_id(),
        };
        let draft = self.reading.source.with_value(|source| source.draft.clone());
        let diary = Diary::begin(id, draft, journal).await;
        self.reading.unkept.set(diary.added.get().is_none());
        Some(diary)
    }

    /// Closes the journal: it goes when the submission has come to its end, and stays for the rest of
    /// one that hasn't.
    async fn close_diary(self, diary: Diary, receipt: &mut Receipt) {
        if receipt.halted.is_some() {
            diary.write_down().await;
        } else {
            upload::forget(&diary.id).await;
        }
        let journal = diary.journal.into_inner();
        if let Some(desk) = self.workflow.with_untracked(|workflow| workflow.desk().cloned()) {
            journal.complete(&desk.checked, receipt);
        }
        let unfinished = Unfinished { id: diary.id, journal, at: browser::now() };
        self.sending.resuming.set_value(receipt.halted.map(|_| unfinished));
    }

    /// What keeps the next request from going out; otherwise the journal is written.
    async fn obstacle(self, is_elsewhere: bool, diary: Option<&Diary>) -> Option<Halt> {
        let halt = match () {
            () if is_elsewhere => Some(Halt::OtherTab),
            () if self.sending.stop.get_value() => Some(Halt::Stopped),
            () if self.sending.paused.get_untracked() => Some(Halt::Paused),
            () => None,
        };
        if halt.is_some() {
            return halt;
        }
        if let Some(diary) = diary
            && !diary.write_down().await
        {
            self.reading.unkept.set(true);
        }
        None
    }

    /// Waits until it is worth trying again, or the user stops. Who was signed out is waited for.
    async fn wait(self, pause: Pause, to: Option<&Destination>) -> Go {
        if pause.halt == Halt::Paused {
            return self.wait_for_user().await;
        }
        let (seconds, began) = (pause.seconds(), browser::now());
        let until = seconds.map(|seconds| began + seconds as f64 * 1000.0);
        self.sending.waiting.set(Some(Waiting { halt: pause.halt, until }));
        if seconds.is_none() {
            self.session.refresh().await;
        }
        // A server that says now this and now that must not be asked without a pause.
        let not_before = browser::now() + f64::from(pause.tries.saturating_sub(1).min(30)) * 2000.0;
        let was_offline = !browser::is_online();
        let go = loop {
            let now = browser::now();
            let over = match until {
                Some(until) => now >= until || was_offline && browser::is_online(),
                None => now >= not_before && untrack(|| self.is_signed_in(to)),
            };
            match (self.sending.stop.get_value(), over) {
                (true, _) => break Go::Stop,
                (false, true) => break Go::On,
                (false, false) => {}
            }
            self.rest(until.or((now < not_before).then_some(not_before))).await;
        };
        self.sending.pace.update_untracked(|pace| pace.rest(browser::now() - began));
        self.sending.waiting.set(None);
        go
    }

    /// Waits until the user has it go on, or stops it.
    async fn wait_for_user(self) -> Go {
        let began = browser::now();
        while self.sending.paused.get_untracked() && !self.sending.stop.get_value() {
            self.rest(None).await;
        }
        self.sending.pace.update_untracked(|pace| pace.rest(browser::now() - began));
        if self.sending.stop.get_value() { Go::Stop } else { Go::On }
    }

    fn is_signed_in(self, to: Option<&Destination>) -> bool {
        let Some(to) = to else { return false };
        let now = self.session.instance(&to.instance.name).and_then(|now| now.signed_in);
        now.is_some_and(|now| now.session_ref == to.session_ref)
    }

    /// Looks for uploads that stopped before their end and that no other tab is busy with.
    pub(super) async fn look_for_unfinished(self) {
        let mut unfinished = upload::unfinished().await;
        let busy = lock::taken().await.unwrap_or_default();
        // The browser gives this tab's own back a moment after it was told to.
        let mine = self.sending.resuming.with_value(|mine| Some(mine.as_ref()?.id.clone()));
        let mine = mine.filter(|_| !self.is_sending());
        unfinished.retain(|upload| {
            mine.as_ref() == Some(&upload.id) || !busy.contains(&name_of(&upload.journal.binding))
        });
        self.sending.unfinished.set(unfinished);
    }

    /// Takes up an upload that stopped: its sheet comes back to the desk, and Majora is asked what it
    /// holds. A sheet that is on the desk already stays as it is now, with what was changed since.
    pub fn continue_upload(self, upload: Unfinished) {
        let is_here = self.has_sheet_of(&upload);
        if !self.makes_room(is_here) {
            return;
        }
        let name = upload.journal.file.clone();
        if !is_here {
            self.offered.awaited.set(Some(name.clone()));
        }
        spawn_local(async move {
            let sheet = upload::sheet(&upload.id).await.filter(|_| !is_here);
            let changes = upload.journal.changes.clone();
            match sheet {
                Some(draft) => {
                    self.sending.resuming.set_value(Some(upload));
                    if !self.take_up(Draft { changes, ..draft }).await {
                        return;
                    }
                }
                None if is_here => self.sending.resuming.set_value(Some(upload)),
                // Its sheet was forgotten, and without one nothing goes on.
                None => {
                    self.discard_upload(upload);
                    return self.is_gone(name);
                }
            }
            self.go(crate::route::Step::Check);
            self.review();
        });
    }

    /// Whether the sheet on the desk is that of an upload.
    fn has_sheet_of(self, upload: &Unfinished) -> bool {
        let sha256 = &upload.journal.binding.sha256;
        self.workflow.with_untracked(|w| w.desk().is_some_and(|desk| desk.file.sha256 == *sha256))
    }

    /// Forgets an upload that stopped, unless another tab goes on with it by now. What Majora took of it
    /// stays there.
    pub fn discard_upload(self, upload: Unfinished) {
        self.sending.unfinished.update(|all| all.retain(|other| other.id != upload.id));
        self.sending.resuming.update_value(|mine| drop(mine.take_if(|mine| mine.id == upload.id)));
        // What wasn't sent of its sheet is offered by nothing else now.
        if self.has_sheet_of(&upload) {
            self.reading.source.update_value(|source| source.draft.work.is_submitted = false);
            self.keep();
        }
        spawn_local(async move {
            let lock = lock::hold(&name_of(&upload.journal.binding)).await;
            if lock.as_ref().err() != Some(&NotHeld::Elsewhere) {
                upload::forget(&upload.id).await;
            }
        });
    }

    /// The decisions with which a stopped upload of the sheet on the desk is completed, if there is one; `kept` are
    /// those that were kept with the sheet.
    pub(super) async fn resumption(
        self,
        to: &Destination,
        kept: Option<Decisions>,
    ) -> Option<Decisions> {
        let binding = self.binding(to)?;
        let known = self.sending.resuming.get_value().filter(|u| u.journal.fits(&binding).is_ok());
        let upload = match known {
            Some(upload) => upload,
            None => {
                let all = upload::unfinished().await;
                all.into_iter().find(|upload| upload.journal.fits(&binding).is_ok())?
            }
        };
        let checked = untrack(|| self.checked().get())?;
        if !is_read_as(&upload, &checked).await {
            return None;
        }
        let decisions = upload.journal.take_up(&checked, kept);
        self.sending.resuming.set_value(Some(upload));
        Some(decisions)
    }
}

/// Whether the sheet of an upload that stopped was read as this one is: in another way, the same file is
/// another sheet.
async fn is_read_as(upload: &Unfinished, checked: &Checked) -> bool {
    let before = upload::sheet(&upload.id).await;
    before.is_some_and(|draft| draft.choices == *checked.sheet().choices())
}

/// The name that is held while a sheet is sent to a Majora.
fn name_of(binding: &Binding) -> String {
    format!("{UPLOAD}{} {}", binding.instance, binding.sha256)
}
