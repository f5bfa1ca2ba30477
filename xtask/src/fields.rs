//! `cargo xtask fields`: the page of columns, written anew from the table.

use crate::command::{self, cargo};
use crate::{say, workspace};
use anyhow::{Context, Result};

const PAGE: &str = "docs/fields.md";

pub(crate) fn run() -> Result<()> {
    let page = command::output(&mut cargo([
        "run",
        "--quiet",
        "--package",
        "sheet",
        "--example",
        "fields",
    ]))?;
    std::fs::write(workspace::root().join(PAGE), page)
        .with_context(|| format!("could not write {PAGE}"))?;
    say::detail(&format!("{PAGE} is that of the table"));
    Ok(())
}
