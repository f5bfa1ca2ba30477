//! `majora-sandbox` as a process.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_majora-sandbox"))
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let host =
        line.trim_end().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line}"));
    (child, host.to_owned())
}

fn get(host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

#[test]
fn it_says_where_it_listens_and_stops_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    for name in ["TERM", "INT"] {
        let (mut child, host) = start(&["--state", state.to_str().unwrap()]);
        let page = get(&host, "/");
        assert!(page.contains("Sandbox Majora – nothing here is real"), "{page}");
        signal(&child, name);
        assert!(child.wait().unwrap().success(), "{name}");
    }
    assert!(fs::read_to_string(&state).unwrap().contains("records"));
}

#[test]
fn a_world_and_redirect_uris_can_be_given() {
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/world.json");
    let uri = "http://127.0.0.1:5/callback";
    let (mut child, host) = start(&["--world", world.to_str().unwrap(), "--redirect-uri", uri]);
    let answer = get(&host, "/o/authorize/?client_id=loopback-client");
    assert!(answer.starts_with("HTTP/1.1 302"), "{answer}");
    signal(&child, "TERM");
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("no-such-world.json");
    let output = Command::new(env!("CARGO_BIN_EXE_majora-sandbox"))
        .args(["--listen", "127.0.0.1:0", "--world", world.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("no-such-world.json"), "{complaint}");
}
