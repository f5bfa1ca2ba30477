//! The body of each request that writes, made from a step (RULES.md §4).

use crate::endpoint::Endpoint;
use serde_json::{Map, Value, json};
use sheet::field::Target;
use sheet::plan::Step;
use sheet::record::{Entry, Library, Member, Run, Sample};

/// The call that sends a step, and its body.
pub fn request(step: &Step) -> (Endpoint, Value) {
    match step {
        Step::Samples(sent) => (Endpoint::BiosampleAdd, samples(sent)),
        Step::Updates(sent) => (Endpoint::BiosampleUpdate, samples(sent)),
        Step::Library(sent) => (Endpoint::LibraryAdd, library(sent)),
        Step::Run(sent) => (Endpoint::SequencingAdd, run(sent)),
    }
}

fn samples(samples: &[Sample]) -> Value {
    json!({ "biosamples": samples.iter().map(sample).collect::<Vec<Value>>() })
}

fn sample(sample: &Sample) -> Value {
    let mut body = json!({ "central_sample_id": sample.id });
    for (target, value) in targets(&sample.entries) {
        match target {
            Target::Sample(key) => body[*key] = value,
            Target::SampleTag(tag, name) => body["metadata"][*tag][*name] = value,
            Target::Ct(record, key) => {
                body["metrics"]["ct"]["records"][record.to_string()][*key] = value;
            }
            _ => {}
        }
    }
    for target in sample.erased.iter().flat_map(|field| field.targets) {
        match target {
            Target::Sample(key) => body[*key] = Value::Null,
            // A tag can't be taken away, only emptied (RULES.md §7).
            Target::SampleTag(tag, name) => body["metadata"][*tag][*name] = "".into(),
            _ => {}
        }
    }
    body
}

fn library(library: &Library) -> Value {
    let members: Vec<Value> = library.members.iter().map(member).collect();
    let mut body = json!({ "library_name": library.name });
    for (target, value) in targets(&library.entries) {
        match target {
            Target::Library(key) => body[*key] = value,
            Target::LibraryTag(tag, name) => body["metadata"][*tag][*name] = value,
            _ => {}
        }
    }
    body["biosamples"] = Value::Array(members);
    body
}

fn member(member: &Member) -> Value {
    let mut body = json!({ "central_sample_id": member.id });
    for (target, value) in targets(&member.entries) {
        if let Target::Member(key) = target {
            body[*key] = value;
        }
    }
    body
}

fn run(run: &Run) -> Value {
    let mut fields = Map::new();
    let mut body = json!({ "library_name": run.library });
    fields.insert("run_name".into(), run.name.as_str().into());
    for (target, value) in targets(&run.entries) {
        match target {
            Target::Run(key) => drop(fields.insert((*key).to_owned(), value)),
            Target::RunRequest(key) => body[*key] = value,
            _ => {}
        }
    }
    body["runs"] = json!([fields]);
    body
}

fn targets(entries: &[Entry]) -> impl Iterator<Item = (&'static Target, Value)> {
    entries.iter().flat_map(|entry| entry.targets().iter().map(|target| (target, json(entry))))
}

