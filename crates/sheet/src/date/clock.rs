//! The time of day behind a date.

use super::DateFault;
use super::majora::part;
use crate::python;

/// A time of day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    /// Whether it has seconds or parts of them that aren't zero.
    pub(crate) seconds: bool,
    /// Whether it was written with twelve hours and AM or PM.
    pub(crate) twelve_hours: bool,
}

impl Clock {
    pub(super) fn is_midnight(self) -> bool {
        (self.hour, self.minute, self.seconds) == (0, 0, false)
    }
}

/// The date and the time of a text that has both: between them stands white space or a `T`.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let is_between = |c| python::is_space(c) || matches!(c, 'T' | 't');
    let at = text[..colon].rfind(is_between)?;
    let (day, time) = text.split_at(at);
    Some((python::strip(day), time.trim_start_matches(is_between)))
}

/// Reads `HH:MM` with seconds and AM or PM where they are given.
pub(super) fn read(text: &str) -> Result<Clock, DateFault> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')));
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let (afternoon, rest) = halves(python::strip(rest));
    let clock = of(digits, afternoon).ok_or(DateFault::NotADateTime)?;
    match python::strip(rest) {
        "" => Ok(clock),
        rest if is_zone(rest) => Err(DateFault::HasZone),
        _ => Err(DateFault::NotADateTime),
    }
}

/// Whether it is in the afternoon, where the text says so, and what stands behind.
fn halves(text: &str) -> (Option<bool>, &str) {
    let starts = |half: &str| text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(half));
    match (starts("am"), starts("pm")) {
        (true, _) => (Some(false), &text[2..]),
        (_, true) => (Some(true), &text[2..]),
        _ => (None, text),
    }
}

fn of(digits: &str, afternoon: Option<bool>) -> Option<Clock> {
    let mut parts = digits.splitn(3, ':');
    let (hour, minute) = (part(parts.next()?)?, part(parts.next()?)?);
    let seconds = parts.next().map_or(Some(false), seconds)?;
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    let exists = (0..24).contains(&hour) && (0..60).contains(&minute);
    let twelve_hours = afternoon.is_some();
    exists.then_some(Clock { hour, minute, seconds, twelve_hours })
}

/// Whether seconds, perhaps with a fraction, are other than zero.
fn seconds(text: &str) -> Option<bool> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let whole = part(whole).filter(|second| *second < 60)?;
    let is_number = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| whole > 0 || fraction.bytes().any(|b| b != b'0'))
}

/// Whether a text names a zone: `Z`, `+01:00`, `-0500`, `UTC`, `BST`.
fn is_zone(text: &str) -> bool {
    match text.strip_prefix(['+', '-', '\u{2212}']) {
        Some(offset) => {
            let digits = offset.replacen(':', "", 1);
            (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        }
        None => ["z", "utc", "gmt", "bst"].iter().any(|name| text.eq_ignore_ascii_case(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        for (text, expected) in [
            ("09:30", Some((9, 30, false))),
            ("9:5", Some((9, 5, false))),
            ("23:59:00", Some((23, 59, false))),
            ("09:30:00.000", Some((9, 30, false))),
            ("09:30:01", Some((9, 30, true))),
            ("09:30:00.250", Some((9, 30, true))),
            ("09:30:00,25", Some((9, 30, true))),
            ("9:30 AM", Some((9, 30, false))),
            ("9:30pm", Some((21, 30, false))),
            ("12:00:00 AM", Some((0, 0, false))),
            ("12:15 pm", Some((12, 15, false))),
            ("13:30 PM", None),
            ("0:30 AM", None),
            ("24:00", None),
            ("09:60", None),
            ("09:30:60", None),
            ("09:30:", None),
            ("09:30:00.", None),
            ("09:30:0x", None),
            ("09: 30", None),
            ("09:30 noon", None),
            ("09.30", None),
            ("009:30", None),
            ("-9:30", None),
        ] {
            let read = read(text).map(|clock| (clock.hour, clock.minute, clock.seconds));
            assert_eq!(read, expected.ok_or(DateFault::NotADateTime), "{text}");
        }
    }

    #[test]
    fn zones_have_their_own_reason() {
        for text in [
            "09:30Z",
            "09:30:00z",
            "09:30 UTC",
            "09:30+01:00",
            "09:30:00.123456+0100",
            "09:30-05",
            "9:30 AM GMT",
            "09:30 BST",
        ] {
            assert_eq!(read(text), Err(DateFault::HasZone), "{text}");
        }
        for text in ["09:30+", "09:30+1:0:0", "09:30+01000", "25:30Z", "09:30 Mars"] {
            assert_eq!(read(text), Err(DateFault::NotADateTime), "{text}");
        }
    }

    #[test]
    fn what_stands_before_and_behind() {
        for (text, expected) in [
            ("2021-05-04 09:30", Some(("2021-05-04", "09:30"))),
            ("2021-05-04T09:30:00", Some(("2021-05-04", "09:30:00"))),
            ("4 Oct 2021 \t 9:30 AM", Some(("4 Oct 2021", "9:30 AM"))),
            ("2021-05-04", None),
            ("09:30", None),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
