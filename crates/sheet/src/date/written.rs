//! A day, or a day and time, as it is written.

use super::clock::{self, Clock};
use super::majora::{self, part};
use super::{DateFault, DateOrder};
use crate::python;
use jiff::civil::Date;

/// A day as it is written, which isn't always one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// The same in every order: the year first and in four digits, or the month in words.
    Day {
        day: Date,
        /// Whether it is written as ISO 8601 has it.
        iso: bool,
    },
    /// Three numbers, and the day that they are in each of [`DateOrder::ALL`].
    Numbers([Option<Date>; 3]),
}

/// A day and time as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) day: Written,
    pub(crate) clock: Clock,
}

/// No longer text is looked at.
const MOST: usize = 64;

impl Written {
    /// Reads the cell of a day. Spreadsheets and databases add midnight to a day, which says nothing.
    pub(crate) fn day(text: &str) -> Result<Written, DateFault> {
        if let Some(day) = majora::iso(text) {
            return Ok(Written::Day { day, iso: true });
        }
        let Some((day, time)) = clock::split(text) else { return read(text) };
        let day = read(day)?;
        match clock::read(time) {
            Ok(clock) if clock.is_midnight() => Ok(day),
            Ok(_) => Err(DateFault::HasTime),
            Err(DateFault::HasZone) => Err(DateFault::HasZone),
            Err(_) => Err(DateFault::NotADate),
        }
    }

    /// Whether it is written as ISO 8601 has it.
    pub(crate) fn is_iso(&self) -> bool {
        matches!(self, Written::Day { iso: true, .. })
    }
}

impl Moment {
    /// Reads the cell of a day and time.
    pub(crate) fn of(text: &str) -> Result<Moment, DateFault> {
        let not_both = |fault| match fault {
            DateFault::NotADate => DateFault::NotADateTime,
            fault => fault,
        };
        let Some((day, time)) = clock::split(text) else {
            return Err(read(text).map_or_else(not_both, |_| DateFault::NoTime));
        };
        Ok(Moment { day: read(day).map_err(not_both)?, clock: clock::read(time)? })
    }

    /// Whether it is written as ISO 8601 has it.
    pub(crate) fn is_iso(&self) -> bool {
        self.day.is_iso() && !self.clock.twelve_hours
    }
}

fn read(text: &str) -> Result<Written, DateFault> {
    if let Some(day) = majora::iso(text) {
        return Ok(Written::Day { day, iso: true });
    }
    let tokens = match text.len() <= MOST {
        true => tokens(text).ok_or(DateFault::NotADate)?,
        false => return Err(DateFault::NotADate),
    };
    match tokens[..] {
        [Token::Number(days)] => Err(serial(days)),
        [Token::Number(days), Token::Gap('.' | ','), Token::Number(_)] if days.len() > 2 => {
            Err(serial(days))
        }
        [Token::Number(a), Token::Gap('/' | '.' | '-' | ' '), Token::Number(b)] => {
            Err(without_year(a, b))
        }
        [
            Token::Number(a),
            Token::Gap(first),
            Token::Number(b),
            Token::Gap(second),
            Token::Number(c),
        ] if first == second && first != ',' => numbers(a, b, c),
        _ => words(&tokens).map(|day| Written::Day { day, iso: false }),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// ASCII digits.
    Number(&'a str),
    /// ASCII letters.
    Word(&'a str),
    /// What stands between: one mark, with or without white space, or white space alone.
    Gap(char),
}

/// The parts of a text; none where it holds anything else, or two marks together.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = match first {
            c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
            c if c.is_ascii_alphabetic() => |c| c.is_ascii_alphabetic(),
            _ => |c| python::is_space(c) || matches!(c, '/' | '.' | '-' | ','),
        };
        let (token, others) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        tokens.push(match first {
            c if c.is_ascii_digit() => Token::Number(token),
            c if c.is_ascii_alphabetic() => Token::Word(token),
            _ => Token::Gap(gap(token)?),
        });
        rest = others;
    }
    Some(tokens)
}

fn gap(text: &str) -> Option<char> {
    let mut marks = text.chars().filter(|c| !python::is_space(*c));
    let mark = marks.next();
    let is_one = !text.is_empty() && marks.next().is_none();
    is_one.then_some(mark.unwrap_or(' '))
}

