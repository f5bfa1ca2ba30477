//! The file on the desk, from which its sheet can be read again in another way.

use crate::browser::draft::Draft;
use crate::browser::workbook::open_workbook;
use sheet::book::Book;
use sheet::choices::Choices;
use sheet::read::{self, Heading, ReadError, Sheet};
use sheet::workflow::Origin;
use std::sync::Arc;

/// The file on the desk.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Its bytes, what was said about it and what was changed in it.
    pub(super) draft: Draft,
    /// What is in it, if it is a workbook.
    book: Option<Arc<Book>>,
}

impl Source {
    /// A file and its sheet, read as its draft says, in pieces between which `rest` is awaited with how
    /// much is done. A workbook is opened first.
    pub(super) async fn open(
        draft: Draft,
        mut rest: impl AsyncFnMut(f64),
    ) -> (Source, Result<Sheet, ReadError>) {
        let mut source = Source { draft, book: None };
        let sheet = source.read(&source.draft.choices, &mut rest).await;
        if sheet != Err(ReadError::Workbook) {
            return (source, sheet);
        }
        let sheet = match open_workbook(source.draft.bytes.to_vec()).await {
            Ok(book) => {
                source.book = Some(Arc::new(book));
                source.read(&source.draft.choices, rest).await
            }
            Err(error) => Err(ReadError::Book(error)),
        };
        (source, sheet)
    }

    /// The sheet, read in this way, in pieces as [`Source::open`].
    pub(super) async fn read(
        &self,
        choices: &Choices,
        rest: impl AsyncFnMut(f64),
    ) -> Result<Sheet, ReadError> {
        match (&self.book, self.draft.origin) {
            (Some(book), _) => read::read_book_in_pieces(book, choices, rest).await,
            // It is no larger than somebody can type.
            (None, Origin::Form) => read::read_form(&self.draft.bytes, choices),
            (None, _) => read::read_in_pieces(&self.draft.bytes, choices, rest).await,
        }
    }

    /// The headings, whatever else is wrong; none where there is no table at all.
    pub(super) fn headings(&self) -> Vec<Heading> {
        let choices = &self.draft.choices;
        let headings = match &self.book {
            Some(book) => read::headings_of_book(book, choices),
            None => read::headings(&self.draft.bytes, choices),
        };
        headings.unwrap_or_default()
    }

    /// The names of the pages, if it is a workbook.
    pub(super) fn pages(&self) -> Vec<String> {
        let pages = self.book.iter().flat_map(|book| &book.pages);
        pages.map(|page| page.name.clone()).collect()
    }
}
