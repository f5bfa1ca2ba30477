//! `cargo xtask test`: every check, in the order in which it is cheapest to learn of a mistake.

use crate::barriers::{self, Looked};
use crate::browser::Browser;
use crate::command::{self, cargo};
use crate::count::{Counter, Layer};
use crate::servers::{self, Address, Build, Servers};
use crate::tools::Tools;
use crate::{app, debian, fuzz, oauth, say, supply, tidy};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, IsTerminal};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Runs only these steps
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(STEPS.iter().map(|step| step.name)))]
    steps: Vec<String>,
    /// Of the tests in those steps, runs only those whose name has this in it
    #[arg(long)]
    filter: Option<String>,
    /// Keeps the pictures of pages as they are now, in place of those that are stored
    #[arg(long)]
    accept: bool,
}

/// One check.
struct Step {
    name: &'static str,
    what: &'static str,
    needs: Needs,
    run: fn(&mut Bench) -> Result<()>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Needs {
    Rust,
    Tools,
    Browser,
}

const STEPS: [Step; 12] = [
    Step { name: "format", what: "rustfmt", needs: Needs::Rust, run: format },
    Step { name: "tidy", what: "house rules", needs: Needs::Rust, run: |_| tidy::run() },
    Step {
        name: "supply",
        what: "licences and sources",
        needs: Needs::Rust,
        run: |_| supply::check(),
    },
    Step { name: "lint", what: "clippy, native", needs: Needs::Rust, run: lint },
    Step { name: "lint-wasm", what: "clippy, WebAssembly", needs: Needs::Tools, run: lint_wasm },
    Step { name: "native", what: "tests, native", needs: Needs::Rust, run: native },
    Step { name: "oauth", what: "Majora's own OAuth server", needs: Needs::Rust, run: real_oauth },
    Step { name: "fuzz", what: "random inputs", needs: Needs::Rust, run: fuzzed },
    Step { name: "web", what: "tests in headless Chromium", needs: Needs::Browser, run: web },
    Step { name: "app", what: "the app", needs: Needs::Tools, run: build_app },
    Step {
        name: "servers",
        what: "the servers, with the app inside",
        needs: Needs::Tools,
        run: serve,
    },
    Step { name: "e2e", what: "the built app in Chromium", needs: Needs::Browser, run: e2e },
];

/// What the steps work with, and what they have found out.
struct Bench {
    tools: Option<Tools>,
    browser: Option<Browser>,
    filter: Option<String>,
    accept: bool,
    layers: Vec<Layer>,
    barriers: Vec<Looked>,
    fuzzed: Vec<fuzz::Ran>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let chosen =
        |step: &&Step| options.steps.is_empty() || options.steps.iter().any(|s| s == step.name);
    let steps: Vec<&Step> = STEPS.iter().filter(chosen).collect();
    let needs = steps.iter().map(|step| step.needs).max().unwrap_or(Needs::Rust);

    let mut times = Vec::new();
    let start = Instant::now();
    let mut bench = Bench::set_up(needs, options)?;
    times.push(("set-up", "tools and browser", start.elapsed()));
    for step in steps {
        say::step(&format!("{}: {}", step.name, step.what));
        let start = Instant::now();
        let result = (step.run)(&mut bench);
        times.push((step.name, step.what, start.elapsed()));
        if let Err(error) = result {
            report(&times, &bench, 1);
            bail!("{error:#}\n\nOnly this step again: cargo xtask test {}", step.name);
        }
    }
    report(&times, &bench, 0);
    Ok(())
}

impl Bench {
    fn set_up(needs: Needs, options: &Options) -> Result<Bench> {
        components()?;
        let tools = (needs >= Needs::Tools).then(Tools::set_up).transpose()?;
        let browser = (needs >= Needs::Browser).then(Browser::set_up).transpose()?;
        let (filter, accept) = (options.filter.clone(), options.accept);
        let (layers, barriers, fuzzed) = (Vec::new(), Vec::new(), Vec::new());
        Ok(Bench { tools, browser, filter, accept, layers, barriers, fuzzed })
    }

    fn tools(&self) -> &Tools {
        self.tools.as_ref().expect("a step that uses the tools says that it needs them")
    }

    fn browser(&self) -> &Browser {
        self.browser.as_ref().expect("a step that uses the browser says that it needs it")
    }

