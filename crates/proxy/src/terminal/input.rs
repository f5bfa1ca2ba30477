//! What comes from outside: the bytes of the sheet and the day.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, ErrorKind, Read},
    path::Path,
    time::UNIX_EPOCH,
};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use sheet::{
    choices::{Choices, DateOrder},
    further,
    kept::order_code,
    read::{MAX_BYTES, ReadError, Sheet},
    value::Date,
};

/// Why there is no sheet to speak of. No cell is in here.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    /// Nothing has that path.
    #[error("There is no such file")]
    NotFound,
    /// The path is a folder's.
    #[error("This is a folder, not a file")]
    Folder,
    /// The system doesn't let us read it.
    #[error("The file can't be read ({0})")]
    Unopened(ErrorKind),
    /// The first row that holds anything has no heading that we know as the id's. It may be a row of
    /// samples, so its cells aren't named as [`ReadError`] would.
    #[error(
        "The file needs a column called ‘central_sample_id’. The first row that is filled has no such heading"
    )]
    NoKeyColumn,
    /// A page was asked for by its name, of a file that has none.
    #[error("The file is no workbook, so it has no sheets to choose from. Leave --sheet out")]
    NoPages,
    /// The bytes are no sample sheet.
    #[error(transparent)]
    NoSheet(ReadError),
}

impl Unreadable {
    /// The stable name for programs.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Unreadable::NotFound => "file_not_found",
            Unreadable::Folder => "file_is_a_folder",
            Unreadable::Unopened(_) => "file_not_readable",
            Unreadable::NoKeyColumn => "no_key_column",
            Unreadable::NoPages => "no_such_page",
            Unreadable::NoSheet(error) => code(error),
        }
    }
}

const fn code(error: &ReadError) -> &'static str {
    match error {
        ReadError::TooLarge => "too_large",
        ReadError::Empty => "empty",
        ReadError::Workbook => "workbook",
        ReadError::Book(error) => error.code(),
        ReadError::NotATable => "not_a_table",
        ReadError::Markup => "markup",
        ReadError::Plate => "plate",
        ReadError::Encoding { .. } | ReadError::OtherEncoding { .. } => "encoding",
        ReadError::TooManyColumns => "too_many_columns",
        ReadError::TooManyRows => "too_many_rows",
        ReadError::NoSuchPage => "no_such_page",
        ReadError::NoHeadings { .. } => "no_headings",
        ReadError::NoSamples => "no_samples",
        ReadError::NoKeyColumn { .. } | ReadError::NoSampleColumn => "no_key_column",
        ReadError::DuplicateHeading { .. } => "duplicate_heading",
        ReadError::Quotes { .. } => "quotes",
        ReadError::Gone => "file_not_readable",
        ReadError::NoRows => "no_rows",
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        match error.kind() {
            ErrorKind::NotFound => Unreadable::NotFound,
            ErrorKind::IsADirectory => Unreadable::Folder,
            kind => Unreadable::Unopened(kind),
        }
    }
}

impl From<ReadError> for Unreadable {
    fn from(error: ReadError) -> Unreadable {
        match error {
            ReadError::NoKeyColumn { .. } => Unreadable::NoKeyColumn,
            error => Unreadable::NoSheet(error),
        }
    }
}

/// Whether this path stands for standard input.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads the sheet of a file, or of standard input; of a workbook the page of this name. With `metadata`,
/// columns that can be metadata of the sample are. Of an endless file it takes no more than shows that it
/// is too large.
pub(super) fn read(path: &Path, page: Option<&str>, metadata: bool) -> Result<Sheet, Unreadable> {
    let bytes =
        if is_standard(path) { bytes(io::stdin().lock())? } else { bytes(File::open(path)?)? };
    let choices = Choices { page: page.map(str::to_owned), ..Choices::default() };
    if workbook::may_be_workbook(&bytes) {
        let book = workbook::open(&bytes).map_err(ReadError::from)?;
        return read_with(choices, metadata, |choices| sheet::read::read_book(&book, choices));
    }
    if page.is_some() {
        return Err(Unreadable::NoPages);
    }
    read_with(choices, metadata, |choices| sheet::read::read_as(&bytes, choices))
}

/// Which columns there are is known once the sheet is read, so with `metadata` it is read once more.
fn read_with(
    mut choices: Choices,
    metadata: bool,
    read: impl Fn(&Choices) -> Result<Sheet, ReadError>,
) -> Result<Sheet, Unreadable> {
    let sheet = read(&choices)?;
    let unknown = sheet.columns().iter().enumerate().filter(|(_, column)| column.field.is_none());
    let tags = unknown.filter_map(|(at, c)| Some((at, Some(further::metadata(&c.heading)?))));
    let tags: BTreeMap<_, _> = tags.filter(|_| metadata).collect();
    if tags.is_empty() {
        return Ok(sheet);
    }
    choices.columns = tags;
    Ok(read(&choices)?)
}

fn bytes(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The UTC date, with which Majora compares.
pub(super) fn today() -> Date {
    // A clock that stands before 1970 counts as 1970, and every date of a sheet as future.
    Date::constant(1970, 1, 1).saturating_add(UNIX_EPOCH.elapsed().unwrap_or_default())
}

/// A day as `YYYY-MM-DD` and in no other form.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    day.ok_or("write a day as year-month-day, such as 2021-05-04")
}

/// An order of dates by its stable name.
pub(super) fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    let names = PossibleValuesParser::new(DateOrder::ALL.map(order_code));
    names.try_map(|name| {
        let order = DateOrder::ALL.into_iter().find(|order| order_code(*order) == name);
        order.ok_or("no order of dates has this name")
    })
}

/// Says of every column in which order its dates are written.
pub(super) fn settle_dates(sheet: &mut Sheet, order: Option<DateOrder>) {
    for column in 0..sheet.columns().len() {
        if order.is_some() {
            sheet.set_date_order(column, order);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_form() {
        assert_eq!(day("2026-11-20"), Ok(Date::constant(2026, 11, 20)));
        for text in ["", "20261120", "2026-11-20 09:30", "20/11/2026", "2026-02-30", "+2026-11-20"]
        {
            assert!(day(text).is_err(), "{text}");
        }
    }
}
