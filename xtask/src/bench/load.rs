//! Load by wrk: bounded in time and number, and to this machine only.

use super::cores::{self, Core};
use crate::{command, debian};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// What wrk sends and how it says what it has seen.
const SCRIPT: &str = include_str!("load.lua");

/// How hard to press.
#[derive(Clone, Copy)]
pub(super) enum Pressure {
    /// About so many calls a second, by people who pause between two of them.
    Rate(usize),
    /// As many as are answered, with so many under way at once.
    AtOnce(usize),
}

/// What one run has seen.
pub(super) struct Seen {
    /// Calls answered in a second.
    pub(super) rate: f64,
    /// Milliseconds within which half of the calls were answered.
    pub(super) p50: f64,
    /// Milliseconds within which all but one in a hundred were.
    pub(super) p99: f64,
}

/// The generator with what it sends.
pub(super) struct Load {
    program: PathBuf,
    script: PathBuf,
    cookies: PathBuf,
    body: PathBuf,
}

/// The mean pause of a connection between two calls of [`Pressure::Rate`], in milliseconds.
const PAUSE: usize = 100;

impl Load {
    /// One call for each cookie in turn, each with this body.
    pub(super) fn new(folder: &Path, cookies: &[String], body: &str) -> Result<Load> {
        let load = Load {
            program: debian::program("wrk")?,
            script: folder.join("load.lua"),
            cookies: folder.join("cookies"),
            body: folder.join("body.json"),
        };
        fs::write(&load.script, SCRIPT)?;
        fs::write(&load.cookies, cookies.join("\n"))?;
        fs::write(&load.body, body)?;
        Ok(load)
    }

    /// Sends to `url` for so many seconds. A call that fails makes the figures worthless, so it is
    /// an error.
    pub(super) fn press(&self, url: &str, pressure: Pressure, seconds: u32) -> Result<Seen> {
        ensure!(url.starts_with("http://127.0.0.1:"), "{url} is not on this machine");
        let (connections, pause) = match pressure {
            Pressure::Rate(rate) => (rate * PAUSE / 1_000, PAUSE),
            Pressure::AtOnce(count) => (count, 0),
        };
        let mut wrk = cores::on(Core::Around, &self.program);
        wrk.args(["--threads", "1", "--timeout", "20s", "--connections", &connections.to_string()]);
        wrk.args(["--duration", &format!("{seconds}s"), "--script"]).arg(&self.script).arg(url);
        wrk.arg("--").arg(&self.cookies).arg(&self.body).arg(pause.to_string());
        let said = command::output(&mut wrk)?;
        seen(&said).with_context(|| format!("{url} did not answer every call well:\n{said}"))
    }
}

fn seen(said: &str) -> Option<Seen> {
    let line = said.lines().find(|line| line.starts_with('{'))?;
    let seen: Value = serde_json::from_str(line).ok()?;
    let number = |key: &str| seen[key].as_f64();
    let calls = number("calls").filter(|calls| *calls > 0.0)?;
    if number("failed")? > 0.0 {
        return None;
    }
    Some(Seen { rate: calls / number("seconds")?, p50: number("p50")?, p99: number("p99")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_counts_only_if_nothing_failed() {
        let said = |failed: u8| {
            format!(
                "Running 4s test\n  1 threads\n\
                 {{\"calls\":4000,\"failed\":{failed},\"seconds\":4.0,\"p50\":0.5,\"p99\":1.25}}\n"
            )
        };
        let good = seen(&said(0)).unwrap();
        assert_eq!((good.rate, good.p50, good.p99), (1_000.0, 0.5, 1.25));
        assert!(seen(&said(1)).is_none());
        assert!(seen("nothing").is_none());
    }
}
