//! One column: what it is called, where it goes, what it takes; and how a cell of it is checked.

use crate::date::{self, DateFault, Moment, Order};
use crate::python;
use crate::value::{self, Date, DateTime, Value};
use std::borrow::Cow;

/// One column of the sample sheet. The columns themselves stand in [`crate::fields`].
#[derive(Debug)]
pub struct Field {
    /// Its name in the COG-UK templates; messages use the header of the file instead.
    pub name: &'static str,
    /// Other names under which laboratories know it.
    pub aliases: &'static [&'static str],
    /// The record that it belongs to.
    pub section: Section,
    /// Where its value goes in Majora's requests; empty where Majora no longer takes it.
    pub targets: &'static [Target],
    /// What a cell may hold.
    pub kind: Kind,
    /// Whether a cell may be empty.
    pub need: Need,
    /// One sentence: what to write.
    pub help: &'static str,
    /// A cell that passes, or nothing where a made-up one would mislead.
    pub example: &'static str,
    /// Whether a cell may say something about a person.
    pub private: bool,
}

/// Columns stand in one table, so two are the same only if they are the same entry of it.
impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Field {}

/// The three records that leave a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// A biosample.
    Sample,
    /// A library and the biosample's place in it.
    Library,
    /// A sequencing run of the library.
    Run,
}

impl Section {
    /// The three, in the order in which they are sent.
    pub const ALL: [Section; 3] = [Section::Sample, Section::Library, Section::Run];
}

/// One place in one of Majora's requests (RULES.md §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A key of the biosample.
    Sample(&'static str),
    /// A metadata tag and name of the biosample.
    SampleTag(&'static str, &'static str),
    /// The number of a Ct record of the biosample, and a key in it.
    Ct(u8, &'static str),
    /// A key of the library.
    Library(&'static str),
    /// A metadata tag and name of the library.
    LibraryTag(&'static str, &'static str),
    /// A key of the biosample's record in the library.
    Member(&'static str),
    /// A key of the run.
    Run(&'static str),
    /// A key beside the run in its request.
    RunRequest(&'static str),
}

/// What a cell may hold (RULES.md §3, §4). Lengths are in characters, after trimming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text { max: usize },
    /// The id of a biosample, for all time: up to 48 characters, none of `.`, `/`, `\`.
    SampleId,
    /// The name of a library or run, for all time: no character of `reserved`, no ten digits in a
    /// row.
    Name { min: usize, max: usize, reserved: &'static str },
    /// One of a list.
    Choice { options: &'static [&'static str], fold: Fold },
    /// `Y`, `Yes`, `N` or `No` in any case. Majora stores any other word as blank.
    YesNo,
    /// A whole number from 0.
    Whole,
    /// A number from 0.
    Number,
    /// A day, in one of the forms of [`crate::date`]; `YYYY-MM-DD` to Majora.
    Date(Span),
    /// A day and minute; `YYYY-MM-DD HH:MM` to Majora.
    DateTime,
    /// A county or the like: upper-cased, without digits.
    County,
    /// The first half of a postcode.
    OuterPostcode,
}

/// The characters that Majora refuses in sample ids and run names.
pub const RESERVED: &str = "./\\";

/// The length of texts that Majora does not measure.
pub const NO_LIMIT: usize = usize::MAX;

/// What Majora does to a choice before it compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Nothing.
    Exact,
    /// Lower-cases it, unless it is `BAL` (`sample_type_collected`).
    LowerUnlessBal,
    /// Upper-cases it and turns spaces into underscores (`instrument_make`).
    UpperUnderscore,
}

/// Which days a date may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Any.
    Any,
    /// Today and the 365 days before it, UTC (RULES.md §4.1).
    LastYear,
}

/// Whether a cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may.
    Optional,
    /// It may not, where its record is in the row at all.
    Required,
    /// It may, if another named in [`crate::rules`] is filled.
    OneOfDates,
}

/// How the cells of one column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day that counts as today (UTC).
    pub today: Date,
    /// What is known of the order in which its dates are written.
    pub order: Order,
}

