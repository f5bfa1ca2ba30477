use crate::stage::{Stage, checked};
use leptos::prelude::*;
use sheet::choices::DateOrder;
use std::sync::{Arc, Mutex};
use uploader::components::date_questions::DateQuestions;
use wasm_bindgen_test::wasm_bindgen_test;

type Answers = Arc<Mutex<Vec<(Vec<usize>, DateOrder)>>>;

/// The questions about three columns, of which the last can't be written as the others are.
async fn questions() -> (Stage, Answers) {
    let sheet = checked(
        "central_sample_id,collection_date,received_date,admission_date\n\
        A-1,04/11/2026,05/11/2026,04-05-06\nA-2,04/11/2026,,\n",
    );
    let told = Answers::default();
    let tell = told.clone();
    let stage = Stage::show(move || {
        let on_answer = move |answer| tell.lock().expect("one thread").push(answer);
        view! { <DateQuestions checked=sheet columns=vec![1, 2, 3] inert=false on_answer/> }
    })
    .await;
    (stage, told)
}

#[wasm_bindgen_test]
async fn an_answer_is_about_one_column_unless_the_user_says_more() {
    let (stage, told) = questions().await;
    let titles = stage.texts(".question h2");
    assert_eq!(titles[0], "Which day is ‘04/11/2026’ in collection_date?");
    let last = || told.lock().expect("one thread").pop();
    stage.click(".question[aria-labelledby=dates-of-1] .actions button:first-child").await;
    assert_eq!(last(), Some((vec![1], DateOrder::DayMonthYear)));

    let boxes = stage.texts(".tick");
    assert_eq!(boxes[0], "My answer is also for the dates in received_date");
    assert_eq!(boxes.len(), 2, "the third column has other answers");
    stage.click(".question[aria-labelledby=dates-of-2] .tick input").await;
    stage.click(".question[aria-labelledby=dates-of-2] .actions button:last-child").await;
    assert_eq!(last(), Some((vec![2, 1], DateOrder::MonthDayYear)));
}
