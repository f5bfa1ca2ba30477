//! The templates of the recorded cases, in both directions.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};
use serde_json::Value;

static DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{today(?:([+-]\d+)d)?(?:\|([^}]*))?\}\}").unwrap());
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{var:([a-z0-9_]+)\}\}").unwrap());
static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").unwrap()
});
static SECRET: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[A-Za-z0-9]{30}$").unwrap());
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("([?&]code=)[A-Za-z0-9]{30}(&|$)").unwrap());

pub(crate) type Variables = HashMap<String, String>;

/// Applies a function to every text in a value, keys included.
fn map(value: &Value, text: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(it) => Value::String(text(it)),
        Value::Array(items) => items.iter().map(|item| map(item, text)).collect(),
        Value::Object(pairs) => {
            Value::Object(pairs.iter().map(|(key, item)| (text(key), map(item, text))).collect())
        }
        other => other.clone(),
    }
}

fn offset(captures: &Captures<'_>) -> i32 {
    captures.get(1).map_or(0, |days| days.as_str().parse().unwrap())
}

fn day(today: Date, offset: i32) -> Date {
    today.checked_add(offset.days()).unwrap()
}

/// Fills the templates of a text to be sent.
pub(crate) fn expand_text(text: &str, today: Date, variables: &Variables) -> String {
    let dated = DATE.replace_all(text, |captures: &Captures<'_>| {
        let format = captures.get(2).map_or("%Y-%m-%d", |format| format.as_str());
        let day = day(today, offset(captures));
        format
            .replace("%Y", &format!("{:04}", day.year()))
            .replace("%m", &format!("{:02}", day.month()))
            .replace("%d", &format!("{:02}", day.day()))
            .replace(
                "%b",
                [
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec",
                ][usize::try_from(day.month()).unwrap() - 1],
            )
    });
    let filled = |captures: &Captures<'_>| variables[&captures[1]].clone();
    VARIABLE.replace_all(&dated, filled).into_owned()
}

/// Fills the templates of a value to be sent.
pub(crate) fn expand(value: &Value, today: Date, variables: &Variables) -> Value {
    map(value, &|text| expand_text(text, today, variables))
}

/// The days that the parts of a case name, as offsets from today.
pub(crate) fn offsets(parts: &[&Value]) -> BTreeSet<i32> {
    let texts = parts.iter().map(|part| part.to_string()).collect::<String>();
    DATE.captures_iter(&texts).map(|captures| offset(&captures)).collect()
}

/// Puts templates for what differs from run to run in an answer.
pub(crate) fn template(value: &Value, today: Date, offsets: &BTreeSet<i32>) -> Value {
    map(value, &|text| {
        let mut text = UUID.replace_all(text, "{{uuid}}").into_owned();
        for &offset in offsets {
            let sign = if offset == 0 { String::new() } else { format!("{offset:+}d") };
            text = text.replace(&day(today, offset).to_string(), &format!("{{{{today{sign}}}}}"));
        }
        text
    })
}

/// Puts templates for the tokens in an answer of the token endpoint.
pub(crate) fn hide_tokens(mut value: Value) -> Value {
    for key in ["access_token", "refresh_token"] {
        if let Some(Value::String(token)) = value.get_mut(key).filter(|it| it.is_string())
            && SECRET.is_match(token)
        {
            *token = format!("{{{{{key}}}}}");
        }
    }
    value
}

/// Puts a template for the code in a `Location`.
pub(crate) fn hide_code(location: &str) -> String {
    CODE.replace(location, "${1}{{code}}${2}").into_owned()
}
