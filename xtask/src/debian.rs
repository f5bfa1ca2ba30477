//! Programs that come from Debian's packages.

use crate::{command, say};
use anyhow::{Result, bail};
use nix::unistd::geteuid;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of a package of the same name, installed if it is missing.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    if found(name).is_none() {
        install(&[name], &format!("{name} on PATH"))?;
    }
    match found(name) {
        Some(program) => Ok(program),
        None => bail!("apt-get has installed {name}, but it is not on PATH"),
    }
}

/// Servers are where only root's PATH leads.
fn found(name: &str) -> Option<PathBuf> {
    let server = || Some(Path::new("/usr/sbin").join(name)).filter(|program| program.is_file());
    command::found(name).or_else(server)
}

/// Installs packages where that can be done without asking; says what is needed where it can't.
pub(crate) fn install(packages: &[&str], needed: &str) -> Result<()> {
    let names = packages.join(" ");
    let debian = Path::new("/etc/debian_version").exists() && command::found("apt-get").is_some();
    if !debian {
        bail!("This needs {needed}");
    }
    if !geteuid().is_root() {
        bail!("This needs {needed}. Run: sudo apt-get update && sudo apt-get install {names}");
    }
    say::step(&format!("Installing {names}"));
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2");
        apt
    };
    command::run(apt().arg("update"))?;
    command::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}
