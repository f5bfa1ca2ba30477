//! Which core of the machine runs what, so that what is measured has one for itself.

use crate::{command, say};
use std::ffi::OsStr;
use std::process::Command;

/// The core of the program that is measured, and that of everything around it.
#[derive(Clone, Copy)]
pub(super) enum Core {
    /// For the program that is measured.
    Measured,
    /// For what sends to it and what it sends to.
    Around,
}

/// A program that stays on its core; anywhere on a machine that has one core only or can't bind.
pub(super) fn on(core: Core, program: impl AsRef<OsStr>) -> Command {
    if !can_bind() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", if matches!(core, Core::Measured) { "0" } else { "1" }]);
    command.arg(program);
    command
}

/// Says where the programs run if it isn't as it should be.
pub(super) fn announce() {
    if !can_bind() {
        say::detail("Nothing is bound to a core here: the figures are of a machine that is shared");
    }
}

fn can_bind() -> bool {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    cores > 1 && command::found("taskset").is_some()
}
