//! What Majora said of each record.

use super::record::{Kind, Request, column, metadata};
use serde_json::Value;
use std::collections::BTreeSet;

/// What Majora said of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Saved,
    /// Refused at these columns.
    Refused(BTreeSet<String>),
    /// Refused in the words of Python, which name no column.
    Broke,
    /// Refused for what Majora holds or doesn't hold, which no sheet shows.
    OfState,
    /// The answer doesn't tell which record it means.
    Untold,
}

const TAG_KEYS: &[&str] = &["tag", "name", "value"];
const CT_KEYS: &[&str] = &["ct_value", "test_kit", "test_platform", "test_target"];

/// One verdict for each row.
pub(crate) fn verdicts(request: &Request) -> Vec<Verdict> {
    let all = match (&request.answer["errors"], request.kind) {
        (errors, _) if errors == 0 => vec![Verdict::Saved; request.records().len()],
        (_, Kind::Samples | Kind::Updates) => samples(request),
        (_, Kind::Library) => members(request),
        (_, Kind::Runs) => runs(request),
    };
    let of_row = |(row, nth): (usize, usize)| match all[nth].clone() {
        Verdict::Refused(columns) => Verdict::Refused(without_echo(request, row, columns)),
        verdict => verdict,
    };
    request.rows.iter().map(|row| row.nth).enumerate().map(of_row).collect()
}

