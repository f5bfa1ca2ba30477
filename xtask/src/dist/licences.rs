//! The licences of others' code in the binary and in the app, whose texts have to go along with it.
//!
//! What is in there is what the bill of materials lists. The texts are those that its crates bring; what
//! a crate forgot, and what is no crate, is in `packaging/licences`. Which licences may be there at all,
//! `deny.toml` says.

use crate::command::{self, cargo};
use crate::{app, workspace};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Texts that no crate has, by the crate or library that needs them.
const OURS: &str = "packaging/licences";
/// The C library, which comes with Rust and is no crate.
const C_LIBRARY: &str = "musl";
const BEGINNING: &str = "Others' code in majora-uploader: the server, and the app inside it\n\n\
    Each text stands once, below the crates that come with it. The texts of Rust's standard library,\n\
    which is in both, are in rust-library-licences.html.\n";

/// A crate, by what `cargo metadata` says of it.
struct Package {
    name: String,
    version: String,
    licence: String,
    authors: Vec<String>,
    folder: PathBuf,
}

/// The files that are made, and where the package takes them from.
pub(super) struct Written {
    pub(super) crates: PathBuf,
    pub(super) library: PathBuf,
}

/// Where they are, for the package to take them: it names them in crates/proxy/Cargo.toml.
pub(super) fn files() -> Written {
    let folder = workspace::root().join("target/dist-build");
    Written {
        crates: folder.join("third-party-licences.txt"),
        library: folder.join("rust-library-licences.html"),
    }
}

/// Writes them, of all that the bill lists.
pub(super) fn write(bill: &Path) -> Result<()> {
    let bill: Value = serde_json::from_str(&fs::read_to_string(bill)?)?;
    let ours = workspace::root().join(OURS);
    let mut texts = vec![(C_LIBRARY.to_owned(), fs::read_to_string(ours.join("musl.txt"))?)];
    for package in listed(&bill, &metadata()?)? {
        let name = format!("{} {}", package.name, package.version);
        texts.extend(texts_of(&package, &ours)?.into_iter().map(|text| (name.clone(), text)));
    }
    let Written { crates, library } = files();
    fs::create_dir_all(crates.parent().context("it is in a folder")?)?;
    fs::write(crates, joined(texts))?;
    let mut rustc = Command::new("rustc");
    let sysroot =
        command::output(rustc.args(["--print", "sysroot"]).current_dir(workspace::root()))?;
    let notices = Path::new(sysroot.trim()).join("share/doc/rust/COPYRIGHT-library.html");
    let text = fs::read(&notices).with_context(|| format!("no {}", notices.display()))?;
    Ok(fs::write(library, text)?)
}

fn metadata() -> Result<Value> {
    let metadata = cargo(["metadata", "--locked", "--all-features", "--format-version", "1"]);
    Ok(serde_json::from_str(&command::output(&mut { metadata })?)?)
}

/// The crates of the bill that aren't ours.
fn listed(bill: &Value, metadata: &Value) -> Result<Vec<Package>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut known = BTreeMap::new();
    for package in metadata["packages"].as_array().context("cargo metadata lists packages")? {
        known.insert((text(&package["name"]), text(&package["version"])), package);
    }
    let mut packages = Vec::new();
    for component in bill["components"].as_array().context("the bill lists components")? {
        let (name, version) = (text(&component["name"]), text(&component["version"]));
        let package = known.get(&(name.clone(), version.clone()));
        let package = package.with_context(|| format!("cargo doesn't know {name} {version}"))?;
        if package["source"].is_null() {
            continue;
        }
        let authors = package["authors"].as_array().into_iter().flatten().map(text).collect();
        let manifest = PathBuf::from(text(&package["manifest_path"]));
        let folder = manifest.parent().context("a manifest is in a folder")?.to_owned();
        let licence = text(&package["license"]);
        packages.push(Package { name, version, licence, authors, folder });
    }
    Ok(packages)
}

