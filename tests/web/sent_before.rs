use crate::receipt_table::paper;
use crate::stage::{Stage, checked};
use leptos::prelude::*;
use protocol::receipt::{Row, State};
use sheet::check::{Checked, check};
use uploader::components::sent_before::{OnlyAsks, SentBefore, goes, nothing_sent};
use wasm_bindgen_test::wasm_bindgen_test;

const SHEET: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    A-1,UK-ENG,2026-11-01,Y\nA-2,UK-ENG,2026-11-01,Y\nA-3,nowhere,2026-11-01,Y\n";

fn row(at: usize, outcome: State) -> Row {
    let sample = format!("A-{}", at + 1);
    Row { row: at as u32 + 2, sample, outcome, errors: Vec::new(), records: Vec::new() }
}

fn changed(sheet: &Checked, row: usize, cell: &str) -> Checked {
    let mut changed = sheet.sheet().clone();
    changed.set(row, 1, cell.to_owned());
    check(changed, sheet.today())
}

#[wasm_bindgen_test]
async fn after_an_upload_nobody_says_that_nothing_is_sent() {
    let before = RwSignal::new(None);
    let stage = Stage::show(move || view! { <OnlyAsks before/> }).await;
    let asks = " Majora is only asked which of these records it holds.";
    assert_eq!(stage.texts("p"), [format!("Nothing is sent yet.{asks}")]);
    for (sent, words) in [
        (SentBefore { rows: 14, records: 0 }, "14 rows are in Majora already. "),
        (SentBefore { rows: 0, records: 1 }, "1 record is saved already. "),
        (SentBefore::default(), ""),
    ] {
        before.set(Some(sent));
        leptos::task::tick().await;
        assert_eq!(stage.texts("p"), [format!("{words}Nothing more is sent yet.{asks}")]);
    }
    let stopped = SentBefore { rows: 0, records: 300 };
    assert_eq!(
        nothing_sent(Some(&stopped)),
        "Nothing more was sent: 300 records are saved already."
    );
    assert_eq!(nothing_sent(None), "Nothing was sent.");
}

#[wasm_bindgen_test]
fn rows_that_majora_holds_are_not_counted_as_ready_to_be_sent() {
    let then = checked(SHEET);
    let rows = [State::SavedAndChecked, State::AlreadyThere, State::HasErrors];
    let paper = paper(rows.into_iter().enumerate().map(|(at, outcome)| row(at, outcome)).collect());
    let told = |now: &Checked| {
        let before = SentBefore::of(now, &then, &paper);
        goes(now.sheet().rows(), now.ready_rows(), Some(&before))
    };
    assert_eq!(
        told(&then),
        "2 rows are in Majora already. No other row is ready. 1 row with problems will be left out."
    );
    let fixed = changed(&then, 2, "UK-WLS");
    assert_eq!(told(&fixed), "2 rows are in Majora already. 1 more row is ready.");
    let corrected = changed(&fixed, 0, "UK-SCT");
    assert_eq!(told(&corrected), "1 row is in Majora already. 2 more rows are ready.");
    assert_eq!(goes(3, 2, None), "2 rows are ready. 1 row with problems will be left out.");
}
