//! Bounds on time, memory and concurrency.

use std::time::Duration;

use super::{ConfigError, Fault};

/// The longest time that makes sense, in milliseconds: a year.
const YEAR: u64 = 365 * 24 * 60 * 60 * 1_000;

/// The longest time for which a server that is told to stop may still take requests.
const LONGEST_DRAIN: u64 = 10 * 60 * 1_000;

/// Bounds on time, memory and concurrency.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Milliseconds until a connection to Majora must stand.
    pub connect_ms: u64,
    /// Milliseconds until Majora must have answered a call in full. Its own server gives up after
    /// 30 s (RULES.md §2).
    pub answer_ms: u64,
    /// Milliseconds that one request to Majora may take during a sign-in; its codes live 60 s.
    pub sign_in_step_ms: u64,
    /// Milliseconds that a connection may take to send a request's headers, resting before it
    /// included.
    pub headers_ms: u64,
    /// Milliseconds that the beginning of an encrypted connection may take.
    pub handshake_ms: u64,
    /// Milliseconds within which a request's body must have arrived.
    pub body_ms: u64,
    /// Milliseconds after which a body must have come at a kibibyte a second on average.
    pub slow_body_ms: u64,
    /// Milliseconds that a client may leave an answer unread before its connection is closed.
    pub unread_ms: u64,
    /// Milliseconds until the store of the sessions must have answered.
    pub store_ms: u64,
    /// Milliseconds for which a server that dies keeps the others from renewing its session's
    /// tokens.
    pub lease_ms: u64,
    /// Milliseconds for which a server that is told to stop still takes requests, so that a balancer
    /// has the time to learn of it.
    pub drain_ms: u64,
    /// Milliseconds that a call waits for its turn.
    pub turn_ms: u64,
    /// Milliseconds that a sign-in may take, from the button to the return from Majora.
    pub sign_in_ms: u64,
    /// Milliseconds between two looks for what has run out.
    pub sweep_ms: u64,
    /// Milliseconds after which a session ends that nobody uses.
    pub idle_ms: u64,
    /// Milliseconds after which a session ends however much it is used.
    pub session_ms: u64,
    /// Milliseconds that a renewal of tokens waits for calls under way, whose token it kills.
    pub renewal_wait_ms: u64,
    /// Calls of one session that may be under way at once.
    pub calls_per_session: usize,
    /// Calls to one Majora that may be under way at once.
    pub calls_per_instance: usize,
    /// Live sessions in all.
    pub sessions: usize,
    /// Live sessions of one user of one Majora.
    pub sessions_per_user: usize,
    /// Sign-ins that may be under way at once.
    pub sign_ins: usize,
    /// Open connections; fewer where the system lets the process have fewer open files.
    pub connections: usize,
    /// Open connections of one address, of IPv6 of one /64, unless it is a web server in front.
    pub connections_per_address: usize,
    /// Calls to one Majora that may wait for their turn.
    pub waiting_per_instance: usize,
    /// Kibibytes of requests that may be in memory at once. One user has a quarter of it at most, or
    /// what the largest request takes.
    pub bodies_kib: usize,
    /// Calls of one session within a second, in the long run.
    pub calls_per_second: u32,
    /// Calls of one session that may come at once after a pause.
    pub calls_at_once: u32,
    /// Sign-ins from one address within a minute: a site is often behind one.
    pub sign_ins_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect_ms: 5_000,
            answer_ms: 35_000,
            sign_in_step_ms: 20_000,
            headers_ms: 30_000,
            handshake_ms: 10_000,
            body_ms: 60_000,
            slow_body_ms: 10_000,
            unread_ms: 30_000,
            store_ms: 2_000,
            lease_ms: 15_000,
            drain_ms: 0,
            turn_ms: 10_000,
            sign_in_ms: 600_000,
            sweep_ms: 60_000,
            idle_ms: 60 * 60_000,
            session_ms: 12 * 60 * 60_000,
            renewal_wait_ms: 10_000,
            calls_per_session: 4,
            calls_per_instance: 32,
            sessions: 10_000,
            sessions_per_user: 10,
            sign_ins: 10_000,
            connections: 4_096,
            connections_per_address: 256,
            waiting_per_instance: 256,
            bodies_kib: 64 * 1_024,
            calls_per_second: 20,
            calls_at_once: 100,
            sign_ins_per_minute: 120,
        }
    }
}

