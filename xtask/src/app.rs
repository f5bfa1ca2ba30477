//! The app as it is served: Trunk's release build in `dist/`, with compressed copies beside it.

use crate::command::{self, cargo};
use crate::split::{self, SPLIT};
use crate::tools::{self, Tools};
use crate::{say, workspace};
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

type Encode = fn(&[u8]) -> Result<Vec<u8>>;

/// Copies of a file that save the server from compressing it at every request.
const COPIES: [(&str, Encode); 2] = [("br", brotli), ("gz", gzip)];
const COMPRESSED: [&str; 4] = ["wasm", "js", "mjs", "css"];

/// The folder that is served, and that the server's binary has inside it.
pub(crate) fn dist() -> PathBuf {
    workspace::root().join("dist")
}

/// Builds the app into [`dist`].
///
/// Trunk writes every file anew, so it builds elsewhere and only what differs is copied: the times
/// of the other files stay, and cargo sees that a server with the app inside is up to date.
pub(crate) fn build(tools: &Tools) -> Result<()> {
    say::step("Building the app");
    let start = Instant::now();
    fetch()?;
    let staging = workspace::target().join("app");
    let _lock = tools::lock(&workspace::target().join("app.lock"))?;
    let mut trunk = tools.trunk()?;
    command::run(trunk.args(["build", "--release", "--dist"]).arg(&staging).env(SPLIT, "1"))?;
    split::split(tools, &staging)?;
    copy_changed(&staging, &dist())?;
    compress(&dist())?;
    say::detail(&format!("The app is in dist/ ({})", say::duration(start.elapsed())));
    Ok(())
}

/// An offline Trunk runs an offline cargo, which finds only what was fetched before.
pub(crate) fn fetch() -> Result<()> {
    command::run(&mut cargo(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]))
}

fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let wanted = files(from)?;
    for name in files(to)?.iter().filter(|name| !wanted.contains(&original(name))) {
        fs::remove_file(to.join(name))?;
    }
    for name in &wanted {
        let new = fs::read(from.join(name))?;
        if fs::read(to.join(name)).ok().as_ref() != Some(&new) {
            write(&to.join(name), &new)?;
        }
    }
    Ok(())
}

fn compress(folder: &Path) -> Result<()> {
    for name in files(folder)? {
        let path = folder.join(&name);
        if !path.extension().is_some_and(|kind| COMPRESSED.iter().any(|known| kind == *known)) {
            continue;
        }
        for (kind, encode) in COPIES {
            let copy = with_suffix(&path, kind);
            if is_older(&copy, &path)? {
                write(&copy, &encode(&fs::read(&path)?)?)?;
            }
        }
    }
    Ok(())
}

/// The file that a compressed copy stands for; any other file itself.
fn original(name: &Path) -> PathBuf {
    match name.extension() {
        Some(kind) if COPIES.iter().any(|(known, _)| kind == *known) => name.with_extension(""),
        _ => name.to_owned(),
    }
}

fn is_older(copy: &Path, original: &Path) -> Result<bool> {
    let written = |path: &Path| fs::metadata(path)?.modified();
    Ok(!copy.exists() || written(copy)? < written(original)?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Writes a file in one go, so that an interrupted build leaves no half of one.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let partial = with_suffix(path, "partial");
    fs::create_dir_all(path.parent().context("a file is in a folder")?)?;
    fs::write(&partial, bytes).with_context(|| format!("could not write {}", path.display()))?;
    Ok(fs::rename(&partial, path)?)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// All files below a folder, as paths from it.
pub(crate) fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in
            fs::read_dir(&next).with_context(|| format!("could not read {}", next.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_owned());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        files(folder).unwrap().iter().map(|name| name.display().to_string()).collect()
    }

    #[test]
    fn only_what_differs_is_written_again() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("index.html"), "one").unwrap();
        fs::write(from.path().join("app-1.js"), "let a = 1;").unwrap();
        copy_changed(from.path(), to.path()).unwrap();
        compress(to.path()).unwrap();
        let all = ["app-1.js", "app-1.js.br", "app-1.js.gz", "index.html"];
        assert_eq!(names(to.path()), all);

        let time = |name| fs::metadata(to.path().join(name)).unwrap().modified().unwrap();
        let before = all.map(time);
        copy_changed(from.path(), to.path()).unwrap();
        compress(to.path()).unwrap();
        assert_eq!(all.map(time), before);
    }

    #[test]
    fn a_file_that_is_gone_goes_with_its_copies() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for name in ["app-1.js", "app-1.js.br", "app-1.js.gz"] {
            fs::write(to.path().join(name), "old").unwrap();
        }
        fs::write(from.path().join("app-2.js"), "new").unwrap();
        copy_changed(from.path(), to.path()).unwrap();
        assert_eq!(names(to.path()), ["app-2.js"]);
    }

    #[test]
    fn the_copies_unpack_to_the_original() {
        let text = b"biosamples, libraries, sequencing runs".repeat(100);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli(&text).unwrap(), &mut unpacked).unwrap();
        assert_eq!(unpacked, text);

        let packed = gzip(&text).unwrap();
        let mut unpacked = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*packed), &mut unpacked).unwrap();
        assert_eq!(unpacked, text);
        assert!(packed.len() < text.len());
    }
}
