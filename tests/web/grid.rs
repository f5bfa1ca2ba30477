use crate::cell_input::type_into;
use crate::stage::{Stage, checked, good_rows, today};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlInputElement, HtmlSelectElement};
use sheet::check::{Checked, check};
use sheet::history::Deed;
use sheet::shown::{Shown, Sort, Which};
use std::sync::{Arc, Mutex};
use uploader::components::grid::{CellPlace, Grid, Look};
use wasm_bindgen_test::wasm_bindgen_test;

/// A grid whose sheet changes as it is told to, what it is looked at with, and what it told.
struct Tried {
    stage: Stage,
    look: Look,
    sheet: RwSignal<Option<Arc<Checked>>>,
    told: Arc<Mutex<Vec<Deed>>>,
    locked: RwSignal<bool>,
}

impl Tried {
    async fn of(first: Arc<Checked>) -> Tried {
        let sheet = RwSignal::new(Some(first));
        let look = Look::at(CellPlace::default());
        let (told, locked) = (Arc::new(Mutex::new(Vec::new())), RwSignal::new(false));
        let shown = Memo::new(move |_| {
            let checked = sheet.get().expect("a sheet");
            let order = look.sort.get().map(|sort| sort.order(&checked));
            let wanted = |row| look.which.get().wants(&checked, row);
            Arc::new(Shown::new(&checked, wanted, &look.text.get(), order))
        });
        let tell = told.clone();
        let on_change = move |(deed, change)| {
            tell.lock().expect("one thread").push(deed);
            let mut changed =
                Arc::unwrap_or_clone(sheet.get_untracked().expect("a sheet")).into_sheet();
            changed.change(change);
            sheet.set(Some(Arc::new(check(changed, today()))));
        };
        let stage = Stage::show(move || {
            view! {
                <div style:width="1200px">
                    <Grid checked=sheet shown look locked on_change/>
                </div>
            }
        })
        .await;
        stage.frame().await;
        Tried { stage, look, sheet, told, locked }
    }

    fn active(&self) -> (usize, usize) {
        let CellPlace { row, column } = self.look.active.get_untracked();
        (row, column)
    }

    fn go(&self, row: usize, column: usize) {
        self.look.go(CellPlace { row, column });
    }

    async fn press(&self, key: &str) {
        self.stage.key("[role=grid]", key).await;
    }

    fn cell(&self, row: usize, column: usize) -> String {
        self.sheet.with_untracked(|sheet| {
            sheet.as_ref().expect("a sheet").sheet().cell(row, column).to_owned()
        })
    }

    fn deeds(&self) -> Vec<Deed> {
        self.told.lock().expect("one thread").clone()
    }

    fn selected(&self) -> Vec<String> {
        let selected = self.stage.all(".cell-selected");
        selected.iter().map(|cell| cell.id().replacen("cell-", "", 1)).collect()
    }
}

const TWO: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    A-1,England,2026-11-01,Y\nA-2,UK-ENG,2026-11-01,\n";

const FOUR: &str = "central_sample_id,adm1,collection_date,is_surveillance\n\
    A-1,UK-ENG,2026-11-01,Y\nA-2,UK-WLS,2026-11-02,Y\n\
    A-3,UK-SCT,2026-11-03,N\nA-4,UK-NIR,2026-11-04,N\n";

#[wasm_bindgen_test]
async fn few_of_many_rows_are_in_the_page_and_all_are_counted() {
    let tried = Tried::of(good_rows(20_000)).await;
    let grid = tried.stage.one("[role=grid]");
    assert_eq!(grid.get_attribute("aria-rowcount").as_deref(), Some("20001"));
    grid.set_scroll_top(300_000);
    grid.set_scroll_left(3_000);
    tried.stage.frame().await;
    let (cells, all) = (tried.stage.all("[role=gridcell]").len(), tried.stage.all("*").len());
    assert!((10..1000).contains(&cells) && all < 3000, "{cells} cells, {all} nodes");
}

#[wasm_bindgen_test]
async fn rows_are_numbered_as_in_the_spreadsheet_and_marked_at_the_left() {
    let tried = Tried::of(checked(TWO)).await;
    assert_eq!(tried.stage.texts("[role=rowheader]")[0].lines().next(), Some("2"));
    assert_eq!(tried.stage.all(".row-error [role=rowheader]").len(), 2);
    assert_eq!(tried.stage.texts("[role=gridcell][aria-invalid=true]"), ["England", ""]);
}

