//! Who is signed in: the live sessions, in memory.
//!
//! A session lasts as long as its access token, less a margin, and at most twelve hours; nothing
//! here renews a token. The interface is narrow on purpose (insert, get, remove, expire): whoever
//! removes a session gets it back, so that its token can be revoked at Majora.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::opaque::Digest;

/// The longest session, however long the token lives.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// The largest part of a token's life that is left unused, so that no call begins with a token that
/// dies under way.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// One signed-in user of one Majora, in one browser.
pub(crate) struct Session {
    /// The instance's name.
    pub(crate) instance: String,
    /// Majora's user name.
    pub(crate) username: String,
    /// The name that isn't secret (`session_ref`).
    pub(crate) reference: String,
    /// The token that calls carry.
    pub(crate) access: SecretString,
    /// The token that is revoked in the end; its access token dies with it (RULES.md §8).
    pub(crate) refresh: SecretString,
    /// When the session is over.
    pub(crate) ends: Instant,
    /// One permit for each call that may be under way at once.
    pub(crate) calls: Semaphore,
}

/// How long a session lasts whose token lives `token` from now: at most twelve hours, and less than
/// the token by five minutes or a tenth, whichever is shorter.
pub(crate) fn life(token: Duration) -> Duration {
    (token - MARGIN.min(token / 10)).min(LONGEST)
}

/// The store. Keys are the digests of the cookies' values.
pub(crate) struct Sessions {
    live: Mutex<HashMap<Digest, Arc<Session>>>,
    most: usize,
    most_per_user: usize,
}

impl Sessions {
    /// An empty store for at most `most` sessions, `most_per_user` of them of one user.
    pub(crate) fn new(most: usize, most_per_user: usize) -> Sessions {
        Sessions { live: Mutex::default(), most, most_per_user }
    }

    /// Adds a session. The sessions that had to make room are given back.
    pub(crate) fn insert(&self, key: Digest, session: Session) -> Vec<Arc<Session>> {
        let mut live = self.lock();
        let same_user = |other: &Session| {
            other.instance == session.instance && other.username == session.username
        };
        let mut displaced = Vec::new();
        while live.values().filter(|other| same_user(other)).count() >= self.most_per_user {
            displaced.extend(take_first_to_end(&mut live, same_user));
        }
        while live.len() >= self.most {
            displaced.extend(take_first_to_end(&mut live, |_| true));
        }
        live.insert(key, Arc::new(session));
        displaced
    }

    /// The live session of this key and instance.
    pub(crate) fn get(&self, key: &Digest, instance: &str, now: Instant) -> Option<Arc<Session>> {
        let live = self.lock();
        live.get(key).filter(|session| session.instance == instance && now < session.ends).cloned()
    }

    /// Ends a session and gives it back.
    pub(crate) fn remove(&self, key: &Digest) -> Option<Arc<Session>> {
        self.lock().remove(key)
    }

    /// Removes the sessions that are over and gives them back.
    pub(crate) fn expire(&self, now: Instant) -> Vec<Arc<Session>> {
        self.lock()
            .extract_if(|_, session| session.ends <= now)
            .map(|(_, session)| session)
            .collect()
    }

    /// Removes every session and gives them back.
    pub(crate) fn drain(&self) -> Vec<Arc<Session>> {
        self.lock().drain().map(|(_, session)| session).collect()
    }

    /// A panic elsewhere can't leave the map half-changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, Arc<Session>>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take_first_to_end(
    live: &mut HashMap<Digest, Arc<Session>>,
    is_candidate: impl Fn(&Session) -> bool,
) -> Option<Arc<Session>> {
    let candidates = live.iter().filter(|(_, session)| is_candidate(session));
    let key = candidates.min_by_key(|(_, session)| session.ends).map(|(key, _)| *key)?;
    live.remove(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(username: &str, ends: Instant) -> Session {
        Session {
            instance: "test".into(),
            username: username.into(),
            reference: format!("{username}-ref"),
            access: "a".into(),
            refresh: "r".into(),
            ends,
            calls: Semaphore::new(1),
        }
    }

    fn names(sessions: &[Arc<Session>]) -> Vec<&str> {
        sessions.iter().map(|session| session.username.as_str()).collect()
    }

    #[test]
    fn a_session_ends_before_its_token_and_within_twelve_hours() {
        let seconds = |token| life(Duration::from_secs(token)).as_secs();
        assert_eq!(seconds(36_000), 36_000 - 300);
        assert_eq!(seconds(100_000), 12 * 60 * 60);
        assert_eq!(seconds(600), 540);
        assert_eq!(seconds(0), 0);
    }

    #[test]
    fn a_session_is_found_by_its_key_and_instance_until_it_ends() {
        let (sessions, now) = (Sessions::new(9, 9), Instant::now());
        let (key, end) = (Digest::of("cookie"), now + Duration::from_secs(10));
        sessions.insert(key, session("hoot", end));
        assert!(sessions.get(&key, "test", now).is_some());
        assert!(sessions.get(&key, "production", now).is_none());
        assert!(sessions.get(&Digest::of("other"), "test", now).is_none());
        assert!(sessions.get(&key, "test", end).is_none());
        assert!(sessions.expire(now).is_empty());
        assert_eq!(names(&sessions.expire(end)), ["hoot"]);
        assert!(sessions.remove(&key).is_none());
    }

    #[test]
    fn the_session_that_ends_first_makes_room() {
        let (sessions, now) = (Sessions::new(3, 2), Instant::now());
        let add = |name: &str, user: &str, seconds| {
            let added = session(user, now + Duration::from_secs(seconds));
            sessions.insert(Digest::of(name), added).len()
        };
        assert_eq!([add("a", "hoot", 10), add("b", "hoot", 5), add("c", "hoot", 20)], [0, 0, 1]);
        assert!(sessions.get(&Digest::of("b"), "test", now).is_none());
        assert_eq!([add("d", "owl", 7), add("e", "bat", 30)], [0, 1]);
        assert!(sessions.get(&Digest::of("d"), "test", now).is_none());
        assert_eq!(sessions.drain().len(), 3);
    }
}
