//! What is wrong with dates, asked about them or told of them, as names and sentences.

use crate::date::{DateFault, DateOrder};
use crate::field::{Field, Kind};
use crate::words;

impl DateFault {
    /// The stable name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            DateFault::NotADate => "not_a_date",
            DateFault::NotADateTime => "not_a_date_time",
            DateFault::Ambiguous => "ambiguous_date",
            DateFault::Contradicted => "contradicted_date",
            DateFault::OtherOrder { .. } => "date_in_other_order",
            DateFault::NoYear => "date_without_year",
            DateFault::SerialNumber => "date_as_number",
            DateFault::HasTime => "date_with_time",
            DateFault::NoTime => "date_without_time",
            DateFault::HasZone => "time_zone",
        }
    }
}

/// Why a cell is no day, or no day and time.
pub(super) fn unreadable(fault: DateFault, name: &str, field: Option<&'static Field>) -> String {
    let timed = field.is_some_and(|field| field.kind == Kind::DateTime);
    let example = if timed { "2021-05-04 09:30" } else { "2021-05-04" };
    match fault {
        DateFault::NotADate => format!(
            "{name} must be a date written as year-month-day, such as 2021-05-04 for 4 May 2021"
        ),
        DateFault::NotADateTime => {
            format!("{name} must be a date and time, such as 2021-05-04 09:30")
        }
        DateFault::Ambiguous => format!(
            "{name} can be read as more than one day. Say in which order the dates of this column are written, or write {example}"
        ),
        DateFault::Contradicted => format!(
            "{name} is written in one order here and in another in other rows. Say which order this column has, or write {example}"
        ),
        DateFault::OtherOrder { chosen } => format!(
            "{name} does not fit {}, which you chose for this column. Write it such as {example}",
            chosen.name()
        ),
        DateFault::NoYear => format!("{name} has no year. Write the whole date, such as {example}"),
        DateFault::SerialNumber => format!(
            "{name} is the number by which a spreadsheet counts days: the column has lost its date format. Give it one in the spreadsheet, or write {example}"
        ),
        DateFault::HasTime => format!("{name} must be a day without a time, such as {example}"),
        DateFault::NoTime => format!("{name} has no time of day. Write both, such as {example}"),
        DateFault::HasZone => format!(
            "{name} has a time zone, which Majora does not keep. Write it without, such as {example}"
        ),
    }
}

/// Asks for the order, with what the column itself says of it.
pub(super) fn question(name: &str, ambiguous: usize, fitting: [usize; 3]) -> String {
    let counted = |count| match count {
        0 => "none".to_owned(),
        count => words::thousands(count),
    };
    let fit = |count| if count == 1 { "fits" } else { "fit" };
    let [day_first, month_first, year_first] = fitting;
    let fits = format!(
        "{} {} only day/month/year, {} only month/day/year",
        counted(day_first),
        fit(day_first),
        counted(month_first)
    );
    let year_first = match year_first {
        0 => String::new(),
        count => format!(", {} only year/month/day", counted(count)),
    };
    format!(
        "In which order are the dates in {name} written? {} can be read as more than one day, {fits}{year_first}",
        capital(&counted(ambiguous))
    )
}

fn capital(text: &str) -> String {
    if text == "none" { "None".to_owned() } else { text.to_owned() }
}

/// Tells that days go out in another form than they stand in.
pub(super) fn sent_as_iso(name: &str, order: Option<DateOrder>, line: u32) -> String {
    let read = order.map_or_else(String::new, |order| format!(" read as {} and", order.name()));
    format!("Dates in {name} are{read} sent as year-month-day, as in row {line}")
}

/// Tells that a spreadsheet may have read days as months.
pub(super) fn may_be_swapped(name: &str, line: u32) -> String {
    format!(
        "The spreadsheet took some of {name} for dates, first in row {line}, and left those with a day above 12 as text. It may have swapped day and month of the first: compare them with your records"
    )
}

/// Tells that times lose their seconds.
pub(super) fn seconds_left_out(name: &str, line: u32) -> String {
    format!("{name} has seconds, as in row {line}. Majora keeps minutes only, so they are left out")
}

pub(super) fn unlikely(name: &str, ahead: bool) -> String {
    match ahead {
        true => format!("{name} is in the future. Check that it is meant"),
        false => format!("{name} is more than ten years ago. Check the year"),
    }
}