impl Reading {
    /// How cells are read on this day while nobody has said anything of their column.
    pub const fn on(today: Date) -> Reading {
        Reading { today, order: Order::Open }
    }
}

/// What is wrong with a cell by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// More characters than Majora takes.
    TooLong { most: usize, has: usize },
    /// Fewer characters than Majora takes.
    TooShort { least: usize, has: usize },
    /// A character that Majora keeps for itself.
    ReservedCharacter { reserved: &'static str },
    /// A NUL character, which Majora refuses in every text.
    NulCharacter,
    /// A character that can't be seen, or a line break, in an id or name.
    Invisible,
    /// The mark in front of an id or name by which a spreadsheet keeps a text from being a number.
    Apostrophe,
    /// An error of a spreadsheet, such as `#N/A`.
    SpreadsheetError,
    /// A word that says that there is none, such as `NA`, where samples are told apart or held together.
    Placeholder,
    /// Ten digits in a row: Majora tries to read a date there and breaks (RULES.md §4.4, §4.5).
    LongDigitRun,
    /// An id by which Majora's answer could not be read (RULES.md §6).
    ReservedId,
    /// Not in the list.
    NotAnOption,
    /// Neither yes nor no.
    NotYesNo,
    /// Not a whole number.
    NotWhole,
    /// Not a number.
    NotANumber,
    /// Below zero.
    Negative,
    /// Not one day, or not one day and time.
    Date(DateFault),
    /// After today.
    InFuture,
    /// More than 365 days ago; the oldest day that passes.
    TooOld { oldest: Date },
    /// A digit where a county stands.
    DigitInCounty,
    /// A space where half a postcode stands.
    SpaceInPostcode,
    /// An NHS number, by its check digit.
    NhsNumber,
    /// Both halves of a postcode.
    FullPostcode,
}

impl Field {
    /// Checks one cell: its value, nothing where it is blank, or what is wrong with it.
    pub fn value<'a>(
        &self,
        raw: &'a str,
        reading: Reading,
    ) -> Result<Option<Value<'a>>, CellFault> {
        let text = python::strip(raw);
        if text.is_empty() {
            return Ok(None);
        }
        if text.contains('\0') {
            return Err(CellFault::NulCharacter);
        }
        self.kind.value(text, reading).map(Some)
    }

    /// Whether a cell that passes can still hold an NHS number or a postcode.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.kind, Kind::Choice { .. } | Kind::YesNo | Kind::Date(_) | Kind::DateTime)
    }

    /// What a cell means as text, the same for cells that mean the same: `y` and `Yes`, `30` and
    /// `30.0`. A cell that doesn't pass stands for itself.
    pub fn meaning<'a>(&self, raw: &'a str, reading: Reading) -> Cow<'a, str> {
        match self.value(raw, reading) {
            Ok(Some(Value::Text(text) | Value::Number(text))) => text,
            Ok(Some(value)) => Cow::Owned(value.to_text().into_owned()),
            Ok(None) | Err(_) => Cow::Borrowed(python::strip(raw)),
        }
    }
}

impl Kind {
    fn value(self, text: &str, reading: Reading) -> Result<Value<'_>, CellFault> {
        match self {
            Kind::Text { max } => within(text, 0, max).map(borrowed),
            Kind::SampleId => sample_id(text).map(borrowed),
            Kind::Name { min, max, reserved } => name(text, min, max, reserved).map(borrowed),
            Kind::Choice { options, fold } => choice(text, options, fold),
            Kind::YesNo => yes_no(text).map(Value::YesNo),
            Kind::Whole => value::whole(text)
                .map(Value::Whole)
                .map_err(|below| if below { CellFault::Negative } else { CellFault::NotWhole }),
            Kind::Number => value::number(text)
                .map(|()| Value::Number(Cow::Borrowed(text)))
                .map_err(|below| if below { CellFault::Negative } else { CellFault::NotANumber }),
            Kind::Date(span) => day(text, span, reading).map(Value::Date),
            Kind::DateTime => {
                moment(text, reading.order).map(Value::DateTime).map_err(CellFault::Date)
            }
            Kind::County => county(text),
            Kind::OuterPostcode if text.contains(' ') => Err(CellFault::SpaceInPostcode),
            Kind::OuterPostcode => within(text, 0, 100).map(borrowed),
        }
    }
}

