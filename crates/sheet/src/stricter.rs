//! Where the checks differ from Majora on purpose: the whole list, and why.
//!
//! Everything else is as Majora has it, which the tests hold against recorded answers of a real one.
//! A metadata value or a test that Majora would refuse by itself, keeping the sample, stops the row
//! too: that is the same fault, told before and not after.
//!
//! The program itself has no use for the list. It is what the tests hold the checks against, and stands
//! here so that who changes a check finds it.

use crate::date::{self, Moment, Written};
use crate::field::{CellFault, Field, Kind};
use crate::fields;
use crate::problem::{Fault, FileFault};
use crate::python;

/// One difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Majora takes a sample without an id, and nobody can find it again.
    NoId,
    /// Majora takes the text `None` for most lists and stores it as it stands.
    NoneAsChoice,
    /// Majora reads 04/05/2021 as 5 April, which few in Britain mean: it is asked for.
    DateOrder,
    /// Majora stores any word but yes and no as unknown, without a word.
    NeitherYesNorNo,
    /// Majora takes any text where only few are meant (`sample_type_received`, `swab_site`).
    OutsideTheMeantList,
    /// Majora breaks on most names with ten or more digits in a row; which ones, depends.
    LongDigits,
    /// An id by which Majora's answer about a batch could not be read.
    IdDefeatsAttribution,
    /// Majora takes a NUL character for the source of a sample, where nobody can see or type it.
    NulCharacter,
    /// Majora takes characters in ids and names that nobody can see, or that mean something to a spreadsheet
    /// alone.
    HiddenCharacter,
    /// Majora takes a word for nothing, such as `NA`, for an id that many samples then share.
    Placeholder,
    /// A number or postcode by which a person can be found.
    PersonalIdentifier,
    /// Majora drops a test without its value, and only warns.
    TestWithoutValue,
    /// Majora takes the same sample twice and keeps the last, in silence.
    SampleTwice,
    /// An update may blank what a new record must have; a row of a sheet is a new record.
    Blanked,
    /// What was meant is not in the file: a spreadsheet has rounded an id or made a date of it, has no
    /// result for a formula, or an error. Majora would take what is left of it.
    LostInSpreadsheet,
    /// Majora refuses spaces around names and choices, and a cell of spaces; here they are dropped.
    /// By this and the next a row passes that Majora would refuse, were it sent as it stands.
    Padding,
    /// Majora reads few forms of dates and times; here others are read too, if they can only mean one,
    /// and sent in that of Majora.
    DateForm,
}

impl Difference {
    /// Every one.
    pub const ALL: [Difference; 17] = [
        Difference::NoId,
        Difference::NoneAsChoice,
        Difference::DateOrder,
        Difference::NeitherYesNorNo,
        Difference::OutsideTheMeantList,
        Difference::LongDigits,
        Difference::IdDefeatsAttribution,
        Difference::NulCharacter,
        Difference::HiddenCharacter,
        Difference::Placeholder,
        Difference::PersonalIdentifier,
        Difference::TestWithoutValue,
        Difference::SampleTwice,
        Difference::Blanked,
        Difference::LostInSpreadsheet,
        Difference::Padding,
        Difference::DateForm,
    ];

    /// Why an error stands at a cell that Majora would take, if that is on the list. [`Self::Blanked`],
    /// [`Self::Padding`] and [`Self::DateForm`] make none, so they are never the answer.
    pub fn behind(fault: Fault, field: &Field, cell: &str) -> Option<Difference> {
        match fault {
            Fault::Missing if *field == fields::CENTRAL_SAMPLE_ID => Some(Difference::NoId),
            Fault::TestWithoutValue => Some(Difference::TestWithoutValue),
            Fault::SampleTwice { .. } | Fault::SampleDiffers { .. } => {
                Some(Difference::SampleTwice)
            }
            Fault::File(
                FileFault::FormulaError
                | FileFault::FormulaWithoutResult
                | FileFault::Rounded
                | FileFault::Dressed
                | FileFault::MadeADate
                | FileFault::MergedAbove,
            ) => Some(Difference::LostInSpreadsheet),
            Fault::Cell(fault) => Self::behind_cell(fault, field, python::strip(cell)),
            _ => None,
        }
    }

    fn behind_cell(fault: CellFault, field: &Field, cell: &str) -> Option<Difference> {
        let meant = [&fields::SAMPLE_TYPE_RECEIVED, &fields::SWAB_SITE];
        match fault {
            CellFault::NotAnOption if meant.contains(&field) && cell.chars().count() <= 24 => {
                Some(Difference::OutsideTheMeantList)
            }
            CellFault::NotAnOption if cell == "None" => Some(Difference::NoneAsChoice),
            CellFault::Date(_) if matches!(field.kind, Kind::Date(_)) => {
                date::american(cell).map(|_| Difference::DateOrder)
            }
            CellFault::NotYesNo => Some(Difference::NeitherYesNorNo),
            CellFault::NulCharacter if field.kind == Kind::YesNo => {
                Some(Difference::NeitherYesNorNo)
            }
            CellFault::NulCharacter if *field == fields::BIOSAMPLE_SOURCE_ID => {
                Some(Difference::NulCharacter)
            }
            CellFault::Invisible | CellFault::Apostrophe => Some(Difference::HiddenCharacter),
            CellFault::Placeholder => Some(Difference::Placeholder),
            CellFault::SpreadsheetError => Some(Difference::LostInSpreadsheet),
            CellFault::LongDigitRun => Some(Difference::LongDigits),
            CellFault::ReservedId => Some(Difference::IdDefeatsAttribution),
            CellFault::NhsNumber | CellFault::FullPostcode => Some(Difference::PersonalIdentifier),
            _ => None,
        }
    }

    /// Why a cell may pass that Majora would refuse as it stands, if that is on the list.
    pub fn passing(field: &Field, cell: &str) -> Option<Difference> {
        let text = python::strip(cell);
        let in_other_form = match field.kind {
            Kind::Date(_) => {
                let is_majoras = date::iso(text).or_else(|| date::american(text)).is_some();
                !is_majoras && Written::day(text).is_ok()
            }
            Kind::DateTime => date::minute(text).is_none() && Moment::of(text).is_ok(),
            _ => false,
        };
        match in_other_form {
            true => Some(Difference::DateForm),
            false => (text != cell).then_some(Difference::Padding),
        }
    }
}
