//! Cells as they travel over the clipboard: lines of cells with tabs between them.
//!
//! It is not CSV: a blank line is a row with one blank cell, and a quotation mark within a cell is
//! nothing special. As Excel does it, a cell with a tab or line break in it stands in quotation marks.

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
}
