//! What the user has decided about records that Majora holds, as JSON, as the browser keeps it.

use serde::{Deserialize, Serialize};
use sheet::compare::Doubt;
use sheet::decide::Decisions;
use sheet::field::Field;
use sheet::record::Key;
use sheet::stored::StoredTest;
use sheet::{fields, further};
use std::collections::{BTreeMap, BTreeSet};

/// Decisions in the form in which they are kept. Records that an upload has made itself are no
/// decision, and its journal's.
#[derive(Serialize, Deserialize)]
pub(crate) struct Written {
    accepted: Vec<(Name, WrittenDoubt)>,
    declined: Vec<(Name, WrittenDoubt)>,
    erased: Vec<(Name, String, String)>,
    unchecked: Vec<Name>,
}

/// The name of a record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Name {
    Sample(String),
    Library(String),
    Place(String, String),
    Run(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenDoubt {
    Identity(String, String),
    TestsLost(Vec<([String; 3], String)>),
    ErasesUnseen(Vec<String>),
    OtherSamples(usize),
    OtherLibraries(Vec<String>),
}

/// Decisions as JSON.
pub fn to_json(decisions: &Decisions) -> String {
    // Text, numbers and lists are always JSON.
    serde_json::to_string(&written(decisions)).unwrap_or_default()
}

/// The decisions that were written so; nothing where it is none of them.
pub fn from_json(text: &str) -> Option<Decisions> {
    read(serde_json::from_str(text).ok()?)
}

pub(crate) fn written(decisions: &Decisions) -> Written {
    let doubts = |doubts: &BTreeSet<(Key, Doubt)>| {
        doubts.iter().map(|(key, doubt)| (name(key), written_doubt(doubt))).collect()
    };
    let erased = decisions.erased.iter();
    Written {
        accepted: doubts(&decisions.accepted),
        declined: doubts(&decisions.declined),
        erased: erased.map(|((key, column), v)| (name(key), (*column).into(), v.clone())).collect(),
        unchecked: decisions.unchecked.iter().map(name).collect(),
    }
}

pub(crate) fn read(form: Written) -> Option<Decisions> {
    let doubts = |doubts: Vec<(Name, WrittenDoubt)>| {
        let doubts = doubts.into_iter();
        doubts.map(|(name, doubt)| Some((key(name), read_doubt(doubt)?))).collect::<Option<_>>()
    };
    let erased = form.erased.into_iter();
    let erased = erased.map(|(name, column_name, v)| Some(((key(name), column(&column_name)?), v)));
    Some(Decisions {
        accepted: doubts(form.accepted)?,
        declined: doubts(form.declined)?,
        erased: erased.collect::<Option<BTreeMap<_, _>>>()?,
        unchecked: form.unchecked.into_iter().map(key).collect(),
        ..Decisions::default()
    })
}

pub(crate) fn name(key: &Key) -> Name {
    match key {
        Key::Sample(id) => Name::Sample(id.clone()),
        Key::Library(name) => Name::Library(name.clone()),
        Key::Place { library, sample } => Name::Place(library.clone(), sample.clone()),
        Key::Run(name) => Name::Run(name.clone()),
    }
}

pub(crate) fn key(name: Name) -> Key {
    match name {
        Name::Sample(id) => Key::Sample(id),
        Name::Library(name) => Key::Library(name),
        Name::Place(library, sample) => Key::Place { library, sample },
        Name::Run(name) => Key::Run(name),
    }
}

fn written_doubt(doubt: &Doubt) -> WrittenDoubt {
    match doubt {
        Doubt::Identity { column, stored } => {
            WrittenDoubt::Identity((*column).to_owned(), stored.clone())
        }
        Doubt::TestsLost { tests } => {
            let tests = tests.iter().map(|test| (test.kind.clone(), test.ct_value.clone()));
            WrittenDoubt::TestsLost(tests.collect())
        }
        Doubt::ErasesUnseen { columns } => {
            WrittenDoubt::ErasesUnseen(columns.iter().map(|column| (*column).to_owned()).collect())
        }
        Doubt::OtherSamples { count } => WrittenDoubt::OtherSamples(*count),
        Doubt::OtherLibraries { names } => WrittenDoubt::OtherLibraries(names.clone()),
    }
}

fn read_doubt(doubt: WrittenDoubt) -> Option<Doubt> {
    Some(match doubt {
        WrittenDoubt::Identity(name, stored) => Doubt::Identity { column: column(&name)?, stored },
        WrittenDoubt::TestsLost(tests) => {
            let test = |(kind, ct_value)| StoredTest { kind, ct_value };
            Doubt::TestsLost { tests: tests.into_iter().map(test).collect() }
        }
        WrittenDoubt::ErasesUnseen(names) => {
            let columns = names.iter().map(|name| column(name)).collect::<Option<_>>()?;
            Doubt::ErasesUnseen { columns }
        }
        WrittenDoubt::OtherSamples(count) => Doubt::OtherSamples { count },
        WrittenDoubt::OtherLibraries(names) => Doubt::OtherLibraries { names },
    })
}

/// The name of a column as the table has it, or as a heading made it.
fn column(name: &str) -> Option<&'static str> {
    let listed = fields::ALL.iter().copied().find(|field: &&Field| field.name == name);
    listed.or_else(|| further::column(name)).map(|field| field.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_read_back_without_what_an_upload_has_made() {
        let sample = Key::Sample("A-1".into());
        let kind = ["E", "", "ROCHE"].map(str::to_owned);
        let test = StoredTest { kind, ct_value: "31".into() };
        let unseen = Doubt::ErasesUnseen { columns: vec!["start_time"] };
        let decisions = Decisions {
            accepted: [(Key::Run("RUN-1".into()), unseen)].into(),
            declined: [(sample.clone(), Doubt::TestsLost { tests: vec![test] })].into(),
            erased: [((sample.clone(), "adm2"), "DEVON".to_owned())].into(),
            unchecked: [Key::Sample("A-2".into())].into(),
            ours: [sample].into(),
        };
        let kept = Decisions { ours: BTreeSet::new(), ..decisions.clone() };
        assert_eq!(from_json(&to_json(&decisions)), Some(kept));
        let other = to_json(&decisions).replace("adm2", "nonsense");
        for text in ["", "{}", other.as_str()] {
            assert_eq!(from_json(text), None, "{text}");
        }
    }
}
