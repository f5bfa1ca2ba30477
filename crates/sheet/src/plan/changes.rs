//! What of the values that Majora holds a plan changes, from what to what.

use super::{Plan, Step};
use crate::compare::{Cell, Comparison, What, is_test};
use crate::field::{Field, Section};
use crate::fields;
use crate::pieces::Breaks;
use crate::record::{self, Key, Slot};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// One stored value that changes, and the records of rows whose outcome says whether it came to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The record.
    pub key: Key,
    /// The column.
    pub field: &'static Field,
    /// What becomes of the value.
    pub what: What,
    /// What Majora showed; nothing where it held or showed none. With nothing sent, either, it is what Majora may
    /// have held unseen.
    pub from: Option<String>,
    /// What was sent; nothing where it was to be erased.
    pub to: Option<String>,
    /// The records of rows that it went with.
    pub slots: Vec<Slot>,
}

impl Plan {
    /// Every stored value that the plan changes, in the order in which it is sent, those of a record after one
    /// another.
    pub(super) async fn rewrites(
        &self,
        comparison: &Comparison,
        ours: &BTreeSet<Key>,
        breaks: &mut Breaks,
    ) -> Vec<Rewrite> {
        let records = self.records(breaks).await;
        let mut rewrites = Vec::new();
        breaks.part(1.0, records.len()).await;
        for record in records {
            rewrites.extend(record.changes(comparison));
            // What Majora holds of what this upload itself has sent is what the sheet says.
            if !ours.contains(&record.key) {
                rewrites.extend(record.erased_unseen(comparison));
            }
            breaks.after(1).await;
        }
        rewrites
    }

    /// What is sent of each record that Majora may hold. A library or run that goes in several requests says
    /// the same of itself in each.
    async fn records(&self, breaks: &mut Breaks) -> Vec<Part<'_>> {
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut records: Vec<Part<'_>> = Vec::new();
        breaks.part(0.9, self.steps.len()).await;
        for step in self.steps.iter().filter(|step| step.is_about_held()) {
            for part in parts(step) {
                match places.entry(part.key.clone()) {
                    Entry::Occupied(place) => records[*place.get()].slots.extend(part.slots),
                    Entry::Vacant(place) => {
                        place.insert(records.len());
                        records.push(part);
                    }
                }
            }
            breaks.after(1).await;
        }
        records
    }
}

/// What is sent of one record.
struct Part<'s> {
    key: Key,
    entries: &'s [record::Entry],
    /// The columns that are erased; of a record that is overwritten whole, all that aren't sent.
    erased: Option<&'s [&'static Field]>,
    slots: Vec<Slot>,
}

impl Step {
    /// Whether Majora may hold a record of it.
    fn is_about_held(&self) -> bool {
        match self {
            Step::Samples(_) => false,
            Step::Updates(_) => true,
            Step::Library(library) => library.stored.is_some(),
            Step::Run(run) => run.stored.is_some(),
        }
    }
}

fn parts(step: &Step) -> Vec<Part<'_>> {
    match step {
        Step::Samples(_) => Vec::new(),
        Step::Updates(samples) => {
            let parts = samples.iter().map(|sample| Part {
                key: Key::Sample(sample.id.clone()),
                entries: &sample.entries,
                erased: Some(&sample.erased),
                slots: slots_of(&sample.rows, Section::Sample),
            });
            parts.collect()
        }
        Step::Library(library) => {
            let own = Key::Library(library.name.clone());
            let slots = step.slots();
            let own = Part { key: own, entries: &library.entries, erased: None, slots };
            let places = library.members.iter().map(|member| Part {
                key: Key::place(&library.name, &member.id),
                entries: &member.entries,
                erased: None,
                slots: slots_of(&member.rows, Section::Library),
            });
            std::iter::once(own).chain(places).collect()
        }
        Step::Run(run) => {
            let key = Key::Run(run.name.clone());
            vec![Part { key, entries: &run.entries, erased: None, slots: step.slots() }]
        }
    }
}

fn slots_of(rows: &[usize], section: Section) -> Vec<Slot> {
    rows.iter().map(|row| Slot { row: *row, section }).collect()
}

impl Part<'_> {
    /// What may be erased of a record that is overwritten whole in columns that Majora doesn't show.
    fn erased_unseen(&self, comparison: &Comparison) -> Vec<Rewrite> {
        // What a library names so is of the place that goes with it.
        let is_whole = self.erased.is_none() && !matches!(self.key, Key::Library(_));
        let compared = comparison.records.get(&self.key).filter(|_| is_whole);
        let columns = compared.into_iter().flat_map(|compared| &compared.unseen);
        let fields = fields::ALL.iter().copied();
        let rewrite = |field| Rewrite {
            key: self.key.clone(),
            field,
            what: What::Unseen,
            from: None,
            to: None,
            slots: self.slots.clone(),
        };
        columns.filter_map(|name| fields.clone().find(|f| f.name == *name)).map(rewrite).collect()
    }

    fn changes(&self, comparison: &Comparison) -> Vec<Rewrite> {
        let cells = comparison.records.get(&self.key).into_iter().flat_map(|c| &c.cells);
        let sends_tests = self.entries.iter().any(|entry| is_test(entry.field));
        let change = |cell: &Cell| {
            let is_sent = self.entries.iter().any(|entry| entry.field == cell.field);
            let is_erased = match self.erased {
                Some(erased) => erased.contains(&cell.field),
                None => !is_sent,
            };
            let to = match cell.what {
                What::Kept if is_erased => None,
                What::Lost if sends_tests => None,
                What::Fills | What::Changes | What::Unseen if is_sent => cell.sheet.clone(),
                _ => return None,
            };
            let (key, slots) = (self.key.clone(), self.slots.clone());
            let (field, what, from) = (cell.field, cell.what, cell.stored.clone());
            Some(Rewrite { key, field, what, from, to, slots })
        };
        cells.filter_map(change).collect()
    }
}