/// Majora misses a date where it can't read one: that is no second fault. Cells of spaces are blank.
fn without_echo(request: &Request, row: usize, mut columns: BTreeSet<String>) -> BTreeSet<String> {
    if columns.remove("(no date)") {
        let blank = |column| request.cell(row, column).is_empty();
        match blank("collection_date") && blank("received_date") {
            true => {
                columns.remove("collection_date");
                columns.insert("received_date".to_owned());
            }
            false => assert!(columns.iter().any(|column| column.ends_with("_date"))),
        }
    }
    columns
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn all_among(message: &Value, keys: &[&str]) -> bool {
    message.as_object().is_some_and(|faults| faults.keys().all(|key| keys.contains(&key.as_str())))
}

fn ids(request: &Request) -> Vec<&Value> {
    request.records().iter().map(|record| &record["central_sample_id"]).collect()
}

fn occurs_once(ids: &[&Value], id: &Value) -> bool {
    ids.iter().filter(|other| **other == id).count() == 1
}

fn names(entries: &Value, kind: &str) -> Vec<String> {
    let of_kind = list(entries).iter().filter(|entry| entry[0] == kind);
    of_kind.filter_map(|entry| entry[2].as_str().map(str::to_owned)).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}

fn samples(request: &Request) -> Vec<Verdict> {
    let (answer, ids) = (&request.answer, ids(request));
    let messages = list(&answer["messages"]).iter().filter(|message| match message {
        Value::Object(_) => !all_among(message, TAG_KEYS) && !all_among(message, CT_KEYS),
        other => other.as_str().is_some_and(|text| text.starts_with("Cannot use `partial`")),
    });
    let messages: Vec<&Value> = messages.collect();
    let mut ignored: Vec<&Value> = list(&answer["ignored"]).iter().collect();
    let refused: Vec<bool> = ids
        .iter()
        .map(|id| {
            let place = ignored.iter().position(|entry| entry == id);
            place.map(|place| ignored.remove(place)).is_some()
        })
        .collect();
    let count = refused.iter().filter(|refused| **refused).count();
    assert_eq!(count, messages.len(), "{}: each refused sample has its message", request.case);
    let mut messages = messages.into_iter();
    let mut saved = names(&answer["new"], "Biosample");
    saved.extend(names(&answer["updated"], "Biosample"));
    let one = |(id, refused): (&&Value, bool)| match refused.then(|| messages.next()).flatten() {
        _ if !occurs_once(&ids, id) => Verdict::Untold,
        Some(message) => refusal(message),
        None if saved.contains(&text(id)) => Verdict::Saved,
        None => broken(answer),
    };
    ids.iter().zip(refused).map(one).collect()
}

/// A message as a verdict.
fn refusal(message: &Value) -> Verdict {
    let Some(faults) = message.as_object() else { return Verdict::OfState };
    let mut columns = BTreeSet::new();
    for (key, faults) in faults {
        for fault in list(faults) {
            let words = fault["message"].as_str().expect("a fault has a message");
            if fault["code"] == "unique" || words.contains("as it does not exist") {
                return Verdict::OfState;
            }
            columns.insert(match (key.as_str(), words) {
                ("received_date", words) if words.contains("must provide a received date") => {
                    "(no date)".to_owned()
                }
                ("__all__", words) if words.contains("is_hospital_patient") => {
                    "is_hospital_patient".to_owned()
                }
                (key, _) => column(key).map_or(key, |field| field.name).to_owned(),
            });
        }
    }
    Verdict::Refused(columns)
}

/// The verdict on what broke.
fn broken(answer: &Value) -> Verdict {
    let texts = list(&answer["messages"]).iter().filter_map(Value::as_str);
    match texts.into_iter().any(|text| text.contains("UNIQUE constraint failed")) {
        true => Verdict::OfState,
        false => Verdict::Broke,
    }
}

fn members(request: &Request) -> Vec<Verdict> {
    let (answer, ids) = (&request.answer, ids(request));
    let all = |verdict: Verdict| vec![verdict; ids.len()];
    let library = &request.sent["library_name"];
    let (messages, ignored) = (list(&answer["messages"]), list(&answer["ignored"]));
    let says = |words: &str| messages.iter().any(|m| m.as_str().is_some_and(|m| m.contains(words)));
    if says("'library_name' key missing") {
        return all(Verdict::Refused(["library_name".to_owned()].into()));
    }
    if ignored == [library.clone()] {
        return all(refusal(&messages[0]));
    }
    // A name that broke the library before keeps its samples out for good, without a word.
    if says("was not registered") || messages.is_empty() {
        return all(Verdict::OfState);
    }
    if messages.iter().all(|message| message.is_string()) {
        return all(broken(answer));
    }
    let of_tags: BTreeSet<String> = ignored
        .iter()
        .filter_map(|entry| entry.as_str()?.strip_prefix("metadata__artic__"))
        .map(|name| format!("artic_{name}"))
        .collect();
    let of_records = messages.iter().filter(|message| !all_among(message, TAG_KEYS));
    let of_records: Vec<&Value> = of_records.collect();
    let added = names(&answer["updated"], "Biosample");
    let candidates = ids.iter().filter(|id| !added.contains(&text(id))).count();
    if candidates != of_records.len() || ids.iter().any(|id| !occurs_once(&ids, id)) {
        return all(Verdict::Untold);
    }
    let mut of_records = of_records.into_iter();
    let one = |id: &&Value| match added.contains(&text(id)) {
        true if of_tags.is_empty() => Verdict::Saved,
        true => Verdict::Refused(of_tags.clone()),
        false => match refusal(of_records.next().expect("one message for each")) {
            Verdict::Refused(columns) => {
                Verdict::Refused(columns.into_iter().chain(of_tags.clone()).collect())
            }
            verdict => verdict,
        },
    };
    ids.iter().map(one).collect()
}

fn runs(request: &Request) -> Vec<Verdict> {
    let answer = &request.answer;
    let messages = list(&answer["messages"]);
    let made: Vec<String> = names(&answer["new"], "Digital Resource Group");
    let is_made = |record: &Value| {
        let name = record["run_name"].as_str().unwrap_or_default().trim();
        made.contains(&format!("sequencing-dummy-tree-{name}"))
    };
    let about = |message: &Value| match message.as_str() {
        None => refusal(message),
        Some(text) if text.contains("'library_name' key missing") => {
            Verdict::Refused(["library_name".to_owned()].into())
        }
        // This hides all other errors of the run (RULES.md §4.5).
        Some(text) if text.contains("'NoneType' is not iterable") => Verdict::Broke,
        Some(_) => broken(answer),
    };
    let refused = request.records().iter().filter(|record| !is_made(record)).count();
    let for_all = messages.len() == 1 && refused > 1;
    if for_all && about(&messages[0]) != Verdict::Broke {
        return vec![about(&messages[0]); request.records().len()];
    }
    if refused != messages.len() {
        return vec![Verdict::Untold; request.records().len()];
    }
    let mut messages = messages.iter();
    let one = |record: &Value| match is_made(record) {
        true => Verdict::Saved,
        false => about(messages.next().expect("one message for each")),
    };
    request.records().iter().map(one).collect()
}

/// The columns of the tags and tests that Majora refused beside samples that it kept, sorted.
pub(crate) fn notes(request: &Request) -> Vec<String> {
    if !matches!(request.kind, Kind::Samples | Kind::Updates) {
        return Vec::new();
    }
    let ids = ids(request);
    let messages = list(&request.answer["messages"]);
    let mut ignored: Vec<&str> =
        list(&request.answer["ignored"]).iter().filter_map(Value::as_str).collect();
    for id in ids.iter().filter_map(|id| id.as_str()) {
        if let Some(place) = ignored.iter().position(|entry| *entry == id) {
            ignored.remove(place);
        }
    }
    let tags = ignored.iter().filter_map(|entry| entry.strip_prefix("metadata__"));
    let tags = tags.filter_map(|tag| tag_column(request, tag));
    let about = messages.iter().filter(|message| all_among(message, CT_KEYS));
    let with_value = |key: &&str| {
        let tests = request.records().iter();
        let mut values = tests.map(|r| &r["metrics"]["ct"]["records"][*key]["ct_value"]);
        values.any(|value| !(value.is_null() || value == "" || value == 0))
    };
    let tests = ignored.iter().filter_map(|entry| entry.strip_prefix("ct:")).filter(with_value);
    let tests = tests.zip(about).flat_map(|(number, message)| {
        let keys = message.as_object().into_iter().flatten();
        keys.map(move |(key, _)| format!("ct_{number}_{key}"))
    });
    let rows = request.rows.iter().map(|row| row.nth).collect::<BTreeSet<_>>();
    assert_eq!(rows.len(), request.rows.len());
    let mut notes: Vec<String> = tags.chain(tests).collect();
    notes.sort();
    notes
}

/// The column of a tag that was sent, if a heading can name it.
fn tag_column(request: &Request, ignored: &str) -> Option<String> {
    let sent = request.records().iter().filter_map(|record| record["metadata"].as_object());
    let mut pairs = sent.flatten().flat_map(|(tag, names)| {
        let names = names.as_object().into_iter().flatten();
        names.map(move |(name, _)| (tag.as_str(), name.as_str()))
    });
    let (tag, name) = pairs.find(|(tag, name)| ignored == format!("{tag}__{name}"))?;
    metadata(tag, name)
}
