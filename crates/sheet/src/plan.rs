//! [`Checked`] and what Majora holds → [`Plan`]: what will be sent, in order, and what won't.
//!
//! A record that Majora holds is never sent again here: a plain `add` would blank every stored value
//! that the sheet leaves out (RULES.md §7).

use crate::check::Checked;
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::held::{Held, HeldLibrary};
use crate::record::{Entry, Library, Member, Run, Sample, Slot};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// How many biosamples go into one request. More is no faster, and Majora cuts off what takes it
/// longer than 30 seconds.
pub const BATCH: usize = 50;

/// What will be sent, in order, and what becomes of every record of the sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The requests, in the order in which they must go.
    pub steps: Vec<Step>,
    /// What becomes of each record of each row.
    pub fates: BTreeMap<Slot, Fate>,
    /// How many rows the sheet has.
    pub rows: usize,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// New biosamples, at most [`BATCH`].
    Samples(Vec<Sample>),
    /// One library with all its biosamples.
    Library(Library),
    /// One run.
    Run(Run),
}

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It goes with this step.
    Send { step: usize },
    /// Majora holds it already; it is not sent.
    AlreadyThere,
    /// It is not sent.
    Held(Reason),
}

/// Why a record is not sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its row has errors.
    RowHasErrors,
    /// These biosamples of the library are neither in Majora nor in a ready row. Every row of the
    /// library has the same list, so it is shared.
    NotRegistered { ids: Arc<[String]> },
    /// Majora holds the library with other values in these columns; sending it would overwrite them.
    LibraryDiffers { columns: Vec<&'static str> },
    /// Majora holds the run with other libraries only.
    RunOfOtherLibrary { libraries: Vec<String> },
    /// The library of the run is not sent and Majora doesn't hold it.
    NoLibrary,
}

impl Step {
    /// Which records it sends.
    pub fn section(&self) -> Section {
        match self {
            Step::Samples(_) => Section::Sample,
            Step::Library(_) => Section::Library,
            Step::Run(_) => Section::Run,
        }
    }

    /// How many records it sends: biosamples, biosamples of the library, or one run.
    pub fn records(&self) -> usize {
        match self {
            Step::Samples(samples) => samples.len(),
            Step::Library(library) => library.members.len(),
            Step::Run(_) => 1,
        }
    }

    /// The records of rows that it answers for.
    pub fn slots(&self) -> Vec<Slot> {
        let section = self.section();
        let slot = |row: &usize| Slot { row: *row, section };
        match self {
            Step::Samples(samples) => samples.iter().flat_map(|s| &s.rows).map(slot).collect(),
            Step::Library(library) => library.members.iter().map(|m| slot(&m.row)).collect(),
            Step::Run(run) => run.rows.iter().map(slot).collect(),
        }
    }
}

impl Plan {
    /// How many records of a kind will be sent: biosamples, libraries or runs.
    pub fn sending(&self, section: Section) -> usize {
        let steps = self.steps.iter().filter(|step| step.section() == section);
        match section {
            Section::Sample => steps.map(Step::records).sum(),
            _ => steps.count(),
        }
    }

    /// How many rows' records of a kind have such a fate.
    pub fn count(&self, section: Section, is: impl Fn(&Fate) -> bool) -> usize {
        self.fates.iter().filter(|(slot, fate)| slot.section == section && is(fate)).count()
    }
}

/// Plans what to send of the rows that are ready.
pub fn plan(checked: &Checked, held: &Held) -> Plan {
    let mut planner = Planner { checked, held, plan: Plan::default(), coming: BTreeSet::new() };
    planner.plan.rows = checked.sheet().rows();
    planner.rows_with_errors();
    planner.samples();
    let libraries = planner.libraries();
    planner.runs(&libraries);
    planner.plan
}

struct Planner<'a> {
    checked: &'a Checked,
    held: &'a Held,
    plan: Plan,
    /// Ids of biosamples that a step of this plan registers.
    coming: BTreeSet<&'a str>,
}

