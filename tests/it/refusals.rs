//! What only Majora can know, and says in its own words.

use crate::sheets::{Csv, Section, counts, outcome};
use crate::world::World;
use sheet::attribute::Said;
use sheet::fields;
use sheet::receipt::{Outcome, Receipt};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn said(receipt: &Receipt, row: usize, section: Section) -> &[Said] {
    match outcome(receipt, row, section) {
        Outcome::Refused { said } => said,
        other => panic!("row {row}: {other:?}"),
    }
}

fn is_saved(receipt: &Receipt, row: usize, section: Section) -> bool {
    matches!(outcome(receipt, row, section), Outcome::Saved { .. })
}

/// The library of the refused sample waits for it, and the run for the library.
fn rest_waits(receipt: &Receipt, rows: usize, sample: &str, library: &str) {
    for row in 0..rows {
        let waits = |on, name: &str| Outcome::Waits { on, name: name.to_owned() };
        assert_eq!(outcome(receipt, row, Section::Library), &waits(Section::Sample, sample));
        assert_eq!(outcome(receipt, row, Section::Run), &waits(Section::Library, library));
    }
}

#[tokio::test]
async fn a_sample_named_as_a_library_is_refused_alone_and_its_library_waits() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let today = world.test.today();
    tab.send(&Csv::example(today, 2).good()).await.expect("an upload");
    let id = |row| if row == 1 { "HOOT-LIB-001".into() } else { format!("NEW-{row}") };
    let sheet = Csv::example(today, 4)
        .with("central_sample_id", id)
        .with("library_name", |_| "HOOT-LIB-002".into())
        .with("run_name", |_| "HOOT-RUN-002".into());
    let receipt = tab.send(&sheet.good()).await.expect("an upload");
    assert!(said(&receipt, 1, Section::Sample)[0].text.starts_with("UNIQUE constraint failed"));
    for row in [0, 2, 3] {
        assert!(is_saved(&receipt, row, Section::Sample));
        assert!(world.test.sandbox.biosample(&format!("NEW-{row}")).is_some());
    }
    rest_waits(&receipt, 4, "HOOT-LIB-001", "HOOT-LIB-002");
    assert_eq!(counts(&receipt), [1, 0, 3, 0, 0, 0]);
    assert_eq!(world.test.sandbox.library("HOOT-LIB-002"), None);
}

#[tokio::test]
async fn where_majoras_day_is_ahead_its_refusal_stands_at_the_row_and_column() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    let today = world.test.today();
    let oldest = sheet::field::oldest(today).to_string();
    let sheet = Csv::example(today, 60).but(7, "collection_date", &oldest).good();
    world.test.sandbox.clock().advance(DAY);
    tab.sign_in().await;
    let receipt = tab.send(&sheet).await.expect("an upload");
    let expected = Said {
        field: Some(&fields::COLLECTION_DATE),
        text: "Sample cannot be collected more than a year ago...".into(),
    };
    assert_eq!(said(&receipt, 7, Section::Sample), [expected]);
    for row in (0..60).filter(|row| *row != 7) {
        assert!(is_saved(&receipt, row, Section::Sample), "row {row}");
    }
    assert_eq!(world.test.sandbox.biosample("HOOT-00008"), None);
    rest_waits(&receipt, 60, "HOOT-00008", "HOOT-LIB-001");
}

#[tokio::test]
async fn a_library_named_as_a_sample_is_refused_and_its_run_waits() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let today = world.test.today();
    tab.send(&Csv::example(today, 2).good()).await.expect("an upload");
    let sheet = Csv::example(today, 3)
        .with("central_sample_id", |row| format!("NEW-{row}"))
        .with("library_name", |_| "HOOT-00002".into())
        .with("run_name", |_| "HOOT-RUN-002".into());
    let receipt = tab.send(&sheet.good()).await.expect("an upload");
    for row in 0..3 {
        assert!(is_saved(&receipt, row, Section::Sample));
        let said = said(&receipt, row, Section::Library);
        assert!(said[0].text.starts_with("UNIQUE constraint failed"), "{said:?}");
        let waits = Outcome::Waits { on: Section::Library, name: "HOOT-00002".into() };
        assert_eq!(outcome(&receipt, row, Section::Run), &waits);
    }
    assert_eq!(world.test.sandbox.run("HOOT-RUN-002"), None);
}
