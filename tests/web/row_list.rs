use crate::stage::{Stage, checked, good_rows, today};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventInit, HtmlInputElement, HtmlSelectElement};
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::group::groups;
use sheet::history::Deed;
use sheet::read::Change;
use sheet::shown::{Shown, Which};
use std::sync::{Arc, Mutex};
use uploader::components::grid::{CellPlace, Look};
use uploader::components::problem_list::Mend;
use uploader::components::row_list::RowList;
use wasm_bindgen_test::wasm_bindgen_test;

/// A list whose sheet changes as it is told to, what it is looked at with, and what it told.
struct Tried {
    stage: Stage,
    look: Look,
    sheet: RwSignal<Option<Arc<Checked>>>,
    told: Arc<Mutex<Vec<Deed>>>,
    mended: Arc<Mutex<Vec<Mend>>>,
    /// Where the camera was asked for.
    scans: Arc<Mutex<Vec<CellPlace>>>,
}

impl Tried {
    async fn of(first: Arc<Checked>) -> Tried {
        let sheet = RwSignal::new(Some(first));
        let look = Look::at(CellPlace::default());
        let (told, mended) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
        let shown = Memo::new(move |_| {
            let checked = sheet.get().expect("a sheet");
            let wanted = |row| look.which.get().wants(&checked, row);
            Arc::new(Shown::new(&checked, wanted, &look.text.get(), None))
        });
        let groups = Memo::new(move |_| Arc::new(groups(&sheet.get().expect("a sheet"))));
        let (tell, tell_mend) = (told.clone(), mended.clone());
        let on_change = move |(deed, change): (Deed, Change)| {
            tell.lock().expect("one thread").push(deed);
            let kept = Arc::unwrap_or_clone(sheet.get_untracked().expect("a sheet"));
            let (edited, _) = kept.edit(today(), |sheet| sheet.change(change));
            sheet.set(Some(Arc::new(edited)));
        };
        let on_mend = move |mend: Mend| tell_mend.lock().expect("one thread").push(mend);
        let scans = Arc::new(Mutex::new(Vec::new()));
        let seen = scans.clone();
        let on_scan = move |()| {
            seen.lock().expect("one thread").push(look.active.get_untracked());
        };
        let remembered = Signal::stored(Remembered::default());
        let stage = Stage::show(move || {
            view! { <RowList checked=sheet shown groups remembered look on_change on_mend on_scan/> }
        })
        .await;
        stage.frame().await;
        Tried { stage, look, sheet, told, mended, scans }
    }

    fn headings(&self) -> Vec<String> {
        self.stage.texts(".row-card h3").iter().map(|text| text.replace('\n', " ")).collect()
    }

    fn cell(&self, row: usize, column: usize) -> String {
        self.sheet.with_untracked(|sheet| {
            sheet.as_ref().expect("a sheet").sheet().cell(row, column).to_owned()
        })
    }

    fn focus(&self) -> String {
        document().active_element().map(|element| element.id()).unwrap_or_default()
    }

    async fn write(&self, id: &str, text: &str) {
        let input: HtmlInputElement = self.stage.one(&format!("#{id}")).unchecked_into();
        input.set_value(text);
        self.stage.mouse(&format!("#{id}"), "change").await;
    }

    async fn press(&self, key: &str) {
        self.stage.key(".row-list", key).await;
        self.stage.frame().await;
    }
}

const FOUR: &str = "central_sample_id,adm1,collection_date,is_surveillance,source_age\n\
    A-1,UK-ENG,2026-11-01,Y,\nA-2,England,2026-11-01,Y,30\n\
    A-3,England,2026-13-01,Y,\nA-4,UK-ENG,2026-11-02,Y,\n";

