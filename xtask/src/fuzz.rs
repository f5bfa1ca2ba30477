//! Runs the fuzz targets with the pinned, stable toolchain.
//!
//! libFuzzer needs nothing of a nightly toolchain but sanitizers, and safe Rust needs none of those.
//! The marks by which it sees where an input leads are a pass of LLVM, which stable takes as a flag.

use crate::command::{self, cargo};
use crate::{debian, say, workspace};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The targets, and how many inputs each gets where nobody says: some seconds' worth.
const TARGETS: [(&str, u64); 9] = [
    ("read", 1_500),
    ("headings", 3_000),
    ("dates", 1_000),
    ("answer", 5_000),
    ("workbook", 8_000),
    ("cookie", 20_000),
    ("callback", 20_000),
    ("path", 30_000),
    ("body", 15_000),
];

const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Runs only these targets
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(TARGETS.map(|(name, _)| name)))]
    targets: Vec<String>,
    /// How many inputs each gets
    #[arg(long)]
    runs: Option<u64>,
    /// Where the random numbers begin
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// What a target ran.
pub(crate) struct Ran {
    pub(crate) target: &'static str,
    pub(crate) inputs: u64,
    /// How many places of the program were reached.
    pub(crate) places: u64,
}

/// `cargo xtask fuzz`.
pub(crate) fn run(options: &Options) -> Result<()> {
    let binaries = build()?;
    for (target, runs) in TARGETS {
        if options.targets.is_empty() || options.targets.iter().any(|name| name == target) {
            fuzz(&binaries, target, options.runs.unwrap_or(runs), options.seed)?;
        }
    }
    Ok(())
}

/// Every target with as many inputs as the tests can spare time for, the same ones each time.
pub(crate) fn bounded() -> Result<Vec<Ran>> {
    let binaries = build()?;
    lint()?;
    TARGETS.iter().map(|(target, runs)| fuzz(&binaries, target, *runs, 1)).collect()
}

fn build() -> Result<PathBuf> {
    compiler()?;
    let host = host()?;
    let mut build = package("build");
    command::run(build.args(["--release", "--target", &host]))?;
    Ok(folder().join(host).join("release"))
}

fn lint() -> Result<()> {
    let mut clippy = package("clippy");
    command::run(clippy.args(["--release", "--target", &host()?, "--", "--deny", "warnings"]))
}

/// A cargo command in the package of the targets. Naming a target platform keeps the marks out of
/// what runs while it is built.
fn package(what: &str) -> Command {
    let mut cargo = cargo([what, "--quiet", "--manifest-path", "fuzz/Cargo.toml"]);
    cargo.env("CARGO_TARGET_DIR", folder()).env("RUSTFLAGS", COVERAGE);
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

fn folder() -> PathBuf {
    workspace::target().join("fuzz")
}

fn host() -> Result<String> {
    let about = command::output(Command::new("rustc").arg("-vV").current_dir(workspace::root()))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` names no host")
}

/// libFuzzer is written in C++.
fn compiler() -> Result<()> {
    let there = std::env::var_os("CXX").is_some()
        || ["c++", "g++", "clang++"].iter().any(|name| command::found(name).is_some());
    if there { Ok(()) } else { debian::install(&["g++"], "a C++ compiler, such as g++, on PATH") }
}

fn fuzz(binaries: &Path, target: &'static str, runs: u64, seed: u32) -> Result<Ran> {
    // What is new is kept here only; the corpus of the repository is what people put there.
    let found = tempfile::tempdir()?;
    let artifacts = folder().join("artifacts").join(target);
    std::fs::create_dir_all(&artifacts)?;
    let program = binaries.join(target);
    let mut command = Command::new(&program);
    command.args([format!("-runs={runs}"), format!("-seed={seed}")]);
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.arg(found.path()).arg(workspace::root().join("fuzz/corpus").join(target));
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output().context("could not start a fuzz target")?;
    let time = say::duration(start.elapsed());
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let from = said.lines().position(|line| line.contains("panicked at")).unwrap_or_default();
        let end = said.lines().skip(from).take(60).collect::<Vec<_>>().join("\n");
        bail!(
            "{end}\n\nThe fuzz target `{target}` failed. The input is in {}. To try it again: {} FILE",
            artifacts.display(),
            program.display()
        );
    }
    let (inputs, places) = counted(&said).context("libFuzzer didn't say what it ran")?;
    say::detail(&format!("{target}: {inputs} inputs, {places} places reached ({time})"));
    Ok(Ran { target, inputs, places })
}

/// The inputs that were run and the places that they reached, from what libFuzzer prints.
fn counted(said: &str) -> Option<(u64, u64)> {
    let inputs = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let places = said.lines().rev().find_map(|line| line.split_once(" cov: "))?.1;
    Some((inputs?.trim().parse().ok()?, places.split(' ').next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_run_is_counted() {
        let said = "#7\tINITED cov: 64 ft: 80 corp: 3/9b exec/s: 0 rss: 30Mb\n\
            #19\tNEW    cov: 71 ft: 90 corp: 4/12b lim: 4 exec/s: 0 rss: 30Mb\n\
            #100\tDONE   cov: 72 ft: 93 corp: 5/12b lim: 4 exec/s: 0 rss: 30Mb\n\
            Done 100 runs in 0 second(s)\n\
            stat::number_of_executed_units: 100\nstat::peak_rss_mb:              30\n";
        assert_eq!(counted(said), Some((100, 72)));
        assert_eq!(counted("panicked"), None);
    }

    #[test]
    fn every_target_has_a_program_and_a_corpus() {
        let fuzz = workspace::root().join("fuzz");
        let programs = std::fs::read_dir(fuzz.join("fuzz_targets")).unwrap().count();
        assert_eq!(programs, TARGETS.len());
        for (target, _) in TARGETS {
            assert!(fuzz.join(format!("fuzz_targets/{target}.rs")).is_file(), "{target}");
            let corpus = std::fs::read_dir(fuzz.join("corpus").join(target)).unwrap();
            assert!(corpus.count() >= 5, "{target}");
        }
    }
}