fn json(entry: &Entry) -> Value {
    match entry.value.as_ref() {
        sheet::value::Value::Whole(number) => (*number).into(),
        other => other.to_text().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheet::decide::Decisions;
    use sheet::held::{Held, HeldSample};
    use sheet::record::Key;
    use sheet::stored::StoredSample;
    use sheet::{check::check, choices::Choices, further, plan::plan, read};

    fn bodies(sheet: &str, held: &Held) -> Vec<(Endpoint, Value)> {
        // Headings with a point are meant to be metadata.
        let headings = sheet.lines().next().unwrap_or_default().split(',').enumerate();
        let tags = headings.filter_map(|(at, name)| Some((at, Some(further::metadata(name)?))));
        let choices = Choices { columns: tags.collect(), ..Choices::default() };
        let sheet = read::read_as(sheet, &choices).expect("a sheet");
        let checked = check(sheet, "2026-11-20".parse().expect("a date"));
        plan(&checked, held, &Decisions::default()).steps.iter().map(request).collect()
    }

    /// The keys are those of RULES.md §4, written out by hand.
    #[test]
    fn a_row_becomes_three_requests() {
        let sheet = "central_sample_id,adm1,collection_date,source_age,is_surveillance,is_hcw,adm2,\
            epi_cluster,ct_2_ct_value,ct_2_test_kit,library_name,library_seq_kit,library_seq_protocol,\
            library_layout_config,library_layout_read_length,library_selection,library_source,\
            library_strategy,artic_primers,run_name,instrument_make,instrument_model,start_time,run_group\n\
            HOOT-1,UK-WLS,2026-11-01,30,yes,N,Ynys Môn,C7,21.40,ROCHE,HOOT-LIB,LSK109,LIGATION,\
            SINGLE,400,PCR,VIRAL_RNA,AMPLICON,3,HOOT-RUN,oxford nanopore,GridION,2026-11-02 9:30,week-45\n";
        let expected = vec![
            (
                Endpoint::BiosampleAdd,
                json!({"biosamples": [{
                    "central_sample_id": "HOOT-1", "adm1": "UK-WLS", "collection_date": "2026-11-01",
                    "source_age": 30, "is_surveillance": "Y", "is_hcw": "N", "adm2": "YNYS MÔN",
                    "metadata": {"epi": {"cluster": "C7"}},
                    "metrics": {"ct": {"records": {"2": {"ct_value": "21.40", "test_kit": "ROCHE"}}}}
                }]}),
            ),
            (
                Endpoint::LibraryAdd,
                json!({
                    "library_name": "HOOT-LIB", "library_seq_kit": "LSK109",
                    "library_seq_protocol": "LIGATION", "library_layout_config": "SINGLE",
                    "library_layout_read_length": 400, "metadata": {"artic": {"primers": "3"}},
                    "biosamples": [{
                        "central_sample_id": "HOOT-1", "library_selection": "PCR",
                        "library_source": "VIRAL_RNA", "library_strategy": "AMPLICON",
                        "library_primers": "3"
                    }]
                }),
            ),
            (
                Endpoint::SequencingAdd,
                json!({
                    "library_name": "HOOT-LIB", "run_group": "week-45",
                    "runs": [{
                        "run_name": "HOOT-RUN", "instrument_make": "OXFORD_NANOPORE",
                        "instrument_model": "GridION", "start_time": "2026-11-02 09:30"
                    }]
                }),
            ),
        ];
        assert_eq!(bodies(sheet, &Held::default()), expected);
    }

    #[test]
    fn further_tests_and_other_metadata_go_with_the_sample() {
        let sheet = "central_sample_id,adm1,collection_date,is_surveillance,ct_12_ct_value,foo.bar\n\
            A-1,UK-ENG,2026-11-01,Y,30,baz\n";
        let expected = json!({"biosamples": [{
            "central_sample_id": "A-1", "adm1": "UK-ENG", "collection_date": "2026-11-01",
            "is_surveillance": "Y", "metadata": {"foo": {"bar": "baz"}},
            "metrics": {"ct": {"records": {"12": {"ct_value": "30"}}}}
        }]});
        assert_eq!(bodies(sheet, &Held::default()), vec![(Endpoint::BiosampleAdd, expected)]);
    }

    #[test]
    fn a_blank_cell_is_no_key_and_a_known_sample_gets_only_what_differs() {
        let sheet = "central_sample_id,adm1,collection_date,is_surveillance,adm2,source_age,is_hcw\n\
            A-1,UK-ENG,2026-11-01,Y,,,\nA-2,UK-ENG,2026-11-01,Y,,41,N\nA-3,UK-ENG,2026-11-01,Y,,,\n";
        let held = held(&["A-2", "A-3"]);
        let expected = vec![
            (
                Endpoint::BiosampleAdd,
                json!({"biosamples": [{
                    "central_sample_id": "A-1", "adm1": "UK-ENG", "collection_date": "2026-11-01",
                    "is_surveillance": "Y"
                }]}),
            ),
            (
                Endpoint::BiosampleUpdate,
                json!({"biosamples": [{
                    "central_sample_id": "A-2", "source_age": 41, "is_hcw": "N"
                }]}),
            ),
        ];
        assert_eq!(bodies(sheet, &held), expected);
    }

    fn held(ids: &[&str]) -> Held {
        let values = [
            ("adm1", "UK-ENG"),
            ("collection_date", "2026-11-01"),
            ("is_surveillance", "Y"),
            ("adm2", "KENT"),
        ];
        let stored = StoredSample {
            values: values.map(|(column, value)| (column, value.to_owned())).into(),
            tags: [(("epi".to_owned(), "cluster".to_owned()), "C1".to_owned())].into(),
            ..StoredSample::default()
        };
        let held = ids.iter().map(|id| ((*id).to_owned(), HeldSample::Read(stored.clone())));
        Held { samples: held.collect(), ..Held::default() }
    }

    #[test]
    fn what_is_to_be_erased_goes_as_null() {
        let sheet = "central_sample_id,adm1,collection_date,is_surveillance\n\
            A-2,UK-ENG,2026-11-01,Y\n";
        let sheet = read::read(sheet.as_bytes()).expect("a sheet");
        let checked = check(sheet, "2026-11-20".parse().expect("a date"));
        let mut decisions = Decisions::default();
        for (column, value) in [("adm2", "KENT"), ("epi_cluster", "C1"), ("source_age", "41")] {
            decisions.erased.insert((Key::Sample("A-2".into()), column), value.into());
        }
        let plan = plan(&checked, &held(&["A-2"]), &decisions);
        let expected = json!({"biosamples": [{
            "central_sample_id": "A-2", "adm2": null, "metadata": {"epi": {"cluster": ""}}
        }]});
        let bodies: Vec<_> = plan.steps.iter().map(request).collect();
        assert_eq!(bodies, vec![(Endpoint::BiosampleUpdate, expected)]);
    }

    #[test]
    fn no_request_is_larger_than_majora_takes() {
        // Each text is one that takes more room in JSON than in the sheet.
        for text in ["\"\"", "\\", "x"] {
            let source = format!("x{}x", text.repeat(130_000));
            let rows = (0..22).map(|n| format!("A-{n},UK-ENG,2026-11-01,Y,\"{source}\"\n"));
            let sheet = format!(
                "central_sample_id,adm1,collection_date,is_surveillance,biosample_source_id\n{}",
                rows.collect::<String>()
            );
            let bodies = bodies(&sheet, &Held::default());
            let sizes: Vec<usize> = bodies.iter().map(|(_, body)| body.to_string().len()).collect();
            // The proxy adds who sends it: a name of at most 150 characters and a word.
            assert!(sizes.iter().all(|size| size + 1_024 < 2_621_440), "{text:?}: {sizes:?}");
            assert!(sizes.len() > 1, "{text:?}: {sizes:?}");
        }
    }
}