fn borrowed(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn within(text: &str, least: usize, most: usize) -> Result<&str, CellFault> {
    // Bytes are never fewer than characters, so most cells need no counting.
    if text.len() <= most && least == 0 {
        return Ok(text);
    }
    match text.chars().count() {
        has if has > most => Err(CellFault::TooLong { most, has }),
        has if has < least => Err(CellFault::TooShort { least, has }),
        _ => Ok(text),
    }
}

fn without<'a>(text: &'a str, reserved: &'static str) -> Result<&'a str, CellFault> {
    match text.contains(|c| reserved.contains(c)) {
        true => Err(CellFault::ReservedCharacter { reserved }),
        false => Ok(text),
    }
}

fn sample_id(text: &str) -> Result<&str, CellFault> {
    within(text, 0, 48)?;
    match text == "ct" || text.starts_with("ct:") || text.starts_with("metadata__") {
        true => Err(CellFault::ReservedId),
        false => without(text, RESERVED),
    }
}

fn name<'a>(
    text: &'a str,
    min: usize,
    max: usize,
    reserved: &'static str,
) -> Result<&'a str, CellFault> {
    within(text, min, max)?;
    match longest_digit_run(text) >= 10 {
        true => Err(CellFault::LongDigitRun),
        false => without(text, reserved),
    }
}

fn longest_digit_run(text: &str) -> usize {
    text.split(|c: char| !python::is_decimal(c)).map(|run| run.chars().count()).max().unwrap_or(0)
}

fn choice<'a>(
    text: &'a str,
    options: &'static [&'static str],
    fold: Fold,
) -> Result<Value<'a>, CellFault> {
    let folded = match fold {
        Fold::Exact => Cow::Borrowed(text),
        Fold::LowerUnlessBal if text == "BAL" => Cow::Borrowed(text),
        Fold::LowerUnlessBal => Cow::Owned(text.to_lowercase()),
        Fold::UpperUnderscore => Cow::Owned(text.to_uppercase().replace(' ', "_")),
    };
    options
        .iter()
        .find(|option| **option == folded)
        .map(|option| Value::Text(Cow::Borrowed(*option)))
        .ok_or(CellFault::NotAnOption)
}

/// Yes or no as Majora reads it, which compares after upper-casing: there are letters beside `s` that
/// become `S`.
pub(crate) fn yes_no(text: &str) -> Result<bool, CellFault> {
    match text {
        "Y" | "y" => return Ok(true),
        "N" | "n" => return Ok(false),
        _ => {}
    }
    match text.to_uppercase().as_str() {
        "Y" | "YES" => Ok(true),
        "N" | "NO" => Ok(false),
        _ => Err(CellFault::NotYesNo),
    }
}

fn day(text: &str, span: Span, reading: Reading) -> Result<Date, CellFault> {
    let day = date::day(text, reading.order).map_err(CellFault::Date)?;
    if span == Span::Any {
        return Ok(day);
    }
    let oldest = oldest(reading.today);
    match day {
        day if day > reading.today => Err(CellFault::InFuture),
        day if day < oldest => Err(CellFault::TooOld { oldest }),
        day => Ok(day),
    }
}

/// Without its seconds, which Majora doesn't keep.
fn moment(text: &str, order: Order) -> Result<DateTime, DateFault> {
    let Moment { day, clock } = Moment::of(text)?;
    Ok(day.settled(order)?.at(clock.hour, clock.minute, 0, 0))
}

