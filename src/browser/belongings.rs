//! What this browser keeps of one user: told when that user signs out, and forgotten if so wished. What it
//! keeps of others stays, and so does the sheet of a tab that lives: it is worked on there.

use super::draft::Owner;
use super::{left, receipts, upload};
use protocol::receipt::Head;
use sheet::journal::Binding;

/// What is kept of a user at one Majora.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// The file names of sheets.
    pub sheets: Vec<String>,
    /// How many uploads that aren't finished.
    pub uploads: usize,
    /// How many receipts.
    pub receipts: usize,
}

/// What is kept of a user.
pub async fn of(owner: &Owner) -> Belongings {
    let sheets = left::of(owner).await.into_iter().map(|left| left.name).collect();
    Belongings {
        sheets,
        uploads: uploads_of(owner).await.len(),
        receipts: receipts_of(owner).await.len(),
    }
}

/// Forgets it.
pub async fn forget(owner: &Owner) {
    for sheet in left::of(owner).await {
        left::forget(sheet).await;
    }
    for id in uploads_of(owner).await {
        upload::forget(&id).await;
    }
    for reference in receipts_of(owner).await {
        receipts::forget(&reference).await;
    }
}

async fn uploads_of(owner: &Owner) -> Vec<String> {
    let is_of = |binding: &Binding| {
        let Owner { instance, host, username } = owner;
        (instance, host, username) == (&binding.instance, &binding.host, &binding.username)
    };
    let all = upload::unfinished().await.into_iter();
    all.filter(|upload| is_of(&upload.journal.binding)).map(|upload| upload.id).collect()
}

async fn receipts_of(owner: &Owner) -> Vec<String> {
    let is_of = |head: &Head| {
        let Owner { instance, host, username } = owner;
        (instance, host, username) == (&head.server.name, &head.server.host, &head.username)
    };
    receipts::list().await.into_iter().filter(is_of).map(|head| head.reference).collect()
}
