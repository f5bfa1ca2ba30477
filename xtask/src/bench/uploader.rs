//! The proxy as a site runs it, with as many people signed in as a site may have.

use super::cores::{self, Core};
use super::nginx;
use crate::child::Child;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use ureq::http::{Response, header};

/// The variable that has the client secret.
const SECRET: &str = "UPLOADER_BENCH_SECRET";

/// How many sign-ins are under way at once.
const AT_ONCE: usize = 8;

/// A running proxy. It stops when this is dropped.
pub(super) struct Uploader {
    /// `http://127.0.0.1:PORT`.
    pub(super) url: String,
    child: Child,
}

/// Who is signed in.
pub(super) struct SignedIn {
    /// What each browser sends as its `Cookie`.
    pub(super) cookies: Vec<String>,
    /// Sign-ins in a second.
    pub(super) rate: f64,
}

impl Uploader {
    /// The proxy in front of `majora`: its own defaults, but for how often one address may sign in,
    /// since everybody comes from one here.
    pub(super) fn start(binaries: &Path, majora: &str, folder: &Path) -> Result<Uploader> {
        let address = nginx::free()?;
        let url = format!("http://{address}");
        let path = folder.join("uploader.toml");
        let config = format!(
            "listen = '{address}'\npublic_url = '{url}'\nlog = 'json'\n\
             [limits]\nsign_ins_per_minute = 1000000000\n\
             [[instance]]\nname = 'test'\nlabel = 'Test'\nworld = 'test'\nbase_url = '{majora}'\n\
             client_id = 'uploader'\nclient_secret_env = '{SECRET}'\n"
        );
        fs::write(&path, config)?;
        let mut command = cores::on(Core::Measured, binaries.join("majora-uploader"));
        command.args(["serve", "--config"]).arg(path).env(SECRET, "secret");
        command.env_remove("UPLOADER_LISTEN").env_remove("UPLOADER_PUBLIC_URL");
        let mut child = Child::start("uploader", &mut command, folder)?;
        child.wait_for("listening on ")?;
        Ok(Uploader { url, child })
    }

    /// Signs so many people in.
    pub(super) fn sign_in(&self, people: usize) -> Result<SignedIn> {
        let begun = Instant::now();
        let next = AtomicUsize::new(0);
        let some = || {
            let browser = browser();
            let mut cookies = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < people {
                cookies.push(self.sign_in_one(&browser)?);
            }
            anyhow::Ok(cookies)
        };
        let cookies = std::thread::scope(|scope| {
            let all: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(some)).collect();
            let all = all.into_iter().map(|one| one.join().expect("it returns its errors"));
            anyhow::Ok(all.collect::<Result<Vec<_>>>()?.concat())
        })?;
        Ok(SignedIn { rate: people as f64 / begun.elapsed().as_secs_f64(), cookies })
    }

    /// From the button to the session, and what the browser sends from then on.
    fn sign_in_one(&self, browser: &ureq::Agent) -> Result<String> {
        let leaving = browser.get(format!("{}/auth/test/login", self.url)).call()?;
        let to_majora = leaving.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let state = to_majora.and_then(|to| to.split_once("&state=")?.1.split('&').next());
        let state = state.context("the proxy began no sign-in")?;
        let back = format!("{}/auth/test/callback?code=code&state={state}", self.url);
        let returned = browser.get(back).header("cookie", cookie(&leaving)?).call()?;
        cookie(&returned)
    }

    /// The most memory that it has had so far, in MiB.
    pub(super) fn memory(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("the memory of a process is read from /proc, which is not here")?;
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = most.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        Ok(kib.context("/proc doesn't say the memory of the proxy")? / 1_024.0)
    }
}

/// The first cookie that an answer sets.
fn cookie<B>(answer: &Response<B>) -> Result<String> {
    let set = answer.headers().get(header::SET_COOKIE).and_then(|set| set.to_str().ok());
    let pair = set.and_then(|set| set.split(';').next()).filter(|pair| !pair.ends_with('='));
    ensure!(answer.status() == 303, "a sign-in was answered with {}", answer.status());
    pair.map(str::to_owned).context("a sign-in set no cookie")
}

/// Follows nothing by itself and asks no proxy.
pub(super) fn browser() -> ureq::Agent {
    let config = ureq::Agent::config_builder().proxy(None).max_redirects(0);
    config.max_redirects_will_error(false).http_status_as_error(false).build().into()
}
