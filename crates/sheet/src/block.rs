//! Cells as they travel over the clipboard: lines of cells with tabs between them.
//!
//! It is not CSV: a blank line is a row with one blank cell, and a quotation mark within a cell is
//! nothing special. As Excel does it, a cell with a tab or line break in it stands in quotation marks.

use crate::table::{Change, Column, Sheet};
use crate::text;

/// The cells of a copied block. Rows may differ in length.
pub fn parse(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (cell, after) = first_cell(rest);
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        let Some(end) = after.chars().next() else { return rows };
        rest = &after[end.len_utf8()..];
        if end != '\t' {
            rest = rest.strip_prefix('\n').filter(|_| end == '\r').unwrap_or(rest);
            // The last line ends with a break, and begins no other.
            if rest.is_empty() {
                return rows;
            }
            rows.push(Vec::new());
        }
    }
}

/// The text of a file with the cells of a copied block. A text without tabs is none: it may be a file
/// that was copied whole, and stays as it is.
pub fn as_file(text: &str) -> String {
    if !text.contains('\t') {
        return text.to_owned();
    }
    let mut out = csv::WriterBuilder::new().flexible(true).delimiter(b'\t').from_writer(vec![]);
    for row in parse(text) {
        // Writing to memory doesn't fail, and the writer takes rows of any length.
        let _ = out.write_record(row);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// What begins the headings that rows without any are given.
const MADE_UP: &str = "Column ";

/// Such a file of rows that have no headings, with headings above them: `Column A`, `Column B`.
pub fn with_headings(file: &str) -> String {
    // A text without tabs is a file that was copied whole, perhaps one of a spreadsheet with decimal commas.
    let first = file.lines().next().unwrap_or_default();
    let delimiter = match file.contains('\t') {
        true => '\t',
        false if first.matches(';').count() > first.matches(',').count() => ';',
        false => ',',
    };
    let mut lines = csv::ReaderBuilder::new();
    lines.flexible(true).has_headers(false).delimiter(delimiter as u8);
    let lines = lines.from_reader(file.as_bytes()).into_records().flatten();
    let widest = lines.map(|line| line.len()).max().unwrap_or(1);
    let headings = (0..widest).map(|at| format!("{MADE_UP}{}", text::column_letters(at)));
    let headings: Vec<String> = headings.collect();
    format!("{}\n{file}", headings.join(&delimiter.to_string()))
}

/// Whether a file has headings that were made up for it.
pub fn has_made_up_headings(file: &str) -> bool {
    file.strip_prefix(MADE_UP).is_some_and(|rest| rest.starts_with('A'))
}

/// A block as text, in the form that spreadsheets read.
pub fn to_text<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let line = |cells: Vec<&str>| cells.into_iter().map(quoted).collect::<Vec<_>>().join("\t");
    rows.map(line).collect::<Vec<_>>().join("\n")
}

fn quoted(cell: &str) -> String {
    match cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// A block put into a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// What changes.
    pub change: Change,
    /// How many of its rows lie below the last one of the sheet.
    pub rows_beyond: usize,
    /// How many of its columns lie beyond the last one, or have a heading that the sheet lacks.
    pub columns_beyond: usize,
}

/// Puts a block into these rows and columns, in their order. A block whose first row has headings of
/// the sheet goes into the columns of those names. Rows below the last one are added if so wanted.
pub fn paste(
    sheet: &Sheet,
    block: &[Vec<String>],
    rows: &[usize],
    columns: &[usize],
    add: bool,
) -> Pasted {
    let named = named_columns(sheet, block);
    let width = block.iter().map(Vec::len).max().unwrap_or(0);
    let column_of = |nth: usize| match &named {
        Some(named) => named.get(nth).copied().flatten(),
        None => columns.get(nth).copied(),
    };
    let lines = &block[usize::from(named.is_some())..];
    let filled = lines.iter().rposition(|line| line.iter().any(|cell| !cell.is_empty()));
    let filled = filled.map_or(0, |last| last + 1);
    let rows_beyond = filled.saturating_sub(rows.len());
    let new = if add { rows_beyond } else { 0 };
    let targets = rows.iter().copied().chain(sheet.rows()..sheet.rows() + new);
    let mut change = Change { added: (new > 0).then(|| sheet.added() + new), ..Change::default() };
    for (line, row) in lines.iter().zip(targets) {
        let cells = line.iter().enumerate();
        let cells = cells.filter_map(|(nth, cell)| Some((row, column_of(nth)?, cell.clone())));
        change.cells.extend(cells);
    }
    let is_filled =
        |nth: usize| lines.iter().any(|line| line.get(nth).is_some_and(|c| !c.is_empty()));
    let beyond = (0..width).filter(|nth| column_of(*nth).is_none() && is_filled(*nth));
    Pasted { change, rows_beyond, columns_beyond: beyond.count() }
}

/// The columns that the first row of a block names, if it is a row of headings.
fn named_columns(sheet: &Sheet, block: &[Vec<String>]) -> Option<Vec<Option<usize>>> {
    let (headings, rest) = block.split_first()?;
    let place = |heading: &String| {
        let name = text::normalised(heading);
        let same = |column: &Column| !name.is_empty() && text::normalised(column.name()) == name;
        sheet.columns().iter().position(same)
    };
    let named: Vec<Option<usize>> = headings.iter().map(place).collect();
    let found = named.iter().flatten().count();
    let filled = headings.iter().filter(|heading| !heading.trim().is_empty()).count();
    // One word may be a heading by chance.
    (!rest.is_empty() && found > 1 && found * 2 > filled).then_some(named)
}

/// The first cell and what follows it, which is nothing or begins with a tab or line break.
fn first_cell(text: &str) -> (String, &str) {
    text.strip_prefix('"').and_then(within_quotes).unwrap_or_else(|| {
        let end = text.find(['\t', '\n', '\r']).unwrap_or(text.len());
        (text[..end].to_owned(), &text[end..])
    })
}

/// A cell in quotation marks, if these end where a cell does: else they are part of it.
fn within_quotes(text: &str) -> Option<(String, &str)> {
    let (mut cell, mut rest) = (String::new(), text);
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.chars().next() {
            Some('"') => (cell.push('"'), rest = &rest[1..]).1,
            None | Some('\t' | '\n' | '\r') => return Some((cell, rest)),
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_is_read_as_spreadsheets_write_it() {
        let cases: [(&str, &[&[&str]]); 9] = [
            ("A-1\tUK-ENG\r\nA-2\tUK-WLS\r\n", &[&["A-1", "UK-ENG"], &["A-2", "UK-WLS"]]),
            ("one", &[&["one"]]),
            ("", &[&[""]]),
            ("a\n\nb", &[&["a"], &[""], &["b"]]),
            ("\t\n", &[&["", ""]]),
            ("\"a\tb\"\tc\n", &[&["a\tb", "c"]]),
            ("\"two\nlines, \"\"quoted\"\"\"\nnext", &[&["two\nlines, \"quoted\""], &["next"]]),
            ("5\" pipe\n\"never closed\tx\ny", &[&["5\" pipe"], &["\"never closed", "x"], &["y"]]),
            ("a\rb", &[&["a"], &["b"]]),
        ];
        for (text, rows) in cases {
            assert_eq!(parse(text), rows, "{text:?}");
        }
    }

    #[test]
    fn a_copied_block_is_read_as_a_file_with_its_cells_and_rows() {
        let text = "central_sample_id\tadm1\tnotes\r\nA-1\tUK-ENG\t\"two\nlines\"\r\n\r\n\
            A-2\tUK-WLS\t5\" pipe\r\nA-3\t\t\"quoted by hand\tx\r\n";
        let sheet = crate::read::read(as_file(text).into_bytes()).expect("a sheet");
        let lines: Vec<u32> = (0..sheet.rows()).map(|row| sheet.line(row)).collect();
        assert_eq!(lines, [2, 4, 5], "a blank row counts");
        let notes: Vec<&str> = (0..sheet.rows()).map(|row| sheet.cell(row, 2)).collect();
        assert_eq!(notes, ["two\nlines", "5\" pipe", "\"quoted by hand"]);
    }

    #[test]
    fn a_file_that_was_copied_whole_stays_as_it_is() {
        let text = "central_sample_id,adm1\n\"A-1\",UK-ENG\n";
        assert_eq!(as_file(text), text);
    }

    fn sheet() -> Sheet {
        let csv = "central_sample_id,adm1,notes\nA-1,England,\nA-2,England,\nA-3,,\n";
        crate::read::read(csv.as_bytes()).expect("a sheet")
    }

    fn cells(pasted: &Pasted) -> Vec<(usize, usize, &str)> {
        pasted
            .change
            .cells
            .iter()
            .map(|(row, column, text)| (*row, *column, text.as_str()))
            .collect()
    }

    #[test]
    fn a_block_goes_into_the_rows_and_columns_that_are_shown() {
        let block = parse("UK-ENG\tx\ty\nUK-WLS\n");
        let pasted = paste(&sheet(), &block, &[2, 0], &[1, 2], false);
        assert_eq!(cells(&pasted), [(2, 1, "UK-ENG"), (2, 2, "x"), (0, 1, "UK-WLS")]);
        assert_eq!((pasted.rows_beyond, pasted.columns_beyond), (0, 1));
    }

    #[test]
    fn rows_below_the_last_are_added_when_asked_for() {
        let block = parse("A-3\nA-4\nA-5\n\n\n");
        let without = paste(&sheet(), &block, &[2], &[0, 1, 2], false);
        assert_eq!((cells(&without), without.rows_beyond), (vec![(2, 0, "A-3")], 2));
        let with = paste(&sheet(), &block, &[2], &[0, 1, 2], true);
        assert_eq!(with.change.added, Some(2));
        assert_eq!(cells(&with), [(2, 0, "A-3"), (3, 0, "A-4"), (4, 0, "A-5")]);
    }

    #[test]
    fn a_block_with_headings_goes_into_the_columns_of_those_names() {
        let block = parse("ADM1\tcentral sample id\tcolour\nUK-ENG\tB-1\tred\n");
        let pasted = paste(&sheet(), &block, &[0, 1, 2], &[2], false);
        assert_eq!(cells(&pasted), [(0, 1, "UK-ENG"), (0, 0, "B-1")]);
        assert_eq!((pasted.rows_beyond, pasted.columns_beyond), (0, 1));
    }

    proptest! {
        #[test]
        fn what_is_copied_is_pasted(
            rows in prop::collection::vec(prop::collection::vec("[ab\"\t\n\r ]{0,4}", 1..4), 1..4),
        ) {
            // A last row of one blank cell can't be told from the end of the text.
            let lone_blank = rows.len() > 1 && rows.last().is_some_and(|row| *row == [""]);
            prop_assume!(!lone_blank);
            let text = to_text(rows.iter().map(|row| row.iter().map(String::as_str).collect()));
            prop_assert_eq!(parse(&text), rows);
        }
    }

    #[test]
    fn rows_without_headings_get_some() {
        for (file, expected) in [
            ("A-1\tUK-ENG\nA-2\n", "Column A\tColumn B\nA-1\tUK-ENG\nA-2\n"),
            ("A-1\nA-2,\"x,y\",z\n", "Column A,Column B,Column C\nA-1\nA-2,\"x,y\",z\n"),
            ("A-1;1,5;x\n", "Column A;Column B;Column C\nA-1;1,5;x\n"),
            ("A-1", "Column A\nA-1"),
        ] {
            assert_eq!(with_headings(file), expected);
            assert!(has_made_up_headings(expected) && !has_made_up_headings(file));
            let error = crate::read::read(expected.as_bytes()).expect_err("no column has the ids");
            let crate::read::ReadError::NoKeyColumn { headings } = error else { panic!("{error}") };
            assert_eq!(
                headings.last().map(String::as_str),
                expected.lines().next().and_then(|line| line.rsplit(['\t', ';', ',']).next())
            );
        }
    }
}
