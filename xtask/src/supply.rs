//! What others have written and we give away: by which licence, from where, and with which known
//! weaknesses. `deny.toml` says what may be.

use crate::tools::Tool;
use crate::{command, say, workspace};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

const CARGO_DENY: Tool<'static> =
    Tool { name: "cargo-deny", package: "cargo-deny", version: "0.20.2", options: &["--debug"] };

/// What is the same every day, for the same Cargo.lock.
pub(crate) fn check() -> Result<()> {
    let program = program()?;
    command::run(deny(&program).args(["check", "licenses", "bans", "sources"]))
}

/// Whether weaknesses that have become known were looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advisories {
    /// There are none that matter.
    Clear,
    /// The database couldn't be fetched.
    NotChecked,
}

/// An error when a weakness is known. The database is a git repository, which changes by the day and
/// isn't reached from everywhere.
pub(crate) fn advisories() -> Result<Advisories> {
    let program = program()?;
    let mut fetch = deny(&program);
    let fetched = fetch.args(["fetch", "db"]).output().context("could not start cargo-deny")?;
    if !fetched.status.success() {
        let said = String::from_utf8_lossy(&fetched.stderr);
        say::detail(said.lines().next_back().unwrap_or("the database of advisories is not there"));
        return Ok(Advisories::NotChecked);
    }
    command::run(deny(&program).args(["check", "advisories"]))?;
    Ok(Advisories::Clear)
}

fn program() -> Result<PathBuf> {
    Ok(CARGO_DENY.install()?.join("cargo-deny"))
}

/// All of the workspace: the file says what is left out.
fn deny(program: &Path) -> Command {
    let mut deny = Command::new(program);
    deny.current_dir(workspace::root()).args(["--workspace", "--locked"]);
    deny
}
