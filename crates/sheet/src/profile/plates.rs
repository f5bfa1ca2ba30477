//! The plates on which samples stand, where the sheet says in which well or with which numbered
//! barcode each is. No place is ever made up.

use super::Bar;
use super::slice::{Slice, Tally, is_of_nobody};
use super::well::{Grid, Naming, Place, number};
use crate::check::Checked;
use crate::fields;
use crate::further;
use crate::read::Sheet;
use crate::table::Column;
use crate::text;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Headings that mean a well without saying so, as they are compared.
const OF_WELLS: [&str; 6] =
    ["position", "pos", "plateposition", "platepos", "coordinate", "platecoordinate"];

/// The plates of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Plates {
    /// No column names wells or numbered barcodes.
    #[default]
    Unnamed,
    /// A column does, but mostly more than once, and none tells one plate from another.
    Unclear {
        /// That column.
        column: usize,
    },
    /// They can be drawn.
    Drawn {
        /// The column that names the places.
        column: usize,
        /// The form of each.
        grid: Grid,
        /// In the order in which they first stand in the sheet.
        plates: Vec<Plate>,
        /// The rows whose cell names no place.
        rest: Bar,
    },
}

/// A plate.
#[derive(Clone, Debug, PartialEq)]
pub struct Plate {
    /// Its name, or that of the library; empty where the sheet gives none, or none that may be shown.
    pub name: String,
    /// The places that are taken, row by row.
    pub wells: Vec<Well>,
}

/// A place that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Well {
    /// Where it is.
    pub place: Place,
    /// The rows that name it, from 0 and in order. More than one is worth a look.
    pub rows: Vec<usize>,
    /// The same, counted.
    pub tally: Tally,
}

/// Columns that may name places.
#[derive(Debug)]
pub(super) struct PlateCount {
    candidates: Vec<Candidate>,
}

#[derive(Debug)]
struct Candidate {
    column: usize,
    /// Whether it was made to hold barcodes, most of which are no places.
    barcodes: bool,
    filled: usize,
    wells: usize,
    numbers: usize,
    /// What stands before the first number, in upper case; and whether it stands before all of them.
    letters: Option<String>,
    same: bool,
    all: Tally,
}

impl PlateCount {
    pub(super) fn new(sheet: &Sheet) -> PlateCount {
        let candidate = |column: usize, barcodes| Candidate {
            column,
            barcodes,
            filled: 0,
            wells: 0,
            numbers: 0,
            letters: None,
            same: true,
            all: Tally::default(),
        };
        let all = || 0..sheet.columns().len();
        let wells = all().filter(|at| is_of_wells(&sheet.columns()[*at]));
        let barcode = sheet.column_of(&fields::BARCODE);
        let barcode = barcode.or_else(|| {
            let named = |at: &usize| text::normalised(&sheet.columns()[*at].heading) == "barcode";
            all().find(named)
        });
        let wells = wells.map(|at| candidate(at, false));
        PlateCount { candidates: wells.chain(barcode.map(|at| candidate(at, true))).collect() }
    }

    pub(super) fn add(&mut self, checked: &Checked, row: usize) {
        let ready = checked.is_ready(row);
        for candidate in &mut self.candidates {
            candidate.add(checked.sheet().trimmed(row, candidate.column), ready);
        }
    }

    pub(super) fn finish(self, checked: &Checked) -> Plates {
        let named = |candidate: Candidate| Some((candidate.naming()?, candidate));
        match self.candidates.into_iter().find_map(named) {
            None => Plates::Unnamed,
            Some((naming, candidate)) => drawn(checked, &candidate, naming),
        }
    }
}

impl Candidate {
    fn add(&mut self, cell: &str, ready: bool) {
        self.all.add(ready);
        self.filled += usize::from(!cell.is_empty());
        self.wells += usize::from(Naming::Wells.place(cell).is_some());
        if let Some((letters, _)) = number(cell) {
            self.numbers += 1;
            let first = self.letters.get_or_insert_with(|| letters.to_ascii_uppercase());
            self.same &= letters.eq_ignore_ascii_case(first);
        }
    }

    /// How it names places, if it does: of wells a few may be misspelt, of barcodes none.
    fn naming(&self) -> Option<Naming> {
        let most = |number: usize| match self.barcodes {
            true => number > 0 && number == self.filled,
            false => number * 2 > self.filled,
        };
        match (most(self.wells), most(self.numbers) && self.same) {
            (true, _) => Some(Naming::Wells),
            (false, true) => Some(Naming::Numbers),
            (false, false) => None,
        }
    }
}

