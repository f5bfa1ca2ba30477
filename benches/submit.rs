#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![allow(dead_code, reason = "the tests of the whole path use the rest of what they share")]
//! What a sheet costs that is sent as the app sends it, beside the same sheet sent one row at a time.
//!
//! Both go through the proxy to the stand-in Majora, over sockets. Row by row each sample, its library
//! and its run are a request of their own, which is what the uploader before this one did; the pause of
//! 10 ms that it made between rows is left out, so the ratio is in its favour. `cargo xtask bench submit`
//! prints what this prints as one line of JSON for each delay.

#[path = "../tests/it/browser.rs"]
mod browser;
#[path = "../tests/it/log.rs"]
mod log;
#[path = "../tests/it/majora.rs"]
mod majora;
#[path = "../tests/it/sheets.rs"]
mod sheets;
#[path = "../tests/it/tab.rs"]
mod tab;
#[path = "../tests/it/wire.rs"]
mod wire;
#[path = "../tests/it/world.rs"]
mod world;

use protocol::majora::request;
use sandbox::{Effect, Fault};
use serde_json::json;
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::held::Held;
use sheet::plan::plan;
use sheet::receipt::RowOutcome;
use sheet::value::Date;
use sheets::{Csv, all_rows};
use std::time::Instant;
use world::World;

const ROWS: usize = 1_000;
const LIBRARIES: usize = 10;

/// How late each of Majora's answers comes, in milliseconds.
const DELAYS: [u64; 2] = [0, 50];

#[tokio::main]
async fn main() {
    for delay in DELAYS {
        let (batched, calls, writes) = batched(delay).await;
        let (single, single_calls, _) = one_by_one(delay).await;
        let line = json!({
            "rows": ROWS, "libraries": LIBRARIES, "delay_ms": delay,
            "batched": { "seconds": batched, "calls": calls, "writes": writes },
            "one_by_one": { "seconds": single, "calls": single_calls },
        });
        println!("{line}");
    }
}

/// Seconds, calls and writes of the app's way: asked, sent in batches, read back.
async fn batched(delay: u64) -> (f64, usize, usize) {
    let world = late(delay).await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let checked = Csv::in_libraries(world.test.today(), ROWS, LIBRARIES).good();
    let start = Instant::now();
    let receipt = tab.send(&checked).await.expect("an upload");
    let seconds = start.elapsed().as_secs_f64();
    all_rows(&receipt, RowOutcome::Saved);
    (seconds, world.test.calls().len(), world.test.writes().len())
}

/// The same of a request for each record of each row.
async fn one_by_one(delay: u64) -> (f64, usize, usize) {
    let world = late(delay).await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let rows: Vec<Checked> = (0..ROWS).map(|row| sheet_of(row, world.test.today())).collect();
    let start = Instant::now();
    for row in &rows {
        for step in plan(row, &Held::default(), &Decisions::default()).steps {
            let (endpoint, body) = request::request(&step);
            let answer = tab.call(endpoint, &body).await.expect("an answer");
            assert_eq!(answer["success"], true);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    (seconds, world.test.calls().len(), world.test.writes().len())
}

/// One row of the sheet that is sent in batches, by itself.
fn sheet_of(row: usize, today: Date) -> Checked {
    let library = row / (ROWS / LIBRARIES) + 1;
    Csv::example(today, 1)
        .with("central_sample_id", |_| format!("HOOT-{:05}", row + 1))
        .with("library_name", |_| format!("HOOT-LIB-{library:03}"))
        .with("run_name", |_| format!("HOOT-RUN-{library:03}"))
        .good()
}

async fn late(delay: u64) -> World {
    let world = World::start().await;
    if delay > 0 {
        let late = Fault::next("/api/", Effect::Delay(delay)).times(u32::MAX);
        world.test.sandbox.faults().add(late);
    }
    world
}
