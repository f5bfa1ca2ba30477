//! What every route shares: the configured Majoras, the sessions, the sign-ins under way.

use std::{net::SocketAddr, sync::Arc};

use axum::http::HeaderMap;
use gate::cookie;
use protocol::problem::Code;
use secrecy::ExposeSecret;
use tokio::{sync::Semaphore, task::JoinHandle};
use tokio_util::task::TaskTracker;

use crate::{
    app_files::AppFiles,
    clock::Clock,
    config::{Config, KeySource},
    cookies::Cookies,
    majora::Majora,
    memory::Memory,
    metrics::Metrics,
    opaque::{self, Digest},
    rates::Rates,
    refusal::Refusal,
    revocations::Revocations,
    sessions::{Ended, Ending, Session, Sessions},
    sign_ins::SignIns,
    store::{Found, Held, Key, Keys, Kind, StoreError, Vault},
    turns::{AllTurns, Turns},
};

/// One configured Majora at run time.
pub(crate) struct Upstream {
    /// The way to it.
    pub(crate) majora: Majora,
    /// One permit for each call that may be under way to it at once.
    pub(crate) calls: Semaphore,
    /// One permit for each call that may be under way or wait for that.
    pub(crate) queue: Semaphore,
}

impl Upstream {
    /// Its key in paths and cookies.
    pub(crate) fn name(&self) -> &str {
        &self.majora.settings().name
    }
}

/// The running site.
pub(crate) struct Site {
    /// What the operator has decided.
    pub(crate) config: Config,
    /// See [`Config::fingerprint`].
    pub(crate) fingerprint: String,
    /// The Majoras, in configured order.
    pub(crate) upstreams: Vec<Arc<Upstream>>,
    /// What is kept beyond a request.
    pub(crate) vault: Arc<Vault>,
    /// Who is signed in.
    pub(crate) sessions: Sessions,
    /// Sign-ins under way.
    pub(crate) sign_ins: SignIns,
    /// Tokens that are still to be revoked.
    pub(crate) revocations: Revocations,
    /// What the requests of one session share.
    pub(crate) turns: AllTurns,
    /// The time by which all of that lives.
    pub(crate) clock: Clock,
    /// How often who may do what.
    pub(crate) rates: Rates,
    /// What of requests may be in memory.
    pub(crate) memory: Memory,
    /// What the operator can count.
    pub(crate) metrics: Metrics,
    /// How cookies are named.
    pub(crate) cookies: Cookies,
    /// The app.
    pub(crate) app_files: AppFiles,
    /// The address that connections come in at.
    pub(crate) local: SocketAddr,
    /// Work that must not end with the request that began it.
    pub(crate) tasks: TaskTracker,
}

/// A live session, as it was when it was looked up.
pub(crate) struct SignedIn {
    /// Its name in the store.
    pub(crate) key: Key,
    /// The session.
    pub(crate) found: Found<Session>,
    /// What its requests share.
    pub(crate) turns: Arc<Turns>,
}

impl Site {
    /// Builds everything from the configuration; nothing is sent yet.
    ///
    /// # Errors
    /// The TLS library found no usable set-up on this machine.
    pub(crate) fn new(
        config: Config,
        local: SocketAddr,
        clock: Clock,
        vault: Vault,
    ) -> Result<Site, reqwest::Error> {
        let (limits, vault) = (&config.limits, Arc::new(vault));
        let upstream = |instance: &crate::config::Instance| {
            let redirect_uri = config.public_url.at(&format!("/auth/{}/callback", instance.name));
            let majora = Majora::new(instance.clone(), redirect_uri, limits)?;
            let calls = Semaphore::new(limits.calls_per_instance);
            let queue = Semaphore::new(limits.calls_per_instance + limits.waiting_per_instance);
            Ok(Arc::new(Upstream { majora, calls, queue }))
        };
        let fingerprint = fingerprint(&config, vault.keys());
        let revocations = Revocations::new(vault.clone(), clock.clone());
        Ok(Site {
            upstreams: config.instances.iter().map(upstream).collect::<Result<_, _>>()?,
            sessions: Sessions::new(vault.clone(), revocations.clone(), clock.clone(), limits),
            sign_ins: SignIns::new(vault.clone(), clock.clone(), limits.sign_ins, limits.sign_in()),
            turns: AllTurns::new(limits.calls_per_session),
            rates: Rates::new(limits),
            memory: Memory::new(limits.bodies_kib),
            metrics: Metrics::new(fingerprint.clone()),
            fingerprint,
            cookies: Cookies::new(config.public_url.is_https()),
            app_files: AppFiles::new(config.static_dir.as_deref()),
            tasks: TaskTracker::new(),
            revocations,
            clock,
            vault,
            local,
            config,
        })
    }

    /// The Majora of this name.
    pub(crate) fn upstream(&self, name: &str) -> Option<&Arc<Upstream>> {
        self.upstreams.iter().find(|upstream| upstream.name() == name)
    }

