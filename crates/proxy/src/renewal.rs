//! Renewing a session's tokens: by the clock, once for all requests, tabs and servers.
//!
//! A refresh at Majora kills both old tokens at once and can't be repeated (RULES.md §8), so the
//! order is: take the lease, note in the session that it begins, send, save. Whoever finds the note
//! and no lease knows that somebody died in between, and asks Majora how it ended.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use tokio::task::JoinHandle;

use crate::{
    clock::millis,
    majora::{Grant, RefreshError, Standing},
    opaque,
    sessions::{Ending, Session},
    site::{Site, Upstream},
    store::{Found, Key, StoreError},
};

/// How often in its life a lease is renewed while its owner lives.
const LEASE_RENEWED: u32 = 3;

/// How long others wait for the owner of the lease, and the owner for the store.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pauses between two looks at what another server does.
const LOOKS: (Duration, Duration) = (Duration::from_millis(25), Duration::from_millis(250));

/// How long a token that still lives is used after a renewal that failed, before the next one.
const NEXT_TRY: Duration = Duration::from_secs(10);

/// Why there is no session with a token that lives.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenewalError {
    /// The session is over.
    #[error("the session is over")]
    Over,
    /// The token has run out, and Majora gives no new one now.
    #[error("Majora renews no token now")]
    Majora,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Renewed = Result<Found<Session>, RenewalError>;

/// The session with a token that lives. If it must be renewed, a task of its own does that: a
/// browser that leaves doesn't interrupt it.
pub(crate) async fn fresh(
    site: &Arc<Site>,
    upstream: &Arc<Upstream>,
    key: &Key,
    found: Found<Session>,
) -> Renewed {
    if !found.value.needs_renewal(site.clock.now()) {
        return Ok(found);
    }
    let (site, upstream, key) = (site.clone(), upstream.clone(), key.clone());
    let tasks = site.tasks.clone();
    let renewal = tasks.spawn(async move { renew(&site, &upstream, &key).await });
    renewal.await.unwrap_or(Err(RenewalError::Store(StoreError::Closing)))
}

/// The session after a renewal that somebody else may have under way.
pub(crate) async fn settled(site: &Site, key: &Key) -> Renewed {
    let (begun, mut pause) = (Instant::now(), LOOKS.0);
    loop {
        let found = site.sessions.get(key).await?.ok_or(RenewalError::Over)?;
        if found.value.renewing_since.is_none()
            || begun.elapsed() > site.config.limits.renewal_wait()
        {
            return Ok(found);
        }
        look_again(&mut pause).await;
    }
}

async fn renew(site: &Arc<Site>, upstream: &Upstream, key: &Key) -> Renewed {
    let turns = site.turns.of(&key.name);
    let mut not_before = turns.renewing.lock().await;
    let found = site.sessions.get(key).await?.ok_or(RenewalError::Over)?;
    let now = site.clock.now();
    if !found.value.needs_renewal(now) || (now < *not_before && now < found.value.token_ends) {
        return Ok(found);
    }
    let lease = match Lease::take(site, key).await? {
        Ok(lease) => lease,
        Err(found) => return Ok(found),
    };
    let generation = found.value.generation;
    let renewed = with_lease(site, upstream, key).await;
    lease.give_back().await;
    if let Ok(found) = &renewed {
        turns.renewed(found.value.generation);
        if found.value.generation == generation {
            *not_before = site.clock.now() + millis(NEXT_TRY).min(found.value.token_life / 10);
        }
    }
    renewed
}

