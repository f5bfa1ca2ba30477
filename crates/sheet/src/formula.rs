//! Cells that a spreadsheet would run, written so that it shows them instead, and read back exactly.

/// What a spreadsheet takes for the beginning of a formula, in its plain and its wide form.
pub const BEGINNINGS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a cell needs a mark before it: it begins as a formula does, or with a character that some
/// spreadsheets drop before they look. One that begins so behind marks needs another, or it would
/// lose one of its own when it is read.
fn needs_mark(cell: &str) -> bool {
    // Nearly every cell begins with a letter or digit.
    if cell.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let unmarked = cell.trim_start_matches('\'');
    let inner = unmarked.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    unmarked.starts_with(['\t', '\r', '\n']) || inner.starts_with(BEGINNINGS)
}

/// The cell, with an apostrophe before it if a spreadsheet would run it.
pub(crate) fn marked(cell: &str) -> String {
    match needs_mark(cell) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

/// The cell that [`marked`] was given.
pub(crate) fn unmarked(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_mark(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_a_mark() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+44", "'+44"),
            ("-5", "'-5"),
            ("@A1", "'@A1"),
            ("＝1", "'＝1"),
            ("\t=1", "'\t=1"),
            ("\rA", "'\rA"),
            (" =1", "' =1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'\tA", "''\tA"),
            ("", ""),
            ("A-1", "A-1"),
            ("'A", "'A"),
            ("1=1", "1=1"),
        ] {
            assert_eq!((marked(cell).as_str(), unmarked(written)), (written, cell));
        }
    }

    proptest! {
        #[test]
        fn any_cell_comes_back_as_it_was(cell in "(['=+@\t\r\n -]|＝|\\PC){0,8}") {
            let written = marked(&cell);
            prop_assert_eq!(unmarked(&written), cell.as_str());
            let first = written.trim_start().chars().next();
            prop_assert!(!first.is_some_and(|c| BEGINNINGS.contains(&c)), "{:?}", written);
            prop_assert!(!written.starts_with(['\t', '\r', '\n']));
        }
    }
}
