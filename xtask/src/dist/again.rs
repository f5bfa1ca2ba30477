//! The same commit built a second time, where as much as possible is different.

use super::{source, sums};
use crate::command::{self, cargo};
use crate::say;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// An error when a second build isn't the same to the byte.
pub(super) fn check(commit: &str, made: &Path) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("majora-uploader-again-").tempdir()?;
    let copy = folder.path().join("another-folder");
    source::copy(commit, &copy)?;
    say::step(&format!("Building it again in {}", copy.display()));
    let mut dist = cargo(["xtask", "dist"]);
    dist.current_dir(&copy).env("TZ", "Asia/Kolkata").env("LC_ALL", "C");
    dist.env_remove("CARGO_TARGET_DIR").env_remove("SOURCE_DATE_EPOCH");
    command::run(&mut dist)?;
    let read = |folder: &Path| {
        let path = folder.join(sums::NAME);
        fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))
    };
    let (first, second) = (read(made)?, read(&copy.join("target/dist"))?);
    let differing = sums::differing(&first, &second);
    if !differing.is_empty() {
        // To be looked at.
        let kept = folder.keep();
        say::detail(&format!("The second build is kept in {}", kept.display()));
    }
    ensure!(differing.is_empty(), "These are not the same in both builds: {differing:?}");
    say::detail("Both builds are the same to the byte");
    Ok(())
}
