use crate::stage::Stage;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventInit, HtmlInputElement};
use sheet::field::Field;
use sheet::fields;
use std::sync::{Arc, Mutex};
use uploader::components::cell_input::{CellInput, Then};
use wasm_bindgen_test::wasm_bindgen_test;

/// Types a text in place of what stands in the input.
pub(crate) fn type_into(stage: &Stage, text: &str) {
    let input: HtmlInputElement = stage.one("input.cell-input").unchecked_into();
    input.set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    input.dispatch_event(&event).expect("an event");
}

type Kept = Arc<Mutex<Vec<(String, Then)>>>;

async fn input_of(field: Option<&'static Field>, text: &'static str) -> (Stage, Kept) {
    let kept = Kept::default();
    let told = kept.clone();
    let stage = Stage::show(move || {
        let on_keep = move |kept| told.lock().expect("one thread").push(kept);
        view! {
            <CellInput field label="adm2, row 2".to_owned() text=text.to_owned() typed=None on_keep on_drop=|()| {}/>
        }
    })
    .await;
    (stage, kept)
}

#[wasm_bindgen_test]
async fn keys_keep_the_text_once_and_say_where_to_go() {
    for (key, then) in [("Enter", Then::Down), ("Tab", Then::Right)] {
        let (stage, kept) = input_of(Some(&fields::ADM2), "KENT").await;
        type_into(&stage, "SURREY");
        stage.key("input.cell-input", key).await;
        let _ = stage.one("input.cell-input").blur();
        leptos::task::tick().await;
        assert_eq!(*kept.lock().expect("one thread"), [("SURREY".to_owned(), then)]);
    }
}

#[wasm_bindgen_test]
async fn an_input_says_what_it_is_for() {
    let (stage, _) = input_of(None, "x").await;
    let label = stage.one("input.cell-input").get_attribute("aria-label");
    assert_eq!(label.as_deref(), Some("adm2, row 2"));
}

#[wasm_bindgen_test]
async fn a_cell_of_two_lines_stays_as_it_is_unless_somebody_types() {
    for (typed, expected) in [(None, "Ward 3\nBed 2"), (Some("Ward 3 Bed 4"), "Ward 3 Bed 4")] {
        let (stage, kept) = input_of(Some(&fields::SENDER_SAMPLE_ID), "Ward 3\nBed 2").await;
        let input: HtmlInputElement = stage.one("input.cell-input").unchecked_into();
        assert_eq!(input.value(), "Ward 3 Bed 2");
        typed.into_iter().for_each(|text| type_into(&stage, text));
        stage.key("input.cell-input", "Tab").await;
        assert_eq!(*kept.lock().expect("one thread"), [(expected.to_owned(), Then::Right)]);
    }
}