#[wasm_bindgen_test]
async fn arrow_keys_move_and_stop_at_the_edges() {
    let tried = Tried::of(checked(TWO)).await;
    for (key, expected) in [
        ("ArrowRight", (0, 1)),
        ("ArrowDown", (1, 1)),
        ("ArrowDown", (1, 1)),
        ("Home", (1, 0)),
        ("End", (1, 3)),
        ("ArrowRight", (1, 3)),
        ("ArrowUp", (0, 3)),
        ("Ctrl+Home", (0, 0)),
        ("Ctrl+End", (1, 3)),
        ("Ctrl+ArrowLeft", (1, 0)),
    ] {
        tried.press(key).await;
        assert_eq!(tried.active(), expected, "{key}");
    }
}

#[wasm_bindgen_test]
async fn f8_goes_from_problem_to_problem_both_ways() {
    let tried = Tried::of(checked(TWO)).await;
    for (key, expected) in
        [("F8", (0, 1)), ("F8", (1, 3)), ("F8", (0, 1)), ("Shift+F8", (1, 3)), ("Shift+F8", (0, 1))]
    {
        tried.press(key).await;
        assert_eq!(tried.active(), expected);
    }
}

#[wasm_bindgen_test]
async fn enter_edits_with_a_list_and_escape_changes_nothing() {
    let tried = Tried::of(checked(TWO)).await;
    tried.press("F8").await;
    tried.press("Enter").await;
    let options = tried.stage.texts("select.cell-input option");
    assert_eq!(
        options,
        ["England (as in the file)", "(blank)", "UK-ENG", "UK-SCT", "UK-WLS", "UK-NIR"]
    );
    tried.stage.key("select.cell-input", "Escape").await;
    assert!(tried.stage.all(".cell-input").is_empty());
    assert_eq!(tried.deeds(), []);
}

#[wasm_bindgen_test]
async fn what_is_typed_is_one_step_and_the_cell_below_is_next() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(1, 2);
    tried.press("F2").await;
    type_into(&tried.stage, "2026-11-09");
    tried.stage.key("input.cell-input", "Enter").await;
    assert_eq!(tried.cell(1, 2), "2026-11-09");
    assert_eq!((tried.deeds(), tried.active()), (vec![Deed::Typed], (2, 2)));
}

#[wasm_bindgen_test]
async fn what_is_typed_stays_when_another_cell_is_clicked() {
    let tried = Tried::of(checked(TWO)).await;
    let stage = &tried.stage;
    stage.point("#cell-0-2", "pointerdown", None, false).await;
    stage.point("#cell-0-2", "dblclick", None, false).await;
    type_into(stage, "2026-11-03");
    // A double click into the text being typed draws nothing anew.
    stage.point("input.cell-input", "dblclick", None, false).await;
    stage.point("#cell-1-2", "pointerdown", None, false).await;
    stage.one("[role=grid]").focus().expect("a grid");
    leptos::task::tick().await;
    assert_eq!(tried.cell(0, 2), "2026-11-03");
    assert_eq!((tried.deeds(), tried.active()), (vec![Deed::Typed], (1, 2)));
    assert!(stage.all(".cell-input").is_empty());
}

#[wasm_bindgen_test]
async fn typing_begins_to_edit_and_delete_empties() {
    let tried = Tried::of(checked(TWO)).await;
    tried.go(0, 2);
    tried.press("7").await;
    let input: HtmlInputElement = tried.stage.one("input.cell-input").unchecked_into();
    assert_eq!(input.value(), "7");
    tried.stage.key("input.cell-input", "Escape").await;
    tried.go(1, 3);
    tried.press("n").await;
    tried.stage.key("select.cell-input", "Enter").await;
    tried.go(1, 0);
    tried.press("Delete").await;
    // There is nothing in it now.
    tried.press("Delete").await;
    assert_eq!((tried.cell(1, 3), tried.cell(1, 0)), ("N".to_owned(), String::new()));
    assert_eq!(tried.deeds(), [Deed::Typed, Deed::Cleared]);
}

