//! Every recorded case against the sandbox, in process (see `fixtures/README.md`).

use std::fs;
use std::path::PathBuf;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use sandbox::{Clock, World, app};
use serde_json::Value;

use crate::case::Replay;

/// The files, and how many cases each holds: an emptied file must not pass.
const FILES: [(&str, usize); 11] = [
    ("biosample-add", 127),
    ("biosample-batch", 28),
    ("biosample-metadata", 25),
    ("biosample-metrics", 33),
    ("biosample-resubmit", 48),
    ("envelope", 45),
    ("library-add", 78),
    ("oauth", 79),
    ("query", 16),
    ("sequencing-add", 51),
    ("sequencing-get", 6),
];

fn fixture(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn cases() -> Vec<Value> {
    let mut all = Vec::new();
    for (file, count) in FILES {
        let cases: Vec<Value> =
            serde_json::from_str(&fixture(&format!("cases/{file}.json"))).unwrap();
        assert_eq!(cases.len(), count, "{file}");
        all.extend(cases);
    }
    all
}

/// Replays on a fresh server whose clock stands at that many seconds since 1970.
async fn replay(cases: Vec<Value>, seconds: i64) {
    let world: World = serde_json::from_str(&fixture("world.json")).unwrap();
    let clock = Clock::standing_at(seconds);
    let mut replay = Replay::new(app(world.clone(), clock.clone()), clock, &world);
    let (mut replayed, mut disagreements) = (0, Vec::new());
    for case in &cases {
        disagreements.extend(replay.case(case).await);
        replayed += 1;
    }
    assert_eq!(replayed, FILES.iter().map(|(_, count)| count).sum::<usize>());
    let count = disagreements.len();
    assert!(disagreements.is_empty(), "{count} disagreements\n\n{}", disagreements.join("\n\n"));
}

#[tokio::test]
async fn every_case_in_the_order_of_the_files() {
    // 2026-11-20 12:00 UTC
    replay(cases(), 1_795_176_000).await;
}

#[tokio::test]
async fn every_case_in_another_order_on_another_day() {
    let mut cases = cases();
    cases.shuffle(&mut StdRng::seed_from_u64(7));
    // 2028-02-29 23:30 UTC: a leap day, and a year with 366 days behind the one before.
    replay(cases, 1_835_479_800).await;
}
