//! What the requests of one session share inside this process: turns, and the gate that a renewal
//! of the tokens closes.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::clock::Millis;
use tokio::sync::{
    Mutex as AsyncMutex, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, Semaphore,
};

/// What the requests of one session share.
pub(crate) struct Turns {
    /// One permit for each call that may be under way at once.
    pub(crate) calls: Semaphore,
    /// Held by whoever looks after the tokens; the time before which it need not be tried again.
    pub(crate) renewing: AsyncMutex<Millis>,
    gate: Arc<RwLock<()>>,
    generation: AtomicU64,
}

impl Turns {
    /// The newest pair of tokens that this process has seen (see `Session::generation`).
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// There is a newer pair of tokens.
    pub(crate) fn renewed(&self, generation: u64) {
        self.generation.fetch_max(generation, Ordering::SeqCst);
    }

    /// Passes the gate for one call. It waits while the tokens are being renewed.
    pub(crate) async fn pass(&self) -> OwnedRwLockReadGuard<()> {
        self.gate.clone().read_owned().await
    }

    /// Closes the gate when the calls under way have come back, because new tokens kill theirs. It
    /// doesn't wait for ever: Majora may be slow, and such a call is repeated (see the relay).
    pub(crate) async fn close(&self, patience: Duration) -> Option<OwnedRwLockWriteGuard<()>> {
        tokio::time::timeout(patience, self.gate.clone().write_owned()).await.ok()
    }
}

/// Those of all sessions, by name.
pub(crate) struct AllTurns {
    by_session: Mutex<HashMap<String, Arc<Turns>>>,
    calls_per_session: usize,
}

impl AllTurns {
    /// Each session may have so many calls under way.
    pub(crate) fn new(calls_per_session: usize) -> AllTurns {
        AllTurns { by_session: Mutex::default(), calls_per_session }
    }

    /// Those of this session.
    pub(crate) fn of(&self, name: &str) -> Arc<Turns> {
        let mut all = self.by_session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = all.get(name) {
            return turns.clone();
        }
        let turns = Arc::new(Turns {
            calls: Semaphore::new(self.calls_per_session),
            renewing: AsyncMutex::default(),
            gate: Arc::default(),
            generation: AtomicU64::default(),
        });
        all.insert(name.to_owned(), turns.clone());
        turns
    }

    /// How many sessions have some.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.by_session.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Forgets those that nobody uses now.
    pub(crate) fn tidy(&self) {
        let mut all = self.by_session.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turns| Arc::strong_count(turns) > 1);
    }
}
