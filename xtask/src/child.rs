//! A program that runs beside us and is stopped with us.

use crate::command;
use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a program may take to come up.
const START: Duration = Duration::from_secs(20);
/// How long a program may take to stop before it is killed; the uploader gives calls under way 35 s.
const STOP: Duration = Duration::from_secs(40);
const PAUSE: Duration = Duration::from_millis(20);

/// A running program. It stops when this is dropped.
pub(crate) struct Child {
    name: &'static str,
    process: std::process::Child,
    log: Option<PathBuf>,
}

impl Child {
    /// Starts a program whose output goes to a file of its own name in `folder`.
    pub(crate) fn start(name: &'static str, command: &mut Command, folder: &Path) -> Result<Child> {
        let log = folder.join(format!("{name}.log"));
        fs::create_dir_all(folder)?;
        let file =
            File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        let process = spawn(command.stdout(file.try_clone()?).stderr(file))?;
        Ok(Child { name, process, log: Some(log) })
    }

    /// Starts a program whose output is seen at once.
    pub(crate) fn start_shown(name: &'static str, command: &mut Command) -> Result<Child> {
        Ok(Child { name, process: spawn(command)?, log: None })
    }

    /// Waits until the program has printed `marker` and gives the rest of that line.
    pub(crate) fn wait_for(&mut self, marker: &str) -> Result<String> {
        let deadline = Instant::now() + START;
        loop {
            let printed = self.printed();
            if let Some(rest) = after(&printed, marker) {
                return Ok(rest.to_owned());
            }
            self.check()?;
            if Instant::now() > deadline {
                bail!("the {} did not come up in {START:?}\n{}", self.name, self.last_lines());
            }
            sleep(PAUSE);
        }
    }

    /// Its number among the processes of this machine.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// An error when the program has ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the {} stopped ({status})\n{}", self.name, self.last_lines()),
        }
    }

    fn printed(&self) -> String {
        let bytes = self.log.as_ref().and_then(|log| fs::read(log).ok()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Asks the program to stop, and kills it if it doesn't.
    pub(crate) fn stop(&mut self) -> Option<ExitStatus> {
        if let Ok(Some(status)) = self.process.try_wait() {
            return Some(status);
        }
        self.signal(Signal::SIGTERM);
        let deadline = Instant::now() + STOP;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.process.try_wait() {
                return Some(status);
            }
            sleep(PAUSE);
        }
        self.signal(Signal::SIGKILL);
        self.process.wait().ok()
    }

    fn signal(&self, signal: Signal) {
        let group = i32::try_from(self.process.id()).expect("a process id of Unix fits an i32");
        // The group is gone only when the program has stopped meanwhile, which is what we want.
        let _ = killpg(Pid::from_raw(group), signal);
    }

    fn last_lines(&self) -> String {
        let Some(log) = &self.log else { return String::new() };
        let printed = self.printed();
        let lines: Vec<&str> = printed.lines().collect();
        let last = lines[lines.len().saturating_sub(15)..].join("\n");
        format!("{last}\n(all of it is in {})", log.display())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.stop();
    }
}

/// In a process group of its own: Ctrl-C reaches us alone, and we stop the program with whatever it
/// has started itself.
fn spawn(command: &mut Command) -> Result<std::process::Child> {
    let child = command.stdin(Stdio::null()).process_group(0).spawn();
    child.with_context(|| format!("could not start `{}`", command::shown(command)))
}

fn after<'a>(printed: &'a str, marker: &str) -> Option<&'a str> {
    let (whole, _) = printed.rsplit_once('\n')?;
    whole.lines().find_map(|line| Some(line.split_once(marker)?.1.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, folder: &Path) -> Child {
        Child::start("shell", Command::new("sh").args(["-c", script]), folder).unwrap()
    }

    #[test]
    fn a_line_counts_only_when_it_is_whole() {
        assert_eq!(after("listening on http://127.0.0.1:80", "listening on "), None);
        assert_eq!(after("a\nlistening on http://x:1\n", "listening on "), Some("http://x:1"));
    }

    #[test]
    fn what_it_prints_is_waited_for_and_what_it_started_stops_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = shell("sleep 600 & echo sleeper is $!; wait", folder.path());
        let sleeper = Pid::from_raw(child.wait_for("sleeper is ").unwrap().parse().unwrap());
        assert!(child.check().is_ok());
        child.stop();
        let deadline = Instant::now() + STOP;
        while runs(sleeper) {
            assert!(Instant::now() < deadline, "the program that it started still runs");
            sleep(PAUSE);
        }
    }

    /// Whether a process runs; one that has ended but was not yet collected does not.
    fn runs(process: Pid) -> bool {
        match fs::read_to_string(format!("/proc/{process}/stat")) {
            Ok(stat) => !stat.contains(") Z "),
            Err(_) => nix::sys::signal::kill(process, None).is_ok(),
        }
    }

    #[test]
    fn a_program_that_ends_by_itself_is_named_with_its_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut child = shell("echo no such file >&2; exit 3", folder.path());
        let error = child.wait_for("listening on ").unwrap_err().to_string();
        assert!(error.contains("the shell stopped (exit status: 3)"), "{error}");
        assert!(error.contains("no such file"), "{error}");
    }
}
