//! The one binary: the server with the app inside, linked against nothing of the machine it runs on.

use super::source::{TARGET, VERSION};
use crate::command::{self, cargo};
use crate::tools::{self, Tools};
use crate::{app, debian, say, workspace};
use anyhow::{Result, ensure};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// Builds the app, and the binary around it; gives where it is.
pub(super) fn build() -> Result<PathBuf> {
    let tools = Tools::set_up()?;
    tools::target(TARGET)?;
    // The library for TLS is partly C.
    if command::found("musl-gcc").is_none() {
        debian::install(&["musl-tools"], "musl-gcc, of musl, on PATH")?;
    }
    app::build(&tools)?;

    say::step("Building the binary (some minutes)");
    let start = Instant::now();
    let mut build = cargo(["build", "--locked", "--package", "proxy", "--profile", "dist"]);
    build.args(["--features", "embed-app", "--target", TARGET]);
    command::run(&mut build)?;
    let binary = workspace::target().join(TARGET).join("dist/majora-uploader");
    let headers = command::output(
        Command::new("readelf").args(["--wide", "--program-headers", "--dynamic"]).arg(&binary),
    )?;
    ensure!(is_static(&headers), "{} needs libraries of this machine", binary.display());
    let said = command::output(Command::new(&binary).arg("--version"))?;
    ensure!(said.trim() == format!("majora-uploader {VERSION}"), "it says that it is {said}");
    say::detail(&format!("It is static and starts ({})", say::duration(start.elapsed())));
    Ok(binary)
}

/// Whether a program starts without a loader and without libraries, by what `readelf` says of it.
fn is_static(headers: &str) -> bool {
    headers.contains("LOAD") && !headers.contains("INTERP") && !headers.contains("(NEEDED)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_with_a_loader_or_a_library_is_not_static() {
        let load = "  LOAD 0x000000 0x0000000000000000 0x0000000000000000 0x1b2c R   0x1000\n";
        let needed = " 0x0000000000000001 (NEEDED) Shared library: [libc.so.6]\n";
        assert!(is_static(load));
        assert!(!is_static(&format!("{load}{needed}")));
        assert!(!is_static(&format!("  INTERP 0x000318 0x0318 0x0318 0x001c R   0x1\n{load}")));
        assert!(!is_static(""));
    }
}