    /// The live session that the request's cookie stands for.
    ///
    /// # Errors
    /// The cookie came twice, or it stands for no session: then the answer takes it away. Or the
    /// store can't tell, or none of the keys opens the session: then it stays.
    pub(crate) async fn signed_in(
        &self,
        upstream: &Upstream,
        headers: &HeaderMap,
    ) -> Result<Option<SignedIn>, Refusal> {
        let name = self.cookies.session_name(upstream.name());
        let forget = |code| Refusal::new(code).cookie(self.cookies.clear(&name));
        let value = cookie::read(headers, &name).map_err(|_| forget(Code::BadRequest))?;
        let Some(value) = value else { return Ok(None) };
        let key = session_key(upstream, value);
        let key = key.ok_or_else(|| forget(Code::SessionRequired))?;
        match self.sessions.look(&key).await? {
            Held::Open(found) => {
                let turns = self.turns.of(&key.name);
                Ok(Some(SignedIn { key, found, turns }))
            }
            Held::Locked(_) => Err(Refusal::new(Code::SessionRequired)),
            Held::Nothing => Err(forget(Code::SessionRequired)),
        }
    }

    /// The names of all sessions that the request's cookies may stand for: more than one where
    /// somebody has planted a cookie beside ours.
    pub(crate) fn sessions_of(&self, upstream: &Upstream, headers: &HeaderMap) -> Vec<Key> {
        let name = self.cookies.session_name(upstream.name());
        cookie::values(headers, &name).filter_map(|value| session_key(upstream, value)).collect()
    }

    /// A name for a user of a Majora that isn't secret and is the same for each of their sessions:
    /// who signs in again in a second tab doesn't lock the first one out.
    pub(crate) fn user_reference(&self, session: &Session) -> String {
        self.vault.keys().reference(&session.user()).to_base64()
    }

    /// Whether this is a [`Site::user_reference`] of the session's user.
    pub(crate) fn is_reference_of(&self, reference: &[u8], session: &Session) -> bool {
        self.vault.keys().is_reference(reference, &session.user())
    }

    /// Says that a Majora refuses the client secret. Nobody is signed out by it, nobody can sign in, and
    /// all will be signed out soon if nobody acts.
    pub(crate) fn alarm_of_client(&self, instance: &str) {
        tracing::error!(target: "proxy::alarm", event = "client_secret_refused", instance);
    }

    /// Ends a session and begins to revoke its token. The task is done when Majora has answered.
    pub(crate) async fn end(
        self: &Arc<Site>,
        key: &Key,
        why: Ending,
    ) -> Result<Option<JoinHandle<()>>, StoreError> {
        let ended = self.sessions.end(key, why).await?;
        Ok(ended.map(|ended| self.revoke(ended)))
    }

    /// Begins to revoke the token of a session that is over. Majora's refresh tokens have no end of
    /// their own (RULES.md §8).
    pub(crate) fn revoke(self: &Arc<Site>, ended: Ended) -> JoinHandle<()> {
        self.note_end(&ended);
        let site = self.clone();
        self.tasks.spawn(async move {
            site.try_revocation(&ended.revocation).await;
        })
    }

    /// Logs and counts a session that is over.
    pub(crate) fn note_end(&self, ended: &Ended) {
        tracing::info!(
            target: "proxy::audit",
            event = "session_ended",
            reason = ended.why.name(),
            instance = ended.session.instance,
            session = ended.session.reference,
            user = self.user_reference(&ended.session)
        );
        self.metrics.ended(ended.why.name());
    }

    /// Tries one revocation of the queue. Says whether there is one that none of the keys opens.
    pub(crate) async fn try_revocation(&self, key: &Key) -> bool {
        self.revocation(key).await.unwrap_or_else(|error| {
            tracing::error!(target: "proxy::store", event = "store_unavailable", %error);
            false
        })
    }

    async fn revocation(&self, key: &Key) -> Result<bool, StoreError> {
        let Some((revocation, version)) = self.revocations.get(key).await? else {
            return self.vault.holds(key).await;
        };
        let done = match self.upstream(&revocation.instance) {
            Some(upstream) => upstream.majora.revoke(&revocation.refresh).await,
            None => false,
        };
        self.metrics.revoked(done);
        let again = if done {
            self.revocations.done(key, version).await?;
            false
        } else {
            self.revocations.failed(key, version, &revocation).await?
        };
        tracing::info!(
            target: "proxy::audit",
            event = "revoked",
            done,
            again,
            instance = revocation.instance,
            session = revocation.reference
        );
        Ok(false)
    }
}

/// The name of the session that a cookie's value would stand for, if it can be one.
fn session_key(upstream: &Upstream, value: &str) -> Option<Key> {
    let digest = opaque::is_secret(value).then(|| Digest::of(value))?;
    Some(Key::new(Kind::Session, upstream.name(), &digest))
}

/// The configuration's digest, with the keys of the store where other servers may have them too.
fn fingerprint(config: &Config, keys: &Keys) -> String {
    if matches!(config.store.keys, KeySource::OfThisProcess) {
        return config.fingerprint(&[], |_| String::new());
    }
    config.fingerprint(&keys.names(), |instance| {
        let secret = instance.client_secret.expose_secret();
        keys.reference(&format!("client secret\n{secret}")).to_base64()
    })
}
