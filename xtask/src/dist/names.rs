//! What the files that are made are called.

use super::source::VERSION;

/// The archive.
pub(super) fn archive() -> String {
    format!("majora-uploader-{VERSION}-x86_64-linux.tar.gz")
}

/// Debian's package, by Debian's rules: name, version with the revision of the packaging, processor.
pub(super) fn package() -> String {
    format!("majora-uploader_{VERSION}-1_amd64.deb")
}

/// The bill of materials; scanners know it by its ending.
pub(super) fn bill() -> String {
    format!("majora-uploader-{VERSION}.cdx.json")
}
