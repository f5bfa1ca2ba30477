//! The bytes of a file, and the copy of them that the browser keeps.

use js_sys::{Array, Uint8Array};
use send_wrapper::SendWrapper;
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use web_sys::Blob;

/// The bytes of a file.
#[derive(Debug, Default)]
pub struct Bytes {
    bytes: Vec<u8>,
    /// The same, where the browser has them already: it keeps them as they are, and to give it a large file
    /// anew is a long task for a page.
    blob: Mutex<Option<SendWrapper<Blob>>>,
}

impl Bytes {
    /// The browser has them as well.
    pub(super) fn add_blob(&self, blob: Blob) {
        self.set_blob(Some(blob));
    }

    /// What the browser has of them is of no use.
    pub(super) fn forget_blob(&self) {
        self.set_blob(None);
    }

    fn set_blob(&self, blob: Option<Blob>) {
        *self.blob.lock().unwrap_or_else(PoisonError::into_inner) = blob.map(SendWrapper::new);
    }

    /// Them as the browser keeps them.
    pub(super) fn blob(&self) -> Option<Blob> {
        let known = self.blob.lock().unwrap_or_else(PoisonError::into_inner).as_deref().cloned();
        if known.is_some() {
            return known;
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
