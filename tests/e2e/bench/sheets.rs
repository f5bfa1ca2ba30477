//! The files: every column of the templates, and in one row of a hundred something to mend.

use rust_xlsxwriter::Workbook;
use sheet::derive::Template;
use sheet::fields;
use sheet::value::Date;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A day not long ago, whenever the bench runs.
fn collected() -> String {
    let month = Duration::from_secs(30 * 24 * 60 * 60);
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
    Date::constant(1970, 1, 1).saturating_add(now - month).to_string()
}

/// A file that goes when this does.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    _folder: TempDir,
}

fn headings() -> Vec<&'static str> {
    Template::All.columns().map(|field| field.name).collect()
}

fn cells(row: usize, collected: &str) -> Vec<String> {
    let cell = |name: &str, example: &str| match name {
        name if name == fields::CENTRAL_SAMPLE_ID.name => format!("BENCH-{row:06}"),
        "adm1" if row % 100 == 7 => "England".to_owned(),
        _ => example.replace(fields::EXAMPLE_TODAY, collected),
    };
    Template::All.columns().map(|field| cell(field.name, field.example)).collect()
}

/// A CSV file of this many rows.
pub(crate) fn csv(rows: usize) -> Made {
    let day = collected();
    let lines = (0..rows).map(|row| cells(row, &day).join(","));
    let lines: Vec<String> = std::iter::once(headings().join(",")).chain(lines).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("bench-{rows}.csv"));
    fs::write(&path, lines.join("\r\n") + "\r\n").expect("the file is written");
    made(path, folder)
}

/// A workbook of this many rows.
pub(crate) fn workbook(rows: usize) -> Made {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, headings()).expect("headings");
    let day = collected();
    for row in 0..rows {
        page.write_row(row as u32 + 1, 0, cells(row, &day)).expect("a row");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("bench-{rows}.xlsx"));
    book.save(&path).expect("the workbook is written");
    made(path, folder)
}

fn made(path: PathBuf, folder: TempDir) -> Made {
    let bytes = fs::metadata(&path).expect("the file is there").len();
    Made { path, bytes, _folder: folder }
}
