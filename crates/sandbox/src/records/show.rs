//! How Majora shows its records (RULES.md 7).

use super::{Artifact, Ct, CtRecord, Fields, Library, Records, Run, Sample, Submission, Tags};
use crate::python::{Dict, Fallible, Value};

impl Sample {
    fn field(&self, name: &str) -> Value {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    /// What `get` shows (RULES.md 7: much of a sample it never shows).
    pub(crate) fn to_value(&self) -> Value {
        let submission = self.submission.as_ref();
        let institute = |pick: fn(&Submission) -> &Option<String>| {
            Value::from(submission.and_then(|submission| pick(submission).clone()))
        };
        let metrics = self.ct.iter().map(|ct| ("ct".to_owned(), ct.to_value())).collect();
        let source = |name: &String| {
            let name = name.as_str().into();
            Value::dict([("source_type", "human".into()), ("biosample_source_id", name)])
        };
        let surveillance = match self.field("is_surveillance") {
            Value::Bool(true) => "Y",
            Value::Bool(false) => "N",
            _ => "",
        };
        let pillar = self.fields.get("collection_pillar").cloned().unwrap_or_else(|| "".into());
        Value::dict([
            ("central_sample_id", self.central_sample_id.clone().into()),
            ("root_sample_id", self.field("root_sample_id")),
            ("sample_type_collected", self.field("sample_type_collected")),
            ("sample_type_received", self.field("sample_type_received")),
            ("swab_site", self.field("swab_site")),
            ("published_as", "".into()),
            ("metadata", self.tags.to_value()),
            ("metrics", Value::Dict(metrics)),
            ("root_biosample_source_id", self.field("root_biosample_source_id")),
            ("collection_date", self.field("collection_date")),
            ("received_date", self.field("received_date")),
            ("submission_user", submission.map(|submission| submission.username.clone()).into()),
            ("submission_org", institute(|submission| &submission.institute_name)),
            ("submission_org_code", institute(|submission| &submission.institute_code)),
            ("source_sex", self.field("source_sex")),
            ("source_age", self.field("source_age")),
            ("collected_by", "".into()),
            ("adm0", submission.map(|_| "United Kingdom").into()),
            ("adm1", self.field("adm1")),
            ("adm2", self.field("adm2")),
            ("adm2_private", self.field("adm2_private")),
            ("is_surveillance", surveillance.into()),
            ("collection_pillar", pillar),
            ("biosample_sources", Value::List(self.source.iter().map(source).collect())),
        ])
    }
}

impl Tags {
    /// `{tag: {name: value}}`, without the tags that are never shown.
    fn to_value(&self) -> Value {
        let mut tags = Dict::new();
        for (tag, name, value) in self.0.iter().filter(|(tag, ..)| tag != "investigation") {
            let names = tags.entry(tag.clone()).or_insert_with(|| Value::Dict(Dict::new()));
            if let Value::Dict(names) = names {
                names.insert(name.clone(), value.as_str().into());
            }
        }
        Value::Dict(tags)
    }
}

impl Ct {
    fn to_value(&self) -> Value {
        let record = |record: &CtRecord| {
            Value::dict([
                ("ct_value", Value::Float(record.ct_value)),
                ("test_platform", record.test_platform.as_str().into()),
                ("test_target", record.test_target.as_str().into()),
                ("test_kit", record.test_kit.as_str().into()),
            ])
        };
        Value::dict([
            ("num_tests", self.num_tests.into()),
            ("min_ct", Value::Float(self.min_ct)),
            ("max_ct", Value::Float(self.max_ct)),
            ("records", Value::List(self.records.iter().map(record).collect())),
        ])
    }
}

impl Records {
    /// What `get` shows of a library.
    pub(crate) fn library_value(&self, name: &str, library: &Library) -> Value {
        let field = |name: &str| library.fields.get(name).cloned().unwrap_or_default();
        let pool = library.pool.iter().flatten();
        let samples = pool.filter_map(|(uuid, record)| self.pooled_value(uuid, record));
        Value::dict([
            ("library_name", name.into()),
            ("library_layout_config", field("library_layout_config")),
            ("layout_read_length", field("library_layout_read_length")),
            ("layout_insert_length", field("library_layout_insert_length")),
            ("library_seq_kit", field("library_seq_kit")),
            ("library_seq_protocol", field("library_seq_protocol")),
            ("metadata", library.tags.to_value()),
            ("biosamples", Value::List(samples.collect())),
        ])
    }

