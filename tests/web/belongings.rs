//! Whose is what this browser keeps.

use crate::receipt_table::paper;
use crate::upload::journal;
use std::sync::Arc;
use uploader::browser::belongings::{Belongings, forget, of};
use uploader::browser::draft::{Draft, Owner, Work};
use uploader::browser::upload::begin;
use uploader::browser::{forget_all, keep_draft, left, receipts};
use wasm_bindgen_test::wasm_bindgen_test;

/// Keeps a sheet whose tab is gone, an upload that stopped and two receipts of somebody.
async fn keep(username: &str) -> Owner {
    let owner = Owner {
        instance: "test".into(),
        host: "majora.example.org".into(),
        username: username.to_owned(),
    };
    let work = Work { owner: Some(owner.clone()), ..Work::default() };
    let bytes = Arc::new(b"a\n1\n".to_vec().into());
    let draft = Draft { name: format!("{username}.csv"), bytes, work, ..Draft::default() };
    assert!(keep_draft(&draft).await);
    left::leave();
    let mut stopped = journal("other.csv");
    stopped.binding.username = username.to_owned();
    assert!(begin(&format!("upload-{username}"), &draft, &stopped).await);
    for nth in ["kavin", "lobax"] {
        let mut receipt = paper(Vec::new()).as_ref().clone();
        receipt.head.username = username.to_owned();
        receipt.head.server.host = owner.host.clone();
        receipt.head.reference = format!("T-{username}-{nth}");
        assert!(receipts::save(&receipt).await);
    }
    owner
}

#[wasm_bindgen_test]
async fn what_is_forgotten_is_of_one_user_alone() {
    forget_all().await;
    receipts::forget_all().await;
    let (mine, theirs) = (keep("mine").await, keep("theirs").await);
    let sheets = |name: &str| vec![name.to_owned()];
    let of_mine = Belongings { sheets: sheets("mine.csv"), uploads: 1, receipts: 2 };
    let of_theirs = Belongings { sheets: sheets("theirs.csv"), uploads: 1, receipts: 2 };
    assert_eq!((of(&mine).await, of(&theirs).await), (of_mine, of_theirs.clone()));
    forget(&mine).await;
    assert_eq!((of(&mine).await, of(&theirs).await), (Belongings::default(), of_theirs));
    forget(&theirs).await;
    assert_eq!(of(&theirs).await, Belongings::default());
}
