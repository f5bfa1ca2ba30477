//! Libraries with the places in them.

use super::{Fate, MEMBERS, Planner, Reason, Step};
use crate::compare::{Compared, Standing, What, vehicle};
use crate::decide::Verdict;
use crate::field::Section;
use crate::held::HeldLibrary;
use crate::record::{Entry, Key, Library, Member};
use crate::weight::{self, MOST_BYTES};
use std::collections::BTreeSet;
use std::sync::Arc;

impl<'a> Planner<'a> {
    /// Plans the libraries; answers with the names of those that are or will be in Majora.
    pub(super) fn libraries(&mut self) -> BTreeSet<&'a str> {
        let held = self.held.libraries.keys().map(String::as_str);
        let mut present: BTreeSet<&str> = held.collect();
        for (name, rows) in self.gather.by_name(Section::Library) {
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
        if going.is_empty() {
            return false;
        }
        let hindrance = self.own_doubts(&key).or_else(|| self.unregistered(&going));
        let own = self.gather.library_own(rows, stored.is_none());
        let entries = self.whole(&key, own, stored.map(|stored| &stored.values));
        let members: Vec<Member> =
            going.iter().map(|row| self.member(name, *row, stored)).collect();
        let parts =
            parts(Library { name: name.to_owned(), entries, members, is_new: stored.is_none() });
        match (hindrance, parts) {
            (Some(reason), _) => {
                self.settle_all(&going, Section::Library, &Fate::Held(reason));
                false
            }
            (None, None) => {
                self.settle_all(&going, Section::Library, &Fate::Held(Reason::TooLarge));
                false
            }
            (None, Some(parts)) => {
                parts.into_iter().for_each(|part| self.add(Step::Library(part)));
                true
            }
        }
    }

    /// The rows whose places are sent; the others are settled here.
    fn going(
        &mut self,
        key: &Key,
        name: &str,
        rows: &[usize],
        stored: Option<&HeldLibrary>,
    ) -> Result<Vec<usize>, Reason> {
        let own = self.comparison.records.get(key);
        if own.is_some_and(|own| own.standing == Standing::Unread) {
            return Err(Reason::CouldNotCheck);
        }
        let mut going = Vec::new();
        for row in rows {
            let place = Key::place(name, self.gather.id(*row));
            match self.fate_of_place(&place) {
                None => going.push(*row),
                Some(fate) => self.settle(*row, Section::Library, fate),
            }
        }
        let own_changes = |own: &Compared| own.has(What::Changes) || own.has(What::Fills);
        let changes = own.is_some_and(own_changes) || self.erases(key);
        if going.is_empty() && changes && stored.is_some() {
            going.push(vehicle(self.gather, rows));
        }
        Ok(going)
    }

    /// What becomes of a place that isn't sent; nothing where it is.
    fn fate_of_place(&self, place: &Key) -> Option<Fate> {
        let compared = self.comparison.records.get(place)?;
        let changes = compared.differs() || self.erases(place);
        match (compared.standing, changes) {
            (Standing::New, _) => None,
            (_, false) => Some(Fate::AlreadyThere),
            (_, true) => match self.decisions.on(place, compared) {
                Verdict::Send => None,
                Verdict::Stay => Some(Fate::Held(Reason::Declined)),
                Verdict::Open => {
                    let doubts = self.decisions.doubts(place, compared).into();
                    Some(Fate::Held(Reason::NeedsDecision { doubts }))
                }
            },
        }
    }

    fn own_doubts(&self, key: &Key) -> Option<Reason> {
        let compared = self.comparison.records.get(key)?;
        match self.decisions.on(key, compared) {
            Verdict::Send => None,
            Verdict::Stay => Some(Reason::Declined),
            Verdict::Open => {
                Some(Reason::NeedsDecision { doubts: self.decisions.doubts(key, compared).into() })
            }
        }
    }

    /// The biosamples that nobody registers, as the reason why the library can't go.
    fn unregistered(&self, rows: &[usize]) -> Option<Reason> {
        let known = |id: &str| self.coming.contains(id) || self.held.samples.contains_key(id);
        let missing = rows.iter().map(|row| self.gather.id(*row)).filter(|id| !known(id));
        let ids: Arc<[String]> = missing.map(str::to_owned).collect();
        (!ids.is_empty()).then_some(Reason::NotRegistered { ids })
    }

    fn member(&self, library: &str, row: usize, stored: Option<&HeldLibrary>) -> Member {
        let id = self.gather.id(row);
        let stored = stored.and_then(|stored| stored.members.get(id));
        let entries = self.whole(&Key::place(library, id), self.gather.place(row), stored);
        Member { id: id.to_owned(), entries, row }
    }
}

/// The library in as many requests as it needs; nothing if one of its records is too large for any.
fn parts(library: Library) -> Option<Vec<Library>> {
    let Library { name, entries, members, is_new } = library;
    let empty = |entries: &Vec<Entry>, is_new| Library {
        name: name.clone(),
        entries: entries.clone(),
        members: Vec::new(),
        is_new,
    };
    let own = weight::own(&empty(&entries, is_new));
    let mut parts = vec![empty(&entries, is_new)];
    let mut bytes = own;
    for member in members {
        let more = weight::member(&member);
        if own + more > MOST_BYTES {
            return None;
        }
        let part = parts.last()?;
        if part.members.len() == MEMBERS || bytes + more > MOST_BYTES {
            parts.push(empty(&entries, false));
            bytes = own;
        }
        bytes += more;
        parts.last_mut()?.members.push(member);
    }
    Some(parts)
}
