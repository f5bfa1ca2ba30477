//! The rows that are ready, gathered into what they say of each record.

use crate::check::Checked;
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::named::{Named, Rows};
use crate::read::Sheet;
use crate::record::Entry;
use crate::table::Sign;
use std::cell::RefCell;
use std::sync::Arc;

/// What the ready rows of a sheet say, and where in it.
pub(crate) struct Gather<'a> {
    pub(crate) checked: &'a Checked,
    id: Option<usize>,
    library: Option<usize>,
    run: Option<usize>,
    /// The columns of a biosample, of a place in a library and of a run, without the names that are the key.
    of_sample: Columns,
    of_place: Columns,
    of_run: Columns,
    /// The last cell of each column: most rows of a plate say the same.
    last: RefCell<Vec<Option<Last>>>,
}

/// A cell that was looked at last: what stands for it, and what it came to, if it isn't blank.
#[derive(Clone)]
struct Last {
    sign: Sign,
    entry: Option<Entry>,
}

/// Columns whose cells are sent.
type Columns = Vec<(usize, &'static Field)>;

impl<'a> Gather<'a> {
    pub(crate) fn of(checked: &'a Checked) -> Gather<'a> {
        let sheet = checked.sheet();
        let of_place = |field: &Field| field.targets.iter().any(|t| matches!(t, Target::Member(_)));
        Gather {
            checked,
            id: sheet.column_of(&fields::CENTRAL_SAMPLE_ID),
            library: sheet.column_of(&fields::LIBRARY_NAME),
            run: sheet.column_of(&fields::RUN_NAME),
            of_sample: columns(sheet, Section::Sample, |_| true),
            of_place: columns(sheet, Section::Library, of_place),
            of_run: columns(sheet, Section::Run, |_| true),
            last: RefCell::new(vec![None; sheet.columns().len()]),
        }
    }

    /// The ready rows that hold this record.
    fn ready(&self, section: Section) -> impl Iterator<Item = usize> + use<'a> {
        let checked = self.checked;
        let rows = 0..checked.sheet().rows();
        rows.filter(move |row| checked.is_ready(*row) && checked.parts(*row).has(section))
    }

    fn cell(&self, row: usize, column: Option<usize>) -> &'a str {
        column.map_or("", |column| self.checked.sheet().trimmed(row, column))
    }

    /// The id of the biosample of a row.
    pub(crate) fn id(&self, row: usize) -> &'a str {
        self.cell(row, self.id)
    }

    /// The name of the library of a row.
    pub(crate) fn library(&self, row: usize) -> &'a str {
        self.cell(row, self.library)
    }

    /// The ready rows of each record of a kind, in the order of the sheet.
    pub(crate) fn by_name(&self, section: Section) -> Vec<(&'a str, Rows)> {
        let mut named = Named::of(self.column(section), 0);
        self.ready(section).for_each(|row| named.take(self.checked.sheet(), row));
        named.groups
    }

    /// The rows that name a library or run and aren't ready: the sheet names it in them all the same.
    pub(crate) fn not_ready(&self, section: Section, name: &str) -> impl Iterator<Item = usize> {
        let checked = self.checked;
        let column = self.column(section);
        let rows = 0..checked.sheet().rows();
        let rows = rows.filter(move |row| !checked.is_ready(*row));
        rows.filter(move |row| self.cell(*row, column) == name)
    }

    fn column(&self, section: Section) -> Option<usize> {
        match section {
            Section::Sample => self.id,
            Section::Library => self.library,
            Section::Run => self.run,
        }
    }

    /// The filled columns of a row's biosample.
    pub(crate) fn sample(&self, row: usize) -> Vec<Entry> {
        self.entries(row, &self.of_sample)
    }

    /// The filled columns of a row's run.
    pub(crate) fn run(&self, row: usize) -> Vec<Entry> {
        self.entries(row, &self.of_run)
    }

    /// The filled columns of a row's place in its library.
    pub(crate) fn place(&self, row: usize) -> Vec<Entry> {
        self.entries(row, &self.of_place)
    }

    /// The filled columns of the library itself and, while Majora has none, its tags: those columns of
    /// its members that also tag the library. Only what all its rows say alike is said of the library.
    /// A tag that is sent again would overwrite what is stored (RULES.md §7).
    pub(crate) fn library_own(&self, rows: &[usize], is_new: bool) -> Vec<Entry> {
        let is_own = |target: &Target| match target {
            Target::Library(_) => true,
            Target::LibraryTag(..) => is_new,
            _ => false,
        };
        let of_library =
            |field: &Field| *field != fields::LIBRARY_NAME && field.targets.iter().any(is_own);
        let own = columns(self.checked.sheet(), Section::Library, of_library);
        let alike = own.into_iter().filter(|(column, _)| self.all_say_alike(rows, *column));
        self.entries(rows[0], &alike.collect::<Columns>())
    }

    fn all_say_alike(&self, rows: &[usize], column: usize) -> bool {
        let sheet = self.checked.sheet();
        let cell = |row: usize| sheet.trimmed(row, column);
        let meaning = |row: usize| self.checked.meaning(row, column);
        let same = |row| cell(row) == cell(rows[0]) || meaning(row) == meaning(rows[0]);
        rows.iter().all(|row| same(*row))
    }

    fn entries(&self, row: usize, columns: &[(usize, &'static Field)]) -> Vec<Entry> {
        let signs = self.checked.sheet().signs(row);
        let mut last = self.last.borrow_mut();
        let filled = columns.iter().filter_map(|(at, field)| {
            let sign = signs.and_then(|signs| signs.at(*at));
            match &last[*at] {
                Some(last) if sign == Some(last.sign) => last.entry.clone(),
                _ => {
                    let value = self.checked.value(row, *at).ok().flatten();
                    let entry = value.map(|value| {
                        let value = Arc::new(value.into_owned());
                        Entry { field, value }
                    });
                    last[*at] = sign.map(|sign| Last { sign, entry: entry.clone() });
                    entry
                }
            }
        });
        filled.collect()
    }
}

/// The columns of a sheet that belong to a record, without the names that are its key.
fn columns(sheet: &Sheet, section: Section, takes: impl Fn(&Field) -> bool) -> Columns {
    let keys = [&fields::CENTRAL_SAMPLE_ID, &fields::RUN_NAME];
    let columns = sheet.columns().iter().enumerate();
    let known = columns.filter_map(|(at, column)| Some((at, column.field?)));
    let mine = known.filter(|(_, field)| {
        field.section == section
            && !field.targets.is_empty()
            && !keys.contains(field)
            && takes(field)
    });
    mine.collect()
}
