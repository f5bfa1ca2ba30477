//! What is wrong with a sheet: where, what, how bad, and the one sentence that says so.

mod dates;
mod cell;
mod file;
mod remark;

use crate::date::DateOrder;
use crate::field::{CellFault, Field, Kind, Section};
use crate::read::Sheet;
use std::fmt::Write;

pub use file::FileFault;

/// One thing that is wrong. It holds no cell: what stands there may be about a person, so a view
/// reads it from the sheet, and no log or error can carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row it is in, from 0; none where it is about the whole file or a column.
    pub row: Option<usize>,
    /// The column it is in, from 0; none where it is about the whole row or file.
    pub column: Option<usize>,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong. Lines are the numbers that a spreadsheet shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The cell by itself.
    Cell(CellFault),
    /// How the file became a sheet.
    File(FileFault),
    /// The cell is empty and may not be.
    Missing,
    /// Neither date is filled.
    NoDate,
    /// A day of admission, but the patient isn't said to be in hospital.
    AdmissionWithoutHospital,
    /// A swab site, but the sample is neither swab nor aspirate.
    SwabSiteWithoutSwab,
    /// A test's target, platform or kit, but not its value: Majora would drop the test.
    TestWithoutValue,
    /// Cells of a library or run are filled, but not its name.
    NameMissing(Section),
    /// Nothing is filled but the id, and the sheet has no column of a sample.
    OnlyAnId,
    /// A run is named, but no library that was run.
    RunWithoutLibrary,
    /// Filled cells beyond the last heading.
    CellsBeyond { count: usize },
    /// The same in a workbook, whose cells can't have moved.
    CellsBeside { count: usize },
    /// The same sample stands in another row with other values.
    SampleDiffers { line: u32 },
    /// The same sample stands in another row of the same library and run, or of none.
    SampleTwice { line: u32 },
    /// The library has the id of the sample in that line.
    NameOfASample { line: u32 },
    /// Rows of one library or run must agree here, and that one says something else.
    Differs { section: Section, line: u32 },
    /// One run with more than one library.
    RunOnSeveralLibraries { libraries: usize },
    /// An NHS number by its last digit, among numbers of as many digits of which most are none.
    MayBeNhsNumber,
    /// An age that nobody reaches.
    UnlikelyAge,
    /// A day that Majora takes whatever it is, and that hasn't come yet or is long past.
    UnlikelyDate { ahead: bool },
    /// A day or time that can't come before this one does.
    BeforeFirst { first: &'static Field },
    /// An id or name such as `Mar-21`: a spreadsheet may have taken it for a date.
    LikeADate,
    /// Another row has a name that can be taken for this one.
    LooksLike { line: u32 },
    /// The last digit of a Heron barcode is another than the ones before it ask for.
    CheckDigit { expected: char },
    /// The sample that is named as the source has a source of its own.
    SourceOfSource { line: u32 },
    /// Another test of the row has the same kit, platform and target.
    TestsAlike,
    /// Somebody must say in which order the dates of a column are written: how many can be read as
    /// more than one day, and how many fit one of [`DateOrder::ALL`] alone.
    DateOrder { ambiguous: usize, fitting: [usize; 3] },
    /// Days of a column stand in another form than they are sent in, first in this line; their order,
    /// where they have one.
    SentAsIso { order: Option<DateOrder>, line: u32 },
    /// The spreadsheet has kept some days of a column as dates, first in this line, and others as text: it may
    /// have taken the days of the first for months.
    MayBeSwapped { line: u32 },
    /// Times of a column have seconds, first in this line, which Majora doesn't keep.
    SecondsLeftOut { line: u32 },
    /// A heading that means nothing to Majora, and the column that it may be meant for.
    UnknownColumn { like: Option<&'static Field> },
    /// This row below the headings was taken for hints of a template and left out.
    HintsLeftOut { line: u32 },
    /// A heading of metadata whose namespace or key is longer than Majora takes.
    TagTooLong,
    /// A column that no template has and that can go to Majora as metadata, if the user says so.
    MayBeMetadata,
    /// A column that no template has and that goes to Majora as metadata.
    SentAsMetadata,
    /// Filled cells under no heading.
    UnnamedColumn,
    /// A column that Majora used to take.
    NoLongerTaken,
    /// A column that Majora checks and drops.
    NotStored,
}

/// Whether a problem stops its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The row is not sent until this is put right.
    Error,
    /// Only the user can say. By itself it stops nothing; what hangs on the answer has its own error.
    Question,
    /// Worth knowing; stops nothing.
    Warning,
}

