//! Who may connect and how: TLS of its own, or a web server in front.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use ipnet::IpNet;
use serde::Deserialize;

use super::{ConfigError, Fault, surroundings::Surroundings};

/// The `[tls]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TlsTable {
    certificate_file: PathBuf,
    key_file: PathBuf,
}

/// The `[front]` table.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FrontTable {
    trusted: Vec<String>,
}

/// The `[operations]` table.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct OperationsTable {
    listen: Option<String>,
}

/// The server's certificate and its key, PEM files that are read again when they change.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The certificate, followed by those that lead from it to a known authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Who connects, and where.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Network {
    /// The certificate of the public listener; without one it speaks plain http.
    pub tls: Option<TlsFiles>,
    /// The web servers in front, whose word about the client's address is taken.
    pub trusted: Vec<IpNet>,
    /// Where health and metrics are served; nowhere without it.
    pub operations: Option<SocketAddr>,
}

impl Network {
    /// Checks the three tables. Plain http leaves this machine only towards a named web server.
    pub(super) fn check(
        listen: SocketAddr,
        tls: Option<TlsTable>,
        front: &FrontTable,
        operations: &OperationsTable,
        around: &Surroundings<'_>,
    ) -> Result<Network, ConfigError> {
        let tls = tls.map(|tls| TlsFiles {
            certificate: around.path(&tls.certificate_file),
            key: around.path(&tls.key_file),
        });
        let mut trusted = Vec::new();
        for (index, text) in front.trusted.iter().enumerate() {
            // One address is a network of its own.
            let net = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let refused =
                |fault| ConfigError::Key { key: format!("front.trusted[{index}]"), fault };
            let net = net.map_err(|_| refused(Fault::Network))?;
            if net.prefix_len() == 0 {
                return Err(refused(Fault::NetworkOfAll));
            }
            trusted.push(net);
        }
        if !listen.ip().is_loopback() && tls.is_none() && trusted.is_empty() {
            return Err(ConfigError::Key { key: "listen".into(), fault: Fault::ListenOpen });
        }
        let listen = operations.listen.as_deref().map(str::parse).transpose();
        let operations = listen.map_err(|_| ConfigError::Key {
            key: "operations.listen".into(),
            fault: Fault::Listen,
        })?;
        Ok(Network { tls, trusted, operations })
    }
}
