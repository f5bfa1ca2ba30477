use std::borrow::Cow;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::text::{self, strip};

/// A JSON object: the keys in the order they were first given.
pub(crate) type Dict = IndexMap<String, Value>;

/// What `json.loads` makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Value {
    #[default]
    None,
    Bool(bool),
    /// A whole number of any size, in its canonical decimal form.
    Int(String),
    Float(f64),
    Str(String),
    List(Vec<Value>),
    Dict(Dict),
}

/// An exception that Majora would answer with: the text `str(exception)` gives.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Raised(pub(crate) String);

pub(crate) type Fallible<T> = Result<T, Raised>;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number.to_string())
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl Value {
    /// An object of the pairs given.
    pub(crate) fn dict<const N: usize>(pairs: [(&str, Value); N]) -> Self {
        Self::Dict(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// Python's name of the type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::List(_) => "list",
            Self::Dict(_) => "dict",
        }
    }

    /// Python's `bool(value)`.
    pub(crate) fn is_truthy(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(truth) => *truth,
            Self::Int(digits) => digits != "0",
            Self::Float(number) => *number != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Dict(pairs) => !pairs.is_empty(),
        }
    }

    /// Whether a Django form takes the value for no value: `EMPTY_VALUES`.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::None => true,
            Self::Str(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Dict(pairs) => pairs.is_empty(),
            Self::Bool(_) | Self::Int(_) | Self::Float(_) => false,
        }
    }

    /// Python's `str(value)`.
    pub(crate) fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Str(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.repr()),
        }
    }

    /// Python's `repr(value)`.
    pub(crate) fn repr(&self) -> String {
        match self {
            Self::None => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(digits) => digits.clone(),
            Self::Float(number) => text::repr(*number),
            Self::Str(text) => quoted(text),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::repr).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Dict(pairs) => {
                let pair =
                    |(key, value): (&String, &Self)| format!("{}: {}", quoted(key), value.repr());
                let pairs: Vec<_> = pairs.iter().map(pair).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    /// Python's `value.get(key)`, which only objects have.
    pub(crate) fn get(&self, key: &str) -> Fallible<&Self> {
        match self {
            Self::Dict(pairs) => Ok(pairs.get(key).unwrap_or(&Self::None)),
            other => Err(other.lacks("get")),
        }
    }

    /// What Python's `for item in value` goes through: the keys of an object, the letters of a text.
    pub(crate) fn iterate(&self) -> Fallible<Vec<Self>> {
        match self {
            Self::List(items) => Ok(items.clone()),
            Self::Dict(pairs) => Ok(pairs.keys().map(|key| key.as_str().into()).collect()),
            Self::Str(text) => Ok(text.chars().map(|c| c.to_string().into()).collect()),
            other => Err(Raised(format!("'{}' object is not iterable", other.type_name()))),
        }
    }

    /// Python's `value[key]`.
    pub(crate) fn item(&self, key: &Self) -> Fallible<Self> {
        match self {
            Self::Dict(pairs) => match key {
                Self::Str(text) => pairs.get(text).cloned().ok_or_else(|| Raised(key.repr())),
                Self::List(_) | Self::Dict(_) => Err(key.unhashable()),
                _ => Err(Raised(key.repr())),
            },
            Self::List(items) => {
                let index = key.index("list indices must be integers or slices, not ")?;
                at(items.len(), index)
                    .map(|i| items[i].clone())
                    .ok_or_else(|| Raised("list index out of range".to_owned()))
            }
            Self::Str(text) => {
                let index = key.index("string indices must be integers, not ")?;
                at(text.chars().count(), index)
                    .and_then(|i| text.chars().nth(i))
                    .map(|c| c.to_string().into())
                    .ok_or_else(|| Raised("string index out of range".to_owned()))
            }
            other => Err(Raised(format!("'{}' object is not subscriptable", other.type_name()))),
        }
    }

    /// Whether Python's `value["key"] = …` works.
    pub(crate) fn takes_items(&self) -> Fallible<()> {
        match self {
            Self::Dict(_) => Ok(()),
            Self::List(_) => {
                Err(Raised("list indices must be integers or slices, not str".to_owned()))
            }
            other => {
                let name = other.type_name();
                Err(Raised(format!("'{name}' object does not support item assignment")))
            }
        }
    }

    /// Python's `value.strip()`, which only texts have.
    pub(crate) fn stripped(&self) -> Fallible<&str> {
        match self {
            Self::Str(text) => Ok(strip(text)),
            other => Err(other.lacks("strip")),
        }
    }

    /// The exception for an attribute that values of this type do not have.
    pub(crate) fn lacks(&self, attribute: &str) -> Raised {
        Raised(format!("'{}' object has no attribute '{attribute}'", self.type_name()))
    }

    /// The exception for a value used as the key of a `dict`.
    pub(crate) fn unhashable(&self) -> Raised {
        Raised(format!("unhashable type: '{}'", self.type_name()))
    }

    fn index(&self, complaint: &str) -> Fallible<i64> {
        match self {
            Self::Int(digits) => Ok(digits.parse().unwrap_or(i64::MAX)),
            Self::Bool(truth) => Ok(i64::from(*truth)),
            other if complaint.starts_with("string") => {
                Err(Raised(format!("{complaint}'{}'", other.type_name())))
            }
            other => Err(Raised(format!("{complaint}{}", other.type_name()))),
        }
    }
}

/// Python's index, which counts from the end where it is negative.
fn at(length: usize, index: i64) -> Option<usize> {
    let index = if index < 0 { index.checked_add(i64::try_from(length).ok()?)? } else { index };
    usize::try_from(index).ok().filter(|&i| i < length)
}

/// Python's `repr` of a text.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c if u32::from(c) < 0x100 => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out.push(quote);
    out
}

/// Python's `isprintable`, but for code points that Unicode has not given away.
fn is_printable(c: char) -> bool {
    let is_format = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}');
    c == ' ' || !(c.is_control() || c.is_whitespace() || is_format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_values_are_pythons() {
        let value = Value::dict([
            ("k", Value::None),
            ("it's", Value::List(vec![true.into(), Value::Float(1e16), "a\"b'".into(), 3.into()])),
        ]);
        let unseen = Value::List(vec!["\u{a0}\u{7f}\u{2003}\u{feff}é".into()]);
        assert_eq!(unseen.to_text(), r"['\xa0\x7f\u2003\ufeffé']");
        assert_eq!(value.to_text(), r#"{'k': None, "it's": [True, 1e+16, 'a"b\'', 3]}"#);
    }

    #[test]
    fn indexing_fails_in_pythons_words() {
        let list = Value::List(vec!["a".into()]);
        assert_eq!(list.item(&(-1).into()), Ok("a".into()));
        assert_eq!(list.item(&1.into()), Err(Raised("list index out of range".to_owned())));
        let text: Value = "ab".into();
        let raised = text.item(&"t".into()).unwrap_err();
        assert_eq!(raised.0, "string indices must be integers, not 'str'");
    }
}
