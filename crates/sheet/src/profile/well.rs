//! How places on a plate are named: `A1` to `P24`, or numbers as barcodes have them.

use std::ops::RangeInclusive;

/// The rows of the largest plate, `A` to `P`.
const MOST_ROWS: u8 = 16;

/// The columns of the largest plate.
const MOST_COLUMNS: u8 = 24;

/// The numbers of barcodes: no kit has more than the largest plate has wells.
const NUMBERS: RangeInclusive<u16> = 1..=MOST_ROWS as u16 * MOST_COLUMNS as u16;

/// How the cells of a column name places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By the row, a letter, and the column, a number: `A1`, `a01`, `P24`.
    Wells,
    /// By a number, with or without letters before it: `7`, `NB07`, `barcode07`.
    Numbers,
}

impl Naming {
    /// The place that a cell names: its row and column in the largest plate as one number, or its
    /// own number, from 0. Within a plate a smaller one comes first.
    pub(super) fn place(self, cell: &str) -> Option<u16> {
        match self {
            Naming::Wells => well(cell),
            Naming::Numbers => number(cell).map(|(_, number)| number - 1),
        }
    }
}

fn well(cell: &str) -> Option<u16> {
    let letter = *cell.as_bytes().first()?;
    let row = letter.to_ascii_uppercase().checked_sub(b'A').filter(|row| *row < MOST_ROWS)?;
    let digits = &cell[1..];
    let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    let column: u8 = digits.parse().ok().filter(|_| is_number)?;
    let is_column = (1..=MOST_COLUMNS).contains(&column);
    is_column.then(|| u16::from(row) * u16::from(MOST_COLUMNS) + u16::from(column) - 1)
}

/// The letters of a numbered barcode, and its number.
pub(super) fn number(cell: &str) -> Option<(&str, u16)> {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &cell[letters.len()..];
    let letters = letters.trim_end_matches(['-', '_', ' ']);
    let is_word = letters.len() <= 12 && letters.bytes().all(|c| c.is_ascii_alphabetic());
    let number: u16 = digits.parse().ok().filter(|_| is_word && digits.len() <= 4)?;
    NUMBERS.contains(&number).then_some((letters, number))
}

/// A place on a plate: its row and column, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The row.
    pub row: u8,
    /// The column.
    pub column: u8,
}

/// The form of a plate, and how its places are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// How places are called.
    pub naming: Naming,
    /// How many rows it has.
    pub rows: u8,
    /// How many columns it has.
    pub columns: u8,
}

impl Grid {
    /// The smallest plate of a usual form that has all these places.
    pub(super) fn holding(naming: Naming, places: impl Iterator<Item = u16> + Clone) -> Grid {
        let forms: &[(u8, u8)] = match naming {
            Naming::Wells => &[(8, 12)],
            Naming::Numbers => &[(1, 12), (2, 12), (8, 12)],
        };
        let grid = |(rows, columns): (u8, u8)| Grid { naming, rows, columns };
        let mut grids = forms.iter().copied().map(grid);
        let has_all = |grid: &Grid| places.clone().all(|place| grid.place(place).is_some());
        grids.find(has_all).unwrap_or(grid((MOST_ROWS, MOST_COLUMNS)))
    }

    /// Where a place is that [`Naming::place`] gave.
    pub(super) fn place(self, place: u16) -> Option<Place> {
        let columns = match self.naming {
            Naming::Wells => u16::from(MOST_COLUMNS),
            Naming::Numbers => u16::from(self.columns),
        };
        let row = u8::try_from(place / columns).ok().filter(|row| *row < self.rows)?;
        let column = u8::try_from(place % columns).ok().filter(|at| *at < self.columns)?;
        Some(Place { row, column })
    }

    /// How a place is called: `A1`, or the number of a barcode.
    pub fn name(self, Place { row, column }: Place) -> String {
        match self.naming {
            Naming::Wells => format!("{}{}", char::from(b'A' + row), column + 1),
            Naming::Numbers => {
                (u16::from(row) * u16::from(self.columns) + u16::from(column) + 1).to_string()
            }
        }
    }

    /// How many places it has.
    pub fn places(self) -> usize {
        usize::from(self.rows) * usize::from(self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wells_are_named_by_letter_and_number() {
        for (cell, place) in [
            ("A1", Some(0)),
            ("a01", Some(0)),
            ("B1", Some(24)),
            ("H12", Some(7 * 24 + 11)),
            ("P24", Some(383)),
            ("Q1", None),
            ("A25", None),
            ("A0", None),
            ("A001", None),
            ("A", None),
            ("1A", None),
            ("A+1", None),
            ("A-1", None),
            ("AB1", None),
            ("Ä1", None),
            ("", None),
        ] {
            assert_eq!(Naming::Wells.place(cell), place, "{cell}");
        }
    }

    #[test]
    fn barcodes_are_named_by_number() {
        for (cell, expected) in [
            ("NB01", Some(("NB", 1))),
            ("barcode96", Some(("barcode", 96))),
            ("UDP0384", Some(("UDP", 384))),
            ("BC-7", Some(("BC", 7))),
            ("12", Some(("", 12))),
            ("NB00", None),
            ("NB385", None),
            ("00012", None),
            ("12a", None),
            ("ACGT-TTTT", None),
            ("2nd 1", None),
            ("NB", None),
            ("", None),
        ] {
            assert_eq!(number(cell), expected, "{cell}");
        }
    }

    #[test]
    fn a_plate_is_as_large_as_it_must_be() {
        let wells = |cells: &[&str]| {
            let places: Vec<u16> = cells.iter().filter_map(|c| Naming::Wells.place(c)).collect();
            Grid::holding(Naming::Wells, places.iter().copied())
        };
        assert_eq!((wells(&["A1", "H12"]).rows, wells(&["A1", "H12"]).columns), (8, 12));
        assert_eq!(wells(&["A1", "I1"]).places(), 384);
        assert_eq!(wells(&["A1", "A13"]).places(), 384);
        let numbers = |last: u16| Grid::holding(Naming::Numbers, 0..last);
        assert_eq!([12, 13, 25, 97].map(|last| numbers(last).places()), [12, 24, 96, 384]);
    }

    #[test]
    fn a_place_has_its_name_again() {
        for cell in ["A1", "C7", "P24"] {
            let place = Naming::Wells.place(cell).expect("a well");
            let grid = Grid::holding(Naming::Wells, [place, 383].into_iter());
            assert_eq!(grid.place(place).map(|place| grid.name(place)).as_deref(), Some(cell));
        }
        let grid = Grid::holding(Naming::Numbers, [95].into_iter());
        let place = Naming::Numbers.place("NB17").and_then(|place| grid.place(place));
        assert_eq!(place, Some(Place { row: 1, column: 4 }));
        assert_eq!(place.map(|place| grid.name(place)).as_deref(), Some("17"));
    }
}
