use crate::stage::Stage;
use leptos::prelude::*;
use protocol::receipt::{Count, File, Head, Kind, Paper, Record, Row, Server, State, VERSION};
use protocol::session::World;
use std::sync::Arc;
use uploader::components::receipt_list::{Kept, ReceiptList};
use uploader::components::receipt_table::ReceiptTable;
use uploader::words;
use wasm_bindgen_test::wasm_bindgen_test;

fn record(record: Kind, outcome: State, reason: &str) -> Record {
    Record {
        record,
        name: "LIB-1".into(),
        outcome,
        reason: reason.into(),
        columns: Vec::new(),
        request: (outcome == State::SavedAndChecked).then(|| "r-1".into()),
        link: None,
    }
}

fn row(nth: usize, records: Vec<Record>) -> Row {
    let outcome = records.iter().map(|record| record.outcome).min().unwrap_or(State::NotSent);
    let sample = format!("HOOT-{nth:05}");
    Row { row: nth as u32 + 1, sample, outcome, errors: Vec::new(), records }
}

pub(crate) fn paper(rows: Vec<Row>) -> Arc<Paper> {
    let with = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let counts = State::ALL.map(|outcome| Count { outcome, rows: with(outcome) });
    let head = Head {
        version: VERSION,
        reference: "T-mudof-kavin".into(),
        server: Server {
            name: "test".into(),
            label: "Sandbox".into(),
            host: "127.0.0.1".into(),
            world: World::Test,
        },
        username: "demo-lab".into(),
        file: File { name: "plate-7.csv".into(), size: 1, sha256: "ab".into() },
        began: "2026-11-20T22:14:03Z".into(),
        ended: "2026-11-20T22:15:03Z".into(),
        rows_in_all: rows.len(),
        counts: counts.into(),
    };
    Arc::new(Paper {
        head,
        stopped: None,
        missing_permissions: Vec::new(),
        unseen: Vec::new(),
        columns_left_out: Vec::new(),
        edits: None,
        rows,
        changes: Vec::new(),
        remarks: Vec::new(),
    })
}

#[wasm_bindgen_test]
async fn each_row_says_in_words_what_became_of_it() {
    let mut broken = row(3, Vec::new());
    (broken.outcome, broken.errors) = (State::HasErrors, vec!["Enter a received_date".into()]);
    let rows = vec![
        row(
            1,
            vec![
                record(Kind::Sample, State::SavedAndChecked, ""),
                record(Kind::Library, State::AlreadyThere, ""),
            ],
        ),
        row(
            2,
            vec![
                record(Kind::Sample, State::SavedInPart, "Sent but not stored: adm2"),
                record(Kind::Library, State::Unknown, "Majora did not answer in time"),
            ],
        ),
        broken,
    ];
    let paper = paper(rows);
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new(vec![0, 1, 2]));
        view! { <ReceiptTable paper=paper.clone() rows/> }
    })
    .await;
    assert_eq!(stage.texts(".receipt-row .tag"), ["Saved and checked", "Unknown", "Has errors"]);
    assert_eq!(stage.texts(".receipt-id"), ["HOOT-00001", "HOOT-00002", "HOOT-00003"]);
    let told = stage.texts(".receipt-text");
    assert_eq!(told[0], "sample saved and checked\nlibrary LIB-1 already in Majora");
    assert!(told[1].starts_with("sample saved in part: Sent but not stored: adm2"), "{told:?}");
    assert!(told[1].contains("library LIB-1 unknown: Majora did not answer in time"), "{told:?}");
    assert_eq!(told[2], "Enter a received_date");
}

#[wasm_bindgen_test]
async fn a_row_of_which_all_went_well_has_no_more_to_say_than_its_names() {
    let of = |kind| record(kind, State::SavedAndChecked, "");
    let whole = row(1, vec![of(Kind::Sample), of(Kind::Library), of(Kind::Run)]);
    let paper = paper(vec![whole, row(2, vec![of(Kind::Sample)])]);
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new(vec![0, 1]));
        view! { <ReceiptTable paper=paper.clone() rows/> }
    })
    .await;
    assert_eq!(
        stage.texts(".receipt-text"),
        ["LIB-1 · LIB-1", ""],
        "that of the library and of the run"
    );
}

