//! What each package may depend on, and that each obeys the workspace's lints.

use super::source::Finding;
use crate::command::{self, cargo};
use crate::workspace;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

const OURS: [&str; 8] =
    ["sheet", "workbook", "barcode", "protocol", "gate", "proxy", "sandbox", "uploader"];
/// What makes a crate impure, and what belongs to a server or to a browser only.
const FORBIDDEN: [(&str, &[&str]); 8] = [
    (
        "sheet",
        &["serde", "serde_json", "wasm-bindgen", "js-sys", "web-sys", "tokio", "rand", "getrandom"],
    ),
    ("workbook", &["serde", "serde_json", "wasm-bindgen", "js-sys", "web-sys", "tokio", "rand"]),
    ("barcode", &["serde", "serde_json", "wasm-bindgen", "js-sys", "web-sys", "tokio", "rand"]),
    ("uploader", &["workbook", "workbook-worker", "barcode", "barcode-worker"]),
    ("protocol", &["axum", "reqwest", "tokio", "gloo-net", "web-sys", "wasm-bindgen"]),
    ("gate", &["axum", "hyper", "reqwest", "tokio", "redis", "redb"]),
    ("proxy", &["leptos", "web-sys", "sandbox", "uploader"]),
    ("sandbox", &OURS),
];
/// Crates of the servers that must not come into the app by any way.
const NOT_IN_THE_APP: [&str; 6] = ["mio", "axum", "hyper", "reqwest", "rustls", "sandbox"];

pub(super) fn check() -> Result<Vec<Finding>> {
    let metadata = cargo(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&command::output(&mut { metadata })?)?;
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata lists packages")? {
        findings.extend(check_package(package));
        findings.extend(check_lints(package)?);
    }
    findings.extend(check_app(&app_tree()?));
    Ok(findings)
}

/// Only what the package itself names: `csv` brings serde along, and that is no harm.
fn check_package(package: &Value) -> Vec<Finding> {
    let forbidden = |name: &str| {
        FORBIDDEN.iter().find(|(package, _)| *package == name).map_or(&[][..], |(_, list)| *list)
    };
    let name = package["name"].as_str().unwrap_or_default();
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    dependencies
        // A test may use what it likes, except that the sandbox must stay able to disagree with us.
        .filter(|dependency| dependency["kind"] != "dev" || name == "sandbox")
        .filter_map(|dependency| dependency["name"].as_str())
        .filter(|dependency| *dependency != name && forbidden(name).contains(dependency))
        .map(|dependency| finding(package, format!("{name} must not depend on {dependency}")))
        .collect()
}

fn check_lints(package: &Value) -> Result<Vec<Finding>> {
    let path = package["manifest_path"].as_str().context("a package has a manifest")?;
    let obeys = std::fs::read_to_string(path)?.contains("[lints]\nworkspace = true");
    let missing = || finding(package, "has no [lints] workspace = true".to_owned());
    Ok(if obeys { Vec::new() } else { vec![missing()] })
}

fn app_tree() -> Result<String> {
    let mut tree =
        cargo(["tree", "--package", "uploader", "--edges", "normal", "--prefix", "none"]);
    command::output(tree.args(["--target", "wasm32-unknown-unknown", "--format", "{p}"]))
}

fn check_app(tree: &str) -> Vec<Finding> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut leaked: Vec<&str> = names.filter(|name| NOT_IN_THE_APP.contains(name)).collect();
    leaked.sort_unstable();
    leaked.dedup();
    let found = |name| Finding {
        path: "Cargo.toml".to_owned(),
        line: 1,
        what: format!("{name} is linked into the app (see: cargo tree -p uploader -i {name})"),
    };
    leaked.into_iter().map(found).collect()
}

fn finding(package: &Value, what: String) -> Finding {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
    let path = manifest.strip_prefix(workspace::root()).unwrap_or(manifest);
    Finding { path: path.display().to_string(), line: 1, what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(name: &str, dependency: &str, kind: Option<&str>) -> usize {
        let dependencies = json!([{ "name": dependency, "kind": kind }]);
        check_package(&json!({ "name": name, "dependencies": dependencies })).len()
    }

    #[test]
    fn each_package_has_its_bounds() {
        assert_eq!(found("sheet", "csv", None), 0);
        assert_eq!(found("sheet", "tokio", None), 1);
        assert_eq!(found("sheet", "serde_json", Some("dev")), 0);
        assert_eq!(found("sandbox", "protocol", Some("dev")), 1);
        assert_eq!(found("uploader", "leptos", None), 0);
    }

    #[test]
    fn a_server_in_the_app_is_found_by_any_way() {
        let tree =
            "uploader v0.1.0 (path)\nleptos v0.8.23\nsheet v0.1.0\naxum v0.8.9\naxum v0.8.9 (*)";
        assert_eq!(check_app(tree).len(), 1);
        assert!(check_app("axum-core v0.5.0\nuploader v0.1.0").is_empty());
    }
}
