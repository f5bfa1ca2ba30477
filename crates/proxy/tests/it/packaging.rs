//! The files that a site installs fit together.

use std::{path::Path, process::Command};

use proxy::{Config, KeySource, Place};

const CONFIG: &str = include_str!("../../../../packaging/uploader.toml");
const UNIT: &str = include_str!("../../../../packaging/majora-uploader.service");
const USERS: &str = include_str!("../../../../packaging/majora-uploader.sysusers");
const CONTAINER: &str = include_str!("../../../../packaging/Containerfile");

const LICENCE: &str = include_str!("../../../../LICENSE");
const COPYRIGHT: &str = include_str!("../../../../packaging/debian/copyright");

/// What the unit says for a key.
fn unit(key: &str) -> &'static str {
    let found = UNIT.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    found.unwrap_or_else(|| panic!("the unit has no {key}"))
}

#[test]
fn the_configuration_lacks_nothing_but_the_client() {
    let secret = "client_secret_file = \"/etc/majora-uploader/test-client-secret\"";
    assert!(CONFIG.contains("client_id = \"…\"") && CONFIG.contains(secret));
    let text = CONFIG.replace("…", "id").replace(secret, "client_secret_env = \"SECRET\"");
    let variable = |name: &str| (name == "SECRET").then(|| "x".to_owned());
    let config = Config::parse(&text, Path::new("/etc/majora-uploader"), variable).unwrap();

    let state = Path::new("/var/lib").join(unit("StateDirectory"));
    let Place::File(file) = config.store.place else { panic!("not a file") };
    let KeySource::File(keys) = config.store.keys else { panic!("not a file") };
    assert_eq!((file.parent(), keys.parent()), (Some(&*state), Some(&*state)));
    assert!(config.network.operations.is_some_and(|address| address.ip().is_loopback()));
}

#[test]
fn the_unit_checks_what_it_starts_and_its_user_is_made() {
    let start = unit("ExecStart");
    assert_eq!(unit("ExecStartPre"), format!("{start} --check"));
    assert!(start.ends_with(" serve --config /etc/majora-uploader/uploader.toml"), "{start}");
    assert!(USERS.starts_with(&format!("u {} ", unit("User"))), "{USERS}");
    // The longest that the uploader takes to stop.
    assert!(unit("TimeoutStopSec").parse::<u64>().unwrap() > 45);
    let connections = proxy::Limits::default().connections;
    assert!(unit("LimitNOFILE").parse::<usize>().unwrap() > 2 * connections);
}

#[test]
fn the_image_starts_what_the_unit_starts() {
    let start = CONTAINER.lines().find_map(|line| line.strip_prefix("ENTRYPOINT ")).unwrap();
    let words: Vec<String> = serde_json::from_str(start).unwrap();
    assert_eq!(words, ["/usr/bin/majora-uploader", "serve", "--config", "/config/uploader.toml"]);
}

#[test]
fn the_version_is_said_under_the_name_of_the_binary() {
    let output = Command::new(env!("CARGO_BIN_EXE_majora-uploader")).arg("--version").output();
    let said = String::from_utf8(output.unwrap().stdout).unwrap();
    assert_eq!(said, format!("majora-uploader {}\n", env!("CARGO_PKG_VERSION")));
}

/// Debian's form of the licence, by which its tools know whose this is.
#[test]
fn the_packages_copyright_is_the_licence() {
    let mut paragraphs = COPYRIGHT.split("\n\n");
    let (head, files) = (paragraphs.next().unwrap(), paragraphs.next().unwrap());
    assert!(head.starts_with("Format: https://www.debian.org/doc/packaging-manuals/"), "{head}");
    assert!(head.contains("\nUpstream-Name: majora-uploader\n"), "{head}");
    let holders = LICENCE.lines().find_map(|line| line.strip_prefix("Copyright (c) ")).unwrap();
    assert_eq!(files, format!("Files: *\nCopyright: {holders}\nLicense: MIT"));
    let text = paragraphs.next().unwrap().strip_prefix("License: MIT\n ").unwrap();
    let text = text.replace("\n .\n", "\n\n").replace("\n ", "\n");
    assert!(LICENCE.ends_with(&text), "{text}");
    assert!(text.starts_with("Permission is hereby granted"));
    assert_eq!(paragraphs.next(), None);
}
