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
}