#[wasm_bindgen_test]
async fn a_cell_is_edited_by_touch_and_not_while_it_is_locked() {
    let tried = Tried::of(checked(TWO)).await;
    tried.go(0, 1);
    leptos::task::tick().await;
    assert_eq!(tried.stage.texts(".cell-value"), ["England"]);
    tried.stage.click(".cell-panel button").await;
    assert_eq!(tried.stage.all("select.cell-input").len(), 1);
    tried.stage.key("select.cell-input", "Escape").await;
    tried.locked.set(true);
    for key in ["Enter", "Delete", "Ctrl+d"] {
        tried.press(key).await;
    }
    tried.stage.clipboard("paste", "x").await;
    assert!(tried.stage.all(".cell-input").is_empty());
    assert!(tried.stage.all(".cell-panel button").is_empty());
    assert_eq!(tried.deeds(), []);
}

#[wasm_bindgen_test]
async fn the_active_cell_stays_in_the_page_when_it_is_scrolled_away() {
    let tried = Tried::of(good_rows(500)).await;
    let grid = tried.stage.one("[role=grid]");
    grid.set_scroll_top(9_000);
    tried.stage.frame().await;
    let active = grid.get_attribute("aria-activedescendant");
    assert_eq!(active.as_deref(), Some("cell-0-0"));
    assert_eq!(tried.stage.all("#cell-0-0").len(), 1);
    tried.press("ArrowDown").await;
    tried.stage.frame().await;
    assert_eq!(grid.scroll_top(), 36);
}

#[wasm_bindgen_test]
async fn a_row_that_is_mended_away_leads_to_the_next_one() {
    let tried = Tried::of(checked(TWO)).await;
    tried.look.which.set(Which::Problems);
    tried.go(0, 1);
    tried.press("Enter").await;
    let list: HtmlSelectElement = tried.stage.one("select.cell-input").unchecked_into();
    list.set_value("UK-ENG");
    tried.stage.mouse("select.cell-input", "change").await;
    tried.stage.key("select.cell-input", "Enter").await;
    let grid = tried.stage.one("[role=grid]");
    assert_eq!(grid.get_attribute("aria-rowcount").as_deref(), Some("2"));
    assert_eq!(tried.active(), (1, 1));
}

#[wasm_bindgen_test]
async fn shift_and_the_mouse_select_a_block() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(0, 1);
    tried.press("Shift+ArrowDown").await;
    tried.press("Shift+ArrowRight").await;
    assert_eq!(tried.selected(), ["0-1", "0-2", "1-1", "1-2"]);
    assert_eq!(tried.stage.texts(".cell-side [role=status]"), ["4 cells selected."]);
    assert_eq!(tried.stage.all("[aria-selected=true]").len(), 4);
    tried.press("ArrowUp").await;
    assert_eq!(tried.selected(), [""; 0]);
    tried.stage.point("#cell-1-1", "pointerdown", None, false).await;
    tried.stage.point("#cell-2-2", "pointermove", None, false).await;
    assert_eq!(tried.selected(), ["1-1", "1-2", "2-1", "2-2"]);
    tried.stage.point("#cell-0-1", "pointerdown", None, true).await;
    assert_eq!(tried.selected(), ["0-1", "1-1"]);
    tried.press("Ctrl+a").await;
    assert_eq!(tried.selected().len(), 16);
    tried.stage.point("#cell-3-0", "pointerdown", Some(-20.0), false).await;
    assert_eq!(tried.selected(), ["3-0", "3-1", "3-2", "3-3"]);
}

#[wasm_bindgen_test]
async fn a_block_is_copied_and_cut() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(0, 0);
    tried.press("Shift+ArrowDown").await;
    tried.press("Shift+ArrowRight").await;
    assert_eq!(tried.stage.clipboard("copy", "").await, "A-1\tUK-ENG\nA-2\tUK-WLS");
    assert_eq!(tried.deeds(), []);
    assert_eq!(tried.stage.clipboard("cut", "").await, "A-1\tUK-ENG\nA-2\tUK-WLS");
    assert_eq!((tried.deeds(), tried.cell(1, 1)), (vec![Deed::Cleared], String::new()));
}

