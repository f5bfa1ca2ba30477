use crate::stage::{Stage, checked, today};
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use sheet::check::Checked;
use sheet::profile::{Profile, Slice};
use std::sync::{Arc, Mutex};
use uploader::components::pictures::{Lead, Pictures};
use wasm_bindgen_test::wasm_bindgen_test;

type Led = Arc<Mutex<Vec<Lead>>>;

async fn pictures_of(sheet: Arc<Checked>) -> (Stage, Led) {
    let led = Led::default();
    let told = led.clone();
    let stage = Stage::show(move || {
        let profile = Arc::new(Profile::of(&sheet));
        let on_lead = move |lead| told.lock().expect("one thread").push(lead);
        view! { <div style:width="900px"><Pictures checked=sheet profile on_lead/></div> }
    })
    .await;
    (stage, led)
}

const SOME: &str = "central_sample_id,adm1,collection_date,is_surveillance,ct_1_ct_value,well\n\
    A-1,UK-ENG,2026-11-01,Y,20.5,A1\nA-2,England,2026-11-01,Y,21.5,H12\n\
    A-3,UK-WLS,2026-11-03,Y,,A2\nA-4,UK-WLS,,Y,x,A2\n";

/// The picture with this heading.
fn picture(stage: &Stage, title: &str) -> HtmlElement {
    let all = stage.all(".picture");
    let is_it = |picture: &HtmlElement| picture.inner_text().starts_with(title);
    all.into_iter().find(is_it).unwrap_or_else(|| panic!("no picture {title}"))
}

fn labels(stage: &Stage, toolbar: &str) -> Vec<String> {
    let parts = stage.all(&format!("[role=toolbar][aria-label='{toolbar}'] button"));
    parts.iter().filter_map(|part| part.get_attribute("aria-label")).collect()
}

#[wasm_bindgen_test]
async fn each_bar_and_well_says_what_it_is_and_leads_to_its_rows() {
    let (stage, led) = pictures_of(checked(SOME)).await;
    let days = labels(&stage, "Bars: When samples were taken");
    assert_eq!(days, ["1 November 2026: 2 rows, 1 to fix", "3 November 2026: 1 row"]);
    assert_eq!(
        labels(&stage, "Places of Plate 1"),
        ["A1: A-1, row 2, ready", "A2: 2 rows", "H12: A-2, row 3, to fix"]
    );
    stage.click("[aria-label^='3 November']").await;
    stage.click("[aria-label^='A2']").await;
    let day = |day: &str| day.parse().expect("a date");
    let (first, last) = (day("2026-11-03"), day("2026-11-03"));
    let slice = Slice::Days { column: 2, first, last };
    assert_eq!(*led.lock().expect("one thread"), [Lead::Rows(slice), Lead::Row(2)]);
}

#[wasm_bindgen_test]
async fn a_picture_has_a_title_a_description_and_as_many_marks_as_it_says() {
    let (stage, _) = pictures_of(checked(SOME)).await;
    for svg in stage.all("svg[role=img]") {
        let labels = svg.get_attribute("aria-labelledby").expect("a name");
        for id in labels.split(' ') {
            let text = document().get_element_by_id(id).and_then(|it| it.text_content());
            assert!(text.is_some_and(|text| !text.is_empty()), "{id}");
        }
    }
    let what = stage.one("#plate-what").text_content();
    assert_eq!(what.as_deref(), Some("3 taken, 93 free, 2 with rows to fix."));
    assert_eq!(stage.all(".plate-drawing .well-free").len(), 93);
    assert_eq!(stage.all(".plate-drawing .bar-ready").len(), 1);
    assert_eq!(stage.all(".plate-drawing .bar-mend").len(), 2);
    let bars = stage.all("[id^=days-] ~ .bar-ready, .chart-bars .bar-ready");
    let height = |bar: &HtmlElement| bar.get_bounding_client_rect().height();
    assert!((height(&bars[0]) - height(&bars[2])).abs() < 0.5, "one ready row each");
}

#[wasm_bindgen_test]
async fn the_parts_of_a_picture_are_one_stop_and_arrows_go_among_them() {
    let (stage, _) = pictures_of(checked(SOME)).await;
    let stops = || stage.all(".plate-parts [tabindex='0']");
    assert_eq!(stops().len(), 1);
    stops()[0].focus().expect("a button");
    leptos::task::tick().await;
    let at = || {
        let at = document().active_element().expect("something has the focus");
        at.get_attribute("aria-label").unwrap_or_default()
    };
    for (key, place) in [
        ("ArrowRight", "A2"),
        ("ArrowRight", "H12"),
        ("ArrowRight", "H12"),
        ("Home", "A1"),
        ("ArrowDown", "A1"),
        ("End", "H12"),
        ("ArrowUp", "H12"),
        ("ArrowLeft", "A2"),
    ] {
        stage.key(".plate-parts [tabindex='0']", key).await;
        assert!(at().starts_with(&format!("{place}:")), "{key}: {}", at());
    }
    assert_eq!(stops().len(), 1);
    assert_eq!(stage.texts(".plate-scroll + .picture-told"), ["A2: 2 rows"]);
}

