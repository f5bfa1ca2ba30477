//! A value that Majora holds is never erased or overwritten.

use crate::sheets::{Csv, Section, all_rows, outcome};
use crate::world::World;
use serde_json::Value;
use sheet::compare::Doubt;
use sheet::decide::Decisions;
use sheet::plan::Reason;
use sheet::receipt::{Outcome, RowOutcome};
use sheet::record::Key;
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
async fn a_second_sheet_with_blank_cells_or_without_columns_erases_nothing() {
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
    let writes = world.test.writes().len();
    let is_optional = |heading: &str| OPTIONAL.iter().any(|(optional, _)| *optional == heading);
    let blank = OPTIONAL
        .iter()
        .fold(full.clone(), |sheet, (heading, _)| sheet.with(heading, |_| String::new()));
    for again in [blank, full.only(|heading| !is_optional(heading))] {
        let receipt = tab.send(&again.good()).await.expect("an upload");
        all_rows(&receipt, RowOutcome::AlreadyThere);
        assert_eq!(world.test.holdings(), held);
    }
    assert_eq!(world.test.writes().len(), writes);
}

#[tokio::test]
async fn other_cells_change_what_they_name_and_nothing_else() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let full = full(world.test.today());
    all_rows(&tab.send(&full.good()).await.expect("an upload"), RowOutcome::Saved);
    let before = (1..=3).map(|n| world.test.sandbox.biosample(&format!("HOOT-{n:05}")));
    let before: Vec<Value> = before.map(|sample| sample.expect("a sample")).collect();
    let other = full
        .clone()
        .with("source_age", |_| "99".into())
        .with("epi_cluster", |_| "C9".into())
        .with("sender_sample_id", |_| "sender-2".into());
    let others = OPTIONAL.iter().filter(|(heading, _)| {
        !["source_age", "epi_cluster", "sender_sample_id"].contains(heading)
    });
    let other = others.fold(other, |sheet, (heading, _)| sheet.with(heading, |_| String::new()));
    let receipt = tab.send(&other.good()).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    for (n, mut expected) in (1..=3).zip(before) {
        let id = format!("HOOT-{n:05}");
        expected["source_age"] = 99.into();
        expected["metadata"]["epi"]["cluster"] = "C9".into();
        assert_eq!(world.test.sandbox.biosample(&id), Some(expected));
        assert_eq!(world.test.sandbox.stored(&id, "sender_sample_id"), Some("sender-2".into()));
        assert_eq!(world.test.sandbox.stored(&id, "admission_date"), Some("2020-12-30".into()));
    }
    let write = world.test.writes().pop().expect("a write");
    let body: Value = serde_json::from_str(&write.body).expect("JSON");
    let keys: Vec<_> = body["biosamples"][0].as_object().expect("a sample").keys().collect();
    assert_eq!(keys, ["central_sample_id", "metadata", "sender_sample_id", "source_age"]);
}

#[tokio::test]
async fn what_the_user_ticked_with_the_stored_value_on_the_screen_is_erased() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let full = full(world.test.today());
    all_rows(&tab.send(&full.good()).await.expect("an upload"), RowOutcome::Saved);
    let key = Key::Sample("HOOT-00002".into());
    let ticked = [("adm2", "KENT"), ("epi_cluster", "C1"), ("source_age", "40")];
    let erased = ticked.map(|(column, shown)| ((key.clone(), column), shown.to_owned()));
    let decisions = Decisions { erased: erased.into(), ..Decisions::default() };
    let blank = full.with("adm2", |_| String::new());
    let blank = blank.with("epi_cluster", |_| String::new()).with("source_age", |_| String::new());
    let mut expected = world.test.sandbox.biosample("HOOT-00002").expect("a sample");
    let neighbour = world.test.sandbox.biosample("HOOT-00001");
    tab.send_deciding(&blank.good(), &decisions).await.expect("an upload");
    expected["adm2"] = Value::Null;
    expected["metadata"]["epi"]["cluster"] = "".into();
    // Majora holds another age than the one that was ticked: it stays.
    assert_eq!(world.test.sandbox.biosample("HOOT-00002"), Some(expected));
    assert_eq!(world.test.sandbox.biosample("HOOT-00001"), neighbour);
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
async fn a_library_with_other_values_changes_only_these() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let first = four_in_a_library(&world, &mut tab).await;
    let mut expected = library(&world);
    let kit = first
        .with("library_seq_kit", |_| "LSK110".into())
        .with("sequencing_org_received_date", |_| "2020-12-31".into())
        .only(|heading| heading != "library_layout_read_length");
    let receipt = tab.send(&kit.good()).await.expect("an upload");
    // One place takes the change along, and it is the library's for every row.
    for row in 0..4 {
        assert!(matches!(outcome(&receipt, row, Section::Library), Outcome::Saved { .. }));
    }
    expected["library_seq_kit"] = "LSK110".into();
    assert_eq!(library(&world), expected, "the read length that the sheet leaves out stays");
}