#[wasm_bindgen_test]
async fn a_block_is_pasted_in_one_step_at_the_active_cell() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(1, 1);
    tried.stage.clipboard("paste", "UK-ENG\t2026-11-09\r\nUK-SCT\t2026-11-08\r\n").await;
    assert_eq!((tried.cell(1, 1), tried.cell(2, 2)), ("UK-ENG".into(), "2026-11-08".into()));
    assert_eq!(tried.deeds(), [Deed::Pasted]);
    assert_eq!(tried.selected(), ["1-1", "1-2", "2-1", "2-2"]);
    // One cell fills all that is selected.
    tried.stage.clipboard("paste", "x").await;
    assert_eq!((tried.cell(1, 1), tried.cell(2, 2)), ("x".into(), "x".into()));
}

#[wasm_bindgen_test]
async fn rows_below_the_last_are_asked_about() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(3, 0);
    for (button, rows) in [(3, 4), (2, 4), (1, 6)] {
        tried.stage.clipboard("paste", "B-1\nB-2\nB-3\n").await;
        let question = tried.stage.texts("#paste-question");
        assert!(question[0].contains("2 rows more than there are below"), "{question:?}");
        tried.stage.click(&format!(".paste-question button:nth-child({button})")).await;
        leptos::task::tick().await;
        assert!(tried.stage.all(".paste-question").is_empty());
        let count = tried.sheet.with_untracked(|s| s.as_ref().map(|s| s.sheet().rows()));
        assert_eq!(count, Some(rows), "{button}");
    }
    assert_eq!((tried.cell(3, 0), tried.cell(5, 0)), ("B-1".into(), "B-3".into()));
}

#[wasm_bindgen_test]
async fn what_is_above_is_filled_down() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(1, 1);
    tried.press("Ctrl+d").await;
    assert_eq!(tried.cell(1, 1), "UK-ENG");
    tried.go(0, 3);
    tried.press("Ctrl+Shift+ArrowDown").await;
    tried.press("Ctrl+d").await;
    assert_eq!((tried.cell(2, 3), tried.cell(3, 3)), ("Y".into(), "Y".into()));
    assert_eq!(tried.deeds(), [Deed::FilledDown, Deed::FilledDown]);
}

#[wasm_bindgen_test]
async fn a_day_is_chosen_from_a_calendar() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.go(1, 1);
    leptos::task::tick().await;
    assert!(tried.stage.all("input[type=date]").is_empty());
    tried.go(1, 2);
    tried.stage.frame().await;
    let input: HtmlInputElement = tried.stage.one("input[type=date]").unchecked_into();
    assert_eq!(input.value(), "2026-11-02");
    for (day, deeds) in [("0020-11-05", 0), ("2026-11-02", 0), ("2026-11-05", 1)] {
        input.set_value(day);
        tried.stage.mouse("input[type=date]", "change").await;
        assert_eq!(tried.deeds().len(), deeds, "{day}");
    }
    assert_eq!(tried.cell(1, 2), "2026-11-05");
}

#[wasm_bindgen_test]
async fn a_heading_sorts_and_rows_keep_their_numbers() {
    let tried = Tried::of(checked(FOUR)).await;
    let rows = |tried: &Tried| -> Vec<String> {
        let mut rows = tried.stage.all("[aria-rowindex]");
        rows.sort_by_key(|row| {
            let index = row.get_attribute("aria-rowindex").expect("an index");
            index.parse::<usize>().expect("a number")
        });
        rows.iter()
            .skip(1)
            .map(|row| row.inner_text().split_whitespace().next().unwrap_or("").to_owned())
            .collect()
    };
    let heading = ".grid-heading[title=adm1]";
    for (sort, numbers) in [
        (Some("ascending"), ["2", "5", "4", "3"]),
        (Some("descending"), ["3", "4", "5", "2"]),
        (None, ["2", "3", "4", "5"]),
    ] {
        tried.stage.point(heading, "pointerdown", None, false).await;
        tried.stage.point(heading, "pointerup", None, false).await;
        tried.stage.point(heading, "click", None, false).await;
        assert_eq!(tried.stage.one(heading).get_attribute("aria-sort").as_deref(), sort);
        assert_eq!(rows(&tried), numbers);
    }
    tried.look.sort.set(Some(Sort { column: 1, descending: true }));
    tried.go(1, 0);
    tried.press("ArrowDown").await;
    assert_eq!(tried.active(), (2, 0));
}

