use crate::stage::{Stage, checked, good_rows};
use leptos::prelude::*;
use sheet::decide::Decisions;
use sheet::held::{Held, HeldSample};
use sheet::plan::plan;
use sheet::stored::StoredSample;
use std::sync::Arc;
use uploader::components::plan_summary::{LeftOutColumns, PlanSummary};
use wasm_bindgen_test::wasm_bindgen_test;

const NAMES: &str = "central_sample_id,library_name,run_name,library_layout_config,library_seq_kit,library_seq_protocol,library_source,library_selection,library_strategy,instrument_make,instrument_model\n";

/// What follows the names of a row.
const NAMED: &str = ",SINGLE,KIT,PROTOCOL,VIRAL_RNA,PCR,AMPLICON,ILLUMINA,MiSeq";

/// So many samples that Majora holds.
fn registered(samples: usize) -> Held {
    let one = |nth| (format!("A-{nth}"), HeldSample::Read(StoredSample::default()));
    Held { samples: (1..=samples).map(one).collect(), ..Held::default() }
}

#[wasm_bindgen_test]
async fn numbers_and_names_are_shown_before_anything_is_sent() {
    let sheet = good_rows(96);
    let planned = Arc::new(plan(&sheet, &Held::default(), &Decisions::default()));
    let stage =
        Stage::show(move || view! { <PlanSummary plan=planned.clone() checked=sheet.clone()/> })
            .await;
    let titles = stage.texts(".card h2");
    assert_eq!(titles, ["96 samples to send", "1 library to send", "1 run to send"]);
    assert_eq!(
        stage.texts(".names li"),
        [
            "Library HOOT-LIB-001 with 96 samples New name",
            "Run HOOT-RUN-001 of library HOOT-LIB-001 New name"
        ]
    );
    assert!(stage.all(".left-out").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_left_out_says_why_and_where() {
    let sheet = checked(
        "central_sample_id,adm1,collection_date,is_surveillance\n\
        A-1,UK-ENG,2026-11-01,Y\nA-2,nowhere,2026-11-01,Y\n",
    );
    let values = [("adm1", "UK-ENG"), ("collection_date", "2026-11-01"), ("is_surveillance", "Y")];
    let values = values.map(|(column, value)| (column, value.to_owned())).into();
    let stored = StoredSample { values, ..StoredSample::default() };
    let known = [("A-1".to_owned(), HeldSample::Read(stored))];
    let held = Held { samples: known.into(), ..Held::default() };
    let planned = Arc::new(plan(&sheet, &held, &Decisions::default()));
    let stage =
        Stage::show(move || view! { <PlanSummary plan=planned.clone() checked=sheet.clone()/> })
            .await;
    assert_eq!(stage.texts(".card h2")[0], "0 samples to send");
    assert_eq!(stage.texts(".card:first-child dd"), ["1", "1"]);
    assert_eq!(stage.texts(".left-out li"), ["1 row (3): The row has errors."]);
}

#[wasm_bindgen_test]
async fn columns_that_are_not_sent_are_named_before_anything_is() {
    let sheet = checked(
        "central_sample_id,adm1,collection_date,is_surveillance,Library,Ct,empty\n\
        A-1,UK-ENG,2026-11-01,Y,POOL-9,23.1,\nA-2,UK-ENG,2026-11-01,Y,POOL-9,,\n",
    );
    let stage = Stage::show(move || view! { <LeftOutColumns checked=sheet.clone()/> }).await;
    assert_eq!(stage.texts(".notice-warning h2"), ["2 columns of your sheet are not sent"]);
    assert_eq!(stage.texts(".left-out-columns li"), ["Library (2 cells)", "Ct (1 cell)"]);
    assert!(!stage.texts(".notice").concat().contains("POOL-9"), "a cell");
}

#[wasm_bindgen_test]
async fn every_new_name_can_be_looked_at_beside_those_that_go_with_it() {
    let mut text = String::from(NAMES);
    for nth in 1..=60 {
        text += &format!("A-{nth},LIB-{nth:03},RUN-{nth:03}{NAMED}\n");
    }
    let sheet = checked(&text);
    assert_eq!(sheet.ready_rows(), 60, "{:?}", sheet.problems().first());
    let held = registered(60);
    let planned = Arc::new(plan(&sheet, &held, &Decisions::default()));
    let stage =
        Stage::show(move || view! { <PlanSummary plan=planned.clone() checked=sheet.clone()/> })
            .await;
    assert_eq!(stage.all(".names li").len(), 100);
    assert_eq!(stage.texts(".names-all"), ["Show all 120"]);
    stage.click(".names-all").await;
    let names = stage.texts(".names li");
    assert_eq!(names.len(), 120);
    assert!(names[118].starts_with("Library LIB-060 "), "{}", names[118]);
    assert!(names[119].starts_with("Run RUN-060 of library LIB-060"), "{}", names[119]);
    assert!(stage.all(".names-all").is_empty());
}

#[wasm_bindgen_test]
async fn a_library_that_is_filled_in_part_says_so() {
    let rows = ["A-1,LIB-1,", "A-2,LIB-1,"].map(|row| format!("{row}RUN-1{NAMED}\n")).concat();
    // The second kit of a library is an error of its row.
    let sheet = checked(&format!(
        "{NAMES}{rows}A-3,LIB-1,RUN-1,SINGLE,KIT,PROTOCOL,NONSENSE,PCR,AMPLICON,ILLUMINA,MiSeq\n"
    ));
    let held = registered(3);
    let planned = Arc::new(plan(&sheet, &held, &Decisions::default()));
    let stage =
        Stage::show(move || view! { <PlanSummary plan=planned.clone() checked=sheet.clone()/> })
            .await;
    assert_eq!(stage.texts(".names li")[0], "Library LIB-1 with 2 of 3 samples New name");
}
