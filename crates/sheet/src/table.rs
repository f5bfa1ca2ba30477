//! [`Sheet`]: the cells of a file, as they stand in it and as they were changed since.

mod change;
mod dates;
mod search;
mod texts;
mod signs;
mod fill;
mod lines;

pub use change::Change;
pub(crate) use change::Changed;
use change::Watch;
pub(crate) use search::Search;
pub(crate) use signs::Signs;
use texts::Texts;
pub(crate) use texts::{NONE, Sign};

use crate::aside::Aside;
use crate::choices::Choices;
use crate::field::{Field, Need, Section};
use crate::fields;
use crate::heading;
use crate::layout::Layout;
use crate::python;
use std::collections::{BTreeMap, BTreeSet};

/// In how many rows examples of a column's cells are looked for.
const FAR: usize = 10_000;

/// A sample sheet: its cells, the columns that they stand in, and how the file was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    columns: Vec<Column>,
    /// How many columns the file itself has; added ones follow.
    in_file: usize,
    /// What stands in the added ones.
    fillings: Vec<Filling>,
    /// Every cell of the file, one after the other. A row has as many as the file gives it, so that a
    /// short row costs nothing.
    cells: Vec<Sign>,
    texts: Texts,
    rows: Vec<Row>,
    edits: BTreeMap<(usize, usize), String>,
    /// How many of the rows were added below those of the file.
    added: usize,
    /// Rows that were taken out.
    removed: BTreeSet<usize>,
    how: Box<How>,
    watch: Watch,
}

/// How the file was read; apart from the cells, so that a sheet is light to move.
#[derive(Clone, Debug, PartialEq)]
struct How {
    layout: Layout,
    choices: Choices,
    aside: Aside,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    line: u32,
    /// The first of its cells.
    first: u32,
    /// Whether one of them was changed or the row taken out. Most are as they were, and need not be
    /// looked for among what was changed.
    touched: bool,
}

/// One column of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its heading as it stands in the file, trimmed; empty where the file gives none.
    pub heading: String,
    /// What the heading means, if we know it.
    pub field: Option<&'static Field>,
    /// Whether the file lacks the column and we have added it, because its cells are needed or known.
    pub added: bool,
    /// Whether the cells of an added column are filled with what the file says elsewhere.
    pub derived: bool,
    /// Why nobody need be asked what it means, where that isn't known.
    pub apart: Option<Apart>,
}

/// Why a column that means nothing to Majora needs no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// The user has said that it is not to be sent.
    KeptOut,
    /// This program has written it beside the cells of the laboratory.
    Ours,
    /// Its cells are part of those of a column that was added.
    Joined,
}

/// What stands in a column that the file lacks, until it is changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filling {
    Empty,
    Same(String),
    /// One cell for each row.
    Each(Vec<String>),
}

impl Column {
    /// The heading, or what stands for it in messages.
    pub fn name(&self) -> &str {
        match self.heading.as_str() {
            "" => "(no heading)",
            heading => heading,
        }
    }

    fn added(field: &'static Field) -> Column {
        let heading = field.name.to_owned();
        Column { heading, field: Some(field), added: true, ..Column::default() }
    }

    /// A heading that means the same in a plain sheet as this column does here.
    fn plain_heading(&self) -> String {
        let is_plain =
            self.apart == Some(Apart::Ours) || heading::meaning(&self.heading) == self.field;
        match self.field {
            _ if is_plain => self.heading.clone(),
            Some(field) => field.name.to_owned(),
            None => format!("{} (not sent)", self.heading),
        }
    }
}

impl Sheet {
    /// A sheet without rows, with the columns of the file.
    pub(crate) fn new(columns: Vec<Column>, layout: Layout, choices: Choices) -> Sheet {
        Sheet {
            in_file: columns.len(),
            columns,
            fillings: Vec::new(),
            cells: Vec::new(),
            texts: Texts::new(),
            rows: Vec::new(),
            edits: BTreeMap::new(),
            added: 0,
            removed: BTreeSet::new(),
            how: Box::new(How { layout, choices, aside: Aside::default() }),
            watch: Watch::default(),
        }
    }

    /// Adds a column that the file lacks, with what it says elsewhere.
    pub(crate) fn add_filled(&mut self, field: &'static Field, filling: Filling) {
        self.columns.push(Column { derived: true, ..Column::added(field) });
        self.fillings.push(filling);
    }

