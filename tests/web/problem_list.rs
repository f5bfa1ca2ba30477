use crate::stage::{Stage, checked, good_rows};
use leptos::prelude::*;
use std::sync::{Arc, Mutex};
use uploader::components::problem_list::ProblemList;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn equal_problems_are_one_line_that_leads_to_the_first_cell() {
    let sheet = checked(
        "central_sample_id,adm1,collection_date,is_surveillance,Notes\n\
        A-1,UK-ENG,2026-11-01,Y,seen\nA-2,England,2026-11-01,Y,\nA-3,England,2026-11-01,Y,\n",
    );
    let went = Arc::new(Mutex::new(Vec::new()));
    let told = went.clone();
    let stage = Stage::show(move || {
        let on_go = move |place| told.lock().expect("one thread").push(place);
        view! { <ProblemList checked=Signal::stored(Some(sheet.clone())) on_go/> }
    })
    .await;
    let lines = stage.texts(".problems-error li");
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"), "{lines:?}");
    assert!(lines[0].contains("2 rows: 3–4"), "{lines:?}");
    assert!(stage.texts(".problems-warning li")[0].contains("‘seen’"));
    stage.click(".problems-error button").await;
    assert_eq!(*went.lock().expect("one thread"), [(1, Some(1))]);
}

#[wasm_bindgen_test]
async fn a_good_sheet_shows_no_problem() {
    let sheet = good_rows(3);
    let stage = Stage::show(move || {
        view! { <ProblemList checked=Signal::stored(Some(sheet.clone())) on_go=|_| {}/> }
    })
    .await;
    assert!(stage.all(".problems-error").is_empty());
}

#[wasm_bindgen_test]
async fn of_very_many_problems_the_first_are_listed_and_the_rest_counted() {
    let rows: String = (0..300)
        .map(|row| format!("A-{row},UK-ENG,2026-11-01,Y\nA-{row},UK-WLS,2026-11-01,Y\n"))
        .collect();
    let sheet = checked(&format!("central_sample_id,adm1,collection_date,is_surveillance\n{rows}"));
    let stage = Stage::show(move || {
        view! { <ProblemList checked=Signal::stored(Some(sheet.clone())) on_go=|_| {}/> }
    })
    .await;
    let lines = stage.texts(".problems-error li");
    assert_eq!(lines.len(), 101);
    assert!(lines[100].starts_with("And 500 more"), "{}", lines[100]);
}
