//! Choices and changes as text, to be kept beside a file, and back.
//!
//! One choice a line, its parts between tabs: `column⇥3⇥adm1`. One changed cell a line of CSV, because a
//! cell may hold anything: `row,column,text`.

use crate::choices::{Choices, DateOrder};
use crate::field::Field;
use crate::fields;
use crate::further;
use crate::layout::Delimiter;
use crate::text::Encoding;
use std::fmt::Write;

/// What stands where a column is not to be sent; no field has this name.
const NOT_SENT: &str = "-";

/// Choices as text.
pub fn to_text(choices: &Choices) -> String {
    let mut text = String::new();
    let mut line = |name: &str, parts: &[&str]| {
        // Writing to memory doesn't fail.
        let _ = writeln!(text, "{name}\t{}", parts.join("\t"));
    };
    if let Some(encoding) = choices.encoding {
        line("encoding", &[encoding_code(encoding)]);
    }
    if let Some(delimiter) = choices.delimiter {
        line("delimiter", &[delimiter.name()]);
    }
    if let Some(page) = choices.page.as_deref().filter(|page| !page.contains(char::is_control)) {
        line("page", &[page]);
    }
    if let Some(headings) = choices.headings {
        line("headings", &[&headings.to_string()]);
    }
    for (place, field) in &choices.columns {
        line("column", &[&place.to_string(), field.map_or(NOT_SENT, |field| field.name)]);
    }
    for (place, order) in &choices.dates {
        line("dates", &[&place.to_string(), order_code(*order)]);
    }
    text
}

/// The choices that [`to_text`] wrote; nothing where a line is none of its own.
pub fn from_text(text: &str) -> Option<Choices> {
    let mut choices = Choices::default();
    for line in text.lines() {
        let (name, rest) = line.split_once('\t')?;
        let placed = || rest.split_once('\t').and_then(|(at, what)| Some((at.parse().ok()?, what)));
        match name {
            "encoding" => {
                choices.encoding = Some(all(rest, Encoding::ALL, |e| encoding_code(*e))?);
            }
            "delimiter" => choices.delimiter = Some(all(rest, Delimiter::ALL, |d| d.name())?),
            "page" => choices.page = Some(rest.to_owned()),
            "headings" => choices.headings = Some(rest.parse().ok()?),
            "column" => {
                let (place, name) = placed()?;
                choices.columns.insert(place, meaning(name)?);
            }
            "dates" => {
                let (place, code) = placed()?;
                choices.dates.insert(place, all(code, DateOrder::ALL, |o| order_code(*o))?);
            }
            _ => return None,
        }
    }
    Some(choices)
}

/// Changed cells as text, by row and column from 0.
pub fn cells_to_text(cells: &[(usize, usize, String)]) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    for (row, column, text) in cells {
        // Writing to memory doesn't fail.
        let _ = out.write_record([&row.to_string(), &column.to_string(), text]);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The cells that [`cells_to_text`] wrote; nothing where a line is none of its own.
pub fn cells_from_text(text: &str) -> Option<Vec<(usize, usize, String)>> {
    let mut lines = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let cell = |line: csv::Result<csv::StringRecord>| {
        let line = line.ok()?;
        let at = |nth: usize| line.get(nth)?.parse().ok();
        Some((at(0)?, at(1)?, line.get(2)?.to_owned()))
    };
    lines.records().map(cell).collect()
}

fn all<T, const N: usize>(code: &str, of: [T; N], named: fn(&T) -> &'static str) -> Option<T> {
    of.into_iter().find(|one| named(one) == code)
}

fn meaning(name: &str) -> Option<Option<&'static Field>> {
    if name == NOT_SENT {
        return Some(None);
    }
    let listed = fields::ALL.iter().copied().find(|field| field.name == name);
    listed.or_else(|| further::column(name)).map(Some)
}

const fn encoding_code(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
    }
}

/// The stable name of an order, as in `--dates dmy`.
pub const fn order_code(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayMonthYear => "dmy",
        DateOrder::MonthDayYear => "mdy",
        DateOrder::YearMonthDay => "ymd",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_comes_back() {
        let some = Choices {
            encoding: Some(Encoding::Utf16Be),
            delimiter: Some(Delimiter::Semicolon),
            page: Some("Week 12, north\u{301}".into()),
            headings: Some(3),
            columns: [
                (0, Some(&fields::CENTRAL_SAMPLE_ID)),
                (4, None),
                (7, further::column("ct_7_test_kit")),
                (9, further::column("site.freezer")),
            ]
            .into(),
            dates: DateOrder::ALL.into_iter().enumerate().collect(),
        };
        assert!(some.columns.values().filter(|field| field.is_some()).count() == 3);
        for choices in [some, Choices::default()] {
            assert_eq!(from_text(&to_text(&choices)), Some(choices));
        }
        for encoding in Encoding::ALL {
            let choices = Choices { encoding: Some(encoding), ..Choices::default() };
            assert_eq!(from_text(&to_text(&choices)), Some(choices));
        }
        for delimiter in Delimiter::ALL {
            let choices = Choices { delimiter: Some(delimiter), ..Choices::default() };
            assert_eq!(from_text(&to_text(&choices)), Some(choices));
        }
    }

    #[test]
    fn every_changed_cell_comes_back_whatever_it_holds() {
        let texts = ["UK-ENG", "", "a,b", "\"", "two\nlines", "\r\n", " x ", "é\t", "\0"];
        let cells: Vec<_> =
            texts.iter().enumerate().map(|(n, text)| (n, n * 7, (*text).to_owned())).collect();
        assert_eq!(cells_from_text(&cells_to_text(&cells)), Some(cells));
        assert_eq!(cells_from_text(""), Some(Vec::new()));
        for text in ["1,2\n", "1,x,y\n", "x\n", "1,2,3\n4,5\n"] {
            assert_eq!(cells_from_text(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_choice_gives_none() {
        for text in ["colour\tred\n", "encoding\tutf-7\n", "column\tx\tadm1\n", "dates\t1\tdym\n"] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