/// A number alone: five digits count the days since 1900 or 1904.
fn serial(days: &str) -> DateFault {
    if days.len() == 5 { DateFault::SerialNumber } else { DateFault::NotADate }
}

/// Two numbers, if they can be a day and month.
fn without_year(a: &str, b: &str) -> DateFault {
    const LEAP: i16 = 2000;
    match day_of(Some(LEAP), b, a).or_else(|| day_of(Some(LEAP), a, b)) {
        Some(_) => DateFault::NoYear,
        None => DateFault::NotADate,
    }
}

fn numbers(a: &str, b: &str, c: &str) -> Result<Written, DateFault> {
    if a.len() == 4 {
        let day = day_of(year(a), b, c).ok_or(DateFault::NotADate)?;
        return Ok(Written::Day { day, iso: false });
    }
    let days = DateOrder::ALL.map(|order| match order {
        DateOrder::DayMonthYear => day_of(year(c), b, a),
        DateOrder::MonthDayYear => day_of(year(c), a, b),
        DateOrder::YearMonthDay => day_of(year(a), b, c),
    });
    match days {
        [None, None, None] => Err(DateFault::NotADate),
        days => Ok(Written::Numbers(days)),
    }
}

fn day_of(year: Option<i16>, month: &str, day: &str) -> Option<Date> {
    Date::new(year?, part(month)?, part(day)?).ok()
}

/// A year in four digits, or in two where they can only mean 20yy.
fn year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(year).filter(|year| *year > 0),
        2 => Some(2000 + year).filter(|year| *year < 2069),
        _ => None,
    }
}

/// A day with its month in words: `4 May 2021`, `May 4th, 2021`, `Tue 04-May-21`, `2021 May 4`.
fn words(tokens: &[Token<'_>]) -> Result<Date, DateFault> {
    let (parts, ordinal) = without_gaps(tokens);
    let (weekday, parts) = match parts[..] {
        [Token::Word(word), ref parts @ ..] if weekday(word).is_some() => (weekday(word), parts),
        ref parts => (None, parts),
    };
    let (year_of, month_of, day) = match *parts {
        [Token::Number(y), Token::Word(m), Token::Number(d)] if y.len() == 4 => (y, m, d),
        [Token::Number(d), Token::Word(m), Token::Number(y)] => (y, m, d),
        [Token::Word(m), Token::Number(d), Token::Number(y)] => (y, m, d),
        [Token::Number(d), Token::Word(m)] | [Token::Word(m), Token::Number(d)] => {
            let exists = month(m).and_then(|m| Date::new(2000, m, part(d)?).ok());
            return Err(exists.map_or(DateFault::NotADate, |_| DateFault::NoYear));
        }
        _ => return Err(DateFault::NotADate),
    };
    let date = || Date::new(year(year_of)?, month(month_of)?, part(day)?).ok();
    let date = date().ok_or(DateFault::NotADate)?;
    let is_that_weekday = |day: &usize| *day == date.weekday().to_monday_zero_offset() as usize;
    let agrees = weekday.as_ref().is_none_or(is_that_weekday)
        && ordinal.is_none_or(|number| std::ptr::eq(number, day));
    if agrees { Ok(date) } else { Err(DateFault::NotADate) }
}

/// The numbers and words, without what only joins them; and the number that ends as `4th` does.
fn without_gaps<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Option<&'a str>) {
    let mut parts: Vec<Token<'_>> = Vec::new();
    let mut ordinal = None;
    let mut before = None;
    for token in tokens {
        match (before, token) {
            (Some(Token::Number(number)), Token::Word(word)) if is_ordinal(word) => {
                ordinal = Some(number);
            }
            (_, Token::Gap(_)) => {}
            (_, token) => parts.push(*token),
        }
        before = Some(*token);
    }
    (parts, ordinal)
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| word.eq_ignore_ascii_case(end))
}

/// The months, as people call them.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month by its English name, or the first three letters of it.
fn month(word: &str) -> Option<i8> {
    let place = match word.eq_ignore_ascii_case("sept") {
        true => Some(8),
        false => MONTHS.iter().position(|name| is_name(word, name)),
    };
    place.and_then(|place| i8::try_from(place + 1).ok())
}

/// A day of the week by its English name or what it is shortened to; Monday is 0.
fn weekday(word: &str) -> Option<usize> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    match word.to_ascii_lowercase().as_str() {
        "tues" => Some(1),
        "thur" | "thurs" => Some(3),
        word => DAYS.iter().position(|name| is_name(word, name)),
    }
}

