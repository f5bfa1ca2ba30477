//! Biosamples: new ones by `add`, others by `update`.

use super::{BATCH, Fate, Planner, Reason, Step};
use crate::compare::{Cell, Compared, Doubt, IDENTITY, Standing, What, is_test};
use crate::decide::Verdict;
use crate::field::{Field, Section};
use crate::held::HeldSample;
use crate::record::{Entry, Key, Sample};
use crate::stored::StoredSample;
use crate::weight::{self, MOST_BYTES};
use std::collections::HashMap;

/// What is sent of a biosample, and what isn't.
#[derive(Default)]
struct Cells {
    entries: Vec<Entry>,
    erased: Vec<&'static Field>,
    left_out: Vec<&'static Field>,
}

/// What becomes of a biosample.
enum Course {
    Add(Sample),
    Update(Sample),
    Rest(Fate),
}

impl<'a> Planner<'a> {
    pub(super) async fn samples(&mut self) {
        let (mut new, mut updates) = (Batches::default(), Batches::default());
        let shown_by = self.shown_by();
        for (id, rows) in self.gather.by_name(Section::Sample) {
            self.breaks.after(rows.len()).await;
            let fate = match self.course(id, &rows) {
                Course::Add(sample) => match new.take(sample) {
                    true => {
                        self.coming.insert(id);
                        continue;
                    }
                    false => Fate::Held(Reason::TooLarge),
                },
                Course::Update(mut sample) => {
                    sample.shown_by = shown_by.get(id).map(|library| (*library).to_owned());
                    match updates.take(sample) {
                        true => continue,
                        false => Fate::Held(Reason::TooLarge),
                    }
                }
                Course::Rest(fate) => fate,
            };
            self.settle_all(&rows, Section::Sample, &fate);
        }
        new.all.into_iter().for_each(|batch| self.add(Step::Samples(batch)));
        updates.all.into_iter().for_each(|batch| self.add(Step::Updates(batch)));
    }

    /// A library of each biosample that is in one.
    fn shown_by(&self) -> HashMap<&'a str, &'a str> {
        let libraries = self.held.libraries.iter();
        let members =
            libraries.flat_map(|(name, library)| library.members.keys().map(move |id| (id, name)));
        members.map(|(id, name)| (id.as_str(), name.as_str())).collect()
    }

    fn course(&self, id: &str, rows: &[usize]) -> Course {
        let key = Key::Sample(id.to_owned());
        let entries = self.gather.sample(rows[0]);
        let make = |Cells { entries, erased, left_out }| {
            let (id, rows, stored) = (id.to_owned(), rows.to_vec(), self.stored(id));
            Sample { id, entries, erased, left_out, stored, shown_by: None, rows }
        };
        match self.comparison.records.get(&key) {
            Some(compared) if compared.standing == Standing::Held => {
                match self.changes(&key, compared, entries) {
                    Ok(cells) => Course::Update(make(cells)),
                    Err(fate) => Course::Rest(fate),
                }
            }
            Some(compared) if compared.standing == Standing::Unread => {
                match self.decisions.unchecked.contains(&key) {
                    true => Course::Update(make(unchecked(entries))),
                    false => Course::Rest(Fate::Held(Reason::CouldNotCheck)),
                }
            }
            _ => Course::Add(make(Cells { entries, ..Cells::default() })),
        }
    }

    fn stored(&self, id: &str) -> Option<Box<StoredSample>> {
        match self.held.samples.get(id) {
            Some(HeldSample::Read(stored)) => Some(Box::new(stored.clone())),
            _ => None,
        }
    }

    /// What of a stored biosample is sent: the cells that differ or can't be seen, and what is erased.
    fn changes(
        &self,
        key: &Key,
        compared: &Compared,
        mut entries: Vec<Entry>,
    ) -> Result<Cells, Fate> {
        if self.decisions.on(key, compared) == Verdict::Open {
            let doubts = self.decisions.doubts(key, compared).into();
            return Err(Fate::Held(Reason::NeedsDecision { doubts }));
        }
        let stays = |doubt: &&Doubt| self.decisions.about(key, doubt) == Verdict::Stay;
        let declined: Vec<&Doubt> = compared.doubts.iter().filter(stays).collect();
        // What this upload itself has saved needn't be seen.
        let is_known = self.decisions.ours.contains(key);
        let sends = |what| match what {
            What::Fills | What::Changes => true,
            What::Unseen => !is_known,
            What::Kept | What::Lost => false,
        };
        let sent = |entry: &Entry| {
            let mut cells = compared.cells.iter().filter(|cell| sends(cell.what));
            match is_test(entry.field) {
                // Majora replaces them all at once.
                true => {
                    cells.any(|cell| is_test(cell.field)) && !declined.iter().any(is_about_tests)
                }
                false => {
                    cells.any(|cell| cell.field == entry.field)
                        && !declined.iter().any(|doubt| is_about(doubt, entry))
                }
            }
        };
        entries.retain(sent);
        let erased = compared.cells.iter().filter(|cell| self.decisions.erases(key, cell));
        let erased: Vec<_> = erased.map(|cell| cell.field).collect();
        let is_sent = |cell: &&Cell| entries.iter().any(|entry| entry.field == cell.field);
        let differ =
            compared.cells.iter().filter(|c| matches!(c.what, What::Fills | What::Changes));
        let left_out = differ.filter(|cell| !is_sent(cell)).map(|cell| cell.field).collect();
        match (entries.is_empty() && erased.is_empty(), declined.is_empty()) {
            (false, _) => Ok(Cells { entries, erased, left_out }),
            (true, true) => Err(Fate::AlreadyThere),
            (true, false) => Err(Fate::Held(Reason::Declined)),
        }
    }
}

fn is_about_tests(doubt: &&Doubt) -> bool {
    matches!(doubt, Doubt::TestsLost { .. })
}

fn is_about(doubt: &Doubt, entry: &Entry) -> bool {
    matches!(doubt, Doubt::Identity { column, .. } if *column == entry.field.name)
}

/// The cells that may be sent unseen: not those that would replace all tests or say that it is
/// somebody else's sample.
fn unchecked(entries: Vec<Entry>) -> Cells {
    let may_go = |entry: &Entry| !is_test(entry.field) && !IDENTITY.contains(&entry.field);
    let (entries, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(may_go);
    let left_out = others.into_iter().map(|entry| entry.field).collect();
    Cells { entries, left_out, ..Cells::default() }
}

/// At most [`BATCH`] biosamples and [`MOST_BYTES`] in each.
#[derive(Default)]
struct Batches {
    all: Vec<Vec<Sample>>,
    /// How large the last one is.
    bytes: usize,
}

impl Batches {
    /// Whether the sample is small enough to be taken at all.
    fn take(&mut self, sample: Sample) -> bool {
        let more = weight::sample(&sample);
        if more > MOST_BYTES {
            return false;
        }
        let fits =
            |batch: &&mut Vec<Sample>| batch.len() < BATCH && self.bytes + more <= MOST_BYTES;
        match self.all.last_mut().filter(fits) {
            Some(batch) => {
                self.bytes += more;
                batch.push(sample);
            }
            None => {
                self.bytes = more;
                self.all.push(vec![sample]);
            }
        }
        true
    }
}
