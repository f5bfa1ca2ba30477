//! One command for people and CI. `cargo xtask run` and `cargo xtask test` set up what is missing.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "talking to a terminal is its job")]

mod say;
mod workspace;
mod command;
mod debian;
mod tools;
mod npm;
mod oauth;
mod browser;
mod split;
mod app;
mod child;
mod servers;
mod run;
mod dev;
mod tidy;
mod count;
mod barriers;
mod fields;
mod manual;
mod fuzz;
mod supply;
mod test;
mod bench;
mod dist;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests the Majora uploader")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Sets up what is missing, builds, starts the sandbox and the uploader, prints one URL
    Run(run::Options),
    /// Sets up what is missing and runs every check, or only the steps named
    Test(test::Options),
    /// Sets up what is missing and builds the binary that a site installs, with the app inside
    Build,
    /// Makes what a site installs: archive, Debian package, bill of materials, checksums
    Dist(dist::Options),
    /// Like run, but rebuilds and reloads the page at every change of the app
    Dev,
    /// Measures the budgets, or only those of the sections named
    Bench(bench::Options),
    /// Tries random inputs on what reads files, headings, dates and answers
    Fuzz(fuzz::Options),
    /// Writes docs/fields.md from the table of columns
    Fields,
    /// Writes packaging/majora-uploader.1 from the definitions of the commands
    Manual,
    /// Checks the house rules that no other tool knows
    Tidy,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Run(options) => run::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Build => run::build(),
        Task::Dist(options) => dist::run(&options),
        Task::Dev => dev::run(),
        Task::Bench(options) => bench::run(&options),
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Fields => fields::run(),
        Task::Manual => manual::run(),
        Task::Tidy => tidy::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
