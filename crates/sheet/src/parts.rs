//! Which records a row holds.

use crate::field::{Field, Section};
use crate::fields;
use crate::read::Sheet;

/// Which records a row holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// A biosample with its details, not just its id.
    pub sample: bool,
    /// A library that the sample is in.
    pub library: bool,
    /// A run of that library.
    pub run: bool,
}

impl Parts {
    /// Whether the row holds a record of this kind.
    pub const fn has(self, section: Section) -> bool {
        match section {
            Section::Sample => self.sample,
            Section::Library => self.library,
            Section::Run => self.run,
        }
    }
}

/// The names that every record of a row may need, whichever it is of.
const NAMES: [&Field; 2] = [&fields::CENTRAL_SAMPLE_ID, &fields::LIBRARY_NAME];

/// Where the columns of each record stand in a sheet.
pub(crate) struct Places {
    sample: Vec<usize>,
    library: Vec<usize>,
    run: Vec<usize>,
    name: Option<usize>,
}

impl Places {
    /// Those of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Places {
        let columns_of = |section| -> Vec<usize> {
            let columns = sheet.columns().iter().enumerate();
            let is_mine = |f: &Field| f.section == section && !f.targets.is_empty();
            let mine =
                columns.filter(|(_, c)| c.field.is_some_and(|f| is_mine(f) && !NAMES.contains(&f)));
            mine.map(|(at, _)| at).collect()
        };
        Places {
            sample: columns_of(Section::Sample),
            library: columns_of(Section::Library),
            run: columns_of(Section::Run),
            name: sheet.column_of(&fields::LIBRARY_NAME),
        }
    }

    /// Which records a row holds.
    pub(crate) fn parts(&self, sheet: &Sheet, row: usize) -> Parts {
        let filled = |columns: &[usize]| columns.iter().any(|c| !sheet.trimmed(row, *c).is_empty());
        let (sample, run) = (filled(&self.sample), filled(&self.run));
        let named = self.name.is_some_and(|name| !sheet.trimmed(row, name).is_empty());
        // Beside a run, and no new sample that must get into the library, the name alone says which
        // library was run: one that another row or another site registers.
        let library = filled(&self.library) || (named && (sample || !run));
        // A row with nothing but an id can only be a sample that lacks everything else.
        Parts { sample: sample || !(library || run), library, run }
    }
}
