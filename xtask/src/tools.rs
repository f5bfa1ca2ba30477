//! The tools that build the app: the WebAssembly target, Trunk and the wasm-bindgen CLI; and how any
//! tool is installed.
//!
//! What cargo installs goes to the user's cache folder, one folder per version, so that every clone
//! finds it. A folder appears there under its name only when the install is complete.

use crate::command::{self, cargo};
use crate::{say, workspace};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// The folders of the installed tools.
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
    wasm_bindgen: String,
}

impl Tools {
    /// Puts in place whatever is missing, which takes some minutes the first time.
    pub(crate) fn set_up() -> Result<Tools> {
        say::step("Looking for the tools that build the app");
        target(WASM)?;
        let wasm_bindgen = workspace::locked("wasm-bindgen")?;
        let folders = vec![TRUNK.install()?, wasm_bindgen_cli(&wasm_bindgen).install()?];
        Ok(Tools { folders, wasm_bindgen })
    }

    /// Lets a command find the tools before any other program of the same name.
    pub(crate) fn give<'a>(&self, command: &'a mut Command) -> Result<&'a mut Command> {
        Ok(command.env("PATH", self.path()?))
    }

    /// Trunk, told to fetch nothing from the network.
    pub(crate) fn trunk(&self) -> Result<Command> {
        let mut trunk = Command::new(self.folders[0].join("trunk"));
        trunk
            .current_dir(workspace::root())
            .env("PATH", self.path()?)
            .env("TRUNK_OFFLINE", "true")
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env("TRUNK_TOOLS_WASM_BINDGEN", &self.wasm_bindgen)
            // Trunk takes only true and false for a value, not the usual 1.
            .env_remove("NO_COLOR")
            // Its own backtrace would bury the compiler's message.
            .env("RUST_LIB_BACKTRACE", "0");
        Ok(trunk)
    }

    /// The wasm-bindgen CLI.
    pub(crate) fn wasm_bindgen(&self) -> Command {
        Command::new(self.folders[1].join("wasm-bindgen"))
    }

    fn path(&self) -> Result<OsString> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&path));
        std::env::join_paths(folders)
            .context("a folder on PATH has a character that PATH can't hold")
    }
}

/// The user's cache folder for this project.
pub(crate) fn cache() -> Result<PathBuf> {
    let folder = match std::env::var_os("XDG_CACHE_HOME").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder),
        None => {
            std::env::home_dir().context("the home folder is unknown: set HOME")?.join(".cache")
        }
    };
    let folder = folder.join("majora-uploader/tools");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    Ok(folder)
}

/// Makes a folder of the cache exactly once, even when two runs want it or one is interrupted.
///
/// `fill` fills a temporary folder beside it, which takes its name when `fill` has succeeded.
pub(crate) fn once(
    cache: &Path,
    name: &str,
    fill: impl FnOnce(&Path) -> Result<()>,
) -> Result<PathBuf> {
    let folder = cache.join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    let _lock = lock(&cache.join(format!(".{name}.lock")))?;
    if folder.is_dir() {
        return Ok(folder);
    }
    let partial = tempfile::Builder::new().prefix(".partial-").tempdir_in(cache)?;
    fill(partial.path())?;
    fs::rename(partial.path(), &folder)
        .with_context(|| format!("could not move what was installed to {}", folder.display()))?;
    Ok(folder)
}

/// A program that cargo installs.
pub(crate) struct Tool<'a> {
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    pub(crate) version: &'a str,
    pub(crate) options: &'static [&'static str],
}

/// The newest one that compiles with the pinned toolchain. A debug build of it takes a third of the
/// time and costs 0.2 s a run.
const TRUNK: Tool<'static> = Tool {
    name: "trunk",
    package: "trunk",
    version: "0.21.14",
    options: &["--debug", "--no-default-features", "--features", "rustls"],
};

/// Its version must equal that of the library that the app links.
fn wasm_bindgen_cli(version: &str) -> Tool<'_> {
    Tool { name: "wasm-bindgen", package: "wasm-bindgen-cli", version, options: &[] }
}

impl Tool<'_> {
    /// The folder of the program, which is installed if it is missing.
    pub(crate) fn install(&self) -> Result<PathBuf> {
        let Tool { name, package, version, options } = self;
        let folder = once(&cache()?, &format!("{name}-{version}"), |folder| {
            say::step(&format!("Installing {name} {version} (some minutes, once)"));
            let mut install = cargo(["install", package, "--version", version, "--locked"]);
            install.args(*options).arg("--root").arg(folder).env("CARGO_PROFILE_DEV_DEBUG", "0");
            command::run(&mut install)
        })?;
        say::detail(&format!("{name} {version}"));
        Ok(folder.join("bin"))
    }
}

/// Holds a lock until it is dropped; waits when another run holds it.
pub(crate) fn lock(path: &Path) -> Result<File> {
    fs::create_dir_all(path.parent().context("a lock is in a folder")?)?;
    let file = File::create(path).with_context(|| format!("could not make {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::detail("Another run does the same; waiting for it");
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
}

/// A platform that Rust builds for, installed if it is missing.
pub(crate) fn target(name: &str) -> Result<()> {
    let mut rustc = Command::new("rustc");
    let sysroot =
        command::output(rustc.args(["--print", "sysroot"]).current_dir(workspace::root()))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(name).is_dir() {
        say::detail(&format!("Rust target {name}"));
        return Ok(());
    }
    if command::found("rustup").is_none() {
        bail!("Rust's target {name} is missing, and rustup, which installs it, is not on PATH");
    }
    say::step(&format!("Installing the Rust target {name}"));
    command::run(
        Command::new("rustup").args(["target", "add", name]).current_dir(workspace::root()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_install_is_not_taken_for_a_finished_one() {
        let cache = tempfile::tempdir().unwrap();
        let failed = once(cache.path(), "tool-1", |folder| {
            fs::write(folder.join("half"), "")?;
            bail!("interrupted")
        });
        assert!(failed.is_err());
        assert!(!cache.path().join("tool-1").exists());

        let folder = once(cache.path(), "tool-1", |folder| {
            assert!(!folder.join("half").exists());
            Ok(fs::write(folder.join("whole"), "")?)
        });
        assert!(folder.unwrap().join("whole").exists());
    }

    #[test]
    fn what_is_there_is_not_installed_again() {
        let cache = tempfile::tempdir().unwrap();
        fs::create_dir(cache.path().join("tool-1")).unwrap();
        once(cache.path(), "tool-1", |_| bail!("not needed")).unwrap();
    }

    #[test]
    fn two_runs_install_once() {
        let cache = tempfile::tempdir().unwrap();
        let installs = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    once(cache.path(), "tool-1", |_| {
                        installs.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        Ok(())
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(installs.into_inner(), 1);
    }
}