async fn with_lease(site: &Arc<Site>, upstream: &Upstream, key: &Key) -> Renewed {
    let turns = site.turns.of(&key.name);
    // From here on, no call of this session goes out with a token that is about to die.
    let _closed = turns.close(site.config.limits.renewal_wait()).await;
    let marked = loop {
        // What was read before the lease may have changed while it was waited for.
        let found = site.sessions.get(key).await?.ok_or(RenewalError::Over)?;
        if !found.value.needs_renewal(site.clock.now()) {
            return Ok(found);
        }
        if found.value.renewing_since.is_some() {
            match upstream.majora.introspect(&found.value.access).await {
                // The last one who tried can't have come through.
                Ok(Standing::Active(_) | Standing::Inactive) => {}
                Ok(Standing::Gone) => return over(site, key, &found.value, "renewal_lost").await,
                Err(_) => return usable(site, found),
            }
        }
        let session = Session { renewing_since: Some(site.clock.now()), ..found.value };
        if let Some(version) = site.sessions.put(key, found.version, &session).await? {
            break Found { value: session, version };
        }
    };
    let old = &marked.value;
    let outcome = upstream.majora.refresh(&old.refresh, old.scope.as_deref()).await;
    tell(site, old, outcome.as_ref().err());
    match outcome {
        Ok(grant) => save(site, upstream, key, old, &grant).await,
        Err(RefreshError::Spent) => {
            let found = site.sessions.get(key).await?.ok_or(RenewalError::Over)?;
            match found.value.generation == old.generation {
                true => over(site, key, old, "renewal_refused").await,
                false => Ok(found),
            }
        }
        Err(RefreshError::Wider) => over(site, key, old, "renewal_wider").await,
        Err(RefreshError::ClientRejected | RefreshError::Unreachable) => {
            unmark(site, key, marked).await
        }
        Err(RefreshError::Unknown) => match upstream.majora.introspect(&old.access).await {
            Ok(Standing::Active(_)) => unmark(site, key, marked).await,
            Ok(Standing::Gone) => over(site, key, old, "renewal_lost").await,
            // The mark stays: the next one asks again.
            Ok(Standing::Inactive) | Err(_) => usable(site, marked),
        },
    }
}

/// Saves new tokens. The old ones are dead, so it is tried for a while; if the session has ended
/// meanwhile, or the store stays away, the new ones are revoked.
async fn save(
    site: &Arc<Site>,
    upstream: &Upstream,
    key: &Key,
    old: &Session,
    grant: &Grant,
) -> Renewed {
    let (begun, mut pause) = (Instant::now(), LOOKS.0);
    loop {
        match try_save(site, key, old, grant).await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => break,
            Err(error) if begun.elapsed() > PATIENCE => {
                upstream.majora.revoke(&grant.refresh).await;
                return Err(RenewalError::Store(error));
            }
            Err(_) => look_again(&mut pause).await,
        }
    }
    let noted = site.revocations.note(&old.instance, &grant.refresh, &old.reference).await;
    match noted {
        Ok(revocation) => drop(site.try_revocation(&revocation).await),
        Err(_) => drop(upstream.majora.revoke(&grant.refresh).await),
    }
    Err(RenewalError::Over)
}

/// Saves new tokens, unless the session isn't there any more.
async fn try_save(
    site: &Site,
    key: &Key,
    old: &Session,
    grant: &Grant,
) -> Result<Option<Found<Session>>, StoreError> {
    loop {
        let Some(found) = site.sessions.get(key).await? else { return Ok(None) };
        if found.value.generation != old.generation {
            // Unless an earlier try was carried out and only its answer was lost.
            return Ok(has(&found.value, grant).then_some(found));
        }
        let token_life = millis(grant.life);
        let session = Session {
            access: grant.access.clone(),
            refresh: grant.refresh.clone(),
            scope: grant.scope.clone().or(found.value.scope.clone()),
            token_ends: site.clock.now() - millis(grant.asked.elapsed()) + token_life,
            token_life,
            generation: old.generation + 1,
            renewing_since: None,
            ..found.value
        };
        if let Some(version) = site.sessions.put(key, found.version, &session).await? {
            return Ok(Some(Found { value: session, version }));
        }
    }
}

/// Whether these are the session's tokens.
fn has(session: &Session, grant: &Grant) -> bool {
    let (ours, theirs) = (session.refresh.expose_secret(), grant.refresh.expose_secret());
    ours.as_bytes().ct_eq(theirs.as_bytes()).into()
}

