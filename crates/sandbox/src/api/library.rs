//! `artifact/library/add` (RULES.md 4.4).

use super::biosample::lookup;
use super::name_date::date_in_name;
use super::{Answer, Desk, metadata};
use crate::form::{Cleaned, Field, Kind, clean};
use crate::python::{Dict, Fallible, Raised, Value};
use crate::records::{Sample, entry, fits};

const LIBRARY: &[Field] = &[
    Field::new("library_name", Kind::between(5, 48)).required(),
    Field::new("library_layout_config", Kind::Choice(&["SINGLE", "PAIRED"])).required(),
    Field::new("library_layout_read_length", Kind::Whole),
    Field::new("library_layout_insert_length", Kind::Whole),
    Field::new("library_seq_kit", Kind::text(48)).required(),
    Field::new("library_seq_protocol", Kind::text(48)).required(),
];

const RECORD: &[Field] = &[
    Field::new("central_sample_id", Kind::Known).required(),
    Field::new("library_name", Kind::Known).required(),
    Field::new("barcode", Kind::text(24)),
    Field::new(
        "library_strategy",
        Kind::Choice(&["WGS", "WGA", "AMPLICON", "TARGETED_CAPTURE", "OTHER"]),
    )
    .required(),
    Field::new(
        "library_source",
        Kind::Choice(&[
            "GENOMIC",
            "TRANSCRIPTOMIC",
            "METAGENOMIC",
            "METATRANSCRIPTOMIC",
            "VIRAL_RNA",
            "OTHER",
        ]),
    )
    .required(),
    Field::new("library_selection", Kind::Choice(&["RANDOM", "PCR", "RANDOM_PCR", "OTHER"]))
        .required(),
    Field::new("library_primers", Kind::text(48)),
    Field::new("library_protocol", Kind::text(48)),
    Field::new("sequencing_org_received_date", Kind::Date),
];

const UNREGISTERED: &str = "At least one Biosample in your Library was not registered. No samples have been added to this Library. Register the missing samples, or remove them from your request and try again.";
const FORCED: &str = "You forced the creation of at least one Biosample. This sample will be ignored by CLIMB pipelines and reports until its metadata has been registered.";

/// Makes or overwrites a library, then puts the samples into it.
///
/// # Errors
/// If `biosamples` is no list of objects; the library is made by then.
pub(super) fn save(desk: &mut Desk<'_>, request: &Dict, answer: &mut Answer) -> Fallible<()> {
    let name = request.get("library_name").unwrap_or(&Value::None);
    if !name.is_truthy() {
        answer.error("'library_name' key missing or empty");
        return Ok(());
    }
    let biosamples = request.get("biosamples").unwrap_or(&Value::None);
    if !biosamples.is_truthy() {
        answer.error("'biosamples' key missing or empty");
        return Ok(());
    }
    match library(desk, request, name, answer) {
        Ok(true) => {}
        Ok(false) => return Ok(()),
        Err(raised) => {
            answer.raised(raised);
            return Ok(());
        }
    }
    let none = Value::Dict(Dict::new());
    let tags = request.get("metadata").unwrap_or(&none);
    if let Err(raised) = metadata::save(desk, name, tags, answer) {
        answer.raised(raised);
    }
    let is_forced = request.get("force_biosamples").is_some_and(Value::is_truthy);
    let biosamples = biosamples.iterate()?;
    if !all_registered(desk, &biosamples, is_forced, answer)? {
        answer.messages.push(UNREGISTERED.into());
        return Ok(());
    }
    for biosample in &biosamples {
        if let Err(raised) = pool(desk, name, biosample, answer) {
            answer.raised(raised);
        }
    }
    Ok(())
}

/// Says whether the library was made or overwritten.
fn library(
    desk: &mut Desk<'_>,
    request: &Dict,
    sent: &Value,
    answer: &mut Answer,
) -> Fallible<bool> {
    let form = clean(LIBRARY, request, false, &|_, _| false)?;
    if !form.is_valid() {
        answer.refuse(sent.clone(), form.message());
        return Ok(false);
    }
    let name = form.text("library_name").to_owned();
    let today = desk.today;
    if let Some(library) = desk.records.library_mut(&name) {
        answer.updated.push(entry("Library", &library.id, name));
        overwrite(&mut library.fields, &form)?;
    } else {
        let library = desk.records.new_library(&name)?;
        answer.new.push(entry("Library", &library.id, name.as_str()));
        // What breaks from here on leaves a library that never gets a pool.
        date_in_name(&name, today)?;
        overwrite(&mut library.fields, &form)?;
        library.pool = Some(indexmap::IndexMap::new());
    }
    Ok(true)
}

fn overwrite(fields: &mut crate::records::Fields, form: &Cleaned) -> Fallible<()> {
    form.values.values().try_for_each(fits)?;
    fields.extend(form.values.iter().map(|(&name, value)| (name.to_owned(), value.clone())));
    Ok(())
}

/// Whether every sample is known, or was made on the spot because it was asked for.
fn all_registered(
    desk: &mut Desk<'_>,
    biosamples: &[Value],
    is_forced: bool,
    answer: &mut Answer,
) -> Fallible<bool> {
    let (mut is_complete, mut has_made) = (true, false);
    for biosample in biosamples {
        let sent = biosample.get("central_sample_id")?;
        let count = desk.records.count(lookup(sent).as_deref());
        if is_forced && count > 1 {
            let message =
                format!("get() returned more than one BiosampleArtifact -- it returned {count}!");
            return Err(Raised(message));
        } else if is_forced && count == 0 {
            let sample = Sample { central_sample_id: lookup(sent), ..Sample::new() };
            answer.new.push(entry("Biosample", &sample.id, sent.clone()));
            desk.records.save_sample(sample)?;
            answer.warnings += 1;
            has_made = true;
        } else if count != 1 {
            answer.ignored.push(sent.clone());
            answer.errors += 1;
            is_complete = false;
        }
    }
    if has_made {
        answer.messages.push(FORCED.into());
    }
    Ok(is_complete)
}

/// Puts one sample into the library, or overwrites its record there.
fn pool(
    desk: &mut Desk<'_>,
    library: &Value,
    biosample: &Value,
    answer: &mut Answer,
) -> Fallible<()> {
    let sent = biosample.get("central_sample_id")?.clone();
    let Value::Dict(mut data) = biosample.clone() else { return Err(biosample.lacks("get")) };
    data.insert("library_name".to_owned(), library.clone());
    let records = &mut *desk.records;
    let known = |field: &Field, name: &str| match field.name {
        "library_name" => records.library(name).is_some(),
        _ => records.sample(Some(name)).is_some(),
    };
    let form = clean(RECORD, &data, false, &known)?;
    if !form.is_valid() {
        answer.refuse(Value::Dict(Dict::new()), form.message());
        return Ok(());
    }
    let Some(sample) = records.sample(Some(form.text("central_sample_id"))) else { return Ok(()) };
    let (id, entry) = (sample.id.clone(), sample.entry());
    let library = records.library_mut(form.text("library_name"));
    let Some(pool) = library.and_then(|library| library.pool.as_mut()) else {
        answer.errors += 1;
        answer.ignored.push(sent);
        return Ok(());
    };
    if !pool.contains_key(&id) {
        answer.updated.push(entry);
    }
    let fields = form.values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    pool.insert(id, fields);
    Ok(())
}
