//! Where what was seen is put, for people to look at.

use std::env;
use std::path::{Path, PathBuf};

/// A folder in cargo's folder for what it builds, which holds the test itself.
pub(crate) fn folder(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test is a file");
    let target = test.ancestors().nth(3).map(Path::to_owned);
    target.expect("a test is in target/debug/deps").join(name)
}
