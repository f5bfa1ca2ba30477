use crate::stage::{Stage, checked};
use leptos::prelude::*;
use sheet::choices::Choices;
use sheet::fields;
use std::sync::{Arc, Mutex};
use uploader::components::how_read::HowRead;
use wasm_bindgen_test::wasm_bindgen_test;

/// The settings of a sheet, and every choice that is made in them.
async fn settings(csv: &str) -> (Stage, Arc<Mutex<Vec<Choices>>>) {
    let (sheet, told) = (checked(csv), Arc::new(Mutex::new(Vec::new())));
    let tell = told.clone();
    let stage = Stage::show(move || {
        let on_choose = move |choices| tell.lock().expect("one thread").push(choices);
        view! { <HowRead checked=sheet on_choose/> }
    })
    .await;
    (stage, told)
}

const SHEET: &str = "central_sample_id,adm1,colection_date,Notes,_status\n\
    A-1,UK-ENG,2026-11-01,seen,mend\nA-2,UK-ENG,2026-11-02,,mend\n";

#[wasm_bindgen_test]
async fn columns_that_mean_nothing_yet_are_shown_with_their_cells_and_a_suggestion() {
    let (stage, told) = settings(SHEET).await;
    let names = stage.texts(".match-name strong");
    assert_eq!(names, ["colection_date", "Notes"]);
    assert!(stage.texts(".match-name .hint")[0].contains("‘2026-11-01’, ‘2026-11-02’"));
    stage.click(".match-meaning button").await;
    let settled = told.lock().expect("one thread").pop().expect("a choice");
    assert_eq!(settled.columns, [(2, Some(&fields::COLLECTION_DATE))].into());
}

#[wasm_bindgen_test]
async fn a_column_can_be_left_out() {
    let (stage, told) = settings(SHEET).await;
    stage.select("#column-3", "-").await;
    let settled = told.lock().expect("one thread").pop().expect("a choice");
    assert_eq!(settled.columns, [(3, None)].into());
}

#[wasm_bindgen_test]
async fn every_column_but_our_own_is_there_when_asked_for() {
    let (stage, _) = settings(SHEET).await;
    stage.click("button[aria-expanded]").await;
    let names = stage.texts(".match-name strong");
    assert_eq!(names, ["central_sample_id", "adm1", "colection_date", "Notes"]);
}

#[wasm_bindgen_test]
async fn what_is_said_before_the_file_is_read_anew_goes_with_what_was_said_before() {
    let (stage, told) = settings(SHEET).await;
    stage.click(".match-meaning button").await;
    stage.select("#column-3", "-").await;
    let settled = told.lock().expect("one thread").pop().expect("a choice");
    assert_eq!(settled.columns, [(2, Some(&fields::COLLECTION_DATE)), (3, None)].into());
}
