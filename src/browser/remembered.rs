//! What the user has settled about words for options, kept for the next sheet.

use super::{remembering, view};
use sheet::fix::Remembered;

/// Where words for options are kept.
const REMEMBERED: &str = "words";

/// What the user has settled before about words for options.
pub fn remembered() -> Remembered {
    let text = remembering().and_then(|storage| storage.get_item(REMEMBERED).ok().flatten());
    text.map(|text| Remembered::from_text(&text)).unwrap_or_default()
}

/// Keeps it for the next sheet.
pub fn remember(remembered: &Remembered) {
    if let Some(storage) = remembering() {
        // A browser that keeps nothing asks again.
        let _ = storage.set_item(REMEMBERED, &remembered.to_text());
    }
}

/// Forgets it, and how somebody likes to look at a sheet: the next person at this computer finds none.
pub fn forget_remembered() {
    if let Some(storage) = remembering() {
        let _ = storage.remove_item(REMEMBERED);
    }
    view::forget();
}