    /// Gives a column another meaning.
    pub(crate) fn set_field(&mut self, column: usize, field: &'static Field) {
        self.columns[column].field = Some(field);
    }

    pub(crate) fn aside_mut(&mut self) -> &mut Aside {
        &mut self.how.aside
    }

    /// What the file says beside its rows.
    pub fn aside(&self) -> &Aside {
        &self.how.aside
    }

    /// The number of the row that was left out, because a template tells there what to write.
    pub fn hints(&self) -> Option<u32> {
        self.how.aside.hints
    }

    /// The numbers of the filled rows above the headings. They are no rows of the sheet.
    pub fn above(&self) -> &[u32] {
        &self.how.aside.above
    }

    /// The columns, in the order of the file; those that it lacks come last.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many rows hold anything.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// A cell as it stands in the file, or as it was changed since.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let touched = self.rows.get(row).is_some_and(|row| row.touched);
        let edited = if touched { self.edits.get(&(row, column)) } else { None };
        edited.map_or_else(|| self.original(row, column), String::as_str)
    }

    /// A cell as it is checked and sent: without the white space around it, which Majora drops too,
    /// and blank where the row was taken out.
    pub fn trimmed(&self, row: usize, column: usize) -> &str {
        let as_it_was = self.rows.get(row).is_some_and(|row| !row.touched);
        // Checks ask this of every cell, mostly more than once.
        match as_it_was && column < self.in_file {
            true => python::strip(self.nth(row, column).unwrap_or("")),
            false if self.is_removed(row) => "",
            false => python::strip(self.cell(row, column)),
        }
    }

    /// A cell as it stands in the file, or as the file fills it.
    pub fn original(&self, row: usize, column: usize) -> &str {
        if column < self.in_file {
            return self.nth(row, column).unwrap_or("");
        }
        match self.fillings.get(column - self.in_file) {
            Some(Filling::Same(cell)) => cell,
            Some(Filling::Each(cells)) => cells.get(row).map_or("", String::as_str),
            Some(Filling::Empty) | None => "",
        }
    }

    /// Whether a cell was changed since the file was read.
    pub fn is_edited(&self, row: usize, column: usize) -> bool {
        self.edits.contains_key(&(row, column))
    }

    /// The column that holds a field.
    pub fn column_of(&self, field: &'static Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == Some(field))
    }

    /// Whether the file says nothing in the column of a field: a heading may be meant for it.
    pub(crate) fn lacks(&self, field: &'static Field) -> bool {
        let column = self.column_of(field).map(|column| &self.columns[column]);
        column.is_none_or(|column| column.added && !column.derived)
    }

    /// The cell of a field, trimmed; empty where the sheet lacks the column.
    pub fn get(&self, row: usize, field: &'static Field) -> &str {
        self.column_of(field).map_or("", |column| self.trimmed(row, column))
    }

    /// The sample id of a row, even of one that was taken out: what a person knows it by.
    pub fn id(&self, row: usize) -> &str {
        let column = self.column_of(&fields::CENTRAL_SAMPLE_ID);
        column.map_or("", |column| python::strip(self.cell(row, column)))
    }

    /// The first different cells of a column that are filled, at most this many: what stands under a
    /// heading that means nothing, for the person who is asked what it means. All columns of a large
    /// sheet may be shown with theirs at once, so nobody looks far for another.
    pub fn examples(&self, column: usize, most: usize) -> Vec<&str> {
        let mut examples = Vec::new();
        for cell in (0..self.rows().min(FAR)).map(|row| self.trimmed(row, column)) {
            if !cell.is_empty() && !examples.contains(&cell) {
                examples.push(cell);
            }
            if examples.len() == most {
                break;
            }
        }
        examples
    }

    /// Whether any cell of a column is filled.
    pub fn is_filled(&self, column: usize) -> bool {
        (0..self.rows()).any(|row| !self.trimmed(row, column).is_empty())
    }

    /// How many filled cells of a row stand beyond the last heading.
    pub fn cells_beyond(&self, row: usize) -> usize {
        self.beyond(row).filter(|cell| !python::is_blank(cell)).count()
    }

    /// How the file was read.
    pub fn layout(&self) -> &Layout {
        &self.how.layout
    }

    /// What the user had said about how the file is to be read.
    pub fn choices(&self) -> &Choices {
        &self.how.choices
    }

    /// Changes a cell. Going back to what the file says is no change; a cell outside the sheet is
    /// none either.
    pub fn set(&mut self, row: usize, column: usize, text: String) {
        if row >= self.rows() || column >= self.columns.len() {
            return;
        }
        if self.watch.is_kept() {
            let before = self.cell(row, column).to_owned();
            self.watch.cell(row, column, before);
        }
        match self.original(row, column) == text {
            true => self.edits.remove(&(row, column)),
            false => self.edits.insert((row, column), text),
        };
        self.note_touched(row);
    }

    /// Every changed cell: row, column and what stands there now.
    pub fn edits(&self) -> impl ExactSizeIterator<Item = (usize, usize, &str)> {
        self.edits.iter().map(|((row, column), text)| (*row, *column, text.as_str()))
    }

    /// Every row that was not taken out, as CSV: the columns of the file, those that were added, then
    /// what stands beyond. Read as a plain sheet it is the same; where a heading would mean something else, it is another.
    pub fn to_csv(&self) -> String {
        // Writing to memory doesn't fail, and the writer takes rows of any length.
        let mut headings = csv::WriterBuilder::new().quote_style(self.quotes()).from_writer(vec![]);
        let _ = headings.write_record(self.plain_headings());
        let headings = headings.into_inner().unwrap_or_default();
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(headings);
        for row in (0..self.rows()).filter(|row| !self.is_removed(*row)) {
            let cells = (0..self.columns.len()).map(|column| self.cell(row, column));
            let any_beyond = self.cells_beyond(row) > 0;
            let beyond = self.beyond(row).filter(|_| any_beyond);
            let _ = out.write_record(cells.chain(beyond));
        }
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// Headings that mean the same in a plain sheet, and that are those of no instrument's sheet.
    pub(crate) fn plain_headings(&self) -> Vec<String> {
        let mut headings: Vec<String> = self.columns.iter().map(Column::plain_heading).collect();
        let is_of_minknow = |heading: &String| heading.eq_ignore_ascii_case(heading::OF_MINKNOW);
        if let Some(key) = self.column_of(&fields::CENTRAL_SAMPLE_ID)
            && headings.iter().any(is_of_minknow)
        {
            fields::CENTRAL_SAMPLE_ID.name.clone_into(&mut headings[key]);
        }
        headings
    }

    /// An unknown heading may begin like a file of another kind, which a quotation mark prevents.
    fn quotes(&self) -> csv::QuoteStyle {
        match self.columns.first().is_some_and(|column| column.field.is_some()) {
            true => csv::QuoteStyle::Necessary,
            false => csv::QuoteStyle::Always,
        }
    }

    /// The cells of a row beyond the last heading, filled or not.
    pub(crate) fn beyond(&self, row: usize) -> impl Iterator<Item = &str> {
        (self.in_file..).map_while(move |nth| self.nth(row, nth))
    }

    /// The nth cell that the file gives a row.
    fn nth(&self, row: usize, nth: usize) -> Option<&str> {
        self.given(row).get(nth).map(|sign| self.texts.get(*sign))
    }

    /// Adds, empty, the columns without which no row can be sent, so that there is a cell to fill.
    pub(crate) fn add_needed_columns(&mut self) {
        let mut wanted: Vec<Section> =
            Section::ALL.into_iter().filter(|section| self.has_section(*section)).collect();
        // An id alone can only be the beginning of a sample.
        if wanted.is_empty() {
            wanted.push(Section::Sample);
        }
        let needed = fields::ALL.iter().copied();
        let needed = needed.filter(|f| wanted.contains(&f.section) && f.need == Need::Required);
        for field in needed {
            if self.column_of(field).is_none() {
                self.add_empty(field);
            }
        }
        let has = |field| self.column_of(field).is_some();
        let samples = wanted.contains(&Section::Sample);
        if samples && !has(&fields::COLLECTION_DATE) && !has(&fields::RECEIVED_DATE) {
            self.add_empty(&fields::COLLECTION_DATE);
        }
    }

    fn add_empty(&mut self, field: &'static Field) {
        self.columns.push(Column::added(field));
        self.fillings.push(Filling::Empty);
    }

    /// Whether the sheet has a column of this record, beside the id that all three share.
    pub(crate) fn has_section(&self, section: Section) -> bool {
        let fields = self.columns.iter().filter_map(|column| column.field);
        let mut fields = fields.filter(|field| **field != fields::CENTRAL_SAMPLE_ID);
        fields.any(|field| field.section == section)
    }
}
