//! The program as an operator starts it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use protocol::problem::Code;

use crate::{
    certificate::certificate,
    majora::{ACCESS, CLIENT_SECRET, REFRESH, Reply, Stub, USERNAME},
    world::{Browser, From},
};

/// Ends with the test, whatever becomes of it.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Waits for its end. Says whether it was a good one.
    pub(crate) fn ended_well(mut self) -> bool {
        self.0.wait().unwrap().success()
    }

    /// Tells it to stop. Whether it ended well is known when it has.
    pub(crate) fn terminate(&self) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn config(folder: &Path, majora: &Stub) -> std::path::PathBuf {
    let path = folder.join("uploader.toml");
    let text = format!(
        "listen = '127.0.0.1:0'\npublic_url = 'http://127.0.0.1:1'\nlog = 'json'\n[limits]\n\
         calls_per_second = 99999\ncalls_at_once = 99999\nsign_ins_per_minute = 99999\n[[instance]]\n\
         name = 'test'\nlabel = 'Test'\nworld = 'test'\nbase_url = '{}'\nclient_id = 'client:test'\n\
         client_secret_file = 'secret'\n",
        majora.url
    );
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.join("secret"), CLIENT_SECRET).unwrap();
    path
}

/// Starts the program and gives its address with the rest of what it prints.
pub(crate) fn start(config: &Path, elsewhere: &str) -> (Running, String, BufReader<ChildStdout>) {
    let program = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
    start_with(program, config, elsewhere)
}

/// The same by another command, to which the program's arguments are given.
fn start_with(
    mut program: Command,
    config: &Path,
    elsewhere: &str,
) -> (Running, String, BufReader<ChildStdout>) {
    let child = program
        .args(["serve", "--config"])
        .arg(config)
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, elsewhere)))
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        // Not a pipe: nobody reads it while the program runs.
        .stderr(std::fs::File::create(config.with_extension("log")).unwrap())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let mut line = String::new();
    let mut stdout = BufReader::new(running.0.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("listening on ").unwrap().to_owned();
    (running, url, stdout)
}

pub(crate) async fn signed_in(browser: &Browser) -> Option<String> {
    browser.session().await.instances[0].signed_in.as_ref().map(|found| found.username.clone())
}

/// Case 79 as well: the environment changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn it_says_where_it_listens_serves_and_stops_cleanly() {
    let (majora, elsewhere) = (Stub::start().await, Stub::start().await);
    let folder = tempfile::tempdir().unwrap();
    let (mut running, url, mut stdout) = start(&config(folder.path(), &majora), &elsewhere.url);

    let browser = Browser::at(&url);
    assert_eq!(browser.sign_in("test").await.location(), "/");
    assert_eq!(signed_in(&browser).await.as_deref(), Some(USERNAME));
    assert!(elsewhere.all().is_empty(), "no proxy of the environment is asked");

    running.terminate();
    assert!(running.0.wait().unwrap().success());
    assert!(majora.revoked().is_empty(), "the session lives on in its file");
    let log = std::fs::read_to_string(folder.path().join("uploader.log")).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["route"] == "/auth/{instance}/callback"));
    assert!(lines.iter().all(|line| line["target"].as_str().unwrap().starts_with("proxy::")));
    for secret in [CLIENT_SECRET, ACCESS, REFRESH] {
        assert!(!log.contains(secret));
    }
    let mut line = String::new();
    assert_eq!(stdout.read_line(&mut line).unwrap(), 0, "one line and no more");
}

/// With a certificate of its own it can't be reached at an address that begins with `http:`.
#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_listens_for_tls() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let config = config(folder.path(), &majora);
    let text = std::fs::read_to_string(&config).unwrap().replace(
        "[limits]",
        "[tls]\ncertificate_file = 'certificate.pem'\nkey_file = 'key.pem'\n[limits]",
    );
    std::fs::write(&config, text).unwrap();
    let (_running, url, _stdout) = start(&config, "");
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
}

