//! Tokens that are still to be revoked at Majora: a queue that outlives the process.
//!
//! Majora's refresh tokens have no end of their own (RULES.md §8), so a session that is over must
//! not be forgotten before its token is dead there.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    clock::{Clock, Millis, millis},
    opaque::{self, Digest},
    store::{Held, Key, Kind, StoreError, Vault},
};

/// How long a revocation is tried before somebody else does: whoever ended the session tries first.
const FIRST_TRY: Duration = Duration::from_secs(60);

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// After that long, a token that Majora doesn't take back is left to its administrators: an outage of
/// a weekend must not leave tokens behind that have no end.
const GIVEN_UP: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A token on its way to its end.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Revocation {
    /// The instance that issued it.
    pub(crate) instance: String,
    /// The token.
    #[serde(with = "opaque::text")]
    pub(crate) refresh: SecretString,
    /// The name of the session that it was for.
    pub(crate) reference: String,
    since: Millis,
    tries: u32,
}

/// The queue.
#[derive(Clone)]
pub(crate) struct Revocations {
    vault: Arc<Vault>,
    clock: Clock,
}

impl Revocations {
    /// The queue in this vault.
    pub(crate) fn new(vault: Arc<Vault>, clock: Clock) -> Revocations {
        Revocations { vault, clock }
    }

    /// Notes that a token must go. A token has one place in the queue, however often it is noted.
    pub(crate) async fn note(
        &self,
        instance: &str,
        refresh: &SecretString,
        reference: &str,
    ) -> Result<Key, StoreError> {
        let key = Key::new(Kind::Revocation, instance, &Digest::of(refresh.expose_secret()));
        let now = self.clock.now();
        let revocation = Revocation {
            instance: instance.to_owned(),
            refresh: refresh.clone(),
            reference: reference.to_owned(),
            since: now,
            tries: 0,
        };
        // If it is there already, all is well.
        self.vault.put(&key, None, now + millis(FIRST_TRY), &revocation).await?;
        Ok(key)
    }

    /// What is in the queue under this name, with its version. What none of the keys opens stays there
    /// until its end: a server with the right ones can still revoke it.
    pub(crate) async fn get(&self, key: &Key) -> Result<Option<(Revocation, u64)>, StoreError> {
        let held = self.vault.get::<Revocation>(key).await?;
        if let Held::Locked(locked) = &held {
            self.vault.outlived(key, locked, self.clock.now()).await?;
        }
        Ok(held.open().map(|found| (found.value, found.version)))
    }

    /// The revocations that somebody must try now.
    pub(crate) async fn due(&self, most: usize) -> Result<Vec<Key>, StoreError> {
        self.vault.due(Kind::Revocation, self.clock.now(), most).await
    }

    /// Majora has taken it.
    pub(crate) async fn done(&self, key: &Key, version: u64) -> Result<(), StoreError> {
        self.vault.remove(key, version).await.map(drop)
    }

    /// Majora hasn't. Says whether it will be tried again.
    pub(crate) async fn failed(
        &self,
        key: &Key,
        version: u64,
        revocation: &Revocation,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        if now.saturating_sub(revocation.since) >= millis(GIVEN_UP) {
            self.vault.remove(key, version).await?;
            return Ok(false);
        }
        let tried = Revocation { tries: revocation.tries + 1, ..revocation.clone() };
        let pause = FIRST_TRY.saturating_mul(1 << revocation.tries.min(10)).min(LONGEST_PAUSE);
        self.vault.put(key, Some(version), now + millis(pause), &tried).await?;
        Ok(true)
    }

    /// How many are in the queue.
    #[cfg(test)]
    pub(crate) async fn count(&self) -> Result<u64, StoreError> {
        self.vault.count(Kind::Revocation).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Embedded, Keys};

    #[tokio::test]
    async fn a_revocation_is_tried_for_a_week() {
        let clock = Clock::system();
        let store = Arc::new(Embedded::in_memory().unwrap());
        let vault = Arc::new(Vault::new(store, Keys::new(&[7; 32], &[])));
        let queue = Revocations::new(vault, clock.clone());
        let key = queue.note("test", &"token".into(), "reference").await.unwrap();
        let fail = async || {
            let (revocation, version) = queue.get(&key).await.unwrap().unwrap();
            queue.failed(&key, version, &revocation).await.unwrap()
        };
        for _ in 0..7 {
            assert!(fail().await);
            assert!(queue.due(9).await.unwrap().is_empty());
            clock.advance(Duration::from_secs(24 * 60 * 60));
            assert_eq!(queue.due(9).await.unwrap(), std::slice::from_ref(&key));
        }
        assert!(!fail().await);
        assert_eq!(queue.count().await.unwrap(), 0);
    }
}
