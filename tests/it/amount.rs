//! How many requests a sheet costs Majora.

use crate::sheets::{Csv, all_rows};
use crate::world::World;
use sheet::receipt::RowOutcome;

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
