//! The files: every column of the templates, and in one row of a hundred something to mend.

use rust_xlsxwriter::Workbook;
use sheet::derive::Template;
use sheet::fields;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A file that goes when this does.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    _folder: TempDir,
}

fn headings() -> Vec<&'static str> {
    Template::All.columns().map(|field| field.name).collect()
}

fn cells(row: usize) -> Vec<String> {
    let cell = |name: &str, example: &str| match name {
        name if name == fields::CENTRAL_SAMPLE_ID.name => format!("BENCH-{row:06}"),
        "adm1" if row % 100 == 7 => "England".to_owned(),
        _ => example.to_owned(),
    };
    Template::All.columns().map(|field| cell(field.name, field.example)).collect()
}

/// A CSV file of this many rows.
pub(crate) fn csv(rows: usize) -> Made {
    let lines = (0..rows).map(|row| cells(row).join(","));
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
    for row in 0..rows {
        page.write_row(row as u32 + 1, 0, cells(row)).expect("a row");
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
