//! The commands that need no server: `check`, `plan` and `template`, for people and pipelines.
//!
//! Nothing of a cell is ever printed, because a pipeline keeps its output. The one exception is what
//! `plan --json` is asked for: the bodies of the requests.

mod words;
mod input;
mod check;
mod plan;
mod template;

use std::{
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use serde::Serialize;
use sheet::{check::Checked, choices::DateOrder, problem::Severity, value::Date};

use input::Unreadable;
use template::Wanted;

/// The version of the JSON. It changes when a key goes away or changes its meaning, not when one is
/// added.
const VERSION: u8 = 1;

/// The exit code where the sheet, the arguments or the output can't be used.
const UNREADABLE: u8 = 2;

/// A command of the terminal.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with a sample sheet; nothing is sent
    ///
    /// The exit code is 0 where nothing is refused, 1 where there are errors and 2 where the sheet
    /// can't be read.
    Check(Sheet),
    /// Show the requests that would be sent, in order; nothing is sent
    ///
    /// Majora isn't asked what it holds: the plan is made as if it held nothing. The exit code is 0
    /// where every row is good, 1 where rows are left out because of errors and 2 where the sheet
    /// can't be read.
    Plan(Sheet),
    /// Print the headings of a sample sheet, as CSV or as a workbook
    Template(Wanted),
}

/// A sheet, and how to speak of it.
#[derive(Args)]
pub(crate) struct Sheet {
    /// The sample sheet, a CSV or TSV file or a workbook (XLSX, XLS, ODS); - is standard input
    #[arg(value_name = "SHEET")]
    path: PathBuf,
    /// The sheet of a workbook [default: the one with the most columns that are known, among those with a column of sample ids; hidden ones last]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Print one JSON document instead of text
    #[arg(long)]
    json: bool,
    /// The day that counts as today [default: the UTC date of the clock]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = input::day)]
    today: Option<Date>,
    /// The order in which dates in numbers are written, in every column
    #[arg(long, value_name = "ORDER", value_parser = input::date_order())]
    dates: Option<DateOrder>,
    /// Columns named namespace.key that Majora doesn't know are metadata of the sample, to be stored
    #[arg(long)]
    metadata: bool,
}

/// Why a document is missing.
#[derive(Serialize)]
struct Failure {
    version: u8,
    error: Fault,
}

#[derive(Serialize)]
struct Fault {
    code: &'static str,
    message: String,
}

impl Command {
    /// Carries the command out; the exit code says how it went.
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Command::Check(sheet) if sheet.json => sheet.show(check::json),
            Command::Check(sheet) => sheet.show(check::text),
            Command::Plan(sheet) if sheet.json => sheet.show(plan::json),
            Command::Plan(sheet) => sheet.show(plan::text),
            Command::Template(wanted) => wanted.print(),
        }
    }
}

impl Sheet {
    fn show(&self, show: fn(&Checked, &mut dyn Write) -> io::Result<()>) -> ExitCode {
        let today = self.today.unwrap_or_else(input::today);
        match input::read(&self.path, self.sheet.as_deref(), self.metadata) {
            Ok(mut sheet) => {
                input::settle_dates(&mut sheet, self.dates);
                let checked = sheet::check::check(sheet, today);
                let refused = checked.count(Severity::Error) > 0;
                print(ExitCode::from(u8::from(refused)), |out| show(&checked, out))
            }
            Err(error) if self.json => print(ExitCode::from(UNREADABLE), |out| {
                let error = Fault { code: error.code(), message: error.to_string() };
                document(out, &Failure { version: VERSION, error })
            }),
            Err(error) => unreadable(&self.path, &error),
        }
    }
}

fn unreadable(path: &Path, error: &Unreadable) -> ExitCode {
    let name = if input::is_standard(path) { Path::new("standard input") } else { path };
    let _ = writeln!(io::stderr(), "majora-uploader: {}: {error}", name.display());
    ExitCode::from(UNREADABLE)
}

/// One JSON document and a line feed.
fn document(out: &mut dyn Write, content: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, content)?;
    writeln!(out)
}

/// Prints to standard output, and ends with `code` even where the reader has gone: `check … | head`
/// says of the sheet what `check` says.
fn print(code: ExitCode, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> ExitCode {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match print(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let _ =
                writeln!(io::stderr(), "majora-uploader: the output can't be written ({error})");
            ExitCode::from(UNREADABLE)
        }
        _ => code,
    }
}
