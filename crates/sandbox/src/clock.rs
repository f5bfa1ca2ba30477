//! The sandbox's clock, which a test can set forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The system's clock plus an offset that only ever grows. Clones share the offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Sets the clock forward, so that codes and tokens expire without waiting.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(by, Ordering::SeqCst);
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let system = i64::try_from(system.as_millis()).unwrap_or(i64::MAX);
        system.saturating_add(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// The UTC day, against which Majora judges dates (RULES.md 4.1).
    pub(crate) fn today(&self) -> Date {
        self.now().date()
    }

    /// The UTC date and time.
    pub(crate) fn now(&self) -> DateTime {
        let now = Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::MAX);
        now.to_zoned(TimeZone::UTC).datetime()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advancing_moves_every_clone() {
        let clock = Clock::default();
        let before = clock.today();
        clock.clone().advance(Duration::from_secs(3 * 86_400));
        let days = (clock.today() - before).get_days();
        assert!((3..=4).contains(&days), "{days}");
    }
}