impl Severity {
    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Question => "question",
            Severity::Warning => "warning",
        }
    }
}

impl Problem {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }

    /// The sentence for people, with the heading that they see in their file.
    pub fn message(&self, sheet: &Sheet) -> String {
        let column = self.column.map(|column| &sheet.columns()[column]);
        let name = column.map_or("", |column| column.name());
        let field = column.and_then(|column| column.field);
        match (self.fault, column) {
            (Fault::Missing, Some(column)) if column.added => {
                format!("The file has no column {name}. {}", missing(name, field))
            }
            (Fault::File(fault), _) => fault.message(name, sheet),
            _ => self.fault.message(name, field),
        }
    }

    /// Where it is, in words: `Row 14, collection_date (cell D14)`.
    pub fn place(&self, sheet: &Sheet) -> String {
        let mut place = String::new();
        if let Some(row) = self.row {
            let _ = write!(place, "Row {}", sheet.line(row));
        }
        if let Some(column) = self.column {
            let name = sheet.columns()[column].name();
            let letters = crate::text::column_letters(column);
            let _ = match self.row.map(|row| sheet.line(row)) {
                Some(_) if sheet.columns()[column].added => write!(place, ", {name}"),
                Some(line) => write!(place, ", {name} (cell {letters}{line})"),
                None => write!(place, "Column {letters}, {name}"),
            };
        }
        place
    }
}

impl Fault {
    /// How bad it is.
    pub const fn severity(self) -> Severity {
        match self {
            Fault::File(fault) => fault.severity(),
            Fault::DateOrder { .. } => Severity::Question,
            Fault::RunOnSeveralLibraries { .. }
            | Fault::CellsBeside { .. }
            | Fault::MayBeNhsNumber
            | Fault::UnlikelyAge
            | Fault::UnlikelyDate { .. }
            | Fault::BeforeFirst { .. }
            | Fault::LikeADate
            | Fault::LooksLike { .. }
            | Fault::CheckDigit { .. }
            | Fault::SourceOfSource { .. }
            | Fault::TestsAlike
            | Fault::SentAsIso { .. }
            | Fault::MayBeSwapped { .. }
            | Fault::SecondsLeftOut { .. }
            | Fault::UnknownColumn { .. }
            | Fault::HintsLeftOut { .. }
            | Fault::TagTooLong
            | Fault::MayBeMetadata
            | Fault::SentAsMetadata
            | Fault::UnnamedColumn
            | Fault::NoLongerTaken
            | Fault::NotStored => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The stable name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Fault::Cell(fault) => fault.code(),
            Fault::File(fault) => fault.code(),
            Fault::Missing => "missing",
            Fault::NoDate => "no_date",
            Fault::AdmissionWithoutHospital => "admission_without_hospital",
            Fault::SwabSiteWithoutSwab => "swab_site_without_swab",
            Fault::TestWithoutValue => "test_without_value",
            Fault::NameMissing(Section::Run) => "run_name_missing",
            Fault::NameMissing(_) => "library_name_missing",
            Fault::OnlyAnId => "only_an_id",
            Fault::RunWithoutLibrary => "run_without_library",
            Fault::CellsBeyond { .. } => "cells_beyond_headings",
            Fault::CellsBeside { .. } => "cells_beside_table",
            Fault::SampleDiffers { .. } => "sample_differs",
            Fault::SampleTwice { .. } => "sample_twice",
            Fault::NameOfASample { .. } => "name_of_a_sample",
            Fault::Differs { section: Section::Run, .. } => "run_differs",
            Fault::Differs { .. } => "library_differs",
            Fault::RunOnSeveralLibraries { .. } => "run_on_several_libraries",
            Fault::MayBeNhsNumber => "may_be_nhs_number",
            Fault::UnlikelyAge => "unlikely_age",
            Fault::UnlikelyDate { .. } => "unlikely_date",
            Fault::BeforeFirst { .. } => "dates_out_of_order",
            Fault::LikeADate => "like_a_date",
            Fault::LooksLike { .. } => "looks_like",
            Fault::CheckDigit { .. } => "check_digit",
            Fault::SourceOfSource { .. } => "source_of_source",
            Fault::TestsAlike => "tests_alike",
            Fault::DateOrder { .. } => "date_order",
            Fault::SentAsIso { .. } => "sent_as_iso",
            Fault::MayBeSwapped { .. } => "may_be_swapped",
            Fault::SecondsLeftOut { .. } => "seconds_left_out",
            Fault::UnknownColumn { .. } => "unknown_column",
            Fault::HintsLeftOut { .. } => "hints_left_out",
            Fault::TagTooLong => "tag_too_long",
            Fault::MayBeMetadata => "may_be_metadata",
            Fault::SentAsMetadata => "sent_as_metadata",
            Fault::UnnamedColumn => "unnamed_column",
            Fault::NoLongerTaken => "no_longer_taken",
            Fault::NotStored => "not_stored",
        }
    }

