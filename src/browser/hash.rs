//! What a file is known by, whatever its name.

use super::window;
use wasm_bindgen_futures::JsFuture;

/// The SHA-256 of some bytes. The browser computes it beside the page, so it is begun early and asked
/// for late.
pub struct Sha256(Option<js_sys::Promise>);

impl Sha256 {
    /// Begins to compute it.
    pub fn of(bytes: &[u8]) -> Sha256 {
        Sha256::of_array(&js_sys::Uint8Array::from(bytes))
    }

    pub(super) fn of_array(bytes: &js_sys::Uint8Array) -> Sha256 {
        let subtle = window().crypto().ok().map(|crypto| crypto.subtle());
        let digest = |subtle: web_sys::SubtleCrypto| {
            subtle.digest_with_str_and_js_u8_array("SHA-256", bytes).ok()
        };
        Sha256(subtle.and_then(digest))
    }

    /// It in hexadecimal; nothing where the browser can't say.
    pub async fn hex(self) -> Option<String> {
        let digest = JsFuture::from(self.0?).await.ok()?;
        let digest = js_sys::Uint8Array::new(&digest).to_vec();
        Some(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub async fn sha256(bytes: &[u8]) -> Option<String> {
    Sha256::of(bytes).hex().await
}