/// Case 72: `kill -9` in a loop signs nobody out, leaves no secret in the files, and no second
/// process gets the store while the first one lives.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_survive_the_end_of_the_process_whatever_it_is() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let mut cookies: Vec<(String, String)> = Vec::new();
    for round in 0..4 {
        let (running, url, _stdout) = start(&config, "");
        let browser = Browser::at(&url);
        for (name, value) in &cookies {
            browser.plant(name, value);
            assert_eq!(signed_in(&browser).await.as_deref(), Some(USERNAME), "round {round}");
        }
        let newcomer = Browser::at(&url);
        newcomer.sign_in("test").await;
        cookies.push(("uploader-test".to_owned(), newcomer.cookie("uploader-test").unwrap()));
        let begun = Browser::at(&url).begin("test", "/").await;
        assert!(begun.as_str().starts_with(&majora.url));

        let second = Command::new(env!("CARGO_BIN_EXE_majora-uploader"))
            .args(["serve", "--config"])
            .arg(&config)
            .output()
            .unwrap();
        assert_eq!(second.status.code(), Some(1));
        let error = String::from_utf8(second.stderr).unwrap();
        assert!(error.contains("store.file is in use by another majora-uploader"), "{error}");
        running.kill();
    }
    for name in ["uploader-sessions.redb", "uploader-keys"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let cookies = cookies.iter().map(|(_, value)| value.as_str());
        for secret in [CLIENT_SECRET, ACCESS, REFRESH, USERNAME].into_iter().chain(cookies) {
            assert!(!text.contains(secret), "{name}");
        }
    }
}

/// P3: who tells it twice to stop doesn't wait for calls under way.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_twice_to_stop_stops_at_once() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (running, url, _stdout) = start(&config(folder.path(), &majora), "");
    let browser = Browser::at(&url);
    browser.sign_in("test").await;
    let path = "/api/v2/artifact/biosample/get/";
    majora.reply(path, Reply::Silence);
    let call = browser.request("/api/test/artifact/biosample/get").body("{}");
    let cookie = format!("uploader-test={}", browser.cookie("uploader-test").unwrap());
    let call = tokio::spawn(call.header("cookie", cookie).send());
    while majora.seen(path).is_empty() {
        tokio::task::yield_now().await;
    }
    running.terminate();
    // It takes no more connections, and waits for the one call.
    while std::net::TcpStream::connect(url.trim_start_matches("http://")).is_ok() {}
    running.terminate();
    assert!(!running.ended_well());
    assert!(call.await.unwrap().is_err());
}

/// Case 72: a disk that is full, as far as this process may write. Who is signed in stays so, the
/// operator is told, and when there is room again, all is well without a restart.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_signs_nobody_out() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let [.., high, low] = std::process::id().to_be_bytes();
    // Nobody else on this machine has it.
    let operations = format!("127.72.{high}.{low}:9464");
    let text = std::fs::read_to_string(&config).unwrap();
    let text =
        text.replace("[limits]", &format!("[operations]\nlisten = '{operations}'\n[limits]"));
    std::fs::write(&config, text).unwrap();
    let ready = async || {
        let answer = reqwest::get(format!("http://{operations}/readyz")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (running, url, _stdout) = start(&config, "");
    let browser = Browser::at(&url);
    browser.sign_in("test").await;
    assert_eq!(ready().await.0, 200);
    running.kill();
    // In blocks of 1 KiB: not one more than the file has.
    let size = std::fs::metadata(folder.path().join("uploader-sessions.redb")).unwrap().len();
    let limited = format!("trap '' XFSZ; ulimit -Sf {}; exec \"$0\" \"$@\"", size / 1_024);
    let mut shell = Command::new("bash");
    shell.args(["-c", &limited, env!("CARGO_BIN_EXE_majora-uploader")]);
    let (running, url, _stdout) = start_with(shell, &config, "");
    let again = Browser::at(&url);
    again.plant("uploader-test", &browser.cookie("uploader-test").unwrap());
    // Sign-ins are begun until the file would have to grow.
    let newcomer = Browser::at(&url);
    let mut begun = 0;
    loop {
        let answer = newcomer.open("/auth/test/login", From::OwnPage).await;
        match answer.status {
            303 => begun += 1,
            status => break assert_eq!(status, 503, "{}", answer.body),
        }
        assert!(begun < 20_000, "the file doesn't grow");
    }
    assert_eq!(signed_in(&again).await.as_deref(), Some(USERNAME), "after {begun} sign-ins");
    assert_eq!(ready().await, (503, "the store can't be written\n".to_owned()));

    let pid = running.0.id().to_string();
    let room = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited:"]).status();
    assert!(room.unwrap().success());
    while ready().await.0 != 200 {}
    assert_eq!(signed_in(&again).await.as_deref(), Some(USERNAME));
    let newcomer = Browser::at(&url);
    assert_eq!(newcomer.sign_in("test").await.location(), "/");
    let (_, log) = (running.kill(), std::fs::read_to_string(config.with_extension("log")).unwrap());
    assert!(log.contains("store_opened_anew"), "{log}");
    let (_running, url, _stdout) = start(&config, "");
    for browser in [browser, newcomer] {
        let again = Browser::at(&url);
        again.plant("uploader-test", &browser.cookie("uploader-test").unwrap());
        assert_eq!(signed_in(&again).await.as_deref(), Some(USERNAME));
    }
}

/// A first start on a full disk must not be the last one: nothing of what it leaves is in the way.
#[test]
fn a_first_start_on_a_full_disk_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uploader.toml");
    std::fs::write(&path, include_str!("../../uploader.example.toml")).unwrap();
    let list = |limit: &str| {
        let run = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut shell = Command::new("bash");
        shell.args(["-c", &run, env!("CARGO_BIN_EXE_majora-uploader")]);
        shell.args(["sessions", "--config"]).arg(&path).arg("list");
        shell.env("UPLOADER_TEST_CLIENT_SECRET", CLIENT_SECRET).output().unwrap()
    };
    assert_eq!(list("0").status.code(), Some(1));
    // What redb leaves of a file of which the header couldn't be written.
    std::fs::write(folder.path().join("uploader-sessions.redb"), vec![0; 1 << 20]).unwrap();
    // Here is room for the store, and none for the keys.
    let keys = folder.path().join("uploader-keys.new");
    std::os::unix::fs::symlink("/dev/full", &keys).unwrap();
    let output = list("unlimited");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("store.keys_file names a file that can't be"), "{error}");
    std::fs::remove_file(keys).unwrap();
    let output = list("unlimited");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Case 59: `kill -9` between sending a renewal and saving what it gave, once with and once without