    /// The sentence: what happened and what to do, in the words of the column.
    fn message(self, name: &str, field: Option<&'static Field>) -> String {
        match self {
            Fault::Cell(fault) => fault.message(name, field),
            Fault::Missing => missing(name, field),
            Fault::NoDate => "Enter a collection_date or a received_date".into(),
            Fault::AdmissionWithoutHospital => {
                "admission_date is filled in, so is_hospital_patient must be Y".into()
            }
            Fault::SwabSiteWithoutSwab => {
                "swab_site is filled in, so sample_type_collected must be a swab or aspirate".into()
            }
            Fault::TestWithoutValue => {
                "A test is described without its ct_value. Enter it, or Majora drops the test"
                    .into()
            }
            Fault::NameMissing(Section::Run) => {
                "Columns of the run are filled in, so run_name must be too".into()
            }
            Fault::NameMissing(_) => {
                "Columns of the library are filled in, so library_name must be too".into()
            }
            Fault::OnlyAnId => {
                "Nothing is filled in but the id. Fill in the columns of the library or run, or delete the row"
                    .into()
            }
            Fault::RunWithoutLibrary => {
                "run_name is filled in, so library_name must be too: a run belongs to a library"
                    .into()
            }
            Fault::CellsBeyond { count } => format!(
                "This row has {count} more filled {} than the file has headings. Cells may have moved: fix the row in the file and choose it again",
                if count == 1 { "cell" } else { "cells" }
            ),
            Fault::SampleDiffers { line } => {
                format!("Row {line} has the same sample with other values. Keep one of them")
            }
            Fault::SampleTwice { line } => {
                format!("Row {line} has the same sample, library and run. Keep one of them")
            }
            Fault::NameOfASample { line } => format!(
                "{name} is the id of the sample in row {line}, too. Majora takes a name once: give the library another"
            ),
            Fault::Differs { section, line } => differs(name, section, line),
            remark => remark.remark(name),
        }
    }
}

fn differs(name: &str, section: Section, line: u32) -> String {
    let record = match section {
        Section::Run => "run",
        _ => "library",
    };
    format!("Row {line} of the same {record} says something else in {name}. A {record} has one")
}

fn missing(name: &str, field: Option<&'static Field>) -> String {
    match field.map(|field| field.kind) {
        Some(Kind::Choice { options, .. }) => format!("Enter {name}: {}", one_of(options)),
        Some(Kind::YesNo) => format!("Enter {name}: Y or N"),
        _ => format!("Enter {name}"),
    }
}

/// A list in words: `S, N or E`.
pub fn one_of(options: &[&str]) -> String {
    match options {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [some @ .., last] => format!("{} or {last}", some.join(", ")),
    }
}
