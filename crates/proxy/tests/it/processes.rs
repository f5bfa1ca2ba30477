//! Several processes of the real program with one Redis: who renews, and what a killed one leaves.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use protocol::problem::Code;
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::{
    binary::{Running, start},
    cable::{Cable, Fate},
    canary::absent,
    majora::{ACCESS, CLIENT_SECRET, CODE, REFRESH, Reply, Stub, USERNAME},
    redis::RedisServer,
    renewal::{GET, UPSTREAM_GET, until, used},
    world::Browser,
};

/// The name by which browsers know all of them.
pub(crate) const HOST: &str = "uploader.example.org";

/// What the processes of one site share.
pub(crate) struct Site {
    pub(crate) folder: TempDir,
    pub(crate) majora: Stub,
    redis: RedisServer,
    limits: &'static str,
}

/// One of them.
pub(crate) struct Process {
    pub(crate) running: Running,
    pub(crate) url: String,
    log: PathBuf,
    _stdout: Box<dyn std::any::Any>,
}

impl Site {
    pub(crate) async fn start(limits: &'static str) -> Site {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), CLIENT_SECRET).unwrap();
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
        std::fs::write(folder.path().join("keys"), key).unwrap();
        Site { folder, majora: Stub::start().await, redis: RedisServer::start(), limits }
    }

    /// One more process, by whose ways Redis and Majora are reached.
    pub(crate) fn process(
        &self,
        name: &str,
        redis: Option<&Cable>,
        majora: Option<&Cable>,
    ) -> Process {
        let redis = redis.map_or(self.redis.url(), |cable| format!("redis://{}", cable.address));
        let majora =
            majora.map_or(self.majora.url.clone(), |cable| format!("http://{}", cable.address));
        let path = |end: &str| self.folder.path().join(format!("{name}{end}"));
        std::fs::write(path("-redis"), redis).unwrap();
        let text = format!(
            "listen = '127.0.0.1:0'\npublic_url = 'https://{HOST}'\nlog = 'json'\n\
             [limits]\ncalls_per_second = 99999\ncalls_at_once = 99999\ncalls_per_session = 64\n\
             {limits}\n[front]\ntrusted = ['127.0.0.1']\n[store]\nredis_file = '{name}-redis'\nkeys_file = 'keys'\n\
             [[instance]]\nname = 'test'\nlabel = 'Test'\nworld = 'test'\nbase_url = '{majora}'\n\
             client_id = 'client:test'\nclient_secret_file = 'secret'\n",
            limits = self.limits
        );
        std::fs::write(path(".toml"), text).unwrap();
        let (running, url, stdout) = start(&path(".toml"), "");
        Process { running, url, log: path(".log"), _stdout: Box::new(stdout) }
    }

    /// Somebody whose access token dies in a second, and whose next one lives for ten minutes.
    async fn signed_in(&self, process: &Process) -> Browser {
        let browser = process.browser(None);
        self.majora.life(1);
        assert_eq!(browser.sign_in("test").await.location(), "/");
        self.majora.life(600);
        browser
    }
}

impl Process {
    fn browser(&self, like: Option<&Browser>) -> Browser {
        let browser = Browser::at(&self.url).named(HOST);
        for cookie in like.map(Browser::cookies).unwrap_or_default() {
            browser.plant(&cookie.name, &cookie.value);
        }
        browser
    }
}

/// Case 56: up to 64 callers at up to four processes, all at the moment at which the token is due.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_processes_one_renews() {
    for (count, callers) in [(2, 8), (4, 64)] {
        let site = Site::start("").await;
        let processes: Vec<_> =
            (0..count).map(|number| site.process(&number.to_string(), None, None)).collect();
        let first = site.signed_in(&processes[0]).await;
        let call_until_renewed = async |number: usize| {
            let browser = processes[number % count].browser(Some(&first));
            let mut renewed = false;
            while !renewed {
                renewed = site.majora.refreshes() > 0;
                let answer = browser.call(GET, "{}").await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
        };
        futures_util::future::join_all((0..callers).map(call_until_renewed)).await;
        assert_eq!(site.majora.refreshes(), 1, "{count} processes, {callers} callers");
        assert_eq!(site.majora.live(), [2]);

        let opaque = first.cookie("__Host-uploader-test").unwrap();
        let never = [CLIENT_SECRET, CODE, ACCESS, REFRESH, &opaque];
        for process in processes {
            process.running.kill();
            let log = std::fs::read_to_string(process.log).unwrap();
            assert!(log.contains("/api/{instance}/{call}"));
            never.iter().for_each(|secret| absent(&log, secret, "a process's log"));
        }
        let files = site.redis.files();
        let files = String::from_utf8_lossy(&files);
        never.iter().for_each(|secret| absent(&files, secret, "Redis' files"));
        assert!(!files.contains(USERNAME));
    }
}

