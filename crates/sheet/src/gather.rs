//! The rows that are ready, gathered into what they say of each record.

use crate::check::Checked;
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::record::Entry;
use std::collections::HashMap;

/// What the ready rows of a sheet say.
#[derive(Clone, Copy)]
pub(crate) struct Gather<'a> {
    pub(crate) checked: &'a Checked,
}

impl<'a> Gather<'a> {
    /// The ready rows that hold this record.
    pub(crate) fn ready(self, section: Section) -> impl Iterator<Item = usize> + use<'a> {
        let checked = self.checked;
        let rows = 0..checked.sheet().rows();
        rows.filter(move |row| checked.is_ready(*row) && checked.parts(*row).has(section))
    }

    /// The id of the biosample of a row.
    pub(crate) fn id(self, row: usize) -> &'a str {
        self.checked.sheet().get(row, &fields::CENTRAL_SAMPLE_ID)
    }

    /// The name of the library of a row.
    pub(crate) fn library(self, row: usize) -> &'a str {
        self.checked.sheet().get(row, &fields::LIBRARY_NAME)
    }

    /// The ready rows of each record of a kind, in the order of the sheet.
    pub(crate) fn by_name(self, section: Section) -> Vec<(&'a str, Vec<usize>)> {
        let field = match section {
            Section::Sample => &fields::CENTRAL_SAMPLE_ID,
            Section::Library => &fields::LIBRARY_NAME,
            Section::Run => &fields::RUN_NAME,
        };
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

    /// The filled columns of a row's biosample.
    pub(crate) fn sample(self, row: usize) -> Vec<Entry> {
        self.entries(row, Section::Sample, |_| true)
    }

    /// The filled columns of a row's run.
    pub(crate) fn run(self, row: usize) -> Vec<Entry> {
        self.entries(row, Section::Run, |_| true)
    }

    /// The filled columns of a row's place in its library.
    pub(crate) fn place(self, row: usize) -> Vec<Entry> {
        let of_place = |field: &Field| field.targets.iter().any(|t| matches!(t, Target::Member(_)));
        self.entries(row, Section::Library, of_place)
    }

    /// The filled columns of the library itself and, while Majora has none, its tags: those columns of
    /// its members that also tag the library. Only what all its rows say alike is said of the library.
    /// A tag that is sent again would overwrite what is stored (RULES.md §7).
    pub(crate) fn library_own(self, rows: &[usize], is_new: bool) -> Vec<Entry> {
        let is_own = |target: &Target| match target {
            Target::Library(_) => true,
            Target::LibraryTag(..) => is_new,
            _ => false,
        };
        let of_library =
            |field: &Field| *field != fields::LIBRARY_NAME && field.targets.iter().any(is_own);
        let mut entries = self.entries(rows[0], Section::Library, of_library);
        entries.retain(|entry| self.all_say_alike(rows, entry.field));
        entries
    }

    fn all_say_alike(self, rows: &[usize], field: &'static Field) -> bool {
        let sheet = self.checked.sheet();
        let Some(column) = sheet.column_of(field) else { return false };
        let cell = |row: usize| sheet.trimmed(row, column);
        let meaning = |row: usize| self.checked.meaning(row, column);
        let same = |row| cell(row) == cell(rows[0]) || meaning(row) == meaning(rows[0]);
        rows.iter().all(|row| same(*row))
    }

    /// The filled columns of a row that belong to a record, without the names that are its key.
    fn entries(self, row: usize, section: Section, takes: impl Fn(&Field) -> bool) -> Vec<Entry> {
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
