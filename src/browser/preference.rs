//! What a person at this browser prefers, kept for the next visit. Nothing of a sheet, and no name.

use super::remembering;

/// The word that is kept for a preference, if there is one.
pub fn get(name: &str) -> Option<String> {
    remembering()?.get_item(name).ok().flatten()
}

/// Keeps a word for a preference.
pub fn set(name: &str, word: &str) {
    if let Some(storage) = remembering() {
        // A browser that keeps nothing has no preferences.
        let _ = storage.set_item(name, word);
    }
}

/// Forgets a preference.
pub fn forget(name: &str) {
    if let Some(storage) = remembering() {
        let _ = storage.remove_item(name);
    }
}
