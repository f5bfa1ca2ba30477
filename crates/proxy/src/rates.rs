//! How often: sign-ins by address, calls by session. Who is signed in isn't slowed by a neighbour
//! behind the same address.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use protocol::problem::Code;

use crate::{client::Client, config::Limits, refusal::Refusal};

/// The counters. They forget who has been quiet for long enough.
pub(crate) struct Rates {
    sign_ins: DefaultKeyedRateLimiter<IpAddr>,
    calls: DefaultKeyedRateLimiter<String>,
}

impl Rates {
    /// Counters with these limits.
    pub(crate) fn new(limits: &Limits) -> Rates {
        let most = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        let calls = Quota::per_second(most(limits.calls_per_second));
        Rates {
            sign_ins: RateLimiter::keyed(Quota::per_minute(most(limits.sign_ins_per_minute))),
            calls: RateLimiter::keyed(calls.allow_burst(most(limits.calls_at_once))),
        }
    }

    /// Counts a step of a sign-in. An error gives the time to wait.
    pub(crate) fn sign_in(&self, client: Client) -> Result<(), Duration> {
        check(&self.sign_ins, &client.group())
    }

    /// Counts a call of a session.
    pub(crate) fn call(&self, session: &str) -> Result<(), Refusal> {
        check(&self.calls, &session.to_owned()).map_err(|wait| {
            Refusal::new(Code::TooManyRequests).retry_after(wait.as_secs().saturating_add(1))
        })
    }

    /// Forgets who has been quiet.
    pub(crate) fn tidy(&self) {
        self.sign_ins.retain_recent();
        self.calls.retain_recent();
    }
}

fn check<K: Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: &K,
) -> Result<(), Duration> {
    limiter.check_key(key).map_err(|until| until.wait_time_from(limiter.clock().now()))
}
