//! Asking Majora what it holds, with as few calls as it allows.

use super::answer::object;
use super::failure::Failure;
use crate::endpoint::Endpoint;
use serde_json::{Map, Value, json};
use sheet::answer::Halt;
use sheet::held::{Held, HeldLibrary, HeldRun, HeldSample, Questions};
use std::collections::{BTreeMap, BTreeSet};

/// How many names go into one question.
const NAMES: usize = 200;

/// How the columns of a library are called in Majora's answers.
const LIBRARY_KEYS: [(&str, &str); 5] = [
    ("library_layout_config", "library_layout_config"),
    ("layout_insert_length", "library_layout_insert_length"),
    ("layout_read_length", "library_layout_read_length"),
    ("library_seq_kit", "library_seq_kit"),
    ("library_seq_protocol", "library_seq_protocol"),
];

/// Asks Majora everything that a plan needs. `call` makes one call, and the first that fails ends the
/// asking: a plan made on half an answer could overwrite what the other half would have shown.
pub async fn ask(
    questions: &Questions,
    mut call: impl AsyncFnMut(Endpoint, Value) -> Result<Value, Failure>,
) -> Result<Held, Halt> {
    let mut held = Held::default();
    for ids in questions.samples.chunks(NAMES) {
        let body = json!({ "biosamples": ids });
        let answer = call(Endpoint::BiosampleValidity, body).await.map_err(|f| f.halt())?;
        let result = object(answer, "result")?.ok_or(Halt::Unusable)?;
        all_answered(ids, |id| result.contains_key(id))?;
        held.samples.append(&mut samples(result));
    }
    for name in &questions.libraries {
        let body = json!({ "central_sample_id": name });
        let answer = call(Endpoint::BiosampleGet, body).await.map_err(|f| f.halt())?;
        if let Some(found) = object(answer, "get")? {
            let library = found.get(name).ok_or(Halt::Unusable)?;
            held.libraries.extend(library_named(name, library));
        }
    }
    for names in questions.runs.chunks(NAMES) {
        let body = json!({ "run_name": names });
        let answer = call(Endpoint::SequencingGet, body).await.map_err(|f| f.halt())?;
        let unknown = strings(&answer["ignored"]);
        let found = object(answer, "get")?.ok_or(Halt::Unusable)?;
        all_answered(names, |name| found.contains_key(name) || unknown.contains(name))?;
        held.runs.extend(found.iter().map(|(name, found)| (name.clone(), run(found))));
    }
    Ok(held)
}

/// A name that Majora passes over in silence must not be taken for one that it doesn't know.
fn all_answered(names: &[String], answered: impl Fn(&String) -> bool) -> Result<(), Halt> {
    match names.iter().all(answered) {
        true => Ok(()),
        false => Err(Halt::Unusable),
    }
}

fn strings(list: &Value) -> BTreeSet<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn samples(result: Map<String, Value>) -> BTreeMap<String, HeldSample> {
    let says = |answer: &Value, key: &str| answer.get(key) == Some(&Value::Bool(true));
    let known = result.into_iter().filter(|(_, answer)| says(answer, "exists"));
    known
        .map(|(id, answer)| (id, HeldSample { has_metadata: says(&answer, "has_metadata") }))
        .collect()
}

/// A library, if that is what has the name: a biosample may have it too.
fn library_named(name: &str, library: &Value) -> Option<(String, HeldLibrary)> {
    library.get("library_name")?;
    let values = LIBRARY_KEYS.iter().filter_map(|(key, column)| {
        let text = match library.get(key)? {
            Value::String(text) if text.is_empty() => return None,
            Value::String(text) => text.clone(),
            Value::Null => return None,
            other => other.to_string(),
        };
        Some((*column, text))
    });
    let held = HeldLibrary {
        members: names(library, "biosamples", "central_sample_id"),
        values: values.collect(),
    };
    Some((name.to_owned(), held))
}

fn run(found: &Value) -> HeldRun {
    HeldRun { libraries: names(found, "libraries", "library_name") }
}

