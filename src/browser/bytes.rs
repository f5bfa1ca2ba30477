//! The bytes of a file, and the copy of them that the browser keeps.

use js_sys::{Array, Uint8Array};
use send_wrapper::SendWrapper;
use std::ops::Deref;
use std::sync::OnceLock;
use web_sys::Blob;

/// The bytes of a file.
#[derive(Debug, Default)]
pub struct Bytes {
    bytes: Vec<u8>,
    /// The same, where the browser has them already: it keeps them as they are, and to give it a large file
    /// anew is a long task for a page.
    blob: OnceLock<SendWrapper<Blob>>,
}

impl Bytes {
    /// The browser has them as well.
    pub(super) fn add_blob(&self, blob: Blob) {
        // One is as good as another.
        let _ = self.blob.set(SendWrapper::new(blob));
    }

    /// Them as the browser keeps them.
    pub(super) fn blob(&self) -> Option<Blob> {
        if let Some(blob) = self.blob.get() {
            return Some((**blob).clone());
        }
        let parts = Array::of1(&Uint8Array::from(self.bytes.as_slice()));
        let blob = Blob::new_with_u8_array_sequence(&parts).ok()?;
        self.add_blob(blob.clone());
        Some(blob)
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes { bytes, ..Bytes::default() }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        self.bytes == other.bytes
    }
}
