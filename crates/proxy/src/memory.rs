//! The memory that requests take: bounded in all, and for each user, so that nobody can keep the
//! others' requests out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gate::call_body::LARGEST_BODY;
use tokio::sync::{Semaphore, SemaphorePermit};

/// A user may have this part of the memory, or as much as the largest request takes.
const PART_OF_A_USER: usize = 4;

/// The kibibytes of requests that may be in memory.
pub(crate) struct Memory {
    /// One permit for each kibibyte.
    all: Semaphore,
    /// The same of each user.
    by_user: Mutex<HashMap<String, Arc<Semaphore>>>,
    kib: usize,
    of_a_user: usize,
}

impl Memory {
    /// So many kibibytes.
    pub(crate) fn new(kib: usize) -> Memory {
        let of_a_user = (kib / PART_OF_A_USER).max(kib_of(LARGEST_BODY)).min(kib);
        Memory { all: Semaphore::new(kib), by_user: Mutex::default(), kib, of_a_user }
    }

    /// The part of this user.
    pub(crate) fn of(&self, user: &str) -> Arc<Semaphore> {
        let mut by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(part) = by_user.get(user) {
            return part.clone();
        }
        let part = Arc::new(Semaphore::new(self.of_a_user));
        by_user.insert(user.to_owned(), part.clone());
        part
    }

    /// The permits of a user's part for a body of so many bytes; for the largest where its length
    /// isn't known.
    pub(crate) fn permits(&self, bytes: Option<usize>) -> u32 {
        let bytes = bytes.unwrap_or(LARGEST_BODY).min(LARGEST_BODY);
        u32::try_from(kib_of(bytes).min(self.of_a_user)).unwrap_or(u32::MAX)
    }

    /// The room of one request, which has none yet.
    pub(crate) fn room(&self) -> Room<'_> {
        Room { memory: self, taken: None }
    }

    /// Forgets the users who have no request under way.
    pub(crate) fn tidy(&self) {
        let mut by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        by_user.retain(|_, part| Arc::strong_count(part) > 1);
    }
}

/// What one request takes of all the memory, until it is dropped.
pub(crate) struct Room<'m> {
    memory: &'m Memory,
    taken: Option<SemaphorePermit<'m>>,
}

/// There was no room in time.
#[derive(Debug)]
pub(crate) struct NoRoom;

impl Room<'_> {
    /// Makes it large enough for a body of which so many bytes are there. It grows as they arrive:
    /// what is only announced takes nothing from the others.
    ///
    /// # Errors
    /// Others had it all for so long.
    pub(crate) async fn grow(&mut self, bytes: usize, wait: Duration) -> Result<(), NoRoom> {
        let taken = self.taken.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = kib_of(bytes).min(self.memory.kib).saturating_sub(taken);
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        if more == 0 {
            return Ok(());
        }
        match tokio::time::timeout(wait, self.memory.all.acquire_many(more)).await {
            Ok(Ok(permit)) => match &mut self.taken {
                Some(taken) => taken.merge(permit),
                none => *none = Some(permit),
            },
            Ok(Err(_)) | Err(_) => return Err(NoRoom),
        }
        Ok(())
    }
}

/// The kibibytes that a body of so many bytes takes, twice while it is rewritten.
fn kib_of(bytes: usize) -> usize {
    2 * bytes / 1024 + 1
}
