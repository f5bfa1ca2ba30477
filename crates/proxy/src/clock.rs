//! The time by which sessions live.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// Milliseconds since the beginning of 1970 (UTC).
pub(crate) type Millis = u64;

/// A clock that is read off the system once and runs evenly from then on: somebody who sets the
/// system's clock ends no session early and keeps none too long.
#[derive(Clone, Debug)]
pub struct Clock {
    wall: Millis,
    steady: Instant,
    ahead: Arc<AtomicU64>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}

impl Clock {
    /// A clock that starts at the system's time.
    pub fn system() -> Clock {
        Clock::read_at(SystemTime::now())
    }

    /// A clock that starts at this time, as if the system's had been set to another one since.
    pub fn read_at(time: SystemTime) -> Clock {
        let wall = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock { wall: millis(wall), steady: Instant::now(), ahead: Arc::default() }
    }

    /// Puts this clock and all its copies forward, to see what hours do to a session.
    pub fn advance(&self, time: Duration) {
        self.ahead.fetch_add(millis(time), Ordering::SeqCst);
    }

    /// The time now.
    pub(crate) fn now(&self) -> Millis {
        self.wall + millis(self.steady.elapsed()) + self.ahead.load(Ordering::SeqCst)
    }
}

/// A duration in whole milliseconds.
pub(crate) fn millis(time: Duration) -> Millis {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_the_systems_time_and_copies_go_together() {
        let clock = Clock::system();
        let system = millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default());
        assert!(system.abs_diff(clock.now()) < 1_000);
        let (copy, before) = (clock.clone(), clock.now());
        clock.advance(Duration::from_secs(3_600));
        assert!(copy.now() >= before + 3_600_000);
    }
}