#[wasm_bindgen_test]
async fn behind_each_picture_is_a_table_whose_lines_lead_on_too() {
    let (stage, led) = pictures_of(checked(SOME)).await;
    assert!(stage.all(".picture-table table").is_empty());
    for summary in stage.all(".picture-table summary") {
        summary.click();
    }
    stage.frame().await;
    let plate = picture(&stage, "Plates");
    let lines = plate.query_selector_all("tbody tr").expect("a selector");
    let texts: Vec<String> =
        (0..lines.length()).filter_map(|at| lines.get(at)?.text_content()).collect();
    assert_eq!(
        texts,
        ["A1Row 2A-1ready", "A2Row 4A-3ready", "A2Row 5A-4to fix", "H12Row 3A-2to fix"]
    );
    let button = plate.query_selector("tbody tr:nth-child(3) button").expect("a selector");
    leptos::wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(button.expect("a button")).click();
    assert_eq!(*led.lock().expect("one thread"), [Lead::Row(3)]);
}

#[wasm_bindgen_test]
async fn what_is_not_drawn_is_told_and_found() {
    let (stage, led) = pictures_of(checked(SOME)).await;
    let ct = picture(&stage, "Ct values");
    assert!(ct.inner_text().contains("Median 21.0"), "{}", ct.inner_text());
    assert!(
        ct.inner_text()
            .contains("1 row without ct_1_ct_value, 1 row whose ct_1_ct_value must be fixed first")
    );
    let link = ct.query_selector(".hint button").expect("a selector").expect("a button");
    leptos::wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(link).click();
    assert_eq!(*led.lock().expect("one thread"), [Lead::Rows(Slice::Blank { column: 4 })]);
    let left = stage.texts(".pictures ~ .hint");
    let expected =
        "Not drawn, because no row has any that can be read: received_date, adm2, library_name.";
    assert_eq!(left, [expected]);
}

#[wasm_bindgen_test]
async fn places_and_columns_are_tables_with_bars() {
    let (stage, led) = pictures_of(checked(SOME)).await;
    let nations = picture(&stage, "Nations");
    let text = nations.inner_text();
    assert!(text.contains("UK-WLS") && text.contains("2 rows, 1 to fix"), "{text}");
    assert!(!text.contains("England"), "{text}");
    let columns = picture(&stage, "How far columns are filled").inner_text();
    assert!(
        columns.contains("ct_1_ct_value") && columns.contains("75 %, 1 blank, 1 to fix"),
        "{columns}"
    );
    assert!(columns.contains("2 columns filled in every row"), "{columns}");
    let button = nations.query_selector("tbody button").expect("a selector").expect("a button");
    leptos::wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(button).click();
    let wales = Slice::Text { column: 1, text: "UK-WLS".into() };
    assert_eq!(*led.lock().expect("one thread"), [Lead::Rows(wales)]);
}

#[wasm_bindgen_test]
async fn a_sheet_of_many_plates_and_libraries_stays_small() {
    let rows: String = (0..5_000)
        .map(|row| {
            let (letter, column) = (char::from(b'A' + (row % 8) as u8), row / 8 % 12 + 1);
            let (plate, day) = (row / 96, today());
            format!("A-{row},UK-ENG,{day},Y,{letter}{column},P{plate},L-{row:05}\n")
        })
        .collect();
    let head = "central_sample_id,adm1,collection_date,is_surveillance,well,plate,library_name";
    let (stage, _) = pictures_of(checked(&format!("{head}\n{rows}"))).await;
    let nodes = stage.all("*").len();
    assert!(nodes < 3_000, "{nodes} nodes");
    assert_eq!(stage.texts(".plate-chooser [role=status]"), ["1 of 53"]);
    stage.click(".plate-chooser button:last-of-type").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".plate-chooser [role=status]"), ["2 of 53"]);
    assert!(labels(&stage, "Places of P1")[0].starts_with("A1: A-96, row 98"));
}

#[wasm_bindgen_test]
async fn what_cannot_be_drawn_is_said_in_words() {
    let (stage, _) = pictures_of(checked("central_sample_id,adm1\nA-1,\n")).await;
    let text = picture(&stage, "Plates").inner_text();
    assert!(text.contains("No column says in which well a sample stands"), "{text}");
    let twice = "central_sample_id,well\nA-1,A1\nA-2,A1\n";
    let (stage, _) = pictures_of(checked(twice)).await;
    let text = picture(&stage, "Plates").inner_text();
    assert!(text.contains("no column says which plate is meant"), "{text}");
    let mut sheet = Arc::unwrap_or_clone(checked(twice)).into_sheet();
    sheet.change(sheet::read::Change::of_rows([0, 1], true));
    let (stage, _) = pictures_of(Arc::new(sheet::check::check(sheet, today()))).await;
    assert!(stage.all(".picture").is_empty());
    assert!(stage.texts("section p")[0].contains("there is nothing to draw"));
}
