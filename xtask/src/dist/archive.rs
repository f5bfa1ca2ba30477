//! The archive for machines without Debian's packages, and for container images.

use super::licences::{self, Written};
use super::source::{VERSION, time};
use crate::workspace;
use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// What is in it beside the binary, its bill of materials and the licences, by name.
const FILES: [(&str, &str); 10] = [
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("Containerfile", "packaging/Containerfile"),
    ("LICENSE", "LICENSE"),
    ("majora-uploader.1", "packaging/majora-uploader.1"),
    ("majora-uploader.service", "packaging/majora-uploader.service"),
    ("majora-uploader.sysusers", "packaging/majora-uploader.sysusers"),
    ("operations.md", "docs/operations.md"),
    ("terminal.md", "docs/terminal.md"),
    ("uploader.example.toml", "crates/proxy/uploader.example.toml"),
    ("uploader.toml", "packaging/uploader.toml"),
];

/// A file of an archive.
struct Entry {
    name: String,
    mode: u32,
    bytes: Vec<u8>,
}

/// Writes the archive.
pub(super) fn write(binary: &Path, bill: &Path, to: &Path) -> Result<()> {
    let entry = |name: &str, mode, path: &Path| -> Result<Entry> {
        let bytes = fs::read(path).with_context(|| format!("no {}", path.display()))?;
        Ok(Entry { name: name.to_owned(), mode, bytes })
    };
    let Written { crates, library } = licences::files();
    let mut entries = vec![
        entry("majora-uploader", 0o755, binary)?,
        entry("majora-uploader.cdx.json", 0o644, bill)?,
        entry("third-party-licences.txt", 0o644, &crates)?,
        entry("rust-library-licences.html", 0o644, &library)?,
    ];
    for (name, path) in FILES {
        entries.push(entry(name, 0o644, &workspace::root().join(path))?);
    }
    pack(entries, time()?, File::create(to)?)
}

/// The same entries make the same bytes: sorted, of nobody, and of one time.
fn pack(mut entries: Vec<Entry>, time: u64, to: impl Write) -> Result<()> {
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let folder = format!("majora-uploader-{VERSION}");
    let packed = GzBuilder::new().write(to, Compression::best());
    let mut archive = tar::Builder::new(packed);
    for Entry { name, mode, bytes } in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len().try_into()?);
        header.set_mode(mode);
        header.set_mtime(time);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, format!("{folder}/{name}"), &*bytes)?;
    }
    archive.into_inner()?.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(names: &[&str]) -> Vec<u8> {
        let entry = |name: &&str| Entry {
            name: (*name).to_owned(),
            mode: 0o644,
            bytes: name.as_bytes().to_vec(),
        };
        let mut bytes = Vec::new();
        pack(names.iter().map(entry).collect(), 1_800_000_000, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_order_of_the_files_makes_no_difference() {
        assert_eq!(packed(&["a", "b"]), packed(&["b", "a"]));
        assert_ne!(packed(&["a", "b"]), packed(&["a", "c"]));
    }

    #[test]
    fn it_unpacks_to_one_folder_of_nobody() {
        let bytes = packed(&["b", "a"]);
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&*bytes));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.mtime().unwrap()), (0, 1_800_000_000));
            found.push(entry.path().unwrap().display().to_string());
        }
        let folder = format!("majora-uploader-{VERSION}");
        assert_eq!(found, [format!("{folder}/a"), format!("{folder}/b")]);
    }

    #[test]
    fn all_of_it_is_in_the_repository() {
        for (_, path) in FILES {
            assert!(workspace::root().join(path).is_file(), "{path}");
        }
    }
}
