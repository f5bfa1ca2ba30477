//! What stands beside the file on the page where a sheet begins, and the camera.

use crate::stage::Stage;
use leptos::html::Video;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{
    ClipboardEvent, ClipboardEventInit, DataTransfer, Event, EventInit, HtmlTextAreaElement,
};
use std::sync::{Arc, Mutex};
use uploader::components::paste_box::PasteBox;
use uploader::components::scanner::Scanner;
use wasm_bindgen_test::wasm_bindgen_test;

async fn paste_box() -> (Stage, Arc<Mutex<Vec<String>>>) {
    let pasted = Arc::new(Mutex::new(Vec::new()));
    let told = pasted.clone();
    let stage = Stage::show(move || {
        let on_paste = move |text| told.lock().expect("one thread").push(text);
        view! { <PasteBox busy=Signal::stored(false) on_paste/> }
    })
    .await;
    (stage, pasted)
}

/// Pastes a text; whether the page has taken it.
async fn paste(stage: &Stage, text: &str) -> bool {
    let data = DataTransfer::new().expect("a clipboard");
    data.set_data("text/plain", text).expect("a clipboard");
    let init = ClipboardEventInit::new();
    init.set_clipboard_data(Some(&data));
    init.set_cancelable(true);
    let event = ClipboardEvent::new_with_event_init_dict("paste", &init).expect("an event");
    let left_alone = stage.one("textarea").dispatch_event(&event).expect("an event");
    leptos::task::tick().await;
    !left_alone
}

#[wasm_bindgen_test]
async fn what_is_pasted_is_given_away_at_once() {
    let (stage, pasted) = paste_box().await;
    let text = "central_sample_id\tadm1\nA-1\tUK-ENG\n";
    assert!(paste(&stage, text).await);
    assert!(!paste(&stage, " \n").await, "nothing was copied");
    assert_eq!(*pasted.lock().expect("one thread"), [text]);
    let area: HtmlTextAreaElement = stage.one("textarea").unchecked_into();
    assert_eq!(area.value(), "", "no browser lays it out");
}

#[wasm_bindgen_test]
async fn what_comes_in_another_way_waits_for_a_button() {
    let (stage, pasted) = paste_box().await;
    assert!(stage.all("button").is_empty());
    let area: HtmlTextAreaElement = stage.one("textarea").unchecked_into();
    area.set_value("central_sample_id\nA-1\n");
    let init = EventInit::new();
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    area.dispatch_event(&event).expect("an event");
    leptos::task::tick().await;
    stage.click("button").await;
    assert_eq!(*pasted.lock().expect("one thread"), ["central_sample_id\nA-1\n"]);
}

#[wasm_bindgen_test]
async fn the_scanner_says_what_it_does_and_why_it_can_not() {
    let trouble = RwSignal::new(None);
    let (said, told) = (RwSignal::new("Looking".to_owned()), Arc::new(Mutex::new(Vec::new())));
    let tell = |what: &'static str| {
        let told = told.clone();
        move |()| told.lock().expect("one thread").push(what)
    };
    let (on_again, on_close) = (tell("again"), tell("close"));
    let stage = Stage::show(move || {
        let video = NodeRef::<Video>::new();
        view! { <Scanner video trouble said on_again on_close/> }
    })
    .await;
    leptos::task::tick().await;
    assert!(stage.one("dialog").has_attribute("open"));
    assert_eq!(stage.texts("[role=status]"), ["Looking"]);
    assert_eq!(stage.texts("button"), ["Close"]);
    assert!(!stage.one("video").has_attribute("hidden"));
    trouble.set(Some(("No camera was found", "Connect one.")));
    leptos::task::tick().await;
    assert_eq!(stage.texts("[role=alert]"), ["No camera was found\n\nConnect one."]);
    assert!(stage.one("video").has_attribute("hidden"));
    stage.click("button:first-child").await;
    stage.click("button:last-child").await;
    // The browser tells that it is closed a moment later.
    stage.frame().await;
    assert!(!stage.one("dialog").has_attribute("open"));
    assert_eq!(*told.lock().expect("one thread"), ["again", "close"]);
}
