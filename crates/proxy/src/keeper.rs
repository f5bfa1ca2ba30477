//! What is done now and then: sessions that are over end, tokens are revoked, old records go.

use std::sync::Arc;

use crate::{
    opaque,
    sessions::Ending,
    site::Site,
    store::{Kind, StoreError},
    tls::Tls,
};

/// How many records of a kind are looked at in one go, so that a go is short.
const AT_ONCE: usize = 500;

/// Who holds it looks after the store.
const LEASE: &str = "keeper";

/// Looks after the store until it is dropped. Of several servers that share one, one does it at a
/// time.
pub(crate) async fn keep(site: Arc<Site>, tls: Option<Arc<Tls>>) {
    let mut ticks = tokio::time::interval(site.config.limits.sweep());
    let owner = opaque::name();
    let mut locked = Locked::default();
    loop {
        ticks.tick().await;
        site.turns.tidy();
        site.rates.tidy();
        site.memory.tidy();
        if let Some(tls) = &tls {
            tls.look();
        }
        if let Err(error) = sweep(&site, &owner, &mut locked).await {
            tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
        }
    }
}

/// How many records none of the keys opened the last time. They stay where they are, before all that
/// is due later.
#[derive(Default)]
pub(crate) struct Locked {
    sessions: usize,
    revocations: usize,
}

/// Does all of it once, unless another server is the one to do it.
pub(crate) async fn sweep(
    site: &Arc<Site>,
    owner: &str,
    locked: &mut Locked,
) -> Result<(), StoreError> {
    let term = site.config.limits.sweep() * 3;
    if !site.vault.lease(LEASE, owner, term).await? {
        return Ok(());
    }
    let over = site.sessions.over(AT_ONCE + locked.sessions).await?;
    locked.sessions = 0;
    for key in over {
        if site.end(&key, Ending::RanOut).await?.is_none() {
            locked.sessions += usize::from(site.vault.holds(&key).await?);
        }
    }
    let mut revocations = Vec::new();
    for key in site.revocations.due(AT_ONCE + locked.revocations).await? {
        let site = site.clone();
        revocations.push(tokio::spawn(async move { site.try_revocation(&key).await }));
    }
    locked.revocations = 0;
    for revocation in revocations {
        // One that panics is tried again the next time.
        locked.revocations += usize::from(revocation.await.unwrap_or_default());
    }
    if locked.sessions + locked.revocations > 0 {
        tracing::error!(
            target: "proxy::alarm",
            event = "records_locked",
            sessions = locked.sessions,
            revocations = locked.revocations
        );
        // Another server may have the key.
        site.vault.release(LEASE, owner).await?;
    }
    site.sign_ins.expire(AT_ONCE).await?;
    for key in site.vault.due(Kind::User, site.clock.now(), AT_ONCE).await? {
        let version = site.vault.get::<Vec<String>>(&key).await?.version();
        site.vault.remove(&key, version.unwrap_or_default()).await?;
    }
    Ok(())
}
