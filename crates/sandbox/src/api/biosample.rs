//! `artifact/biosample/add` and `artifact/biosample/update` (RULES.md 4.1, 5, 7).

use super::sample_form::{
    COLLECTION, SAMPLE, SUPPLEMENT, check_collection, check_sample, check_supplement,
};
use super::{Answer, Desk, metadata, metrics};
use crate::form::{Cleaned, Fault, clean};
use crate::python::{Dict, Fallible, Value};
use crate::records::{Group, Sample, entry, fits, new_id};

/// Takes the samples one by one; each stands by itself.
///
/// # Errors
/// If `biosamples` is nothing that could be gone through.
pub(super) fn save(
    desk: &mut Desk<'_>,
    request: &Dict,
    partial: bool,
    answer: &mut Answer,
) -> Fallible<()> {
    let none = Value::Dict(Dict::new());
    let biosamples = request.get("biosamples").unwrap_or(&none);
    if !biosamples.is_truthy() {
        answer.error("'biosamples' key missing or empty");
    }
    for biosample in biosamples.iterate()? {
        if let Err(raised) = one(desk, &biosample, partial, answer) {
            answer.raised(raised);
        }
    }
    Ok(())
}

/// The id as the database compares it.
pub(super) fn lookup(id: &Value) -> Option<String> {
    (*id != Value::None).then(|| id.to_text().into_owned())
}

fn one(desk: &mut Desk<'_>, biosample: &Value, partial: bool, answer: &mut Answer) -> Fallible<()> {
    let sent_id = biosample.get("central_sample_id")?;
    let Value::Dict(data) = biosample else { return Err(biosample.lacks("get")) };
    let known = desk.records.sample(lookup(sent_id).as_deref()).cloned();
    if partial && known.as_ref().is_none_or(|sample| sample.submission.is_none()) {
        let what = if known.is_some() { "empty" } else { "new" };
        let id = sent_id.to_text();
        let message = format!("Cannot use `partial` on {what} BiosampleArtifact {id}");
        answer.refuse(sent_id.clone(), message);
        return Ok(());
    }
    let forms = match checked(desk, data, known.as_ref(), partial)? {
        Ok(forms) => forms,
        Err(message) => {
            answer.refuse(sent_id.clone(), message);
            return Ok(());
        }
    };
    let is_new = known.is_none();
    let mut sample = known.unwrap_or_else(Sample::new);
    let source = source(desk, data.get("biosample_source_id"))?;
    fill(desk, &mut sample, forms)?;
    if let Some((name, _)) = &source {
        sample.source = Some(name.to_text().into_owned());
    }
    let (id, entry) = (sample.id.clone(), sample.entry());
    let name: Value = sample.central_sample_id.clone().into();
    desk.records.save_sample(sample)?;
    let empty = Value::Dict(Dict::new());
    metadata::save(desk, &name, data.get("metadata").unwrap_or(&empty), answer)?;
    metrics::save(desk, &id, data.get("metrics").unwrap_or(&empty), answer)?;
    if is_new { &mut answer.new } else { &mut answer.updated }.push(entry);
    answer.new.extend(source.and_then(|(_, created)| created));
    Ok(())
}

/// The three stages in turn: the values of all, or the message of the first that refuses.
fn checked(
    desk: &Desk<'_>,
    data: &Dict,
    known: Option<&Sample>,
    partial: bool,
) -> Fallible<Result<[Cleaned; 3], Value>> {
    let mut supplement = clean(SUPPLEMENT, data, partial, &|_, _| false)?;
    check_supplement(&mut supplement, partial);
    if !supplement.is_valid() {
        return Ok(Err(supplement.message()));
    }
    let mut collection = clean(COLLECTION, data, partial, &|_, _| false)?;
    check_collection(&mut collection, desk.today, partial);
    if !collection.is_valid() {
        return Ok(Err(collection.message()));
    }
    let mut sample = clean(SAMPLE, data, partial, &|_, _| false)?;
    check_sample(&mut sample);
    check_unique(desk, &mut sample, known);
    if !sample.is_valid() {
        return Ok(Err(sample.message()));
    }
    Ok(Ok([supplement, collection, sample]))
}

fn check_unique(desk: &Desk<'_>, form: &mut Cleaned, known: Option<&Sample>) {
    let Value::Str(id) = form.get("central_sample_id") else { return };
    let held = desk.records.sample(Some(id));
    if held.is_some_and(|held| known.is_none_or(|known| known.id != held.id)) {
        let message = "Biosample artifact with this Central sample id already exists.";
        form.add("central_sample_id", Fault::new(message, "unique"));
    }
}

/// Finds or makes the source; gives its name as sent and, if it is new, its entry.
fn source(desk: &mut Desk<'_>, sent: Option<&Value>) -> Fallible<Option<(Value, Option<Value>)>> {
    let Some(sent) = sent.filter(|sent| sent.is_truthy()) else { return Ok(None) };
    let is_new = desk.records.ensure_group(&sent.to_text(), Group::Source)?;
    let created = is_new.then(|| entry("Biosample Source", &new_id(), sent.clone()));
    Ok(Some((sent.clone(), created)))
}

fn fill(desk: &Desk<'_>, sample: &mut Sample, forms: [Cleaned; 3]) -> Fallible<()> {
    if sample.submission.is_none() {
        if desk.caller.institute_code.is_none() {
            return Err(Value::None.lacks("code"));
        }
        sample.submission = Some(desk.caller.clone());
    }
    for (name, value) in forms.into_iter().flat_map(|form| form.values) {
        fits(&value)?;
        if name == "central_sample_id" {
            sample.central_sample_id = lookup(&value);
        } else {
            sample.fields.insert(name.to_owned(), value);
        }
    }
    Ok(())
}
