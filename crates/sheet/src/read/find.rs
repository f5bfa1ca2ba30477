//! Where in a text the table begins: its delimiter, its headings and what kind of sheet it is.

use super::error::ReadError;
use super::illumina;
use super::records::Records;
use super::start::Start;
use crate::choices::Choices;
use crate::layout::Delimiter;
use crate::python;

/// Among how many filled rows, counted from the first, the headings are looked for.
const MOST_ABOVE: usize = 30;

/// The delimiter under which there is a key column, then the one under which most headings are known,
/// then the one that gives most columns; and where the table begins under it.
pub(super) fn delimiter_and_start(
    text: &str,
    choices: &Choices,
) -> Result<(Delimiter, Start), ReadError> {
    let delimiters: &[Delimiter] = match &choices.delimiter {
        Some(asked) => std::slice::from_ref(asked),
        None => &Delimiter::ALL,
    };
    let starts = delimiters.iter().rev().map(|d| (*d, start(text, *d, choices)));
    let starts: Vec<(Delimiter, Result<Start, ReadError>)> = starts.collect();
    // Where one of them leaves nothing filled, the file holds nothing else.
    let any = |error| starts.iter().any(|(_, start)| start.as_ref().err() == Some(&error));
    if any(ReadError::Empty) {
        return Err(ReadError::Empty);
    }
    let telling = [ReadError::NoSamples, ReadError::NoRows].into_iter().find(|e| any(e.clone()));
    let rank = |start: &Result<Start, ReadError>| start.as_ref().ok().map(|start| start.rank);
    let best = starts.into_iter().max_by_key(|(_, start)| rank(start));
    match (best.ok_or(ReadError::Empty)?, telling) {
        // What one delimiter shows to be a known kind of file is no table under another.
        ((_, Ok(start)), Some(error)) if !start.rank.key => Err(error),
        ((delimiter, start), _) => Ok((delimiter, start?)),
    }
}

/// Where the table of a text begins under a delimiter.
pub(super) fn start(
    text: &str,
    delimiter: Delimiter,
    choices: &Choices,
) -> Result<Start, ReadError> {
    let mut records = Records::new(text, delimiter);
    if let Some(line) = choices.headings {
        return at_line(records, line);
    }
    if !records.advance() {
        return Err(ReadError::Empty);
    }
    match illumina::is_begun(&records.cells) {
        true => illumina::start(records),
        false => best(records),
    }
}

/// The row that the user says holds the headings.
fn at_line(mut records: Records<'_>, line: u32) -> Result<Start, ReadError> {
    if !records.advance() {
        return Err(ReadError::Empty);
    }
    while records.line < line && records.advance() {}
    match records.line == line {
        true => Ok(Start::plain(&records)),
        false => Err(ReadError::NoHeadings { line }),
    }
}

/// The row with a key column, of several the one in which most is known, the first of equals; where
/// there is none, the row in which most is known, if that is more than chance; else the first.
fn best(mut records: Records<'_>) -> Result<Start, ReadError> {
    let mut first: Option<Start> = None;
    let mut best: Option<Start> = None;
    for _ in 0..MOST_ABOVE {
        let this = Start::plain(&records);
        if this.rank.key || !is_band(&records.cells) {
            first = first.or(Some(this));
            let known = |start: Start| (start.rank.key, start.rank.known);
            if best.is_none_or(|best| known(this) > known(best)) {
                best = Some(this);
            }
        }
        // What comes after a mark that nothing ends are no rows.
        if !records.closed || !records.advance() {
            break;
        }
    }
    let best = best.filter(|best| best.rank.key || best.rank.known > 1);
    best.or(first).ok_or(ReadError::NoRows)
}

/// Whether a row is the band that the Sanger Institute's template (WSI) has above its headings.
pub(super) fn is_band(cells: &csv::StringRecord) -> bool {
    cells.iter().any(|cell| matches!(python::strip(cell), "REQUIRED" | "TRANSFER TO PHE"))
}
