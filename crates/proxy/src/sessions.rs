//! Who is signed in: the sessions in the store.
//!
//! A session ends when it was left alone for too long, when it gets too old, when somebody ends it,
//! or when Majora takes its tokens back. Whichever it is, its refresh token goes into the queue of
//! revocations before the session goes.

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    clock::{Clock, Millis, millis},
    config::Limits,
    opaque,
    revocations::Revocations,
    store::{Found, Held, Key, Kind, StoreError, Vault},
};

/// The largest part of a token's life that is left unused, so that no call begins with a token that
/// dies under way.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A use is noted when it moves the idle limit by more than this part of it: not each call is a
/// write.
const NOTED_PART: u64 = 20;

/// One signed-in user of one Majora, in one browser.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The instance's name.
    pub(crate) instance: String,
    /// Majora's user name.
    pub(crate) username: String,
    /// The name that isn't secret, for the log and the operator.
    pub(crate) reference: String,
    /// The token that calls carry.
    #[serde(with = "opaque::text")]
    pub(crate) access: SecretString,
    /// The token that renews it, and that is revoked in the end.
    #[serde(with = "opaque::text")]
    pub(crate) refresh: SecretString,
    /// What the tokens permit.
    pub(crate) scope: Option<String>,
    /// When the user signed in.
    pub(crate) begun: Millis,
    /// When it was last used.
    pub(crate) used: Millis,
    /// When the access token dies.
    pub(crate) token_ends: Millis,
    /// How long it lives in all.
    pub(crate) token_life: Millis,
    /// Counts the pairs of tokens that this session has had.
    pub(crate) generation: u64,
    /// Somebody has begun to renew the tokens then, and hasn't said how it ended.
    pub(crate) renewing_since: Option<Millis>,
}

impl Session {
    /// The user as one text. Only a keyed digest of it leaves the process.
    pub(crate) fn user(&self) -> String {
        format!("{}\n{}", self.instance, self.username)
    }

    /// Whether the access token is near its end: by five minutes or a tenth of its life, whichever
    /// is shorter.
    pub(crate) fn needs_renewal(&self, now: Millis) -> bool {
        let margin = millis(MARGIN).min(self.token_life / 10);
        now + margin >= self.token_ends
    }
}

/// Why a session is over, for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The user has signed out.
    SignedOut,
    /// The user has signed in again in the same browser.
    Replaced,
    /// The user, or everybody together, has too many.
    Displaced,
    /// It was left alone for too long, or got too old.
    RanOut,
    /// Majora has taken its tokens back.
    TokenRejected,
    /// The operator has ended it.
    Operator,
    /// The server stops, and its store with it.
    Stopped,
}

impl Ending {
    /// Its name in the log and the metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Ending::SignedOut => "signed_out",
            Ending::Replaced => "replaced",
            Ending::Displaced => "displaced",
            Ending::RanOut => "ran_out",
            Ending::TokenRejected => "token_rejected",
            Ending::Operator => "operator",
            Ending::Stopped => "stopped",
        }
    }
}

/// A session that is over.
pub(crate) struct Ended {
    /// What it was.
    pub(crate) session: Session,
    /// Where its token is in the queue of revocations.
    pub(crate) revocation: Key,
    /// Why it is over.
    pub(crate) why: Ending,
}

/// The sessions of all instances.
pub(crate) struct Sessions {
    vault: Arc<Vault>,
    revocations: Revocations,
    clock: Clock,
    idle: Millis,
    longest: Millis,
    most: u64,
    most_per_user: usize,
}

impl Sessions {
    /// The sessions in this vault.
    pub(crate) fn new(
        vault: Arc<Vault>,
        revocations: Revocations,
        clock: Clock,
        limits: &Limits,
    ) -> Sessions {
        Sessions {
            vault,
            revocations,
            clock,
            idle: limits.idle_ms,
            longest: limits.session_ms,
            most: limits.sessions as u64,
            most_per_user: limits.sessions_per_user,
        }
    }

