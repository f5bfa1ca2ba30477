//! `check`, `plan` and `template` as a shell starts them.

mod check;
mod dates;
mod files;
mod plan;
mod template;
mod silence;

use std::{
    ffi::OsStr,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A sheet without a fault on [`TODAY`].
const GOOD: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    HOOT-1,UK-ENG,2026-11-01,Y\n";
const DOCUMENT: &str = include_str!("../../../../docs/terminal.md");
const TODAY: [&str; 2] = ["--today", "2026-11-20"];

/// What a run of the program left.
#[derive(Debug, PartialEq)]
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// Every problem as row, column, code and severity.
    fn problems(&self) -> Vec<(Option<u64>, Option<String>, String, String)> {
        let document = self.json();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let problems = document["problems"].as_array().unwrap().iter();
        problems
            .map(|p| {
                let (code, severity) = (text(&p["code"]).unwrap(), text(&p["severity"]).unwrap());
                (p["row"].as_u64(), text(&p["column"]), code, severity)
            })
            .collect()
    }
}

/// A name that programs rely on stands in the document for those who write them.
fn documented(name: &str) {
    assert!(DOCUMENT.contains(&format!("`{name}`")), "docs/terminal.md has no {name}");
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_majora-uploader"))
}

fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    program().args(arguments).stdin(Stdio::null()).output().unwrap().into()
}

/// Runs with `sheet` as standard input and the day fixed.
fn piped(arguments: &[&str], sheet: &[u8]) -> Ran {
    let mut child = program()
        .args(arguments)
        .args(TODAY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program reads all of it before it writes, so neither waits for the other.
    child.stdin.take().unwrap().write_all(sheet).unwrap();
    child.wait_with_output().unwrap().into()
}

/// A file with these bytes, and the folder that it lives in.
fn file(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}
