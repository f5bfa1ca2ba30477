//! What an operator can count. Every label has a short list of values; none comes from a request.

use std::{fmt, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::Registry,
};

/// The media type of [`Metrics::text`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    instance: String,
    status: u16,
    code: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Told {
    outcome: &'static str,
}

/// The counters of one site.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Timed, Histogram, fn() -> Histogram>,
    sign_ins: Family<Told, Counter>,
    endings: Family<Told, Counter>,
    renewals: Family<Told, Counter>,
    revocations: Family<Told, Counter>,
    sessions: Gauge,
    waiting_revocations: Gauge,
}

impl Metrics {
    /// Counters at nought, of a server with a configuration of this [`Config::fingerprint`].
    ///
    /// [`Config::fingerprint`]: crate::config::Config::fingerprint
    pub(crate) fn new(configuration: String) -> Metrics {
        // From half a millisecond to half a minute.
        let histogram: fn() -> Histogram = || Histogram::new(exponential_buckets(0.0005, 2.0, 17));
        let mut metrics = Metrics {
            registry: Registry::with_prefix("uploader"),
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
            sign_ins: Family::default(),
            endings: Family::default(),
            renewals: Family::default(),
            revocations: Family::default(),
            sessions: Gauge::default(),
            waiting_revocations: Gauge::default(),
        };
        metrics.register(configuration);
        metrics
    }

    fn register(&mut self, configuration: String) {
        let registry = &mut self.registry;
        registry.register("requests", "Requests answered", self.requests.clone());
        let durations = self.durations.clone();
        registry.register("request_duration_seconds", "From request to answer", durations);
        registry.register("sign_ins", "Sign-ins by how they ended", self.sign_ins.clone());
        registry.register("sessions_ended", "Sessions by why they ended", self.endings.clone());
        registry.register("renewals", "Renewals of tokens by outcome", self.renewals.clone());
        registry.register("revocations", "Tries to revoke a token", self.revocations.clone());
        registry.register("sessions", "Sessions in the store", self.sessions.clone());
        let waiting = self.waiting_revocations.clone();
        registry.register("revocations_waiting", "Tokens still to be revoked", waiting);
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let about = Info::new(vec![("version", version), ("configuration", configuration)]);
        registry.register("build", "This program, and a digest of its configuration", about);
    }

    /// A request was answered.
    pub(crate) fn answered(
        &self,
        route: &'static str,
        instance: Option<&str>,
        (status, code): (u16, Option<&str>),
        took: Duration,
    ) {
        let (instance, code) = (instance.unwrap_or_default(), code.unwrap_or_default());
        let (instance, code) = (instance.to_owned(), code.to_owned());
        self.requests.get_or_create(&Answered { route, instance, status, code }).inc();
        self.durations.get_or_create(&Timed { route }).observe(took.as_secs_f64());
    }

    /// A sign-in ended.
    pub(crate) fn signed_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&Told { outcome }).inc();
    }

    /// A session ended.
    pub(crate) fn ended(&self, outcome: &'static str) {
        self.endings.get_or_create(&Told { outcome }).inc();
    }

    /// A renewal of tokens ended.
    pub(crate) fn renewed(&self, outcome: &'static str) {
        self.renewals.get_or_create(&Told { outcome }).inc();
    }

    /// A revocation was tried.
    pub(crate) fn revoked(&self, done: bool) {
        let outcome = if done { "done" } else { "failed" };
        self.revocations.get_or_create(&Told { outcome }).inc();
    }

    /// So many sessions and revocations are in the store.
    pub(crate) fn hold(&self, sessions: u64, waiting: u64) {
        self.sessions.set(i64::try_from(sessions).unwrap_or(i64::MAX));
        self.waiting_revocations.set(i64::try_from(waiting).unwrap_or(i64::MAX));
    }

    /// All of it.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
