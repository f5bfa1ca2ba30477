//! Sample sheets, made from the example that the app hands out.

use sheet::check::{Checked, check};
use sheet::derive::example;
use sheet::read::read;
use sheet::receipt::{Outcome, Receipt, RowOutcome};
use sheet::record::Slot;
use sheet::value::Date;

pub(crate) use sheet::field::Section;

/// A sample sheet as text, to be changed.
#[derive(Clone, Debug)]
pub(crate) struct Csv {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    today: Date,
}

impl Csv {
    /// The example: this many samples, `HOOT-00001` and so on, in the library `HOOT-LIB-001` and on
    /// the run `HOOT-RUN-001`.
    pub(crate) fn example(today: Date, samples: usize) -> Csv {
        let text = example(today, samples);
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
        let headings = lines.next().expect("headings");
        Csv { headings, rows: lines.collect(), today }
    }

    /// The example in more than one library, each with a run of its own.
    pub(crate) fn in_libraries(today: Date, samples: usize, libraries: usize) -> Csv {
        let each = samples.div_ceil(libraries);
        Csv::example(today, samples)
            .with("library_name", |row| format!("HOOT-LIB-{:03}", row / each + 1))
            .with("run_name", |row| format!("HOOT-RUN-{:03}", row / each + 1))
    }

    /// The same with other cells in a column, which is added where it is missing.
    pub(crate) fn with(mut self, heading: &str, cell: impl Fn(usize) -> String) -> Csv {
        let known = self.headings.iter().position(|known| known == heading);
        let column = known.unwrap_or_else(|| {
            self.headings.push(heading.to_owned());
            self.rows.iter_mut().for_each(|row| row.push(String::new()));
            self.headings.len() - 1
        });
        for (at, row) in self.rows.iter_mut().enumerate() {
            row[column] = cell(at);
        }
        self
    }

    /// The same with every row once more below.
    pub(crate) fn twice(mut self) -> Csv {
        self.rows.extend_from_within(..);
        self
    }

    /// The same with one other cell.
    pub(crate) fn but(mut self, row: usize, heading: &str, cell: &str) -> Csv {
        let column = self.headings.iter().position(|known| known == heading);
        self.rows[row][column.expect("a column of the sheet")] = cell.to_owned();
        self
    }

    /// The columns that `wants` keeps.
    pub(crate) fn only(self, wants: impl Fn(&str) -> bool) -> Csv {
        let keep = |row: Vec<String>| -> Vec<String> {
            let cells = self.headings.iter().zip(row);
            cells.filter(|(heading, _)| wants(heading)).map(|(_, cell)| cell).collect()
        };
        let rows = self.rows.into_iter().map(keep).collect();
        let headings = self.headings.iter().filter(|heading| wants(heading)).cloned().collect();
        Csv { headings, rows, today: self.today }
    }

    /// Read and checked.
    pub(crate) fn checked(&self) -> Checked {
        let lines = [&self.headings].into_iter().chain(&self.rows);
        let text: Vec<_> = lines.map(|cells| cells.join(",")).collect();
        let sheet = read(text.join("\r\n").into_bytes()).expect("a sheet");
        check(sheet, self.today)
    }

    /// Read and checked, and found good.
    pub(crate) fn good(&self) -> Checked {
        let checked = self.checked();
        assert_eq!(checked.problems(), &[]);
        checked
    }
}

/// Whether a column of the template says something of the library or the run.
pub(crate) fn is_of_library_or_run(heading: &str) -> bool {
    let field = sheet::fields::ALL.iter().find(|field| field.name == heading);
    field.expect("a column of the table").section != Section::Sample
}

/// What became of one record.
pub(crate) fn outcome(receipt: &Receipt, row: usize, section: Section) -> &Outcome {
    &receipt.settled[&Slot { row, section }].outcome
}

/// How many rows ended how, in the order of [`RowOutcome::ALL`]. They add up to the rows.
pub(crate) fn counts(receipt: &Receipt) -> [usize; 6] {
    let counts = RowOutcome::ALL.map(|outcome| receipt.rows_with(outcome));
    assert_eq!(counts.iter().sum::<usize>(), receipt.rows);
    counts
}

/// Asserts that every row ended so.
pub(crate) fn all_rows(receipt: &Receipt, expected: RowOutcome) {
    let others: Vec<_> = (0..receipt.rows)
        .filter(|row| receipt.row(*row) != expected)
        .map(|row| (row, receipt.of_row(row).collect::<Vec<_>>()))
        .collect();
    assert!(others.is_empty(), "not {expected:?}: {others:#?}");
    assert_eq!(receipt.halted, None);
}
