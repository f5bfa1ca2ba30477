//! The files: every column of the templates, as a laboratory fills them – 96 samples to a library and a
//! run, and what belongs to the sample differs from row to row – and in one row of a hundred something to
//! mend.

use rust_xlsxwriter::Workbook;
use sheet::derive::Template;
use sheet::fields;
use sheet::value::Date;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A day not long ago, whenever the bench runs.
fn received() -> Date {
    let now = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
    Date::constant(1970, 1, 1).saturating_add(now - day() * 30)
}

const fn day() -> Duration {
    Duration::from_secs(24 * 60 * 60)
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

const COUNTIES: [&str; 5] = ["KENT", "ESSEX", "NORFOLK", "DEVON", "CORNWALL"];

fn cells(row: usize, received: Date) -> Vec<String> {
    // A sequence that looks like none, the same at each run.
    let some = |of: usize, salt: usize| (row * 7_919 + salt * 104_729) / 3 % of;
    let ct = |salt| format!("{}.{}", 15 + some(20, salt), some(100, salt + 1));
    let cell = |name: &str, example: &str| match name {
        "central_sample_id" => format!("BENCH-{row:06}"),
        "sender_sample_id" => format!("S-{}", 4_000_000 + some(1_000_000, 1)),
        "biosample_source_id" => format!("PATIENT-{:06}", row / 2 * 2),
        "adm1" if row % 100 == 7 => "England".to_owned(),
        "adm2" => COUNTIES[some(COUNTIES.len(), 2)].to_owned(),
        "collection_date" => received.saturating_sub(day() * (some(9, 3) as u32)).to_string(),
        "received_date" => received.to_string(),
        "source_age" => some(95, 4).to_string(),
        "source_sex" => ["F", "M"][some(2, 5)].to_owned(),
        "ct_1_ct_value" => ct(6),
        "ct_2_ct_value" => ct(8),
        "library_name" => format!("BENCH-LIB-{:05}", row / 96),
        "run_name" => format!("BENCH-RUN-{:05}", row / 96),
        "barcode" => (row % 96 + 1).to_string(),
        _ => example.replace(fields::EXAMPLE_TODAY, &received.to_string()),
    };
    Template::All.columns().map(|field| cell(field.name, field.example)).collect()
}

/// A CSV file of this many rows.
pub(crate) fn csv(rows: usize) -> Made {
    let day = received();
    let lines = (0..rows).map(|row| cells(row, day).join(","));
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
    let day = received();
    for row in 0..rows {
        page.write_row(row as u32 + 1, 0, cells(row, day)).expect("a row");
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
