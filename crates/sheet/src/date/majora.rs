//! The forms that Majora reads itself (RULES.md §3).

use crate::python;
use jiff::civil::{Date, DateTime, Time};

/// `text` as `YYYY-MM-DD`, zeros optional.
pub(crate) fn iso(text: &str) -> Option<Date> {
    // Nearly every date is written with all its zeros, and every one is read more than once.
    if let [m, c, x, i, b'-', a, b, b'-', d, e] = text.as_bytes() {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
        let pair = |tens, ones| Some(digit(tens)? * 10 + digit(ones)?);
        if let (Some(century), Some(year), Some(month), Some(day)) =
            (pair(m, c), pair(x, i), pair(a, b), pair(d, e))
        {
            let year = Some(century * 100 + year).filter(|year| *year > 0)?;
            return Date::new(year, month as i8, day as i8).ok();
        }
    }
    let mut parts = text.splitn(3, '-');
    of(year(parts.next()?)?, parts.next()?, parts.next()?)
}

/// `text` as month, day and year, in the order of the United States.
pub(crate) fn american(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '/');
    let (month, day, last) = (parts.next()?, parts.next()?, parts.next()?);
    let century = |short: i16| if short < 69 { 2000 + short } else { 1900 + short };
    let short = || decimals(last, 2).map(century);
    of(year(last).or_else(short)?, month, day)
}

/// `text` as `YYYY-MM-DD HH:MM`, zeros optional, without seconds.
pub(crate) fn minute(text: &str) -> Option<DateTime> {
    let (day, time) = text.rsplit_once(python::is_space)?;
    let (hour, minute) = time.split_once(':')?;
    let time = Time::new(part(hour)?, part(minute)?, 0, 0).ok()?;
    Some(iso(python::strip(day))?.to_datetime(time))
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

/// A month, day, hour, minute or second: one or two ASCII digits.
pub(super) fn part(text: &str) -> Option<i8> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(iso(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
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
            ("2021-05-01 08:05", Some("2021-05-01T08:05:00")),
            ("2021-5-1 8:5", Some("2021-05-01T08:05:00")),
            ("2021-05-01 \t 08:05", Some("2021-05-01T08:05:00")),
            ("2021-05- 1 08:05", Some("2021-05-01T08:05:00")),
            ("2021-05-01 08:05:00", None),
            ("2021-05-01 08: 5", None),
            ("2021-05-01 08:60", None),
            ("2021-05-01T08:05", None),
            ("2021-05-01", None),
            ("2021-05-01 24:00", None),
        ] {
            assert_eq!(minute(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
    }
}
