//! `process/sequencing/add` (RULES.md 4.5).

use super::name_date::date_in_name;
use super::{Answer, Desk};
use crate::form::{Cleaned, Field, Fold, Kind, clean};
use crate::python::{Dict, Fallible, Raised, Value};
use crate::records::{Artifact, Group, Run, entry, new_id};

const RUN: &[Field] = &[
    Field::new("library_name", Kind::Known).required(),
    Field::new("sequencing_id", Kind::Uuid),
    Field::new("run_name", Kind::between(5, 128)),
    Field::new("run_group", Kind::text(128)),
    Field::new("instrument_make", Kind::Choice(&["ILLUMINA", "OXFORD_NANOPORE", "ION_TORRENT"]))
        .required()
        .fold(Fold::UpperUnderscored),
    Field::new("instrument_model", Kind::text(usize::MAX)).required(),
    Field::new("flowcell_type", Kind::text(48)),
    Field::new("flowcell_id", Kind::text(48)),
    Field::new("start_time", Kind::Minute),
    Field::new("end_time", Kind::Minute),
    Field::new("bioinfo_pipe_name", Kind::text(96)),
    Field::new("bioinfo_pipe_version", Kind::text(48)),
];

/// Adds runs to a library.
///
/// # Errors
/// If `runs` is nothing that could be gone through.
pub(super) fn save(desk: &mut Desk<'_>, request: &Dict, answer: &mut Answer) -> Fallible<()> {
    let library = request.get("library_name").unwrap_or(&Value::None);
    if !library.is_truthy() {
        answer.error("'library_name' key missing or empty");
        return Ok(());
    }
    let runs = request.get("runs").unwrap_or(&Value::None);
    if !runs.is_truthy() {
        answer.error("'runs' key missing or empty");
        return Ok(());
    }
    if desk.records.library(&library.to_text()).is_none() {
        let name = library.to_text();
        let message = format!(
            "Could not add sequencing to Library {name} as it does not exist. Check and fix errors in your library fields and resubmit."
        );
        let fault = Value::dict([("message", message.into()), ("code", "".into())]);
        answer.error(Value::dict([("library_name", Value::List(vec![fault]))]));
        return Ok(());
    }
    let group = request.get("run_group").unwrap_or(&Value::None);
    for run in runs.iterate()? {
        if let Err(raised) = one(desk, &run, (library, group), answer) {
            answer.raised(raised);
        }
    }
    Ok(())
}

fn one(
    desk: &mut Desk<'_>,
    run: &Value,
    (library, group): (&Value, &Value),
    answer: &mut Answer,
) -> Fallible<()> {
    let Value::Dict(mut data) = run.clone() else { return Err(run.lacks("get")) };
    data.insert("library_name".to_owned(), library.clone());
    data.insert("run_group".to_owned(), group.clone());
    let records = &*desk.records;
    let mut form = clean(RUN, &data, false, &|_, name| records.library(name).is_some())?;
    check_name(&mut form)?;
    if form.is_valid() {
        store(desk, &form, answer)
    } else {
        answer.error(form.message());
        Ok(())
    }
}

fn check_name(form: &mut Cleaned) -> Fallible<()> {
    let is_refused = form.has_error("run_name");
    let name = form.text("run_name").to_owned();
    if name.is_empty() && *form.get("sequencing_id") == Value::None {
        let message = "If you don't provide a sequencing_id, you must provide a run_name";
        form.refuse("run_name", message);
    }
    if is_refused {
        // Majora looks for reserved characters in a name that its own check has dropped.
        return Err(Raised("argument of type 'NoneType' is not iterable".to_owned()));
    }
    if name.contains(['.', '/', '\\']) {
        form.refuse("run_name", r"run_name cannot contain a reserved character: ['.', '/', '\\']");
    }
    Ok(())
}

fn store(desk: &mut Desk<'_>, form: &Cleaned, answer: &mut Answer) -> Fallible<()> {
    let given_id = form.get("sequencing_id").is_truthy();
    let name = match form.text("run_name") {
        "" => form.text("sequencing_id").to_owned(),
        name => name.to_owned(),
    };
    let known = desk.records.runs.get(&name);
    if given_id && known.is_some() {
        let column = "majora2_dnasequencingprocess.run_name";
        return Err(Raised(format!("UNIQUE constraint failed: {column}")));
    }
    let is_new = known.is_none();
    let today = desk.today;
    let run = desk.records.runs.entry(name.clone()).or_insert_with(|| broken(new_id()));
    let sequencing = entry("Sequencing", &run.id, "");
    if is_new {
        answer.new.push(sequencing);
        let named = date_in_name(&name, today)?.unwrap_or(today);
        let start = form.text("start_time").get(..10).map(str::to_owned);
        run.submission = Some(desk.caller.clone());
        run.day = start.or_else(|| Some(named.to_string()));
    } else {
        answer.updated.push(sequencing);
    }
    overwrite(run, form, &name);
    placeholders(desk, &name, form, answer)
}

/// A run as it is until its fields are stored.
fn broken(id: String) -> Run {
    let texts = ["instrument_make", "instrument_model"].map(|name| (name.to_owned(), "".into()));
    Run { id, fields: texts.into_iter().collect(), ..Run::default() }
}

fn overwrite(run: &mut Run, form: &Cleaned, name: &str) {
    let values = form.values.iter().filter(|(name, _)| **name != "library_name");
    run.fields.extend(values.map(|(&name, value)| (name.to_owned(), value.clone())));
    if form.text("run_group").is_empty() {
        run.fields.insert("run_group".to_owned(), name.into());
    }
}

/// The group, the reads and the pipeline that Majora makes for every run.
fn placeholders(
    desk: &mut Desk<'_>,
    name: &str,
    form: &Cleaned,
    answer: &mut Answer,
) -> Fallible<()> {
    let (tree, reads) =
        (format!("sequencing-dummy-tree-{name}"), format!("sequencing-dummy-reads-{name}"));
    let is_new = desk.records.ensure_group(&tree, Group::Digital)?;
    let library = form.text("library_name").to_owned();
    if let Some(run) =
        desk.records.runs.get_mut(name).filter(|run| !run.libraries.contains(&library))
    {
        run.libraries.push(library);
    }
    if is_new {
        desk.records.claim(&reads, Artifact::Reads)?;
        answer.new.push(entry("Digital Resource Group", &new_id(), tree));
        answer.new.push(entry("Digital Resource", &new_id(), reads));
    }
    let Some(run) = desk.records.runs.get_mut(name) else { return Ok(()) };
    let list = if run.pipeline.is_none() { &mut answer.new } else { &mut answer.updated };
    let id = run.pipeline.get_or_insert_with(new_id);
    list.push(entry("Bioinformatics: Pipeline", id, ""));
    Ok(())
}