/// Majora having acted. The next process asks how it ended, and spends nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_whose_process_was_killed_is_settled_by_asking() {
    const CALL: &str = "/api/test/artifact/biosample/get";
    for (applied, reply) in [(false, Reply::Silence), (true, Reply::Lost)] {
        let majora = Stub::start().await;
        majora.life(1);
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &majora);
        let (running, url, _stdout) = start(&config, "");
        let browser = Browser::at(&url).named("127.0.0.1:1");
        browser.sign_in("test").await;
        majora.reply("/o/token/", reply);
        let calls = async {
            loop {
                assert_eq!(browser.call(CALL, "{}").await.status, 200);
            }
        };
        let sent = async {
            while majora.refreshes() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = calls => {}
            () = sent => {}
        }
        running.kill();

        majora.usual("/o/token/");
        majora.life(600);
        let (_running, url, _stdout) = start(&config, "");
        let again = Browser::at(&url).named("127.0.0.1:1");
        for cookie in browser.cookies() {
            again.plant(&cookie.name, &cookie.value);
        }
        let answer = again.call(CALL, "{}").await;
        if applied {
            assert_eq!(answer.problem().code, Code::TokenRejected);
            assert_eq!(majora.refreshes(), 1, "a spent token isn't sent again");
        } else {
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert_eq!((majora.refreshes(), majora.live()), (2, vec![2]));
        }
    }
}

/// C10: an operator sees who is signed in, and ends one user's sessions with their tokens.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_lists_sessions_and_ends_them() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
        command.args(["sessions", "--config"]).arg(&config).args(arguments);
        let output = command.output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), text)
    };
    let (running, url, _stdout) = start(&config, "");
    for _ in 0..3 {
        Browser::at(&url).sign_in("test").await;
    }
    let (code, text) = run(&["list"]);
    assert!(code == Some(1) && text.contains("in use by another majora-uploader"), "{text}");
    running.kill();

    let (code, text) = run(&["list"]);
    assert_eq!((code, text.lines().count()), (Some(0), 3), "{text}");
    assert!(text.lines().all(|line| line.starts_with("test\t") && line.contains(USERNAME)));
    let first = text.split('\t').nth(1).unwrap();
    let (code, text) = run(&["end", "--session", first]);
    assert_eq!((code, text.lines().count(), majora.live().len()), (Some(0), 1, 2), "{text}");
    for nobody in [["end", "--user", "somebody"], ["end", "--session", "nosuch"]] {
        let (code, text) = run(&nobody);
        assert!(code == Some(1) && text.contains("no session matches"), "{nobody:?} {text}");
    }
    assert_eq!(run(&["end"]).0, Some(2), "which ones must be said");
    assert_eq!(run(&["end", "--user", USERNAME]).1.lines().count(), 2);
    assert!(majora.live().is_empty());
    assert_eq!(run(&["list"]), (Some(0), String::new()));
    assert_eq!(run(&["end", "--all"]), (Some(0), String::new()));
}

