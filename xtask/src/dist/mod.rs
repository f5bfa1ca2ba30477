//! `cargo xtask dist`: what a site installs, and what shows that it is what it says.

mod source;
mod names;
mod sums;
mod bill;
mod binary;
mod archive;
mod package;
mod again;

use crate::supply::{self, Advisories};
use crate::{say, workspace};
use anyhow::Result;
use source::Source;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Builds the last commit a second time in another folder, and compares
    #[arg(long)]
    check_reproducible: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if options.check_reproducible {
        source::is_committed()?;
    }
    say::step("Checking what others have written");
    supply::check()?;
    let advisories = supply::advisories()?;
    let (folder, files) = make(&Source::here()?)?;
    if options.check_reproducible {
        again::check(&folder)?;
    }
    report(&folder, &files)?;
    if advisories == Advisories::NotChecked {
        say::step(
            "NOT CHECKED: known weaknesses (RustSec's database of advisories is out of reach)",
        );
    }
    Ok(())
}

/// Makes everything anew, and says where and what.
fn make(source: &Source) -> Result<(PathBuf, Vec<String>)> {
    let binary = binary::build(source)?;
    let folder = workspace::target().join("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    say::step("Packing");
    let [bill, archive, package] = [names::bill(), names::archive(), names::package()];
    bill::write(source, &folder.join(&bill))?;
    archive::write(source, &binary, &folder.join(&bill), &folder.join(&archive))?;
    package::write(source, &folder.join(&package))?;
    let files = vec![bill, archive, package];
    sums::write(&folder, &files)?;
    Ok((folder, files))
}

fn report(folder: &Path, files: &[String]) -> Result<()> {
    println!("\n{}", folder.display());
    for name in files {
        println!("{:>12} bytes  {name}", fs::metadata(folder.join(name))?.len());
    }
    print!("\n{}", fs::read_to_string(folder.join(sums::NAME))?);
    Ok(())
}