impl<'a> Planner<'a> {
    fn ready(&self, section: Section) -> impl Iterator<Item = usize> + use<'a> {
        let checked = self.checked;
        let rows = 0..checked.sheet().rows();
        rows.filter(move |row| checked.is_ready(*row) && checked.parts(*row).has(section))
    }

    fn settle(&mut self, row: usize, section: Section, fate: Fate) {
        self.plan.fates.insert(Slot { row, section }, fate);
    }

    fn add(&mut self, step: Step) {
        let number = self.plan.steps.len();
        for slot in step.slots() {
            self.plan.fates.insert(slot, Fate::Send { step: number });
        }
        self.plan.steps.push(step);
    }

    fn rows_with_errors(&mut self) {
        for row in (0..self.checked.sheet().rows()).filter(|row| !self.checked.is_ready(*row)) {
            for section in Section::ALL.into_iter().filter(|s| self.checked.parts(row).has(*s)) {
                self.settle(row, section, Fate::Held(Reason::RowHasErrors));
            }
        }
    }

    fn samples(&mut self) {
        let mut new: Vec<Sample> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for row in self.ready(Section::Sample) {
            let id = self.checked.sheet().get(row, &fields::CENTRAL_SAMPLE_ID);
            if self.held.samples.get(id).is_some_and(|sample| sample.has_metadata) {
                self.settle(row, Section::Sample, Fate::AlreadyThere);
            } else if let Some(place) = places.get(id) {
                new[*place].rows.push(row);
            } else {
                places.insert(id, new.len());
                self.coming.insert(id);
                let entries = self.entries(row, Section::Sample, |_| true);
                new.push(Sample { id: id.to_owned(), entries, rows: vec![row] });
            }
        }
        let mut new = new.into_iter().peekable();
        while new.peek().is_some() {
            let batch = new.by_ref().take(BATCH).collect();
            self.add(Step::Samples(batch));
        }
    }

    /// Plans the libraries; answers with the names of those that are or will be in Majora.
    fn libraries(&mut self) -> BTreeSet<&'a str> {
        let mut present: BTreeSet<&str> = self.held.libraries.keys().map(String::as_str).collect();
        for (name, rows) in self.by_name(Section::Library, &fields::LIBRARY_NAME) {
            let stored = self.held.libraries.get(name);
            let entries = self.library_entries(&rows, stored.is_some());
            let (there, new): (Vec<usize>, Vec<usize>) = rows
                .iter()
                .partition(|row| stored.is_some_and(|l| l.members.contains(self.id(**row))));
            for row in there {
                self.settle(row, Section::Library, Fate::AlreadyThere);
            }
            if new.is_empty() {
                continue;
            }
            match self.hindrance(&new, &entries, stored) {
                Some(reason) => new.iter().for_each(|row| {
                    self.settle(*row, Section::Library, Fate::Held(reason.clone()))
                }),
                None => {
                    present.insert(name);
                    let members = new.iter().map(|row| self.member(*row)).collect();
                    self.add(Step::Library(Library { name: name.to_owned(), entries, members }));
                }
            }
        }
        present
    }

    /// Why biosamples can't be added to a library, if they can't.
    fn hindrance(
        &self,
        rows: &[usize],
        entries: &[Entry],
        stored: Option<&HeldLibrary>,
    ) -> Option<Reason> {
        let known = |id: &str| self.coming.contains(id) || self.held.samples.contains_key(id);
        let missing = rows.iter().map(|row| self.id(*row)).filter(|id| !known(id));
        let ids: Arc<[String]> = missing.map(str::to_owned).collect();
        if !ids.is_empty() {
            return Some(Reason::NotRegistered { ids });
        }
        let columns = overwritten(entries, stored?);
        (!columns.is_empty()).then_some(Reason::LibraryDiffers { columns })
    }

    fn runs(&mut self, libraries: &BTreeSet<&str>) {
        for (name, rows) in self.by_name(Section::Run, &fields::RUN_NAME) {
            let mut by_library: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for row in rows {
                let library = self.checked.sheet().get(row, &fields::LIBRARY_NAME);
                by_library.entry(library).or_default().push(row);
            }
            for (library, rows) in by_library {
                self.run(name, library, rows, libraries);
            }
        }
    }

    fn run(&mut self, name: &str, library: &str, rows: Vec<usize>, libraries: &BTreeSet<&str>) {
        let fate = match self.held.runs.get(name) {
            Some(run) if run.libraries.contains(library) => Some(Fate::AlreadyThere),
            Some(run) => {
                let libraries = run.libraries.iter().cloned().collect();
                Some(Fate::Held(Reason::RunOfOtherLibrary { libraries }))
            }
            None if !libraries.contains(library) => Some(Fate::Held(Reason::NoLibrary)),
            None => None,
        };
        match fate {
            Some(fate) => rows.iter().for_each(|row| self.settle(*row, Section::Run, fate.clone())),
            None => {
                let entries = self.entries(rows[0], Section::Run, |_| true);
                let (name, library) = (name.to_owned(), library.to_owned());
                self.add(Step::Run(Run { name, library, entries, rows }));
            }
        }
    }

    fn id(&self, row: usize) -> &'a str {
        self.checked.sheet().get(row, &fields::CENTRAL_SAMPLE_ID)
    }

    fn by_name(&self, section: Section, field: &'static Field) -> Vec<(&'a str, Vec<usize>)> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut groups: Vec<(&'a str, Vec<usize>)> = Vec::new();
        for row in self.ready(section) {
            let name = self.checked.sheet().get(row, field);
            let place = *places.entry(name).or_insert_with(|| {
                groups.push((name, Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(row);
        }
        groups
    }

    fn member(&self, row: usize) -> Member {
        let is_member =
            |field: &Field| field.targets.iter().any(|t| matches!(t, Target::Member(_)));
        let entries = self.entries(row, Section::Library, is_member);
        Member { id: self.id(row).to_owned(), entries, row }
    }

    /// The columns of the library itself and, while Majora has none, its tags: those columns of its
    /// members that also tag the library, where all rows say the same. A tag that is sent again
    /// overwrites what is stored (RULES.md §7).
    fn library_entries(&self, rows: &[usize], stored: bool) -> Vec<Entry> {
        let is_own = |target: &Target| match target {
            Target::Library(_) => true,
            Target::LibraryTag(..) => !stored,
            _ => false,
        };
        let of_library =
            |field: &Field| *field != fields::LIBRARY_NAME && field.targets.iter().any(is_own);
        let mut entries = self.entries(rows[0], Section::Library, of_library);
        entries.retain(|entry| {
            let sheet = self.checked.sheet();
            let Some(column) = sheet.column_of(entry.field) else { return false };
            let cell = |row: usize| sheet.trimmed(row, column);
            let meaning = |row: usize| self.checked.meaning(row, column);
            let same = |row| cell(row) == cell(rows[0]) || meaning(row) == meaning(rows[0]);
            rows.iter().all(|row| same(*row))
        });
        entries
    }

    /// The filled columns of a row that belong to a record, without the names that are its key.
    fn entries(&self, row: usize, section: Section, takes: impl Fn(&Field) -> bool) -> Vec<Entry> {
        let sheet = self.checked.sheet();
        let keys = [&fields::CENTRAL_SAMPLE_ID, &fields::RUN_NAME];
        let columns = sheet.columns().iter().enumerate();
        let mine = columns.filter_map(|(at, column)| Some((at, column.field?)));
        mine.filter(|(_, field)| {
            field.section == section
                && !field.targets.is_empty()
                && !keys.contains(field)
                && takes(field)
        })
        .filter_map(|(at, field)| {
            let value = self.checked.value(row, at).ok().flatten()?;
            Some(Entry { field, value: value.into_owned() })
        })
        .collect()
    }
}

/// The library's own columns whose stored value would change or be blanked by sending `entries`.
fn overwritten(entries: &[Entry], stored: &HeldLibrary) -> Vec<&'static str> {
    let of_library = |field: &&&'static Field| {
        **field != &fields::LIBRARY_NAME
            && field.targets.iter().any(|t| matches!(t, Target::Library(_)))
    };
    let differs = |field: &&&'static Field| {
        let sent = entries.iter().find(|entry| entry.field == **field).map(|e| e.value.to_text());
        sent.as_deref() != stored.values.get(field.name).map(String::as_str)
    };
    fields::ALL.iter().filter(of_library).filter(differs).map(|field| field.name).collect()
}
