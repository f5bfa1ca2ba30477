//! Two servers behind nginx, as docs/operations.md has them, restarted one after the other (case 74).

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use crate::{
    certificate::certificate,
    majora::{CODE, USERNAME},
    processes::{HOST, Process, Site},
    renewal::{GET, until},
    world::{Browser, state},
};

const OPERATIONS: &str = include_str!("../../../../docs/operations.md");

/// The servers' addresses in the document.
const ADDRESSES: [&str; 2] = ["10.1.0.11:8080", "10.1.0.12:8080"];

/// A block of the document in this language.
fn block(language: &str) -> &'static str {
    let after = OPERATIONS.split_once(&format!("```{language}\n")).expect("it is there").1;
    after.split_once("```").expect("it ends").0
}

/// Debian has it where only root's `PATH` leads.
fn nginx() -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("nginx");
    command.env("PATH", format!("{path}:/usr/sbin"));
    command
}

/// A whole configuration around the document's part of it.
fn whole(folder: &Path, part: &str) -> String {
    let folder = folder.display();
    let kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {folder}/{what};"))
        .join("\n");
    format!(
        "daemon off;\npid {folder}/nginx.pid;\nerror_log stderr;\nworker_processes 1;\n\
         events {{}}\nhttp {{\naccess_log off;\n{kept}\n{part}\n}}\n"
    )
}

#[test]
fn the_nginx_of_the_document_is_a_good_one() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let path = |name: &str| folder.path().join(name).display().to_string();
    let part = block("nginx")
        .replace("listen 443 ssl", "listen 127.0.0.1:1 ssl")
        .replace("/var/log/nginx/", &path(""))
        .replace("/etc/nginx/uploader.pem", &path("certificate.pem"))
        .replace("/etc/nginx/uploader-key.pem", &path("key.pem"));
    fs::write(folder.path().join("nginx.conf"), whole(folder.path(), &part)).unwrap();
    let checked = nginx()
        .args(["-t", "-e", "stderr", "-c"])
        .arg(folder.path().join("nginx.conf"))
        .output()
        .expect("nginx is needed; `cargo xtask test native` installs it");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// The document's nginx without its certificate, before two servers. It ends with the test.
struct Balancer {
    child: Child,
    config: PathBuf,
    url: String,
    folder: tempfile::TempDir,
}

impl Balancer {
    fn start(servers: &[String; 2]) -> Balancer {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let config = folder.path().join("nginx.conf");
        fs::write(&config, Balancer::config(folder.path(), &address.to_string(), servers)).unwrap();
        let child = nginx()
            .args(["-e", "stderr", "-c"])
            .arg(&config)
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx is needed; `cargo xtask test native` installs it");
        let mut balancer = Balancer { child, config, url: format!("http://{address}"), folder };
        while TcpStream::connect(address).is_err() {
            assert!(balancer.child.try_wait().unwrap().is_none(), "nginx has ended");
            std::thread::yield_now();
        }
        balancer
    }

    fn config(folder: &Path, listen: &str, servers: &[String; 2]) -> String {
        let mut part = String::new();
        for line in block("nginx").lines().filter(|line| !line.contains("ssl_certificate")) {
            let line = line.replace("listen 443 ssl;", &format!("listen {listen};"));
            let line = line.replace("/var/log/nginx", &folder.display().to_string());
            part += &line.replace(ADDRESSES[0], &servers[0]).replace(ADDRESSES[1], &servers[1]);
            part.push('\n');
        }
        let user = if nix::unistd::geteuid().is_root() { "user root;\n" } else { "" };
        format!("{user}{}", whole(folder, &part))
    }

    /// From now on it sends to these servers.
    fn reload(&self, servers: &[String; 2]) {
        let listen = self.url.trim_start_matches("http://");
        fs::write(&self.config, Balancer::config(self.folder.path(), listen, servers)).unwrap();
        let told = nginx().args(["-s", "reload", "-e", "stderr", "-c"]).arg(&self.config).status();
        assert!(told.unwrap().success());
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.child.wait();
    }
}

fn address(process: &Process) -> String {
    process.url.trim_start_matches("http://").to_owned()
}

/// F3: a code and a state come in an address, and nothing that nginx keeps has them.
#[tokio::test(flavor = "multi_thread")]
async fn the_nginx_of_the_document_keeps_no_code() {
    let site = Site::start("").await;
    let server = site.process("one", None, None);
    let balancer = Balancer::start(&[address(&server), address(&server)]);
    let browser = Browser::at(&balancer.url).named(HOST).restless();
    assert_eq!(browser.sign_in("test").await.location(), "/");
    let authorize = browser.begin("test", "/").await;
    server.running.kill();
    assert_eq!(browser.come_back("test", &authorize).await.status, 502);
    let log = |name: &str| fs::read_to_string(balancer.folder.path().join(name)).unwrap();
    // It is written after the answer.
    until(|| log("uploader.log").contains(" 502 ")).await;
    let kept = log("uploader.log") + &log("uploader-callback.log");
    assert!(kept.contains("GET /auth/test/callback 303 "), "{kept}");
    assert!(!kept.contains(CODE) && !kept.contains(&state(&authorize)), "{kept}");
}

/// Case 74: while each server in turn is taken out, stopped, started anew and put back, not one call
/// fails and nobody is signed out.
#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_under_load_fails_no_call() {
    let site = Site::start("drain_ms = 500").await;
    let mut servers = [site.process("one", None, None), site.process("two", None, None)];
    let balancer = Balancer::start(&[address(&servers[0]), address(&servers[1])]);
    let people: Vec<Browser> =
        (0..6).map(|_| Browser::at(&balancer.url).named(HOST).restless()).collect();
    for browser in &people {
        assert_eq!(browser.sign_in("test").await.location(), "/");
    }
    let (done, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let load = async |browser: &Browser| {
        while !over.load(Ordering::SeqCst) {
            let answer = browser.call(GET, "{}").await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            done.fetch_add(1, Ordering::SeqCst);
        }
    };
    let restarts = async {
        for round in 0..2 {
            for number in 0..2 {
                let mut addresses = servers.each_ref().map(address);
                addresses[number] += " down";
                balancer.reload(&addresses);
                let name = format!("{round}-{number}");
                let new = site.process(&name, None, None);
                let old = std::mem::replace(&mut servers[number], new);
                old.running.terminate();
                let ended = tokio::task::spawn_blocking(move || old.running.ended_well());
                assert!(ended.await.unwrap());
                balancer.reload(&servers.each_ref().map(address));
                let before = done.load(Ordering::SeqCst);
                until(|| done.load(Ordering::SeqCst) > before + 50).await;
            }
        }
        over.store(true, Ordering::SeqCst);
    };
    tokio::join!(futures_util::future::join_all(people.iter().map(load)), restarts);
    for browser in &people {
        let session = browser.session().await;
        let name = session.instances[0].signed_in.as_ref().map(|who| who.username.as_str());
        assert_eq!(name, Some(USERNAME));
    }
    let calls = done.load(Ordering::SeqCst);
    assert_eq!(
        site.majora.seen("/api/v2/artifact/biosample/get/").len(),
        calls,
        "none was doubled"
    );
}