#[wasm_bindgen_test]
async fn names_lead_to_the_records_in_majora() {
    let link = |to: &str| Some(format!("https://majora.example/{to}/"));
    let mut records = vec![
        record(Kind::Sample, State::SavedAndChecked, ""),
        record(Kind::Library, State::SavedAndChecked, ""),
        record(Kind::Run, State::Unknown, "Majora did not answer in time"),
    ];
    (records[0].link, records[1].link) = (link("artifact/a"), link("artifact/b"));
    let paper = paper(vec![row(1, records)]);
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new(vec![0]));
        view! { <ReceiptTable paper=paper.clone() rows/> }
    })
    .await;
    let of = |selector: &str, to: &str| {
        let selector = format!("{selector} a[href='https://majora.example/{to}/'][target=_blank]");
        stage.texts(&selector)
    };
    assert_eq!(of(".receipt-id", "artifact/a"), ["HOOT-00001"]);
    assert_eq!(of(".receipt-text", "artifact/b"), ["LIB-1"]);
    assert_eq!(stage.all(".receipt-row a").len(), 2, "a run without an address is only named");
    assert!(stage.texts("p").concat().contains("in a new tab"));
}

#[wasm_bindgen_test]
async fn few_of_many_rows_are_in_the_page_and_all_on_paper() {
    let saved = |nth: usize| row(nth + 1, vec![record(Kind::Sample, State::SavedAndChecked, "")]);
    let paper = paper((0..1_000).map(saved).collect());
    let whole = RwSignal::new(false);
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new((0..1_000).collect::<Vec<_>>()));
        view! {
            <div><ReceiptTable paper=paper.clone() rows whole/></div>
            <button class="all" on:click=move |_| whole.set(true)>"All"</button>
        }
    })
    .await;
    assert_eq!(stage.all(".receipt-row").len(), 100);
    assert!(stage.texts("[role=status]")[0].starts_with("1 to 100 of 1,000 rows."));
    stage.click(".actions button:last-child").await;
    assert_eq!(stage.texts(".receipt-id")[0], "HOOT-00101");
    stage.click(".all").await;
    assert_eq!(stage.all(".receipt-row").len(), 1_000);
}

#[wasm_bindgen_test]
async fn a_kept_receipt_can_be_opened_and_deleted() {
    let deleted = RwSignal::new(String::new());
    let head = paper(vec![row(1, vec![record(Kind::Sample, State::Refused, "")])]).head.clone();
    let kept = Kept { head, when: "today".into(), path: "/test/receipt?reference=x".into() };
    let stage = Stage::show(move || {
        let receipts = Signal::stored(vec![kept.clone()]);
        view! { <ReceiptList receipts on_delete=move |reference| deleted.set(reference)/> }
    })
    .await;
    let told = stage.texts("li div").concat();
    for text in
        ["T-mudof-kavin", "TEST", "plate-7.csv", "today", "0 of 1 row in Majora, 1 needs attention"]
    {
        assert!(told.contains(text), "{text}: {told}");
    }
    assert_eq!(stage.all("li a[href='/test/receipt?reference=x']").len(), 1);
    stage.click("li button").await;
    assert_eq!(deleted.get_untracked(), "T-mudof-kavin");
}

#[wasm_bindgen_test]
async fn paper_says_how_many_rows_are_on_it_where_that_is_not_all() {
    let saved = |nth: usize| row(nth + 1, vec![record(Kind::Sample, State::SavedAndChecked, "")]);
    let paper = paper((0..2_001).map(saved).collect());
    let shown = RwSignal::new(Arc::new((0..2_001).collect::<Vec<_>>()));
    let stage = Stage::show(move || {
        let whole = Signal::stored(true);
        view! { <ReceiptTable paper=paper.clone() rows=shown whole/> }
    })
    .await;
    assert_eq!(stage.all(".receipt-row").len(), 2_000);
    let told = "2,000 of 2,001 rows are printed, those that need attention first. The receipt that you download has all of them.";
    assert_eq!(stage.texts(".receipt-printed"), [told]);
    shown.set(Arc::new(vec![0, 1]));
    leptos::task::tick().await;
    let told = "2 of 2,001 rows are printed. The receipt that you download has all of them.";
    assert_eq!(stage.texts(".receipt-printed"), [told]);
}

#[wasm_bindgen_test]
fn only_the_rows_that_are_ready_are_offered_to_production() {
    assert_eq!(words::those_ready(96, 0), "the same 96 rows");
    assert_eq!(words::those_ready(1, 0), "the same row");
    assert_eq!(words::those_ready(24, 16), "the 24 rows that are ready");
    assert_eq!(words::those_ready(1, 16), "the 1 row that is ready");
}
