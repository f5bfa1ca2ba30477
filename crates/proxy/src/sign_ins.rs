//! Sign-ins under way: what was begun here and has not come back from Majora yet. They lie in the
//! store, so that the return may reach another server of the same site.

use std::{sync::Arc, time::Duration};

use gate::return_path::ReturnPath;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    clock::{Clock, Millis, millis},
    opaque::{self, Digest},
    store::{Found, Key, Kind, StoreError, Vault},
};

/// How long a sign-in is remembered after its beginning, so that a late or repeated return is told
/// apart from one that was never begun here.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// How long a second return waits for what the first one leads to.
const REDEEMED_WITHIN: Duration = Duration::from_secs(45);

/// How long it waits between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// What was decided when the sign-in began. It is needed once, when the code comes back.
#[derive(Serialize, Deserialize)]
pub(crate) struct Attempt {
    /// The instance that it was begun for: a return to another one's callback is refused
    /// (RFC 9700 §4.4).
    pub(crate) instance: String,
    /// The digest of the cookie that binds it to one browser (RFC 9700 §4.7).
    pub(crate) browser: Digest,
    /// The PKCE verifier (RFC 7636 §4.1).
    #[serde(with = "opaque::text")]
    pub(crate) verifier: SecretString,
    /// Where the user was.
    pub(crate) return_to: ReturnPath,
    /// The session that this browser had at the beginning. The return from Majora is a cross-site
    /// navigation, so the strict session cookie doesn't come with it.
    pub(crate) replaces: Option<String>,
    /// It stands for one that took too long, and was begun by itself. It happens once: then somebody
    /// must press a button.
    #[serde(default)]
    pub(crate) second: bool,
}

/// What a return from Majora is.
pub(crate) enum Return {
    /// The first and only one: redeem its code.
    First(Attempt),
    /// Every check holds, but the user took too long.
    Late(Attempt),
    /// It was here before. If it led to a session, this is its name.
    Again(ReturnPath, Option<String>),
    /// Begun here, but not by this browser, as far as its cookie tells. Nothing has changed.
    AnotherBrowser,
    /// Never begun here, or for another instance.
    NotOurs,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    begun: Millis,
    stage: Stage,
}

#[derive(Serialize, Deserialize)]
enum Stage {
    Begun(Attempt),
    /// Its code is being redeemed since then.
    Taken(ReturnPath, Millis),
    /// It led to the session of this name, or to none.
    Over(ReturnPath, Option<String>),
}

/// The store of sign-ins. Their names are the digests of the states.
pub(crate) struct SignIns {
    vault: Arc<Vault>,
    clock: Clock,
    most: u64,
    in_time: Millis,
}

impl SignIns {
    /// At most `most` sign-ins, each of which may take `in_time`.
    pub(crate) fn new(vault: Arc<Vault>, clock: Clock, most: usize, in_time: Duration) -> SignIns {
        SignIns { vault, clock, most: most as u64, in_time: millis(in_time) }
    }

    /// Remembers a sign-in that begins now. The oldest ones make room.
    pub(crate) async fn begin(&self, state: &Digest, attempt: Attempt) -> Result<(), StoreError> {
        if self.vault.count(Kind::SignIn).await? >= self.most {
            self.forget(u64::MAX >> 1, 1).await?;
        }
        let begun = self.clock.now();
        let key = Key::new(Kind::SignIn, &attempt.instance, state);
        let entry = Entry { begun, stage: Stage::Begun(attempt) };
        self.vault.put(&key, None, begun + millis(REMEMBERED), &entry).await.map(drop)
    }

