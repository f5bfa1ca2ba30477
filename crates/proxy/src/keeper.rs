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

/// Looks after the store until it is dropped. Of several servers that share one, one does it at a
/// time.
pub(crate) async fn keep(site: Arc<Site>, tls: Option<Arc<Tls>>) {
    let mut ticks = tokio::time::interval(site.config.limits.sweep());
    let owner = opaque::name();
    loop {
        ticks.tick().await;
        site.turns.tidy();
        site.rates.tidy();
        site.memory.tidy();
        if let Some(tls) = &tls {
            tls.look();
        }
        if let Err(error) = sweep(&site, &owner).await {
            tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
        }
    }
}

async fn sweep(site: &Arc<Site>, owner: &str) -> Result<(), StoreError> {
    let term = site.config.limits.sweep() * 3;
    if !site.vault.lease("keeper", owner, term).await? {
        return Ok(());
    }
    for key in site.sessions.over(AT_ONCE).await? {
        site.end(&key, Ending::RanOut).await?;
    }
    let mut revocations = Vec::new();
    for key in site.revocations.due(AT_ONCE).await? {
        let site = site.clone();
        revocations.push(tokio::spawn(async move { site.try_revocation(&key).await }));
    }
    for revocation in revocations {
        // One that panics is tried again the next time.
        let _ = revocation.await;
    }
    site.sign_ins.expire(AT_ONCE).await?;
    for key in site.vault.due(Kind::User, site.clock.now(), AT_ONCE).await? {
        let version = site.vault.get::<Vec<String>>(&key).await?.version();
        site.vault.remove(&key, version.unwrap_or_default()).await?;
    }
    Ok(())
}
