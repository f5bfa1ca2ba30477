//! Finding a text in a sheet, while somebody types it.

use super::Sheet;

impl Sheet {
    /// Whether a row holds a text in one of its cells, whatever its case. `needle` is in lower case and
    /// not empty.
    pub fn holds(&self, row: usize, needle: &str) -> bool {
        // The cells that the file gives a row stand one after the other: most rows need one look.
        if !contains(self.of_file(row), needle) && !self.differs_from_file(row) {
            return false;
        }
        (0..self.columns.len()).any(|column| contains(self.cell(row, column), needle))
    }

    /// All cells of a row as they stand in the file, with nothing between them.
    fn of_file(&self, row: usize) -> &str {
        let end_of = |row: usize| match self.rows.get(row) {
            Some(row) if row.first > 0 => self.ends[row.first as usize - 1] as usize,
            Some(_) => 0,
            None => self.cells.len(),
        };
        &self.cells[end_of(row)..end_of(row + 1)]
    }

    /// Whether cells of a row say something that doesn't stand there in the file.
    fn differs_from_file(&self, row: usize) -> bool {
        let is_edited = self.edits.range((row, 0)..(row + 1, 0)).next().is_some();
        is_edited || (self.in_file..self.columns.len()).any(|c| !self.cell(row, c).is_empty())
    }
}

/// Whether a text contains another, which is in lower case. Most of both is ASCII, and there are many.
fn contains(text: &str, needle: &str) -> bool {
    if !needle.is_ascii() || !text.is_ascii() {
        return text.to_lowercase().contains(needle);
    }
    let (mut text, needle) = (text.as_bytes(), needle.as_bytes());
    let begins = |byte: &u8| byte.to_ascii_lowercase() == needle[0];
    while let Some(at) = text.iter().position(begins) {
        let found = text.get(at..at + needle.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(needle)) {
            return true;
        }
        text = &text[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::read::Change;

    #[test]
    fn a_text_is_found_within_one_cell_wherever_it_comes_from() {
        let csv = "central_sample_id,adm1,notes\nA-1,UK-ENG,ab\nA-2,uk-wls\nÄ-3,,\n";
        let mut sheet = crate::read::read(csv.as_bytes().to_vec()).expect("a sheet");
        let cells = vec![(0, 2, "Later".into()), (3, 0, "B-4".into())];
        sheet.change(Change { added: Some(1), cells, ..Change::default() });
        for (needle, rows) in [
            ("uk-", &[0, 1][..]),
            ("a-2", &[1]),
            ("ä-", &[2]),
            ("ater", &[0]),
            ("b-4", &[3]),
            // What was written over, and what begins in one cell and ends in the next.
            ("ab", &[]),
            ("1uk", &[]),
            ("-2uk", &[]),
        ] {
            let found: Vec<usize> = (0..4).filter(|row| sheet.holds(*row, needle)).collect();
            assert_eq!(found, rows, "{needle}");
        }
    }
}