/// Whether a heading says that wells stand below it, in a column that has no other meaning.
fn is_of_wells(column: &Column) -> bool {
    let is_free = column.field.is_none_or(further::is_metadata);
    let heading = text::normalised(&column.heading);
    is_free && (heading.contains("well") || OF_WELLS.contains(&heading.as_str()))
}

/// The column that names the plates of a column of wells: `sample_plate` for `sample_well`,
/// `index_plate` for `index_plate_well`, or any other.
fn plate_column(sheet: &Sheet, wells: usize) -> Option<usize> {
    let heading = |at: usize| text::normalised(&sheet.columns()[at].heading);
    let of_wells = heading(wells);
    let stem = of_wells.strip_suffix("well").unwrap_or(&of_wells);
    let likely = [of_wells.replace("well", "plate"), stem.to_owned()];
    let is_plate = |at: &usize| {
        let is_free = sheet.columns()[*at].field.is_none_or(further::is_metadata);
        is_free && heading(*at).contains("plate") && !is_of_wells(&sheet.columns()[*at])
    };
    let plates: Vec<usize> = (0..sheet.columns().len()).filter(is_plate).collect();
    let named = likely.iter().find_map(|name| plates.iter().find(|at| heading(**at) == *name));
    named.or(plates.first()).copied().filter(|at| sheet.is_filled(*at))
}

/// Rows with the place that each names.
type Placed = Vec<(usize, u16)>;

fn drawn(checked: &Checked, candidate: &Candidate, naming: Naming) -> Plates {
    let (sheet, column) = (checked.sheet(), candidate.column);
    let place = |row: usize| Some((row, naming.place(sheet.trimmed(row, column))?));
    let placed: Placed = (0..sheet.rows()).filter_map(place).collect();
    let named_plates = plate_column(sheet, column);
    let mut seen = HashSet::new();
    let is_one_plate = placed.iter().all(|(_, place)| seen.insert(*place));
    let by =
        named_plates.or_else(|| sheet.column_of(&fields::LIBRARY_NAME).filter(|_| !is_one_plate));
    let plates = parted(sheet, &placed, by);
    let wells = || plates.iter().flat_map(|(_, wells)| wells.values());
    let shared = wells().filter(|rows| rows.len() > 1).count();
    if named_plates.is_none() && shared * 2 > wells().count() {
        return Plates::Unclear { column };
    }
    let grid = Grid::holding(naming, placed.iter().map(|(_, place)| *place));
    let mut rest = candidate.all;
    for (row, _) in &placed {
        match checked.is_ready(*row) {
            true => rest.ready -= 1,
            false => rest.to_mend -= 1,
        }
    }
    Plates::Drawn {
        column,
        grid,
        plates: plates.into_iter().map(|plate| finished(checked, grid, plate)).collect(),
        rest: Bar { slice: Slice::NoPlace { column, naming }, rows: rest },
    }
}

/// The name of a plate, and the rows of each of its places.
type Parted<'a> = (&'a str, BTreeMap<u16, Vec<usize>>);

/// Rows by plate, of which a column may tell the name.
fn parted<'a>(sheet: &'a Sheet, placed: &Placed, by: Option<usize>) -> Vec<Parted<'a>> {
    let mut plates: Vec<Parted<'a>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (row, place) in placed {
        let name = by.map_or("", |column| sheet.trimmed(*row, column));
        let at = *known.entry(name).or_insert_with(|| {
            plates.push((name, BTreeMap::new()));
            plates.len() - 1
        });
        plates[at].1.entry(*place).or_default().push(*row);
    }
    plates
}

fn finished(checked: &Checked, grid: Grid, (name, wells): Parted<'_>) -> Plate {
    let well = |(place, rows): (u16, Vec<usize>)| {
        let mut tally = Tally::default();
        rows.iter().for_each(|row| tally.add(checked.is_ready(*row)));
        Some(Well { place: grid.place(place)?, rows, tally })
    };
    let name = if is_of_nobody(name, None) { name.to_owned() } else { String::new() };
    Plate { name, wells: wells.into_iter().filter_map(well).collect() }
}
