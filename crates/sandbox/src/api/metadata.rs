//! Tags of samples and libraries (RULES.md 4.2).

use super::{Answer, Desk};
use crate::form::{Field, Kind, clean};
use crate::python::{Fallible, Value};

const TAG: &[Field] = &[
    Field::new("artifact", Kind::Known),
    Field::new("group", Kind::Known),
    Field::new("process", Kind::Known),
    Field::new("tag", Kind::text(64)).required(),
    Field::new("name", Kind::text(64)).required(),
    Field::new("value", Kind::text(128)),
];

/// Stores `{tag: {name: value}}` with the artifact of the name given.
///
/// # Errors
/// At the first tag of a wrong type; the tags before it are kept.
pub(super) fn save(
    desk: &mut Desk<'_>,
    artifact: &Value,
    metadata: &Value,
    answer: &mut Answer,
) -> Fallible<()> {
    for tag in metadata.iterate()? {
        let names = metadata.item(&tag)?;
        for name in names.iterate()? {
            let value = names.item(&name)?;
            one(desk, artifact, (&tag, &name, value), answer)?;
        }
    }
    Ok(())
}

fn one(
    desk: &mut Desk<'_>,
    artifact: &Value,
    (tag, name, value): (&Value, &Value, Value),
    answer: &mut Answer,
) -> Fallible<()> {
    let Value::Dict(data) = Value::dict([
        ("artifact", artifact.clone()),
        ("tag", tag.clone()),
        ("name", name.clone()),
        ("value", value),
    ]) else {
        return Ok(());
    };
    let records = &mut *desk.records;
    let mut form = clean(TAG, &data, false, &|_, name| records.is_artifact(name))?;
    if form.text("artifact").is_empty() {
        let message = "You must provide one 'artifact', 'group' or 'process' to attach metadata to";
        for field in ["artifact", "group", "process"] {
            form.refuse(field, message);
        }
    }
    if !form.is_valid() {
        let ignored = format!("metadata__{}__{}", tag.to_text(), name.to_text());
        answer.refuse(ignored, form.message());
        return Ok(());
    }
    if let Some(tags) = records.tags_mut(form.text("artifact")) {
        tags.set(form.text("tag"), form.text("name"), form.text("value"));
    }
    Ok(())
}