    /// When a session ends if nobody uses it again.
    pub(crate) fn ends(&self, session: &Session) -> Millis {
        (session.begun + self.longest).min(session.used + self.idle)
    }

    /// Adds a session. Gives back those that had to make room.
    pub(crate) async fn open(
        &self,
        key: &Key,
        session: &Session,
    ) -> Result<Vec<Ended>, StoreError> {
        let mut displaced = self.make_room().await?;
        self.vault.put(key, None, self.ends(session), session).await?;
        for surplus in self.list_with_user(key, session).await? {
            displaced.extend(self.end(&surplus, Ending::Displaced).await?);
        }
        Ok(displaced)
    }

    /// Ends those that end first, until there is room for one more. Those that none of the keys opens
    /// stay, even if they are all there is.
    async fn make_room(&self) -> Result<Vec<Ended>, StoreError> {
        let (mut displaced, mut looked_at) = (Vec::new(), 1);
        while self.vault.count(Kind::Session).await? >= self.most {
            let first = self.vault.due(Kind::Session, u64::MAX >> 1, looked_at).await?;
            let before = displaced.len();
            for key in &first {
                displaced.extend(self.end(key, Ending::Displaced).await?);
                if displaced.len() > before {
                    break;
                }
            }
            if displaced.len() == before {
                if first.len() < looked_at {
                    break;
                }
                looked_at *= 8;
            }
        }
        Ok(displaced)
    }

    /// Adds the session to the list of its user's, and takes the oldest ones off it that are too
    /// many.
    async fn list_with_user(&self, key: &Key, session: &Session) -> Result<Vec<Key>, StoreError> {
        let reference = self.vault.keys().reference(&session.user());
        let user = Key::new(Kind::User, &session.instance, &reference);
        loop {
            let held = self.vault.get::<Vec<String>>(&user).await?;
            let expected = held.version();
            let mut names = Vec::new();
            for name in held.open().map(|found| found.value).unwrap_or_default() {
                let other = Key { kind: Kind::Session, name };
                if self.get(&other).await?.is_some() {
                    names.push(other.name);
                }
            }
            names.push(key.name.clone());
            let surplus = names.len().saturating_sub(self.most_per_user);
            let surplus: Vec<_> = names.drain(..surplus).collect();
            let due = session.begun + self.longest;
            if self.vault.put(&user, expected, due, &names).await?.is_some() {
                let sessions = surplus.into_iter().map(|name| Key { kind: Kind::Session, name });
                return Ok(sessions.collect());
            }
        }
    }

    /// The live session of this name.
    pub(crate) async fn get(&self, key: &Key) -> Result<Option<Found<Session>>, StoreError> {
        Ok(self.look(key).await?.open())
    }

    /// The same, and whether there is one that none of the keys opens.
    pub(crate) async fn look(&self, key: &Key) -> Result<Held<Session>, StoreError> {
        let held = self.vault.get::<Session>(key).await?;
        let ends = match &held {
            Held::Nothing => return Ok(held),
            Held::Locked(locked) => locked.due,
            Held::Open(found) => self.ends(&found.value),
        };
        Ok(if self.clock.now() < ends { held } else { Held::Nothing })
    }

    /// Writes a session that was read at this version. Gives the new version if nobody else has
    /// written meanwhile.
    pub(crate) async fn put(
        &self,
        key: &Key,
        expected: u64,
        session: &Session,
    ) -> Result<Option<u64>, StoreError> {
        self.vault.put(key, Some(expected), self.ends(session), session).await
    }

    /// Notes that the session was used. If somebody else writes at the same time, they have noted
    /// it, or the next call will.
    pub(crate) async fn touch(&self, key: &Key, found: &Found<Session>) -> Result<(), StoreError> {
        let now = self.clock.now();
        if now.saturating_sub(found.value.used) <= self.idle / NOTED_PART {
            return Ok(());
        }
        let used = Session { used: now, ..found.value.clone() };
        self.put(key, found.version, &used).await.map(drop)
    }

