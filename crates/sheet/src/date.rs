//! Days and times as laboratories write them, and which is meant.
//!
//! Nothing is guessed: three numbers that can be read as more than one day are no day, until somebody
//! says in which order their column is written. A year of two digits counts as 20yy up to 68; later ones
//! may as well be of the century before, so they are refused.

mod majora;
mod clock;
mod written;

pub(crate) use majora::{american, iso, minute};
pub(crate) use written::{MONTHS, Moment, Written};

use jiff::civil::Date;

/// In which order the three numbers of a date are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateOrder {
    /// As in Britain: 4/5/2021 is 4 May.
    DayMonthYear,
    /// As in the United States: 4/5/2021 is 5 April.
    MonthDayYear,
    /// As in ISO 8601: 21/5/4 is 4 May.
    YearMonthDay,
}

impl DateOrder {
    /// Every one.
    pub const ALL: [DateOrder; 3] =
        [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            DateOrder::DayMonthYear => "day/month/year",
            DateOrder::MonthDayYear => "month/day/year",
            DateOrder::YearMonthDay => "year/month/day",
        }
    }
}

/// What is known of the order in which the dates of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Nobody has said, and its dates go together.
    #[default]
    Open,
    /// Nobody has said, and some of its dates fit one order only and some another only.
    Contradicted,
    /// The user has said.
    Chosen(DateOrder),
}

/// Why a cell is no day, or no day and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// No day in any form that is read, or one that the calendar lacks.
    NotADate,
    /// No day and time in any form that is read.
    NotADateTime,
    /// More than one day, depending on the order.
    Ambiguous,
    /// One day, but other cells of the column are written in another order.
    Contradicted,
    /// No day in the order that was chosen for the column.
    OtherOrder {
        /// That order.
        chosen: DateOrder,
    },
    /// A day and month without a year.
    NoYear,
    /// The number by which a spreadsheet counts days.
    SerialNumber,
    /// A time of day, other than midnight, where only a day belongs.
    HasTime,
    /// A day alone where a time belongs too.
    NoTime,
    /// A zone, which Majora doesn't keep.
    HasZone,
}

/// The day that a cell names, without a time.
pub fn day(text: &str, order: Order) -> Result<Date, DateFault> {
    Written::day(text)?.settled(order)
}

impl Written {
    /// The day, if it is only one.
    pub(crate) fn settled(&self, order: Order) -> Result<Date, DateFault> {
        let days = match self {
            Written::Day { day, .. } => return Ok(*day),
            Written::Numbers(days) => days,
        };
        if let Order::Chosen(chosen) = order {
            return days[chosen as usize].ok_or(DateFault::OtherOrder { chosen });
        }
        match self.only() {
            Some(_) if order == Order::Contradicted => Err(DateFault::Contradicted),
            _ => self.same().ok_or(DateFault::Ambiguous),
        }
    }

    /// The day that it is in every order in which it is one.
    fn same(&self) -> Option<Date> {
        let Written::Numbers(days) = self else { return None };
        let mut days = days.iter().flatten();
        let first = days.next()?;
        days.all(|day| day == first).then_some(*first)
    }

    /// Whether it is another day in another order.
    pub(crate) fn is_ambiguous(&self) -> bool {
        matches!(self, Written::Numbers(_)) && self.same().is_none()
    }

    /// The order, if there is only one in which it is a day.
    pub(crate) fn only(&self) -> Option<DateOrder> {
        let Written::Numbers(days) = self else { return None };
        let mut fitting =
            DateOrder::ALL.into_iter().filter(|order| days[*order as usize].is_some());
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_one_day_is_read_until_an_order_is_chosen() {
        use DateFault::{Ambiguous, Contradicted, OtherOrder};
        let [dmy, mdy, ymd] = DateOrder::ALL;
        let other = |chosen| Err(OtherOrder { chosen });
        for (text, open, contradicted, chosen) in [
            (
                "04/05/2021",
                Err(Ambiguous),
                Err(Ambiguous),
                [Ok("2021-05-04"), Ok("2021-04-05"), other(ymd)],
            ),
            (
                "04/05/21",
                Err(Ambiguous),
                Err(Ambiguous),
                [Ok("2021-05-04"), Ok("2021-04-05"), Ok("2004-05-21")],
            ),
            (
                "25/11/21",
                Err(Ambiguous),
                Err(Ambiguous),
                [Ok("2021-11-25"), other(mdy), Ok("2025-11-21")],
            ),
            (
                "25/11/2021",
                Ok("2021-11-25"),
                Err(Contradicted),
                [Ok("2021-11-25"), other(mdy), other(ymd)],
            ),
            (
                "11/25/2021",
                Ok("2021-11-25"),
                Err(Contradicted),
                [other(dmy), Ok("2021-11-25"), other(ymd)],
            ),
            (
                "05/05/2021",
                Ok("2021-05-05"),
                Ok("2021-05-05"),
                [Ok("2021-05-05"), Ok("2021-05-05"), other(ymd)],
            ),
            (
                "21/05/21",
                Ok("2021-05-21"),
                Ok("2021-05-21"),
                [Ok("2021-05-21"), other(mdy), Ok("2021-05-21")],
            ),
            ("2021-05-04", Ok("2021-05-04"), Ok("2021-05-04"), [Ok("2021-05-04"); 3]),
            ("2021/05/04", Ok("2021-05-04"), Ok("2021-05-04"), [Ok("2021-05-04"); 3]),
            ("04-May-21", Ok("2021-05-04"), Ok("2021-05-04"), [Ok("2021-05-04"); 3]),
        ] {
            let read = |order| day(text, order).map(|day| day.to_string());
            let expected = |result: Result<&str, DateFault>| result.map(str::to_owned);
            assert_eq!(read(Order::Open), expected(open), "{text}");
            assert_eq!(read(Order::Contradicted), expected(contradicted), "{text}");
            for (order, result) in DateOrder::ALL.into_iter().zip(chosen) {
                assert_eq!(read(Order::Chosen(order)), expected(result), "{text} {order:?}");
            }
        }
    }
}
