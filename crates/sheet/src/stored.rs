//! Values as Majora shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

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
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// The value, and in brackets what is known of the test: `31 (E, ROCHE)`.
impl fmt::Display for StoredTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind: Vec<&str> =
            self.kind.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        match kind.as_slice() {
            [] => f.write_str(&self.ct_value),
            kind => write!(f, "{} ({})", self.ct_value, kind.join(", ")),
        }
    }
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
