//! What an upload has done so far, written down before and after each request, so that after a crash it
//! can be taken up where it stopped.
//!
//! The journal never decides alone what Majora holds: taking up means asking Majora and planning anew.
//! What it adds is what Majora can't tell: that a record is this upload's own, so that nothing unseen
//! can be lost by completing it, and under which request a record was saved.

use crate::attribute::Said;
use crate::check::Checked;
use crate::compare::{Doubt, keys, not_shown};
use crate::decide::Decisions;
use crate::field::{Field, Target};
use crate::plan::{Plan, Reason, Step};
use crate::receipt::{Outcome, ReadBack, Receipt, STAYS};
use crate::record::{Key, Slot};
use crate::table::Change;
use std::collections::{BTreeMap, BTreeSet};

/// An upload's journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// What it belongs to.
    pub binding: Binding,
    /// The name of the file.
    pub file: String,
    /// What the user has changed in it, with the order of dates as it was settled.
    pub changes: Change,
    /// What the user has decided.
    pub decisions: Decisions,
    /// When its first request went, in milliseconds since 1970, as whoever sends it says; that of the
    /// upload which it completes, where it does.
    pub began: Option<u64>,
    /// How many records its requests are to save, counted as [`Journal::saved`] does.
    pub planned: usize,
    /// What has become of each record of which a request was sent.
    pub records: BTreeMap<Key, Line>,
    /// Majora's own ids of records, as in [`Receipt::ids`].
    pub ids: BTreeMap<Key, String>,
}

/// What a journal belongs to: an upload of another file, to another Majora or by somebody else can't
/// take it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The SHA-256 of the file's bytes in hexadecimal.
    pub sha256: String,
    /// The proxy's name of the Majora.
    pub instance: String,
    /// The host of the Majora.
    pub host: String,
    /// Majora's name of the user.
    pub username: String,
}

/// What is known of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How far it is.
    pub state: State,
    /// Majora's name of the request that saved it.
    pub request: Option<String>,
    /// Whether what Majora holds of it is what this upload has sent, if Majora holds it.
    pub ours: bool,
}

/// How far a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A request with it has gone out or was about to.
    Sending,
    /// Majora has said that it is saved, or was seen to hold it.
    Saved,
    /// Majora took nothing.
    NotSaved,
    /// The same of what would have made it, or Majora was seen to hold another's: what it comes to hold of it is
    /// somebody else's.
    NotMade,
    /// Nobody knows.
    Unknown,
}

impl State {
    /// Whether Majora may hold what this upload has sent of it.
    fn may_be_saved(self) -> bool {
        !matches!(self, State::NotSaved | State::NotMade)
    }

    pub(crate) fn of(outcome: &Outcome) -> State {
        match outcome {
            Outcome::Saved { .. } | Outcome::AlreadyThere => State::Saved,
            Outcome::Unknown(_) => State::Unknown,
            _ => State::NotSaved,
        }
    }
}

/// One entry as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A request with these records goes out now.
    Sending { keys: Vec<Key>, is_new: bool },
    /// This has become of a record.
    Settled { key: Key, state: State, request: Option<String> },
    /// This is Majora's own id of a record.
    Named { key: Key, id: String },
}

/// Why a journal can't be taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// It is about another file.
    #[error("The unfinished upload is of another file")]
    File,
    /// It is about another Majora.
    #[error("The unfinished upload went to another server")]
    Server,
    /// Somebody else was signed in.
    #[error("The unfinished upload is somebody else’s")]
    User,
}

impl Journal {
    /// The journal of an upload that begins.
    pub fn new(
        binding: Binding,
        file: String,
        checked: &Checked,
        plan: &Plan,
        decisions: Decisions,
    ) -> Journal {
        let changes = changes(checked);
        let (records, ids) = (BTreeMap::new(), BTreeMap::new());
        let planned: BTreeSet<Key> = plan.steps.iter().flat_map(Step::keys).collect();
        let planned = planned.iter().filter(|key| counts(key)).count();
        Journal { binding, file, changes, decisions, began: None, planned, records, ids }
    }

    /// Goes on from that of the upload which it completes.
    pub fn follow(&mut self, mut before: Journal) {
        if before.changes != self.changes {
            before.disown();
        }
        // Of what it is to save, some may have come to be in Majora by itself.
        self.began = before.began.or(self.began);
        self.planned = before.planned.max(before.saved() + self.planned);
        self.records = before.records;
        self.ids = before.ids;
    }

    /// The sheet says something else by now, so what was sent of a record is not known to be what it says.
    pub fn disown(&mut self) {
        self.records.values_mut().for_each(|line| line.ours = false);
    }

    /// Writes an entry.
    pub fn write(&mut self, note: Note) {
        match note {
            Note::Sending { keys, is_new } => keys.into_iter().for_each(|key| {
                let line = self.records.entry(key).or_insert_with(|| Line {
                    state: State::Sending,
                    request: None,
                    ours: false,
                });
                line.state = State::Sending;
                line.ours |= is_new;
            }),
            Note::Settled { key, state, request } => {
                let before = self.records.get(&key).is_some_and(|line| line.ours);
                let ours = match state {
                    State::Saved => true,
                    State::NotMade => false,
                    State::Sending | State::NotSaved | State::Unknown => before,
                };
                self.records.insert(key, Line { state, request, ours });
            }
            Note::Named { key, id } => {
                self.ids.insert(key, id);
            }
        }
    }

