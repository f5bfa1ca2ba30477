//! A client that reaches its Majora without a network, and whose calls go wrong to order.

use protocol::endpoint::Endpoint;
use protocol::majora::failure::Failure;
use protocol::problem::{Code, Outcome, Problem};
use protocol::session::UPLOADER_SCOPES;
use sandbox::{Answered, Effect, Fault, Sandbox};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::Notify;

/// What happens to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Something between the client and Majora.
    Fault(Effect),
    /// The client is gone before the call leaves.
    KillBefore,
    /// The client is gone before the answer reaches it.
    KillAfter,
}

impl Trouble {
    /// Whether Majora carries the call out.
    fn acts(self) -> bool {
        match self {
            Trouble::KillAfter => true,
            Trouble::KillBefore => false,
            Trouble::Fault(effect) => {
                matches!(effect, Effect::DropAfter | Effect::ServerErrorAfter | Effect::CutShort)
            }
        }
    }
}

/// A client and its Majora.
pub(crate) struct Cable {
    pub(crate) sandbox: Sandbox,
    token: RefCell<String>,
    calls: Cell<usize>,
    troubles: RefCell<BTreeMap<usize, Trouble>>,
    killed: Notify,
    written: RefCell<Vec<(Endpoint, Value)>>,
}

impl Cable {
    /// A client that is signed in, and what will go wrong with its nth calls.
    pub(crate) async fn to_a_new_majora(troubles: &[(usize, Trouble)]) -> Cable {
        let sandbox = Sandbox::start(sandbox::World::demo()).await.expect("the sandbox starts");
        let cable = Cable {
            sandbox,
            token: RefCell::default(),
            calls: Cell::new(0),
            troubles: RefCell::new(troubles.iter().copied().collect()),
            killed: Notify::new(),
            written: RefCell::default(),
        };
        cable.sign_in();
        cable
    }

    /// Signs in again.
    pub(crate) fn sign_in(&self) {
        let scopes: Vec<&str> = UPLOADER_SCOPES.split_whitespace().collect();
        let (client, user) = (sandbox::DEMO_CLIENT_ID, sandbox::DEMO_USERNAME);
        *self.token.borrow_mut() = self.sandbox.access_token(client, user, &scopes);
    }

    /// How many calls there were.
    pub(crate) fn calls(&self) -> usize {
        self.calls.get()
    }

    /// Comes to an end when the client is killed.
    pub(crate) async fn killed(&self) {
        self.killed.notified().await;
    }

    /// Makes one call; says of it what the proxy would.
    pub(crate) async fn call(&self, endpoint: Endpoint, mut body: Value) -> Result<Value, Failure> {
        let nth = self.calls.replace(self.calls.get() + 1);
        let trouble = self.troubles.borrow().get(&nth).copied();
        if trouble == Some(Trouble::KillBefore) {
            return self.die().await;
        }
        if endpoint.writes() && trouble.is_none_or(Trouble::acts) {
            self.written.borrow_mut().push((endpoint, body.clone()));
        }
        if let Some(Trouble::Fault(effect)) = trouble {
            self.sandbox.faults().add(Fault::next("/api/", effect));
        }
        body["username"] = sandbox::DEMO_USERNAME.into();
        body["token"] = "OAUTH".into();
        let token = self.token.borrow().clone();
        let answer = self.sandbox.call(endpoint.upstream_path(), &token, body.to_string()).await;
        match trouble {
            Some(Trouble::KillAfter) => self.die().await,
            // The proxy asks whether the token still lives, and it does.
            Some(Trouble::Fault(Effect::EmptyBadRequest)) => {
                problem(Code::UpstreamUnusable, endpoint.writes().then_some(Outcome::Refused), None)
            }
            _ => told(answer, endpoint.writes()),
        }
    }

    async fn die<T>(&self) -> T {
        self.killed.notify_one();
        std::future::pending().await
    }

    /// Asserts that no record was carried to Majora by two requests.
    pub(crate) fn each_is_written_once(&self) {
        let mut written = BTreeSet::new();
        for (endpoint, body) in self.written.borrow().iter() {
            let records = body.get("biosamples").or(body.get("runs")).and_then(Value::as_array);
            for record in records.expect("records") {
                let name = record.get("central_sample_id").or(record.get("run_name"));
                let name = name.and_then(Value::as_str).expect("a name").to_owned();
                let library = body["library_name"].as_str().unwrap_or_default().to_owned();
                let key = (endpoint.path(), library, name);
                assert!(written.insert(key.clone()), "{key:?} is written twice");
            }
        }
    }
}

/// What the proxy makes of an answer.
fn told(answer: Option<Answered>, writes: bool) -> Result<Value, Failure> {
    let certain = |outcome| writes.then_some(outcome);
    let unusable = || problem(Code::UpstreamUnusable, certain(Outcome::Unknown), None);
    let Some(Answered { status, retry_after, body }) = answer else { return unusable() };
    match status {
        200 => match serde_json::from_slice::<Value>(&body) {
            Ok(value) if value.is_object() => Ok(value),
            _ => unusable(),
        },
        400 if body.is_empty() => problem(Code::TokenRejected, certain(Outcome::Refused), None),
        429 | 503 => problem(Code::UpstreamBusy, certain(Outcome::Refused), retry_after),
        _ => unusable(),
    }
}

fn problem(
    code: Code,
    outcome: Option<Outcome>,
    retry_after: Option<u64>,
) -> Result<Value, Failure> {
    let (title, request_id) = (String::new(), String::new());
    Err(Failure::Problem(Problem { title, status: 502, code, request_id, outcome, retry_after }))
}