/// Where a process is killed in the middle of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Killed {
    /// It has noted that it begins; Majora hears nothing of it.
    BeforeSending,
    /// Majora has acted, and its answer doesn't come.
    AfterSending,
    /// The answer is there, and Redis isn't.
    BeforeSaving,
    /// The new tokens are saved, and the call that needed them is under way.
    AfterSaving,
}

/// Case 59: whoever comes next asks Majora how it ended. No token is spent twice, and the session
/// lives unless its tokens are lost for good.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_at_any_point_of_a_renewal_is_made_up_for() {
    for point in
        [Killed::BeforeSending, Killed::AfterSending, Killed::BeforeSaving, Killed::AfterSaving]
    {
        let site = Site::start("lease_ms = 300").await;
        let to_redis = Cable::to(&site.redis.socket().display().to_string()).await;
        let to_majora = Cable::to(site.majora.url.trim_start_matches("http://")).await;
        let doomed = site.process("doomed", Some(&to_redis), Some(&to_majora));
        let heir = site.process("heir", None, None);
        let browser = site.signed_in(&doomed).await;
        let next = heir.browser(Some(&browser));
        if point == Killed::BeforeSending {
            // When its token is due for certain, so that the next call begins with the renewal.
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(1) {
                next.session().await;
            }
            to_majora.set(Fate::Lost);
        }
        let reached = reach(point, &site, &to_redis);
        let calls = async {
            loop {
                browser.call(GET, "{}").await;
            }
        };
        tokio::select! {
            () = reached => {}
            () = calls => {}
        }
        doomed.running.kill();
        site.majora.usual("/o/token/");
        site.majora.usual(UPSTREAM_GET);

        let answer = next.call(GET, "{}").await;
        let lives = matches!(point, Killed::BeforeSending | Killed::AfterSaving);
        if lives {
            assert_eq!(answer.status, 200, "{point:?}: {}", answer.body);
            assert_eq!(used(&site.majora).last().unwrap(), &format!("{ACCESS}2"), "{point:?}");
        } else {
            assert_eq!(answer.problem().code, Code::TokenRejected, "{point:?}");
        }
        assert_eq!(site.majora.refreshes(), 1, "{point:?}: it is sent once");
        assert_eq!(site.majora.live(), [2], "{point:?}");
    }
}

/// Brings the renewal of the process under way to the point.
async fn reach(point: Killed, site: &Site, to_redis: &Cable) {
    let held = Arc::new(Semaphore::new(0));
    let majora = &site.majora;
    match point {
        Killed::BeforeSending => {
            // The mark is a write of its own, before anything is sent.
            let before = site.redis.versions();
            until(|| site.redis.versions() != before).await;
        }
        Killed::AfterSending => {
            majora.reply("/o/token/", Reply::Lost);
            until(|| majora.refreshes() == 1).await;
        }
        Killed::BeforeSaving => {
            majora.reply("/o/token/", Reply::Held(held.clone()));
            until(|| majora.refreshes() == 1).await;
            to_redis.set(Fate::Lost);
            held.add_permits(1);
            until(|| majora.live() == [2]).await;
        }
        Killed::AfterSaving => {
            majora.reply("/o/token/", Reply::Held(held.clone()));
            until(|| majora.refreshes() == 1).await;
            majora.reply(UPSTREAM_GET, Reply::Silence);
            let before = majora.seen(UPSTREAM_GET).len();
            held.add_permits(1);
            until(|| majora.seen(UPSTREAM_GET).len() > before).await;
        }
    }
}

/// A process that breaks off its talk with Redis in every second moment renews once all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_comes_and_goes_costs_no_token() {
    let site = Site::start("lease_ms = 300").await;
    let to_redis = Cable::to(&site.redis.socket().display().to_string()).await;
    let process = site.process("one", Some(&to_redis), None);
    let browser = site.signed_in(&process).await;
    let trouble = async {
        for fate in [Fate::Cut, Fate::Through].into_iter().cycle() {
            to_redis.set(fate);
            let carried = to_redis.carried();
            until(|| to_redis.carried() > carried).await;
        }
    };
    let calls = async {
        while site.majora.refreshes() == 0 {
            let answer = browser.call(GET, "{}").await;
            // Either it went well, or the store was away and nothing was lost.
            assert!(matches!(answer.status, 200 | 503), "{}", answer.body);
        }
    };
    tokio::select! {
        () = trouble => {}
        () = calls => {}
    }
    to_redis.set(Fate::Through);
    while browser.call(GET, "{}").await.status == 503 {}
    assert_eq!(browser.call(GET, "{}").await.status, 200);
    assert_eq!((site.majora.refreshes(), site.majora.live()), (1, vec![2]));
}