/// Takes the note of a renewal back that surely wasn't carried out.
async fn unmark(site: &Site, key: &Key, marked: Found<Session>) -> Renewed {
    let session = Session { renewing_since: None, ..marked.value };
    match site.sessions.put(key, marked.version, &session).await? {
        Some(version) => usable(site, Found { value: session, version }),
        None => usable(site, site.sessions.get(key).await?.ok_or(RenewalError::Over)?),
    }
}

/// The session as it is, while its token lives.
fn usable(site: &Site, found: Found<Session>) -> Renewed {
    match site.clock.now() < found.value.token_ends {
        true => Ok(found),
        false => Err(RenewalError::Majora),
    }
}

async fn over(site: &Arc<Site>, key: &Key, old: &Session, event: &'static str) -> Renewed {
    tracing::warn!(
        target: "proxy::audit", event, instance = old.instance, session = old.reference
    );
    site.end(key, Ending::TokenRejected).await?;
    Err(RenewalError::Over)
}

fn tell(site: &Site, old: &Session, error: Option<&RefreshError>) {
    let outcome = match error {
        None => "renewed",
        Some(RefreshError::Unreachable) => "unreachable",
        Some(RefreshError::Spent) => "refused",
        Some(RefreshError::ClientRejected) => "client_rejected",
        Some(RefreshError::Unknown) => "unknown",
        Some(RefreshError::Wider) => "wider",
    };
    site.metrics.renewed(outcome);
    tracing::info!(
        target: "proxy::audit",
        event = "renewal",
        outcome,
        instance = old.instance,
        session = old.reference,
        user = site.user_reference(old)
    );
    if error == Some(&RefreshError::ClientRejected) {
        site.alarm_of_client(&old.instance);
    }
}

async fn look_again(pause: &mut Duration) {
    // Up to a quarter more, so that many who wait don't all look at once.
    let jitter = pause.mul_f64((opaque::number() % 256) as f64 / 1024.0);
    tokio::time::sleep(*pause + jitter).await;
    *pause = (*pause * 2).min(LOOKS.1);
}

/// The right to renew one session's tokens, while this lives.
struct Lease {
    site: Arc<Site>,
    name: String,
    owner: String,
    renewed: JoinHandle<()>,
}

impl Lease {
    /// Waits for the lease, or for what its owner does. When that takes too long, the session is
    /// given as it is: nobody is signed out because somebody else is slow.
    async fn take(
        site: &Arc<Site>,
        key: &Key,
    ) -> Result<Result<Lease, Found<Session>>, RenewalError> {
        let (name, owner) = (format!("renewal:{}", key.name), opaque::name());
        let (begun, mut pause) = (Instant::now(), LOOKS.0);
        loop {
            if site.vault.lease(&name, &owner, site.config.limits.lease()).await? {
                return Ok(Ok(Lease::held(site.clone(), name, owner)));
            }
            let found = site.sessions.get(key).await?.ok_or(RenewalError::Over)?;
            if !found.value.needs_renewal(site.clock.now()) {
                return Ok(Err(found));
            }
            if begun.elapsed() > PATIENCE {
                return usable(site, found).map(Err);
            }
            look_again(&mut pause).await;
        }
    }

    fn held(site: Arc<Site>, name: String, owner: String) -> Lease {
        let (its_site, its_name, its_owner) = (site.clone(), name.clone(), owner.clone());
        let renewed = tokio::spawn(async move {
            let life = its_site.config.limits.lease();
            loop {
                tokio::time::sleep(life / LEASE_RENEWED).await;
                // If it can't be renewed, the versions of the records still keep others out.
                let _ = its_site.vault.lease(&its_name, &its_owner, life).await;
            }
        });
        Lease { site, name, owner, renewed }
    }

    async fn give_back(self) {
        self.renewed.abort();
        // What can't be given back runs out.
        let _ = self.site.vault.release(&self.name, &self.owner).await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.renewed.abort();
    }
}
