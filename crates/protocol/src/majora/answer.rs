//! Majora's answer to a request that writes, read (RULES.md §2).

use super::failure::Failure;
use serde::Deserialize;
use serde_json::{Map, Value};
use sheet::answer::{Answer, Halt, Message, Named, Reply};

/// How Majora says that the token lacks a permission, or that it died a moment ago (RULES.md §2).
pub const LACKS_SCOPE: &str = "Your token is valid but does not have all of the scopes";

#[derive(Deserialize)]
struct Envelope {
    errors: u64,
    #[serde(default)]
    new: Vec<(String, Value, Value)>,
    #[serde(default)]
    updated: Vec<(String, Value, Value)>,
    #[serde(default)]
    ignored: Vec<Value>,
    #[serde(default)]
    messages: Vec<Value>,
    #[serde(default)]
    request: Value,
    /// Absent where a scope is missing; otherwise it says no more than `errors`.
    success: Option<bool>,
}

/// What came back for a request that writes.
pub fn reply(result: Result<Value, Failure>) -> Reply {
    let body = match result {
        Ok(body) => body,
        Err(failure) => return failure.reply(),
    };
    let Ok(envelope) = serde_json::from_value::<Envelope>(body) else {
        return Reply::Unknown(Halt::Unusable);
    };
    let lacks_scope =
        |message: &Value| message.as_str().is_some_and(|m| m.starts_with(LACKS_SCOPE));
    match envelope.success {
        None if envelope.messages.iter().any(lacks_scope) => Reply::Refused(Halt::NoPermission),
        None => Reply::Unknown(Halt::Unusable),
        Some(_) => Reply::Answered(envelope.read()),
    }
}

impl Envelope {
    fn read(self) -> Answer {
        Answer {
            errors: self.errors,
            new: self.new.into_iter().map(named).collect(),
            updated: self.updated.into_iter().map(named).collect(),
            ignored: self.ignored.into_iter().map(ignored).collect(),
            messages: self.messages.into_iter().map(message).collect(),
            request: text(self.request),
        }
    }
}

fn named((kind, id, name): (String, Value, Value)) -> Named {
    Named { kind, name: text(name), id: text(id) }
}

/// An entry of `ignored`; Majora gives an empty object where it names nobody.
fn ignored(entry: Value) -> Option<String> {
    match entry {
        Value::Object(_) | Value::Null => None,
        other => Some(text(other)),
    }
}

fn message(message: Value) -> Message {
    match message {
        Value::Object(fields) => Message::Fields(fields.into_iter().map(field).collect()),
        other => Message::Text(text(other)),
    }
}

/// A field and its sentences: `{"adm1": [{"message": "…", "code": "…"}, …]}`.
fn field((name, faults): (String, Value)) -> (String, Vec<String>) {
    let sentence = |fault: &Value| match fault.get("message") {
        Some(sentence) => text(sentence.clone()),
        None => text(fault.clone()),
    };
    let sentences = match &faults {
        Value::Array(faults) => faults.iter().map(sentence).collect(),
        other => vec![text(other.clone())],
    };
    (name, sentences)
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The object that a read answers under `key`, nothing where Majora found nothing.
pub(super) fn object(mut body: Value, key: &str) -> Result<Option<Map<String, Value>>, Halt> {
    if body.get("success").is_none() {
        return Err(Halt::Unusable);
    }
    match body.get_mut(key).map(Value::take) {
        Some(Value::Object(object)) => Ok(Some(object)),
        None => Ok(None),
        Some(_) => Err(Halt::Unusable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_is_read_whole() {
        let body = json!({
            "errors": 1, "warnings": 1, "tasks": [], "request": "r-1", "success": false,
            "new": [["Biosample", "u-1", "A-1"], ["Biosample Source", "u-2", 7]],
            "updated": [["Sequencing", "u-3", ""]],
            "ignored": ["A-2", {}, "ct:1"],
            "messages": [
                {"adm1": [{"message": "This field is required.", "code": "required"}]},
                "'ct' records look empty"
            ]
        });
        let named = |kind: &str, id: &str, name: &str| Named {
            kind: kind.into(),
            name: name.into(),
            id: id.into(),
        };
        let expected = Answer {
            errors: 1,
            new: vec![named("Biosample", "u-1", "A-1"), named("Biosample Source", "u-2", "7")],
            updated: vec![named("Sequencing", "u-3", "")],
            ignored: vec![Some("A-2".into()), None, Some("ct:1".into())],
            messages: vec![
                Message::Fields(vec![("adm1".into(), vec!["This field is required.".into()])]),
                Message::Text("'ct' records look empty".into()),
            ],
            request: "r-1".into(),
        };
        assert_eq!(reply(Ok(body)), Reply::Answered(expected));
    }

    #[test]
    fn a_missing_scope_is_no_answer() {
        let body = json!({
            "errors": 1, "warnings": 0, "new": [], "updated": [], "ignored": [], "tasks": [],
            "request": "r-1", "messages": [format!("{LACKS_SCOPE} to perform this action.")]
        });
        assert_eq!(reply(Ok(body)), Reply::Refused(Halt::NoPermission));
    }

    #[test]
    fn what_is_no_answer_of_majoras_leaves_the_outcome_unknown() {
        for body in [json!({}), json!([]), json!({"errors": 0}), json!({"success": true})] {
            assert_eq!(reply(Ok(body)), Reply::Unknown(Halt::Unusable));
        }
    }
}
