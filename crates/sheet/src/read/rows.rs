//! Rows of a text, straight into a sheet. Most of a row is what the row before is, byte by byte, so most
//! of it need not be taken apart.

use super::records::Records;
use crate::table::Sheet;

impl Records<'_> {
    /// Adds the next row to a sheet, each cell as `taken` takes it. Whether it has: one that goes over
    /// several lines, whose quotation marks are anything but around its cells, or that is blank is left to
    /// [`Records::advance`], as is the end.
    ///
    /// The last row of the sheet must be the one that was read before.
    pub(super) fn copy(&mut self, sheet: &mut Sheet, taken: impl Fn(&str) -> &str) -> bool {
        let blank = self.blank_lines(self.place);
        let start = self.place + blank.bytes;
        if start == self.text.len() {
            return false;
        }
        let text = self.text.as_bytes();
        let line = self.line + blank.lines + 1;
        let mut row = sheet.next_row(line);
        self.before.begin(start);
        let mut at = start;
        let end = loop {
            if let Some(again) = self.before.again(text, at) {
                row.as_before(again.count);
                if again.is_all {
                    break again.end;
                }
                at = again.end + 1;
            }
            let Some((cell, end)) = self.cell(at) else {
                row.undone();
                self.before.forget();
                return false;
            };
            row.cell(taken(cell));
            self.before.ends_at(end);
            if text.get(end) != Some(&self.delimiter.byte()) {
                break end;
            }
            at = end + 1;
        };
        if row.is_blank() {
            row.undone();
            self.before.forget();
            return false;
        }
        row.done();
        self.before.done();
        (self.line, self.closed) = (line, true);
        self.place = text.len().min(end + 1);
        true
    }

    /// The cell at a place and where it ends, if it is on one line and quotation marks, if any, are
    /// around it.
    fn cell(&self, at: usize) -> Option<(&str, usize)> {
        let rest = &self.text.as_bytes()[at..];
        let ends = |byte: &u8| [self.delimiter.byte(), b'\r', b'\n'].contains(byte);
        if rest.first() != Some(&b'"') {
            let length = rest.iter().position(ends).unwrap_or(rest.len());
            return Some((&self.text[at..at + length], at + length));
        }
        let length = memchr::memchr3(b'"', b'\r', b'\n', &rest[1..])?;
        let is_around = rest[length + 1] == b'"' && rest.get(length + 2).is_none_or(ends);
        is_around.then(|| (&self.text[at + 1..=at + length], at + length + 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Choices;
    use crate::layout::{Delimiter, Format, Layout, Source};
    use crate::table::Column;
    use crate::text::Encoding;
    use proptest::prelude::*;

    fn empty() -> Sheet {
        let source = Source::Text { encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
        let layout = Layout { source, format: Format::Plain, headings: 1, settled: vec![] };
        Sheet::new(vec![Column::default(); 4], layout, Choices::default())
    }

    /// What the reader alone makes of a text, and what it makes with the rows that it need not read.
    fn both(text: &str) -> [(Sheet, Vec<bool>); 2] {
        [false, true].map(|copies| {
            let mut records = Records::new(text, Delimiter::Comma);
            let (mut sheet, mut closed) = (empty(), Vec::new());
            assert!(records.advance(), "the headings");
            loop {
                let rows = sheet.rows();
                if !(copies && records.copy(&mut sheet, |cell| cell)) {
                    if !records.advance() {
                        return (sheet, closed);
                    }
                    sheet.push(records.line, records.cells.iter());
                }
                closed.extend((sheet.rows() > rows).then_some(records.closed));
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn rows_are_what_the_reader_makes_of_them(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "bc", "é", ",", ",", ",", "\"", "\"a\"", "\"b,c\",", "\"\"", "\n", "\r\n", "\r",
                    "\n\n", " ", "x,y,,z\n", "x,y,,zz\n", "long enough for a step,b\n", "\u{feff}",
                ]),
                0..40,
            ),
        ) {
            let [reader, copied] = both(&format!("headings\n{}", pieces.concat()));
            prop_assert_eq!(reader, copied);
        }
    }

    #[test]
    fn most_rows_need_no_reader() {
        let text = "A-1,\"b, c\",,1\r\nA-2,\"b, c\",,1\r\n\r\n\nA-10,d,,\"1\"\n,,,1\nA-10";
        let mut records = Records::new(text, Delimiter::Comma);
        let mut sheet = empty();
        while records.copy(&mut sheet, |cell| cell) {}
        assert!(!records.advance(), "nothing was left to it");
        let lines: Vec<u32> = (0..sheet.rows()).map(|row| sheet.line(row)).collect();
        assert_eq!(lines, [1, 2, 5, 6, 7]);
        let other = |row: usize, than: usize| -> Vec<usize> {
            let (row, than) = (sheet.signs(row).unwrap(), sheet.signs(than).unwrap());
            let mut columns = Vec::new();
            row.other_than(than, |column| columns.push(column));
            columns
        };
        assert_eq!(other(1, 0), [0], "what is as before is held once");
        assert_eq!(other(2, 1), [0, 1], "also where it is written in another way");
    }
}
