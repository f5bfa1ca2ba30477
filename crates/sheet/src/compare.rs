//! [`Checked`] and what Majora holds → [`Comparison`]: for every record of the sheet, what is new, what
//! would change from what to what, and what a person has to decide.
//!
//! A biosample can be changed cell by cell (`update`). A library, a place in it and a run can only be
//! overwritten whole (RULES.md §7): what the sheet leaves blank is sent as Majora holds it, and where
//! Majora doesn't show that, a person decides.

mod sample;
mod library;
mod run;

use crate::check::Checked;
use crate::field::{Field, Section};
use crate::fields;
use crate::gather::Gather;
use crate::held::Held;
use crate::pieces::{Breaks, Work, at_once, in_pieces};
use crate::record::{Entry, Key, Slot};
use crate::sight::{Sight, is_erasable, is_shown_whole, sight};
use crate::stored::{StoredTest, Values};
use std::collections::BTreeMap;

pub(crate) use library::{is_own, is_safe, own_values as values_of_library, vehicle};
pub(crate) use run::{same_hour, values_without_name as values_of_run};
pub use sample::agrees as sample_agrees;
pub(crate) use sample::{IDENTITY, has_other_tests, is_test, unlike as sample_unlike};

/// How the sheet's records stand to what Majora holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Every record of the ready rows.
    pub records: BTreeMap<Key, Compared>,
}

/// How one record stands to what Majora holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whether Majora holds it.
    pub standing: Standing,
    /// The cells that aren't equal; of a new record none.
    pub cells: Vec<Cell>,
    /// Libraries that a run would be added to.
    pub joins: Vec<String>,
    /// What a person has to decide before it is sent.
    pub doubts: Vec<Doubt>,
    /// Columns that are blank in the sheet and that Majora doesn't show: overwriting the record would
    /// erase what it may hold there.
    pub unseen: Vec<&'static str>,
}

/// Whether Majora holds a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not at all, or as a bare id.
    New,
    /// It does, and showed it.
    Held,
    /// Majora could not or was not asked to show it.
    Unread,
}

/// A cell of a record that Majora holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column.
    pub field: &'static Field,
    /// What the sheet says, nothing where it is blank.
    pub sheet: Option<String>,
    /// What Majora shows, nothing where it is blank or not shown.
    pub stored: Option<String>,
    /// What would become of it.
    pub what: What,
}

/// What would become of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Majora holds none; the sheet fills it.
    Fills,
    /// The sheet's takes the place of Majora's.
    Changes,
    /// The sheet is blank, and Majora's stays.
    Kept,
    /// Majora doesn't show what it holds.
    Unseen,
    /// A test that Majora holds and the sheet lacks: it goes where the tests of the sheet are sent, because
    /// Majora replaces all of them at once.
    Lost,
}

/// What a person has to decide. It names all that the decision rests on, so that a decision no longer
/// holds when Majora has come to hold something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// This column says whose sample it is or which one it comes from, and the sheet says otherwise
    /// than Majora.
    Identity { column: &'static str, stored: String },
    /// Majora replaces all tests of a sample at once: these that it holds are not in the sheet.
    TestsLost { tests: Vec<StoredTest> },
    /// The record can only be overwritten whole. These columns are blank in the sheet, and what Majora
    /// holds there would be erased unseen.
    ErasesUnseen { columns: Vec<&'static str> },
    /// Majora holds the library with so many samples that the sheet doesn't name.
    OtherSamples { count: usize },
    /// Majora holds the run with these libraries, which the sheet doesn't name for it.
    OtherLibraries { names: Vec<String> },
}

/// The one word for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// Majora doesn't hold it.
    New,
    /// Some of what Majora holds would change.
    Changes,
    /// All that Majora shows is equal, but not all is shown. A biosample is sent with what isn't; a place in
    /// a library or a run only if the user wants that.
    NotVisible,
    /// All is equal: it is not sent.
    NoChange,
    /// A person has to decide.
    NeedsDecision,
    /// Majora could not say what it holds.
    CouldNotCheck,
}