impl Limits {
    /// # Errors
    /// A bound of nothing, or one that is none.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let (times, counts) = (self.times(), self.counts());
        for (key, value, least, most) in times.into_iter().chain(counts) {
            let fault = match value {
                value if value < least => Fault::Zero,
                value if value > most => Fault::TooMuch(most),
                _ => continue,
            };
            return Err(ConfigError::Key { key: format!("limits.{key}"), fault });
        }
        Ok(())
    }

    /// The times with the least and the most that each may be.
    fn times(&self) -> Vec<(&'static str, u64, u64, u64)> {
        let times = [
            ("connect_ms", self.connect_ms),
            ("answer_ms", self.answer_ms),
            ("sign_in_step_ms", self.sign_in_step_ms),
            ("headers_ms", self.headers_ms),
            ("handshake_ms", self.handshake_ms),
            ("body_ms", self.body_ms),
            ("slow_body_ms", self.slow_body_ms),
            ("unread_ms", self.unread_ms),
            ("store_ms", self.store_ms),
            ("lease_ms", self.lease_ms),
            ("turn_ms", self.turn_ms),
            ("sign_in_ms", self.sign_in_ms),
            ("sweep_ms", self.sweep_ms),
            ("idle_ms", self.idle_ms),
            ("session_ms", self.session_ms),
        ];
        let mut times: Vec<_> = times.map(|(key, value)| (key, value, 1, YEAR)).into();
        times.push(("drain_ms", self.drain_ms, 0, LONGEST_DRAIN));
        times.push(("renewal_wait_ms", self.renewal_wait_ms, 0, YEAR));
        times
    }

    /// The same of the counts.
    fn counts(&self) -> Vec<(&'static str, u64, u64, u64)> {
        const CALLS: u64 = 100_000;
        const PEOPLE: u64 = 10_000_000;
        const RATE: u64 = u32::MAX as u64;
        vec![
            ("calls_per_session", self.calls_per_session as u64, 1, CALLS),
            ("calls_per_instance", self.calls_per_instance as u64, 1, CALLS),
            ("waiting_per_instance", self.waiting_per_instance as u64, 0, CALLS),
            ("sessions", self.sessions as u64, 1, PEOPLE),
            ("sessions_per_user", self.sessions_per_user as u64, 1, PEOPLE),
            ("sign_ins", self.sign_ins as u64, 1, PEOPLE),
            ("connections", self.connections as u64, 1, PEOPLE),
            ("connections_per_address", self.connections_per_address as u64, 1, PEOPLE),
            // 16 GiB.
            ("bodies_kib", self.bodies_kib as u64, 1, 16 << 20),
            ("calls_per_second", self.calls_per_second.into(), 1, RATE),
            ("calls_at_once", self.calls_at_once.into(), 1, RATE),
            ("sign_ins_per_minute", self.sign_ins_per_minute.into(), 1, RATE),
        ]
    }
}

/// Gives each of these as a duration, under the name without its `_ms`.
macro_rules! durations {
    ($($name:ident: $field:ident),* $(,)?) => {
        impl Limits {
            $(
                #[doc = concat!("[`Limits::", stringify!($field), "`] as a duration.")]
                pub(crate) fn $name(&self) -> Duration {
                    Duration::from_millis(self.$field)
                }
            )*
        }
    };
}

durations! {
    connect: connect_ms,
    answer: answer_ms,
    sign_in_step: sign_in_step_ms,
    headers: headers_ms,
    handshake: handshake_ms,
    body: body_ms,
    slow_body: slow_body_ms,
    unread: unread_ms,
    store: store_ms,
    lease: lease_ms,
    drain: drain_ms,
    turn: turn_ms,
    sweep: sweep_ms,
    renewal_wait: renewal_wait_ms,
    sign_in: sign_in_ms,
}
