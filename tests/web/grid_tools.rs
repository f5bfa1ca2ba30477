use crate::stage::{Stage, checked};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventInit, HtmlInputElement};
use sheet::shown::{Shown, Which};
use std::sync::{Arc, Mutex};
use uploader::components::grid::{CellPlace, Look};
use uploader::components::grid_columns::{columns_button, columns_list};
use uploader::components::grid_tools::{Inputs, Order, finding, on_key, orders};
use wasm_bindgen_test::wasm_bindgen_test;

const THREE: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    A-1,England,2026-11-01,Y\nB-2,UK-ENG,2026-11-01,Y\nC-3,UK-WLS,2026-11-01,Y\n";

async fn tools() -> (Stage, Look, Memo<Arc<Shown>>, Arc<Mutex<Vec<Order>>>) {
    let sheet = checked(THREE);
    let look = Look::at(CellPlace::default());
    let kept = sheet.clone();
    let shown = Memo::new(move |_| {
        let wanted = |row| look.which.get().wants(&kept, row);
        Arc::new(Shown::new(&kept, wanted, &look.text.get(), None))
    });
    let given = Arc::new(Mutex::new(Vec::new()));
    let told = given.clone();
    let stage = Stage::show(move || {
        let give = Callback::new(move |order| told.lock().expect("one thread").push(order));
        let (inputs, open) = (Inputs::default(), RwSignal::new(false));
        let checked = Signal::stored(Some(sheet));
        let words = |order| (order == Order::Undo).then(|| "Undo typing in row 2, adm1".to_owned());
        view! {
            <div class="near" tabindex="0" on:keydown=move |event| on_key(inputs, give, &event)>
                {finding(look, checked, shown, inputs)}
                {orders(words, Signal::stored(false), give)}
                {columns_button(look, open)}
                {columns_list(look, checked, open)}
            </div>
        }
    })
    .await;
    (stage, look, shown, given)
}

fn type_into(stage: &Stage, selector: &str, text: &str) {
    let input: HtmlInputElement = stage.one(selector).unchecked_into();
    input.set_value(text);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict("input", &init).expect("an event");
    input.dispatch_event(&event).expect("an event");
}

#[wasm_bindgen_test]
async fn rows_are_shown_by_state_and_by_text() {
    let (stage, look, shown, _) = tools().await;
    let segments = stage.texts(".grid-tools .segment:not([hidden])");
    assert_eq!(segments, ["All rows (3)", "With problems (1)", "Ready (2)"]);
    stage.click(".grid-tools .segment:nth-child(4)").await;
    assert_eq!((look.which.get_untracked(), shown.get_untracked().len()), (Which::Ready, 2));
    type_into(&stage, "input[type=search]", "wls");
    leptos::task::tick().await;
    assert_eq!(stage.texts(".tool-found"), ["1 row found"]);
    assert_eq!(shown.get_untracked().rows(), [2]);
}

#[wasm_bindgen_test]
async fn a_row_is_gone_to_by_its_number_even_if_it_is_not_shown() {
    let (stage, look, ..) = tools().await;
    look.which.set(Which::Problems);
    for (number, row, message) in [("9", 0, "Enter a row from 2 to 4"), ("4", 2, "")] {
        type_into(&stage, ".tool-row", number);
        stage.click("form.tool-field button").await;
        leptos::task::tick().await;
        assert_eq!(look.active.get_untracked().row, row);
        assert_eq!(stage.texts("#no-row"), [message]);
    }
    assert_eq!(look.which.get_untracked(), Which::All);
}

#[wasm_bindgen_test]
async fn keys_and_buttons_give_the_same_orders() {
    let (stage, _, _, given) = tools().await;
    assert_eq!(stage.texts(".near > .button[aria-disabled=false]"), ["Undo typing in row 2, adm1"]);
    stage.click(".near > .button:first-of-type").await;
    // What can't be done now does nothing.
    stage.click(".near > .button:nth-of-type(2)").await;
    for key in ["Ctrl+z", "Ctrl+y", "Ctrl+Shift+Z", "Ctrl+Delete", "z"] {
        stage.key(".near", key).await;
    }
    let expected = [Order::Undo, Order::Undo, Order::Redo, Order::Redo, Order::RemoveRows];
    assert_eq!(*given.lock().expect("one thread"), expected);
    for (key, selector) in [("Ctrl+f", "input[type=search]"), ("Ctrl+g", ".tool-row")] {
        stage.key(".near", key).await;
        assert_eq!(document().active_element(), Some(stage.one(selector).into()));
        // What is typed there is of no concern to the sheet.
        stage.key(selector, "Ctrl+z").await;
    }
    assert_eq!(given.lock().expect("one thread").len(), expected.len());
}

#[wasm_bindgen_test]
async fn the_sheet_can_be_had_as_a_file() {
    let given = Arc::new(Mutex::new(Vec::new()));
    let told = given.clone();
    let stage = Stage::show(move || {
        let give = Callback::new(move |order| told.lock().expect("one thread").push(order));
        let words = |order| (order == Order::Download).then(|| "Download this sheet".to_owned());
        view! { <div>{orders(words, Signal::stored(false), give)}</div> }
    })
    .await;
    assert_eq!(stage.texts("[aria-disabled=false]"), ["Download this sheet"]);
    stage.click("[aria-disabled=false]").await;
    assert_eq!(*given.lock().expect("one thread"), [Order::Download]);
}

#[wasm_bindgen_test]
async fn columns_are_hidden_by_their_boxes_and_sorted_from_the_list() {
    let (stage, look, ..) = tools().await;
    assert!(stage.all(".columns-list").is_empty());
    stage.click("[aria-expanded]").await;
    let boxes = stage.texts(".column-box");
    assert_eq!(boxes, ["central_sample_id", "adm1", "collection_date", "is_surveillance"]);
    stage.click(".column-box:nth-of-type(3) input").await;
    assert!(look.choices.with_untracked(|choices| !choices.is_shown(2)));
    assert_eq!(stage.texts("[aria-expanded]"), ["Columns (1 hidden)"]);
    look.go(CellPlace { row: 0, column: 1 });
    stage.click("[aria-label='Order of rows'] .segment:nth-child(3)").await;
    let sort = look.sort.get_untracked().map(|sort| (sort.column, sort.descending));
    assert_eq!(sort, Some((1, true)));
    stage.click(".columns-list > .button").await;
    assert_eq!(look.choices.with_untracked(|choices| choices.hidden()), 0);
}