    /// Takes the sign-in of this state, if it was begun for `instance` and `browser` is the value of
    /// its cookie. A return that isn't ours leaves the sign-in as it is for the browser whose it is.
    /// A second return at the same time waits for what the first one leads to.
    pub(crate) async fn take(
        &self,
        state: &Digest,
        instance: &str,
        browser: Option<&str>,
    ) -> Result<Return, StoreError> {
        let key = Key::new(Kind::SignIn, instance, state);
        loop {
            let held = self.vault.get::<Entry>(&key).await?;
            let Some(Found { value: entry, version }) = held.open() else {
                return Ok(Return::NotOurs);
            };
            let now = self.clock.now();
            let Entry { begun, stage } = entry;
            let attempt = match stage {
                Stage::Over(path, session) => return Ok(Return::Again(path, session)),
                Stage::Taken(path, at) if now.saturating_sub(at) > millis(REDEEMED_WITHIN) => {
                    return Ok(Return::Again(path, None));
                }
                Stage::Taken(..) => {
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
                Stage::Begun(attempt) => attempt,
            };
            if !browser.is_some_and(|value| attempt.browser.is_of(value)) {
                return Ok(Return::AnotherBrowser);
            }
            let path = attempt.return_to.clone();
            let late = now.saturating_sub(begun) >= self.in_time;
            let stage = match late {
                true => Stage::Over(path, None),
                false => Stage::Taken(path, now),
            };
            let taken = Entry { begun, stage };
            // Whoever writes first has it.
            let due = begun + millis(REMEMBERED);
            if self.vault.put(&key, Some(version), due, &taken).await?.is_some() {
                return Ok(if late { Return::Late(attempt) } else { Return::First(attempt) });
            }
        }
    }

    /// Notes which session a sign-in led to, if to any.
    pub(crate) async fn finish(
        &self,
        state: &Digest,
        instance: &str,
        session: Option<&Key>,
    ) -> Result<(), StoreError> {
        let key = Key::new(Kind::SignIn, instance, state);
        let Some(found) = self.vault.get::<Entry>(&key).await?.open() else { return Ok(()) };
        if let Stage::Taken(path, _) = found.value.stage {
            let stage = Stage::Over(path, session.map(|key| key.name.clone()));
            let over = Entry { stage, begun: found.value.begun };
            let due = over.begun + millis(REMEMBERED);
            self.vault.put(&key, Some(found.version), due, &over).await?;
        }
        Ok(())
    }

    /// Forgets what is too old to be told apart, a few at a time. Says how many it were.
    pub(crate) async fn expire(&self, most: usize) -> Result<usize, StoreError> {
        self.forget(self.clock.now(), most).await
    }

    async fn forget(&self, until: Millis, most: usize) -> Result<usize, StoreError> {
        let old = self.vault.due(Kind::SignIn, until, most).await?;
        for key in &old {
            let version = self.vault.get::<Entry>(key).await?.version();
            self.vault.remove(key, version.unwrap_or_default()).await?;
        }
        Ok(old.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Embedded, Keys};

    const IN_TIME: Duration = Duration::from_secs(600);

    fn store(most: usize) -> (SignIns, Clock) {
        let clock = Clock::system();
        let vault = Vault::new(Arc::new(Embedded::in_memory().unwrap()), Keys::new(&[7; 32], &[]));
        (SignIns::new(Arc::new(vault), clock.clone(), most, IN_TIME), clock)
    }

    async fn begin(store: &SignIns, state: &str) {
        let attempt = Attempt {
            instance: "test".into(),
            browser: Digest::of("b"),
            verifier: "v".into(),
            return_to: ReturnPath::parse("/upload"),
            replaces: None,
            second: false,
        };
        store.begin(&Digest::of(state), attempt).await.unwrap();
    }

    async fn take(
        store: &SignIns,
        state: &str,
        instance: &str,
        browser: Option<&str>,
    ) -> &'static str {
        match store.take(&Digest::of(state), instance, browser).await.unwrap() {
            Return::First(_) => "first",
            Return::Late(_) => "late",
            Return::Again(_, Some(_)) => "again, signed in",
            Return::Again(_, None) => "again",
            Return::AnotherBrowser => "another browser",
            Return::NotOurs => "not ours",
        }
    }

    /// Cases 1 to 5.
    #[tokio::test]
    async fn only_the_right_browser_and_instance_take_it_and_only_once() {
        let (store, _) = store(9);
        begin(&store, "s").await;
        assert_eq!(take(&store, "other", "test", Some("b")).await, "not ours");
        assert_eq!(take(&store, "s", "test", None).await, "another browser");
        assert_eq!(take(&store, "s", "test", Some("another")).await, "another browser");
        assert_eq!(take(&store, "s", "production", Some("b")).await, "not ours");
        assert_eq!(take(&store, "s", "test", Some("b")).await, "first");
        let session = Key::new(Kind::Session, "test", &Digest::of("session"));
        store.finish(&Digest::of("s"), "test", Some(&session)).await.unwrap();
        assert_eq!(take(&store, "s", "test", None).await, "again, signed in");
        assert_eq!(take(&store, "s", "production", None).await, "not ours");
    }

    /// Case 6: of two returns at once one is the first, and the other waits for what it leads to.
    #[tokio::test]
    async fn a_second_return_waits_for_the_first() {
        let (store, clock) = store(9);
        begin(&store, "s").await;
        let state = Digest::of("s");
        let both = tokio::join!(
            take(&store, "s", "test", Some("b")),
            take(&store, "s", "test", Some("b")),
            async {
                // Until one of the two has it, there is nothing to finish.
                let key = Key::new(Kind::SignIn, "test", &state);
                let entry = async || store.vault.get::<Entry>(&key).await.unwrap().open().unwrap();
                while matches!(entry().await.value.stage, Stage::Begun(_)) {
                    tokio::task::yield_now().await;
                }
                store.finish(&state, "test", None).await.unwrap();
            }
        );
        assert!(matches!(both, ("first", "again", ()) | ("again", "first", ())), "{both:?}");
        begin(&store, "t").await;
        assert_eq!(take(&store, "t", "test", Some("b")).await, "first");
        clock.advance(REDEEMED_WITHIN + Duration::from_secs(1));
        assert_eq!(take(&store, "t", "test", Some("b")).await, "again", "nobody waits for ever");
    }

    /// Case 7.
    #[tokio::test]
    async fn it_is_late_after_its_time_and_forgotten_after_an_hour() {
        let (store, clock) = store(9);
        for state in ["a", "b", "c"] {
            begin(&store, state).await;
        }
        clock.advance(IN_TIME - Duration::from_secs(9));
        assert_eq!(take(&store, "a", "test", Some("b")).await, "first");
        clock.advance(Duration::from_secs(9));
        assert_eq!(take(&store, "b", "test", Some("b")).await, "late");
        assert_eq!(take(&store, "b", "test", Some("b")).await, "again");
        assert_eq!(store.expire(9).await.unwrap(), 0);
        clock.advance(REMEMBERED);
        assert_eq!(store.expire(9).await.unwrap(), 3);
        assert_eq!(take(&store, "c", "test", Some("b")).await, "not ours");
    }

    #[tokio::test]
    async fn the_oldest_makes_room() {
        let (store, clock) = store(2);
        for state in ["a", "b", "c"] {
            begin(&store, state).await;
            clock.advance(Duration::from_secs(1));
        }
        assert_eq!(take(&store, "a", "test", Some("b")).await, "not ours");
        assert_eq!(take(&store, "b", "test", Some("b")).await, "first");
        assert_eq!(take(&store, "c", "test", Some("b")).await, "first");
    }
}