impl Tag {
    /// Every one, what needs attention first.
    pub const ALL: [Tag; 6] = [
        Tag::NeedsDecision,
        Tag::CouldNotCheck,
        Tag::Changes,
        Tag::NotVisible,
        Tag::New,
        Tag::NoChange,
    ];

    /// One to three words.
    pub const fn word(self) -> &'static str {
        match self {
            Tag::New => "New",
            Tag::Changes => "Will change",
            Tag::NotVisible => "Not visible",
            Tag::NoChange => "No change",
            Tag::NeedsDecision => "Needs a decision",
            Tag::CouldNotCheck => "Could not check",
        }
    }
}

impl Compared {
    pub(crate) fn of(standing: Standing) -> Compared {
        let (cells, joins, doubts, unseen) = Default::default();
        Compared { standing, cells, joins, doubts, unseen }
    }

    /// The one word for it.
    pub fn tag(&self) -> Tag {
        match self.standing {
            Standing::New => Tag::New,
            Standing::Unread => Tag::CouldNotCheck,
            Standing::Held if !self.doubts.is_empty() => Tag::NeedsDecision,
            Standing::Held if self.differs() => Tag::Changes,
            Standing::Held if self.has(What::Unseen) => Tag::NotVisible,
            Standing::Held => Tag::NoChange,
        }
    }

    /// Whether Majora is seen to hold something else than the sheet fills.
    pub fn differs(&self) -> bool {
        self.changes_cells() || !self.joins.is_empty()
    }

    /// Whether a cell of it would change or be filled.
    pub fn changes_cells(&self) -> bool {
        self.has(What::Changes) || self.has(What::Fills)
    }

    /// The doubt about what would be erased unseen, were the record sent.
    pub(crate) fn erases_unseen(&self) -> Option<Doubt> {
        let columns = self.unseen.clone();
        (!columns.is_empty()).then_some(Doubt::ErasesUnseen { columns })
    }

    /// Whether something would become of a cell.
    pub fn has(&self, what: What) -> bool {
        self.cells.iter().any(|cell| cell.what == what)
    }
}

impl Comparison {
    /// The records behind one record of one row: for a library, the library and the place in it.
    pub fn of(&self, checked: &Checked, slot: Slot) -> impl Iterator<Item = (&Key, &Compared)> {
        keys(checked, slot).into_iter().filter_map(|key| self.records.get_key_value(&key))
    }

    /// The word for one record of one row: the one that needs most attention.
    pub fn tag(&self, checked: &Checked, slot: Slot) -> Option<Tag> {
        let rank = |tag: &Tag| Tag::ALL.iter().position(|other| other == tag);
        self.of(checked, slot).map(|(_, compared)| compared.tag()).min_by_key(rank)
    }
}

/// The records that one record of one row stands for.
pub fn keys(checked: &Checked, slot: Slot) -> Vec<Key> {
    let cell = |field| checked.sheet().get(slot.row, field).to_owned();
    match slot.section {
        Section::Sample => vec![Key::Sample(cell(&fields::CENTRAL_SAMPLE_ID))],
        Section::Library => {
            let (library, sample) = (cell(&fields::LIBRARY_NAME), cell(&fields::CENTRAL_SAMPLE_ID));
            vec![Key::Library(library.clone()), Key::Place { library, sample }]
        }
        Section::Run => vec![Key::Run(cell(&fields::RUN_NAME))],
    }
}

/// The filled columns of one record of one row that Majora doesn't show, or not whole.
pub fn not_shown(checked: &Checked, slot: Slot) -> Vec<&'static Field> {
    let sheet = checked.sheet();
    let filled = |(at, field): &(usize, &Field)| {
        field.section == slot.section && !sheet.trimmed(slot.row, *at).is_empty()
    };
    let columns = sheet.columns().iter().enumerate();
    let fields = columns.filter_map(|(at, column)| Some((at, column.field?))).filter(filled);
    fields.map(|(_, field)| field).filter(|field| !is_shown_whole(field)).collect()
}

/// Compares every record of the ready rows.
pub fn compare(checked: &Checked, held: &Held) -> Comparison {
    at_once(comparison(checked, held, Breaks::default()))
}

