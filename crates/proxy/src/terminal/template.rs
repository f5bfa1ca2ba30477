//! `template`: the headings to begin a sheet with.

use std::io::{self, Write};

use clap::ValueEnum;
use sheet::{
    field::Section,
    fields::{self, IN_TEMPLATE},
};

/// Which columns a template has.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Columns {
    /// Those of the samples
    Biosamples,
    /// Those of samples, libraries and runs
    All,
}

impl Columns {
    /// Prints the row of headings, in the order of the COG-UK templates.
    pub(super) fn print(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Columns::All => write!(out, "{}", sheet::derive::template()),
            Columns::Biosamples => {
                let columns = fields::ALL[..IN_TEMPLATE].iter();
                let samples = columns.filter(|field| field.section == Section::Sample);
                let headings: Vec<&str> = samples.map(|field| field.name).collect();
                write!(out, "{}\r\n", headings.join(","))
            }
        }
    }
}
