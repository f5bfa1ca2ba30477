//! Illumina sample sheets: sections, of which one lists the samples.
//!
//! Version 1 has `[Header]`, `[Reads]`, `[Settings]` and `[Data]`; version 2 `[BCLConvert_Data]`
//! instead, beside sections of other applications. `Sample_ID` is the sample, its indexes are the
//! barcode. The experiment or run is Majora's run. `Sample_Project` parts the samples of a run, as
//! libraries do, so it is taken for the library.

use super::error::ReadError;
use super::records::Records;
use super::start::{Rank, Start};
use crate::choices::Choices;
use crate::field::Field;
use crate::fields;
use crate::layout::Format;
use crate::python;
use crate::table::{Apart, Column, Filling, Sheet};
use crate::text;
use crate::words;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

/// Among how many filled rows the list of samples is looked for: settings may be long.
const MOST_ABOVE: usize = 10_000;

/// What stands in `[Header]`, by the names of both versions, the better first.
const FACTS: [(&[&str], &Field); 3] = [
    (&["runname", "experimentname"], &fields::RUN_NAME),
    (&["instrumenttype", "instrumentplatform"], &fields::INSTRUMENT_MODEL),
    (&["libraryprepkit", "assay"], &fields::LIBRARY_SEQ_KIT),
];

/// Of `[Header]`, what only says how the file itself is to be read.
const ABOUT_THE_FILE: [&str; 2] = ["iemfileversion", "fileformatversion"];

/// Whether the first row of a file begins a section of such a sheet.
pub(super) fn is_begun(cells: &csv::StringRecord) -> bool {
    const STANDARD: [&str; 5] = ["header", "reads", "settings", "data", "manifests"];
    section(cells).is_some_and(|name| {
        let name = name.to_lowercase();
        STANDARD.contains(&name.as_str()) || name.ends_with("_data") || name.ends_with("_settings")
    })
}

/// The section that a row begins: its name in brackets, alone in the row.
pub(super) fn section(cells: &csv::StringRecord) -> Option<&str> {
    let mut cells = cells.iter().map(python::strip);
    let name = cells.next()?.strip_prefix('[')?.strip_suffix(']')?;
    cells.all(str::is_empty).then_some(name)
}

fn of_samples(section: &str) -> Option<Format> {
    match section.to_lowercase().as_str() {
        "data" => Some(Format::IlluminaV1),
        "bclconvert_data" => Some(Format::IlluminaV2),
        _ => None,
    }
}

/// Where the samples are listed; `records` stands on the first row.
pub(super) fn start(mut records: Records<'_>) -> Result<Start, ReadError> {
    for _ in 0..MOST_ABOVE {
        let format = section(&records.cells).and_then(of_samples);
        if !records.closed || !records.advance() {
            break;
        }
        if let Some(format) = format.filter(|_| section(&records.cells).is_none()) {
            let rank = Rank::of(&records.cells);
            return Ok(Start { headings: records.line, format, rank });
        }
    }
    Err(ReadError::NoSamples)
}

/// Gives columns a meaning that they have only in such a sheet, where no other has it.
pub(super) fn name_columns(columns: &mut [Column], format: Format, choices: &Choices) {
    if !matches!(format, Format::IlluminaV1 | Format::IlluminaV2) {
        return;
    }
    let place = |columns: &[Column], name: &str| {
        let is_it = |column: &Column| text::normalised(&column.heading) == name;
        let place = columns.iter().position(is_it);
        place.filter(|at| columns[*at].field.is_none() && !choices.columns.contains_key(at))
    };
    let is_free =
        |columns: &[Column], field| columns.iter().all(|column| column.field != Some(field));
    if let Some(project) = place(columns, "sampleproject")
        && is_free(columns, &fields::LIBRARY_NAME)
    {
        columns[project].field = Some(&fields::LIBRARY_NAME);
    }
    if !is_free(columns, &fields::BARCODE) {
        return;
    }
    match (place(columns, "index"), place(columns, "index2")) {
        (Some(first), Some(second)) => {
            columns[first].apart = Some(Apart::Joined);
            columns[second].apart = Some(Apart::Joined);
        }
        (Some(only), None) => columns[only].field = Some(&fields::BARCODE),
        (None, _) => {}
    }
}

/// The rows that were read, but for their lane. A sample that was put on several lanes has a row for
/// each, and is one sample in one library all the same.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    column: Option<usize>,
    /// The first row of each that differ, by a digest of its cells.
    rows: HashMap<u64, usize>,
    digests: RandomState,
}

impl Lanes {
    pub(super) fn of(columns: &[Column]) -> Lanes {
        let is_lane =
            |column: &Column| column.field.is_none() && text::normalised(&column.heading) == "lane";
        Lanes { column: columns.iter().position(is_lane), ..Lanes::default() }
    }

