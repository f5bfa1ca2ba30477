//! What a cell means once it has been checked.

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

/// `text` as a whole number the way Majora reads one: `30`, `007`, `30.0`, `+30` (RULES.md §3).
/// `Err(true)` where it is a whole number below zero.
pub(crate) fn whole(text: &str) -> Result<u64, bool> {
    let digits = match text.split_once('.') {
        Some((digits, zeros)) if zeros.bytes().all(|b| b == b'0') => digits,
        Some(_) => return Err(false),
        None => text,
    };
    let number: i64 = digits.parse().map_err(|_| false)?;
    u64::try_from(number).map_err(|_| true)
}

/// `text` as a number the way Majora reads one: `21.4`, `1e1`. `Err(true)` where it is below zero.
pub(crate) fn number(text: &str) -> Result<(), bool> {
    let number: f64 = text.parse().map_err(|_| false)?;
    match number.is_finite() {
        false => Err(false),
        true if number < 0.0 => Err(true),
        true => Ok(()),
    }
}

/// `text` as `YYYY-MM-DD`, zeros optional. Nothing else: another order would have to be guessed.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 {
        return None;
    }
    let date = Date::new(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?).ok()?;
    // Majora knows no year 0.
    (date.year() > 0).then_some(date)
}

/// `text` as `YYYY-MM-DD HH:MM`, zeros optional, without seconds (RULES.md §3).
pub(crate) fn date_time(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once(char::is_whitespace)?;
    let (hour, minute) = time.trim_start().split_once(':')?;
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let time = jiff::civil::Time::new(hour, minute, 0, 0).ok()?;
    Some(date(day)?.to_datetime(time))
}

/// A run of one to `most` ASCII digits as a number.
fn digits<T: std::str::FromStr>(text: &str, most: usize) -> Option<T> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
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
            ("2021-05-001", None),
            ("+021-05-01", None),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn times_have_minutes_and_no_seconds() {
        for (text, expected) in [
            ("2021-05-01 08:05", Some("2021-05-01 08:05")),
            ("2021-5-1 8:5", Some("2021-05-01 08:05")),
            ("2021-05-01 08:05:00", None),
            ("2021-05-01T08:05", None),
            ("2021-05-01", None),
            ("2021-05-01 24:00", None),
        ] {
            let read = date_time(text).map(|at| Value::DateTime(at).to_text().into_owned());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
