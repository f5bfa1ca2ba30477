use sheet::choices::{Choices, DateOrder};
use sheet::decide::Decisions;
use sheet::read::Change;
use sheet::record::Key;
use std::sync::Arc;
use uploader::browser::draft::{Draft, Owner, Work};
use uploader::browser::{forget_all, forget_draft, keep_draft, kept_draft};
use wasm_bindgen_test::wasm_bindgen_test;

fn draft(name: &str, bytes: &[u8]) -> Draft {
    Draft { name: name.into(), bytes: Arc::new(bytes.to_vec().into()), ..Draft::default() }
}

fn changed(draft: &Draft, text: &str) -> Draft {
    let changes = Change {
        added: Some(2),
        cells: vec![(0, 1, text.into()), (3, 0, "two\nlines, \"quoted\"".into())],
        removed: vec![(1, true)],
        dates: Vec::new(),
    };
    let choices = Choices { dates: [(2, DateOrder::DayMonthYear)].into(), ..Choices::default() };
    let owner = Owner {
        instance: "test".into(),
        host: "majora.example.org".into(),
        username: "hoot".into(),
    };
    let erased = ((Key::Sample("A-1".into()), "adm2"), text.to_owned());
    let decisions = Decisions { erased: [erased].into(), ..Decisions::default() };
    let work = Work { owner: Some(owner.clone()), rows: 7, is_submitted: text.is_empty() };
    Draft { changes, choices, decided: Some((owner, decisions)), work, ..draft.clone() }
}

/// A tab has one draft, so all of this is one test.
#[wasm_bindgen_test]
async fn a_draft_is_kept_with_its_changes_and_forgotten() {
    let first = draft("first.csv", b"a,b\n1,2\n");
    assert!(keep_draft(&first).await);
    assert_eq!(kept_draft().await, Some(first.clone()));
    for text in ["UK-ENG", ""] {
        let changed = changed(&first, text);
        assert!(keep_draft(&changed).await);
        assert_eq!(kept_draft().await, Some(changed));
    }
    // The changes of one file are never those of another, even if they are all that is there.
    let second = draft("second.csv", b"c\n3\n");
    assert!(keep_draft(&second).await);
    assert_eq!(kept_draft().await, Some(second.clone()));
    // Everything may be forgotten from another tab while this one goes on.
    forget_all().await;
    assert_eq!(kept_draft().await, None);
    let again = changed(&second, "x");
    assert!(keep_draft(&again).await);
    assert_eq!(kept_draft().await, Some(again));
    forget_draft().await;
    assert_eq!(kept_draft().await, None);
}
