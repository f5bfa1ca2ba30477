//! Faults to order: what goes wrong between a client and a Majora, for the next calls of a path.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

/// One fault, and the calls it hits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The calls whose path begins so; every call if left out.
    #[serde(default)]
    pub path: String,
    /// How many such calls pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// How many calls it hits after that.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub effect: Effect,
}

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The answer comes that many milliseconds late.
    Delay(u64),
    /// 400 with an empty body, nothing done: Majora's only sign of an expired token.
    EmptyBadRequest,
    /// 429 with this `Retry-After` in seconds, nothing done.
    TooManyRequests(u64),
    /// 503 with this `Retry-After` in seconds, nothing done.
    Unavailable(u64),
    /// 500 with a page of HTML, nothing done.
    ServerError,
    /// 500 with a page of HTML, after the call was carried out.
    ServerErrorAfter,
    /// The first half of the answer, after the call was carried out.
    CutShort,
    /// The connection is closed without an answer, nothing done.
    DropBefore,
    /// The connection is closed without an answer, after the call was carried out.
    DropAfter,
    /// Every access token runs out just before the call is looked at.
    ExpireTokens,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault of the next call to a path that begins so.
    pub fn next(path: &str, effect: Effect) -> Self {
        Self { path: path.to_owned(), skip: 0, times: 1, effect }
    }

    /// The same after so many calls have passed.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// The same for so many calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// The faults in wait. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    waiting: Arc<Mutex<Vec<Fault>>>,
}

impl Faults {
    /// Puts a fault in wait.
    pub fn add(&self, fault: Fault) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// Drops all that wait.
    pub fn clear(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The effects on this call.
    pub(crate) fn hit(&self, path: &str) -> Vec<Effect> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut effects = Vec::new();
        for fault in waiting.iter_mut().filter(|fault| path.starts_with(&fault.path)) {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if fault.times > 0 {
                fault.times -= 1;
                effects.push(fault.effect);
            }
        }
        waiting.retain(|fault| fault.times > 0);
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hits_the_calls_it_was_made_for() {
        let faults = Faults::default();
        faults.add(Fault::next("/api/", Effect::ServerError).after(1).times(2));
        let hits: Vec<_> = ["/api/a", "/o/token/", "/api/b", "/api/c", "/api/d"]
            .into_iter()
            .filter(|path| !faults.hit(path).is_empty())
            .collect();
        assert_eq!(hits, ["/api/b", "/api/c"]);
    }

    #[test]
    fn faults_are_written_in_json() {
        let fault: Fault =
            serde_json::from_str(r#"{"path": "/o/", "effect": {"delay": 5}}"#).unwrap();
        assert_eq!((fault.effect, fault.times), (Effect::Delay(5), 1));
        let fault: Fault = serde_json::from_str(r#"{"effect": "drop_after", "skip": 2}"#).unwrap();
        assert_eq!((fault.effect, fault.skip), (Effect::DropAfter, 2));
    }
}
