//! The three calls that read: `biosample/query/validity`, `biosample/get`, `sequencing/get`
//! (RULES.md 7).

use super::biosample::lookup;
use super::{Answer, Desk};
use crate::python::{Dict, Fallible, Raised, Value};

/// What is known of each id.
///
/// # Errors
/// If `biosamples` is nothing that could be gone through, or an id nothing that could be a key.
pub(super) fn validity(desk: &Desk<'_>, request: &Dict, answer: &mut Answer) -> Fallible<()> {
    let none = Value::Dict(Dict::new());
    let biosamples = request.get("biosamples").unwrap_or(&none);
    if !biosamples.is_truthy() {
        answer.error("'biosamples' key missing or empty");
    }
    let mut result = Dict::new();
    for id in biosamples.iterate()? {
        let sample = desk.records.sample(lookup(&id).as_deref());
        let sender = sample.and_then(|sample| sample.fields.get("sender_sample_id"));
        let name = sample.and_then(|sample| sample.central_sample_id.clone());
        let about = Value::dict([
            ("central_sample_id", name.into()),
            ("exists", sample.is_some().into()),
            ("has_sender_id", sender.is_some_and(Value::is_truthy).into()),
            ("has_metadata", sample.is_some_and(|sample| sample.submission.is_some()).into()),
        ]);
        result.insert(key(&id)?, about);
    }
    answer.found = Some(("result", Value::Dict(result)));
    Ok(())
}

/// The text that a value becomes as the key of a JSON object.
fn key(value: &Value) -> Fallible<String> {
    match value {
        Value::List(_) | Value::Dict(_) => Err(value.unhashable()),
        Value::Str(text) => Ok(text.clone()),
        other => Ok(crate::python::dumps(other)),
    }
}

/// One artifact, as it is stored.
pub(super) fn biosample(desk: &Desk<'_>, request: &Dict, answer: &mut Answer) {
    let id = request.get("central_sample_id").unwrap_or(&Value::None);
    if !id.is_truthy() {
        answer.error("'central_sample_id' key missing or empty");
        return;
    }
    let artifact = desk.records.artifact_value(&id.to_text());
    let found = artifact.ok_or_else(|| Value::None.lacks("as_struct"));
    match found.and_then(|artifact| Ok((key(id)?, artifact))) {
        Ok((key, artifact)) => answer.found = Some(("get", Value::dict([(&key, artifact)]))),
        Err(raised) => answer.raised(raised),
    }
}

/// Runs with their libraries and samples.
///
/// # Errors
/// If `run_name` is nothing that could be gone through.
pub(super) fn sequencing(desk: &Desk<'_>, request: &Dict, answer: &mut Answer) -> Fallible<()> {
    let names = request.get("run_name").unwrap_or(&Value::None);
    if !names.is_truthy() {
        answer.error("'run_name' key missing or empty");
        return Ok(());
    }
    let listed = names.iterate()?;
    if let (Value::Dict(_), [only]) = (names, listed.as_slice()) {
        return Err(Raised(only.repr()));
    }
    // The star is for staff, of whom the sandbox has none: an answer without `get`.
    if listed == ["*".into()] {
        return Ok(());
    }
    let mut runs = Dict::new();
    for name in listed {
        let text = name.to_text();
        let Some(run) = desk.records.runs.get(text.as_ref()) else {
            answer.warnings += 1;
            answer.ignored.push(name);
            continue;
        };
        match desk.records.run_value(&text, run) {
            Ok(value) => {
                runs.insert(text.into_owned(), value);
            }
            Err(raised) => answer.raised(raised),
        }
    }
    answer.found = Some(("get", Value::Dict(runs)));
    Ok(())
}
