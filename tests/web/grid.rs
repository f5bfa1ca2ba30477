use crate::stage::{Stage, checked, good_rows};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlInputElement, HtmlSelectElement};
use sheet::check::Checked;
use std::sync::{Arc, Mutex};
use uploader::components::grid::{CellPlace, Grid};
use wasm_bindgen_test::wasm_bindgen_test;

type Edits = Arc<Mutex<Vec<(CellPlace, String)>>>;

async fn grid_of(sheet: Arc<Checked>) -> (Stage, RwSignal<CellPlace>, Edits) {
    let rows = Arc::new((0..sheet.sheet().rows()).collect::<Vec<_>>());
    let checked = RwSignal::new(Some(sheet));
    let active = RwSignal::new(CellPlace::default());
    let edits = Edits::default();
    let told = edits.clone();
    let stage = Stage::show(move || {
        let on_edit = move |edit| told.lock().expect("one thread").push(edit);
        view! {
            <div style:height="400px">
                <Grid checked rows=Signal::stored(rows.clone()) active on_edit/>
            </div>
        }
    })
    .await;
    (stage, active, edits)
}

const TWO: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    A-1,England,2026-11-01,Y\nA-2,UK-ENG,2026-11-01,\n";

#[wasm_bindgen_test]
async fn few_of_many_rows_are_in_the_page_and_all_are_counted() {
    let (stage, ..) = grid_of(good_rows(20_000)).await;
    assert_eq!(stage.one("[role=grid]").get_attribute("aria-rowcount").as_deref(), Some("20001"));
    let shown = stage.all("[role=gridcell]").len();
    assert!((10..3000).contains(&shown), "{shown} cells");
}

#[wasm_bindgen_test]
async fn rows_are_numbered_as_in_the_spreadsheet_and_marked_at_the_left() {
    let (stage, ..) = grid_of(checked(TWO)).await;
    assert_eq!(stage.texts("[role=rowheader]")[0].lines().next(), Some("2"));
    assert_eq!(stage.all("[role=rowheader].row-error").len(), 2);
    assert_eq!(stage.texts("[role=gridcell][aria-invalid=true]"), ["England", ""]);
}

#[wasm_bindgen_test]
async fn arrow_keys_move_and_stop_at_the_edges() {
    let (stage, active, _) = grid_of(checked(TWO)).await;
    for (key, expected) in [
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("ArrowDown", (1, 1)),
        ("Home", (1, 0)),
        ("End", (1, 3)),
        ("ArrowRight", (1, 3)),
        ("ArrowUp", (0, 3)),
    ] {
        stage.key("[role=grid]", key).await;
        let CellPlace { row, column } = active.get_untracked();
        assert_eq!((row, column), expected, "{key}");
    }
}

#[wasm_bindgen_test]
async fn f8_goes_from_problem_to_problem() {
    let (stage, active, _) = grid_of(checked(TWO)).await;
    for expected in [(0, 1), (1, 3), (0, 1)] {
        stage.key("[role=grid]", "F8").await;
        let CellPlace { row, column } = active.get_untracked();
        assert_eq!((row, column), expected);
    }
}

