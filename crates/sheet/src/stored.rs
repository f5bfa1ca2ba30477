//! Values as Majora shows them.

use std::collections::{BTreeMap, BTreeSet};

/// Stored values by the name of the column, as text; blank ones are left out.
pub type Values = BTreeMap<&'static str, String>;

/// What Majora shows of a biosample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredSample {
    /// Its own values.
    pub values: Values,
    /// Its metadata by tag and name.
    pub tags: BTreeMap<(String, String), String>,
    /// Its tests.
    pub tests: Vec<StoredTest>,
}

/// A stored Ct test. Majora tells them apart by target, platform and kit, each blank where it isn't
/// known (RULES.md §4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredTest {
    /// Target, platform and kit.
    pub kind: [String; 3],
    /// The value.
    pub ct_value: String,
}

impl StoredTest {
    /// Majora's keys of what it tells tests apart by, in the order of [`StoredTest::kind`].
    pub const KEYS: [&str; 3] = ["test_target", "test_platform", "test_kit"];
}

/// What Majora shows of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredLibrary {
    /// Its biosamples by their ids, with the values of their places.
    pub members: BTreeMap<String, Values>,
    /// Its own values.
    pub values: Values,
}

/// What Majora shows of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredRun {
    /// The libraries that were run.
    pub libraries: BTreeSet<String>,
    /// Its own values.
    pub values: Values,
}
