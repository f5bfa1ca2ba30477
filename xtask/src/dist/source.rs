//! What is built, and the environment in which it comes out the same everywhere.

use crate::{command, workspace};
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of all packages of the workspace.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A C library that is linked into the binary, so that any Linux of this processor runs it.
pub(super) const TARGET: &str = "x86_64-unknown-linux-musl";
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Every time in what is made is this one, in seconds since 1970: that of the last commit, unless the
/// environment has one already.
pub(super) fn time() -> Result<u64> {
    let time = match std::env::var(EPOCH) {
        Ok(time) => time,
        Err(_) => git(&["log", "-1", "--format=%ct"])?,
    };
    time.trim().parse().with_context(|| format!("{EPOCH} is not a number"))
}

/// Gives a command the times and paths that compilers, archivers and tools are to see.
pub(super) fn give(command: &mut Command) -> Result<()> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    // Nothing is shared with builds that have paths of this machine in them.
    let target = workspace::target().join("dist-build");
    let folders = [
        (home.context("the home folder is unknown: set HOME")?, "/cargo"),
        (workspace::root().to_owned(), "/src"),
        (target.clone(), "/target"),
    ];
    let rust = remapped(&folders, "--remap-path-prefix=")?;
    command.env(EPOCH, time()?.to_string()).env("CARGO_TARGET_DIR", target);
    // Flags for one platform are added to those of .cargo/config.toml; these would replace them.
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", &rust);
    command.env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS", &rust);
    command.env("CC_x86_64_unknown_linux_musl", "musl-gcc");
    let c = remapped(&folders, "-ffile-prefix-map=")?;
    command.env("CFLAGS_x86_64_unknown_linux_musl", c);
    Ok(())
}

/// A flag for each folder, so that what is built calls it by a name that is the same everywhere. The
/// compilers take the last one that fits.
fn remapped(folders: &[(PathBuf, &str)], flag: &str) -> Result<String> {
    let mut flags = Vec::new();
    for (folder, name) in folders {
        let folder = folder.to_str().filter(|path| !path.contains(char::is_whitespace));
        let folder = folder.context("a folder of this build has a blank in its path")?;
        flags.push(format!("{flag}{folder}={name}"));
    }
    Ok(flags.join(" "))
}

/// The last commit. It's an error when something isn't in it: only commits can be built elsewhere.
pub(super) fn committed() -> Result<String> {
    let changed = git(&["status", "--porcelain"])?;
    ensure!(changed.is_empty(), "These files are not committed:\n{changed}");
    Ok(git(&["rev-parse", "HEAD"])?.trim().to_owned())
}

/// Copies a commit to an empty folder.
pub(super) fn copy(commit: &str, folder: &Path) -> Result<()> {
    let mut clone = Command::new("git");
    clone.args(["clone", "--quiet", "--no-local", "--no-checkout"]);
    command::run(clone.arg(workspace::root()).arg(folder))?;
    let mut checkout = Command::new("git");
    command::run(checkout.args(["checkout", "--quiet", "--detach", commit]).current_dir(folder))
}

fn git(arguments: &[&str]) -> Result<String> {
    match command::output(Command::new("git").args(arguments).current_dir(workspace::root())) {
        Ok(said) => Ok(said),
        Err(error) => bail!("{error:#}\nWithout a git repository, set {EPOCH}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_called_by_names_that_are_the_same_everywhere() {
        let folders = [("/one/.cargo".into(), "/cargo"), ("/one/two".into(), "/src")];
        assert_eq!(remapped(&folders, "-f=").unwrap(), "-f=/one/.cargo=/cargo -f=/one/two=/src");
        assert!(remapped(&[("/with blank".into(), "/src")], "-f=").is_err());
    }
}
