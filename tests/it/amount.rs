//! How many requests a sheet costs Majora, and how fast they may come.

use crate::sheets::{Csv, all_rows, is_of_library_or_run};
use crate::world::{Settings, World};
use sandbox::{Effect, Fault};
use sheet::answer::Halt;
use sheet::held::{Held, questions};
use sheet::receipt::{ReadBack, RowOutcome, Settled};
use std::cell::RefCell;

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
async fn a_review_that_is_sent_back_to_wait_asks_the_same_again() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let all = questions(&Csv::in_libraries(world.test.today(), 16, 16).good());
    let times = 3;
    world.test.sandbox.faults().add(Fault::next("/api/", Effect::TooManyRequests(2)).times(times));
    let waited = RefCell::new(Vec::new());
    let wait = async |seconds| {
        waited.borrow_mut().push(seconds);
        true
    };
    let before = world.test.calls().len();
    let held = tab.ask_patiently(&all, wait).await.expect("every answer");
    assert_eq!(held, Held::default(), "Majora knows none of them");
    assert_eq!(waited.take(), [2; 3]);
    let asked = world.test.calls().len() - before;
    assert_eq!(asked, 1 + 16 + 2 + times as usize, "nothing was asked but what got no answer");
}

#[tokio::test]
async fn what_was_saved_is_read_back_though_some_questions_are_sent_back_to_wait() {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let samples = 30;
    let checked = Csv::example(world.test.today(), samples)
        .only(|heading| !is_of_library_or_run(heading))
        .good();
    let times = 3;
    let get = "/api/v2/artifact/biosample/get/";
    world.test.sandbox.faults().add(Fault::next(get, Effect::TooManyRequests(1)).times(times));
    let receipt = tab.send(&checked).await.expect("an upload");
    all_rows(&receipt, RowOutcome::Saved);
    let agrees = |settled: &Settled| matches!(settled.read_back, Some(ReadBack::Agrees { .. }));
    assert!(receipt.settled.values().all(agrees), "{:?}", receipt.settled);
    let gets = world.test.calls().iter().filter(|call| call.path == get).count();
    assert_eq!(gets, samples + times as usize, "nothing was asked but what got no answer");
}

#[tokio::test]
async fn more_questions_than_may_come_at_once_are_to_wait_a_moment() {
    let limits = "calls_per_second = 4\ncalls_at_once = 4";
    let world = World::with(Settings { limits, ..Settings::default() }).await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let all = questions(&Csv::in_libraries(world.test.today(), 16, 16).good());
    let given_up = tab.ask(&all).await;
    assert_eq!(
        given_up,
        Err(Halt::Busy { retry_after: Some(1) }),
        "it is no longer than is waited"
    );
}
