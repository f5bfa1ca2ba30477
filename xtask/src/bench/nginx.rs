//! nginx twice: as a Majora that answers at once, and as the relay that ours stands beside.

use super::cores::{self, Core};
use crate::child::Child;
use crate::debian;
use anyhow::{Result, bail};
use nix::unistd::geteuid;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long it may take to come up.
const START: Duration = Duration::from_secs(10);

/// A running nginx. It stops when this is dropped.
pub(super) struct Nginx {
    /// `http://127.0.0.1:PORT`.
    pub(super) url: String,
    _child: Child,
}

impl Nginx {
    /// A Majora of constants: every sign-in is another user's, every upload is saved, all at once.
    pub(super) fn stub(folder: &Path) -> Result<Nginx> {
        let server = r#"
            access_log off;
            location = /o/token/ {
                return 200 '{"access_token": "a$request_id", "refresh_token": "r$request_id", "token_type": "Bearer", "expires_in": 36000}';
            }
            location = /o/introspect/ {
                return 200 '{"active": true, "username": "lab-$request_id"}';
            }
            location = /api/v2/artifact/biosample/add/ {
                return 200 '{"errors": 0, "warnings": 0, "messages": [], "new": [["Biosample", "a9fcdcc3-aa0a-4b22-9d2c-0f9c1b3ab4d6", "LAB-1"]], "updated": [], "ignored": [], "tasks": [], "success": true, "request": "$request_id"}';
            }
            location / { return 404; }"#;
        Nginx::start("stub", Core::Around, server, "", folder)
    }

    /// The usual relay in front of `upstream`, with the usual log.
    pub(super) fn relay(upstream: &str, folder: &Path) -> Result<Nginx> {
        let log = folder.join("nginx-access.log");
        let server = format!(
            "access_log {};
            location / {{
                proxy_pass http://upstream;
                proxy_http_version 1.1;
                proxy_set_header Connection '';
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr;
            }}",
            log.display()
        );
        let address = upstream.trim_start_matches("http://");
        let upstream = format!("upstream upstream {{ server {address}; keepalive 64; }}");
        Nginx::start("nginx", Core::Measured, &server, &upstream, folder)
    }

    fn start(
        name: &'static str,
        core: Core,
        server: &str,
        upstream: &str,
        folder: &Path,
    ) -> Result<Nginx> {
        let program = debian::program("nginx")?;
        let address = free()?;
        let path = folder.join(format!("{name}.conf"));
        fs::write(&path, config(name, address, server, upstream, folder))?;
        let mut command = cores::on(core, program);
        // What it says before it has read where to is said on standard error.
        command.arg("-e").arg("stderr").arg("-p").arg(folder).arg("-c").arg(&path);
        let mut child = Child::start(name, &mut command, folder)?;
        let deadline = Instant::now() + START;
        while TcpStream::connect(address).is_err() {
            child.check()?;
            if Instant::now() > deadline {
                bail!("nginx did not come up in {START:?}");
            }
            sleep(Duration::from_millis(20));
        }
        Ok(Nginx { url: format!("http://{address}"), _child: child })
    }
}

fn config(name: &str, address: SocketAddr, server: &str, upstream: &str, folder: &Path) -> String {
    // Started by root, its worker would be a user who can't write into the folder.
    let user = if geteuid().is_root() { "user root;" } else { "" };
    let kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {}/{name}-{what};", folder.display()))
        .join("\n        ");
    format!(
        "{user}
    daemon off;
    worker_processes 1;
    pid {folder}/{name}.pid;
    error_log stderr;
    events {{ worker_connections 1024; }}
    http {{
        {kept}
        default_type application/json;
        keepalive_requests 100000000;
        {upstream}
        server {{
            listen {address};
            {server}
        }}
    }}\n",
        folder = folder.display()
    )
}

/// An address of this machine that nobody listens on.
pub(super) fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
