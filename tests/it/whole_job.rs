//! The job that the uploader exists for.

use crate::majora::USER;
use crate::sheets::{Csv, Section, all_rows, outcome};
use crate::world::World;
use protocol::endpoint::Endpoint;
use serde_json::{Value, json};
use sheet::decide::Decisions;
use sheet::fields;
use sheet::held::questions;
use sheet::plan::plan;
use sheet::receipt::{Outcome, ReadBack, RowOutcome};
use sheet::sight::{Sight, sight};
use sheet::value::Date;

/// The example sheet with a few columns more, of each kind of place that a cell can go to.
fn sheet(today: Date) -> Csv {
    Csv::example(today, 96)
        .with("epi_cluster", |row| format!("cluster {}", row % 4))
        .with("sender_sample_id", |row| format!("sender-{row}"))
        .with("investigation_name", |_| "Outbreak 7".into())
        .with("biosample_source_id", |row| format!("patient-{}", row / 2))
        .with("ct_2_ct_value", |row| format!("{}.5", 20 + row % 9))
        .with("library_layout_read_length", |_| "400".into())
        .with("sequencing_org_received_date", |_| "2020-12-31".into())
        .with("start_time", |_| "2020-12-31 9:30".into())
        .with("flowcell_id", |_| "FAO123".into())
        .with("run_group", |_| "week 53".into())
}

#[tokio::test]
async fn a_sheet_of_96_samples_is_saved_as_it_stands_in_four_writes() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let today = world.test.today();
    let receipt = tab.send(&sheet(today).good()).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    assert_eq!(receipt.rows, 96);
    let paths: Vec<_> = world.test.writes().into_iter().map(|write| write.path).collect();
    let [add, library, run] =
        [Endpoint::BiosampleAdd, Endpoint::LibraryAdd, Endpoint::SequencingAdd]
            .map(|endpoint| endpoint.upstream_path());
    assert_eq!(paths, [add, add, library, run]);
    for row in 0..96 {
        has_sample(&world, row, today);
    }
    has_library_and_run(&world);
}

#[tokio::test]
async fn a_library_that_was_run_twice_is_saved_once_with_both_its_runs() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let sheet = Csv::example(world.test.today(), 4)
        .twice()
        .with("run_name", |row| format!("HOOT-RUN-00{}", 1 + row / 4));
    let receipt = tab.send(&sheet.good()).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    assert_eq!(receipt.rows, 8);
    let paths: Vec<_> = world.test.writes().into_iter().map(|write| write.path).collect();
    let [add, library, run] =
        [Endpoint::BiosampleAdd, Endpoint::LibraryAdd, Endpoint::SequencingAdd]
            .map(|endpoint| endpoint.upstream_path());
    assert_eq!(paths, [add, library, run, run]);
    let library = world.test.sandbox.library("HOOT-LIB-001").expect("the library");
    assert_eq!(library["biosamples"].as_array().map(Vec::len), Some(4));
    // Sent once more, nothing of them is left to do.
    let receipt = tab.send(&sheet.good()).await.expect("an upload");
    for (row, section) in (0..8).flat_map(|row| [(row, Section::Library), (row, Section::Run)]) {
        assert_eq!(outcome(&receipt, row, section), &Outcome::AlreadyThere, "row {row}");
    }
}

fn has_sample(world: &World, row: usize, today: Date) {
    let majora = &world.test.sandbox;
    let id = format!("HOOT-{:05}", row + 1);
    let shown = majora.biosample(&id).expect("a sample");
    let expected = json!({
        "central_sample_id": id, "adm0": "United Kingdom", "adm1": "UK-ENG",
        "adm2": "CAMBRIDGESHIRE", "adm2_private": "CB2", "collection_date": today.to_string(),
        "received_date": today.to_string(), "source_age": 30, "source_sex": "F",
        "is_surveillance": "Y", "collection_pillar": 1, "sample_type_collected": "swab",
        "sample_type_received": "primary", "swab_site": "nose-throat", "submission_user": USER,
        "metadata": {"epi": {"cluster": format!("cluster {}", row % 4)}},
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&shown[key], value, "{key} of {id}");
    }
    let source = format!("patient-{}", row / 2);
    assert_eq!(shown["biosample_sources"][0]["biosample_source_id"], json!(source));
    let test = |ct: f64, rest: [&str; 3]| json!({"ct_value": ct, "test_platform": rest[0], "test_target": rest[1], "test_kit": rest[2]});
    let second = 20.5 + (row % 9) as f64;
    assert_eq!(shown["metrics"]["ct"]["records"][0], test(21.4, ["INHOUSE", "ORF1AB", "INHOUSE"]));
    assert_eq!(shown["metrics"]["ct"]["records"][1], test(second, [""; 3]));
    for (field, value) in [
        ("sender_sample_id", json!(format!("sender-{row}"))),
        ("collecting_org", json!("Hypothetical University of Hooting")),
        ("is_hcw", json!(false)),
        ("is_care_home_resident", json!(false)),
    ] {
        assert_eq!(majora.stored(&id, field), Some(value), "{field} of {id}");
    }
}