#[tokio::test]
async fn a_library_with_samples_of_others_waits_for_a_decision() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let first = four_in_a_library(&world, &mut tab).await;
    let stored = library(&world);
    let id = |row: usize| format!("HOOT-{:05}", row + 11);
    let new =
        first.with("central_sample_id", id).with("run_name", |_| "HOOT-RUN-002".into()).good();
    let receipt = tab.send(&new).await.expect("an upload");
    let doubt = Doubt::OtherSamples { count: 4 };
    for row in 0..4 {
        let undecided = Reason::NeedsDecision { doubts: [doubt.clone()].into() };
        assert_eq!(outcome(&receipt, row, Section::Library), &Outcome::Held(undecided));
        assert!(matches!(outcome(&receipt, row, Section::Sample), Outcome::Saved { .. }));
    }
    assert_eq!(library(&world), stored);
    let accepted = [(Key::Library("HOOT-LIB-001".into()), doubt)].into();
    let decisions = Decisions { accepted, ..Decisions::default() };
    let receipt = tab.send_deciding(&new, &decisions).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    assert_eq!(library(&world)["biosamples"].as_array().map(Vec::len), Some(8));
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
        .but(4, "library_selection", "RANDOM")
        .but(5, "library_selection", "RANDOM");
    let receipt = tab.send(&six.good()).await.expect("an upload");
    for row in 0..6 {
        let is_there = *outcome(&receipt, row, Section::Library) == Outcome::AlreadyThere;
        assert_eq!((receipt.row(row), is_there), (RowOutcome::Saved, row < 4));
    }
    // The new samples, what can't be seen of the others, and the library.
    assert_eq!(world.test.writes().len(), writes + 3);
    let now = library(&world);
    let members = |library: &Value| library["biosamples"].as_array().expect("members").clone();
    assert_eq!(members(&now)[..4], members(&stored));
    let joined: Vec<_> =
        members(&now)[4..].iter().map(|m| m["library_selection"].clone()).collect();
    assert_eq!(joined, ["RANDOM", "RANDOM"]);
    for (key, value) in stored.as_object().expect("an object") {
        assert!(key == "biosamples" || &now[key] == value, "{key}: {value} became {}", now[key]);
    }
}

#[tokio::test]
async fn a_run_that_majora_holds_is_overwritten_only_knowingly() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let first = four_in_a_library(&world, &mut tab).await;
    let held = world.test.holdings();
    let model = first.clone().with("instrument_model", |_| "MinION".into());
    let receipt = tab.send(&model.good()).await.expect("an upload");
    let columns = vec!["bioinfo_pipe_name", "bioinfo_pipe_version"];
    let undecided = Reason::NeedsDecision { doubts: [Doubt::ErasesUnseen { columns }].into() };
    assert_eq!(outcome(&receipt, 0, Section::Run), &Outcome::Held(undecided));
    assert_eq!(world.test.holdings(), held);

    let elsewhere = first.with("library_name", |_| "HOOT-LIB-002".into());
    let receipt = tab.send(&elsewhere.good()).await.expect("an upload");
    let names = vec!["HOOT-LIB-001".to_owned()];
    let Outcome::Held(Reason::NeedsDecision { doubts }) = outcome(&receipt, 0, Section::Run) else {
        panic!("it needs a decision");
    };
    assert_eq!(doubts[0], Doubt::OtherLibraries { names });
    let run = world.test.sandbox.run("HOOT-RUN-001").expect("a run");
    assert_eq!(run["libraries"].as_array().map(Vec::len), Some(1));
    assert_eq!(run["instrument_model"], "GridION");
}
