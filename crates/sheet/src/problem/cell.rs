//! What is wrong with a cell by itself, as a name for programs and a sentence for people.

use super::{dates, one_of};
use crate::field::{CellFault, Field, Kind};

impl CellFault {
    /// The stable name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            CellFault::TooLong { .. } => "too_long",
            CellFault::TooShort { .. } => "too_short",
            CellFault::ReservedCharacter { .. } => "reserved_character",
            CellFault::NulCharacter => "nul_character",
            CellFault::Invisible => "invisible_character",
            CellFault::Apostrophe => "leading_apostrophe",
            CellFault::SpreadsheetError => "spreadsheet_error",
            CellFault::Placeholder => "placeholder",
            CellFault::LongDigitRun => "long_digit_run",
            CellFault::ReservedId => "reserved_id",
            CellFault::NotAnOption => "not_an_option",
            CellFault::NotYesNo => "not_yes_no",
            CellFault::NotWhole => "not_whole",
            CellFault::NotANumber => "not_a_number",
            CellFault::Negative => "negative",
            CellFault::Date(fault) => fault.code(),
            CellFault::InFuture => "date_in_future",
            CellFault::TooOld { .. } => "date_too_old",
            CellFault::DigitInCounty => "digit_in_county",
            CellFault::SpaceInPostcode => "space_in_postcode",
            CellFault::NhsNumber => "nhs_number",
            CellFault::FullPostcode => "full_postcode",
        }
    }

    pub(super) fn message(self, name: &str, field: Option<&'static Field>) -> String {
        match self {
            CellFault::TooLong { most, has } => {
                format!("{name} must be at most {most} characters. This has {has}")
            }
            CellFault::TooShort { least, has } => {
                format!("{name} must be at least {least} characters. This has {has}")
            }
            CellFault::ReservedCharacter { reserved } => {
                // A full stop of its own would be taken for one of the sentence.
                let word = |c| if c == '.' { "a full stop".to_owned() } else { String::from(c) };
                let characters: Vec<String> = reserved.chars().map(word).collect();
                let characters: Vec<&str> = characters.iter().map(String::as_str).collect();
                format!("{name} must not contain {}", one_of(&characters))
            }
            CellFault::NulCharacter => {
                format!(
                    "{name} has a character that can't be seen and that Majora refuses. Type it again"
                )
            }
            CellFault::LongDigitRun => format!(
                "{name} must not have ten or more digits in a row: Majora takes them for a date and breaks"
            ),
            CellFault::ReservedId => format!(
                "{name} must not be ‘ct’, begin with ‘ct:’ or begin with ‘metadata__’: Majora uses these itself"
            ),
            CellFault::NotAnOption => match field.map(|field| field.kind) {
                Some(Kind::Choice { options, .. }) => format!("{name} must be {}", one_of(options)),
                _ => format!("{name} is not in Majora’s list"),
            },
            CellFault::NotYesNo => {
                format!("{name} must be Y or N. Majora would store anything else as blank")
            }
            CellFault::NotWhole => format!("{name} must be a whole number, such as 30"),
            CellFault::NotANumber => format!("{name} must be a number, such as 21.4"),
            CellFault::Negative => format!("{name} must be 0 or more"),
            CellFault::Date(fault) => dates::unreadable(fault, name, field),
            CellFault::InFuture => format!("{name} must not be in the future"),
            CellFault::TooOld { oldest } => format!(
                "{name} must be {oldest} or later: Majora refuses dates more than a year old"
            ),
            CellFault::DigitInCounty => format!(
                "{name} must not contain numbers. For the first half of a postcode use adm2_private"
            ),
            CellFault::SpaceInPostcode => {
                format!("Enter only the first half of the postcode in {name}")
            }
            CellFault::NhsNumber => format!(
                "{name} holds what looks like an NHS number. A patient can be found by it: remove it, here and in the file"
            ),
            CellFault::FullPostcode => format!(
                "{name} holds what looks like a full postcode. A patient can be found by it: remove it, or leave only its first half in adm2_private"
            ),
            CellFault::Invisible
            | CellFault::Apostrophe
            | CellFault::SpreadsheetError
            | CellFault::Placeholder => self.spoiled(name),
        }
    }

    /// Why a cell can't be meant as it stands.
    fn spoiled(self, name: &str) -> String {
        match self {
            CellFault::Invisible => format!(
                "{name} has a line break or a character that can't be seen, and would be another for it. Type it again"
            ),
            CellFault::Apostrophe => format!(
                "{name} begins with the mark by which a spreadsheet keeps a text as it is. Leave the mark out"
            ),
            CellFault::SpreadsheetError => format!(
                "{name} holds an error of a spreadsheet. Fix the formula there, or enter the value here"
            ),
            CellFault::Placeholder => format!(
                "{name} says that there is none, but Majora takes it for a name that all such rows share. Enter it, or leave it blank"
            ),
            // All others have their sentence above.
            _ => String::new(),
        }
    }
}
