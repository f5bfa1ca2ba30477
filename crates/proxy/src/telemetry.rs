//! The log: what may be in it, and its form.

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, Registry, filter::Targets, fmt::MakeWriter, layer::SubscriberExt};

use crate::config::LogFormat;

/// A subscriber that writes this crate's own events to `writer`, at every level, and nobody else's:
/// the HTTP libraries put headers and addresses into theirs.
pub fn subscriber<W>(format: LogFormat, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    let layer = match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    Registry::default()
        .with(layer.with_filter(Targets::new().with_target("proxy", LevelFilter::TRACE)))
}
