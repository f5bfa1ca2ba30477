//! A plate as it lies on the bench: a cell for each well, which is no row for each sample.

use super::records::Records;
use crate::layout::Delimiter;
use crate::python;

/// Among how many filled rows the numbers above a plate are looked for.
const MOST_ABOVE: usize = 30;

/// The fewest columns of a plate: one of 24 wells has six.
const FEWEST: usize = 6;

/// Whether a text holds a plate: a row that counts the columns, and below it rows called A, B and so on.
pub(super) fn is_drawn(text: &str) -> bool {
    Delimiter::ALL.into_iter().any(|delimiter| {
        let mut records = Records::new(text, delimiter);
        let mut rows =
            (0..MOST_ABOVE).map_while(|_| records.advance().then(|| records.cells.clone()));
        rows.any(|row| counts(&row))
            && ["A", "B"].into_iter().all(|name| is_called(rows.next(), name))
    })
}

/// Whether a row counts from 1 on, behind a cell that may say anything.
fn counts(row: &csv::StringRecord) -> bool {
    let cells = row.iter().skip(1).map(python::strip).filter(|cell| !cell.is_empty());
    let numbers: Vec<Option<usize>> = cells.map(|cell| cell.parse().ok()).collect();
    numbers.len() >= FEWEST && (1..).zip(&numbers).all(|(nth, number)| *number == Some(nth))
}

fn is_called(row: Option<csv::StringRecord>, name: &str) -> bool {
    row.is_some_and(|row| row.get(0).map(python::strip) == Some(name))
}