    /// Ends a session, live or not. Its token is in the queue before the session is gone, and what
    /// a renewal has written at the same time isn't lost. One that none of the keys opens stays until
    /// its end: a server with the right ones can still revoke its token.
    pub(crate) async fn end(&self, key: &Key, why: Ending) -> Result<Option<Ended>, StoreError> {
        loop {
            let (session, version) = match self.vault.get::<Session>(key).await? {
                Held::Open(Found { value, version }) => (value, version),
                Held::Locked(locked) => {
                    self.vault.outlived(key, &locked, self.clock.now()).await?;
                    return Ok(None);
                }
                Held::Nothing => {
                    // A store that forgets by itself may still have the name.
                    self.vault.remove(key, 0).await?;
                    return Ok(None);
                }
            };
            let revocation = self
                .revocations
                .note(&session.instance, &session.refresh, &session.reference)
                .await?;
            if self.vault.remove(key, version).await? {
                return Ok(Some(Ended { session, revocation, why }));
            }
        }
    }

    /// The names of the sessions that are over, and of the first `most` of them only.
    pub(crate) async fn over(&self, most: usize) -> Result<Vec<Key>, StoreError> {
        self.vault.due(Kind::Session, self.clock.now(), most).await
    }

    /// The names of all sessions.
    pub(crate) async fn all(&self) -> Result<Vec<Key>, StoreError> {
        self.vault.due(Kind::Session, u64::MAX >> 1, usize::MAX >> 1).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        opaque::Digest,
        store::{Embedded, Keys},
    };

    struct Bench {
        sessions: Sessions,
        clock: Clock,
    }

    fn bench(most: usize, most_per_user: usize) -> Bench {
        let store = Arc::new(Embedded::in_memory().unwrap());
        bench_on(store, [7; 32], Clock::system(), (most, most_per_user))
    }

    fn bench_on(
        store: Arc<Embedded>,
        key: [u8; 32],
        clock: Clock,
        (most, most_per_user): (usize, usize),
    ) -> Bench {
        let vault = Arc::new(Vault::new(store, Keys::new(&key, &[])));
        let limits =
            Limits { sessions: most, sessions_per_user: most_per_user, ..Limits::default() };
        let revocations = Revocations::new(vault.clone(), clock.clone());
        Bench { sessions: Sessions::new(vault, revocations, clock.clone(), &limits), clock }
    }

    fn session(username: &str, now: Millis) -> Session {
        Session {
            instance: "test".into(),
            username: username.into(),
            reference: format!("{username}-ref"),
            access: "a".into(),
            refresh: format!("r{now}{username}").into(),
            scope: None,
            begun: now,
            used: now,
            token_ends: now + 36_000_000,
            token_life: 36_000_000,
            generation: 1,
            renewing_since: None,
        }
    }

