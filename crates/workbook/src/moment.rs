//! Dates and times as text in ISO 8601: `2021-05-04`, `2021-05-04 09:30`, `09:30`. Seconds stand only
//! where there are any, after rounding to the nearest.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan, Unit};

const DAY: i64 = 24 * 60 * 60;

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// 1 is 1 January 1900, and 60 a 29 February of that year, which there never was.
    Of1900,
    /// 0 is 1 January 1904: Excel on old Macs.
    Of1904,
}

impl Epoch {
    fn date(self, days: i64) -> Option<Date> {
        let first = match (self, days) {
            (Epoch::Of1904, _) => Date::constant(1904, 1, 1),
            (Epoch::Of1900, 60) => return None,
            (Epoch::Of1900, ..60) => Date::constant(1899, 12, 31),
            (Epoch::Of1900, _) => Date::constant(1899, 12, 30),
        };
        first.checked_add(days.days()).ok()
    }
}

/// How the number of a cell is meant, by the format that it is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As a number.
    #[default]
    Number,
    /// As a number with letters beside it, or with zeros before it: `"HOOT-"0`, `00000`.
    Dressed,
    /// As a date, a time of day, or both.
    Moment,
    /// As a time that has gone by, which may be longer than a day.
    Elapsed,
}

impl Shape {
    /// What one of the formats means that files name by number only (ECMA-376 part 1 §18.8.30).
    pub(crate) fn of_builtin(id: u32) -> Shape {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shape::Moment,
            46 => Shape::Elapsed,
            _ => Shape::Number,
        }
    }

    /// What a format means that is spelt out: `dd/mm/yyyy;@`, `[h]:mm`, `0.00`. Its first section counts.
    pub(crate) fn of_format(format: &str) -> Shape {
        let mut characters = format.chars();
        let (mut dressed, mut digits) = (false, String::new());
        while let Some(character) = characters.next() {
            match character.to_ascii_lowercase() {
                '\\' => dressed |= characters.next().is_some_and(char::is_alphanumeric),
                '_' | '*' => drop(characters.next()),
                '"' => {
                    let mut quoted = characters.by_ref().take_while(|c| *c != '"');
                    // All of it is taken, also behind a letter.
                    dressed |= quoted.by_ref().fold(false, |any, c| any | c.is_alphanumeric());
                }
                '[' => {
                    let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                    let unit = inside.trim_matches(['h', 'H', 'm', 'M', 's', 'S']);
                    if unit.is_empty() && !inside.is_empty() {
                        return Shape::Elapsed;
                    }
                }
                ';' => break,
                'g' if is_general(characters.as_str()) => break,
                'd' | 'm' | 'y' | 'h' | 's' => return Shape::Moment,
                c => digits.push(c),
            }
        }
        match dressed || digits.starts_with("00") {
            true => Shape::Dressed,
            false => Shape::Number,
        }
    }

    /// A number in this shape; none where it is a number, or no date.
    pub(crate) fn text(self, number: f64, epoch: Epoch) -> Option<String> {
        // Later than the year 9999, or no number at all.
        if !(0.0..3_000_000.0).contains(&number) {
            return None;
        }
        let seconds = (number * DAY as f64).round() as i64;
        match self {
            Shape::Number | Shape::Dressed => None,
            Shape::Elapsed => Some(clock(seconds)),
            Shape::Moment if number < 1.0 => Some(clock(seconds.min(DAY - 1))),
            Shape::Moment => {
                let date = epoch.date(seconds / DAY)?;
                Some(date_and_clock(date, seconds % DAY))
            }
        }
    }
}

fn is_general(rest: &str) -> bool {
    rest.get(..6).is_some_and(|rest| rest.eq_ignore_ascii_case("eneral"))
}

/// A date, a time or both, as files spell them: `2021-05-04`, `2021-05-04T09:30:00.000`, `09:30:00`.
/// What is none of these stays as it is.
pub(crate) fn from_iso(text: &str) -> String {
    let text = text.trim();
    let day = |text: &str| text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let moment = || text.parse::<DateTime>().ok()?.round(Unit::Second).ok();
    let time = || text.parse::<Time>().ok()?.round(Unit::Second).ok();
    if let Some(date) = day(text) {
        return date.to_string();
    }
    if let Some(moment) = moment() {
        return date_and_clock(moment.date(), seconds(moment.time()));
    }
    time().map_or_else(|| text.to_owned(), |time| clock(seconds(time)))
}

