//! The program as an operator starts it.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{
    majora::{ACCESS, CLIENT_SECRET, REFRESH, Stub, USERNAME},
    world::Browser,
};

/// Ends with the test, whatever becomes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn config(folder: &Path, majora: &Stub) -> std::path::PathBuf {
    let path = folder.join("uploader.toml");
    let text = format!(
        "listen = '127.0.0.1:0'\npublic_url = 'http://127.0.0.1:1'\nlog = 'json'\n[[instance]]\n\
         name = 'test'\nlabel = 'Test'\nworld = 'test'\nbase_url = '{}'\nclient_id = 'client:test'\n\
         client_secret_file = 'secret'\n",
        majora.url
    );
    std::fs::write(&path, text).unwrap();
    std::fs::write(folder.join("secret"), CLIENT_SECRET).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_where_it_listens_serves_and_stops_cleanly() {
    let (majora, elsewhere) = (Stub::start().await, Stub::start().await);
    let folder = tempfile::tempdir().unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_majora-uploader"))
        .args(["serve", "--config"])
        .arg(config(folder.path(), &majora))
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, &elsewhere.url)))
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    let mut line = String::new();
    let mut stdout = BufReader::new(running.0.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("listening on ").unwrap();

    let browser = Browser::at(url);
    assert_eq!(browser.sign_in("test").await.location(), "/");
    let session = browser.session().await;
    assert_eq!(session.instances[0].signed_in.as_ref().unwrap().username, USERNAME);
    assert!(elsewhere.all().is_empty(), "no proxy of the environment is asked");

    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(running.0.wait().unwrap().success());
    assert_eq!(majora.revoked(), [format!("{REFRESH}1")]);
    let mut log = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["route"] == "/auth/{instance}/callback"));
    assert!(lines.iter().all(|line| line["target"].as_str().unwrap().starts_with("proxy::")));
    for secret in [CLIENT_SECRET, ACCESS, REFRESH] {
        assert!(!log.contains(secret));
    }
    line.clear();
    assert_eq!(stdout.read_line(&mut line).unwrap(), 0, "one line and no more");
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
