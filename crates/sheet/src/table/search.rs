//! Finding a text in a sheet, while somebody types it.

use super::Sheet;

/// A search of a sheet for a text, whatever its case.
pub(crate) struct Search<'s> {
    sheet: &'s Sheet,
    needle: &'s str,
    /// Whether it is in a text, by what stands for that: most texts stand in many cells.
    found: Vec<bool>,
}

impl<'s> Search<'s> {
    /// Of `needle`, which is in lower case and not empty.
    pub(crate) fn of(sheet: &'s Sheet, needle: &'s str) -> Search<'s> {
        let found = sheet.texts.all().map(|text| contains(text, needle)).collect();
        Search { sheet, needle, found }
    }

    /// Whether a row holds it in one of its cells.
    pub(crate) fn is_in(&self, row: usize) -> bool {
        let Search { sheet, needle, found } = self;
        if sheet.differs_from_file(row) {
            return (0..sheet.columns.len())
                .any(|column| contains(sheet.cell(row, column), needle));
        }
        sheet.given(row).iter().take(sheet.in_file).any(|sign| found[*sign as usize])
    }
}

impl Sheet {
    /// Whether cells of a row say something that doesn't stand there in the file.
    fn differs_from_file(&self, row: usize) -> bool {
        let is_edited = self.rows[row].touched && self.edits_of(row).next().is_some();
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
    use super::Search;
    use crate::read::Change;

    #[test]
    fn a_text_is_found_within_one_cell_wherever_it_comes_from() {
        let csv = "central_sample_id,adm1,notes\nA-1,UK-ENG,ab\nA-2,uk-wls\nÄ-3,,\n";
        let mut sheet = crate::read::read(csv.as_bytes()).expect("a sheet");
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
            let search = Search::of(&sheet, needle);
            let found: Vec<usize> = (0..4).filter(|row| search.is_in(*row)).collect();
            assert_eq!(found, rows, "{needle}");
        }
    }
}
