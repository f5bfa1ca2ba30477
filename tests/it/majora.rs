//! A stand-in Majora that can go away and come back, and what it was asked and holds.

use crate::wire::Wire;
use protocol::endpoint::Endpoint;
use sandbox::{Fault, Request, Sandbox};
use serde_json::{Value, json};
use sheet::field::Target;
use sheet::fields;
use sheet::value::Date;
use std::collections::BTreeSet;
use std::time::Duration;

/// The user of most tests.
pub(crate) const USER: &str = sandbox::DEMO_USERNAME;

/// One Majora.
pub(crate) struct Majora {
    /// The sandbox itself, to look into and to order faults.
    pub(crate) sandbox: Sandbox,
    wire: Wire,
}

impl Majora {
    /// Starts one for these people and applications.
    pub(crate) async fn start(people: sandbox::World) -> Majora {
        let sandbox = Sandbox::start(people).await.expect("the sandbox starts");
        let address = sandbox.base_url.strip_prefix("http://").expect("an http address");
        let wire = Wire::to(address.parse().expect("an address")).await;
        Majora { sandbox, wire }
    }

    /// Where others reach it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.host())
    }

    /// Its host and port, as others name them.
    pub(crate) fn host(&self) -> String {
        self.wire.address().to_string()
    }

    /// Goes away: connections are refused. What it holds is kept.
    pub(crate) async fn go_down(&mut self) {
        self.wire.cut().await;
    }

    /// Comes back where it was.
    pub(crate) async fn come_back(&mut self) {
        self.wire.mend().await;
    }

    /// Orders a fault of the API call that comes after so many others.
    pub(crate) fn fail(&self, skip: usize, effect: sandbox::Effect) {
        let skip = u32::try_from(skip).expect("a few calls");
        self.sandbox.faults().add(Fault::next("/api/", effect).after(skip));
    }

    /// The requests of the API so far.
    pub(crate) fn calls(&self) -> Vec<Request> {
        let is_call = |request: &Request| request.path.starts_with("/api/");
        self.sandbox.requests().into_iter().filter(is_call).collect()
    }

    /// The requests so far that ask it to store something.
    pub(crate) fn writes(&self) -> Vec<Request> {
        let writes = |request: &Request| {
            Endpoint::ALL.iter().any(|e| e.writes() && e.upstream_path() == request.path)
        };
        self.calls().into_iter().filter(writes).collect()
    }

    /// The day on which it believes to be.
    pub(crate) fn today(&self) -> Date {
        let seconds = self.sandbox.clock().now_seconds();
        let since = Duration::from_secs(u64::try_from(seconds).expect("after 1970"));
        Date::constant(1970, 1, 1).saturating_add(since)
    }

    /// Everything that it holds of every record that it was ever sent, without the UUIDs: equal for
    /// two Majoras that hold the same.
    pub(crate) fn holdings(&self) -> Value {
        let mut names: [BTreeSet<String>; 3] = Default::default();
        for write in self.writes() {
            let body: Value = serde_json::from_str(&write.body).expect("JSON");
            let records = |list: &str| body[list].as_array().cloned().unwrap_or_default();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            names[0]
                .extend(records("biosamples").iter().flat_map(|r| text(&r["central_sample_id"])));
            names[1].extend(text(&body["library_name"]));
            names[2].extend(records("runs").iter().flat_map(|r| text(&r["run_name"])));
        }
        let [samples, libraries, runs] = names;
        let run = |name: &String| {
            let mut run = self.sandbox.run(name)?;
            run["sequencing_uuid"].take();
            Some(run)
        };
        json!({
            "samples": samples.iter().map(|id| self.sample(id)).collect::<Vec<_>>(),
            "libraries": libraries.iter().map(|it| self.sandbox.library(it)).collect::<Vec<_>>(),
            "runs": runs.iter().map(run).collect::<Vec<_>>(),
        })
    }

    /// What it shows of a sample, and the fields that it never shows.
    fn sample(&self, id: &str) -> Value {
        let targets = fields::ALL.iter().flat_map(|field| field.targets);
        let fields = targets.filter_map(|target| match target {
            Target::Sample(key) => Some((*key, self.sandbox.stored(id, key))),
            _ => None,
        });
        json!([self.sandbox.biosample(id), fields.collect::<Vec<_>>()])
    }
}
