//! The name of a tab, by which its sheet is kept.

use super::{of_tab, window};

/// Where it is kept.
const TAB: &str = "tab";

/// A name for this tab that survives a reload and a trip to Majora's pages, and dies with the tab.
pub(super) fn tab() -> Option<String> {
    let storage = of_tab()?;
    if let Ok(Some(tab)) = storage.get_item(TAB) {
        return Some(tab);
    }
    let tab = window().crypto().ok()?.random_uuid();
    storage.set_item(TAB, &tab).ok()?;
    Some(tab)
}

/// Has the tab begin anew, under another name.
pub(super) fn forget_tab() {
    if let Some(storage) = of_tab() {
        let _ = storage.remove_item(TAB);
    }
}