/// C10: what Majora hasn't revoked is said, and is tried again by the next one who asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_learns_which_tokens_live_on() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let end = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
        command.args(["sessions", "--config"]).arg(&config).args(["end", "--all"]);
        command.output().unwrap()
    };
    let (running, url, _stdout) = start(&config, "");
    for _ in 0..2 {
        Browser::at(&url).sign_in("test").await;
    }
    running.kill();
    majora.reply("/o/revoke_token/", Reply::html(503));
    for sessions in [2, 0] {
        let output = end();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), sessions);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("hasn't revoked yet: 2; the service must run until"), "{said}");
        assert_eq!(majora.live().len(), 2);
    }
    majora.usual("/o/revoke_token/");
    let output = end();
    assert!(output.status.success() && output.stderr.is_empty());
    assert!(majora.live().is_empty());
}

/// C10: in an emergency nobody stays signed in because Majora hangs.
#[tokio::test(flavor = "multi_thread")]
async fn a_majora_that_hangs_holds_up_no_end_of_a_session() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.replace("[limits]\n", "[limits]\nsign_in_step_ms = 3600000\n");
    std::fs::write(&config, text).unwrap();
    let (running, url, _stdout) = start(&config, "");
    for _ in 0..3 {
        Browser::at(&url).sign_in("test").await;
    }
    running.kill();
    majora.reply("/o/revoke_token/", Reply::Silence);
    let sessions = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_majora-uploader"));
        command.args(["sessions", "--config"]).arg(&config);
        command
    };
    let ending = Running(sessions().args(["end", "--all"]).spawn().unwrap());
    while majora.seen("/o/revoke_token/").len() < 3 {
        tokio::task::yield_now().await;
    }
    ending.kill();
    let left = sessions().arg("list").output().unwrap();
    assert!(left.status.success() && left.stdout.is_empty());
}

#[test]
fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("uploader.toml");
    let text = include_str!("../../uploader.example.toml");
    std::fs::write(&path, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_majora-uploader"))
        .args(["serve", "--config"])
        .arg(&path)
        .env("UPLOADER_TEST_CLIENT_SECRET", CLIENT_SECRET)
        .env("UPLOADER_LISTEN", &address)
        .output()
        .unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(error.contains(&format!("listen: {address} can't be listened on")), "{error}");
}

/// The program behind a limit on open files, and what it is told.
fn with_open_files(limit: &str) -> Command {
    let mut shell = Command::new("sh");
    let run = format!("{limit} && exec \"$0\" \"$@\"");
    shell.args(["-c", &run, env!("CARGO_BIN_EXE_majora-uploader")]);
    shell
}

/// Each connection is an open file, and the system's usual limit is far below those configured.
#[tokio::test(flavor = "multi_thread")]
async fn it_may_have_as_many_files_open_as_it_has_connections() {
    let majora = Stub::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), &majora);
    let (running, _, _stdout) = start_with(with_open_files("ulimit -Sn 128"), &config, "");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.0.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let soft: u64 = line.split_whitespace().nth(3).unwrap().parse().unwrap();
    assert!(soft >= 4096 + 32, "{line}");
    drop(running);

    // Where the system has fewer for it, it serves fewer, and somebody must act.
    let (running, _, _stdout) = start_with(with_open_files("ulimit -n 1024"), &config, "");
    drop(running);
    let log = std::fs::read_to_string(config.with_extension("log")).unwrap();
    let alarm = log.lines().find(|line| line.contains("fewer_connections")).unwrap();
    assert!(alarm.contains(r#""target":"proxy::alarm""#), "{alarm}");

    let mut few = with_open_files("ulimit -n 128");
    let output = few.args(["serve", "--config"]).arg(&config).output().unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    let said = "majora-uploader: limits.connections needs 384 open files at least, and this process may have 128;";
    assert!(error.contains(said), "{error}");
}
