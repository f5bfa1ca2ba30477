//! The records that uploads make.

mod show;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::python::{Fallible, Raised, Value};

/// Values of a record by their public names.
pub(crate) type Fields = IndexMap<String, Value>;

/// Every record of a sandbox.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Records {
    samples: IndexMap<String, Sample>,
    libraries: IndexMap<String, Library>,
    pub(crate) runs: IndexMap<String, Run>,
    groups: HashMap<String, Group>,
    /// One namespace for everything Majora calls an artifact: its `dice_name` is unique.
    names: HashMap<String, Artifact>,
}

/// What carries a name of the artifacts' namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Artifact {
    /// A biosample, by its UUID.
    Sample(String),
    Library,
    /// The reads that a sequencing run is given.
    Reads,
}

/// What carries a name of the groups' namespace.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Group {
    Source,
    Digital,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sample {
    pub(crate) id: String,
    pub(crate) central_sample_id: Option<String>,
    pub(crate) fields: Fields,
    /// None for a sample that only `force_biosamples` made.
    pub(crate) submission: Option<Submission>,
    pub(crate) source: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) ct: Option<Ct>,
}

/// Who sent a record first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Submission {
    pub(crate) username: String,
    pub(crate) institute_code: Option<String>,
    pub(crate) institute_name: Option<String>,
}

/// Tag, name, value.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tags(Vec<(String, String, String)>);

/// The threshold cycle metric of a sample, with the summary that is kept beside its records.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ct {
    pub(crate) num_tests: i64,
    pub(crate) min_ct: f64,
    pub(crate) max_ct: f64,
    pub(crate) records: Vec<CtRecord>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CtRecord {
    pub(crate) ct_value: f64,
    pub(crate) test_platform: String,
    pub(crate) test_target: String,
    pub(crate) test_kit: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Library {
    pub(crate) id: String,
    pub(crate) fields: Fields,
    pub(crate) tags: Tags,
    /// The samples by UUID; None in a crippled library, which can never take one (RULES.md 4.4).
    pub(crate) pool: Option<IndexMap<String, Fields>>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) fields: Fields,
    pub(crate) submission: Option<Submission>,
    /// The day the run is filed under.
    pub(crate) day: Option<String>,
    pub(crate) libraries: Vec<String>,
    pub(crate) pipeline: Option<String>,
}

/// A new UUID, as Majora writes it.
pub(crate) fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// The database's complaint about a name that another artifact has.
fn taken() -> Raised {
    Raised("UNIQUE constraint failed: majora2_majoraartifact.dice_name".to_owned())
}

/// The database's complaint about a number beyond 63 bits.
///
/// # Errors
/// If the value is such a number.
pub(crate) fn fits(value: &Value) -> Fallible<()> {
    match value {
        Value::Int(digits) if digits.parse::<i64>().is_err() => {
            Err(Raised("Python int too large to convert to SQLite INTEGER".to_owned()))
        }
        _ => Ok(()),
    }
}

/// The entry of an answer's `new` and `updated`: kind, UUID, name.
pub(crate) fn entry(kind: &str, id: &str, name: impl Into<Value>) -> Value {
    Value::List(vec![kind.into(), id.into(), name.into()])
}

impl Tags {
    /// Overwrites the tag or adds it.
    pub(crate) fn set(&mut self, tag: &str, name: &str, value: &str) {
        match self.0.iter_mut().find(|held| held.0 == tag && held.1 == name) {
            Some(held) => value.clone_into(&mut held.2),
            None => self.0.push((tag.to_owned(), name.to_owned(), value.to_owned())),
        }
    }
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self {
            id: new_id(),
            central_sample_id: None,
            fields: Fields::new(),
            submission: None,
            source: None,
            tags: Tags::default(),
            ct: None,
        }
    }

    /// The entry of an answer's `new` and `updated`.
    pub(crate) fn entry(&self) -> Value {
        entry("Biosample", &self.id, self.central_sample_id.clone())
    }
}

impl Records {
    /// The sample of that exact id; with None the first nameless one, by UUID.
    pub(crate) fn sample(&self, id: Option<&str>) -> Option<&Sample> {
        match id {
            Some(id) => match self.names.get(id)? {
                Artifact::Sample(uuid) => self.samples.get(uuid),
                Artifact::Library | Artifact::Reads => None,
            },
            None => self.nameless().min_by_key(|sample| &sample.id),
        }
    }

