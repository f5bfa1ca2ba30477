use crate::stage::Stage;
use leptos::prelude::*;
use std::sync::{Arc, Mutex};
use uploader::components::replace_question::ReplaceQuestion;
use wasm_bindgen_test::wasm_bindgen_test;

async fn asked(offered: &'static str, loses: bool) -> (Stage, Arc<Mutex<Vec<bool>>>) {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let told = answers.clone();
    let stage = Stage::show(move || {
        let on_answer = move |answer| told.lock().expect("one thread").push(answer);
        view! { <ReplaceQuestion here="plate.xlsx" offered loses on_answer/> }
    })
    .await;
    stage.frame().await;
    (stage, answers)
}

#[wasm_bindgen_test]
async fn both_files_are_named_and_what_is_lost_only_where_something_is() {
    let (stage, _) = asked("plate-2.xlsx", true).await;
    assert_eq!(stage.texts("h2"), ["Read ‘plate-2.xlsx’ in place of ‘plate.xlsx’?"]);
    assert_eq!(
        stage.texts("#replace-lost"),
        ["What you changed or settled in ‘plate.xlsx’ here is lost."]
    );
    let (stage, _) = asked("plate.xlsx", false).await;
    assert_eq!(stage.texts("h2"), ["Read ‘plate.xlsx’ again in place of what is here?"]);
    assert_eq!(stage.texts("#replace-lost"), [""; 0]);
}

#[wasm_bindgen_test]
async fn the_keyboard_comes_to_it_and_nothing_is_replaced_by_chance() {
    let (stage, answers) = asked("plate-2.xlsx", true).await;
    let focused = document().active_element().expect("a page");
    assert_eq!(focused.get_attribute("aria-labelledby").as_deref(), Some("replace-question"));
    stage.key(".question", "Escape").await;
    stage.click(".button-quiet").await;
    stage.click(".button:not(.button-quiet)").await;
    assert_eq!(*answers.lock().expect("one thread"), [false, false, true]);
}