/// The oldest day that Majora takes for a collection or receipt: 365 days before today, UTC.
pub fn oldest(today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().days(365))
}

fn county(text: &str) -> Result<Value<'_>, CellFault> {
    let upper = match text.chars().any(char::is_lowercase) {
        true => Cow::Owned(text.to_uppercase()),
        false => Cow::Borrowed(text),
    };
    within(&upper, 0, 100)?;
    match upper.contains(python::is_decimal) {
        true => Err(CellFault::DigitInCounty),
        false => Ok(Value::Text(upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    const TODAY: Date = jiff::civil::date(2026, 11, 20);

    fn check(field: &Field, raw: &str) -> Result<Option<String>, CellFault> {
        field.value(raw, Reading::on(TODAY)).map(|v| v.map(|v| v.to_text().into_owned()))
    }

    fn passes(field: &Field, raw: &str, as_text: &str) {
        assert_eq!(check(field, raw), Ok(Some(as_text.into())), "{} {raw:?}", field.name);
    }

    fn fails(field: &Field, raw: &str, fault: CellFault) {
        assert_eq!(check(field, raw), Err(fault), "{} {raw:?}", field.name);
    }

    #[test]
    fn blank_is_nothing() {
        for field in fields::ALL {
            assert_eq!(check(field, " \t\n"), Ok(None), "{}", field.name);
        }
    }

    #[test]
    fn cells_that_mean_the_same_are_the_same() {
        for (field, one, other, same) in [
            (&fields::IS_HCW, "y", "YES ", true),
            (&fields::SOURCE_AGE, "30", "30.0", true),
            (&fields::COLLECTION_DATE, "2026-5-1", "2026-05-01", true),
            (&fields::INSTRUMENT_MAKE, "oxford nanopore", "OXFORD_NANOPORE", true),
            (&fields::ADM2, "Ynys Môn", "YNYS MÔN", true),
            (&fields::ADM2, " ", "", true),
            (&fields::SENDER_SAMPLE_ID, "a", "A", false),
            (&fields::IS_HCW, "y", "maybe", false),
        ] {
            let on = Reading::on(TODAY);
            let same_meaning = field.meaning(one, on) == field.meaning(other, on);
            assert_eq!(same_meaning, same, "{} {one:?} {other:?}", field.name);
        }
    }

    #[test]
    fn sample_ids() {
        let id = &fields::CENTRAL_SAMPLE_ID;
        passes(id, " HOOT-00001 ", "HOOT-00001");
        passes(id, &"x".repeat(48), &"x".repeat(48));
        passes(id, "1234567890123", "1234567890123");
        passes(id, &"é".repeat(48), &"é".repeat(48));
        fails(id, &"é".repeat(49), CellFault::TooLong { most: 48, has: 49 });
        fails(id, "A/B", CellFault::ReservedCharacter { reserved: "./\\" });
        fails(id, "ct:1", CellFault::ReservedId);
        fails(id, "metadata__a", CellFault::ReservedId);
        fails(id, "A\0B", CellFault::NulCharacter);
    }

    #[test]
    fn library_and_run_names() {
        passes(&fields::LIBRARY_NAME, "HOOT/LIB.1", "HOOT/LIB.1");
        fails(&fields::LIBRARY_NAME, "LIB1", CellFault::TooShort { least: 5, has: 4 });
        fails(&fields::LIBRARY_NAME, "LIB-2021050112", CellFault::LongDigitRun);
        passes(&fields::LIBRARY_NAME, "LIB-202105011", "LIB-202105011");
        fails(&fields::RUN_NAME, "run.1", CellFault::ReservedCharacter { reserved: "./\\" });
        fails(&fields::RUN_NAME, &"r".repeat(129), CellFault::TooLong { most: 128, has: 129 });
    }

    #[test]
    fn choices_fold_only_where_majora_does() {
        passes(&fields::ADM1, "UK-ENG", "UK-ENG");
        fails(&fields::ADM1, "uk-eng", CellFault::NotAnOption);
        fails(&fields::ADM1, "None", CellFault::NotAnOption);
        passes(&fields::SAMPLE_TYPE_COLLECTED, "Dry Swab", "dry swab");
        passes(&fields::SAMPLE_TYPE_COLLECTED, "BAL", "BAL");
        fails(&fields::SAMPLE_TYPE_COLLECTED, "bal", CellFault::NotAnOption);
        passes(&fields::INSTRUMENT_MAKE, "oxford nanopore", "OXFORD_NANOPORE");
        fails(&fields::INSTRUMENT_MAKE, "PACIFIC_BIOSCIENCES", CellFault::NotAnOption);
        passes(&fields::COLLECTION_PILLAR, "34613", "34613");
        fails(&fields::COLLECTION_PILLAR, "01", CellFault::NotAnOption);
    }

    #[test]
    fn words_that_majora_would_blank_are_refused() {
        passes(&fields::IS_SURVEILLANCE, "yes", "Y");
        passes(&fields::IS_SURVEILLANCE, "yeſ", "Y");
        passes(&fields::IS_SURVEILLANCE, "y", "Y");
        passes(&fields::IS_SURVEILLANCE, "No", "N");
        passes(&fields::IS_SURVEILLANCE, "n", "N");
        for word in ["TRUE", "1", "unknown", "ye"] {
            fails(&fields::IS_SURVEILLANCE, word, CellFault::NotYesNo);
        }
    }

    #[test]
    fn dates_lie_within_the_last_year() {
        let oldest = jiff::civil::date(2025, 11, 20);
        passes(&fields::COLLECTION_DATE, "2026-11-20", "2026-11-20");
        passes(&fields::COLLECTION_DATE, "2025-11-20", "2025-11-20");
        fails(&fields::COLLECTION_DATE, "2026-11-21", CellFault::InFuture);
        fails(&fields::COLLECTION_DATE, "2025-11-19", CellFault::TooOld { oldest });
        fails(&fields::COLLECTION_DATE, "04/05/2026", CellFault::Date(DateFault::Ambiguous));
        passes(&fields::ADMISSION_DATE, "1999-01-01", "1999-01-01");
    }

    #[test]
    fn counties_and_postcodes() {
        passes(&fields::ADM2, "Ynys Môn", "YNYS MÔN");
        fails(&fields::ADM2, "CB2", CellFault::DigitInCounty);
        fails(&fields::ADM2, "Area ٣", CellFault::DigitInCounty);
        passes(&fields::ADM2, "½ Area Ⅷ", "½ AREA Ⅷ");
        // ß becomes two letters, and Majora counts after upper-casing.
        fails(&fields::ADM2, &"ß".repeat(51), CellFault::TooLong { most: 100, has: 102 });
        passes(&fields::ADM2_PRIVATE, "CB2", "CB2");
        fails(&fields::ADM2_PRIVATE, "CB2 1TN", CellFault::SpaceInPostcode);
    }

    #[test]
    fn numbers() {
        passes(&fields::SOURCE_AGE, "30.0", "30");
        fails(&fields::SOURCE_AGE, "-1", CellFault::Negative);
        fails(&fields::SOURCE_AGE, "30s", CellFault::NotWhole);
        passes(&fields::CT_1_CT_VALUE, "21.40", "21.40");
        fails(&fields::CT_1_CT_VALUE, "-2", CellFault::Negative);
        fails(&fields::CT_1_CT_VALUE, "n/a", CellFault::NotANumber);
        passes(&fields::START_TIME, "2026-11-01 9:30", "2026-11-01 09:30");
        fails(&fields::START_TIME, "2026-11-01", CellFault::Date(DateFault::NoTime));
    }
}