#[wasm_bindgen_test]
async fn a_column_is_made_wider_by_its_end_and_does_not_sort() {
    let tried = Tried::of(checked(FOUR)).await;
    let heading = ".grid-heading[title=adm1]";
    let before = tried.stage.one(heading).get_bounding_client_rect().width();
    tried.stage.point(heading, "pointerdown", Some(before - 2.0), false).await;
    tried.stage.point(heading, "pointermove", Some(before + 60.0), false).await;
    tried.stage.point(heading, "pointerup", Some(before + 60.0), false).await;
    tried.stage.point(heading, "click", Some(before + 60.0), false).await;
    let after = tried.stage.one(heading).get_bounding_client_rect().width();
    assert!((after - before - 60.0).abs() < 3.0, "{before} {after}");
    assert_eq!(tried.look.sort.get_untracked(), None);
    tried.look.choices.update(|choices| choices.show(1, false));
    leptos::task::tick().await;
    assert!(tried.stage.all(heading).is_empty());
    let columns = tried.stage.one("[role=grid]").get_attribute("aria-colcount");
    assert_eq!(columns.as_deref(), Some("4"));
}

#[wasm_bindgen_test]
async fn a_row_grows_with_the_text() {
    let root = document().document_element().expect("a page");
    root.set_attribute("style", "font-size: 32px").expect("a page");
    let tried = Tried::of(good_rows(500)).await;
    tried.go(400, 0);
    tried.stage.frame().await;
    let (cell, grid) = (tried.stage.one("#cell-400-0"), tried.stage.one("[role=grid]"));
    let (cell, grid) = (cell.get_bounding_client_rect(), grid.get_bounding_client_rect());
    root.remove_attribute("style").expect("a page");
    assert_eq!(cell.height(), 72.0);
    assert!(cell.top() > grid.top() && cell.bottom() <= grid.bottom(), "it is in view");
}

#[wasm_bindgen_test]
async fn a_row_that_is_taken_out_is_shown_apart_and_stays_as_it_is() {
    let mut sheet = Arc::unwrap_or_clone(checked(FOUR)).into_sheet();
    sheet.change(sheet::read::Change::of_rows([1], true));
    let tried = Tried::of(Arc::new(check(sheet, today()))).await;
    assert_eq!(tried.stage.all("[role=rowheader]").len(), 3);
    tried.look.which.set(Which::Removed);
    tried.go(1, 1);
    leptos::task::tick().await;
    assert_eq!(tried.stage.all(".row-removed").len(), 1);
    tried.press("Delete").await;
    tried.press("Enter").await;
    assert!(tried.stage.all(".cell-input").is_empty());
    assert_eq!((tried.deeds(), tried.cell(1, 1)), (vec![], "UK-WLS".to_owned()));
}

/// Types a code into the grid as a scanner does that stands in for a keyboard: letter by letter, faster
/// than anybody, then this key.
async fn scan(tried: &Tried, code: &str, end: &str) {
    tried.press(&code[..1]).await;
    for letters in 2..=code.len() {
        type_into(&tried.stage, &code[..letters]);
    }
    tried.stage.key("input.cell-input", end).await;
    tried.stage.frame().await;
}

fn rows(tried: &Tried) -> usize {
    tried.sheet.with_untracked(|sheet| sheet.as_ref().expect("a sheet").sheet().rows())
}

#[wasm_bindgen_test]
async fn codes_are_scanned_one_below_the_other_and_rows_are_added_for_them() {
    let tried = Tried::of(good_rows(2)).await;
    for (code, end) in [("TUBE-1", "Enter"), ("TUBE-2", "Ctrl+j"), ("TUBE-3", "Ctrl+m")] {
        scan(&tried, code, end).await;
    }
    let ids: Vec<String> = (0..3).map(|row| tried.cell(row, 0)).collect();
    assert_eq!(ids, ["TUBE-1", "TUBE-2", "TUBE-3"]);
    assert_eq!(
        (tried.active(), rows(&tried)),
        ((2, 0), 3),
        "no row is added before its code comes"
    );
    // Who comes back to the last row wants to scan it anew.
    tried.go(0, 0);
    tried.stage.frame().await;
    tried.go(2, 0);
    tried.stage.frame().await;
    scan(&tried, "TUBE-4", "Enter").await;
    assert_eq!((tried.cell(2, 0).as_str(), rows(&tried)), ("TUBE-4", 3));
    assert_eq!(tried.deeds(), [Deed::Typed; 4]);
}

