//! What the documents say of the tests is true.

use std::{fs, path::Path};

const SECURITY: &str = include_str!("../../../../docs/security.md");

/// The text of the file that a test's name begins with: `file::test` or `folder::file::test`.
fn source(module: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = module.replace("::", "/");
    let homes = ["tests/it", "tests", "src", "../gate/src", "../sheet/src", "../../tests"];
    let homes = homes.map(|home| root.join(home).join(format!("{path}.rs")));
    homes.iter().filter_map(|home| fs::read_to_string(home).ok()).collect()
}

#[test]
fn every_test_that_is_named_exists() {
    let mut named = 0;
    for name in SECURITY.split('`').skip(1).step_by(2) {
        let Some((module, test)) = name.rsplit_once("::") else { continue };
        if module == "file" {
            continue;
        }
        assert!(source(module).contains(&format!("fn {test}()")), "{name} doesn't exist");
        named += 1;
    }
    assert!(named > 200, "{named}");
}

#[test]
fn the_counts_are_those_of_the_lists() {
    let lines = |state: &str| SECURITY.lines().filter(|line| line.contains(state)).count();
    let counts = [lines("| Held by `"), lines("| Held by design: "), lines("| Left out: ")];
    let all: usize = counts.iter().sum();
    assert_eq!(all, 129);
    for (what, count) in ["held by a test", "held by design", "left out"].iter().zip(counts) {
        assert!(SECURITY.contains(&format!("| {what} | {count} |")), "{what}: {count}");
    }
    let cases = SECURITY.split("## Attack and fault cases").nth(1).unwrap();
    let cases: Vec<_> = cases.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    let held = cases.iter().filter(|line| !line.contains("not by a test")).count();
    assert_eq!(cases.len(), 82);
    assert!(SECURITY.contains(&format!("**{held} of 82**")), "{held}");
}
