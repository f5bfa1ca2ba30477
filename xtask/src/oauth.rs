//! The OAuth server that is inside Majora, in a virtual environment of its own.

use crate::{command, debian, say, tools};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The versions that Majora runs, and the newest oauthlib that they run with.
const PACKAGES: [&str; 3] = ["django==2.2.28", "django-oauth-toolkit==1.4.1", "oauthlib==3.2.2"];

/// The Pythons that Django 2.2 runs on; newer ones lack modules that it imports.
const PYTHONS: [&str; 5] = ["python3", "python3.11", "python3.10", "python3.9", "python3.8"];

/// The Python that has it, installed if it is missing.
pub(crate) fn python() -> Result<PathBuf> {
    let folder = tools::once(&tools::cache()?, "django-oauth-toolkit-1.4.1", |folder| {
        let python = match suitable() {
            Some(python) => python,
            None => {
                let needed = "Python 3.8 to 3.11 with its venv module";
                debian::install(&["python3", "python3-venv"], needed)?;
                suitable().with_context(|| format!("The tests need {needed}"))?
            }
        };
        say::step("Installing django-oauth-toolkit 1.4.1");
        command::run(Command::new(python).args(["-m", "venv", "--copies"]).arg(folder))?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        command::run(pip.args(PACKAGES))
    })?;
    Ok(folder.join("bin/python"))
}

fn suitable() -> Option<&'static str> {
    let check =
        "import sys, ensurepip, venv; sys.exit(not (3, 8) <= sys.version_info[:2] <= (3, 11))";
    PYTHONS.into_iter().find(|python| {
        command::found(python).is_some()
            && command::output(Command::new(python).args(["-c", check])).is_ok()
    })
}
