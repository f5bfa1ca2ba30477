//! How many requests a sheet costs Majora, and how fast they may come.

use crate::sheets::{Csv, all_rows};
use crate::world::{Settings, World};
use sheet::answer::Halt;
use sheet::held::{Held, questions};
use sheet::receipt::RowOutcome;
use std::cell::Cell;
use std::time::Duration;

#[tokio::test]
async fn a_thousand_rows_in_ten_libraries_and_runs_take_at_most_forty_writes() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let checked = Csv::in_libraries(world.test.today(), 1_000, 10).good();
    let receipt = tab.send(&checked).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    let writes = world.test.writes().len();
    assert!(writes <= 40, "{writes} writes");
    assert_eq!(receipt.ids.len(), 1_000 + 10 + 10, "Majora has told where it has each record");
    for n in 1..=10 {
        let library = world.test.sandbox.library(&format!("HOOT-LIB-{n:03}")).expect("a library");
        assert_eq!(library["biosamples"].as_array().map(Vec::len), Some(100));
        let run = world.test.sandbox.run(&format!("HOOT-RUN-{n:03}")).expect("a run");
        assert_eq!(run["libraries"][0]["library_name"], library["library_name"]);
    }
}

#[tokio::test]
async fn a_review_with_more_questions_than_may_come_at_once_waits_as_it_is_told() {
    let limits = "calls_per_second = 4\ncalls_at_once = 4";
    let world = World::with(Settings { limits, ..Settings::default() }).await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let all = questions(&Csv::in_libraries(world.test.today(), 16, 16).good());
    let waited = Cell::new(0);
    let wait = async |seconds| {
        waited.set(waited.get() + 1);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        true
    };
    let before = world.test.calls().len();
    let held = tab.ask_patiently(&all, wait).await.expect("every answer");
    assert_eq!(held, Held::default(), "Majora knows none of them");
    assert!(waited.get() > 0, "nobody was sent back to wait");
    assert_eq!(world.test.calls().len() - before, 1 + 16 + 2, "each was asked once");

    let given_up = tab.ask(&all).await;
    assert_eq!(given_up, Err(Halt::Busy { retry_after: Some(1) }), "all at once is too much");
}