fn names(of: &Value, list: &str, key: &str) -> BTreeSet<String> {
    let items = of.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.get(key)?.as_str()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::{Context, Poll, Waker};

    /// Runs a future that never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    fn asking() -> Questions {
        Questions {
            samples: vec!["A-1".into(), "A-2".into(), "A-3".into()],
            libraries: vec!["LIB-1".into(), "LIB-2".into()],
            runs: vec!["RUN-1".into(), "RUN-2".into()],
        }
    }

    fn majora(endpoint: Endpoint, body: &Value) -> Value {
        let sample =
            |exists: bool, details: bool| json!({"exists": exists, "has_metadata": details});
        match endpoint {
            Endpoint::BiosampleValidity => json!({"success": true, "result": {
                "A-1": sample(true, true), "A-2": sample(true, false), "A-3": sample(false, false)
            }}),
            Endpoint::BiosampleGet if body["central_sample_id"] == "LIB-1" => json!({
                "success": true, "get": {"LIB-1": {
                    "library_name": "LIB-1", "library_seq_kit": "LSK109", "layout_read_length": 400,
                    "layout_insert_length": null, "biosamples": [{"central_sample_id": "A-1"}]
                }}
            }),
            Endpoint::BiosampleGet => json!({"success": false, "errors": 1}),
            _ => json!({
                "success": true, "ignored": ["RUN-2"],
                "get": {"RUN-1": {"libraries": [{"library_name": "LIB-1"}]}}
            }),
        }
    }

    #[test]
    fn what_majora_holds_is_read_from_three_kinds_of_answer() {
        let held = now(ask(&asking(), async |endpoint, body| Ok(majora(endpoint, &body))));
        let library = HeldLibrary {
            members: ["A-1".to_owned()].into(),
            values: [
                ("library_layout_read_length", "400".to_owned()),
                ("library_seq_kit", "LSK109".to_owned()),
            ]
            .into(),
        };
        let expected = Held {
            samples: [
                ("A-1".to_owned(), HeldSample { has_metadata: true }),
                ("A-2".to_owned(), HeldSample { has_metadata: false }),
            ]
            .into(),
            libraries: [("LIB-1".to_owned(), library)].into(),
            runs: [("RUN-1".to_owned(), HeldRun { libraries: ["LIB-1".to_owned()].into() })].into(),
        };
        assert_eq!(held, Ok(expected));
    }

    #[test]
    fn a_name_passed_over_ends_the_asking() {
        for (endpoint, key, name) in [
            (Endpoint::BiosampleValidity, "result", "A-3"),
            (Endpoint::SequencingGet, "ignored", ""),
        ] {
            let forgetful = async |called, body: Value| {
                let mut answer = majora(called, &body);
                if called == endpoint {
                    match answer[key].as_object_mut() {
                        Some(object) => drop(object.remove(name)),
                        None => answer[key] = json!([]),
                    }
                }
                Ok(answer)
            };
            assert_eq!(now(ask(&asking(), forgetful)), Err(Halt::Unusable), "{endpoint:?}");
        }
    }

    #[test]
    fn a_call_that_fails_ends_the_asking() {
        let mut calls = 0;
        let failing = async |_, _| {
            calls += 1;
            Err(Failure::NoAnswer)
        };
        assert_eq!(now(ask(&asking(), failing)), Err(Halt::Offline));
        assert_eq!(calls, 1);
    }

    #[test]
    fn many_names_go_in_few_calls() {
        let samples = (0..1000).map(|n| format!("A-{n}")).collect();
        let mut calls = 0;
        let counting = async |_, body: Value| {
            calls += 1;
            let unknown = json!({"exists": false});
            let ids = body["biosamples"].as_array().cloned().unwrap_or_default();
            let result =
                ids.iter().filter_map(|id| Some((id.as_str()?.to_owned(), unknown.clone())));
            Ok(json!({"success": true, "result": result.collect::<Map<_, _>>()}))
        };
        let held = now(ask(&Questions { samples, ..Questions::default() }, counting));
        assert_eq!(held, Ok(Held::default()));
        assert_eq!(calls, 5);
    }
}
