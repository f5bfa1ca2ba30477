//! A value that Majora holds is never erased or overwritten.

use crate::sheets::{Csv, Section, all_rows, outcome};
use crate::world::World;
use serde_json::Value;
use sheet::plan::Reason;
use sheet::receipt::{Outcome, RowOutcome};
use sheet::value::Date;

/// Columns that may be blank, and what stands in them at first.
const OPTIONAL: [(&str, &str); 31] = [
    ("is_hospital_patient", "Y"),
    ("admission_date", "2020-12-30"),
    ("admitted_hospital_name", "A hospital"),
    ("admitted_hospital_trust_or_board", "A trust"),
    ("admitted_with_covid_diagnosis", "Y"),
    ("is_hcw", "Y"),
    ("employing_hospital_name", "Another hospital"),
    ("employing_hospital_trust_or_board", "Another trust"),
    ("is_icu_patient", "Y"),
    ("is_care_home_worker", "Y"),
    ("is_care_home_resident", "Y"),
    ("anonymised_care_home_code", "CH1"),
    ("collection_pillar", "2"),
    ("source_age", "41"),
    ("source_sex", "M"),
    ("adm2", "KENT"),
    ("adm2_private", "CT1"),
    ("collecting_org", "A site"),
    ("biosample_source_id", "patient-1"),
    ("root_sample_id", "root-1"),
    ("root_biosample_source_id", "root-patient-1"),
    ("sender_sample_id", "sender-1"),
    ("epi_cluster", "C1"),
    ("investigation_name", "Outbreak 1"),
    ("majora_credit", "Somebody"),
    ("ct_1_ct_value", "30.1"),
    ("ct_1_test_target", "E"),
    ("ct_1_test_platform", "PANTHER"),
    ("ct_1_test_kit", "ROCHE"),
    ("ct_2_ct_value", "31.2"),
    ("received_date", ""),
];

fn full(today: Date) -> Csv {
    let sheet = Csv::example(today, 3);
    OPTIONAL.iter().fold(sheet, |sheet, (heading, cell)| sheet.with(heading, |_| (*cell).into()))
}

#[tokio::test]
async fn a_second_sheet_with_blank_or_other_cells_leaves_samples_as_they_are() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let full = full(world.test.today());
    all_rows(&tab.send(&full.good()).await.expect("an upload"), RowOutcome::Saved);
    let held = world.test.holdings();
    assert_eq!(
        world.test.sandbox.stored("HOOT-00001", "admission_date"),
        Some("2020-12-30".into())
    );

    let blank = OPTIONAL
        .iter()
        .fold(full.clone(), |sheet, (heading, _)| sheet.with(heading, |_| String::new()));
    let other = full.with("source_age", |_| "99".into()).with("epi_cluster", |_| "C9".into());
    for again in [blank, other] {
        let receipt = tab.send(&again.good()).await.expect("an upload");
        all_rows(&receipt, RowOutcome::AlreadyThere);
        assert_eq!(world.test.holdings(), held);
    }
    assert_eq!(world.test.writes().len(), 3);
}

/// A Majora with four samples in one library, with a read length, on one run.
async fn four_in_a_library(world: &World, tab: &mut crate::tab::Tab<'_>) -> Csv {
    tab.sign_in().await;
    let sheet =
        Csv::example(world.test.today(), 4).with("library_layout_read_length", |_| "400".into());
    all_rows(&tab.send(&sheet.good()).await.expect("an upload"), RowOutcome::Saved);
    sheet
}

fn library(world: &World) -> Value {
    world.test.sandbox.library("HOOT-LIB-001").expect("a library")
}

#[tokio::test]
async fn a_library_with_other_values_is_held_back_and_says_which() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let first = four_in_a_library(&world, &mut tab).await;
    let stored = library(&world);
    let id = |row: usize| format!("HOOT-{:05}", row + 11);
    let new = first.with("central_sample_id", id).with("run_name", |_| "HOOT-RUN-002".into());
    let kit = new.clone().with("library_seq_kit", |_| "LSK110".into());
    let blank = new.only(|heading| heading != "library_layout_read_length");
    for (sheet, column, saved) in
        [(kit, "library_seq_kit", true), (blank, "library_layout_read_length", false)]
    {
        let receipt = tab.send(&sheet.good()).await.expect("an upload");
        for row in 0..4 {
            let differs = Reason::LibraryDiffers { columns: vec![column] };
            assert_eq!(outcome(&receipt, row, Section::Library), &Outcome::Held(differs));
            let sample = outcome(&receipt, row, Section::Sample);
            assert_eq!(matches!(sample, Outcome::Saved { .. }), saved, "{sample:?}");
        }
        assert_eq!(library(&world), stored);
    }
}

#[tokio::test]
async fn new_samples_join_a_library_and_leave_the_rest_of_it_alone() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    four_in_a_library(&world, &mut tab).await;
    let stored = library(&world);
    let writes = world.test.writes().len();
    let six = Csv::example(world.test.today(), 6)
        .with("library_layout_read_length", |_| "400".into())
        .with("artic_primers", |_| "4".into())
        .with("library_selection", |_| "RANDOM".into());
    let receipt = tab.send(&six.good()).await.expect("an upload");
    for row in 0..6 {
        let expected = if row < 4 { RowOutcome::AlreadyThere } else { RowOutcome::Saved };
        assert_eq!(receipt.row(row), expected);
    }
    assert_eq!(world.test.writes().len(), writes + 2);
    let now = library(&world);
    let members = |library: &Value| library["biosamples"].as_array().expect("members").clone();
    assert_eq!(members(&now)[..4], members(&stored));
    let joined: Vec<_> = members(&now)[4..].iter().map(|m| m["library_primers"].clone()).collect();
    assert_eq!(joined, ["4", "4"]);
    for (key, value) in stored.as_object().expect("an object") {
        assert!(key == "biosamples" || &now[key] == value, "{key}: {value} became {}", now[key]);
    }
}

#[tokio::test]
async fn a_run_that_majora_holds_is_not_sent_again() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let first = four_in_a_library(&world, &mut tab).await;
    let held = world.test.holdings();
    let model = first.clone().with("instrument_model", |_| "MinION".into());
    let receipt = tab.send(&model.good()).await.expect("an upload");
    all_rows(&receipt, RowOutcome::AlreadyThere);
    assert_eq!(world.test.holdings(), held);

    let elsewhere = first.with("library_name", |_| "HOOT-LIB-002".into());
    let receipt = tab.send(&elsewhere.good()).await.expect("an upload");
    let libraries = vec!["HOOT-LIB-001".to_owned()];
    let of_other = Outcome::Held(Reason::RunOfOtherLibrary { libraries });
    assert_eq!(outcome(&receipt, 0, Section::Run), &of_other);
    let run = world.test.sandbox.run("HOOT-RUN-001").expect("a run");
    assert_eq!(run["libraries"].as_array().map(Vec::len), Some(1));
    assert_eq!(run["instrument_model"], "GridION");
}