#[wasm_bindgen_test]
async fn what_a_person_types_adds_no_row() {
    let tried = Tried::of(good_rows(2)).await;
    tried.go(1, 0);
    tried.press("T").await;
    type_into(&tried.stage, "TUBE-9");
    tried.stage.key("input.cell-input", "Enter").await;
    assert_eq!((tried.cell(1, 0).as_str(), tried.active()), ("TUBE-9", (1, 0)));
    assert_eq!(rows(&tried), 2);
}

#[wasm_bindgen_test]
async fn a_scanner_that_ends_with_a_tab_goes_to_the_next_column() {
    let tried = Tried::of(good_rows(2)).await;
    scan(&tried, "\u{2}TUBE-1", "Tab").await;
    assert_eq!((tried.cell(0, 0).as_str(), tried.active()), ("TUBE-1", (0, 1)));
}

#[wasm_bindgen_test]
async fn what_is_typed_goes_on_while_rows_come_on_screen() {
    let tried = Tried::of(good_rows(200)).await;
    for row in [10, 14] {
        tried.go(row, 0);
        tried.stage.frame().await;
        tried.press("F2").await;
        let grid = tried.stage.one("[role=grid]");
        for scroll in [90, 500, 40, 260] {
            grid.set_scroll_top(scroll);
            tried.stage.mouse("[role=grid]", "scroll").await;
            tried.stage.frame().await;
            let focused = document().active_element().expect("something has the focus");
            assert_eq!(focused.class_name(), "cell-input", "row {row}, scrolled to {scroll}");
        }
        tried.stage.key("input.cell-input", "Escape").await;
    }
}

/// Scrolls the page so that the grid begins this far below the top of the window.
async fn scroll_to(tried: &Tried, top: f64) {
    let at = tried.stage.one("[role=grid]").get_bounding_client_rect().top();
    window().scroll_by_with_x_and_y(0.0, at - top);
    tried.stage.frame().await;
}

/// Where the active cell is in the window, and how high that is.
fn seen(tried: &Tried) -> (f64, f64, f64) {
    let place = tried.stage.one(".cell-active").get_bounding_client_rect();
    let height = window().inner_height().expect("a window").as_f64().expect("a number");
    (place.top(), place.bottom(), height)
}

/// A grid on a page that is long above and below it, with something at its foot that stays.
async fn on_a_long_page() -> Tried {
    let tried = Tried::of(good_rows(60)).await;
    let root: leptos::web_sys::HtmlElement = tried.stage.one("[role=grid]");
    let page = root.parent_element().expect("a page");
    page.set_attribute("style", "padding: 2000px 0; width: 1200px").expect("a page");
    let html = document().document_element().expect("a page");
    html.set_attribute("style", "scroll-padding-bottom: 96px").expect("a page");
    tried
}

#[wasm_bindgen_test]
async fn the_cell_that_the_keyboard_comes_to_is_in_the_window_and_clear_of_what_stays_there() {
    let tried = on_a_long_page().await;
    let (.., height) = seen(&tried);
    scroll_to(&tried, height - 150.0).await;
    for key in ["ArrowDown", "ArrowDown", "ArrowDown", "Ctrl+End", "Shift+ArrowUp"] {
        tried.press(key).await;
        tried.stage.frame().await;
        let (top, bottom, height) = seen(&tried);
        assert!(top >= 0.0 && bottom <= height - 95.0, "{key}: {top} to {bottom} of {height}");
    }
    scroll_to(&tried, -300.0).await;
    tried.press("Ctrl+Home").await;
    tried.stage.frame().await;
    assert!(seen(&tried).0 >= 0.0, "{:?}", seen(&tried));
    // What is emptied is seen, too.
    scroll_to(&tried, -900.0).await;
    tried.press("Delete").await;
    tried.stage.frame().await;
    assert!(seen(&tried).0 >= 0.0, "{:?}", seen(&tried));
}

#[wasm_bindgen_test]
async fn the_page_stays_under_the_hand_that_points_at_a_cell() {
    let tried = on_a_long_page().await;
    let (.., height) = seen(&tried);
    scroll_to(&tried, height - 130.0).await;
    let before = window().scroll_y().expect("a window");
    tried.stage.point("#cell-1-1", "pointerdown", None, false).await;
    tried.stage.frame().await;
    assert_eq!((tried.active(), window().scroll_y().expect("a window")), ((1, 1), before));
}
