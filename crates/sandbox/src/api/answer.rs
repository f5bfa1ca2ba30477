use crate::python::{Raised, Value};
use crate::records::new_id;

/// Majora's envelope (RULES.md 2).
pub(super) struct Answer {
    pub(super) errors: i64,
    pub(super) warnings: i64,
    pub(super) messages: Vec<Value>,
    pub(super) new: Vec<Value>,
    pub(super) updated: Vec<Value>,
    pub(super) ignored: Vec<Value>,
    /// `result` of the validity query, `get` of the two that read.
    pub(super) found: Option<(&'static str, Value)>,
    request: String,
}

impl Answer {
    pub(super) fn new() -> Self {
        Self {
            errors: 0,
            warnings: 0,
            messages: Vec::new(),
            new: Vec::new(),
            updated: Vec::new(),
            ignored: Vec::new(),
            found: None,
            request: new_id(),
        }
    }

    /// An error with a message.
    pub(super) fn error(&mut self, message: impl Into<Value>) {
        self.errors += 1;
        self.messages.push(message.into());
    }

    /// An error with a message about something that is named in `ignored`.
    pub(super) fn refuse(&mut self, ignored: impl Into<Value>, message: impl Into<Value>) {
        self.error(message);
        self.ignored.push(ignored.into());
    }

    /// An exception inside the server: its bare text.
    pub(super) fn raised(&mut self, raised: Raised) {
        self.error(raised.0);
    }

    /// The JSON object; without `success` where the scopes did not suffice.
    pub(super) fn into_value(self, with_success: bool) -> Value {
        let mut pairs = vec![
            ("errors", self.errors.into()),
            ("warnings", self.warnings.into()),
            ("messages", Value::List(self.messages)),
            ("tasks", Value::List(Vec::new())),
            ("new", Value::List(self.new)),
            ("updated", Value::List(self.updated)),
            ("ignored", Value::List(self.ignored)),
            ("request", self.request.into()),
        ];
        pairs.extend(self.found);
        if with_success {
            pairs.push(("success", (self.errors == 0).into()));
        }
        Value::Dict(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}
