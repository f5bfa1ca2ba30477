//! Debian's package. `crates/proxy/Cargo.toml` says what is in it.

use super::source::TARGET;
use crate::command;
use crate::tools::Tool;
use crate::workspace;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

const CARGO_DEB: Tool<'static> = Tool {
    name: "cargo-deb",
    package: "cargo-deb",
    version: "3.8.0",
    // It packs with Debian's own xz.
    options: &["--debug", "--no-default-features"],
};

/// Packs the binary that is built.
pub(super) fn write(to: &Path) -> Result<()> {
    let mut pack = Command::new(CARGO_DEB.install()?.join("cargo-deb"));
    pack.current_dir(workspace::root());
    // The binary is that of the archive, to the byte.
    pack.args(["--package", "proxy", "--no-build", "--no-strip"]);
    pack.args(["--profile", "dist", "--target", TARGET]);
    command::run(pack.arg("--output").arg(to))
}

#[cfg(test)]
mod tests {
    use crate::dist::names;
    use crate::workspace;

    #[test]
    fn the_changelog_is_that_of_the_version() {
        let path = workspace::root().join("packaging/debian/changelog");
        let text = std::fs::read_to_string(path).unwrap();
        let version = text.split(['(', ')']).nth(1).unwrap();
        assert_eq!(names::package(), format!("majora-uploader_{version}_amd64.deb"));
    }
}
