//! How a file was read, to be shown in one line.

use crate::text::Encoding;

/// How a file was read: what was detected, and what of it the user has settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where the cells stood.
    pub source: Source,
    /// What kind of sheet it is.
    pub format: Format,
    /// The row that holds the headings, as a spreadsheet numbers it.
    pub headings: u32,
    /// The columns whose meaning the user has settled, by their places from 0.
    pub settled: Vec<usize>,
}

impl Layout {
    /// In words: `UTF-8, comma`, and what is unusual beside: `MinKNOW sample sheet`, `headings in row 3`.
    pub fn words(&self) -> String {
        let mut words = vec![self.source.words()];
        if self.format != Format::Plain {
            words.push(self.format.name().to_owned());
        }
        if self.headings != 1 {
            words.push(format!("headings in row {}", self.headings));
        }
        words.join(", ")
    }
}

/// Where the cells of a sheet stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In a text file.
    Text { encoding: Encoding, delimiter: Delimiter },
    /// On one page of a workbook that has all these, in its own order.
    Page { name: String, pages: Vec<String> },
}

impl Source {
    /// In words: `UTF-8, comma` or `page ‘Samples’, one of 3`.
    pub fn words(&self) -> String {
        match self {
            Source::Text { encoding, delimiter } => {
                format!("{}, {}", encoding.name(), delimiter.name())
            }
            Source::Page { name, pages } if pages.len() > 1 => {
                format!("page ‘{name}’, one of {}", pages.len())
            }
            Source::Page { name, .. } => format!("page ‘{name}’"),
        }
    }
}

/// What kind of sheet it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Headings and rows.
    Plain,
    /// The template of the Sanger Institute: a band above the headings, hints below.
    Wsi,
    /// An Illumina sample sheet with `[Data]`, as Experiment Manager and bcl2fastq know it.
    IlluminaV1,
    /// An Illumina sample sheet with `[BCLConvert_Data]`.
    IlluminaV2,
    /// A sample sheet of `MinKNOW`, by Oxford Nanopore.
    Ont,
}

impl Format {
    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Plain => "sample sheet",
            Format::Wsi => "WSI template",
            Format::IlluminaV1 => "Illumina sample sheet, version 1",
            Format::IlluminaV2 => "Illumina sample sheet, version 2",
            Format::Ont => "MinKNOW sample sheet",
        }
    }
}

/// What stands between two cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`: Excel's CSV where the comma is the decimal sign.
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    /// Every one, the likeliest first.
    pub const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
        }
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}
