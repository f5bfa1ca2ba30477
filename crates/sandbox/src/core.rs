//! What all requests share.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::fault::Faults;
use crate::log::Log;
use crate::records::{Records, Submission};
use crate::tokens::{Access, Tokens};
use crate::world::{User, World};

/// The state of a sandbox, its clock and its switches.
#[derive(Debug)]
pub(crate) struct Core {
    state: Mutex<State>,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    /// Told after each request that may have changed something.
    pub(crate) changed: Notify,
}

/// Everything behind the one lock.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) records: Records,
    pub(crate) tokens: Tokens,
    pub(crate) sessions: HashMap<String, Session>,
    pub(crate) second_factors: HashMap<String, SecondFactor>,
}

/// A browser that has at least given a password.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) username: String,
    /// False between the password and the one-time code.
    pub(crate) is_signed_in: bool,
}

/// What is remembered of a user's one-time codes.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecondFactor {
    /// The half minute of the last code that was taken: each serves once.
    pub(crate) last_step: i64,
    /// After a wrong code no code is taken until then.
    pub(crate) closed_until_ms: i64,
    pub(crate) wrong_in_a_row: u32,
}

impl Core {
    pub(crate) fn new(world: World, clock: Clock) -> Self {
        let now = clock.now_ms();
        let mut tokens = Tokens::default();
        let client_id = world.applications.first().map(|application| application.client_id.clone());
        for given in &world.access_tokens {
            let access = Access {
                client_id: client_id.clone().unwrap_or_default(),
                username: given.user.clone(),
                scopes: given.scopes.0.clone(),
                expires_ms: now.saturating_add(given.expires_in_days * 86_400_000),
            };
            tokens.access.insert(given.token.clone(), access);
        }
        let state = State {
            world,
            records: Records::default(),
            tokens,
            sessions: HashMap::new(),
            second_factors: HashMap::new(),
        };
        Self {
            state: Mutex::new(state),
            clock,
            faults: Faults::default(),
            log: Log::default(),
            changed: Notify::new(),
        }
    }

    /// The state, for as long as one request works on it.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A request that panicked is one that Majora answers with a 500; the rest goes on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What is noted of a user as the sender of a record.
    pub(crate) fn submission(&self, user: &User) -> Submission {
        let institute = self.world.institute_of(user);
        Submission {
            username: user.username.clone(),
            institute_code: institute.map(|institute| institute.code.clone()),
            institute_name: institute.map(|institute| institute.name.clone()),
        }
    }
}
