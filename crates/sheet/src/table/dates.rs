//! In which order the dates of a column are written, where the user has said so.

use super::Sheet;
use crate::date::DateOrder;
use crate::field::Kind;

impl Sheet {
    /// In which order the dates of a column are written, if the user has said so.
    pub fn date_order(&self, column: usize) -> Option<DateOrder> {
        self.how.choices.dates.get(&column).copied()
    }

    /// Notes among the choices in which order the dates of a column are written; a column without
    /// dates has none. Whether that says anything new.
    pub fn set_date_order(&mut self, column: usize, order: Option<DateOrder>) -> bool {
        let order = order.filter(|_| self.has_dates(column));
        let dates = &mut self.how.choices.dates;
        let before = match order {
            Some(order) => dates.insert(column, order),
            None => dates.remove(&column),
        };
        if before != order {
            self.watch.more();
        }
        before != order
    }

    /// Whether a column holds days, or days and times.
    pub fn has_dates(&self, column: usize) -> bool {
        let field = self.columns().get(column).and_then(|column| column.field);
        field.is_some_and(|field| matches!(field.kind, Kind::Date(_) | Kind::DateTime))
    }
}
