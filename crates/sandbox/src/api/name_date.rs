//! The date that Majora reads in the name of a new library or run.
//!
//! It cuts the name at everything but digits and hyphens and gives each piece of six digits or
//! more to Python's dateutil, year first. What looks like a date of this year or the last is one;
//! a number beyond a C int breaks the request (RULES.md 4.4).

use jiff::civil::Date;

use crate::python::{Fallible, Raised};

/// The first date in a name.
///
/// # Errors
/// At a number that does not fit, unless a date comes before it.
pub(super) fn date_in_name(name: &str, today: Date) -> Fallible<Option<Date>> {
    for piece in name.split(|c: char| !(c.is_ascii_digit() || c == '-')) {
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        if digits < 6 {
            continue;
        }
        let date = read(piece, today)?;
        let is_recent = |date: &Date| (today.year() - 1..=today.year()).contains(&date.year());
        if let Some(date) = date.filter(is_recent) {
            return Ok(Some(date));
        }
    }
    Ok(None)
}

fn read(piece: &str, today: Date) -> Fallible<Option<Date>> {
    let has_tail = piece.ends_with('-');
    let runs: Vec<&str> = piece.trim_matches('-').split('-').collect();
    let is_zone = |run: &str| matches!(run.len(), 1 | 2 | 4);
    match runs.as_slice() {
        [run] if matches!(run.len(), 6 | 8) => compact(run, ""),
        // After a time of day a hyphen begins a time zone.
        [run] if matches!(run.len(), 12 | 14) && !has_tail => compact(run, ""),
        [run, zone] if matches!(run.len(), 12 | 14) && is_zone(zone) && !has_tail => {
            compact(run, "")
        }
        [run, time, zone @ ..]
            if matches!(run.len(), 6 | 8)
                && matches!(time.len(), 2 | 4 | 6)
                && zone.len() < 2
                && zone.iter().all(|zone| is_zone(zone))
                && !has_tail =>
        {
            compact(run, time)
        }
        [run, ..] if matches!(run.len(), 6 | 8 | 12 | 14) => Ok(None),
        // Two numbers that can only be years are one too many.
        runs if runs.len() > 1 && runs.iter().filter(|run| run.len() > 2).count() > 1 => Ok(None),
        [a] => alone(number(a), today),
        [a, b] if !has_tail => pair(number(a), number(b), today),
        [a, b, c] if !(b.is_empty() || c.is_empty()) => three([number(a), number(b), number(c)]),
        _ => Ok(None),
    }
}

/// A run of digits as a number, as far as numbers are told apart here.
fn number(digits: &str) -> i128 {
    digits.parse().unwrap_or(if digits.is_empty() { 0 } else { i128::MAX })
}

/// `YYMMDD`, `YYYYMMDD` or `YYYYMMDDHHMM[SS]`, perhaps with a time of day after a hyphen.
fn compact(run: &str, time: &str) -> Fallible<Option<Date>> {
    let (day, rest) = run.split_at(if run.len() == 6 { 6 } else { 8 });
    let times = if time.is_empty() { rest } else { time };
    let is_time = times.len() < 2 || number(&times[..2]) < 24;
    let sixties = times.get(2..).unwrap_or_default().as_bytes().chunks(2);
    let is_time = is_time && sixties.into_iter().all(|tens| tens[0] < b'6');
    let (year, month_day) = day.split_at(day.len() - 4);
    let (month, day) = month_day.split_at(2);
    if !is_time {
        return Ok(None);
    }
    match year.len() {
        4 => date(number(year), number(month), number(day)),
        _ => three([number(year), number(month), number(day)]),
    }
}

fn alone(value: i128, today: Date) -> Fallible<Option<Date>> {
    if value <= 31 {
        date(today.year().into(), today.month().into(), value)
    } else {
        on_day(value, today.month().into(), today)
    }
}

fn pair(a: i128, b: i128, today: Date) -> Fallible<Option<Date>> {
    if a > 31 {
        on_day(a, b, today)
    } else if b > 31 {
        on_day(b, a, today)
    } else {
        date(today.year().into(), a, b)
    }
}

fn three([a, b, c]: [i128; 3]) -> Fallible<Option<Date>> {
    if a > 31 || (b <= 12 && c <= 31) {
        date(a, b, c)
    } else if a > 12 {
        date(c, b, a)
    } else {
        date(c, a, b)
    }
}

/// Today's day in another month, or that month's last.
fn on_day(year: i128, month: i128, today: Date) -> Fallible<Option<Date>> {
    if !(1..=12).contains(&month) {
        return Ok(None);
    }
    let first = date(year, month, 1)?;
    Ok(first.map(|first| {
        let day = today.day().min(first.days_in_month());
        first.with().day(day).build().unwrap_or(first)
    }))
}

fn date(year: i128, month: i128, day: i128) -> Fallible<Option<Date>> {
    for value in [year, month, day] {
        if value > i64::MAX.into() {
            return Err(Raised("Python int too large to convert to C long".to_owned()));
        }
        if value > i32::MAX.into() {
            return Err(Raised("signed integer is greater than maximum".to_owned()));
        }
    }
    let year = if year < 100 { year + 2000 } else { year };
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    Ok(match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str) -> String {
        match date_in_name(name, jiff::civil::date(2026, 11, 20)) {
            Ok(Some(date)) => date.to_string(),
            Ok(None) => String::new(),
            Err(raised) => raised.0,
        }
    }

    #[test]
    fn dates_of_this_year_and_the_last() {
        for (name, date) in [
            ("261103_M00123_0001", "2026-11-03"),
            ("20261103_1200_X1_FAO12345", "2026-11-03"),
            ("X-20251231-Y", "2025-12-31"),
            ("RUN 2026-11-03", "2026-11-03"),
            ("03-11-2026", "2026-03-11"),
            ("202611031259", "2026-11-03"),
            ("20261103-1259", "2026-11-03"),
            ("011326", "2026-01-13"),
            ("2026-02 RUN", "2026-02-20"),
            ("202611031259-01", "2026-11-03"),
            ("202611031259-", ""),
            ("20241103_1200", ""),
            ("20261303", ""),
            ("202611032559", ""),
            ("RUN-1", ""),
        ] {
            assert_eq!(found(name), date, "{name}");
        }
    }

    #[test]
    fn numbers_that_do_not_fit() {
        const INT: &str = "signed integer is greater than maximum";
        const LONG: &str = "Python int too large to convert to C long";
        for (name, text) in [
            ("LIB-123456789", ""),
            ("LIB-2147483647", ""),
            ("LIB-2147483648", INT),
            ("LIB-999999999999", ""),
            ("LIB-99999999999999", ""),
            ("LIB-9223372036854775808", LONG),
            ("LIB-99999999999999999999", LONG),
            ("LIB_12-9876543210", INT),
            ("20261103_9876543210", "2026-11-03"),
            ("2020-9876543210", ""),
            ("00-9876543210", ""),
            ("9-9876543210-", ""),
        ] {
            assert_eq!(found(name), text, "{name}");
        }
    }
}
