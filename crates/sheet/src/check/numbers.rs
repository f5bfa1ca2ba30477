//! Ten digits that look like an NHS number by their last one, in a column of other numbers.

use crate::field::CellFault;
use crate::personal;
use crate::problem::{Fault, Problem};
use crate::read::Sheet;
use std::collections::BTreeMap;

/// From how many cells of ten digits on a column says of itself what they are.
const MANY: usize = 12;

/// Tells of NHS numbers in columns of which nearly all other numbers can be none, and stops nothing for them:
/// the last digit of one in eleven numbers fits by chance. Of NHS numbers, all would.
pub(super) fn weigh(sheet: &Sheet, problems: &mut [Problem]) {
    let is_such = |problem: &Problem| problem.fault == Fault::Cell(CellFault::NhsNumber);
    let mut fitting: BTreeMap<usize, usize> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| is_such(problem)) {
        if let Some(column) = problem.column {
            *fitting.entry(column).or_default() += 1;
        }
    }
    fitting.retain(|column, fitting| {
        let cells = (0..sheet.rows()).map(|row| sheet.trimmed(row, *column));
        let all = cells.filter(|cell| personal::is_ten_digits(cell)).count();
        all >= MANY && *fitting * 4 < all
    });
    for problem in problems.iter_mut().filter(|problem| is_such(problem)) {
        let Problem { row: Some(row), column: Some(column), .. } = *problem else { continue };
        if fitting.contains_key(&column) && personal::is_ten_digits(sheet.trimmed(row, column)) {
            problem.fault = Fault::MayBeNhsNumber;
        }
    }
}