    /// Runs a `cargo test`, showing and counting what it prints.
    fn test(&mut self, mut test: Command) -> Result<()> {
        if let Some(filter) = &self.filter {
            test.arg(filter);
        }
        let mut counter = Counter::default();
        let result = read_lines(&mut test, |line| counter.line(line));
        self.layers.extend(counter.layers());
        result
    }
}

fn format(_: &mut Bench) -> Result<()> {
    command::run(&mut cargo(["fmt", "--all", "--check"]))?;
    command::run(&mut cargo(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))
}

fn lint(_: &mut Bench) -> Result<()> {
    let all = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
    command::run(&mut cargo(all))
}

fn lint_wasm(bench: &mut Bench) -> Result<()> {
    // Benches are for the native target alone.
    let mut clippy = cargo(["clippy", "--lib", "--bins", "--tests"]);
    let packages = ["uploader", "workbook-worker", "barcode-worker"];
    clippy.args(packages.iter().flat_map(|package| ["--package", package]));
    clippy.args(["--target", "wasm32-unknown-unknown", "--", "--deny", "warnings"]);
    command::run(bench.tools().give(&mut clippy)?)
}

/// Features that the tests of one package switch on are on for every package in the same command.
/// The sandbox's and the browser's switch on the order of keys in JSON, which the others don't ship.
/// A step that names the same packages as one before it compiles nothing of them again: these, or [`APART`].
const SHIPPED: [&str; 6] = ["test", "--workspace", "--exclude", "sandbox", "--exclude", "e2e"];

/// Those that don't ship.
const APART: [&str; 5] = ["test", "--package", "sandbox", "--package", "e2e"];

fn native(bench: &mut Bench) -> Result<()> {
    // The proxy's tests start them themselves, each on an address of their own.
    for program in ["redis-server", "nginx"] {
        debian::program(program)?;
    }
    bench.test(cargo(SHIPPED))?;
    bench.test(cargo(APART.into_iter().chain(["--lib", "--bins", "--test", "it"])))?;
    bench.test(cargo(APART.into_iter().chain(["--doc"])))
}

/// The proxy against django-oauth-toolkit itself.
fn real_oauth(bench: &mut Bench) -> Result<()> {
    let mut test = cargo(SHIPPED.into_iter().chain(["--test", "dot", "--", "--ignored"]));
    test.env("DOT_PYTHON", oauth::python()?);
    bench.test(test)
}

fn fuzzed(bench: &mut Bench) -> Result<()> {
    bench.fuzzed = fuzz::bounded()?;
    Ok(())
}

fn web(bench: &mut Bench) -> Result<()> {
    // The runner takes cargo's -q for its own and fails, so none is given.
    let mut test = cargo(["test", "--package", "uploader", "--test", "web"]);
    test.args(["--target", "wasm32-unknown-unknown"]);
    bench.tools().give(&mut test)?;
    bench.browser().give(&mut test);
    bench.test(test)
}

fn build_app(bench: &mut Bench) -> Result<()> {
    app::build(bench.tools())
}

/// Starts what `cargo xtask run` starts and asks it for the app.
fn serve(bench: &mut Bench) -> Result<()> {
    app::build(bench.tools())?;
    let binaries = Build::Trial.build()?;
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let _servers = Servers::start(&binaries, &Address { port, public_port: port })?;
    servers::serves_the_app(&format!("http://127.0.0.1:{port}"))
}

fn e2e(bench: &mut Bench) -> Result<()> {
    app::build(bench.tools())?;
    let mut test = cargo(APART.into_iter().chain(["--test", "e2e"]));
    bench.browser().give(&mut test);
    if bench.accept {
        test.env("ACCEPT_PICTURES", "1");
    }
    barriers::forget()?;
    let result = bench.test(test);
    bench.barriers = barriers::found()?;
    result
}

fn components() -> Result<()> {
    for (command, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if command::output(&mut cargo([command, "--version"])).is_err() {
            say::step(&format!("Installing {component}"));
            command::run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Runs a command with one pipe for all it prints, which keeps the order of the lines.
fn read_lines(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<()> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let (reader, writer) = std::io::pipe()?;
    let shown = command::shown(command);
    let mut child = command
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    // The command holds the pipe's writing end as well; reading ends when nobody holds it.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        print!("{text}");
        seen(text.trim_end());
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

fn report(times: &[(&str, &str, Duration)], bench: &Bench, failed_steps: usize) {
    let Bench { layers, barriers, fuzzed, .. } = bench;
    println!("\n{:<12} {:<36} {:>14}", "step", "", "time");
    for (name, what, time) in times {
        println!("{name:<12} {what:<36} {:>14}", say::duration(*time));
    }
    let total = times.iter().map(|(_, _, time)| *time).sum();
    println!("{:<49} {:>14}", "all", say::duration(total));
    if !layers.is_empty() {
        println!("\n{:<40} {:>10} {:>10}", "tests", "passed", "failed");
    }
    for Layer { name, passed, failed } in layers {
        println!("{name:<40} {passed:>10} {failed:>10}");
    }
    if !barriers.is_empty() {
        println!("\n{:<60} {:>10} {:>10}", "barriers, by axe-core", "rules held", "broken");
    }
    for Looked { page, held, broken } in barriers {
        println!("{page:<60} {held:>10} {broken:>10}");
    }
    if !fuzzed.is_empty() {
        println!("\n{:<40} {:>10} {:>10}", "fuzz targets", "inputs", "places");
    }
    for fuzz::Ran { target, inputs, places } in fuzzed {
        println!("{target:<40} {inputs:>10} {places:>10}");
    }
    println!("\n{}", closing(layers, failed_steps));
}

/// A step that fails counts as one failure even when no test of its own says so.
fn closing(layers: &[Layer], failed_steps: usize) -> String {
    let passed: usize = layers.iter().map(|layer| layer.passed).sum();
    let failed: usize = layers.iter().map(|layer| layer.failed).sum();
    format!("{passed} passed, {} failed", failed.max(failed_steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_never_reported_as_no_failure() {
        let layer = |passed, failed| Layer { name: "sheet".to_owned(), passed, failed };
        assert_eq!(closing(&[layer(7, 0), layer(3, 0)], 0), "10 passed, 0 failed");
        assert_eq!(closing(&[layer(7, 0)], 1), "7 passed, 1 failed");
        assert_eq!(closing(&[layer(7, 2)], 1), "7 passed, 2 failed");
    }

    #[test]
    fn lines_of_output_and_error_are_read_and_a_failure_is_one() {
        let mut seen = Vec::new();
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo one; echo two >&2; echo three; exit 4"]);
        let result = read_lines(&mut shell, |line| seen.push(line.to_owned()));
        assert_eq!(seen, ["one", "two", "three"]);
        assert!(result.unwrap_err().to_string().ends_with("failed (exit status: 4)"));
    }
}
