//! Packages of npm: what the tests and the bench take as it is.

use crate::{command, say, tools};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The folder of a package in this version, in the user's cache. Scripts of it are not run.
pub(crate) fn package(name: &str, version: &str) -> Result<PathBuf> {
    let folder = tools::once(&tools::cache()?, &format!("{name}-{version}"), |folder| {
        if command::found("npm").is_none() {
            bail!("This needs {name} {version}, which npm installs. Install Node.js with npm");
        }
        say::step(&format!("Installing {name} {version}"));
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]);
        command::run(npm.arg("--prefix").arg(folder).arg(format!("{name}@{version}")))
    })?;
    Ok(folder.join("node_modules").join(name))
}
