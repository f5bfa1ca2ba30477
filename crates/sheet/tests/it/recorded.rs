//! Answers recorded from a real Majora, with the requests that they answer.

use serde_json::Value;
use sheet::answer::{Answer, Message, Named};
use sheet::field::Target;
use sheet::fields;
use sheet::record::{Entry, Library, Member, Sample};
use std::borrow::Cow;
use std::sync::Arc;

/// A recorded request and its answer.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) request: Value,
    pub(crate) answer: Answer,
}

/// The cases of one topic that were answered by this endpoint. The record is kept once, with the
/// stand-in that has to answer as it does.
pub(crate) fn cases(topic: &str, endpoint: &str) -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../sandbox/tests/fixtures/cases");
    let text =
        std::fs::read_to_string(format!("{folder}/{topic}.json")).expect("the record is there");
    // The tag that the record makes up stands for one that the sheet has a column for.
    let text = text.replace("metadata__t__n\"", "metadata__epi__cluster\"");
    let text = text.replace(r#""t":"#, r#""epi":"#).replace(r#"{"n":"#, r#"{"cluster":"#);
    let cases: Vec<Value> = serde_json::from_str(&text).expect("the record is JSON");
    let answered =
        cases.into_iter().filter(|case| case["endpoint"] == endpoint && case["status"] == 200);
    let case = |case: Value| Case {
        id: case["id"].as_str().expect("each case has an id").to_owned(),
        answer: answer(&case["response"]),
        request: case["request"].clone(),
    };
    answered.map(case).collect()
}

/// One recorded case.
pub(crate) fn case(id: &str, endpoint: &str) -> Case {
    let topic = id.split('/').next().expect("topic/name");
    cases(topic, endpoint).into_iter().find(|case| case.id == id).expect(id)
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn answer(response: &Value) -> Answer {
    let named =
        |entry: &Value| Named { kind: text(&entry[0]), name: text(&entry[2]), id: text(&entry[1]) };
    let sentences = |faults: &Value| list(faults).iter().map(|f| text(&f["message"])).collect();
    let message = |message: &Value| match message {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().map(|(name, faults)| (name.clone(), sentences(faults))).collect();
            // JSON gives the fields no order, and what reads it may keep or lose that of the text.
            fields.sort();
            Message::Fields(fields)
        }
        sentence => Message::Text(text(sentence)),
    };
    Answer {
        errors: response["errors"].as_u64().expect("errors are counted"),
        new: list(&response["new"]).iter().map(named).collect(),
        updated: list(&response["updated"]).iter().map(named).collect(),
        ignored: list(&response["ignored"]).iter().map(|e| e.as_str().map(str::to_owned)).collect(),
        messages: list(&response["messages"]).iter().map(message).collect(),
        request: "request".into(),
    }
}

fn entry(is_target: impl Fn(&Target) -> bool, value: &Value) -> Option<Entry> {
    let field = fields::ALL.iter().copied().find(|field| field.targets.iter().any(&is_target))?;
    let value = sheet::value::Value::Text(Cow::Owned(text(value)));
    Some(Entry { field, value: Arc::new(value) })
}

fn keys(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

impl Case {
    /// The biosamples that it sent, if each has an id of its own by which it can be told.
    pub(crate) fn samples(&self) -> Option<Vec<Sample>> {
        let sent = self.request["biosamples"].as_array()?;
        let samples: Vec<Sample> = sent.iter().map(sample).collect::<Option<_>>()?;
        let mut ids: Vec<&str> = samples.iter().map(|sample| sample.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        (ids.len() == samples.len() && !ids.is_empty()).then_some(samples)
    }

    /// The library that it sent, if each of its biosamples has an id of its own.
    pub(crate) fn library(&self) -> Option<Library> {
        let sent = self.request["biosamples"].as_array()?;
        let member = |(row, sent): (usize, &Value)| {
            let id = sent["central_sample_id"].as_str()?.to_owned();
            Some(Member { id, entries: Vec::new(), rows: vec![row] })
        };
        let members: Vec<Member> = sent.iter().enumerate().map(member).collect::<Option<_>>()?;
        let repeated =
            |member: &Member| members.iter().filter(|other| other.id == member.id).count() > 1;
        if members.is_empty() || members.iter().any(repeated) {
            return None;
        }
        let tags = keys(&self.request["metadata"])
            .flat_map(|(tag, names)| keys(names).map(move |(name, value)| (tag, name, value)));
        let entries = tags.filter_map(|(tag, name, value)| {
            entry(
                |target| matches!(target, Target::LibraryTag(t, n) if *t == tag && *n == name),
                value,
            )
        });
        let name = self.request["library_name"].as_str()?.to_owned();
        Some(Library {
            name,
            entries: entries.collect(),
            members,
            resting: vec![],
            stored: None,
            is_new: true,
        })
    }
}

fn sample(sent: &Value) -> Option<Sample> {
    let id = sent["central_sample_id"].as_str()?;
    if id.trim() != id
        || id.is_empty()
        || id == "ct"
        || id.starts_with("ct:")
        || id.starts_with("metadata__")
    {
        return None;
    }
    let plain = keys(sent).filter_map(|(key, value)| {
        entry(|target| matches!(target, Target::Sample(name) if *name == key), value)
    });
    let tags = keys(&sent["metadata"])
        .flat_map(|(tag, names)| keys(names).map(move |(name, value)| (tag, name, value)));
    let tags = tags.filter_map(|(tag, name, value)| {
        entry(|target| matches!(target, Target::SampleTag(t, n) if *t == tag && *n == name), value)
    });
    let tests = keys(&sent["metrics"]["ct"]["records"])
        .flat_map(|(record, values)| keys(values).map(move |(key, value)| (record, key, value)));
    let tests = tests.filter_map(|(record, key, value)| {
        entry(
            |target| matches!(target, Target::Ct(r, k) if r.to_string() == record && *k == key),
            value,
        )
    });
    let entries = plain.chain(tags).chain(tests);
    let entries = entries.filter(|entry| entry.field.name != "central_sample_id");
    let (id, entries) = (id.to_owned(), entries.collect());
    Some(Sample {
        id,
        entries,
        erased: Vec::new(),
        left_out: Vec::new(),
        stored: None,
        shown_by: None,
        rows: vec![0],
    })
}
