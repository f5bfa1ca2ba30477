//! Sign-ins under way: what was begun here and has not come back from Majora yet.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use secrecy::SecretString;

use crate::{opaque::Digest, return_path::ReturnPath};

/// How long a sign-in is remembered after its beginning, so that a late or repeated return is told
/// apart from one that was never begun here.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// What was decided when the sign-in began. It is needed once, when the code comes back.
pub(crate) struct Attempt {
    /// The instance that it was begun for: a return to another one's callback is refused
    /// (RFC 9700 §4.4).
    pub(crate) instance: String,
    /// The digest of the cookie that binds it to one browser (RFC 9700 §4.7).
    pub(crate) browser: Digest,
    /// The PKCE verifier (RFC 7636 §4.1).
    pub(crate) verifier: SecretString,
    /// Where the user was.
    pub(crate) return_to: ReturnPath,
    /// The session that this browser had at the beginning. The return from Majora is a cross-site
    /// navigation, so the strict session cookie doesn't come with it.
    pub(crate) replaces: Option<Digest>,
}

/// What a return from Majora is.
pub(crate) enum Return {
    /// The first and only one: redeem its code.
    First(Attempt),
    /// Every check holds, but the user took too long.
    Late(ReturnPath),
    /// It was here before. If it led to a session, this is its key.
    Again(ReturnPath, Option<Digest>),
    /// Never begun here, or by another browser, or for another instance. Nothing has changed.
    NotOurs,
}

struct Entry {
    instance: String,
    attempt: Option<Attempt>,
    return_to: ReturnPath,
    begun: Instant,
    session: Option<Digest>,
}

#[derive(Default)]
struct Entries {
    by_state: HashMap<Digest, Entry>,
    by_age: VecDeque<Digest>,
}

/// The store. Keys are the digests of the states.
pub(crate) struct SignIns {
    entries: Mutex<Entries>,
    most: usize,
    in_time: Duration,
}

impl SignIns {
    /// An empty store for at most `most` sign-ins, each of which may take `in_time`.
    pub(crate) fn new(most: usize, in_time: Duration) -> SignIns {
        SignIns { entries: Mutex::default(), most, in_time }
    }

    /// Remembers a sign-in that begins now. The oldest ones make room.
    pub(crate) fn begin(&self, state: Digest, attempt: Attempt, now: Instant) {
        let mut entries = self.lock();
        entries.forget(|count, begun| count >= self.most || now.duration_since(begun) > REMEMBERED);
        let entry = Entry {
            instance: attempt.instance.clone(),
            return_to: attempt.return_to.clone(),
            attempt: Some(attempt),
            begun: now,
            session: None,
        };
        entries.by_state.insert(state, entry);
        entries.by_age.push_back(state);
    }

    /// Takes the sign-in of this state, if it was begun for `instance` and `browser` is the value of
    /// its cookie. A return that isn't ours leaves the sign-in as it is for the browser whose it is.
    pub(crate) fn take(
        &self,
        state: &Digest,
        instance: &str,
        browser: Option<&str>,
        now: Instant,
    ) -> Return {
        let mut entries = self.lock();
        let entry = entries.by_state.get_mut(state).filter(|entry| entry.instance == instance);
        let Some(entry) = entry else { return Return::NotOurs };
        let is_ours =
            |attempt: &mut Attempt| browser.is_some_and(|value| attempt.browser.is_of(value));
        if entry.attempt.is_none() {
            return Return::Again(entry.return_to.clone(), entry.session);
        }
        match entry.attempt.take_if(is_ours) {
            Some(_) if now.duration_since(entry.begun) >= self.in_time => {
                Return::Late(entry.return_to.clone())
            }
            Some(attempt) => Return::First(attempt),
            None => Return::NotOurs,
        }
    }

    /// Notes which session a sign-in led to.
    pub(crate) fn succeed(&self, state: &Digest, session: Digest) {
        if let Some(entry) = self.lock().by_state.get_mut(state) {
            entry.session = Some(session);
        }
    }

    /// Forgets what is too old to be told apart.
    pub(crate) fn expire(&self, now: Instant) {
        self.lock().forget(|_, begun| now.duration_since(begun) > REMEMBERED);
    }

    /// A panic elsewhere can't leave the entries half-changed, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// Forgets the oldest entries while `condition` holds for their number and the oldest's birth.
    fn forget(&mut self, condition: impl Fn(usize, Instant) -> bool) {
        while let Some(oldest) = self.by_age.front().copied() {
            let begun = self.by_state.get(&oldest).map(|entry| entry.begun);
            if begun.is_some_and(|begun| !condition(self.by_age.len(), begun)) {
                return;
            }
            self.by_state.remove(&oldest);
            self.by_age.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IN_TIME: Duration = Duration::from_secs(600);

    fn attempt(browser: &str) -> Attempt {
        Attempt {
            instance: "test".into(),
            browser: Digest::of(browser),
            verifier: "v".into(),
            return_to: ReturnPath::parse("/upload"),
            replaces: None,
        }
    }

    fn kind(found: &Return) -> &'static str {
        match found {
            Return::First(_) => "first",
            Return::Late(_) => "late",
            Return::Again(_, Some(_)) => "again, signed in",
            Return::Again(_, None) => "again",
            Return::NotOurs => "not ours",
        }
    }

    #[test]
    fn only_the_right_browser_and_instance_take_it_and_only_once() {
        let (store, now, state) = (SignIns::new(9, IN_TIME), Instant::now(), Digest::of("s"));
        store.begin(state, attempt("b"), now);
        let take = |state: &str, instance: &str, browser| {
            kind(&store.take(&Digest::of(state), instance, browser, now))
        };
        assert_eq!(take("other", "test", Some("b")), "not ours");
        assert_eq!(take("s", "test", None), "not ours");
        assert_eq!(take("s", "test", Some("another")), "not ours");
        assert_eq!(take("s", "production", Some("b")), "not ours");
        assert_eq!(take("s", "test", Some("b")), "first");
        assert_eq!(take("s", "test", Some("b")), "again");
        store.succeed(&state, Digest::of("session"));
        assert_eq!(take("s", "test", None), "again, signed in");
        assert_eq!(take("s", "production", None), "not ours");
    }

    #[test]
    fn it_is_late_after_its_time_and_forgotten_after_an_hour() {
        let (store, begun) = (SignIns::new(9, IN_TIME), Instant::now());
        for state in ["a", "b", "c"] {
            store.begin(Digest::of(state), attempt("b"), begun);
        }
        let take = |state: &str, seconds| {
            let now = begun + Duration::from_secs(seconds);
            store.expire(now);
            kind(&store.take(&Digest::of(state), "test", Some("b"), now))
        };
        assert_eq!(
            [take("a", 599), take("b", 600), take("c", 3601)],
            ["first", "late", "not ours"]
        );
    }

    #[test]
    fn the_oldest_makes_room() {
        let (store, now) = (SignIns::new(2, IN_TIME), Instant::now());
        for state in ["a", "b", "c"] {
            store.begin(Digest::of(state), attempt("b"), now);
        }
        let take = |state| kind(&store.take(&Digest::of(state), "test", Some("b"), now));
        assert_eq!([take("a"), take("b"), take("c")], ["not ours", "first", "first"]);
    }
}
