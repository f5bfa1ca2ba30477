//! What the tests in the browser found that shuts people out, a line for each page and state.

use crate::workspace;
use anyhow::{Context, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// A page in one state, as axe-core saw it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Its path, and the name of the state.
    pub(crate) page: String,
    /// How many rules have something to hold for, and hold.
    pub(crate) held: usize,
    /// How many rules are broken.
    pub(crate) broken: usize,
}

/// The tests write a file for each page and state.
fn folder() -> PathBuf {
    workspace::root().join("target/barriers")
}

/// Forgets what earlier tests found.
pub(crate) fn forget() -> Result<()> {
    match fs::remove_dir_all(folder()) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder().display()))
        }
        _ => Ok(()),
    }
}

/// What the tests found since, in the order of the paths.
pub(crate) fn found() -> Result<Vec<Looked>> {
    let Ok(files) = fs::read_dir(folder()) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file?.path())?;
        found.extend(looked(text.trim_end()));
    }
    found.sort_by(|one, other| one.page.cmp(&other.page));
    Ok(found)
}

fn looked(line: &str) -> Option<Looked> {
    let [path, state, _looks, held, broken] =
        line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let page = format!("{path} {state}");
    Some(Looked {
        page: page.trim_end().to_owned(),
        held: held.parse().ok()?,
        broken: broken.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_a_page_and_what_was_found() {
        let expected = Looked { page: "/test/check errors".to_owned(), held: 31, broken: 0 };
        assert_eq!(looked("/test/check\terrors\t2\t31\t0"), Some(expected));
        assert_eq!(looked(""), None);
    }
}
