//! The files that the system lets this process have open: each connection is one.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{config::Config, serve::OF_OPERATIONS};

/// Open files beside the connections that are counted elsewhere: the program's own, the store, files
/// of the app while they are read, steps of sign-ins.
const OTHERS: u64 = 256;

/// The system allows fewer open files than the configuration needs.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "needs {needed} open files, and this process may have {most}; raise that (LimitNOFILE of the \
     unit, or ulimit -n), or lower connections"
)]
pub struct TooFewFiles {
    /// As many as the configuration needs.
    pub needed: u64,
    /// As many as this process may have at most (its hard limit).
    pub most: u64,
}

/// The open files that a server of this configuration needs at most.
pub(crate) fn needed(config: &Config) -> u64 {
    let limits = &config.limits;
    let calls = limits.calls_per_instance.saturating_mul(config.instances.len());
    let counted = limits.connections.saturating_add(calls).saturating_add(OF_OPERATIONS.0);
    OTHERS.saturating_add(counted as u64)
}

/// Sees to it that this process may have so many files open. Where the system allows fewer for now,
/// it is asked for all that it allows at most.
///
/// # Errors
/// That isn't enough. On a system that doesn't tell, the process tries its luck.
pub(crate) fn allow(needed: u64) -> Result<(), TooFewFiles> {
    let Ok((now, most)) = getrlimit(Resource::RLIMIT_NOFILE) else { return Ok(()) };
    if now >= needed {
        return Ok(());
    }
    if most < needed {
        return Err(TooFewFiles { needed, most });
    }
    setrlimit(Resource::RLIMIT_NOFILE, most, most).map_err(|_| TooFewFiles { needed, most: now })
}
