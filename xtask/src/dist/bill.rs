//! The bill of materials: every crate in the binary and in the app inside it, as `CycloneDX`.
//!
//! The tool writes one for each package and platform; here they become one, for what a site installs
//! is one thing.

use super::source::TARGET;
use crate::tools::Tool;
use crate::{app, command, workspace};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const CARGO_CYCLONEDX: Tool<'static> = Tool {
    name: "cargo-cyclonedx",
    package: "cargo-cyclonedx",
    version: "0.5.9",
    options: &["--debug"],
};
/// What a site installs.
const PRODUCT: &str = "majora-uploader";
const SERVER: &str = "crates/proxy";
/// What the browser is given.
const APP: [&str; 3] = [".", "crates/workbook/worker", "crates/barcode/worker"];
/// It writes them beside each Cargo.toml, from where they are taken at once.
const WRITTEN: &str = "majora-uploader-bill";

/// Writes the bill.
pub(super) fn write(to: &Path) -> Result<()> {
    let program = CARGO_CYCLONEDX.install()?.join("cargo-cyclonedx");
    let mut bill = take(&program, TARGET, &[SERVER])?.remove(0);
    for part in take(&program, "wasm32-unknown-unknown", &APP)? {
        add(&mut bill, part)?;
    }
    name(&mut bill);
    let text = serde_json::to_string_pretty(&bill)? + "\n";
    // It calls our own packages by the folders of this machine.
    let here = format!("path+file://{}", workspace::root().display());
    Ok(fs::write(to, text.replace(&here, "path+file:///src"))?)
}

/// The bills of some packages, for one platform.
fn take(program: &Path, target: &str, folders: &[&str]) -> Result<Vec<Value>> {
    let mut cyclonedx = Command::new(program);
    cyclonedx.arg("cyclonedx").current_dir(workspace::root());
    cyclonedx.args(["--quiet", "--all-features", "--format", "json", "--spec-version", "1.5"]);
    cyclonedx.args(["--target", target, "--override-filename", WRITTEN]);
    command::run(&mut cyclonedx)?;
    let name = format!("{WRITTEN}.json");
    let read = |folder: &&str| {
        let path = workspace::root().join(folder).join(&name);
        let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    };
    let bills = folders.iter().map(read).collect();
    for folder in ["crates", "tests", "xtask"] {
        let folder = workspace::root().join(folder);
        for file in app::files(&folder)?.iter().filter(|file| file.ends_with(&name)) {
            fs::remove_file(folder.join(file))?;
        }
    }
    fs::remove_file(workspace::root().join(&name))?;
    bills
}

/// Puts what is in one bill into another: its root becomes a component on which the other's root
/// depends.
fn add(bill: &mut Value, part: Value) -> Result<()> {
    let root = part["metadata"]["component"].clone();
    let (ours, theirs) = (reference(&bill["metadata"]["component"])?, reference(&root)?);
    let components = list(&part, "components").chain([root]);
    merge(bill, "components", "bom-ref", list(bill, "components").chain(components))?;
    let dependencies = list(&part, "dependencies").chain([json!({
        "ref": ours, "dependsOn": [theirs],
    })]);
    merge(bill, "dependencies", "ref", list(bill, "dependencies").chain(dependencies))
}

/// Gives the whole its name, and takes from our own packages the addresses that the tool makes up for
/// them: other people have crates of these names, and scanners would find theirs in it.
fn name(bill: &mut Value) {
    bill["metadata"]["component"]["name"] = PRODUCT.into();
    unaddress(&mut bill["metadata"]["component"]);
    bill["components"].as_array_mut().into_iter().flatten().for_each(unaddress);
}

/// Takes the address from a package that is of no registry, and from its parts.
fn unaddress(component: &mut Value) {
    let is_ours = |name: &str| name.starts_with("path+file:");
    if !component["bom-ref"].as_str().is_some_and(is_ours) {
        return;
    }
    let Some(fields) = component.as_object_mut() else { return };
    fields.remove("purl");
    let parts = fields.get_mut("components").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(unaddress);
}

fn reference(component: &Value) -> Result<String> {
    Ok(component["bom-ref"].as_str().context("a component has a name of its own")?.to_owned())
}

fn list(bill: &Value, key: &str) -> impl Iterator<Item = Value> + use<> {
    bill[key].as_array().cloned().unwrap_or_default().into_iter()
}

/// Sorted, each once; what one depends on is what it depends on for any platform.
fn merge(
    bill: &mut Value,
    key: &str,
    name: &str,
    items: impl Iterator<Item = Value>,
) -> Result<()> {
    let mut merged: BTreeMap<String, Value> = BTreeMap::new();
    for item in items {
        let name = item[name].as_str().context("every item is named")?.to_owned();
        let Some(there) = merged.get_mut(&name) else {
            merged.insert(name, item);
            continue;
        };
        if item.get("dependsOn").is_some() {
            let mut all: Vec<Value> =
                list(there, "dependsOn").chain(list(&item, "dependsOn")).collect();
            all.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            all.dedup();
            there["dependsOn"] = all.into();
        }
    }
    bill[key] = merged.into_values().collect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bill(root: &str, components: &[&str]) -> Value {
        json!({
            "metadata": { "component": { "bom-ref": root } },
            "components": components.iter().map(|name| json!({ "bom-ref": name })).collect::<Vec<_>>(),
            "dependencies": [
                { "ref": root, "dependsOn": components },
                { "ref": "serde", "dependsOn": ["serde_core"] },
            ],
        })
    }

    #[test]
    fn the_app_is_a_part_of_the_server_and_a_shared_crate_stands_once() {
        let mut whole = bill("server", &["serde", "axum"]);
        add(&mut whole, bill("app", &["leptos", "serde"])).unwrap();
        let names: Vec<_> = list(&whole, "components").map(|c| reference(&c).unwrap()).collect();
        assert_eq!(names, ["app", "axum", "leptos", "serde"]);
        assert_eq!(whole["metadata"]["component"]["bom-ref"], "server");
        let expected = json!([
            { "ref": "app", "dependsOn": ["leptos", "serde"] },
            { "ref": "serde", "dependsOn": ["serde_core"] },
            { "ref": "server", "dependsOn": ["app", "axum", "serde"] },
        ]);
        assert_eq!(whole["dependencies"], expected);
    }

    /// On crates.io, `proxy` and `sheet` are other people's.
    #[test]
    fn what_is_ours_has_no_address_of_anothers_crate() {
        let component = |from: &str, name: &str| json!({ "bom-ref": format!("{from}#{name}"), "name": name, "purl": format!("pkg:cargo/{name}@1") });
        let (mut root, ours) = (component("path+file:///a", "proxy"), "path+file:///b");
        root["components"] = json!([component("path+file:///a", "majora-uploader")]);
        let parts = [component(ours, "sheet"), component("registry+https://c", "serde")];
        let mut whole = json!({ "metadata": { "component": root }, "components": parts });
        name(&mut whole);
        assert_eq!(whole["metadata"]["component"]["name"], "majora-uploader");
        assert_eq!(whole.to_string().matches("pkg:cargo/").count(), 1);
        assert_eq!(whole["components"][1]["purl"], "pkg:cargo/serde@1");
        assert_eq!(
            whole["components"][0],
            json!({ "bom-ref": "path+file:///b#sheet", "name": "sheet" })
        );
    }

    #[test]
    fn a_part_that_has_no_name_is_no_bill() {
        assert!(add(&mut bill("server", &[]), json!({})).is_err());
    }
}
