//! What a user has done to a sheet, step by step, so that each step can be undone and done again.

use crate::table::{Change, Sheet};
use crate::words::{all_of, count};

/// What kind of thing a step is, for the words that name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A cell was written.
    Typed,
    /// A question of the form was answered, letter by letter: what is typed at one place is one step.
    Answered,
    /// Cells were emptied.
    Cleared,
    /// A block was pasted.
    Pasted,
    /// The upper row of a selection was written into those below it.
    FilledDown,
    /// Every cell with the same problem was given the same text.
    Mended,
    /// Empty rows were added.
    AddedRows,
    /// Rows were taken out.
    RemovedRows,
    /// Rows were put back.
    RestoredRows,
    /// It was said in which order the dates of a column are written.
    SettledDates,
    /// All that was done on an earlier visit of this page.
    Earlier,
}

/// The steps that can be undone, and those that can be done again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// One step: its name and the change that takes it back or makes it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was done, to stand after `Undo:` or `Redo:`.
    pub what: String,
    /// The change that undoes it, or does it again.
    pub change: Change,
    deed: Deed,
}

impl History {
    /// Makes a change and notes it. One that changes nothing is no step.
    pub fn make(&mut self, sheet: &mut Sheet, deed: Deed, change: Change) -> bool {
        let undo = sheet.change(change);
        if undo.is_empty() {
            return false;
        }
        self.undone.clear();
        if deed != Deed::Answered || !self.done.last().is_some_and(|last| last.goes_on(&undo)) {
            self.done.push(Step { what: words(deed, &undo, sheet), change: undo, deed });
        }
        true
    }

    /// Takes the last step back, if there is one.
    pub fn undo(&mut self, sheet: &mut Sheet) -> bool {
        shift(&mut self.done, &mut self.undone, sheet)
    }

    /// Makes the step again that was taken back last, if there is one.
    pub fn redo(&mut self, sheet: &mut Sheet) -> bool {
        shift(&mut self.undone, &mut self.done, sheet)
    }

