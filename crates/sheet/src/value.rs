//! What a cell means once it has been checked.

use crate::python;
use std::borrow::Cow;

pub use jiff::civil::{Date, DateTime};

/// A checked cell. It borrows from the sheet where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Text, trimmed, in the form that Majora stores.
    Text(Cow<'a, str>),
    /// A whole number from 0 to 2⁶³ − 1.
    Whole(u64),
    /// A number from 0 up, as it was written: Majora takes the text `0` and drops the number 0
    /// (RULES.md §4.3).
    Number(Cow<'a, str>),
    /// Yes or no.
    YesNo(bool),
    /// A day.
    Date(Date),
    /// A day and minute.
    DateTime(DateTime),
}

impl Value<'_> {
    /// The same value, owning its text.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Number(text) => Value::Number(Cow::Owned(text.into_owned())),
            Value::Whole(n) => Value::Whole(n),
            Value::YesNo(yes) => Value::YesNo(yes),
            Value::Date(date) => Value::Date(date),
            Value::DateTime(at) => Value::DateTime(at),
        }
    }

    /// The value as Majora reads it and as a person may: ISO dates, `Y` and `N`.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) | Value::Number(text) => Cow::Borrowed(text),
            Value::Whole(n) => Cow::Owned(n.to_string()),
            Value::YesNo(yes) => Cow::Borrowed(if *yes { "Y" } else { "N" }),
            Value::Date(date) => Cow::Owned(date.to_string()),
            Value::DateTime(at) => {
                // By hand: the calendar's own formatter would add a tenth to the app.
                Cow::Owned(format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute()))
            }
        }
    }
}

/// `text` as a whole number the way Majora reads one: `30`, `007`, `30.0`, `+30`, `1_000`, digits of
/// any script (RULES.md §3). `Err(true)` where it is a whole number below zero.
pub(crate) fn whole(text: &str) -> Result<u64, bool> {
    let number = python::int(python::without_point_zero(text)).ok_or(false)?;
    u64::try_from(number).map_err(|_| true)
}

/// `text` as a number the way Majora reads one: `21.4`, `1e1`. `Err(true)` where it is below zero.
pub(crate) fn number(text: &str) -> Result<(), bool> {
    let number = python::float(text).ok_or(false)?;
    match number.is_finite() {
        false => Err(false),
        true if number < 0.0 => Err(true),
        true => Ok(()),
    }
}

/// `text` as `YYYY-MM-DD`, zeros optional. Nothing else: another order would have to be guessed.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    of(year(parts.next()?)?, parts.next()?, parts.next()?)
}

/// `text` as Majora would read it beside that: month, day and year, in the order of the United
/// States. It is never sent; a cell that says nothing to Majora breaks other rules than one that does.
pub(crate) fn american(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '/');
    let (month, day, last) = (parts.next()?, parts.next()?, parts.next()?);
    let century = |short: i16| if short < 69 { 2000 + short } else { 1900 + short };
    let short = || decimals(last, 2).map(century);
    of(year(last).or_else(short)?, month, day)
}

/// `text` as `YYYY-MM-DD HH:MM`, zeros optional, without seconds (RULES.md §3).
pub(crate) fn date_time(text: &str) -> Option<DateTime> {
    let (day, time) = text.rsplit_once(python::is_space)?;
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute) = (part(hour)?, part(minute)?);
    let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    Some(date(python::strip(day))?.to_datetime(time))
}

fn of(year: i16, month: &str, day: &str) -> Option<Date> {
    // Python takes a space for the first digit of a day.
    let day = day.strip_prefix(' ').filter(|day| day.len() == 1).unwrap_or(day);
    Date::new(year, part(month)?, part(day)?).ok()
}

/// A year from 1, in four digits of any script; Majora knows no year 0.
fn year(text: &str) -> Option<i16> {
    decimals(text, 4).filter(|year| *year > 0)
}

/// A number in exactly `count` digits of any script.
fn decimals(text: &str, count: usize) -> Option<i16> {
    if text.is_ascii() {
        let fits = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        return fits.then(|| text.parse().ok()).flatten();
    }
    let add = |sum: i16, c| python::decimal_digit(c).map(|digit| sum * 10 + i16::from(digit));
    (text.chars().count() == count).then(|| text.chars().try_fold(0, add))?
}

/// A month, day, hour or minute: one or two ASCII digits.
fn part(text: &str) -> Option<i8> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_as_majora_reads_them() {
        for (text, expected) in [
            ("30", Ok(30)),
            ("007", Ok(7)),
            ("30.0", Ok(30)),
            ("30.", Ok(30)),
            ("+3", Ok(3)),
            ("-0", Ok(0)),
            ("1_000", Ok(1000)),
            ("٣٠.0", Ok(30)),
            ("1__0", Err(false)),
            ("30.0.0", Err(false)),
            ("0", Ok(0)),
            ("-1", Err(true)),
            ("30.5", Err(false)),
            ("3e1", Err(false)),
            ("", Err(false)),
            ("9223372036854775807", Ok(9223372036854775807)),
            ("9223372036854775808", Err(false)),
        ] {
            assert_eq!(whole(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_finite_and_not_negative() {
        for (text, expected) in [
            ("21.4", Ok(())),
            ("1e1", Ok(())),
            ("0", Ok(())),
            ("-0.1", Err(true)),
            ("nan", Err(false)),
            ("inf", Err(false)),
            ("1e999", Err(false)),
            ("21,4", Err(false)),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_iso_or_nothing() {
        for (text, expected) in [
            ("2021-05-01", Some("2021-05-01")),
            ("2021-5-1", Some("2021-05-01")),
            ("2020-02-29", Some("2020-02-29")),
            ("2021-02-29", None),
            ("0001-01-01", Some("0001-01-01")),
            ("0000-01-01", None),
            ("01/05/2021", None),
            ("21-05-01", None),
            ("2021-05-01 ", None),
            ("٢٠٢١-5-1", Some("2021-05-01")),
            ("2021-05- 1", Some("2021-05-01")),
            ("2021-05- 11", None),
            ("2021-٥-01", None),
            ("2021-0-01", None),
            ("2021-05-001", None),
            ("+021-05-01", None),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn dates_as_the_united_states_write_them() {
        for (text, expected) in [
            ("11/03/2026", Some("2026-11-03")),
            ("1/3/68", Some("2068-01-03")),
            ("1/3/69", Some("1969-01-03")),
            ("25/11/2026", None),
            ("2026/11/03", None),
            ("1/3", None),
        ] {
            assert_eq!(american(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn times_have_minutes_and_no_seconds() {
        for (text, expected) in [
            ("2021-05-01 08:05", Some("2021-05-01 08:05")),
            ("2021-5-1 8:5", Some("2021-05-01 08:05")),
            ("2021-05-01 \t 08:05", Some("2021-05-01 08:05")),
            ("2021-05- 1 08:05", Some("2021-05-01 08:05")),
            ("2021-05-01 08:05:00", None),
            ("2021-05-01 08: 5", None),
            ("2021-05-01 08:60", None),
            ("2021-05-01T08:05", None),
            ("2021-05-01", None),
            ("2021-05-01 24:00", None),
        ] {
            let read = date_time(text).map(|at| Value::DateTime(at).to_text().into_owned());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