/// A time that has gone by, as ODS spells it: `PT09H30M00S`. What is none stays as it is.
pub(crate) fn from_iso_duration(text: &str) -> String {
    let duration = text.parse::<SignedDuration>().ok().filter(|time| !time.is_negative());
    let rounded = |time: SignedDuration| (time.as_millis() + 500) / 1000;
    duration.map_or_else(|| text.to_owned(), |time| clock(rounded(time) as i64))
}

fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

fn date_and_clock(date: Date, seconds: i64) -> String {
    match seconds {
        0 => date.to_string(),
        _ => format!("{date} {}", clock(seconds)),
    }
}

fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(number: f64, epoch: Epoch) -> Option<String> {
        Shape::Moment.text(number, epoch)
    }

    #[test]
    fn both_epochs() {
        for (number, expect) in [
            (1.0, "1900-01-01"),
            (59.0, "1900-02-28"),
            (61.0, "1900-03-01"),
            (44320.0, "2021-05-04"),
            (44320.395833333336, "2021-05-04 09:30"),
            (44320.39583334, "2021-05-04 09:30"),
            (44320.39584, "2021-05-04 09:30:01"),
            (44_319.999_999_9, "2021-05-04"),
            (0.395833333333333, "09:30"),
            (0.0, "00:00"),
            (0.999_999_99, "23:59:59"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(moment(number, Epoch::Of1900).as_deref(), Some(expect), "{number}");
        }
        assert_eq!(moment(42858.0, Epoch::Of1904).as_deref(), Some("2021-05-04"));
        for number in [60.0, 60.5, -1.0, 2_958_466.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(moment(number, Epoch::Of1900), None, "{number}");
        }
    }

    #[test]
    fn a_time_gone_by_may_be_longer_than_a_day() {
        assert_eq!(Shape::Elapsed.text(1.5, Epoch::Of1900).as_deref(), Some("36:00"));
        assert_eq!(from_iso_duration("PT36H00M00S"), "36:00");
        assert_eq!(from_iso_duration("PT09H30M00.4S"), "09:30");
        assert_eq!(from_iso_duration("PT09H30M07S"), "09:30:07");
        assert_eq!(from_iso_duration("nine"), "nine");
    }

    #[test]
    fn formats_say_what_a_number_is() {
        let check =
            |format: &str, expect: Shape| assert_eq!(Shape::of_format(format), expect, "{format}");
        for format in
            ["dd/mm/yyyy", "m/d/yy;@", "[$-809]dd mmmm yyyy", "h:mm AM/PM", "\"on \"d", "[Red]yyyy"]
        {
            check(format, Shape::Moment);
        }
        for format in [
            "General",
            "0.00",
            "#,##0",
            "@",
            "\"£\"0",
            "\\-0",
            "_-* #,##0.00_-",
            "[Red]0",
            "0;\"dd\"",
            "0.0E+0",
            "0;d",
            "GENERAL",
            "",
        ] {
            check(format, Shape::Number);
        }
        for format in ["\"HOOT-\"00000", "00000", "\"days\"0", "0\" Ct\"", "\\d0", "\"A\"General"] {
            check(format, Shape::Dressed);
        }
        for format in ["[h]:mm", "[hh]:mm:ss", "[mm]:ss", "[s]"] {
            check(format, Shape::Elapsed);
        }
    }

    #[test]
    fn iso_is_shortened() {
        for (text, expect) in [
            ("2021-05-04", "2021-05-04"),
            ("2021-05-04T00:00:00", "2021-05-04"),
            ("2021-05-04T09:30:00.000", "2021-05-04 09:30"),
            ("2021-05-04T09:30", "2021-05-04 09:30"),
            ("2021-05-04T23:59:59.700", "2021-05-05"),
            ("2021-05-04T09:30:15", "2021-05-04 09:30:15"),
            ("09:30:00", "09:30"),
            ("yesterday", "yesterday"),
        ] {
            assert_eq!(from_iso(text), expect, "{text}");
        }
    }
}
