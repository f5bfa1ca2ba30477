//! What an operator does with the sessions from a terminal.

use std::sync::Arc;

use crate::{
    clock::Millis,
    sessions::Ending,
    site::Site,
    store::{Key, StoreError},
};

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

/// Ends sessions and revokes their tokens at Majora; what Majora doesn't take stays in the queue.
/// Gives those that ended.
pub(crate) async fn end(site: &Arc<Site>, which: &Which) -> Result<Vec<Listed>, StoreError> {
    let mut ended = Vec::new();
    for (key, listed) in list(site).await?.into_iter().filter(|(_, listed)| which.is(listed)) {
        if let Some(revoked) = site.end(&key, Ending::Operator).await? {
            // One that panics stays in the queue.
            let _ = revoked.await;
            ended.push(listed);
        }
    }
    Ok(ended)
}
