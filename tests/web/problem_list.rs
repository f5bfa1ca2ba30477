use crate::stage::{Stage, checked, good_rows, today};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlSelectElement;
use sheet::book::{Book, Page};
use sheet::check::{Checked, check};
use sheet::choices::Choices;
use sheet::fields;
use sheet::fix::Remembered;
use sheet::group::groups;
use sheet::read::read_book;
use std::sync::{Arc, Mutex};
use uploader::components::problem_list::{Ask, Mend, ProblemList};
use wasm_bindgen_test::wasm_bindgen_test;

type Asked = Arc<Mutex<Vec<Ask>>>;

async fn list_of(sheet: Arc<Checked>, remembered: Remembered) -> (Stage, Asked) {
    let asked = Asked::default();
    let told = asked.clone();
    let stage = Stage::show(move || {
        let groups = Signal::stored(Arc::new(groups(&sheet)));
        let checked = Signal::stored(Some(sheet.clone()));
        let on_ask = move |ask| told.lock().expect("one thread").push(ask);
        view! { <ProblemList checked groups remembered=Signal::stored(remembered.clone()) on_ask/> }
    })
    .await;
    (stage, asked)
}

const SOME: &str = "central_sample_id,adm1,collection_date,is_surveillance,Notes\n\
    A-1,UK-ENG,2026-11-01,Y,seen\nA-2,England,2026-11-01,Y,\n\
    A-3,England,2026-11-01,Y,\nA-4,Albion,2026-11-01,Y,\n";

fn mend(rows: &[usize], from: &str, to: &str) -> Ask {
    Ask::Mend(Mend { column: 1, rows: rows.to_vec(), from: from.into(), to: to.into() })
}

#[wasm_bindgen_test]
async fn equal_problems_are_one_line_that_leads_to_the_first_cell() {
    let (stage, asked) = list_of(checked(SOME), Remembered::default()).await;
    let lines = stage.texts(".problems-error li");
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"), "{lines:?}");
    assert!(lines[0].contains("3 rows: 3–5"), "{lines:?}");
    assert!(stage.texts(".problems-warning li")[0].contains("‘seen’"));
    stage.click(".problems-error li > button").await;
    stage.click(".problems-error .where button").await;
    let message = "adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR".to_owned();
    let expected = [Ask::Go(1, Some(1)), Ask::Show(Some(1), message)];
    assert_eq!(*asked.lock().expect("one thread"), expected);
}

#[wasm_bindgen_test]
async fn what_was_meant_is_written_into_all_its_cells_by_one_press() {
    let (stage, asked) = list_of(checked(SOME), Remembered::default()).await;
    assert_eq!(stage.texts(".mend .button"), ["‘England’ → UK-ENG in 2 rows"]);
    stage.click(".mend .button").await;
    assert_eq!(*asked.lock().expect("one thread"), [mend(&[1, 2], "England", "UK-ENG")]);
}

#[wasm_bindgen_test]
async fn what_was_settled_before_is_offered_again() {
    let mut remembered = Remembered::default();
    assert!(remembered.note(&fields::ADM1, "Albion", "UK-WLS"));
    let (stage, _) = list_of(checked(SOME), remembered).await;
    let offers = [
        "‘England’ → UK-ENG in 2 rows",
        "You changed ‘Albion’ to UK-WLS before. Change 1 row again",
    ];
    assert_eq!(stage.texts(".mend .button"), offers);
}

#[wasm_bindgen_test]
async fn every_text_that_is_wrong_has_an_input_of_its_own() {
    let (stage, asked) = list_of(checked(SOME), Remembered::default()).await;
    stage.click(".mend > .link").await;
    leptos::task::tick().await;
    let labels = stage.texts(".mend-form label");
    assert!(labels[0].starts_with("‘England’ in 2 rows"), "{labels:?}");
    assert!(labels[1].starts_with("‘Albion’ in row 5"), "{labels:?}");
    let select: HtmlSelectElement =
        stage.one("li:nth-child(2) > .mend-form select").unchecked_into();
    select.set_value("UK-SCT");
    stage.mouse("li:nth-child(2) > .mend-form select", "change").await;
    stage.click("li:nth-child(2) > .mend-form button").await;
    assert_eq!(*asked.lock().expect("one thread"), [mend(&[3], "Albion", "UK-SCT")]);
}

#[wasm_bindgen_test]
async fn a_good_sheet_shows_no_problem() {
    let (stage, _) = list_of(good_rows(3), Remembered::default()).await;
    assert!(stage.all(".problems-error").is_empty());
}

