//! What every way of naming a client needs: where files lie, and what a client is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use super::Fault;
use crate::origin::Origin;

/// What lies around the file: the folder that its paths start from, and the environment.
pub(super) struct Surroundings<'a> {
    pub(super) folder: &'a Path,
    pub(super) variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Surroundings<'_> {
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    pub(super) fn path(&self, path: &Path) -> PathBuf {
        match (path.strip_prefix("~"), self.variable("HOME")) {
            (Ok(rest), Some(home)) => Path::new(&home).join(rest),
            _ => self.folder.join(path),
        }
    }

    pub(super) fn read(&self, path: &Path) -> Result<String, Fault> {
        fs::read_to_string(self.path(path)).map_err(|error| Fault::FileUnreadable(error.kind()))
    }
}

/// Where a server is and how to prove to it who we are.
pub(super) struct Client {
    pub(super) base_url: Origin,
    pub(super) id: String,
    pub(super) secret: SecretString,
}