    fn pooled_value(&self, uuid: &str, record: &Fields) -> Option<Value> {
        let Value::Dict(mut sample) = self.samples.get(uuid)?.to_value() else { return None };
        let shown = [
            "library_strategy",
            "library_source",
            "library_selection",
            "library_protocol",
            "library_primers",
        ];
        for name in shown {
            sample.insert(name.to_owned(), record.get(name).cloned().unwrap_or_default());
        }
        sample.insert("library_adaptor_barcode".to_owned(), Value::None);
        Some(Value::Dict(sample))
    }

    /// What `get` shows of a run.
    ///
    /// # Errors
    /// For a run that broke when it was made, and has no submitter.
    pub(crate) fn run_value(&self, name: &str, run: &Run) -> Fallible<Value> {
        let submission = run.submission.as_ref().ok_or_else(|| Value::None.lacks("profile"))?;
        let field = |name: &str| run.fields.get(name).cloned().unwrap_or_default();
        let library =
            |name: &String| self.library(name).map(|library| self.library_value(name, library));
        let libraries = run.libraries.iter().filter_map(library).collect();
        Ok(Value::dict([
            ("run_name", name.into()),
            ("run_group", field("run_group")),
            ("instrument_make", field("instrument_make")),
            ("instrument_model", field("instrument_model")),
            ("flowcell_type", field("flowcell_type")),
            ("flowcell_id", field("flowcell_id")),
            ("start_time", minutes_as_month(&field("start_time"))),
            ("end_time", minutes_as_month(&field("end_time"))),
            ("libraries", Value::List(libraries)),
            ("sequencing_uuid", run.id.as_str().into()),
            ("sequencing_org", submission.institute_name.clone().into()),
            ("sequencing_org_code", submission.institute_code.clone().into()),
            ("sequencing_submission_date", run.day.clone().into()),
        ]))
    }

    /// The name of the sample or library with this UUID, and what `get` shows of it.
    pub(crate) fn artifact_by_id(&self, uuid: &str) -> Option<(String, Value)> {
        if let Some(sample) = self.samples.get(uuid) {
            return Some((sample.central_sample_id.clone().unwrap_or_default(), sample.to_value()));
        }
        let (name, library) = self.libraries.iter().find(|(_, library)| library.id == uuid)?;
        Some((name.clone(), self.library_value(name, library)))
    }

    /// The name of the run with this UUID, and what `get` shows of it.
    pub(crate) fn run_by_id(&self, uuid: &str) -> Option<(String, Value)> {
        let (name, run) = self.runs.iter().find(|(_, run)| run.id == uuid)?;
        Some((name.clone(), self.run_value(name, run).ok()?))
    }

    /// What `biosample/get` shows of an artifact of any kind.
    pub(crate) fn artifact_value(&self, name: &str) -> Option<Value> {
        match self.names.get(name)? {
            Artifact::Sample(uuid) => self.samples.get(uuid).map(Sample::to_value),
            Artifact::Library => {
                self.library(name).map(|library| self.library_value(name, library))
            }
            Artifact::Reads => Some(Value::dict([
                ("current_path", Value::None),
                ("current_name", name.into()),
                ("current_hash", "".into()),
                ("current_size", 0.into()),
                ("current_kind", "dummy".into()),
            ])),
        }
    }
}

/// Majora shows the month where the minutes belong (RULES.md 7).
fn minutes_as_month(time: &Value) -> Value {
    match time {
        Value::Str(time) => match (time.get(..14), time.get(5..7)) {
            (Some(hour), Some(month)) => format!("{hour}{month}").into(),
            _ => Value::None,
        },
        _ => Value::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_come_back_as_the_month() {
        assert_eq!(minutes_as_month(&"2026-11-02 10:00".into()), "2026-11-02 10:11".into());
    }
}
