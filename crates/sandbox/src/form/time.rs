//! Python's `strptime` for the formats that Majora's forms read.

use jiff::civil;

use crate::python::decimal_digit;

/// `YYYY-MM-DD`, and the American `MM/DD/YYYY` and `MM/DD/YY`, as an ISO date.
pub(super) fn date(text: &str) -> Option<String> {
    iso(text).or_else(|| american(text)).map(|date| date.to_string())
}

/// `YYYY-MM-DD HH:MM`, as such.
pub(super) fn minute(text: &str) -> Option<String> {
    let (day, rest) = text.split_at(text.find(char::is_whitespace)?);
    let (hour, minute) = rest.trim_start().split_once(':')?;
    let (hour, minute) = (number(hour, 2, 0..=23)?, number(minute, 2, 0..=59)?);
    Some(format!("{} {hour:02}:{minute:02}", iso(day)?))
}

fn iso(text: &str) -> Option<civil::Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    of(digits(year, 4)?, month, day)
}

fn american(text: &str) -> Option<civil::Date> {
    let mut parts = text.splitn(3, '/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = match (digits(year, 4), digits(year, 2)) {
        (Some(year), _) => year,
        (_, Some(year @ 0..=68)) => 2000 + year,
        (_, Some(year)) => 1900 + year,
        _ => return None,
    };
    of(year, month, day)
}

fn of(year: u32, month: &str, day: &str) -> Option<civil::Date> {
    // A day may be written with a space for its first digit.
    let day = if day.chars().count() == 2 { day.strip_prefix(' ').unwrap_or(day) } else { day };
    let (month, day) = (number(month, 2, 1..=12)?, number(day, 2, 1..=31)?);
    let year = i16::try_from(year).ok().filter(|&year| year > 0)?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number of exactly that many digits, of any script.
fn digits(text: &str, count: usize) -> Option<u32> {
    let read = |sum: u32, c| decimal_digit(c).map(|digit| sum * 10 + digit);
    (text.chars().count() == count).then(|| text.chars().try_fold(0, read))?
}

/// A number of one to `most` digits within a range; only years are read in other scripts.
fn number(text: &str, most: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let length = text.chars().count();
    if length == 0 || length > most || !text.is_ascii() {
        return None;
    }
    digits(text, length).filter(|number| range.contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_are_read() {
        for (text, iso) in [
            ("2026-11-03", "2026-11-03"),
            ("2026-1-3", "2026-01-03"),
            ("11/03/2026", "2026-11-03"),
            ("1/3/26", "2026-01-03"),
            ("1/3/69", "1969-01-03"),
            ("٢٠٢٦-1- 3", "2026-01-03"),
        ] {
            assert_eq!(date(text).as_deref(), Some(iso), "{text}");
        }
    }

    #[test]
    fn dates_that_are_not() {
        for text in [
            "",
            "20261103",
            "2026/11/03",
            "03-11-2026",
            "2026-02-30",
            "25/11/2026",
            "2026-11-003",
            "0000-01-01",
            "2026-11-03T10:00:00",
            "2026-11-03 10:00:00",
            "3 Nov 2026",
            "2026-٣-01",
            "26-11-03",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn minutes() {
        assert_eq!(minute("2026-01-02 3:4").as_deref(), Some("2026-01-02 03:04"));
        for text in ["2026-01-02", "2026-01-02 03:04:05", "2026-01-02T03:04", "2026-01-02 24:00"] {
            assert_eq!(minute(text), None, "{text}");
        }
    }
}
