//! `cargo xtask manual`: the manual page, written anew from the commands.

use crate::command::{self, cargo};
use crate::say;
use anyhow::Result;

/// Only the program itself knows its commands; its test of the page writes it when it is told to.
pub(crate) fn run() -> Result<()> {
    let mut test = cargo(["test", "--quiet", "--package", "proxy", "--bin", "majora-uploader"]);
    command::run(test.args(["--", "manual::"]).env("MANUAL", "write"))?;
    say::detail("packaging/majora-uploader.1 is that of the commands");
    Ok(())
}
