//! `template`: what to begin a sheet with.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use sheet::derive::Template;

use super::UNREADABLE;

/// A template, and its form.
#[derive(Args)]
pub(crate) struct Wanted {
    /// Which columns
    columns: Columns,
    /// Write a workbook with drop-downs and notes instead of CSV; send it to a file
    #[arg(long)]
    xlsx: bool,
}

/// Which columns a template has.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Columns {
    /// Those of the samples
    Biosamples,
    /// Those of samples, libraries and runs
    All,
}

impl Wanted {
    /// Prints the template; a terminal can't show a workbook.
    pub(super) fn print(&self) -> ExitCode {
        let (template, name) = match self.columns {
            Columns::Biosamples => (Template::Biosamples, "biosamples"),
            Columns::All => (Template::All, "all"),
        };
        match self.xlsx {
            true if io::stdout().is_terminal() => {
                let _ = writeln!(
                    io::stderr(),
                    "majora-uploader: a terminal can't show a workbook. Send it to a file: \
                     majora-uploader template {name} --xlsx > {name}.xlsx"
                );
                ExitCode::from(UNREADABLE)
            }
            true => print(&proxy::template::workbook(template)),
            false => print(template.csv().as_bytes()),
        }
    }
}

fn print(bytes: &[u8]) -> ExitCode {
    super::print(ExitCode::SUCCESS, |out| out.write_all(bytes))
}
