//! How the dates of each column are read, and what is to be asked or told about them.

use crate::date::{DateOrder, Order};
use crate::evidence::{self, Evidence, date_evidence};
use crate::field::Reading;
use crate::pieces::Breaks;
use crate::problem::{Fault, Problem};
use crate::read::Sheet;
use crate::table::Changed;
use crate::value::Date;
use std::collections::BTreeSet;

/// How the cells of each column are read, and the problems of whole columns of dates, in pieces.
pub(super) async fn readings_in_pieces(
    sheet: &Sheet,
    today: Date,
    breaks: &mut Breaks,
) -> (Vec<Reading>, Vec<Problem>) {
    let of_dates: Vec<usize> =
        (0..sheet.columns().len()).filter(|column| sheet.has_dates(*column)).collect();
    breaks.part(0.2, sheet.rows()).await;
    let found = evidence::of_columns(sheet, &of_dates, breaks).await;
    let mut readings = vec![Reading::on(today); sheet.columns().len()];
    let mut problems = Vec::new();
    for (column, evidence) in of_dates.into_iter().zip(&found) {
        readings[column] = reading(sheet, today, column, evidence, &mut problems);
    }
    (readings, problems)
}

/// The same after a change, where it was found out before.
pub(super) fn readings_after(
    sheet: &Sheet,
    changed: &Changed,
    mut readings: Vec<Reading>,
    mut problems: Vec<Problem>,
) -> (Vec<Reading>, Vec<Problem>) {
    let columns: BTreeSet<usize> = changed.cells.keys().map(|(_, column)| *column).collect();
    // A row that was taken out, or put back, matters where it says something of the order.
    let says = |column: usize| changed.rows.iter().any(|row| evidence::says(sheet, *row, column));
    let is_changed: Vec<bool> = (0..sheet.columns().len())
        .map(|column| sheet.has_dates(column) && (columns.contains(&column) || says(column)))
        .collect();
    let is_changed = |column: usize| is_changed[column];
    problems.retain(|problem| problem.column.is_none_or(|column| !is_changed(column)));
    for (column, before) in readings.iter_mut().enumerate().filter(|(at, _)| is_changed(*at)) {
        let evidence = date_evidence(sheet, column);
        *before = reading(sheet, before.today, column, &evidence, &mut problems);
    }
    problems.sort_by_key(|problem| problem.column);
    (readings, problems)
}

fn reading(
    sheet: &Sheet,
    today: Date,
    column: usize,
    evidence: &Evidence,
    problems: &mut Vec<Problem>,
) -> Reading {
    let order = evidence::order(sheet, column, evidence);
    let faults = faults(sheet, column, evidence, order);
    problems.extend(faults.map(|fault| Problem { row: None, column: Some(column), fault }));
    Reading { today, order }
}

fn faults(
    sheet: &Sheet,
    column: usize,
    evidence: &Evidence,
    order: Order,
) -> impl Iterator<Item = Fault> {
    let chosen = match order {
        Order::Chosen(chosen) => Some(chosen),
        Order::Open | Order::Contradicted => None,
    };
    let open = chosen.is_none() && evidence.needs_an_order();
    let fitting = DateOrder::ALL.map(|order| evidence.only(order).count);
    let question = Fault::DateOrder { ambiguous: evidence.ambiguous.len(), fitting };
    let otherwise = evidence::written_otherwise(sheet, column, evidence, order);
    let otherwise = otherwise.map(|row| {
        // While the order is asked for, none is claimed.
        let order = chosen.or(evidence.leaning()).filter(|_| !open);
        Fault::SentAsIso { order, line: sheet.line(row) }
    });
    let seconds = evidence.seconds().map(|row| Fault::SecondsLeftOut { line: sheet.line(row) });
    let swapped = evidence::may_be_swapped(sheet, column, evidence);
    let swapped = swapped.map(|row| Fault::MayBeSwapped { line: sheet.line(row) });
    open.then_some(question).into_iter().chain(swapped).chain(otherwise).chain(seconds)
}