    /// The step that would be taken back.
    pub fn next_undo(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that would be made again.
    pub fn next_redo(&self) -> Option<&Step> {
        self.undone.last()
    }
}

impl Step {
    /// Whether an answer, by what undoes it, goes on with the one before: that one's undoing undoes
    /// both.
    fn goes_on(&self, undo: &Change) -> bool {
        let place = |change: &Change| match change.cells.as_slice() {
            [(row, column, _)] => Some((*row, *column)),
            _ => None,
        };
        self.deed == Deed::Answered && place(&self.change).is_some_and(|at| place(undo) == Some(at))
    }
}

/// Carries out the last change of one list and puts what reverses it on the other.
fn shift(from: &mut Vec<Step>, to: &mut Vec<Step>, sheet: &mut Sheet) -> bool {
    let Some(step) = from.pop() else { return false };
    to.push(Step { change: sheet.change(step.change), ..step });
    true
}

/// What was done, in words: it names places and never what stands there.
fn words(deed: Deed, undo: &Change, sheet: &Sheet) -> String {
    let cells = undo.cells.len();
    let rows = undo.removed.len();
    match deed {
        Deed::Typed | Deed::Answered => format!("typing in {}", place(undo, sheet)),
        Deed::Cleared => format!("clearing {}", place(undo, sheet)),
        Deed::Pasted => format!("pasting {}", place(undo, sheet)),
        Deed::FilledDown => format!("filling down {}", place(undo, sheet)),
        Deed::Mended => format!("changing {}", place(undo, sheet)),
        Deed::AddedRows => "adding rows".into(),
        Deed::RemovedRows => format!("removing {}", count(rows, "row")),
        Deed::RestoredRows => format!("restoring {}", count(rows, "row")),
        Deed::SettledDates => {
            let columns = sheet.columns().iter().enumerate();
            let settled = columns.filter(|(at, _)| undo.dates.iter().any(|(of, _)| of == at));
            let names: Vec<String> = settled.map(|(_, c)| c.name().to_owned()).collect();
            format!("the answer about {}", all_of(&names))
        }
        Deed::Earlier => format!("{} made before this page was loaded", changes(cells + rows)),
    }
}

fn changes(number: usize) -> String {
    count(number.max(1), "change")
}

/// One cell by its name, several by their number and, if they share it, their column.
fn place(undo: &Change, sheet: &Sheet) -> String {
    let name = |column: usize| sheet.columns().get(column).map_or("", |column| column.name());
    match undo.cells.as_slice() {
        [(row, column, _)] if *row < sheet.rows() => {
            format!("row {}, {}", sheet.line(*row), name(*column))
        }
        [(_, first, _), others @ ..] if others.iter().all(|(_, column, _)| column == first) => {
            format!("{} of {}", count(others.len() + 1, "cell"), name(*first))
        }
        cells => count(cells.len(), "cell"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let csv = "central_sample_id,adm1\nA-1,England\nA-2,England\nA-3,UK-ENG\n";
        crate::read::read(csv.as_bytes()).expect("a sheet")
    }

    fn set(row: usize, column: usize, text: &str) -> (usize, usize, String) {
        (row, column, text.to_owned())
    }

    #[test]
    fn a_step_says_what_it_was() {
        let one = Change::of_cells(vec![set(0, 1, "UK-ENG")]);
        let column = Change::of_cells(vec![set(0, 1, "UK-ENG"), set(1, 1, "UK-ENG")]);
        let block = Change::of_cells(vec![set(0, 0, ""), set(0, 1, ""), set(1, 0, "")]);
        let rows = Change { added: Some(2), ..Change::default() };
        for (deed, change, what) in [
            (Deed::Typed, one, "typing in row 2, adm1"),
            (Deed::Mended, column, "changing 2 cells of adm1"),
            (Deed::Cleared, block, "clearing 3 cells"),
            (Deed::AddedRows, rows, "adding rows"),
            (Deed::RemovedRows, Change::of_rows([0, 2], true), "removing 2 rows"),
        ] {
            let (mut sheet, mut history) = (sheet(), History::default());
            assert!(history.make(&mut sheet, deed, change));
            assert_eq!(history.next_undo().map(|step| step.what.as_str()), Some(what));
        }
    }

    #[test]
    fn an_answer_is_one_step_however_many_letters_it_has() {
        let (mut sheet, mut history) = (sheet(), History::default());
        for (column, text) in [(1, "U"), (1, "UK"), (0, "B"), (0, "B-1"), (1, "UK-WLS")] {
            let change = Change::of_cells(vec![set(0, column, text)]);
            assert!(history.make(&mut sheet, Deed::Answered, change));
        }
        for before in [("B-1", "UK"), ("A-1", "UK"), ("A-1", "England")] {
            assert!(history.undo(&mut sheet));
            assert_eq!((sheet.cell(0, 0), sheet.cell(0, 1)), before);
        }
        assert!(!history.undo(&mut sheet));
        assert!(history.redo(&mut sheet));
        assert_eq!(sheet.cell(0, 1), "UK");
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let (mut sheet, mut history) = (sheet(), History::default());
        let same = Change::of_cells(vec![set(0, 1, "England"), set(9, 9, "outside")]);
        assert!(!history.make(&mut sheet, Deed::Typed, same));
        assert_eq!(history, History::default());
        assert!(!history.undo(&mut sheet) && !history.redo(&mut sheet));
    }

    #[test]
    fn a_new_step_ends_what_could_be_done_again() {
        let (mut sheet, mut history) = (sheet(), History::default());
        let change = |text: &str| Change::of_cells(vec![set(0, 1, text)]);
        history.make(&mut sheet, Deed::Typed, change("UK-WLS"));
        history.make(&mut sheet, Deed::Typed, change("UK-SCT"));
        assert!(history.undo(&mut sheet));
        assert_eq!(sheet.cell(0, 1), "UK-WLS");
        history.make(&mut sheet, Deed::Typed, change("UK-NIR"));
        assert!(history.next_redo().is_none());
        assert!(history.undo(&mut sheet) && history.undo(&mut sheet));
        assert_eq!(sheet.cell(0, 1), "England");
    }
}
