use crate::stage::{Stage, good_rows};
use leptos::prelude::*;
use sheet::answer::Halt;
use sheet::field::Section;
use sheet::receipt::{Outcome, Receipt, Settled};
use sheet::record::Slot;
use std::sync::Arc;
use uploader::components::receipt_table::ReceiptTable;
use wasm_bindgen_test::wasm_bindgen_test;

fn settled(row: usize, section: Section, outcome: Outcome) -> (Slot, Settled) {
    (Slot { row, section }, Settled { outcome, request: None, read_back: None })
}

#[wasm_bindgen_test]
async fn each_row_says_in_words_what_became_of_it() {
    let sheet = good_rows(2);
    let receipt = Arc::new(Receipt {
        settled: [
            settled(0, Section::Sample, Outcome::Saved { not_stored: Vec::new() }),
            settled(1, Section::Sample, Outcome::Saved { not_stored: Vec::new() }),
            settled(0, Section::Library, Outcome::AlreadyThere),
            settled(1, Section::Library, Outcome::Unknown(Halt::TimedOut)),
        ]
        .into(),
        rows: 2,
        halted: Some(Halt::TimedOut),
        ..Receipt::default()
    });
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new(vec![0, 1]));
        view! { <ReceiptTable receipt=receipt.clone() sheet=sheet.clone() rows/> }
    })
    .await;
    assert_eq!(stage.texts(".receipt-row .tag"), ["Saved", "Unknown"]);
    assert_eq!(stage.texts(".receipt-id"), ["HOOT-00001", "HOOT-00002"]);
    let told = stage.texts(".receipt-text");
    assert_eq!(told[0], "sample saved\nlibrary already in Majora");
    assert!(told[1].contains("library unknown: Majora did not answer in time"), "{told:?}");
}

#[wasm_bindgen_test]
async fn few_of_many_rows_are_in_the_page() {
    let sheet = good_rows(5_000);
    let saved = |row| settled(row, Section::Sample, Outcome::Saved { not_stored: Vec::new() });
    let settled = (0..5_000).map(saved).collect();
    let receipt = Arc::new(Receipt { settled, rows: 5_000, ..Receipt::default() });
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new((0..5_000).collect::<Vec<_>>()));
        view! { <div><ReceiptTable receipt=receipt.clone() sheet=sheet.clone() rows/></div> }
    })
    .await;
    assert_eq!(stage.all(".receipt-row").len(), 100);
    assert!(stage.texts("[role=status]")[0].starts_with("1 to 100 of 5,000 rows."));
    stage.click(".actions button:last-child").await;
    assert_eq!(stage.texts(".receipt-id")[0], "HOOT-00101");
}
