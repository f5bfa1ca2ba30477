//! What is built, and the environment in which it comes out the same everywhere.

use crate::tools::Environment;
use crate::{command, workspace};
use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of all packages of the workspace.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A C library that is linked into the binary, so that any Linux of this processor runs it.
pub(super) const TARGET: &str = "x86_64-unknown-linux-musl";
const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// A commit, as far as what is made of it can tell.
pub(super) struct Source {
    /// Every time in what is made is this one: seconds since 1970.
    pub(super) time: u64,
    /// Where cargo builds: nothing is shared with builds that have paths of this machine in them.
    pub(super) target: PathBuf,
}

impl Source {
    /// The work tree, dated by its last commit unless the environment has a date already.
    pub(super) fn here() -> Result<Source> {
        let time = match std::env::var(EPOCH) {
            Ok(time) => time,
            Err(_) => git(&["log", "-1", "--format=%ct"])?,
        };
        let time = time.trim().parse().with_context(|| format!("{EPOCH} is not a number"))?;
        Ok(Source { time, target: workspace::target().join("dist-build") })
    }

    /// Compilers, archivers and tools get their times and paths from here.
    pub(super) fn environment(&self) -> Result<Environment> {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        let folders = [
            (home.context("the home folder is unknown: set HOME")?, "/cargo"),
            (workspace::root().to_owned(), "/src"),
            (self.target.clone(), "/target"),
        ];
        let rust = OsString::from(remapped(&folders, "--remap-path-prefix=")?);
        Ok(vec![
            (EPOCH, Some(self.time.to_string().into())),
            ("CARGO_TARGET_DIR", Some(self.target.clone().into())),
            // Flags for one platform are added to those of .cargo/config.toml; these would replace
            // them.
            ("RUSTFLAGS", None),
            ("CARGO_ENCODED_RUSTFLAGS", None),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", Some(rust.clone())),
            ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS", Some(rust)),
            ("CC_x86_64_unknown_linux_musl", Some("musl-gcc".into())),
            (
                "CFLAGS_x86_64_unknown_linux_musl",
                Some(remapped(&folders, "-ffile-prefix-map=")?.into()),
            ),
        ])
    }
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

/// An error when something isn't committed: only commits can be built elsewhere.
pub(super) fn is_committed() -> Result<()> {
    let changed = git(&["status", "--porcelain"])?;
    ensure!(changed.is_empty(), "These files are not committed:\n{changed}");
    Ok(())
}

/// Copies the last commit to an empty folder.
pub(super) fn copy_to(folder: &Path) -> Result<()> {
    let mut clone = Command::new("git");
    clone.args(["clone", "--quiet", "--no-local", "--depth", "1"]);
    command::run(clone.arg(format!("file://{}", workspace::root().display())).arg(folder))
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