/// The same in pieces, between which `rest` is awaited with how much is done, from 0 to 1. Who drops the
/// future gives it up.
pub async fn compare_in_pieces(
    checked: &Checked,
    held: &Held,
    rest: impl AsyncFnMut(f64),
) -> Comparison {
    in_pieces(|breaks| comparison(checked, held, breaks), rest).await
}

fn comparison<'w>(checked: &'w Checked, held: &'w Held, breaks: Breaks) -> Work<'w, Comparison> {
    Box::pin(compare_all(checked, held, breaks))
}

async fn compare_all(checked: &Checked, held: &Held, mut breaks: Breaks) -> Comparison {
    let (gather, rows) = (Gather::of(checked), checked.sheet().rows());
    let mut comparison = Comparison::default();
    breaks.part(0.6, rows).await;
    for (id, rows) in gather.by_name(Section::Sample) {
        let compared = sample::compare(|| gather.sample(rows[0]), held.samples.get(id));
        comparison.records.insert(Key::Sample(id.to_owned()), compared);
        breaks.after(rows.len()).await;
    }
    breaks.part(0.9, rows).await;
    for (name, rows) in gather.by_name(Section::Library) {
        library::compare(&gather, name, &rows, held, &mut comparison, &mut breaks).await;
    }
    breaks.part(1.0, rows).await;
    for (name, rows) in gather.by_name(Section::Run) {
        let compared = run::compare(&gather, name, &rows, held);
        comparison.records.insert(Key::Run(name.to_owned()), compared);
        breaks.after(rows.len()).await;
    }
    comparison
}

/// The cells of a record that aren't equal to what Majora holds.
pub(crate) fn cells(entries: &[Entry], stored: &Values) -> Vec<Cell> {
    let filled = entries.iter().filter_map(|entry| {
        let stored = stored.get(entry.field.name);
        cell(entry, stored.map(String::as_str), sight(entry.field))
    });
    let is_blank = |name: &&'static str| entries.iter().all(|entry| entry.field.name != *name);
    let kept = stored.iter().filter(|(name, _)| is_blank(name));
    filled.chain(kept.filter_map(|(name, value)| kept_cell(name, value))).collect()
}

/// The cells of a library, place or run that Majora shows otherwise than they are sent. These are overwritten
/// whole, so a value in a column that is sent blank is one of them.
pub(crate) fn unlike(entries: &[Entry], stored: &Values) -> Vec<Cell> {
    let is_unlike = |cell: &Cell| match cell.what {
        What::Fills | What::Changes => true,
        What::Kept => is_erasable(cell.field),
        What::Unseen | What::Lost => false,
    };
    cells(entries, stored).into_iter().filter(is_unlike).collect()
}

/// A filled cell, if it isn't equal to what Majora holds.
pub(crate) fn cell(entry: &Entry, stored: Option<&str>, sight: Sight) -> Option<Cell> {
    let text = entry.value.to_text();
    let what = match (sight, stored) {
        (Sight::NotStored, _) => return None,
        (Sight::Nothing, _) => What::Unseen,
        (_, None) => What::Fills,
        (Sight::Hour, Some(stored)) if same_hour(stored, &text) => What::Unseen,
        (Sight::Whole, Some(stored)) if stored == text => return None,
        (_, Some(_)) => What::Changes,
    };
    let stored = stored.map(|stored| shown(stored, sight));
    Some(Cell { field: entry.field, sheet: Some(text.into_owned()), stored, what })
}

fn kept_cell(name: &str, value: &str) -> Option<Cell> {
    let field = fields::ALL.iter().copied().find(|field| field.name == name)?;
    let stored = Some(shown(value, sight(field)));
    Some(Cell { field, sheet: None, stored, what: What::Kept })
}

/// A stored value as far as Majora shows it truly: it prints the month for the minutes of a time (RULES.md §7).
fn shown(stored: &str, sight: Sight) -> String {
    match (sight, stored.split_once(':')) {
        (Sight::Hour, Some((hour, _))) => format!("{hour}:??"),
        _ => stored.to_owned(),
    }
}
