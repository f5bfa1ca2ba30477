//! What the dates of a column say about the order in which they are written.

use crate::date::{DateOrder, Moment, Order, Written};
use crate::field::Kind;
use crate::pieces::{Breaks, at_once};
use crate::python;
use crate::table::{Sheet, Sign};

/// How many rows of each kind are named as examples.
const EXAMPLES: usize = 3;

/// What the dates of a column say about the order in which they are written. It holds rows, no cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The rows, from 0 and in order, whose date can be read as more than one day.
    pub ambiguous: Vec<usize>,
    only: [Fitting; 3],
    /// Whether some row holds a day that isn't written as ISO 8601 has it.
    otherwise: bool,
    seconds: Option<usize>,
}

/// Dates that are a day in one order alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitting {
    /// How many rows have such a date.
    pub count: usize,
    /// The first of these rows, from 0: at most three.
    pub rows: Vec<usize>,
}

impl Evidence {
    /// The dates that are a day in this order alone.
    pub fn only(&self, order: DateOrder) -> &Fitting {
        &self.only[order as usize]
    }

    /// Whether some dates fit one order alone and some another alone.
    pub fn is_contradictory(&self) -> bool {
        self.only.iter().filter(|fitting| fitting.count > 0).count() > 1
    }

    /// Whether somebody must say in which order the dates are written.
    pub fn needs_an_order(&self) -> bool {
        self.is_contradictory() || !self.ambiguous.is_empty()
    }

    /// The first row whose time has seconds, which Majora doesn't keep.
    pub(crate) fn seconds(&self) -> Option<usize> {
        self.seconds
    }

    /// The order of those dates that fit only one, where they don't contradict each other.
    pub(crate) fn leaning(&self) -> Option<DateOrder> {
        DateOrder::ALL.into_iter().find(|order| self.only(*order).count > 0)
    }

    fn add(&mut self, row: usize, said: &Read) {
        self.otherwise |= !said.iso;
        if said.seconds && self.seconds.is_none() {
            self.seconds = Some(row);
        }
        let day = &said.day;
        if day.is_ambiguous() {
            self.ambiguous.push(row);
        } else if let Some(order) = day.only() {
            let fitting = &mut self.only[order as usize];
            fitting.count += 1;
            if fitting.rows.len() < EXAMPLES {
                fitting.rows.push(row);
            }
        }
    }
}

/// What the dates of a column, from 0, say about their order; nothing where it is no column of dates.
pub fn date_evidence(sheet: &Sheet, column: usize) -> Evidence {
    date_evidences(sheet, &[column]).into_iter().next().unwrap_or_default()
}

/// The same of several columns, gone through together.
pub fn date_evidences(sheet: &Sheet, columns: &[usize]) -> Vec<Evidence> {
    at_once(of_columns(sheet, columns, &mut Breaks::default()))
}

/// The same of several columns, in pieces. It goes through the rows and not through the columns, because
/// the cells of a row stand together.
pub(crate) async fn of_columns(
    sheet: &Sheet,
    columns: &[usize],
    breaks: &mut Breaks,
) -> Vec<Evidence> {
    let mut found: Vec<Gathered> = columns.iter().map(|column| Gathered::of(*column)).collect();
    for row in 0..sheet.rows() {
        if let Some(signs) = sheet.signs(row) {
            found.iter_mut().for_each(|found| found.take(sheet, row, signs.at(found.column)));
        }
        breaks.after(1).await;
    }
    found.into_iter().map(|found| found.evidence).collect()
}

/// What was found so far of one column.
struct Gathered {
    column: usize,
    evidence: Evidence,
    /// What stands for the last cell that was read, and what it says.
    last: Option<Sign>,
    said: Option<Read>,
}

impl Gathered {
    fn of(column: usize) -> Gathered {
        Gathered { column, evidence: Evidence::default(), last: None, said: None }
    }

    fn take(&mut self, sheet: &Sheet, row: usize, sign: Option<Sign>) {
        // A cell that is known to say what the one before it said isn't read again.
        if sign.is_none() || sign != self.last {
            self.last = sign;
            self.said = read(sheet, row, self.column).filter(Read::says);
        }
        if let Some(said) = &self.said {
            self.evidence.add(row, said);
        }
    }
}

/// What is known of the order of a column.
pub(crate) fn order(sheet: &Sheet, column: usize, evidence: &Evidence) -> Order {
    match sheet.date_order(column) {
        Some(chosen) => Order::Chosen(chosen),
        None if evidence.is_contradictory() => Order::Contradicted,
        None => Order::Open,
    }
}

/// The first row that holds one day, but not as ISO 8601 has it.
pub(crate) fn written_otherwise(
    sheet: &Sheet,
    column: usize,
    evidence: &Evidence,
    order: Order,
) -> Option<usize> {
    let is_such = |row: &usize| {
        let written = read(sheet, *row, column);
        written.is_some_and(|written| !written.iso && written.day.settled(order).is_ok())
    };
    evidence.otherwise.then(|| (0..sheet.rows()).find(is_such))?
}

/// The first row whose day the spreadsheet has kept as a date, if it can have taken days for months: of none
/// that it kept is the day above twelve, and of all that it left as text it is.
pub(crate) fn may_be_swapped(sheet: &Sheet, column: usize, evidence: &Evidence) -> Option<usize> {
    let fits = |order| evidence.only(order).count > 0;
    let is_left = fits(DateOrder::DayMonthYear) || fits(DateOrder::MonthDayYear);
    if !is_left || !evidence.ambiguous.is_empty() {
        return None;
    }
    let kept = sheet.aside().moments.iter().filter(|moments| moments.column == column);
    let rows = kept.flat_map(|moments| sheet.rows_at_lines(moments.lines));
    let is_open = |row: &usize| !sheet.is_removed(*row) && !sheet.is_edited(*row, column);
    let (mut first, mut differs) = (None, false);
    for row in rows.filter(is_open) {
        let Some(Read { day: Written::Day { day, .. }, .. }) = read(sheet, row, column) else {
            continue;
        };
        if day.day() > 12 {
            return None;
        }
        first.get_or_insert(row);
        differs |= day.day() != day.month();
    }
    first.filter(|_| differs)
}

/// Whether a cell says something of the order or form in which its column is written, even if its row
/// was taken out. A day as ISO 8601 has it doesn't.
pub(crate) fn says(sheet: &Sheet, row: usize, column: usize) -> bool {
    let read = read_cell(sheet, python::strip(sheet.cell(row, column)), column);
    read.is_some_and(|read| read.says())
}

struct Read {
    day: Written,
    /// Whether day and time are written as ISO 8601 has them.
    iso: bool,
    seconds: bool,
}

impl Read {
    /// Whether it says something of the order or form in which its column is written.
    fn says(&self) -> bool {
        !self.iso || self.seconds || self.day.is_ambiguous() || self.day.only().is_some()
    }
}

fn read(sheet: &Sheet, row: usize, column: usize) -> Option<Read> {
    read_cell(sheet, sheet.trimmed(row, column), column)
}

fn read_cell(sheet: &Sheet, cell: &str, column: usize) -> Option<Read> {
    if cell.is_empty() {
        return None;
    }
    match sheet.columns().get(column)?.field?.kind {
        Kind::Date(_) => {
            let day = Written::day(cell).ok()?;
            Some(Read { iso: day.is_iso(), day, seconds: false })
        }
        Kind::DateTime => {
            let moment = Moment::of(cell).ok()?;
            Some(Read { iso: moment.is_iso(), seconds: moment.clock.seconds, day: moment.day })
        }
        _ => None,
    }
}
