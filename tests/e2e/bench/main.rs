//! What the app costs a browser, beside the readers that the uploader before this one could have used.
//!
//! `cargo xtask bench app` builds the app, finds the browser and the readers, and prints what this
//! prints: a line of JSON for each figure. All of it comes from the same Chromium in the same run, as
//! the middle one of several. The readers only read; the app reads, checks and shows what is wrong.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![allow(dead_code, reason = "the tests of the app use the rest of what they share")]

#[path = "../barriers.rs"]
mod barriers;
#[path = "../driver.rs"]
mod driver;
#[path = "../fonts.rs"]
mod fonts;
#[path = "../guide.rs"]
mod guide;
#[path = "../look.rs"]
mod look;
#[path = "../page.rs"]
mod page;
#[path = "../person.rs"]
mod person;
#[path = "../pictures.rs"]
mod pictures;
#[path = "../seen.rs"]
mod seen;
#[path = "../site.rs"]
mod site;

mod bench;
mod figure;
mod readers;
mod renderer;
mod sheets;
mod working;

use bench::Bench;
use std::env;

/// A sheet of a run, of a large study, and of more than anybody has.
const ROWS: [usize; 2] = [10_000, 100_000];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // `cargo test --benches` only asks whether it builds.
    if env::var_os("PAPAPARSE").is_none() {
        return;
    }
    bench::first_load().await;
    for rows in ROWS {
        let bench = Bench::start().await;
        readers::csv(&bench, rows).await;
        bench.stop().await;
    }
    let bench = Bench::start().await;
    readers::workbook(&bench, ROWS[0]).await;
    bench.stop().await;
    working::all().await;
}
