//! Everything that the proxies of this process log.

use proxy::LogFormat;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

static LOG: OnceLock<Log> = OnceLock::new();

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

/// Keeps the log from now on, in its richer form and at every level.
pub(crate) fn keep() {
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = proxy::telemetry::subscriber(LogFormat::Json, move || writer.clone());
        tracing::subscriber::set_global_default(subscriber).expect("nobody else sets one");
        log
    });
}

/// What was logged so far.
pub(crate) fn text() -> String {
    let log = LOG.get().expect("a world has started");
    let bytes = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    String::from_utf8(bytes).expect("the log is text")
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