fn is_name(word: &str, name: &str) -> bool {
    word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(&name[..3])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day, the days of [`DateOrder::ALL`] between bars, or the fault.
    fn shown(read: Result<Written, DateFault>) -> String {
        match read {
            Ok(Written::Day { day, .. }) => day.to_string(),
            Ok(Written::Numbers(days)) => {
                days.map(|day| day.map_or("-".into(), |day| day.to_string())).join("|")
            }
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[track_caller]
    fn reads(table: &[(&str, &str)]) {
        for (text, expected) in table {
            assert_eq!(shown(Written::day(text)), *expected, "{text}");
        }
    }

    #[test]
    fn the_year_first_is_one_day() {
        reads(&[
            ("2021-05-04", "2021-05-04"),
            ("2021-5-4", "2021-05-04"),
            ("2021/05/04", "2021-05-04"),
            ("2021.05.04", "2021-05-04"),
            ("2021 5 4", "2021-05-04"),
            ("2021 - 05 - 04", "2021-05-04"),
            ("2021/25/11", "NotADate"),
            ("2021-02-30", "NotADate"),
            ("2021/02/30", "NotADate"),
            ("0000/05/04", "NotADate"),
            ("2021/05-04", "NotADate"),
            ("2021//05/04", "NotADate"),
            ("2021,05,04", "NotADate"),
            ("2021/05/004", "NotADate"),
            ("2021/05", "NotADate"),
            ("20210504", "NotADate"),
        ]);
    }

    #[test]
    fn midnight_says_nothing_and_any_other_time_is_refused() {
        reads(&[
            ("2021-05-04T00:00:00", "2021-05-04"),
            ("2021-05-04 00:00:00", "2021-05-04"),
            ("2021-05-04 00:00", "2021-05-04"),
            ("2021-05-04 0:00:00.000", "2021-05-04"),
            ("25/11/2021 00:00", "2021-11-25|-|-"),
            ("5/4/2021 12:00:00 AM", "2021-04-05|2021-05-04|-"),
            ("4 May 2021 00:00", "2021-05-04"),
            ("2021-05-04T09:30:00", "HasTime"),
            ("2021-05-04 00:00:01", "HasTime"),
            ("2021-05-04 12:00 PM", "HasTime"),
            ("2021-05-04T00:00:00Z", "HasZone"),
            ("2021-05-04 25:00", "NotADate"),
            ("2021-02-30 09:30", "NotADate"),
            ("44320 09:30", "SerialNumber"),
            ("00:00", "NotADate"),
        ]);
    }

    #[test]
    fn months_in_words() {
        reads(&[
            ("4 May 2021", "2021-05-04"),
            ("04-May-21", "2021-05-04"),
            ("May 4, 2021", "2021-05-04"),
            ("4th May 2021", "2021-05-04"),
            ("MAY 4TH 2021", "2021-05-04"),
            ("1st jan. 2021", "2021-01-01"),
            ("22nd-February-2021", "2021-02-22"),
            ("3rd/Mar/2021", "2021-03-03"),
            ("4.Apr.2021", "2021-04-04"),
            ("04JUN2021", "2021-06-04"),
            ("4 July, 21", "2021-07-04"),
            ("Aug 4 21", "2021-08-04"),
            ("4 Sept 2021", "2021-09-04"),
            ("Sep. 4, 2021", "2021-09-04"),
            ("2021-Oct-04", "2021-10-04"),
            ("2021 November 4", "2021-11-04"),
            ("4\u{a0}dec\u{a0}2021", "2021-12-04"),
            ("Tue 4 May 2021", "2021-05-04"),
            ("tuesday, 4 May 2021", "2021-05-04"),
            ("Thurs, May 6, 2021", "2021-05-06"),
            ("21-May-04", "2004-05-21"),
            ("4 May 68", "2068-05-04"),
        ]);
    }

    #[test]
    fn words_that_are_no_day() {
        reads(&[
            ("Wed 4 May 2021", "NotADate"),
            ("30 February 2021", "NotADate"),
            ("4 Mayy 2021", "NotADate"),
            ("4 Ma 2021", "NotADate"),
            ("4 mai 2021", "NotADate"),
            ("May 2021", "NotADate"),
            ("May 4th 21st", "NotADate"),
            ("May 4 2021st", "NotADate"),
            ("4 May 69", "NotADate"),
            ("4 May 021", "NotADate"),
            ("4 May June 2021", "NotADate"),
            ("4 of May 2021", "NotADate"),
            ("4 May 2021 x", "NotADate"),
            ("4 -- May 2021", "NotADate"),
            ("٤ May 2021", "NotADate"),
            ("May", "NotADate"),
            ("st", "NotADate"),
            ("-", "NotADate"),
            ("unknown", "NotADate"),
        ]);
        assert_eq!(shown(Written::day(&"4 May 2021 ".repeat(20))), "NotADate");
    }

    #[test]
    fn three_numbers_are_a_day_in_each_order() {
        reads(&[
            ("25/11/2021", "2021-11-25|-|-"),
            ("11/25/2021", "-|2021-11-25|-"),
            ("04/05/2021", "2021-05-04|2021-04-05|-"),
            ("4.5.2021", "2021-05-04|2021-04-05|-"),
            ("04-05-2021", "2021-05-04|2021-04-05|-"),
            ("04 05 2021", "2021-05-04|2021-04-05|-"),
            ("05/05/2021", "2021-05-05|2021-05-05|-"),
            ("04/05/21", "2021-05-04|2021-04-05|2004-05-21"),
            ("25/11/21", "2021-11-25|-|2025-11-21"),
            ("11/25/21", "-|2021-11-25|-"),
            ("21/5/4", "-|-|2021-05-04"),
            ("4/5/21", "2021-05-04|2021-04-05|-"),
            ("30/02/2021", "NotADate"),
            ("25/25/2021", "NotADate"),
            ("04/05/69", "NotADate"),
            ("4/5/1", "NotADate"),
            ("04/05/021", "NotADate"),
            ("04/05-2021", "NotADate"),
            ("04,05,2021", "NotADate"),
            ("1/2/3/4", "NotADate"),
            ("04/05/2021/", "NotADate"),
        ]);
    }

    #[test]
    fn what_is_missing_is_told() {
        reads(&[
            ("4 May", "NoYear"),
            ("May 21", "NoYear"),
            ("04/05", "NoYear"),
            ("25-11", "NoYear"),
            ("4.5", "NoYear"),
            ("30 Feb", "NotADate"),
            ("25/13", "NotADate"),
            ("44320", "SerialNumber"),
            ("44320.5", "SerialNumber"),
            ("44320,25", "SerialNumber"),
            ("44320.0", "SerialNumber"),
            ("2021", "NotADate"),
            ("2021.5", "NotADate"),
            ("443200", "NotADate"),
        ]);
    }

    #[test]
    fn days_and_times() {
        for (text, expected) in [
            ("2021-05-04 09:30", "2021-05-04 9:30 iso"),
            ("2021-05-04T09:30:00", "2021-05-04 9:30 iso"),
            ("2021-05-04 09:30:59", "2021-05-04 9:30 iso"),
            ("2021-05-04 9:30 PM", "2021-05-04 21:30"),
            ("4 Oct 2021 09:30", "2021-10-04 9:30"),
            ("25/11/2021 9:30", "2021-11-25|-|- 9:30"),
            ("04/05/2021T09:30", "2021-05-04|2021-04-05|- 9:30"),
            ("2021-05-04", "NoTime"),
            ("25/11/2021", "NoTime"),
            ("44320.5", "SerialNumber"),
            ("4 May 09:30", "NoYear"),
            ("2021-05-04 09:30Z", "HasZone"),
            ("2021-05-04T09:30:00+01:00", "HasZone"),
            ("2021-05-04 at noon", "NotADateTime"),
            ("2021-05-04 24:00", "NotADateTime"),
            ("2021-02-30 09:30", "NotADateTime"),
            ("09:30", "NotADateTime"),
            ("9:30 4 May 2021", "NotADateTime"),
        ] {
            let read = Moment::of(text).map(|moment| {
                let Clock { hour, minute, .. } = moment.clock;
                let iso = if moment.is_iso() { " iso" } else { "" };
                format!("{} {hour}:{minute}{iso}", shown(Ok(moment.day)))
            });
            assert_eq!(read.unwrap_or_else(|fault| format!("{fault:?}")), expected, "{text}");
        }
    }
}