    /// Whether a row that would be the sheet's next says only of another lane what an earlier one said.
    pub(super) fn repeat(&mut self, sheet: &Sheet, cells: &csv::StringRecord) -> bool {
        let Some(lane) = self.column else { return false };
        let others = cells.iter().enumerate().filter(|(at, _)| *at != lane);
        let others: Vec<&str> = others.map(|(_, cell)| python::strip(cell)).collect();
        let next = sheet.rows();
        let row = *self.rows.entry(self.digests.hash_one(others)).or_insert(next);
        // Two rows may have the same digest and differ.
        row < next && sheet.has_cells(row, cells, lane)
    }
}

/// What stands around the list of samples.
#[derive(Debug, Default)]
pub(super) struct Around {
    section: String,
    header: Vec<(String, String)>,
    /// Names, in version 2, and numbers.
    reads: Vec<(String, String)>,
    /// Other sections that hold anything.
    others: Vec<String>,
    named: HashSet<String>,
}

impl Around {
    /// Reads a row that is no sample.
    pub(super) fn read(&mut self, cells: &csv::StringRecord) {
        if let Some(name) = section(cells) {
            name.clone_into(&mut self.section);
            return;
        }
        let mut filled = cells.iter().map(python::strip).map(str::to_owned);
        let pair = (filled.next().unwrap_or_default(), filled.next().unwrap_or_default());
        match self.section.to_lowercase().as_str() {
            "header" => self.header.push(pair),
            "reads" if pair.1.is_empty() => self.reads.push((String::new(), pair.0)),
            "reads" => self.reads.push(pair),
            _ if self.named.contains(&self.section) => {}
            _ => {
                self.named.insert(self.section.clone());
                self.others.push(self.section.clone());
            }
        }
    }

    /// Fills columns with what holds for every sample, and notes what was not used.
    pub(super) fn fill(self, sheet: &mut Sheet) {
        join_indexes(sheet);
        add(sheet, &fields::INSTRUMENT_MAKE, "ILLUMINA");
        let mut left = self.header;
        left.retain(|(key, value)| {
            !(value.is_empty() || ABOUT_THE_FILE.contains(&text::normalised(key).as_str()))
        });
        for (keys, field) in FACTS {
            let place = keys.iter().find_map(|wanted| {
                left.iter().position(|(key, _)| text::normalised(key) == **wanted)
            });
            if let Some(place) = place
                && add(sheet, field, &left[place].1)
            {
                left.remove(place);
            }
        }
        let mut unused: Vec<String> =
            left.iter().map(|(key, _)| format!("[Header] {}", words::shortened(key))).collect();
        unused.extend(fill_reads(sheet, self.reads));
        unused.extend(self.others.iter().map(|name| format!("[{}]", words::shortened(name))));
        sheet.aside_mut().unused = unused;
    }
}

/// Fills in how many reads there are and how long they are; answers with what was not used.
fn fill_reads(sheet: &mut Sheet, reads: Vec<(String, String)>) -> Vec<String> {
    let is_read = |key: &str| matches!(key, "" | "read1cycles" | "read2cycles");
    let (reads, others): (Vec<_>, Vec<_>) =
        reads.into_iter().partition(|(key, _)| is_read(&text::normalised(key)));
    let mut unused: Vec<String> =
        others.iter().map(|(key, _)| format!("[Reads] {}", words::shortened(key))).collect();
    let lengths: Vec<&str> =
        reads.iter().map(|(_, length)| length.as_str()).filter(|length| *length != "0").collect();
    let numbers = lengths.iter().all(|length| length.parse::<u32>().is_ok());
    let layout = match lengths.len() {
        0 => return unused,
        1 if numbers => "SINGLE",
        2 if numbers => "PAIRED",
        _ => {
            unused.push("[Reads]".to_owned());
            return unused;
        }
    };
    let same = lengths.iter().all(|length| *length == lengths[0]);
    let told = add(sheet, &fields::LIBRARY_LAYOUT_CONFIG, layout);
    if !(same && add(sheet, &fields::LIBRARY_LAYOUT_READ_LENGTH, lengths[0]) && told) {
        unused.push("[Reads]".to_owned());
    }
    unused
}

/// Adds a column with the same in every row, if the sheet has none of that meaning; whether it did.
pub(super) fn add(sheet: &mut Sheet, field: &'static Field, value: &str) -> bool {
    let is_free = sheet.column_of(field).is_none();
    if is_free {
        sheet.add_filled(field, Filling::Same(value.to_owned()));
    }
    is_free
}

/// Adds the barcode, as its two indexes with a hyphen between.
fn join_indexes(sheet: &mut Sheet) {
    let columns = sheet.columns().iter().enumerate();
    let joined = columns.filter(|(_, column)| column.apart == Some(Apart::Joined));
    let joined: Vec<usize> = joined.map(|(at, _)| at).collect();
    if joined.is_empty() {
        return;
    }
    let barcode = |row| {
        let indexes = joined.iter().map(|column| sheet.trimmed(row, *column));
        indexes.filter(|index| !index.is_empty()).collect::<Vec<_>>().join("-")
    };
    let barcodes = (0..sheet.rows()).map(barcode).collect();
    sheet.add_filled(&fields::BARCODE, Filling::Each(barcodes));
}
