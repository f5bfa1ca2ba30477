//! A certificate of a test's own.

use std::path::Path;

/// Writes a certificate for `localhost` and its key into a folder. Gives the certificate.
pub(crate) fn certificate(folder: &Path) -> String {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    made.cert.pem()
}
