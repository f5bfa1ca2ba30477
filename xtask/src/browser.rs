//! What only `test` needs: Chromium, its driver, and axe-core, which looks for barriers in pages.

use crate::{command, debian, npm, say};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const PACKAGES: [&str; 3] = ["chromium", "chromium-driver", FONTS];
/// The letters with which the stored pictures of pages were taken.
const FONTS: &str = "fonts-dejavu-core";
const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
const AXE: &str = "4.11.0";

/// The programs and files that browser tests need.
pub(crate) struct Browser {
    driver: PathBuf,
    axe: PathBuf,
}

impl Browser {
    /// Finds them, or installs them where that can be done without asking.
    pub(crate) fn set_up() -> Result<Browser> {
        say::step("Looking for a browser to test with");
        let driver = match driver() {
            Some(driver) => driver,
            None => install()?,
        };
        say::detail(&format!("ChromeDriver at {}", driver.display()));
        fonts();
        let axe = axe()?;
        say::detail(&format!("axe-core {AXE}"));
        Ok(Browser { driver, axe })
    }

    /// Tells a test command where they are.
    pub(crate) fn give<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("CHROMEDRIVER", &self.driver).env("AXE_CORE", &self.axe)
    }
}

/// Without them the tests run all the same, but pictures of pages can't be compared.
fn fonts() {
    if !Path::new(FONT).exists()
        && let Err(error) = debian::install(&[FONTS], FONTS)
    {
        say::detail(&format!("Pictures of pages are not compared: {error:#}"));
    }
}

fn driver() -> Option<PathBuf> {
    let browser = ["chromium", "google-chrome", "google-chrome-stable"];
    browser.iter().find_map(|name| command::found(name))?;
    std::env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| command::found("chromedriver"))
}

fn install() -> Result<PathBuf> {
    debian::install(
        &PACKAGES,
        "Chromium or Chrome and the ChromeDriver of the same version, both on PATH",
    )?;
    match driver() {
        Some(driver) => Ok(driver),
        None => {
            bail!("apt-get has installed Chromium, but chromium and chromedriver are not on PATH")
        }
    }
}

fn axe() -> Result<PathBuf> {
    Ok(npm::package("axe-core", AXE)?.join("axe.min.js"))
}
