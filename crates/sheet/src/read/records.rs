//! text → records, numbered as a spreadsheet numbers rows.

use super::before::Before;
use crate::layout::Delimiter;
use crate::python;

/// The records of a text: blank lines count, line breaks inside a cell don't.
pub(super) struct Records<'a> {
    pub(super) text: &'a str,
    reader: csv_core::Reader,
    pub(super) delimiter: Delimiter,
    /// How many bytes of the text were read.
    pub(super) place: usize,
    /// The cells of the record that [`Records::advance`] went to. A row that was copied leaves them as
    /// they were.
    pub(super) cells: csv::StringRecord,
    /// The number of the record or row that it went to.
    pub(super) line: u32,
    /// Whether its quotation marks end where their cells do, or at least swallow no line.
    pub(super) closed: bool,
    /// What the reader writes a record to, and where each of its cells ends.
    written: Vec<u8>,
    ends: Vec<usize>,
    /// Where the last row stands that [`Records::copy`] went to.
    pub(super) before: Before,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: Delimiter) -> Records<'a> {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build();
        Records {
            text,
            reader,
            delimiter,
            place: 0,
            cells: csv::StringRecord::new(),
            line: 0,
            closed: true,
            written: vec![0; 1024],
            ends: vec![0; 128],
            before: Before::default(),
        }
    }

    /// Goes to the next record that isn't blank; whether there is one.
    pub(super) fn advance(&mut self) -> bool {
        self.before.forget();
        loop {
            let start = self.place;
            if !self.read() {
                return false;
            }
            let blank = self.blank_lines(start);
            self.line += blank.lines + 1;
            if self.cells.iter().any(|cell| !python::is_blank(cell)) {
                self.closed = self.is_closed(start + blank.bytes, self.place);
                return true;
            }
        }
    }

    /// Reads a record; whether there is one.
    fn read(&mut self) -> bool {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        let (mut bytes, mut cells) = (0, 0);
        loop {
            let rest = &self.text.as_bytes()[self.place..];
            let (written, ends) = (&mut self.written[bytes..], &mut self.ends[cells..]);
            let (result, read, wrote, ended) = self.reader.read_record(rest, written, ends);
            self.place += read;
            bytes += wrote;
            cells += ended;
            match result {
                // Asked again with nothing left, it ends the record that it is in.
                InputEmpty => {}
                OutputFull => self.written.resize(self.written.len() * 2, 0),
                OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                Record => break,
                End => return false,
            }
        }
        // It takes nothing from a text that stands between two of its characters.
        let written = str::from_utf8(&self.written[..bytes]).unwrap_or_default();
        self.cells.clear();
        let mut start = 0;
        for end in &self.ends[..cells] {
            self.cells.push_field(written.get(start..*end).unwrap_or_default());
            start = *end;
        }
        true
    }

    /// The blank lines at a place between two records.
    pub(super) fn blank_lines(&self, place: usize) -> BlankLines {
        let text = self.text.as_bytes();
        let byte = |at: usize| text.get(at).copied();
        let (mut at, mut lines) = (place, 0);
        // The reader ends a record at the `\r` of `\r\n`; that `\n` begins no line.
        if at > 0 && byte(at - 1) == Some(b'\r') && byte(at) == Some(b'\n') {
            at += 1;
        }
        loop {
            at += match (byte(at), byte(at + 1)) {
                (Some(b'\r'), Some(b'\n')) => 2,
                (Some(b'\r' | b'\n'), _) => 1,
                _ => return BlankLines { lines, bytes: at - place },
            };
            lines += 1;
        }
    }

    /// A record on one line may have quotation marks as it likes, as long as the file doesn't end within them
    /// and none of its cells has swallowed the next. One that goes over several lines must end each where its
    /// cell ends: else it has swallowed rows.
    fn is_closed(&self, start: usize, end: usize) -> bool {
        let bytes = self.cells.as_slice().as_bytes();
        let several_lines = memchr::memchr2(b'\n', b'\r', bytes).is_some();
        let record = &self.text.as_bytes()[start..end];
        let has_marks = || memchr::memchr(b'"', record).is_some();
        if !several_lines && end < self.text.len() && !has_marks() {
            return true;
        }
        quotes_match(record, self.delimiter.byte(), several_lines)
    }
}

/// Blank lines, and how many bytes they and the end of the line before them are.
pub(super) struct BlankLines {
    pub(super) lines: u32,
    pub(super) bytes: usize,
}

/// Whether every quotation mark that opens a cell has one that ends it; where that is followed by more of the
/// cell, there may be no delimiter between them, and `strictly` nothing may follow.
fn quotes_match(record: &[u8], delimiter: u8, strictly: bool) -> bool {
    let mut at = 0;
    while at < record.len() {
        if record[at] == b'"' {
            let start = at;
            let Some(after) = after_quoted(record, at + 1) else { return false };
            let ends = |next| [delimiter, b'\r', b'\n'].contains(next);
            let has_swallowed = || record[start..after].contains(&delimiter);
            if !record.get(after).is_none_or(ends) && (strictly || has_swallowed()) {
                return false;
            }
            at = after;
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
