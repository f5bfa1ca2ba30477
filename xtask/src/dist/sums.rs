//! The checksums of what was made, as `sha256sum --check` reads them.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The file of the checksums.
pub(super) const NAME: &str = "SHA256SUMS";

/// Writes the checksums of the files of a folder beside them.
pub(super) fn write(folder: &Path, files: &[String]) -> Result<()> {
    let mut text = String::new();
    for name in files {
        let path = folder.join(name);
        let bytes = fs::read(&path).with_context(|| format!("no {}", path.display()))?;
        text.push_str(&line(name, &bytes));
    }
    Ok(fs::write(folder.join(NAME), text)?)
}

fn line(name: &str, bytes: &[u8]) -> String {
    let mut line = String::new();
    for byte in Sha256::digest(bytes) {
        write!(line, "{byte:02x}").expect("a string takes everything");
    }
    line + "  " + name + "\n"
}

/// The files that aren't the same to the byte, by two files of checksums.
pub(super) fn differing<'a>(one: &'a str, other: &'a str) -> Vec<&'a str> {
    let (one, other) = (by_name(one), by_name(other));
    let mut names: Vec<&str> = one.keys().chain(other.keys()).copied().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| one.get(name) != other.get(name));
    names
}

fn by_name(sums: &str) -> BTreeMap<&str, &str> {
    sums.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_sha256sum_prints() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(line("a.deb", b""), format!("{empty}  a.deb\n"));
    }

    #[test]
    fn what_differs_or_is_missing_is_named() {
        let one = "11  a.deb\n22  b.tar.gz\n33  c.json\n";
        assert_eq!(differing(one, one), Vec::<&str>::new());
        assert_eq!(differing(one, "11  a.deb\n23  b.tar.gz\n"), ["b.tar.gz", "c.json"]);
        assert_eq!(differing("11  a.deb\n", one), ["b.tar.gz", "c.json"]);
    }
}
