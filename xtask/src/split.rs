//! The app in two parts: one to sign in and choose a sheet, and the workspace for whoever has one.
//!
//! `build.rs` has the linker keep its notes, `src/part.rs` marks where the second part begins. Trunk
//! knows nothing of it, so what Trunk made of the whole is replaced here by the parts.

use crate::command;
use crate::tools::Tools;
use crate::workspace;
use anyhow::{Context, Result, anyhow, ensure};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_encoder::{Module, RawSection};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Parser;

/// Has `build.rs` build the app so that it can be split.
pub(crate) const SPLIT: &str = "UPLOADER_SPLIT";

/// What Trunk calls the app, before a hyphen and its hash.
const APP: &str = "uploader-";
const CUSTOM: u8 = 0;

/// Puts the parts in place of the whole in what Trunk has built.
pub(crate) fn split(tools: &Tools, staging: &Path) -> Result<()> {
    let whole = workspace::target().join("wasm32-unknown-unknown/release/uploader.wasm");
    let whole = fs::read(&whole).with_context(|| format!("could not read {}", whole.display()))?;
    let names = Names::new(&whole)?;
    let page = staging.join("index.html");
    let html = fs::read_to_string(&page)?;
    let trunks = name_of_trunk(&html).context("the page that Trunk made names no app")?.to_owned();

    let folder = tempfile::tempdir()?;
    let parts = Parts::of(&whole, &names, folder.path())?;
    bind(tools, &parts.first, &names, folder.path())?;
    parts.move_to(staging, &names)?;
    for kind in [".js", "_bg.wasm"] {
        let file = format!("{}{kind}", names.first);
        fs::copy(folder.path().join(&file), staging.join(&file))?;
        fs::remove_file(staging.join(format!("{trunks}{kind}")))?;
    }
    Ok(fs::write(page, html.replace(&trunks, &names.first))?)
}

/// The names of the files. All hold one hash, because only what was built together works together. It
/// is that of all they are made from: the app, the tools, and what this file has these do.
struct Names {
    first: String,
    workspace: String,
    link: String,
}

impl Names {
    fn new(whole: &[u8]) -> Result<Names> {
        let mut hash = Sha256::new_with_prefix(whole);
        hash.update(include_str!("split.rs"));
        for tool in ["wasm-bindgen", "wasm_split_cli_support"] {
            hash.update(workspace::locked(tool)?);
        }
        let hash: String = hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Names {
            first: format!("{APP}{hash}"),
            workspace: format!("workspace-{hash}.wasm"),
            link: format!("parts-{hash}.mjs"),
        })
    }
}

/// What the split has made, in a folder of its own.
struct Parts {
    first: PathBuf,
    workspace: PathBuf,
    link: PathBuf,
}

impl Parts {
    fn of(whole: &[u8], names: &Names, folder: &Path) -> Result<Parts> {
        let first = folder.join("first.wasm");
        let (link, main) = (format!("./{}", names.link), format!("./{}.js", names.first));
        let mut options = Options::new(whole);
        options.output_dir = folder;
        options.main_out_path = &first;
        options.link_name = &link;
        options.main_module = &main;
        let made =
            transform(options).map_err(|error| anyhow!("could not split the app: {error:#}"))?;
        let [workspace] = <[PathBuf; 1]>::try_from(made.split_modules)
            .map_err(|all| anyhow!("the app fell into {} parts and not two", all.len() + 1))?;
        Ok(Parts { link: folder.join(&names.link), first, workspace })
    }

    /// Writes the second part, and the script that fetches it, under the names that are served.
    fn move_to(&self, staging: &Path, names: &Names) -> Result<()> {
        fs::write(staging.join(&names.workspace), bare(&fs::read(&self.workspace)?)?)?;
        let was = self.workspace.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let script = fs::read_to_string(&self.link)?;
        ensure!(
            script.matches(was).count() == 1,
            "the script of the parts doesn't fetch {was} once"
        );
        Ok(fs::write(staging.join(&names.link), script.replace(was, &names.workspace))?)
    }
}

/// Lets the browser's functions be called from the first part, through which the other calls them.
fn bind(tools: &Tools, first: &Path, names: &Names, folder: &Path) -> Result<()> {
    let mut bindgen = tools.wasm_bindgen();
    bindgen.args(["--target", "web", "--no-typescript", "--remove-name-section"]);
    // The second part calls functions of the first through the table that the linker exports.
    bindgen.args(["--remove-producers-section", "--keep-lld-exports"]);
    bindgen.args(["--out-name", &names.first, "--out-dir"]);
    command::run(bindgen.arg(folder).arg(first))
}

/// A module without the names of its functions, which are half of it and of no use to a browser.
fn bare(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut bare = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Some((id, range)) = payload?.as_section().filter(|(id, _)| *id != CUSTOM) {
            let data = &wasm[range.start as usize..range.end as usize];
            bare.section(&RawSection { id, data });
        }
    }
    Ok(bare.finish())
}

/// The name of the app in the page, without what follows the hash.
fn name_of_trunk(html: &str) -> Option<&str> {
    let name = &html[html.find(&format!("/{APP}"))? + 1..];
    name.get(..name.find(['.', '_'])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_loses_its_names_and_nothing_else() {
        let mut names = wasm_encoder::NameSection::new();
        names.module("workspace");
        let (mut types, mut module) = (wasm_encoder::TypeSection::new(), Module::new());
        types.ty().function([], []);
        module.section(&types);
        let plain = module.clone().finish();
        module.section(&names);
        let named = module.finish();
        assert_ne!(named, plain);
        assert_eq!(bare(&named).unwrap(), plain);
    }

    #[test]
    fn the_name_of_the_app_is_found_in_the_page() {
        let page = r#"<script data-js="/uploader-0123456789abcdef.js" data-wasm="/uploader-0123456789abcdef_bg.wasm">"#;
        assert_eq!(name_of_trunk(page), Some("uploader-0123456789abcdef"));
        assert_eq!(name_of_trunk("<html></html>"), None);
    }

    #[test]
    fn another_build_has_other_names() {
        let (one, other) = (Names::new(b"one").unwrap(), Names::new(b"other").unwrap());
        assert_ne!(one.first, other.first);
        assert!(one.workspace.ends_with(".wasm") && one.link.ends_with(".mjs"));
    }
}
