//! `cargo xtask bench`: the budgets, measured. Each section is a file that gives figures; what a
//! figure is compared with is measured in the same run on the same machine.

mod figure;
mod report;
mod cores;
mod nginx;
mod load;
mod uploader;
mod proxy;
mod submit;
mod app;

use crate::{say, workspace};
use anyhow::{Context, Result};
use figure::Figure;
use report::Report;
use std::fs;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Measures only these sections
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(SECTIONS.iter().map(|section| section.name)))]
    sections: Vec<String>,
    /// Where the figures are written for programs [default: target/bench.json]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Shows the figures of this file, which an earlier run has written, beside the new ones
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

/// One part of the program, measured from end to end.
struct Section {
    name: &'static str,
    what: &'static str,
    measure: fn() -> Result<Vec<Figure>>,
}

const SECTIONS: [Section; 3] = [
    Section {
        name: "app",
        what: "the app in Chromium, beside PapaParse and SheetJS",
        measure: app::measure,
    },
    Section {
        name: "submit",
        what: "an upload, beside the same rows sent one at a time",
        measure: submit::measure,
    },
    Section {
        name: "proxy",
        what: "calls through the proxy, beside nginx",
        measure: proxy::measure,
    },
];

pub(crate) fn run(options: &Options) -> Result<()> {
    // An earlier file that can't be read is known before minutes of measuring, not after.
    let before = options.against.as_deref().map(Report::read).transpose()?;
    let mut report = Report::new();
    for section in &SECTIONS {
        if options.sections.is_empty() || options.sections.iter().any(|name| name == section.name) {
            say::step(&format!("{}: {}", section.name, section.what));
            let figures = (section.measure)()?;
            figures.iter().for_each(|figure| say::detail(&figure.to_string()));
            report.add(section.name, figures);
        }
    }
    println!("\n{}", report.table(before.as_ref()));
    let json = options.json.clone().unwrap_or_else(|| workspace::target().join("bench.json"));
    fs::write(&json, report.json())
        .with_context(|| format!("could not write {}", json.display()))?;
    say::detail(&format!("The figures for programs are in {}", json.display()));
    Ok(())
}
