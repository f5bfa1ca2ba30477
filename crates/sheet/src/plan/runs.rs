//! Runs, one request for each of their libraries.

use super::{Fate, Planner, Reason, Step};
use crate::compare::Standing;
use crate::field::Section;
use crate::record::{Key, Run};
use crate::stored::StoredRun;
use crate::weight::{self, MOST_BYTES};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<'a> Planner<'a> {
    pub(super) async fn runs(&mut self, present: &BTreeSet<&'a str>) {
        for (name, rows) in self.gather.by_name(Section::Run) {
            self.breaks.after(rows.len()).await;
            let key = Key::Run(name.to_owned());
            let stored = self.held.runs.get(name);
            let kept = stored.cloned().map(Arc::new);
            let mut is_new = stored.is_none();
            for (library, rows) in self.by_library(&rows) {
                match self.fate_of_run(&key, library, stored, present) {
                    Some(fate) => self.settle_all(&rows, Section::Run, &fate),
                    None => {
                        let sent = self.gather.run(rows[0]);
                        let entries = self.whole(&key, sent, stored.map(|stored| &stored.values));
                        let (name, library) = (name.to_owned(), library.to_owned());
                        let stored = kept.clone();
                        self.send(Run { name, library, entries, rows, stored, is_new });
                        is_new = false;
                    }
                }
            }
        }
    }

    fn by_library(&self, rows: &[usize]) -> BTreeMap<&'a str, Vec<usize>> {
        let mut by_library: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in rows {
            by_library.entry(self.gather.library(*row)).or_default().push(*row);
        }
        by_library
    }

    fn send(&mut self, run: Run) {
        match weight::run(&run) > MOST_BYTES {
            true => self.settle_all(&run.rows, Section::Run, &Fate::Held(Reason::TooLarge)),
            false => self.add(Step::Run(run)),
        }
    }

    /// What becomes of a run of a library that isn't sent; nothing where it is.
    fn fate_of_run(
        &self,
        key: &Key,
        library: &str,
        stored: Option<&StoredRun>,
        present: &BTreeSet<&str>,
    ) -> Option<Fate> {
        let compared = self.comparison.records.get(key)?;
        let is_there = stored.is_some_and(|run| run.libraries.contains(library));
        if compared.standing == Standing::Unread {
            return Some(Fate::Held(Reason::CouldNotCheck));
        }
        let changes =
            compared.changes_cells() || self.erases(key) || self.decisions.resends(key, compared);
        if is_there && !changes {
            return Some(Fate::AlreadyThere);
        }
        if !present.contains(library) {
            let is_unread = self.held.unread.contains(&Key::Library(library.to_owned()));
            let reason = if is_unread { Reason::CouldNotCheck } else { Reason::NoLibrary };
            return Some(Fate::Held(reason));
        }
        self.undecided(key).map(Fate::Held)
    }
}