fn has_library_and_run(world: &World) {
    let library = world.test.sandbox.library("HOOT-LIB-001").expect("a library");
    let own = json!({
        "library_layout_config": "SINGLE", "layout_read_length": 400, "layout_insert_length": null,
        "library_seq_kit": "LSK109", "library_seq_protocol": "LIGATION",
        "metadata": {"artic": {"primers": "3", "protocol": "ARTIC v3"}},
    });
    for (key, value) in own.as_object().expect("an object") {
        assert_eq!(&library[key], value, "{key} of the library");
    }
    let members = library["biosamples"].as_array().expect("members");
    let ids: Vec<_> = members.iter().map(|member| member["central_sample_id"].clone()).collect();
    assert_eq!(ids, (1..=96).map(|n| json!(format!("HOOT-{n:05}"))).collect::<Vec<_>>());
    for member in members {
        let of_member = ["strategy", "source", "selection", "primers", "protocol"]
            .map(|name| member[format!("library_{name}")].clone());
        assert_eq!(of_member, ["AMPLICON", "VIRAL_RNA", "PCR", "3", "ARTIC v3"].map(Value::from));
    }
    let run = world.test.sandbox.run("HOOT-RUN-001").expect("a run");
    let fields = ["run_group", "instrument_make", "instrument_model", "flowcell_id"]
        .map(|name| run[name].clone());
    assert_eq!(fields, ["week 53", "OXFORD_NANOPORE", "GridION", "FAO123"].map(Value::from));
    // The minutes come back as the month (RULES.md §7).
    assert_eq!(run["start_time"], "2020-12-31 09:12");
    assert_eq!(run["libraries"][0]["library_name"], "HOOT-LIB-001");
}

#[tokio::test]
async fn the_same_sheet_again_sends_only_what_cannot_be_seen() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let checked = sheet(world.test.today()).good();
    tab.send(&checked).await.expect("an upload");
    let (writes, before) = (world.test.writes().len(), world.test.holdings());
    let calls = world.test.calls().len();
    let receipt = tab.send(&checked).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    for write in &world.test.writes()[writes..] {
        assert_eq!(write.path, Endpoint::BiosampleUpdate.upstream_path());
        let body: Value = serde_json::from_str(&write.body).expect("JSON");
        for sample in body["biosamples"].as_array().expect("samples") {
            for key in sample.as_object().expect("a sample").keys() {
                let is_unseen =
                    fields::ALL.iter().any(|f| f.name == key && sight(f) == Sight::Nothing);
                assert!(
                    is_unseen || ["central_sample_id", "metadata"].contains(&key.as_str()),
                    "{key}"
                );
            }
            assert_eq!(sample["metadata"], json!({"investigation": {"name": "Outbreak 7"}}));
        }
    }
    assert_eq!(world.test.writes().len(), writes + 2);
    // The library shows all its samples at once: nobody is asked about one by one.
    assert_eq!(world.test.calls().len() - calls, 3 + 2 * 3 + 2);
    assert_eq!(world.test.holdings(), before);
}

#[tokio::test]
async fn the_same_sheet_again_writes_nothing_where_all_can_be_seen() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let sheet = sheet(world.test.today());
    let is_seen =
        |heading: &str| fields::ALL.iter().all(|f| f.name != heading || sight(f) != Sight::Nothing);
    let checked = sheet.only(is_seen).good();
    tab.send(&checked).await.expect("an upload");
    let (writes, before) = (world.test.writes().len(), world.test.holdings());
    let receipt = tab.send(&checked).await.expect("an upload");
    all_rows(&receipt, RowOutcome::AlreadyThere);
    assert_eq!(world.test.writes().len(), writes);
    assert_eq!(world.test.holdings(), before);
}

#[tokio::test]
async fn what_was_saved_is_read_back_and_compared() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let checked = sheet(world.test.today()).good();
    let receipt = tab.send(&checked).await.expect("an upload");
    for row in 0..receipt.rows {
        let told: Vec<_> = receipt.of_row(row).map(|(_, settled)| &settled.read_back).collect();
        for (nth, name) in [(0, "sender_sample_id"), (1, "org_received"), (2, "start_time")] {
            let Some(ReadBack::Agrees { unseen }) = told[nth] else { panic!("{told:?}") };
            assert!(unseen.iter().any(|field| field.name.contains(name)), "{told:?}");
        }
    }
}

#[tokio::test]
async fn a_sheet_with_errors_lists_them_all_and_sends_nothing() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let (asked, seen) = (world.test.sandbox.requests().len(), browser.seen().len());
    let checked = Csv::example(world.test.today(), 8)
        .but(0, "adm1", "England")
        .but(1, "collection_date", "last week")
        .but(2, "source_age", "about 30")
        .but(3, "is_surveillance", "")
        .but(4, "ct_1_test_kit", "HOMEMADE")
        .but(5, "central_sample_id", "HOOT/6")
        .but(6, "library_name", "")
        .but(7, "instrument_make", "PACIFIC_BIOSCIENCES")
        .checked();
    let sheet = checked.sheet();
    let places: Vec<_> = checked
        .problems()
        .iter()
        .map(|problem| {
            let column = problem.column.map(|column| sheet.columns()[column].name());
            (problem.row.map(|row| sheet.line(row)), column, problem.fault.code())
        })
        .collect();
    // The make of row 9 is not the one of the run's other rows either.
    let expected = [
        (2, "adm1", "not_an_option"),
        (3, "collection_date", "not_a_date"),
        (4, "source_age", "not_whole"),
        (5, "is_surveillance", "missing"),
        (6, "ct_1_test_kit", "not_an_option"),
        (7, "central_sample_id", "reserved_character"),
        (8, "library_name", "library_name_missing"),
        (9, "instrument_make", "not_an_option"),
        (9, "instrument_make", "run_differs"),
    ];
    assert_eq!(places, expected.map(|(line, column, code)| (Some(line), Some(column), code)));
    assert_eq!(
        plan(
            &checked,
            &tab.ask(&questions(&checked)).await.expect("an answer"),
            &Decisions::default()
        )
        .steps,
        []
    );
    assert_eq!(tab.send(&checked).await.map(|receipt| receipt.rows), Ok(8));
    assert_eq!(world.test.sandbox.requests().len(), asked);
    assert_eq!(browser.seen().len(), seen);
}
