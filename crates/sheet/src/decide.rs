//! What the user has decided about records that Majora holds, with what was on the screen then.

use crate::compare::{Cell, Compared, Doubt, What};
use crate::record::Key;
use crate::sight::is_erasable;
use std::collections::{BTreeMap, BTreeSet};

/// The user's decisions. Each names what Majora held when it was taken; where Majora has come to hold
/// something else, it no longer counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Doubts that the user has seen and that may be sent all the same.
    pub accepted: BTreeSet<(Key, Doubt)>,
    /// Doubts that the user has seen and that are to stay as they are: a cell of a biosample stays out
    /// and the rest is sent; any other record is not sent.
    pub declined: BTreeSet<(Key, Doubt)>,
    /// Stored values that are to be erased, by record and column, as they were shown.
    pub erased: BTreeMap<(Key, &'static str), String>,
    /// Records that are sent though not all can be compared: biosamples whose stored values Majora didn't show,
    /// of which the filled cells go; places in libraries and runs with columns that it never shows, which go
    /// whole though all that it shows is as in the sheet.
    pub unchecked: BTreeSet<Key>,
    /// Records that this upload itself has made, as its journal says, from the sheet as it is: what
    /// Majora doesn't show of them is what the sheet says.
    pub ours: BTreeSet<Key>,
}

/// What is decided about a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may be sent.
    Send,
    /// It may not: the user has said so.
    Stay,
    /// The user has yet to decide.
    Open,
}

impl Decisions {
    /// What is decided about the doubts of a record.
    pub(crate) fn on(&self, key: &Key, compared: &Compared) -> Verdict {
        let doubts = self.doubts(key, compared);
        let each = doubts.iter().map(|doubt| self.about(key, doubt));
        each.fold(Verdict::Send, |all, one| match (all, one) {
            (Verdict::Open, _) | (_, Verdict::Open) => Verdict::Open,
            (Verdict::Stay, _) | (_, Verdict::Stay) => Verdict::Stay,
            _ => Verdict::Send,
        })
    }

    /// The doubts about a record; where it goes for a value that is to be erased or can't be seen, also what
    /// else would go unseen.
    pub fn doubts(&self, key: &Key, compared: &Compared) -> Vec<Doubt> {
        let mut doubts = compared.doubts.clone();
        let goes =
            self.resends(key, compared) || compared.cells.iter().any(|cell| self.erases(key, cell));
        let unseen = compared.erases_unseen().filter(|doubt| goes && !doubts.contains(doubt));
        doubts.extend(unseen);
        doubts
    }

    pub(crate) fn about(&self, key: &Key, doubt: &Doubt) -> Verdict {
        let known = matches!(doubt, Doubt::ErasesUnseen { .. }) && self.ours.contains(key);
        let about = (key.clone(), doubt.clone());
        match (known || self.accepted.contains(&about), self.declined.contains(&about)) {
            (true, _) => Verdict::Send,
            (false, true) => Verdict::Stay,
            (false, false) => Verdict::Open,
        }
    }

    /// What was decided about a doubt: whether the record, or the cell that it is about, may be sent all the
    /// same. Nothing where the user has yet to say.
    pub fn choice(&self, key: &Key, doubt: &Doubt) -> Option<bool> {
        match self.about(key, doubt) {
            Verdict::Send => Some(true),
            Verdict::Stay => Some(false),
            Verdict::Open => None,
        }
    }

    /// Whether a place in a library or a run goes for the columns that Majora never shows.
    pub(crate) fn resends(&self, key: &Key, compared: &Compared) -> bool {
        self.unchecked.contains(key) && compared.has(What::Unseen)
    }

    /// Whether the user wants a stored value erased, and it is still the one that was shown.
    pub(crate) fn erases(&self, key: &Key, cell: &Cell) -> bool {
        let shown = self.erased.get(&(key.clone(), cell.field.name));
        cell.sheet.is_none()
            && shown.is_some()
            && shown == cell.stored.as_ref()
            && is_erasable(cell.field)
    }
}