    fn key(name: &str) -> Key {
        Key::new(Kind::Session, "test", &Digest::of(name))
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_token_is_renewed_in_its_last_five_minutes_or_last_tenth() {
        let needs = |life: u64, left: u64| {
            let token =
                Session { token_ends: 1_000_000 + left, token_life: life, ..session("u", 0) };
            token.needs_renewal(1_000_000)
        };
        assert!(!needs(36_000_000, 300_001) && needs(36_000_000, 300_000));
        assert!(!needs(60_000, 6_001) && needs(60_000, 6_000));
        assert!(!needs(1_000, 101) && needs(1_000, 100));
        assert!(needs(0, 0));
    }

    /// Case 25: use keeps it, looking on doesn't, and the longest life ends it all the same.
    #[tokio::test]
    async fn a_session_ends_when_it_is_left_alone_or_too_old() {
        let Bench { sessions, clock } = bench(9, 9);
        sessions.open(&key("a"), &session("hoot", clock.now())).await.unwrap();
        let mut minutes = 0;
        while let Some(found) = sessions.get(&key("a")).await.unwrap() {
            sessions.touch(&key("a"), &found).await.unwrap();
            clock.advance(MINUTE * 59);
            minutes += 59;
        }
        assert_eq!(minutes, 59 * 13, "twelve hours and the rest of the last step");
        sessions.open(&key("b"), &session("hoot", clock.now())).await.unwrap();
        clock.advance(MINUTE * 59);
        assert!(sessions.get(&key("b")).await.unwrap().is_some());
        clock.advance(MINUTE);
        assert!(sessions.get(&key("b")).await.unwrap().is_none());
        assert_eq!(sessions.over(9).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn the_oldest_makes_room() {
        let Bench { sessions, clock } = bench(3, 2);
        let mut displaced = Vec::new();
        for (name, user) in
            [("a", "hoot"), ("b", "hoot"), ("c", "hoot"), ("d", "owl"), ("e", "bat")]
        {
            clock.advance(MINUTE);
            let ended = sessions.open(&key(name), &session(user, clock.now())).await.unwrap();
            displaced.push(ended.len());
        }
        assert_eq!(displaced, [0, 0, 1, 0, 1]);
        for (name, lives) in [("a", false), ("b", false), ("c", true), ("d", true), ("e", true)] {
            assert_eq!(sessions.get(&key(name)).await.unwrap().is_some(), lives, "{name}");
        }
        assert_eq!(sessions.revocations.count().await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_session_that_ends_has_its_newest_token_in_the_queue() {
        let Bench { sessions, clock } = bench(9, 9);
        sessions.open(&key("a"), &session("hoot", clock.now())).await.unwrap();
        let found = sessions.get(&key("a")).await.unwrap().unwrap();
        let renewed = Session { refresh: "new".into(), generation: 2, ..found.value };
        assert!(sessions.put(&key("a"), found.version, &renewed).await.unwrap().is_some());
        assert!(sessions.put(&key("a"), found.version, &renewed).await.unwrap().is_none());
        let ended = sessions.end(&key("a"), Ending::SignedOut).await.unwrap().unwrap();
        assert_eq!(ended.session.generation, 2);
        let (revocation, _) = sessions.revocations.get(&ended.revocation).await.unwrap().unwrap();
        assert_eq!(secrecy::ExposeSecret::expose_secret(&revocation.refresh), "new");
        assert!(sessions.end(&key("a"), Ending::SignedOut).await.unwrap().is_none());
    }
    /// A server with another key neither ends nor displaces what it can't read, and what is to be
    /// revoked stays to be revoked, until a week after it was due.
    #[tokio::test]
    async fn what_no_key_opens_stays_until_its_end() {
        let (store, clock) = (Arc::new(Embedded::in_memory().unwrap()), Clock::system());
        let on = |key: u8| bench_on(store.clone(), [key; 32], clock.clone(), (2, 2)).sessions;
        let (right, wrong) = (on(7), on(8));
        for name in ["a", "b"] {
            right.open(&key(name), &session("hoot", clock.now())).await.unwrap();
        }
        assert!(wrong.end(&key("a"), Ending::SignedOut).await.unwrap().is_none());
        for name in ["c", "d"] {
            wrong.open(&key(name), &session("owl", clock.now())).await.unwrap();
        }
        assert!(wrong.get(&key("c")).await.unwrap().is_none(), "its own makes room");
        assert!(right.get(&key("b")).await.unwrap().is_some());
        let ended = right.end(&key("a"), Ending::SignedOut).await.unwrap().unwrap();
        assert!(wrong.revocations.get(&ended.revocation).await.unwrap().is_none());
        assert!(right.revocations.get(&ended.revocation).await.unwrap().is_some());

        clock.advance(MINUTE * 60 + crate::store::KEPT);
        assert!(wrong.end(&key("b"), Ending::RanOut).await.unwrap().is_none());
        assert!(wrong.revocations.get(&ended.revocation).await.unwrap().is_none());
        assert!(right.end(&key("b"), Ending::RanOut).await.unwrap().is_none());
        assert!(right.revocations.get(&ended.revocation).await.unwrap().is_none());
    }
}
