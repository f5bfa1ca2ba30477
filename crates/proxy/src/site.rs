//! What every route shares: the configured Majoras, the sessions, the sign-ins under way.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::http::HeaderMap;
use protocol::problem::Code;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    app_files::AppFiles,
    config::Config,
    cookies::{self, Cookies},
    majora::Majora,
    opaque::{self, Digest},
    refusal::Refusal,
    sessions::{Session, Sessions},
    sign_ins::SignIns,
};

/// One configured Majora at run time.
pub(crate) struct Upstream {
    /// The way to it.
    pub(crate) majora: Majora,
    /// One permit for each call that may be under way to it at once.
    pub(crate) calls: Semaphore,
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
    /// The Majoras, in configured order.
    pub(crate) upstreams: Vec<Arc<Upstream>>,
    /// Who is signed in.
    pub(crate) sessions: Sessions,
    /// Sign-ins under way.
    pub(crate) sign_ins: SignIns,
    /// How cookies are named.
    pub(crate) cookies: Cookies,
    /// The app.
    pub(crate) app_files: AppFiles,
    /// The address that connections come in at.
    pub(crate) local: SocketAddr,
    /// Makes the references of users unguessable; see [`Site::user_reference`].
    salt: SecretString,
    /// Work that must not end with the request that began it.
    pub(crate) tasks: TaskTracker,
}

/// A live session and its key.
pub(crate) struct SignedIn {
    /// The digest of the cookie's value.
    pub(crate) key: Digest,
    /// The session.
    pub(crate) session: Arc<Session>,
}

impl Site {
    /// Builds everything from the configuration; nothing is sent yet.
    ///
    /// # Errors
    /// The TLS library found no usable set-up on this machine.
    pub(crate) fn new(config: Config, local: SocketAddr) -> Result<Site, reqwest::Error> {
        let limits = &config.limits;
        let upstream = |instance: &crate::config::Instance| {
            let redirect_uri = config.public_url.at(&format!("/auth/{}/callback", instance.name));
            let majora = Majora::new(instance.clone(), redirect_uri, limits)?;
            Ok(Arc::new(Upstream { majora, calls: Semaphore::new(limits.calls_per_instance) }))
        };
        Ok(Site {
            upstreams: config.instances.iter().map(upstream).collect::<Result<_, _>>()?,
            sessions: Sessions::new(limits.sessions, limits.sessions_per_user),
            sign_ins: SignIns::new(limits.sign_ins, limits.sign_in()),
            cookies: Cookies::new(config.public_url.is_https()),
            app_files: AppFiles::new(config.static_dir.as_deref()),
            salt: opaque::secret(),
            tasks: TaskTracker::new(),
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
    /// The cookie came twice, or it stands for no session: then the answer takes it away.
    pub(crate) fn signed_in(
        &self,
        upstream: &Upstream,
        headers: &HeaderMap,
    ) -> Result<Option<SignedIn>, Refusal> {
        let name = self.cookies.session_name(upstream.name());
        let forget = |code| Refusal::new(code).cookie(self.cookies.clear(&name));
        let value = cookies::read(headers, &name).map_err(|_| forget(Code::BadRequest))?;
        let Some(value) = value else { return Ok(None) };
        let key = Digest::of(value);
        match self.sessions.get(&key, upstream.name(), Instant::now()) {
            Some(session) => Ok(Some(SignedIn { key, session })),
            None => Err(forget(Code::SessionRequired)),
        }
    }

    /// A name for a user of a Majora that isn't secret and is the same for each of their sessions:
    /// who signs in again in a second tab doesn't lock the first one out.
    pub(crate) fn user_reference(&self, session: &Session) -> String {
        let named =
            format!("{}\n{}\n{}", self.salt.expose_secret(), session.instance, session.username);
        Digest::of(&named).to_base64()
    }

    /// Revokes the tokens of sessions that are over, without keeping anybody waiting. Majora's
    /// refresh tokens have no end of their own (RULES.md §8).
    pub(crate) fn revoke_all(&self, ended: Vec<Arc<Session>>) {
        for session in ended {
            let Some(upstream) = self.upstream(&session.instance).cloned() else { continue };
            self.tasks.spawn(async move { revoke(&upstream, &session).await });
        }
    }

    /// Ends what has run out.
    pub(crate) fn sweep(&self) {
        let now = Instant::now();
        self.sign_ins.expire(now);
        self.revoke_all(self.sessions.expire(now));
    }
}

/// Revokes a session's tokens at Majora, as well as it can be done.
pub(crate) async fn revoke(upstream: &Upstream, session: &Session) {
    let done = upstream.majora.revoke(&session.refresh).await;
    tracing::info!(
        target: "proxy::audit",
        event = "revoked", done, instance = upstream.name(), session = session.reference
    );
}