    /// How many biosamples, places in libraries and runs are saved.
    pub fn saved(&self) -> usize {
        let saved = |(key, line): &(&Key, &Line)| counts(key) && line.state == State::Saved;
        self.records.iter().filter(saved).count()
    }

    /// Whether this upload can take it up.
    ///
    /// # Errors
    /// If it is about another file, Majora or user.
    pub fn fits(&self, now: &Binding) -> Result<(), Misfit> {
        let Binding { sha256, instance, host, username } = &self.binding;
        if (instance, host) != (&now.instance, &now.host) {
            return Err(Misfit::Server);
        }
        if *username != now.username {
            return Err(Misfit::User);
        }
        if *sha256 != now.sha256 { Err(Misfit::File) } else { Ok(()) }
    }

    /// The same with decisions that were kept beside the journal. Those with which it began say nothing of what
    /// may not have arrived; later ones were taken with that on the screen.
    pub fn take_up(&self, checked: &Checked, kept: Option<Decisions>) -> Decisions {
        let resumed = self.resume(checked);
        let before = Decisions { ours: BTreeSet::new(), ..self.decisions.clone() };
        match kept {
            Some(kept) if kept != before => Decisions { ours: resumed.ours, ..kept },
            _ => resumed,
        }
    }

    /// The user's decisions with what the journal adds: which records are this upload's own, unless
    /// the sheet was changed since. A plan made with these, and with what Majora says now, completes
    /// the upload.
    pub fn resume(&self, checked: &Checked) -> Decisions {
        let same = changes(checked) == self.changes;
        let is_saved = |line: &Line| line.state == State::Saved;
        // What Majora never shows of a sample goes again if it may not have arrived.
        let is_known = |key: &Key, line: &Line| !matches!(key, Key::Sample(_)) || is_saved(line);
        let ours =
            self.records.iter().filter(|(key, line)| same && line.ours && is_known(key, line));
        let mut decisions = self.decisions.clone();
        decisions.ours = ours.clone().map(|(key, _)| key.clone()).collect();
        // A place or run goes for that only if it is wanted.
        let may_lack = ours.filter(|(_, line)| line.state.may_be_saved() && !is_saved(line));
        let may_lack = may_lack.map(|(key, _)| key).filter(|key| counts(key));
        decisions.unchecked.extend(may_lack.cloned());
        decisions
    }

    /// Puts what was saved before the interruption into the receipt of the rest: Majora holds it, and
    /// this upload has sent it. The ids that Majora told before go there, too.
    pub fn complete(&self, checked: &Checked, receipt: &mut Receipt) {
        for (slot, settled) in &mut receipt.settled {
            let not_stored = match settled.outcome {
                Outcome::AlreadyThere => Vec::new(),
                Outcome::Held(Reason::Declined) => match self.left_out(checked, *slot) {
                    Some(left_out) => left_out,
                    None => continue,
                },
                _ => continue,
            };
            let line = keys(checked, *slot).pop().and_then(|key| self.records.get(&key));
            let unseen = not_shown(checked, *slot);
            // What can't be seen may not have arrived, or be what the sheet said before it was changed.
            let is_as_it_says =
                |line: &&Line| unseen.is_empty() || line.ours && line.state == State::Saved;
            if let Some(line) = line.filter(|line| line.state.may_be_saved()).filter(is_as_it_says)
            {
                settled.outcome = Outcome::Saved { not_stored };
                settled.request.clone_from(&line.request);
                // It was compared when Majora was asked, and found to be as the sheet has it.
                settled.read_back = Some(ReadBack::Agrees { unseen });
            }
        }
        for (key, id) in &self.ids {
            receipt.ids.entry(key.clone()).or_insert_with(|| id.clone());
        }
    }

    /// What the user has left as it is of a biosample that this upload has saved otherwise.
    fn left_out(&self, checked: &Checked, slot: Slot) -> Option<Vec<Said>> {
        let key = keys(checked, slot).pop().filter(|key| matches!(key, Key::Sample(_)))?;
        self.records.get(&key).filter(|line| line.ours && line.state == State::Saved)?;
        let doubts = self.decisions.declined.iter().filter(|(of, _)| *of == key);
        let doubts: Vec<&Doubt> = doubts.map(|(_, doubt)| doubt).collect();
        let is_left_out = |field: &Field| {
            doubts.iter().any(|doubt| match doubt {
                Doubt::Identity { column, .. } => *column == field.name,
                Doubt::TestsLost { .. } => is_value_of_a_test(field),
                _ => false,
            })
        };
        let sheet = checked.sheet();
        let fields = sheet.columns().iter().filter_map(|column| column.field);
        let filled = fields.filter(|field| !sheet.get(slot.row, field).is_empty());
        let said = |field| Said { field: Some(field), text: STAYS.into() };
        Some(filled.filter(|field| is_left_out(field)).map(said).collect())
    }
}

fn is_value_of_a_test(field: &Field) -> bool {
    field.targets.iter().any(|target| matches!(target, Target::Ct(_, "ct_value")))
}

/// Whether a record is counted: a library is so by the places in it.
const fn counts(key: &Key) -> bool {
    !matches!(key, Key::Library(_))
}

/// What makes the sheet another one than its file.
fn changes(checked: &Checked) -> Change {
    let dates = checked.sheet().choices().dates.iter();
    let dates = dates.map(|(column, order)| (*column, Some(*order))).collect();
    Change { dates, ..checked.sheet().changes() }
}
