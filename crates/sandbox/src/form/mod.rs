//! Django's forms as Majora uses them: a table of fields, what cleaning makes of a value, and
//! which errors it leaves (RULES.md 3). Rules across fields are added by the form's owner.

mod time;
mod kind;

use indexmap::IndexMap;

use crate::python::{Dict, Fallible, Raised, Value};

pub(crate) use kind::{Fold, Kind};

/// One field of a form.
pub(crate) struct Field {
    /// The key in a request, and the name in errors.
    pub(crate) name: &'static str,
    /// The server's inner name, which works where the public one is not given.
    pub(crate) alias: Option<&'static str>,
    pub(crate) required: bool,
    pub(crate) fold: Fold,
    pub(crate) kind: Kind,
}

impl Field {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, alias: None, required: false, fold: Fold::AsSent, kind }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(crate) const fn alias(self, alias: &'static str) -> Self {
        Self { alias: Some(alias), ..self }
    }

    pub(crate) const fn fold(self, fold: Fold) -> Self {
        Self { fold, ..self }
    }

    fn sent<'a>(&self, data: &'a Dict) -> Option<&'a Value> {
        data.get(self.name).or_else(|| data.get(self.alias?))
    }
}

/// One error of a field: Django's message and code; Majora's own rules have no code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) code: &'static str,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>, code: &'static str) -> Self {
        Self { message: message.into(), code }
    }

    fn to_value(&self) -> Value {
        Value::dict([("message", self.message.as_str().into()), ("code", self.code.into())])
    }
}

/// Why one value was not taken.
pub(crate) enum Unclean {
    Faults(Vec<Fault>),
    Raised(Raised),
}

impl From<Raised> for Unclean {
    fn from(raised: Raised) -> Self {
        Self::Raised(raised)
    }
}

/// What cleaning a request's object left: the values that passed, and the errors of the others.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    pub(crate) values: IndexMap<&'static str, Value>,
    errors: IndexMap<&'static str, Vec<Fault>>,
    asked: Vec<&'static str>,
}

impl Cleaned {
    /// The value that passed, or Python's None.
    pub(crate) fn get(&self, name: &str) -> &Value {
        self.values.get(name).unwrap_or(&Value::None)
    }

    /// The text that passed, or nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Value::Str(text) => text,
            _ => "",
        }
    }

    /// Adds an error of Majora's own; under `__all__` if the form does not have the field now.
    pub(crate) fn refuse(&mut self, name: &'static str, message: &str) {
        self.add(name, Fault::new(message, ""));
    }

    /// Adds an error, and drops the field's value.
    pub(crate) fn add(&mut self, name: &'static str, fault: Fault) {
        let name = if self.asked.contains(&name) { name } else { "__all__" };
        self.errors.entry(name).or_default().push(fault);
        self.values.shift_remove(name);
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn has_error(&self, name: &str) -> bool {
        self.errors.contains_key(name)
    }

    /// The message of a refused form: `{field: [{message, code}, …], …}`.
    pub(crate) fn message(&self) -> Value {
        let faults =
            |faults: &Vec<Fault>| Value::List(faults.iter().map(Fault::to_value).collect());
        Value::Dict(
            self.errors.iter().map(|(&name, list)| (name.to_owned(), faults(list))).collect(),
        )
    }
}

/// Whether a record of that name exists: how a form looks up what a [`Kind::Known`] field names.
pub(crate) type Known<'a> = &'a dyn Fn(&Field, &str) -> bool;

/// Cleans every field; with `partial` only those that were sent.
///
/// # Errors
/// The exception that a value of a wrong JSON type raises inside the server.
pub(crate) fn clean(
    fields: &'static [Field],
    data: &Dict,
    partial: bool,
    known: Known<'_>,
) -> Fallible<Cleaned> {
    let mut cleaned = Cleaned::default();
    let sent = fields.iter().map(|field| (field, field.sent(data)));
    let asked: Vec<_> = sent.filter(|(_, value)| !partial || value.is_some()).collect();
    let mut folded = Vec::with_capacity(asked.len());
    for (field, value) in asked {
        cleaned.asked.push(field.name);
        folded.push((field, field.fold.apply(value.unwrap_or(&Value::None))?));
    }
    for (field, value) in folded {
        match field.kind.clean(field, &value, known) {
            Ok(value) => {
                cleaned.values.insert(field.name, value);
            }
            Err(Unclean::Faults(faults)) => {
                cleaned.errors.insert(field.name, faults);
            }
            Err(Unclean::Raised(raised)) => return Err(raised),
        }
    }
    Ok(cleaned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::{dumps, loads};

    const FIELDS: &[Field] = &[
        Field::new("name", Kind::text(5)).required().alias("inner_name"),
        Field::new("count", Kind::Whole),
        Field::new("day", Kind::Date),
    ];

    fn errors(json: &str, partial: bool) -> Fallible<String> {
        let Some(Value::Dict(data)) = loads(json.as_bytes()) else { panic!("{json}") };
        clean(FIELDS, &data, partial, &|_, _| false).map(|cleaned| dumps(&cleaned.message()))
    }

    #[test]
    fn a_field_left_out_is_missed_unless_the_form_is_partial() {
        let required = r#"{"name": [{"message": "This field is required.", "code": "required"}]}"#;
        assert_eq!(errors("{}", false).as_deref(), Ok(required));
        assert_eq!(errors("{}", true).as_deref(), Ok("{}"));
        assert_eq!(errors(r#"{"name": null}"#, true).as_deref(), Ok(required));
        assert_eq!(errors(r#"{"inner_name": "x"}"#, false).as_deref(), Ok("{}"));
    }

    #[test]
    fn a_text_can_have_several_faults_in_djangos_order() {
        let text = errors(r#"{"name": "ab\u0000def"}"#, false).unwrap();
        let at = |code: &str| text.find(code).unwrap_or_else(|| panic!("{code} in {text}"));
        assert!(at("max_length") < at("null_characters_not_allowed"));
    }

    #[test]
    fn an_error_of_a_field_that_was_not_sent_stands_under_all() {
        let Some(Value::Dict(data)) = loads(b"{\"count\": 1}") else { panic!() };
        let mut cleaned = clean(FIELDS, &data, true, &|_, _| false).unwrap();
        cleaned.refuse("day", "no");
        assert_eq!(dumps(&cleaned.message()), r#"{"__all__": [{"message": "no", "code": ""}]}"#);
    }

    #[test]
    fn a_number_for_a_date_raises() {
        let raised = errors(r#"{"name": "x", "day": 5}"#, false).unwrap_err();
        assert_eq!(raised.0, "'int' object has no attribute 'strip'");
        assert_eq!(errors(r#"{"name": "x", "day": []}"#, false).as_deref(), Ok("{}"));
    }
}
