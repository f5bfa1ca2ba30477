//! text → records, numbered as a spreadsheet numbers rows.

use crate::layout::Delimiter;
use crate::python;

/// The records of a text: blank lines count, line breaks inside a cell don't.
pub(super) struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    delimiter: Delimiter,
    /// The cells of the record that [`Records::advance`] went to.
    pub(super) cells: csv::StringRecord,
    /// Its number.
    pub(super) line: u32,
    /// Whether its quotation marks end where their cells do, or at least swallow no line.
    pub(super) closed: bool,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: Delimiter) -> Records<'a> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.byte())
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let cells = csv::StringRecord::new();
        Records { text, reader, delimiter, cells, line: 0, closed: true }
    }

    /// Goes to the next record that isn't blank; whether there is one.
    pub(super) fn advance(&mut self) -> bool {
        loop {
            let start = self.reader.position().byte() as usize;
            // Text is valid UTF-8 and the reader is flexible, so a record can't fail.
            if !self.reader.read_record(&mut self.cells).unwrap_or(false) {
                return false;
            }
            let start = start + self.blank_lines(start);
            if self.cells.iter().any(|cell| !python::is_blank(cell)) {
                let end = self.reader.position().byte() as usize;
                self.closed = self.is_closed(start, end);
                return true;
            }
        }
    }

    /// How many bytes of the text it has read.
    pub(super) fn place(&self) -> usize {
        self.reader.position().byte() as usize
    }

    /// Counts the line of a record and the blank ones before it; how many bytes these are.
    fn blank_lines(&mut self, start: usize) -> usize {
        let text = self.text.as_bytes();
        let byte = |at: usize| text.get(at).copied();
        let mut at = start;
        // The reader ends a record at the `\r` of `\r\n`; that `\n` begins no line.
        if at > 0 && byte(at - 1) == Some(b'\r') && byte(at) == Some(b'\n') {
            at += 1;
        }
        self.line += 1;
        loop {
            at += match (byte(at), byte(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => 2,
                (Some(b'\r' | b'\n'), _) => 1,
                _ => return at - start,
            };
            self.line += 1;
        }
    }

    /// A record on one line may have quotation marks as it likes, as long as the file doesn't end
    /// within them. One that goes over several lines must end each where its cell ends: else it has
    /// swallowed rows.
    fn is_closed(&self, start: usize, end: usize) -> bool {
        let bytes = self.cells.as_slice().as_bytes();
        let several_lines = memchr::memchr2(b'\n', b'\r', bytes).is_some();
        if !several_lines && end < self.text.len() {
            return true;
        }
        let record = &self.text.as_bytes()[start..end];
        quotes_match(record, self.delimiter.byte(), several_lines)
    }
}

fn quotes_match(record: &[u8], delimiter: u8, strictly: bool) -> bool {
    let mut at = 0;
    while at < record.len() {
        if record[at] == b'"' {
            let Some(after) = after_quoted(record, at + 1) else { return false };
            at = after;
            let ends = |next| [delimiter, b'\r', b'\n'].contains(next);
            if strictly && !record.get(at).is_none_or(ends) {
                return false;
            }
        }
        at += record[at..].iter().position(|b| *b == delimiter).unwrap_or(record.len() - at) + 1;
    }
    true
}

/// The place after the quotation mark that ends the cell begun before `at`.
fn after_quoted(record: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += record[at..].iter().position(|b| *b == b'"')? + 1;
        match record.get(at) {
            Some(b'"') => at += 1,
            _ => return Some(at),
        }
    }
}
