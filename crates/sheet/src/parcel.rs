//! An opened workbook as bytes: the way from the worker that opened it to the page.

use crate::book::{About, Book, Note, OpenError, Page};

/// What came of opening a workbook, as bytes.
pub fn pack(opened: &Result<Book, OpenError>) -> Vec<u8> {
    let length = |book: &Book| book.pages.iter().map(|page| page.rows.len()).sum::<usize>();
    let mut parcel = Vec::with_capacity(opened.as_ref().map_or(0, length) + 1024);
    match opened {
        Err(error) => {
            push_number(&mut parcel, 0);
            push_text(&mut parcel, error.code());
        }
        Ok(book) => {
            push_number(&mut parcel, 1);
            push_number(&mut parcel, book.pages.len() as u32);
            book.pages.iter().for_each(|page| push_page(&mut parcel, page));
        }
    }
    parcel
}

/// What [`pack`] packed; none where the bytes are something else.
pub fn unpack(parcel: &[u8]) -> Option<Result<Book, OpenError>> {
    let mut rest = Unpacked { rest: parcel };
    match rest.number()? {
        0 => OpenError::from_code(rest.text()?).map(Err),
        1 => {
            let count = rest.number()?;
            let pages = (0..count).map(|_| rest.page()).collect::<Option<_>>()?;
            Some(Ok(Book { pages }))
        }
        _ => None,
    }
}

fn push_page(parcel: &mut Vec<u8>, page: &Page) {
    push_text(parcel, &page.name);
    push_number(parcel, page.hidden.into());
    push_text(parcel, &page.rows);
    push_number(parcel, page.notes.len() as u32);
    for Note { row, column, about } in &page.notes {
        let about = match *about {
            About::HiddenRow => [0, 0, 0],
            About::FormulaError => [1, 0, 0],
            About::FormulaWithoutResult => [2, 0, 0],
            About::Merged { rows, columns } => [3, rows, columns],
            About::Rounded => [4, 0, 0],
            About::Dressed => [5, 0, 0],
            About::Moments { rows } => [6, rows, 0],
            About::HiddenColumns { columns } => [7, 0, columns],
        };
        [*row, *column].iter().chain(&about).for_each(|number| push_number(parcel, *number));
    }
}

/// Lengths fit: a page has at most as many bytes as `workbook` writes, a few times 64 MB.
fn push_number(parcel: &mut Vec<u8>, number: u32) {
    parcel.extend_from_slice(&number.to_le_bytes());
}

fn push_text(parcel: &mut Vec<u8>, text: &str) {
    push_number(parcel, text.len() as u32);
    parcel.extend_from_slice(text.as_bytes());
}

struct Unpacked<'a> {
    rest: &'a [u8],
}

impl<'a> Unpacked<'a> {
    fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(u32::from_le_bytes(*number))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()? as usize;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        str::from_utf8(text).ok()
    }

    fn page(&mut self) -> Option<Page> {
        let name = self.text()?.to_owned();
        let hidden = self.number()? != 0;
        let rows = self.text()?.to_owned();
        let count = self.number()?;
        let notes = (0..count).map(|_| self.note()).collect::<Option<_>>()?;
        Some(Page { name, hidden, rows, notes })
    }

    fn note(&mut self) -> Option<Note> {
        let [row, column, about, rows, columns] =
            [self.number()?, self.number()?, self.number()?, self.number()?, self.number()?];
        let about = match about {
            0 => About::HiddenRow,
            1 => About::FormulaError,
            2 => About::FormulaWithoutResult,
            3 => About::Merged { rows, columns },
            4 => About::Rounded,
            5 => About::Dressed,
            6 => About::Moments { rows },
            7 => About::HiddenColumns { columns },
            _ => return None,
        };
        Some(Note { row, column, about })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        let abouts = [
            About::HiddenRow,
            About::FormulaError,
            About::FormulaWithoutResult,
            About::Merged { rows: 2, columns: 3 },
            About::Rounded,
            About::Dressed,
            About::Moments { rows: 9 },
            About::HiddenColumns { columns: 4 },
        ];
        let notes =
            abouts.iter().zip(1..).map(|(about, row)| Note { row, column: 7, about: *about });
        let samples = Page {
            name: "Samples é".into(),
            hidden: false,
            rows: "a,b\n\n1,2\n".into(),
            notes: notes.collect(),
        };
        Book { pages: vec![samples, Page { hidden: true, ..Page::default() }] }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        for opened in [Ok(book()), Ok(Book::default()), Err(OpenError::Corrupt)] {
            assert_eq!(unpack(&pack(&opened)), Some(opened));
        }
    }

    #[test]
    fn a_parcel_cut_short_is_none() {
        let parcel = pack(&Ok(book()));
        for end in 0..parcel.len() {
            assert_eq!(unpack(&parcel[..end]), None, "{end}");
        }
        assert_eq!(unpack(&[9, 0, 0, 0]), None);
    }
}
