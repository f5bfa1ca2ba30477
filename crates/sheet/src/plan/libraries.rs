//! Libraries with the places in them.

use super::{Fate, MEMBERS, Planner, Reason, Step};
use crate::compare::{Compared, Standing, is_safe, vehicle};
use crate::field::Section;
use crate::record::{Key, Library, Member};
use crate::stored::StoredLibrary;
use crate::weight::{self, MOST_BYTES};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The rows of a library whose places are sent.
struct Going {
    rows: Vec<usize>,
    /// Rows with nothing to send but what is the library's own: it goes or stays for them, too.
    waits: Vec<usize>,
}

impl<'a> Planner<'a> {
    /// Plans the libraries; answers with the names of those that are or will be in Majora.
    pub(super) async fn libraries(&mut self) -> BTreeSet<&'a str> {
        let held = self.held.libraries.keys().map(String::as_str);
        let mut present: BTreeSet<&str> = held.collect();
        for (name, rows) in self.gather.by_name(Section::Library) {
            // A piece is a library at most.
            self.breaks.after(rows.len()).await;
            if self.library(name, &rows) {
                present.insert(name);
            }
        }
        present
    }

    /// Plans one library; answers whether a step sends it.
    fn library(&mut self, name: &str, rows: &[usize]) -> bool {
        let key = Key::Library(name.to_owned());
        let stored = self.held.libraries.get(name);
        let going = match self.going(&key, name, rows, stored) {
            Ok(going) => going,
            Err(reason) => {
                self.settle_all(rows, Section::Library, &Fate::Held(reason));
                return false;
            }
        };
        if going.rows.is_empty() {
            return false;
        }
        let hindrance = self.undecided(&key).or_else(|| self.unregistered(&going.rows));
        let own = self.gather.library_own(rows, stored.is_none());
        let entries = self.whole(&key, own, stored.map(|stored| &stored.values));
        let members = self.members(name, &going.rows, stored);
        let (name, is_new) = (name.to_owned(), stored.is_none());
        let stored = stored.cloned().map(Arc::new);
        let resting = going.waits.iter().filter(|row| !going.rows.contains(row)).copied().collect();
        let parts = parts(Library { name, entries, members, resting, stored, is_new });
        let reason = match (hindrance, parts) {
            (Some(reason), _) => reason,
            (None, None) => Reason::TooLarge,
            (None, Some(parts)) => {
                parts.into_iter().for_each(|part| self.add(Step::Library(part)));
                return true;
            }
        };
        let waiting = [going.rows, going.waits].concat();
        self.settle_all(&waiting, Section::Library, &Fate::Held(reason));
        false
    }

    /// The rows whose places are sent; the others are settled here.
    fn going(
        &mut self,
        key: &Key,
        name: &str,
        rows: &[usize],
        stored: Option<&StoredLibrary>,
    ) -> Result<Going, Reason> {
        let own = self.comparison.records.get(key);
        if own.is_some_and(|own| own.standing == Standing::Unread) {
            return Err(Reason::CouldNotCheck);
        }
        let (mut going, mut resting, mut held) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let place = Key::place(name, self.gather.id(*row));
            match self.fate_of_place(&place) {
                None => going.push(*row),
                Some(Fate::Held(reason)) => {
                    self.settle(*row, Section::Library, Fate::Held(reason.clone()));
                    held.push(reason);
                }
                Some(fate) => {
                    self.settle(*row, Section::Library, fate);
                    resting.push(*row);
                }
            }
        }
        let changes = own.is_some_and(Compared::changes_cells) || self.erases(key);
        if !changes || stored.is_none() {
            return Ok(Going { rows: going, waits: Vec::new() });
        }
        if !going.is_empty() {
            return Ok(Going { rows: going, waits: resting });
        }
        Ok(self.own_change(rows, resting, held.into_iter().min()))
    }

    /// The row with which a library's own change goes where none of its places does. What the user has
    /// left as it is never goes along: then it takes a place that is as the sheet has it and of which
    /// nothing unseen is lost, and without one the change waits for what the places wait for.
    fn own_change(&mut self, rows: &[usize], resting: Vec<usize>, held: Option<Reason>) -> Going {
        let taken = match &held {
            None => Some(vehicle(&self.gather, rows)),
            Some(_) => resting.iter().copied().find(|row| is_safe(&self.gather, *row)),
        };
        if let (None, Some(reason)) = (taken, held) {
            self.settle_all(&resting, Section::Library, &Fate::Held(reason));
        }
        Going { rows: taken.into_iter().collect(), waits: resting }
    }

    /// What becomes of a place that isn't sent; nothing where it is.
    fn fate_of_place(&self, place: &Key) -> Option<Fate> {
        let compared = self.comparison.records.get(place)?;
        let changes =
            compared.differs() || self.erases(place) || self.decisions.resends(place, compared);
        match (compared.standing, changes) {
            (Standing::New, _) => None,
            (_, false) => Some(Fate::AlreadyThere),
            (_, true) => self.undecided(place).map(Fate::Held),
        }
    }

    /// The biosamples that nobody registers, as the reason why the library can't go.
    fn unregistered(&self, rows: &[usize]) -> Option<Reason> {
        let known = |id: &str| self.coming.contains(id) || self.held.samples.contains_key(id);
        let missing = rows.iter().map(|row| self.gather.id(*row)).filter(|id| !known(id));
        let ids: Arc<[String]> = missing.map(str::to_owned).collect();
        (!ids.is_empty()).then_some(Reason::NotRegistered { ids })
    }

    /// The places that these rows describe, each once.
    fn members(
        &self,
        library: &str,
        rows: &[usize],
        stored: Option<&StoredLibrary>,
    ) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::with_capacity(rows.len());
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        for row in rows.iter().copied() {
            let id = self.gather.id(row);
            if let Some(place) = places.get(id) {
                members[*place].rows.push(row);
                continue;
            }
            places.insert(id, members.len());
            let stored = stored.and_then(|stored| stored.members.get(id));
            let entries = self.whole(&Key::place(library, id), self.gather.place(row), stored);
            members.push(Member { id: id.to_owned(), entries, rows: vec![row] });
        }
        members
    }
}

/// The library in as many requests as it needs; nothing if one of its records is too large for any.
fn parts(mut library: Library) -> Option<Vec<Library>> {
    let members = std::mem::take(&mut library.members);
    let further = Library { is_new: false, resting: Vec::new(), ..library.clone() };
    let own = weight::own(&library);
    let mut parts = vec![library];
    let mut bytes = own;
    for member in members {
        let more = weight::member(&member);
        if own + more > MOST_BYTES {
            return None;
        }
        let part = parts.last()?;
        if part.members.len() == MEMBERS || bytes + more > MOST_BYTES {
            parts.push(further.clone());
            bytes = own;
        }
        bytes += more;
        parts.last_mut()?.members.push(member);
    }
    Some(parts)
}