#[wasm_bindgen_test]
async fn of_very_many_problems_the_first_are_listed_and_the_rest_counted() {
    let rows: String = (0..300)
        .map(|row| format!("A-{row},UK-ENG,2026-11-01,Y\nA-{row},UK-WLS,2026-11-01,Y\n"))
        .collect();
    let sheet = checked(&format!("central_sample_id,adm1,collection_date,is_surveillance\n{rows}"));
    let (stage, _) = list_of(sheet, Remembered::default()).await;
    assert_eq!(stage.texts(".problems-error h2"), ["There are 600 problems"]);
    let lines = stage.texts(".problems-error li");
    assert_eq!((lines.len(), lines[8].as_str()), (9, "Show all 600"));
    stage.click(".problems-error li:last-child button").await;
    leptos::task::tick().await;
    let lines = stage.texts(".problems-error li");
    assert_eq!(lines.len(), 101);
    assert!(lines[100].starts_with("And 500 more"), "{}", lines[100]);
}

#[wasm_bindgen_test]
async fn rows_that_stand_there_twice_are_taken_out_by_one_press() {
    let row = |id: &str| format!("{id},UK-ENG,2026-11-01,Y\n");
    let rows = ["A-1", "A-2", "A-1", "A-2"].map(row).concat();
    let sheet = format!("central_sample_id,adm1,collection_date,is_surveillance\n{rows}");
    let (stage, asked) = list_of(checked(&sheet), Remembered::default()).await;
    assert_eq!(stage.all(".problems-error li").len(), 1);
    assert_eq!(stage.texts(".mend .button"), ["Remove these 2 rows"]);
    stage.click(".mend .button").await;
    assert_eq!(*asked.lock().expect("one thread"), [Ask::Remove(vec![2, 3])]);
}

#[wasm_bindgen_test]
async fn all_decimal_commas_of_a_column_become_points_by_one_press() {
    let row = |nth: usize, ct: &str| format!("A-{nth},UK-ENG,2026-11-01,Y,\"{ct}\"\n");
    let rows = row(0, "18,0") + &row(1, "18,1") + &row(2, "N/A") + &row(3, "18,0");
    let head = "central_sample_id,adm1,collection_date,is_surveillance,ct_1_ct_value\n";
    let (stage, asked) = list_of(checked(&(head.to_owned() + &rows)), Remembered::default()).await;
    let offers = ["‘,’ → ‘.’ in 3 rows", "‘N/A’ → blank in 1 row"];
    assert_eq!(stage.texts(".mend .button"), offers);
    stage.all(".mend .button")[0].click();
    let cells = [(0, 4, "18.0"), (3, 4, "18.0"), (1, 4, "18.1")];
    let cells = cells.map(|(row, column, to)| (row, column, to.to_owned()));
    assert_eq!(*asked.lock().expect("one thread"), [Ask::Write(cells.into())]);
}

#[wasm_bindgen_test]
async fn another_page_with_samples_is_read_by_one_press() {
    let rows = "sample_id,adm1,collection_date,is_surveillance\nA-1,UK-ENG,2026-11-01,Y\n";
    let page = |name: &str| Page { name: name.into(), rows: rows.into(), ..Page::default() };
    let book = Book { pages: ["P1", "P2", "P3"].map(page).into() };
    let sheet = read_book(&book, &Choices::default()).expect("a sheet");
    let sheet = check(sheet, today());
    let (stage, asked) = list_of(Arc::new(sheet), Remembered::default()).await;
    let first = &stage.texts(".problems-warning li")[0];
    assert!(first.starts_with("Pages ‘P2’ (1 row) and ‘P3’ (1 row) hold samples"), "{first}");
    assert_eq!(stage.texts(".mend .button"), ["Read ‘P2’ instead", "Read ‘P3’ instead"]);
    stage.all(".mend .button")[1].click();
    assert_eq!(*asked.lock().expect("one thread"), [Ask::Read("P3".into())]);
}

#[wasm_bindgen_test]
async fn a_row_of_an_id_alone_is_taken_out_where_it_is_listed() {
    let sheet = "central_sample_id,library_name\nA-1,\nA-2,LIB-1\n";
    let (stage, asked) = list_of(checked(sheet), Remembered::default()).await;
    assert!(stage.texts(".mend .button").contains(&"Remove row 2".to_owned()));
    let removal = stage.all(".mend .button").into_iter().find(|b| b.inner_text() == "Remove row 2");
    removal.expect("a button").click();
    assert_eq!(*asked.lock().expect("one thread"), [Ask::Remove(vec![0])]);
}
