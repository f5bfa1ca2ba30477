//! TLS of the public listener.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use secrecy::{ExposeSecret, SecretSlice};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject},
        },
    },
};

use crate::config::TlsFiles;

/// Why the certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// One of the files, which isn't there or may not be read.
    #[error(
        "{key} names a file that can't be read ({kind}); check the path and that this user may read it"
    )]
    Unreadable {
        /// Which one.
        key: &'static str,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// What is in the certificate's file.
    #[error("certificate_file can't be read as PEM certificates")]
    Certificate,
    /// What is in the key's file.
    #[error("key_file can't be read as a PEM private key")]
    Key,
    /// They don't go together, or can't be used.
    #[error("certificate_file and key_file can't be used together ({0})")]
    Pair(#[from] rustls::Error),
}

/// The certificate in use. A new one on disk replaces it without a restart.
pub(crate) struct Tls {
    files: TlsFiles,
    current: Mutex<(TlsAcceptor, Stamp)>,
}

type Stamp = [Option<SystemTime>; 2];

impl Tls {
    /// Reads the files.
    pub(crate) fn new(files: TlsFiles) -> Result<Tls, TlsError> {
        let stamp = stamp(&files);
        let current = Mutex::new((acceptor(&files)?, stamp));
        Ok(Tls { files, current })
    }

    /// What makes a connection an encrypted one.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Takes a new certificate, if there is one. A pair that can't be used, as while only one of
    /// its two files is new, leaves the old one in use.
    pub(crate) fn look(&self) {
        let stamp = stamp(&self.files);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.1 == stamp {
            return;
        }
        match acceptor(&self.files) {
            Ok(acceptor) => {
                *current = (acceptor, stamp);
                tracing::info!(target: "proxy::audit", event = "certificate_renewed");
            }
            Err(error) => {
                tracing::error!(target: "proxy::alarm", event = "certificate_unusable", %error);
            }
        }
    }
}

fn stamp(files: &TlsFiles) -> Stamp {
    let changed = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    [changed(&files.certificate), changed(&files.key)]
}

/// TLS 1.2 and 1.3, no client certificates, HTTP/1.1.
fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, TlsError> {
    let certificates = read("certificate_file", &files.certificate)?;
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&certificates).collect();
    let chain = chain.map_err(|_| TlsError::Certificate)?;
    let key = SecretSlice::from(read("key_file", &files.key)?);
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret()).map_err(|_| TlsError::Key)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|error| TlsError::Unreadable { key, kind: error.kind() })
}
