use sheet::decide::Decisions;
use sheet::journal::{Binding, Journal, Note, State};
use sheet::read::Change;
use sheet::record::Key;
use std::sync::Arc;
use uploader::browser::draft::Draft;
use uploader::browser::forget_old;
use uploader::browser::upload::{Added, add, begin, forget, sheet, unfinished};
use wasm_bindgen_test::wasm_bindgen_test;

pub(crate) fn journal(file: &str) -> Journal {
    Journal {
        binding: Binding {
            sha256: "abc".into(),
            instance: "test".into(),
            host: "majora.example.org".into(),
            username: "hoot".into(),
        },
        file: file.into(),
        changes: Change::default(),
        decisions: Decisions::default(),
        began: None,
        planned: 3,
        records: [].into(),
        ids: [].into(),
    }
}

fn sending(sample: &str) -> Note {
    Note::Sending { keys: vec![Key::Sample(sample.into())], is_new: true }
}

fn saved(sample: &str) -> Note {
    Note::Settled { key: Key::Sample(sample.into()), state: State::Saved, request: None }
}

async fn kept(id: &str) -> Option<Journal> {
    let mut unfinished = unfinished().await.into_iter();
    unfinished.find(|upload| upload.id == id).map(|upload| upload.journal)
}

#[wasm_bindgen_test]
async fn what_comes_to_the_journal_of_an_upload_is_added_to_it() {
    let draft = Draft { bytes: Arc::new(b"a\n1\n".to_vec().into()), ..Draft::default() };
    let (mut first, second) = (journal("first.csv"), journal("second.csv"));
    assert!(begin("upload-1", &draft, &first).await);
    assert!(begin("upload-1-2", &draft, &second).await);
    for (nth, notes) in
        [[sending("A-1"), saved("A-1")], [sending("A-2"), saved("A-2")]].iter().enumerate()
    {
        notes.iter().for_each(|note| first.write(note.clone()));
        assert_eq!(add("upload-1", nth, notes).await, Added::Kept);
        assert_eq!(kept("upload-1").await.as_ref(), Some(&first));
    }
    forget_old().await;
    assert_eq!(kept("upload-1").await.as_ref(), Some(&first));

    // Whoever takes it up writes it whole, and adds to that only.
    let mut again = journal("first.csv");
    assert!(begin("upload-1", &draft, &again).await);
    again.write(sending("A-3"));
    assert_eq!(add("upload-1", 0, &[sending("A-3")]).await, Added::Kept);
    assert_eq!(kept("upload-1").await, Some(again));

    forget("upload-1").await;
    assert_eq!((kept("upload-1").await, sheet("upload-1").await), (None, None));
    assert_eq!(add("upload-1", 1, &[saved("A-3")]).await, Added::Orphaned);
    assert_eq!(kept("upload-1").await, None);
    assert_eq!(kept("upload-1-2").await, Some(second));
    forget("upload-1-2").await;
}