#[wasm_bindgen_test]
async fn a_card_has_the_row_what_is_wrong_and_an_input_of_the_right_kind() {
    let tried = Tried::of(checked(FOUR)).await;
    assert_eq!(tried.headings()[..2], ["Row 2 A-1 ready", "Row 3 A-2 has a problem"]);
    let second = ".row-card:nth-of-type(2)";
    let label = tried.stage.one(&format!("{second} label"));
    assert_eq!(label.get_attribute("for").as_deref(), Some("field-1-1"));
    let select: HtmlSelectElement = tried.stage.one("#field-1-1").unchecked_into();
    assert_eq!(select.value(), "England");
    assert_eq!(select.get_attribute("aria-invalid").as_deref(), Some("true"));
    let said = select.get_attribute("aria-describedby").expect("something is said");
    let said = tried.stage.texts(&format!("#{said}"));
    assert_eq!(said, ["adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"]);
    let values = tried.stage.texts(&format!("{second} .row-values div"));
    let values: Vec<String> = values.iter().map(|value| value.replace('\n', "=")).collect();
    assert_eq!(values, ["collection_date=2026-11-01", "is_surveillance=Y", "source_age=30"]);
    assert!(tried.stage.all(".row-card:nth-of-type(1) .row-field").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_chosen_or_typed_is_kept_and_the_card_stays() {
    let tried = Tried::of(checked(FOUR)).await;
    tried.look.which.set(Which::Problems);
    tried.stage.frame().await;
    assert_eq!(tried.headings().len(), 2);
    tried.stage.select("#field-1-1", "UK-WLS").await;
    tried.stage.frame().await;
    assert_eq!(tried.cell(1, 1), "UK-WLS");
    assert_eq!(tried.headings(), ["Row 3 A-2 ready", "Row 4 A-3 has a problem"]);
    tried.write("field-2-2", "2026-11-03").await;
    assert_eq!(tried.cell(2, 2), "2026-11-03");
    // What was mended keeps its input: the keyboard may be there.
    assert_eq!(tried.stage.one("#field-2-2").get_attribute("aria-invalid"), None);
    assert_eq!(*tried.told.lock().expect("one thread"), [Deed::Typed, Deed::Typed]);
}

#[wasm_bindgen_test]
async fn f8_goes_from_problem_to_problem_over_pages() {
    let mut text = sheet::derive::example(today(), 60);
    text = text.replacen("UK-ENG", "England", 1);
    let last = text.rfind("UK-ENG").expect("a last row");
    text.replace_range(last..last + 6, "Albion");
    let tried = Tried::of(checked(&text)).await;
    let column = tried.sheet.with_untracked(|sheet| {
        sheet.as_ref().expect("a sheet").sheet().column_of(&sheet::fields::ADM1).expect("adm1")
    });
    let (first, last) = (format!("field-0-{column}"), format!("field-59-{column}"));
    for (key, id) in [("F8", &first), ("F8", &last), ("F8", &first), ("Shift+F8", &last)] {
        tried.press(key).await;
        assert_eq!(&tried.focus(), id, "{key}");
    }
    assert_eq!(tried.look.active.get_untracked().row, 59);
    assert!(tried.headings()[0].starts_with("Row 42 "), "{:?}", tried.headings());
}

#[wasm_bindgen_test]
async fn a_card_opens_every_column_and_all_are_changed_there() {
    let tried = Tried::of(checked(FOUR)).await;
    let first = ".row-card:nth-of-type(1)";
    tried.stage.click(&format!("{first} [aria-expanded]")).await;
    tried.stage.frame().await;
    let labels = tried.stage.texts(&format!("{first} .row-field > label"));
    let all = ["central_sample_id", "adm1", "collection_date", "is_surveillance", "source_age"];
    assert_eq!(labels, all);
    let day: HtmlInputElement = tried.stage.one("#field-0-2-day").unchecked_into();
    assert_eq!(day.value(), "2026-11-01");
    // It stands there once: what the calendar shows of it is not seen.
    let style = window().get_computed_style(&day).expect("a page").expect("a style");
    assert_eq!(style.get_property_value("opacity").expect("a style"), "0");
    day.set_value("2026-11-05");
    tried.stage.mouse("#field-0-2-day", "change").await;
    assert_eq!(tried.cell(0, 2), "2026-11-05");
}

#[wasm_bindgen_test]
async fn what_was_meant_is_written_here_or_in_all_rows_that_say_the_same() {
    let tried = Tried::of(checked(FOUR)).await;
    let offers = tried.stage.texts(".row-card:nth-of-type(2) .mend button");
    assert_eq!(offers, ["Use UK-ENG", "Use UK-ENG in all 2 rows"]);
    tried.stage.click(".row-card:nth-of-type(2) .mend button:last-child").await;
    tried.stage.click(".row-card:nth-of-type(3) .mend button:first-child").await;
    let rows: Vec<Vec<usize>> =
        tried.mended.lock().expect("one thread").iter().map(|mend| mend.rows.clone()).collect();
    assert_eq!(rows, [vec![1, 2], vec![2]]);
    tried.stage.frame().await;
    assert_eq!(tried.focus(), "field-2-1");
}

#[wasm_bindgen_test]
async fn a_row_is_taken_out_and_put_back_on_its_card() {
    let tried = Tried::of(checked(FOUR)).await;
    let button = ".row-card:nth-of-type(1) .row-head button:last-child";
    assert_eq!(tried.stage.texts(button), ["Remove row 2"]);
    tried.stage.click(button).await;
    tried.stage.frame().await;
    assert_eq!(tried.stage.texts(button), ["Restore row 2"]);
    assert_eq!(tried.headings()[0], "Row 2 A-1 removed");
    tried.stage.click(button).await;
    assert_eq!(*tried.told.lock().expect("one thread"), [Deed::RemovedRows, Deed::RestoredRows]);
}

#[wasm_bindgen_test]
async fn many_rows_come_a_page_at_a_time() {
    let tried = Tried::of(good_rows(20_000)).await;
    assert_eq!(tried.headings().len(), 20);
    assert_eq!(tried.stage.texts(".row-pager [role=status]"), ["Rows 1 to 20 of 20,000"]);
    let nodes = tried.stage.all("*").len();
    assert!(nodes < 3_000, "{nodes} nodes");
    let next = ".row-pager button:last-child";
    tried.stage.click(next).await;
    tried.stage.frame().await;
    assert_eq!(tried.stage.texts(".row-pager [role=status]"), ["Rows 21 to 40 of 20,000"]);
    assert_eq!(tried.focus(), "row-20");
    tried.stage.click(".row-pager button:first-child").await;
    tried.stage.frame().await;
    assert_eq!(tried.focus(), "row-0");
    tried.look.go(CellPlace { row: 19_999, column: 0 });
    tried.stage.frame().await;
    assert_eq!(tried.stage.texts(".row-pager [role=status]"), ["Rows 19,981 to 20,000 of 20,000"]);
    tried.look.text.set("HOOT-00007".into());
    tried.stage.frame().await;
    assert_eq!(tried.headings()[0], "Row 8 HOOT-00007 ready");
}

#[wasm_bindgen_test]
async fn a_text_field_keeps_the_keys_that_are_its_own() {
    let tried = Tried::of(checked(FOUR)).await;
    let heard = Arc::new(Mutex::new(0));
    let count = heard.clone();
    let listener = window_event_listener(leptos::ev::keydown, move |_| {
        *count.lock().expect("one thread") += 1;
    });
    // To take a row out or to undo, unless there is something to be undone in the field.
    for (typed, key, heard_then) in
        [(None, "Ctrl+z", 1), (None, "Ctrl+Delete", 1), (Some("x"), "Ctrl+z", 1), (None, "a", 1)]
    {
        if let Some(typed) = typed {
            let input: HtmlInputElement = tried.stage.one("#field-2-2").unchecked_into();
            input.set_value(typed);
        }
        tried.stage.key("#field-2-2", key).await;
        assert_eq!(*heard.lock().expect("one thread"), heard_then, "{key}");
    }
    listener.remove();
}

/// Types a code into a field as a scanner does that stands in for a keyboard, then Enter.
async fn scan(tried: &Tried, field: &str, code: &str) {
    let input: HtmlInputElement = tried.stage.one(field).unchecked_into();
    let init = EventInit::new();
    init.set_bubbles(true);
    for letters in 1..=code.len() {
        input.set_value(&code[..letters]);
        let event = Event::new_with_event_init_dict("input", &init).expect("an event");
        input.dispatch_event(&event).expect("an event");
    }
    tried.stage.key(field, "Enter").await;
    tried.stage.frame().await;
}

#[wasm_bindgen_test]
async fn codes_are_scanned_from_card_to_card_and_rows_are_added_for_them() {
    let tried = Tried::of(good_rows(2)).await;
    tried.look.goal.set(Some((0, Some(0))));
    tried.stage.frame().await;
    scan(&tried, "#field-0-0", "TUBE-1").await;
    assert_eq!(tried.focus(), "field-1-0");
    scan(&tried, "#field-1-0", "TUBE-2").await;
    assert_eq!(tried.focus(), "field-1-0", "no row is added before its code comes");
    scan(&tried, "#field-1-0", "TUBE-3").await;
    let ids: Vec<String> = (0..3).map(|row| tried.cell(row, 0)).collect();
    assert_eq!(ids, ["TUBE-1", "TUBE-2", "TUBE-3"]);
    assert_eq!(*tried.told.lock().expect("one thread"), [Deed::Typed; 3]);
    // What was kept when it came isn't kept again when its field is left.
    tried.stage.mouse("#field-0-0", "change").await;
    assert_eq!(tried.told.lock().expect("one thread").len(), 3);
}

#[wasm_bindgen_test]
async fn the_camera_is_offered_where_an_id_is_typed() {
    let tried = Tried::of(good_rows(2)).await;
    assert!(tried.stage.all(".row-field > p > button").is_empty());
    tried.look.goal.set(Some((1, Some(0))));
    tried.stage.frame().await;
    assert_eq!(tried.stage.texts(".row-field > p > button"), ["Scan with the camera"]);
    tried.look.go(CellPlace::default());
    tried.stage.click(".row-field > p > button").await;
    assert_eq!(*tried.scans.lock().expect("one thread"), [CellPlace { row: 1, column: 0 }]);
}
