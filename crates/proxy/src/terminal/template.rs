//! `template`: the headings to begin a sheet with.

use std::io::{self, Write};

use clap::ValueEnum;
use sheet::derive::Template;

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
        out.write_all(self.template().csv().as_bytes())
    }

    fn template(self) -> Template {
        match self {
            Columns::Biosamples => Template::Biosamples,
            Columns::All => Template::All,
        }
    }
}
