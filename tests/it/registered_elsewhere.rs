//! Libraries of samples that somebody else has registered: rows with an id and a library alone.

use crate::sheets::{Csv, Section, all_rows, is_of_library_or_run, outcome};
use crate::world::{OTHER_USER, World};
use sheet::plan::Reason;
use sheet::receipt::{Outcome, RowOutcome};

fn is_of_library(heading: &str) -> bool {
    heading == "central_sample_id" || is_of_library_or_run(heading)
}

#[tokio::test]
async fn a_library_of_samples_registered_by_others_is_saved_and_leaves_them_as_they_are() {
    let world = World::start().await;
    let (theirs, ours) = (world.browser(), world.browser());
    let mut tab = world.tab(&theirs, "test");
    tab.sign_in_as(OTHER_USER).await;
    let sheet = Csv::example(world.test.today(), 5);
    let samples = sheet.clone().only(|heading| !is_of_library_or_run(heading));
    all_rows(&tab.send(&samples.good()).await.expect("an upload"), RowOutcome::Saved);
    let stored = world.test.sandbox.biosample("HOOT-00003");

    let mut tab = world.tab(&ours, "test");
    tab.sign_in().await;
    let receipt = tab.send(&sheet.only(is_of_library).good()).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    assert_eq!(receipt.of_row(0).count(), 2);
    let library = world.test.sandbox.library("HOOT-LIB-001").expect("a library");
    assert_eq!(library["biosamples"].as_array().map(Vec::len), Some(5));
    assert!(world.test.sandbox.run("HOOT-RUN-001").is_some());
    assert_eq!(world.test.sandbox.biosample("HOOT-00003"), stored);
}

#[tokio::test]
async fn a_library_with_unregistered_samples_is_held_back_and_names_them() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let today = world.test.today();
    let registered = Csv::example(today, 2).only(|heading| !is_of_library_or_run(heading));
    tab.send(&registered.good()).await.expect("an upload");
    let writes = world.test.writes().len();
    let sheet = Csv::example(today, 4).only(is_of_library);
    let receipt = tab.send(&sheet.good()).await.expect("an upload");
    let ids = ["HOOT-00003".to_owned(), "HOOT-00004".to_owned()].into();
    let missing = Outcome::Held(Reason::NotRegistered { ids });
    for row in 0..4 {
        assert_eq!(outcome(&receipt, row, Section::Library), &missing);
        assert_eq!(outcome(&receipt, row, Section::Run), &Outcome::Held(Reason::NoLibrary));
        assert_eq!(receipt.row(row), RowOutcome::NotSent);
    }
    assert_eq!(world.test.writes().len(), writes);
    assert_eq!(world.test.sandbox.library("HOOT-LIB-001"), None);
}
