//! What this browser keeps: the sheet of the tab, and whether there is anything else.

use super::database::{self, Store};
use super::draft::{self, Draft};
use super::receipts;
use super::tab::tab;
use super::{now, of_tab};

/// Where the last changes are kept while the page goes away.
const LAST_WORDS: &str = "last-words";

/// The sheet that this tab was working on, if it was interrupted.
pub async fn kept_draft() -> Option<Draft> {
    let words = of_tab().and_then(|storage| storage.get_item(LAST_WORDS).ok().flatten());
    draft::my_own(&tab()?, words.as_deref()).await.ok()?
}

/// Whether an interrupted visit has left anything: the sheet of this tab, or an upload.
pub async fn keeps_work() -> bool {
    let sheet = async {
        match tab() {
            Some(tab) => Store::Files.has(&tab).await.unwrap_or_default(),
            None => false,
        }
    };
    sheet.await || Store::Journals.any().await.unwrap_or_default()
}

/// Whether this browser keeps a sheet, of whatever tab.
pub async fn keeps_sheets() -> bool {
    Store::Files.any().await.unwrap_or_default()
}

/// Whether this browser keeps receipts.
pub async fn keeps_receipts() -> bool {
    receipts::any().await
}

/// Keeps what was changed in the sheet, while the page goes away and the database is not done yet.
pub fn keep_last_words(draft: &Draft) {
    if let (Some(storage), Some(words)) = (of_tab(), draft::last_words(draft, now())) {
        // What is too large for it is a sheet, of which the database has all but the last change.
        let _ = storage.set_item(LAST_WORDS, &words);
    }
}

fn forget_last_words() {
    if let Some(storage) = of_tab() {
        let _ = storage.remove_item(LAST_WORDS);
    }
}

/// Keeps the sheet that this tab is working on.
pub async fn keep_draft(draft: &Draft) -> bool {
    let Some(tab) = tab() else { return false };
    let is_kept = draft::keep(&tab, draft, now()).await.is_ok();
    if is_kept {
        forget_last_words();
    }
    is_kept
}

/// Forgets the sheet that this tab is working on.
pub async fn forget_draft() {
    forget_last_words();
    if let Some(tab) = tab() {
        let _ = draft::forget(&tab).await;
    }
}

/// Forgets what is kept and nobody has touched for a week.
pub async fn forget_old() {
    let _ = database::forget_old(now()).await;
}

/// Forgets everything that this browser keeps: the next person at this computer finds nothing.
pub async fn forget_all() {
    forget_last_words();
    let _ = database::clear_all().await;
}