/// The texts of one crate: those in its folder, and ours for it. One that has none, but may be had under
/// MIT's licence, gets that in the name of its authors.
fn texts_of(package: &Package, ours: &Path) -> Result<Vec<String>> {
    let Package { name, version, licence, authors, folder } = package;
    let mut texts = Vec::new();
    // A notice, or the licence of something inside, is not yet that of the crate.
    let mut its_own = false;
    for file in app::files(folder)?.iter().filter(|file| is_licence(file)) {
        let name = file.to_string_lossy().to_ascii_uppercase();
        its_own |= ["LICEN", "COPYING", "UNLICEN"].iter().any(|begin| name.starts_with(begin));
        texts.push(String::from_utf8_lossy(&fs::read(folder.join(file))?).into_owned());
    }
    let added = ours.join(format!("{name}.txt"));
    let mit = licence.split(" OR ").flat_map(|part| part.split('/')).any(|part| part == "MIT");
    if !its_own && mit {
        let holders = match authors.is_empty() {
            true => format!("the authors of {name}"),
            false => authors.join(", "),
        };
        let text = fs::read_to_string(ours.join("MIT.txt"))?;
        texts.push(text.replace("HOLDERS", &holders));
        its_own = true;
    }
    if added.is_file() {
        its_own = true;
        texts.push(fs::read_to_string(added)?);
    }
    ensure!(its_own, "{name} {version} ({licence}) brings no text of its licence");
    Ok(texts)
}

/// Whether a file of a crate, by its path there, is the text of a licence or a notice that goes with it.
fn is_licence(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_uppercase();
    let begins = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    begins.iter().any(|begin| name.starts_with(begin))
        && ![".RS", ".JSON", ".TOML", ".PY", ".GO", ".H", ".C"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// One text after another, each once and below all that it covers.
fn joined(texts: Vec<(String, String)>) -> String {
    let mut covered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, text) in texts {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        covered.entry(lines.join("\n").trim_matches('\n').to_owned()).or_default().insert(name);
    }
    let mut parts: Vec<_> = covered.into_iter().map(|(text, names)| (names, text)).collect();
    parts.sort();
    let mut whole = BEGINNING.to_owned();
    for (names, text) in parts {
        let names = names.into_iter().collect::<Vec<_>>().join("\n");
        whole += &format!("\n{}\n{names}\n\n{text}\n", "=".repeat(80));
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(licence: &str, folder: &Path) -> Package {
        let (name, version) = ("helper".to_owned(), "1.0.0".to_owned());
        let authors = vec!["Ann".to_owned()];
        Package { name, version, licence: licence.to_owned(), authors, folder: folder.to_owned() }
    }

    #[test]
    fn a_text_stands_once_below_all_that_it_covers_in_any_order() {
        let text = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let one = [text("b 1", "MIT\r\n"), text("c 1", "ISC"), text("a 1", "MIT")];
        let whole = joined(one.to_vec());
        assert_eq!(whole, joined(one.into_iter().rev().collect()));
        assert_eq!(whole.matches("MIT").count(), 1);
        assert!(whole.contains("=\na 1\nb 1\n\nMIT\n"), "{whole}");
    }

    #[test]
    fn a_crate_without_a_text_is_named_or_is_under_mits() {
        let (empty, ours) = (tempfile::tempdir().unwrap(), workspace::root().join(OURS));
        let failed = texts_of(&package("ISC", empty.path()), &ours).unwrap_err().to_string();
        assert!(failed.contains("helper 1.0.0"), "{failed}");
        let texts = texts_of(&package("MIT OR Apache-2.0", empty.path()), &ours).unwrap();
        assert!(texts[0].contains("Copyright (c) Ann\n"), "{texts:?}");
        fs::create_dir(empty.path().join("c")).unwrap();
        fs::write(empty.path().join("c/LICENSE"), "of C").unwrap();
        fs::write(empty.path().join("license.rs"), "fn main() {}").unwrap();
        assert!(texts_of(&package("ISC", empty.path()), &ours).is_err());
        fs::write(empty.path().join("LICENSE"), "its own").unwrap();
        let texts = texts_of(&package("ISC", empty.path()), &ours).unwrap();
        assert_eq!(texts, ["its own", "of C"]);
    }

    #[test]
    fn all_of_the_bill_is_looked_at_but_ours() {
        let packages = json!([
            { "name": "proxy", "version": "0.1.0", "source": null },
            { "name": "serde", "version": "1.0.0", "source": "registry", "license": "MIT",
              "manifest_path": "/crates/serde/Cargo.toml", "authors": [] },
        ]);
        let bill = |names: &[&str]| {
            let version = |name: &str| if name == "proxy" { "0.1.0" } else { "1.0.0" };
            let parts = names.iter().map(|name| json!({ "name": name, "version": version(name) }));
            json!({ "components": parts.collect::<Vec<_>>() })
        };
        let metadata = json!({ "packages": packages });
        let found = listed(&bill(&["proxy", "serde"]), &metadata).unwrap();
        assert_eq!(found.iter().map(|package| &package.name).collect::<Vec<_>>(), ["serde"]);
        assert!(listed(&bill(&["unknown"]), &metadata).is_err());
    }
}