#[wasm_bindgen_test]
async fn enter_edits_with_a_list_and_escape_changes_nothing() {
    let (stage, _, edits) = grid_of(checked(TWO)).await;
    stage.key("[role=grid]", "F8").await;
    stage.key("[role=grid]", "Enter").await;
    let options = stage.texts("select.cell-input option");
    assert_eq!(
        options,
        ["England (as in the file)", "(blank)", "UK-ENG", "UK-SCT", "UK-WLS", "UK-NIR"]
    );
    stage.key("select.cell-input", "Escape").await;
    assert!(stage.all(".cell-input").is_empty());
    assert!(edits.lock().expect("one thread").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_typed_is_told_once_with_its_place() {
    let (stage, active, edits) = grid_of(checked(TWO)).await;
    active.set(CellPlace { row: 1, column: 2 });
    stage.key("[role=grid]", "F2").await;
    crate::cell_input::type_into(&stage, "2026-11-02");
    stage.key("input.cell-input", "Enter").await;
    let told = edits.lock().expect("one thread").clone();
    assert_eq!(told, [(CellPlace { row: 1, column: 2 }, "2026-11-02".to_owned())]);
}

#[wasm_bindgen_test]
async fn what_is_typed_stays_when_another_cell_is_clicked() {
    let (stage, active, edits) = grid_of(checked(TWO)).await;
    stage.mouse("#cell-0-2", "mousedown").await;
    stage.mouse("#cell-0-2", "dblclick").await;
    crate::cell_input::type_into(&stage, "2026-11-03");
    // A double click into the text being typed draws nothing anew.
    stage.mouse("input.cell-input", "dblclick").await;
    stage.mouse("#cell-1-2", "mousedown").await;
    stage.one("[role=grid]").focus().expect("a grid");
    leptos::task::tick().await;
    let told = edits.lock().expect("one thread").clone();
    assert_eq!(told, [(CellPlace { row: 0, column: 2 }, "2026-11-03".to_owned())]);
    assert_eq!(active.get_untracked(), CellPlace { row: 1, column: 2 });
    assert!(stage.all(".cell-input").is_empty());
}

#[wasm_bindgen_test]
async fn typing_begins_to_edit_and_delete_empties() {
    let (stage, active, edits) = grid_of(checked(TWO)).await;
    active.set(CellPlace { row: 0, column: 2 });
    stage.key("[role=grid]", "7").await;
    let input: HtmlInputElement = stage.one("input.cell-input").unchecked_into();
    assert_eq!(input.value(), "7");
    stage.key("input.cell-input", "Escape").await;
    active.set(CellPlace { row: 1, column: 3 });
    stage.key("[role=grid]", "n").await;
    stage.key("select.cell-input", "Enter").await;
    active.set(CellPlace { row: 1, column: 0 });
    stage.key("[role=grid]", "Delete").await;
    let told = edits.lock().expect("one thread").clone();
    let places = [CellPlace { row: 1, column: 3 }, CellPlace { row: 1, column: 0 }];
    assert_eq!(told, [(places[0], "N".to_owned()), (places[1], String::new())]);
}

#[wasm_bindgen_test]
async fn a_cell_is_edited_by_touch_and_not_while_it_is_locked() {
    let locked = RwSignal::new(false);
    let stage = Stage::show(move || {
        let rows = Signal::stored(Arc::new(vec![0, 1]));
        let active = RwSignal::new(CellPlace { row: 0, column: 1 });
        view! { <Grid checked=Signal::stored(Some(checked(TWO))) rows active locked on_edit=|_| {}/> }
    })
    .await;
    assert_eq!(stage.texts(".cell-value"), ["England"]);
    stage.click(".cell-panel button").await;
    assert_eq!(stage.all("select.cell-input").len(), 1);
    stage.key("select.cell-input", "Escape").await;
    locked.set(true);
    stage.key("[role=grid]", "Enter").await;
    assert!(stage.all(".cell-input").is_empty());
    assert!(stage.all(".cell-panel button").is_empty());
}

#[wasm_bindgen_test]
async fn the_active_cell_stays_in_the_page_when_it_is_scrolled_away() {
    let (stage, ..) = grid_of(good_rows(500)).await;
    stage.one("[role=grid]").set_scroll_top(9_000);
    stage.frame().await;
    assert_eq!(
        stage.one("[role=grid]").get_attribute("aria-activedescendant").as_deref(),
        Some("cell-0-0")
    );
    assert_eq!(stage.all("#cell-0-0").len(), 1);
}

#[wasm_bindgen_test]
async fn a_row_that_is_mended_away_leads_to_the_next_one() {
    let sheet = RwSignal::new(Some(checked(TWO)));
    let active = RwSignal::new(CellPlace { row: 0, column: 1 });
    let rows = Memo::new(move |_| {
        let sheet = sheet.get().expect("a sheet");
        Arc::new((0..2).filter(|row| !sheet.is_ready(*row)).collect::<Vec<_>>())
    });
    let on_edit = move |(place, text): (CellPlace, String)| {
        let mut mended = Arc::unwrap_or_clone(sheet.get_untracked().expect("a sheet")).into_sheet();
        mended.set(place.row, place.column, text);
        sheet.set(Some(Arc::new(sheet::check::check(mended, crate::stage::today()))));
    };
    let stage = Stage::show(move || view! { <Grid checked=sheet rows active on_edit/> }).await;
    stage.key("[role=grid]", "Enter").await;
    let list: HtmlSelectElement = stage.one("select.cell-input").unchecked_into();
    list.set_value("UK-ENG");
    stage.mouse("select.cell-input", "change").await;
    stage.key("select.cell-input", "Enter").await;
    assert_eq!(*rows.get_untracked(), [1]);
    assert_eq!(active.get_untracked(), CellPlace { row: 1, column: 1 });
}
