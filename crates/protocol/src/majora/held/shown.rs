//! A record as Majora shows it, read into the columns that it belongs to.

use serde_json::Value;
use sheet::field::{Field, Target};
use sheet::fields;
use sheet::stored::{StoredLibrary, StoredRun, StoredSample, StoredTest, Values};

/// Keys of a library that are called otherwise where Majora shows it.
const LIBRARY_KEYS: [(&str, &str); 2] = [
    ("library_layout_insert_length", "layout_insert_length"),
    ("library_layout_read_length", "layout_read_length"),
];

/// A biosample.
pub(super) fn sample(shown: &Value) -> StoredSample {
    let mut values = values(|target| match target {
        Target::Sample("central_sample_id") => None,
        Target::Sample(key) => text(shown.get(key)?),
        _ => None,
    });
    let source = &shown["biosample_sources"][0]["biosample_source_id"];
    values.extend(text(source).map(|source| (fields::BIOSAMPLE_SOURCE_ID.name, source)));
    let tags = pairs(&shown["metadata"]).flat_map(|(tag, names)| {
        let one = move |(name, value): (&String, &Value)| {
            Some(((tag.clone(), name.clone()), text(value)?))
        };
        pairs(names).filter_map(one)
    });
    let tests = shown["metrics"]["ct"]["records"].as_array().into_iter().flatten();
    StoredSample { values, tags: tags.collect(), tests: tests.map(test).collect() }
}

fn test(shown: &Value) -> StoredTest {
    let of = |key: &str| shown.get(key).and_then(text).unwrap_or_default();
    StoredTest { kind: StoredTest::KEYS.map(of), ct_value: of("ct_value") }
}

/// A library, if that is what has the name: a biosample may have it too.
pub(super) fn library(shown: &Value) -> Option<StoredLibrary> {
    shown.get("library_name")?;
    let values = values(|target| match target {
        Target::Library("library_name") => None,
        Target::Library(key) => {
            let other = LIBRARY_KEYS.iter().find(|(column, _)| column == key);
            text(shown.get(other.map_or(*key, |(_, shown)| shown))?)
        }
        Target::LibraryTag(tag, name) => text(&shown["metadata"][*tag][*name]),
        _ => None,
    });
    let members = members(shown).filter_map(|member| Some((id(member)?, place(member))));
    Some(StoredLibrary { members: members.collect(), values })
}

/// The biosamples of a library, each as [`sample`] reads it.
pub(super) fn samples_of(library: &Value) -> impl Iterator<Item = (String, StoredSample)> {
    members(library).filter_map(|member| Some((id(member)?, sample(member))))
}

fn members(library: &Value) -> impl Iterator<Item = &Value> {
    library["biosamples"].as_array().into_iter().flatten()
}

fn id(member: &Value) -> Option<String> {
    member["central_sample_id"].as_str().map(str::to_owned)
}

fn place(shown: &Value) -> Values {
    values(|target| match target {
        Target::Member(key) => text(shown.get(key)?),
        _ => None,
    })
}

/// A run.
pub(super) fn run(shown: &Value) -> StoredRun {
    let values = values(|target| match target {
        Target::Run("run_name") => None,
        Target::Run(key) | Target::RunRequest(key) => text(shown.get(key)?),
        _ => None,
    });
    let libraries = shown["libraries"].as_array().into_iter().flatten();
    let name = |library: &Value| library["library_name"].as_str().map(str::to_owned);
    StoredRun { libraries: libraries.filter_map(name).collect(), values }
}

fn values(of: impl Fn(&Target) -> Option<String>) -> Values {
    let one = |field: &&'static Field| Some((field.name, field.targets.iter().find_map(&of)?));
    fields::ALL.iter().filter_map(one).collect()
}

fn pairs(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// A value as text; nothing where it is blank.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
