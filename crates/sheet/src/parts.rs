//! Which records a row holds.

use crate::field::Section;
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

/// Which records each row of a sheet holds.
pub(crate) fn of(sheet: &Sheet) -> Vec<Parts> {
    let columns_of = |section| -> Vec<usize> {
        let columns = sheet.columns().iter().enumerate();
        let mine = columns.filter(|(_, column)| {
            column.field.is_some_and(|f| {
                f.section == section && !f.targets.is_empty() && *f != fields::CENTRAL_SAMPLE_ID
            })
        });
        mine.map(|(at, _)| at).collect()
    };
    let (sample, library, run) =
        (columns_of(Section::Sample), columns_of(Section::Library), columns_of(Section::Run));
    let filled =
        |row, columns: &[usize]| columns.iter().any(|c| !sheet.cell(row, *c).trim().is_empty());
    let parts_of = |row| {
        let (library, run) = (filled(row, &library), filled(row, &run));
        // A row with nothing but an id can only be a sample that lacks everything else.
        Parts { sample: filled(row, &sample) || !(library || run), library, run }
    };
    (0..sheet.rows()).map(parts_of).collect()
}
