//! The threshold cycle metric of a sample (RULES.md 4.3).

use super::{Answer, Desk};
use crate::form::{Cleaned, Field, Kind, clean};
use crate::python::{Dict, Fallible, Raised, Value};
use crate::records::{Ct, CtRecord};

const RECORD: &[Field] = &[
    Field::new("ct_value", Kind::Number).required(),
    Field::new(
        "test_kit",
        Kind::Choice(&[
            "ALTONA",
            "ABBOTT",
            "ROCHE",
            "AUSDIAGNOSTICS",
            "BOSPHORE",
            "INHOUSE",
            "SEEGENE",
            "VIASURE",
            "BD",
            "XPERT",
            "QIASTAT",
            "ALINITY",
            "AMPLIDIAG",
            "TAQPATH_HT",
        ]),
    ),
    Field::new(
        "test_platform",
        Kind::Choice(&[
            "ALTOSTAR_AM16",
            "ABBOTT_M2000",
            "ABBOTT_ALINITY",
            "APPLIED_BIO_7500",
            "ROCHE_FLOW",
            "ROCHE_COBAS",
            "ELITE_INGENIUS",
            "CEPHEID_XPERT",
            "QIASTAT_DX",
            "AUSDIAGNOSTICS",
            "ROCHE_LIGHTCYCLER",
            "INHOUSE",
            "ALTONA",
            "PANTHER",
            "SEEGENE_NIMBUS",
            "QIAGEN_ROTORGENE",
            "BD_MAX",
            "AMPLIDIAG_EASY",
            "THERMO_AMPLITUDE",
        ]),
    ),
    Field::new("test_target", Kind::Choice(&["S", "E", "N", "RDRP", "ORF1AB", "ORF8", "RDRP+N"])),
];

/// Stores the metrics of a sample that is saved already.
///
/// # Errors
/// At the first metric of a wrong type.
pub(super) fn save(
    desk: &mut Desk<'_>,
    sample: &str,
    metrics: &Value,
    answer: &mut Answer,
) -> Fallible<()> {
    for name in metrics.iterate()? {
        let metric = metrics.item(&name)?;
        metric.takes_items()?;
        if name != Value::from("ct") {
            answer.warnings += 1;
            answer
                .messages
                .push(format!("'{}' does not describe a valid metric", name.to_text()).into());
            answer.ignored.push(name);
            continue;
        }
        let none = Value::Dict(Dict::new());
        let Value::Dict(metric) = &metric else { continue };
        let records = records(metric.get("records").unwrap_or(&none))?;
        if records.iter().any(|(_, record)| has_value(record)) {
            if let Err(raised) = replace(desk, sample, &records, answer) {
                answer.raised(raised);
            }
        } else {
            answer.warnings += 1;
            answer.messages.push("'ct' records look empty".into());
            answer.ignored.push("ct".into());
        }
    }
    Ok(())
}

/// The records by their keys.
fn records(records: &Value) -> Fallible<Vec<(Value, Dict)>> {
    let mut read = Vec::new();
    for key in records.iterate()? {
        match records.item(&key)? {
            Value::Dict(record) => read.push((key, record)),
            other => return Err(other.lacks("get")),
        }
    }
    Ok(read)
}

fn has_value(record: &Dict) -> bool {
    record.get("ct_value").is_some_and(Value::is_truthy)
}

/// Sets the summary to zero, then takes the records; the first good one deletes the old ones.
fn replace(
    desk: &mut Desk<'_>,
    sample: &str,
    records: &[(Value, Dict)],
    answer: &mut Answer,
) -> Fallible<()> {
    let Some(sample) = desk.records.sample_mut(sample) else { return Ok(()) };
    let entry = sample.entry();
    let old = sample.ct.take().unwrap_or_default();
    let ct = sample.ct.insert(Ct { records: old.records, ..Ct::default() });
    answer.updated.push(entry);
    let mut is_first = true;
    for (key, record) in records {
        let ignored = format!("ct:{}", key.to_text());
        if !has_value(record) {
            answer.warnings += 1;
            answer.ignored.push(ignored.into());
            continue;
        }
        let form = clean(RECORD, record, false, &|_, _| false)?;
        if !form.is_valid() {
            answer.refuse(ignored, form.message());
            continue;
        }
        if is_first && !ct.records.is_empty() {
            let count = ct.records.len();
            let message =
                format!("{count} existing Ct value records deleted and replaced with new values");
            answer.messages.push(message.into());
            ct.records.clear();
        }
        is_first = false;
        put(ct, &form)?;
    }
    Ok(())
}

/// Adds a record, or overwrites that of the same kit, platform and target.
fn put(ct: &mut Ct, form: &Cleaned) -> Fallible<()> {
    let Value::Float(ct_value) = *form.get("ct_value") else {
        return Err(Raised("ct_value".to_owned()));
    };
    let record = CtRecord {
        ct_value,
        test_platform: form.text("test_platform").to_owned(),
        test_target: form.text("test_target").to_owned(),
        test_kit: form.text("test_kit").to_owned(),
    };
    let key = |r: &CtRecord| (r.test_platform.clone(), r.test_target.clone(), r.test_kit.clone());
    match ct.records.iter_mut().find(|held| key(held) == key(&record)) {
        Some(held) => held.ct_value = ct_value,
        None => ct.records.push(record),
    }
    ct.num_tests = i64::try_from(ct.records.len()).unwrap_or(i64::MAX);
    // Majora takes a least or greatest of zero for none yet.
    let values = || ct.records.iter().map(|record| record.ct_value);
    ct.min_ct =
        values().fold(0.0, |least, value| if least == 0.0 { value } else { value.min(least) });
    ct.max_ct = values().fold(0.0, f64::max);
    Ok(())
}
