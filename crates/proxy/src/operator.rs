//! What an operator does with the sessions from a terminal.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    clock::Millis,
    sessions::Ending,
    site::Site,
    store::{Key, Kind, StoreError},
};

/// How many tokens are revoked side by side.
const AT_ONCE: usize = 32;

/// How long Majora has for all of them. An operator who ends sessions in an emergency must learn soon what
/// is left.
const PATIENCE: Duration = Duration::from_secs(60);

/// A live session, as its operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The Majora.
    pub instance: String,
    /// The session's name, the one in the log.
    pub session: String,
    /// Majora's name of the user.
    pub user: String,
    /// Minutes since the user signed in.
    pub minutes: u64,
}

/// What became of the sessions that an operator wants to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Those that have ended.
    pub sessions: Vec<Listed>,
    /// How many of their tokens live on at Majora until a running server has revoked them; of all sessions,
    /// how many tokens there are at all that wait for it.
    pub waiting: usize,
}

/// Which sessions are meant.
#[derive(Clone, Debug)]
pub enum Which {
    /// The one of this name.
    Session(String),
    /// All of the user of this name.
    User(String),
    /// All of them.
    All,
}

impl Which {
    fn is(&self, listed: &Listed) -> bool {
        match self {
            Which::Session(session) => listed.session == *session,
            Which::User(user) => listed.user == *user,
            Which::All => true,
        }
    }
}

/// The live sessions, the first to end first.
pub(crate) async fn list(site: &Site) -> Result<Vec<(Key, Listed)>, StoreError> {
    let mut listed = Vec::new();
    for key in site.sessions.all().await? {
        let Some(found) = site.sessions.get(&key).await? else { continue };
        let session = found.value;
        let age: Millis = site.clock.now().saturating_sub(session.begun);
        let minutes = age / 60_000;
        let (instance, user) = (session.instance, session.username);
        listed.push((key, Listed { instance, session: session.reference, user, minutes }));
    }
    Ok(listed)
}

/// Ends sessions first, so that nobody stays signed in because Majora is slow, and then revokes their
/// tokens there. What it doesn't take stays in the queue.
pub(crate) async fn end(site: &Arc<Site>, which: &Which) -> Result<Ended, StoreError> {
    let (mut sessions, mut tokens) = (Vec::new(), Vec::new());
    for (key, listed) in list(site).await?.into_iter().filter(|(_, listed)| which.is(listed)) {
        if let Some(ended) = site.sessions.end(&key, Ending::Operator).await? {
            site.note_end(&ended);
            tokens.push(ended.revocation);
            sessions.push(listed);
        }
    }
    if matches!(which, Which::All) {
        // Nothing is left behind by whoever removes the uploader: neither those that have run out and
        // are still there, nor what has waited before.
        for key in site.sessions.all().await? {
            if let Some(ended) = site.sessions.end(&key, Ending::RanOut).await? {
                site.note_end(&ended);
            }
        }
        tokens = site.vault.due(Kind::Revocation, u64::MAX >> 1, usize::MAX >> 1).await?;
    }
    revoke(site, &tokens).await;
    let mut waiting = 0;
    for key in &tokens {
        waiting += usize::from(site.vault.holds(key).await?);
    }
    Ok(Ended { sessions, waiting })
}

async fn revoke(site: &Arc<Site>, tokens: &[Key]) {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut tries = JoinSet::new();
    for key in tokens {
        let (site, turns, key) = (site.clone(), turns.clone(), key.clone());
        tries.spawn(async move {
            let _turn = turns.acquire().await;
            site.try_revocation(&key).await
        });
    }
    let all = async { while tries.join_next().await.is_some() {} };
    // Those that aren't done by then, or that panic, stay in the queue.
    let _ = tokio::time::timeout(PATIENCE, all).await;
}
