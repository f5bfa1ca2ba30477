//! The sandbox's clock, which a test can set forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The system's clock, or one that stands still, plus an offset that only ever grows. Clones share
/// the offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    stands_at_ms: Option<i64>,
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that stands still at so many seconds since 1970-01-01 UTC, unless it is set forward.
    pub fn standing_at(seconds: i64) -> Self {
        Self { stands_at_ms: Some(seconds.saturating_mul(1000)), ..Self::default() }
    }

    /// Sets the clock forward, so that codes and tokens expire without waiting.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead_ms.fetch_add(by, Ordering::SeqCst);
    }

    /// Seconds since 1970-01-01 UTC.
    pub fn now_seconds(&self) -> i64 {
        self.now_ms() / 1000
    }

    /// Milliseconds since 1970-01-01 UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        let base = self.stands_at_ms.unwrap_or_else(|| {
            let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(system.as_millis()).unwrap_or(i64::MAX)
        });
        base.saturating_add(self.ahead_ms.load(Ordering::SeqCst))
    }

    /// The UTC day, against which Majora judges dates (RULES.md 4.1).
    pub(crate) fn today(&self) -> Date {
        let now = Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::MAX);
        now.to_zoned(TimeZone::UTC).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advancing_moves_every_clone() {
        let clock = Clock::standing_at(1_700_000_000);
        clock.clone().advance(Duration::from_secs(86_400));
        assert_eq!(clock.now_seconds(), 1_700_086_400);
        assert_eq!(clock.today().to_string(), "2023-11-15");
    }
}