    /// How many samples have that exact id.
    pub(crate) fn count(&self, id: Option<&str>) -> usize {
        match id {
            Some(_) => usize::from(self.sample(id).is_some()),
            None => self.nameless().count(),
        }
    }

    fn nameless(&self) -> impl Iterator<Item = &Sample> {
        self.samples.values().filter(|sample| sample.central_sample_id.is_none())
    }

    /// Stores a sample, new or changed.
    ///
    /// # Errors
    /// If another artifact has the sample's name.
    pub(crate) fn save_sample(&mut self, sample: Sample) -> Fallible<()> {
        let this = Artifact::Sample(sample.id.clone());
        if let Some(name) = &sample.central_sample_id {
            if self.names.get(name).is_some_and(|holder| *holder != this) {
                return Err(taken());
            }
            self.names.insert(name.clone(), this);
        }
        let id = sample.id.clone();
        let before = self.samples.insert(id, sample.clone()).and_then(|old| old.central_sample_id);
        if let Some(before) = before.filter(|old| Some(old) != sample.central_sample_id.as_ref()) {
            self.names.remove(&before);
        }
        Ok(())
    }

    pub(crate) fn sample_mut(&mut self, uuid: &str) -> Option<&mut Sample> {
        self.samples.get_mut(uuid)
    }

    pub(crate) fn is_artifact(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The tags of an artifact; the reads of a run have none that anyone could see.
    pub(crate) fn tags_mut(&mut self, artifact: &str) -> Option<&mut Tags> {
        match self.names.get(artifact)? {
            Artifact::Sample(uuid) => self.samples.get_mut(uuid).map(|sample| &mut sample.tags),
            Artifact::Library => self.libraries.get_mut(artifact).map(|library| &mut library.tags),
            Artifact::Reads => None,
        }
    }

    pub(crate) fn library(&self, name: &str) -> Option<&Library> {
        self.libraries.get(name)
    }

    pub(crate) fn library_mut(&mut self, name: &str) -> Option<&mut Library> {
        self.libraries.get_mut(name)
    }

    /// Makes an empty library.
    ///
    /// # Errors
    /// If another artifact has the name.
    pub(crate) fn new_library(&mut self, name: &str) -> Fallible<&mut Library> {
        self.claim(name, Artifact::Library)?;
        let library = Library { id: new_id(), ..Library::default() };
        Ok(self.libraries.entry(name.to_owned()).or_insert(library))
    }

    /// Gives a name of the artifacts' namespace away.
    ///
    /// # Errors
    /// If it is taken.
    pub(crate) fn claim(&mut self, name: &str, artifact: Artifact) -> Fallible<()> {
        if self.is_artifact(name) {
            return Err(taken());
        }
        self.names.insert(name.to_owned(), artifact);
        Ok(())
    }

    /// Makes a group unless there is one of that name and kind already; says whether it did.
    ///
    /// # Errors
    /// If a group of another kind has the name.
    pub(crate) fn ensure_group(&mut self, name: &str, group: Group) -> Fallible<bool> {
        match self.groups.get(name) {
            Some(held) if *held == group => Ok(false),
            Some(_) => {
                let column = "majora2_majoraartifactgroup.dice_name";
                Err(Raised(format!("UNIQUE constraint failed: {column}")))
            }
            None => {
                self.groups.insert(name.to_owned(), group);
                Ok(true)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Sample {
        Sample { central_sample_id: Some(name.to_owned()), ..Sample::new() }
    }

    #[test]
    fn a_name_belongs_to_one_artifact() {
        let mut records = Records::default();
        records.new_library("LIB-1").unwrap();
        assert!(records.save_sample(named("LIB-1")).is_err());
        records.save_sample(named("S-1")).unwrap();
        assert!(records.new_library("S-1").is_err());
    }

    #[test]
    fn a_renamed_sample_gives_its_old_name_back() {
        let mut records = Records::default();
        let mut sample = named(" S-1 ");
        records.save_sample(sample.clone()).unwrap();
        sample.central_sample_id = Some("S-1".to_owned());
        records.save_sample(sample).unwrap();
        assert!(records.sample(Some(" S-1 ")).is_none());
        assert!(records.sample(Some("S-1")).is_some());
    }
}
