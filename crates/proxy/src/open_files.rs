//! The files that the system lets this process have open: each connection is one.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{config::Config, serve::OF_OPERATIONS};

/// Open files beside the connections that are counted elsewhere: the program's own, the store, files
/// of the app while they are read, steps of sign-ins.
const OTHERS: u64 = 256;

/// With fewer connections than these no site is served.
const FEWEST: u64 = 64;

/// The system allows fewer open files than any site needs.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "needs {needed} open files at least, and this process may have {most}; raise that (LimitNOFILE \
     of the unit, or ulimit -n)"
)]
pub struct TooFewFiles {
    /// As many as are needed at least.
    pub needed: u64,
    /// As many as this process may have at most (its hard limit).
    pub most: u64,
}

/// The configuration, with fewer connections where the system allows no more open files. Where it allows
/// fewer for now, it is asked for all that it allows at most.
///
/// # Errors
/// That isn't enough for any site. On a system that doesn't tell, the process tries its luck.
pub(crate) fn fitted(mut config: Config) -> Result<Config, TooFewFiles> {
    let Ok((mut now, most)) = getrlimit(Resource::RLIMIT_NOFILE) else { return Ok(config) };
    let (wanted, beside) = (config.limits.connections as u64, beside(&config));
    if now < wanted.saturating_add(beside) && setrlimit(Resource::RLIMIT_NOFILE, most, most).is_ok()
    {
        now = most;
    }
    let connections = fit(wanted, beside, now)?;
    if connections < wanted {
        tracing::warn!(target: "proxy::alarm", event = "fewer_connections", connections, wanted);
        let limits = &mut config.limits;
        limits.connections = usize::try_from(connections).unwrap_or(limits.connections);
        limits.connections_per_address = limits.connections_per_address.min(limits.connections);
    }
    Ok(config)
}

/// The open files that a server needs beside its connections, at most.
fn beside(config: &Config) -> u64 {
    let calls = config.limits.calls_per_instance.saturating_mul(config.instances.len());
    OTHERS.saturating_add(calls.saturating_add(OF_OPERATIONS.0) as u64)
}

/// How many connections there can be of those wanted, with `most` open files.
fn fit(wanted: u64, beside: u64, most: u64) -> Result<u64, TooFewFiles> {
    let room = most.saturating_sub(beside);
    match room < FEWEST.min(wanted) {
        true => Err(TooFewFiles { needed: beside + FEWEST.min(wanted), most }),
        false => Ok(room.min(wanted)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_connections_as_there_are_open_files_for() {
        assert_eq!(fit(4_096, 320, 20_000), Ok(4_096));
        assert_eq!(fit(4_096, 320, 4_096), Ok(3_776));
        assert_eq!(fit(4_096, 320, 384), Ok(64));
        assert_eq!(fit(4_096, 320, 383), Err(TooFewFiles { needed: 384, most: 383 }));
        // A site may want fewer.
        assert_eq!(fit(8, 320, 328), Ok(8));
    }
}
