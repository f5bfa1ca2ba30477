use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::app::{Dropped, router};
use crate::clock::Clock;
use crate::core::Core;
use crate::fault::Faults;
use crate::log;
use crate::persist::{self, StateError};
use crate::python::{Value, dumps};
use crate::serve::{listen, serve};
use crate::world::World;

/// How long changes may gather before they are written to the state file.
const GATHER: Duration = Duration::from_millis(200);

/// How a sandbox is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where records and tokens are kept; in memory only if there is no such file.
    pub state: Option<PathBuf>,
    /// Whether `POST /sandbox/faults` takes faults, in JSON as [`crate::Fault`] is written, and
    /// `DELETE` drops them.
    pub fault_switches: bool,
    /// Whether requests are kept for [`Sandbox::requests`].
    pub keep_requests: bool,
}

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub base_url: String,
    core: Arc<Core>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    saving: Option<JoinHandle<()>>,
    state: Option<PathBuf>,
}

/// The routes of a sandbox without a port, for requests made in process; the clock decides what
/// has expired and what day it is.
pub fn app(world: World, clock: Clock) -> Router {
    router(Arc::new(Core::new(world, clock)), false)
}

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1 that keeps its state in memory and its
    /// requests for [`Self::requests`].
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start(world: World) -> std::io::Result<Self> {
        let options = Options { keep_requests: true, ..Options::default() };
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self::start_on(address, world, options).await.map_err(std::io::Error::other)
    }

    /// Starts a sandbox on an address, with options.
    ///
    /// # Errors
    /// If the address cannot be had or the state file not be read.
    pub async fn start_on(
        address: SocketAddr,
        world: World,
        options: Options,
    ) -> Result<Self, StartError> {
        let core = Arc::new(Core::new(world, Clock::default()));
        if options.keep_requests {
            core.log.keep();
        }
        if let Some(path) = &options.state {
            persist::load(&core, path)?;
        }
        let (listener, address) =
            listen(address).await.map_err(|source| StartError::Listen { address, source })?;
        let (stop, stopped) = oneshot::channel();
        let router = router(core.clone(), options.fault_switches);
        let serving = tokio::spawn(async move {
            // A dropped sender stops the server as well.
            serve(listener, router, async { drop(stopped.await) }).await;
        });
        let saving = options.state.clone().map(|path| tokio::spawn(keep_saved(core.clone(), path)));
        let base_url = format!("http://{address}");
        Ok(Self { base_url, core, stop: Some(stop), serving, saving, state: options.state })
    }

    /// Stops: requests at work end first, then the state is saved.
    ///
    /// # Errors
    /// If the state file cannot be written.
    pub async fn stop(mut self) -> Result<(), StateError> {
        drop(self.stop.take());
        // An error here would be a panic of the server's task, which has ended all the same.
        let _ = (&mut self.serving).await;
        if let Some(saving) = self.saving.take() {
            saving.abort();
        }
        self.state.as_deref().map_or(Ok(()), |path| persist::save(&self.core, path))
    }

    /// Carries out one call without the network: its status, `Retry-After` and body, or nothing where
    /// the connection would have been closed.
    pub async fn call(&self, path: &str, token: &str, body: String) -> Option<Answered> {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .ok()?;
        let router = router(self.core.clone(), false);
        let Ok(response) = router.oneshot(request).await;
        if response.extensions().get::<Dropped>().is_some() {
            return None;
        }
        let (status, headers) = (response.status().as_u16(), response.headers());
        let retry_after = headers.get(header::RETRY_AFTER).and_then(|it| it.to_str().ok());
        let retry_after = retry_after.and_then(|seconds| seconds.parse().ok());
        let body = response.into_body().collect().await.ok()?.to_bytes().to_vec();
        Some(Answered { status, retry_after, body })
    }

    /// A new access token of a user with these scopes, as a sign-in would give it.
    pub fn access_token(&self, client_id: &str, username: &str, scopes: &[&str]) -> String {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let now = self.core.clock.now_ms();
        self.core.state().tokens.new_pair(client_id, username, scopes, now).access
    }

    /// What `biosample/get` shows of the sample of that exact id.
    pub fn biosample(&self, central_sample_id: &str) -> Option<serde_json::Value> {
        let state = self.core.state();
        state.records.sample(Some(central_sample_id)).map(|sample| to_json(&sample.to_value()))
    }

    /// What is stored of a sample although Majora never shows it, and the rest: by public name.
    pub fn stored(&self, central_sample_id: &str, field: &str) -> Option<serde_json::Value> {
        let state = self.core.state();
        state.records.sample(Some(central_sample_id))?.fields.get(field).map(to_json)
    }

    /// What `biosample/get` shows of the library of that exact name.
    pub fn library(&self, library_name: &str) -> Option<serde_json::Value> {
        let records = &self.core.state().records;
        let library = records.library(library_name)?;
        Some(to_json(&records.library_value(library_name, library)))
    }

    /// What `sequencing/get` shows of the run of that exact name.
    pub fn run(&self, run_name: &str) -> Option<serde_json::Value> {
        let records = &self.core.state().records;
        let run = records.runs.get(run_name)?;
        records.run_value(run_name, run).ok().map(|run| to_json(&run))
    }

    /// Every request so far, in the order they came in.
    pub fn requests(&self) -> Vec<log::Request> {
        self.core.log.requests()
    }

    /// How many requests came to that exact path.
    pub fn calls(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.path == path).count()
    }

    /// The faults in wait.
    pub fn faults(&self) -> Faults {
        self.core.faults.clone()
    }

    /// The clock that decides what has expired and what day it is.
    pub fn clock(&self) -> Clock {
        self.core.clock.clone()
    }

    /// Lets every access token run out at once; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.core.state().tokens.expire_access(self.core.clock.now_ms());
    }

    /// Registers one more redirect URI for an application, after those it has.
    pub fn add_redirect_uri(&self, client_id: &str, uri: &str) {
        let mut state = self.core.state();
        let mut applications = state.world.applications.iter_mut();
        if let Some(application) = applications.find(|it| it.client_id == client_id) {
            application.redirect_uris.push(uri.to_owned());
        }
    }
}

/// What came back for a [`Sandbox::call`].
#[derive(Clone, Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The seconds of `Retry-After`, if it has one.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: Vec<u8>,
}

impl Drop for Sandbox {
    /// The server ends with the sender it waits for, the saving task not by itself.
    fn drop(&mut self) {
        if let Some(saving) = &self.saving {
            saving.abort();
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    /// The state file is of no use.
    #[error(transparent)]
    State(#[from] StateError),
}

async fn keep_saved(core: Arc<Core>, path: PathBuf) {
    loop {
        core.changed.notified().await;
        tokio::time::sleep(GATHER).await;
        let (core, path) = (core.clone(), path.clone());
        let saved = tokio::task::spawn_blocking(move || report(persist::save(&core, &path)));
        // An error here would be a panic while saving; the next change tries again.
        let _ = saved.await;
    }
}

#[expect(clippy::print_stderr, reason = "the one thing that goes wrong while nobody waits for it")]
fn report(saved: Result<(), StateError>) {
    if let Err(error) = saved {
        eprintln!("{error}");
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    // Only NaN and Infinity are JSON to Python and not to serde, and no record holds one.
    serde_json::from_str(&dumps(value)).unwrap_or_default()
}
