//! `cargo xtask dist`: what a site installs, and what shows that it is what it says.

mod source;
mod names;
mod sums;
mod bill;
mod licences;
mod binary;
mod archive;
mod package;
mod again;

use crate::supply::{self, Advisories};
use crate::{command, say, workspace};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What is made, in the order in which it is.
const FILES: [fn() -> String; 3] = [names::bill, names::archive, names::package];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Builds the last commit a second time in another folder, and compares
    #[arg(long)]
    check_reproducible: bool,
    /// Runs in the environment that the command has made for itself
    #[arg(long, hide = true)]
    prepared: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = workspace::root().join("target/dist");
    if options.prepared {
        return make(&folder);
    }
    let commit = options.check_reproducible.then(source::committed).transpose()?;
    say::step("Checking what others have written");
    supply::check()?;
    let advisories = supply::advisories()?;
    let mut prepared = Command::new(std::env::current_exe()?);
    source::give(&mut prepared)?;
    command::run(prepared.args(["dist", "--prepared"]))?;
    if let Some(commit) = commit {
        again::check(&commit, &folder)?;
    }
    report(&folder)?;
    if advisories == Advisories::NotChecked {
        say::step(
            "NOT CHECKED: known weaknesses (RustSec's database of advisories is out of reach)",
        );
    }
    Ok(())
}

/// Makes everything anew.
fn make(folder: &Path) -> Result<()> {
    let binary = binary::build()?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    say::step("Packing");
    let [bill, archive, package] = FILES.map(|name| name());
    bill::write(&folder.join(&bill))?;
    licences::write(&folder.join(&bill))?;
    archive::write(&binary, &folder.join(&bill), &folder.join(&archive))?;
    package::write(&folder.join(&package))?;
    sums::write(folder, &[bill, archive, package])
}

fn report(folder: &Path) -> Result<()> {
    println!("\n{}", folder.display());
    for name in FILES.map(|name| name()) {
        println!("{:>12} bytes  {name}", fs::metadata(folder.join(&name))?.len());
    }
    print!("\n{}", fs::read_to_string(folder.join(sums::NAME))?);
    Ok(())
}
