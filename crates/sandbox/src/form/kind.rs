use uuid::Uuid;

use super::{Fault, Field, Known, Unclean, time};
use crate::python::{Fallible, Raised, Value, float, int, strip};

/// How a form's class rewrites a value before the form sees it.
pub(crate) enum Fold {
    AsSent,
    /// Trimmed and upper-cased.
    Upper,
    /// Trimmed, and lower-cased unless it is BAL.
    LowerExceptBal,
    /// Upper-cased and trimmed, with underscores for spaces.
    UpperUnderscored,
}

impl Fold {
    pub(super) fn apply(&self, value: &Value) -> Fallible<Value> {
        if !value.is_truthy() {
            return Ok(value.clone());
        }
        Ok(match self {
            Self::AsSent => value.clone(),
            Self::Upper => value.stripped()?.to_uppercase().into(),
            Self::LowerExceptBal => match value.stripped()? {
                "BAL" => "BAL".into(),
                text => text.to_lowercase().into(),
            },
            Self::UpperUnderscored => match value {
                Value::Str(text) => strip(&text.to_uppercase()).replace(' ', "_").into(),
                other => return Err(other.lacks("upper")),
            },
        })
    }
}

/// What a field takes, and what an empty one is stored as.
pub(crate) enum Kind {
    /// Text of `min` to `max` characters after trimming; `null` if an empty one is stored as null.
    Text {
        min: usize,
        max: usize,
        null: bool,
    },
    /// One of a list, compared exactly; the text None passes too, for the list's empty choice.
    Choice(&'static [&'static str]),
    /// One of a list of numbers, stored as a number.
    NumberChoice(&'static [&'static str]),
    /// A whole number, at least 0.
    Whole,
    /// A number, at least 0.
    Number,
    Date,
    /// A date and time to the minute.
    Minute,
    /// Y, YES, N, NO, true, false, 1, 0; anything else is unknown.
    YesNo,
    Uuid,
    /// The name of a record that exists.
    Known,
}

impl Kind {
    /// Text that is stored as "" when empty.
    pub(crate) const fn text(max: usize) -> Self {
        Self::Text { min: 0, max, null: false }
    }

    /// Text that is stored as null when empty.
    pub(crate) const fn nullable(max: usize) -> Self {
        Self::Text { min: 0, max, null: true }
    }

    /// Text of a least length.
    pub(crate) const fn between(min: usize, max: usize) -> Self {
        Self::Text { min, max, null: false }
    }

    pub(super) fn clean(
        &self,
        field: &Field,
        value: &Value,
        known: Known<'_>,
    ) -> Result<Value, Unclean> {
        let value = match self {
            Self::Text { min, max, null } => {
                let text = text(value);
                if text.is_empty() && *null { Value::None } else { sized(text, *min, *max)? }
            }
            Self::Choice(choices) => choice(value, choices)?,
            Self::NumberChoice(choices) => number_choice(value, choices)?,
            Self::Whole => whole(value)?,
            Self::Number => number(value)?,
            Self::Date => moment(value, time::date, "Enter a valid date.")?,
            Self::Minute => moment(value, time::minute, "Enter a valid date/time.")?,
            Self::YesNo => yes_no(value)?,
            Self::Uuid => uuid(value)?,
            Self::Known => looked_up(field, value, known)?,
        };
        if field.required && value.is_blank() {
            return Err(fault("This field is required.", "required"));
        }
        Ok(value)
    }
}

fn fault(message: impl Into<String>, code: &'static str) -> Unclean {
    Unclean::Faults(vec![Fault::new(message, code)])
}

fn not_a_choice(value: &str) -> Unclean {
    let message = format!("Select a valid choice. {value} is not one of the available choices.");
    fault(message, "invalid_choice")
}

fn text(value: &Value) -> String {
    if value.is_blank() { String::new() } else { strip(&value.to_text()).to_owned() }
}

fn sized(text: String, min: usize, max: usize) -> Result<Value, Unclean> {
    let length = text.chars().count();
    let mut faults = Vec::new();
    if length > 0 && length < min {
        let message = format!("Ensure this value has at least {min} characters (it has {length}).");
        faults.push(Fault::new(message, "min_length"));
    }
    if length > max {
        let message = format!("Ensure this value has at most {max} characters (it has {length}).");
        faults.push(Fault::new(message, "max_length"));
    }
    if text.contains('\0') {
        let message = "Null characters are not allowed.";
        faults.push(Fault::new(message, "null_characters_not_allowed"));
    }
    if faults.is_empty() { Ok(text.into()) } else { Err(Unclean::Faults(faults)) }
}

fn choice(value: &Value, choices: &[&str]) -> Result<Value, Unclean> {
    if value.is_blank() {
        return Ok("".into());
    }
    let text = value.to_text();
    if text == "None" || choices.contains(&text.as_ref()) {
        Ok(text.into_owned().into())
    } else {
        Err(not_a_choice(&text))
    }
}

fn number_choice(value: &Value, choices: &[&str]) -> Result<Value, Unclean> {
    match choice(value, choices)? {
        Value::Str(text) if text.is_empty() => Ok(Value::None),
        Value::Str(text) => int(&text).map(Value::Int).ok_or_else(|| not_a_choice(&text)),
        other => Ok(other),
    }
}

fn whole(value: &Value) -> Result<Value, Unclean> {
    if value.is_blank() {
        return Ok(Value::None);
    }
    let text = value.to_text();
    let digits =
        int(without_point_zero(&text)).ok_or_else(|| fault("Enter a whole number.", "invalid"))?;
    if digits.starts_with('-') {
        return Err(fault("Ensure this value is greater than or equal to 0.", "min_value"));
    }
    Ok(Value::Int(digits))
}

/// Drops a decimal point at the end with the zeros and the white space after it.
fn without_point_zero(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, fraction)) if strip(fraction.trim_start_matches('0')).is_empty() => whole,
        _ => text,
    }
}

fn number(value: &Value) -> Result<Value, Unclean> {
    if value.is_blank() {
        return Ok(Value::None);
    }
    let number = match value {
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Float(number) => Some(*number),
        Value::Int(digits) => match digits.parse() {
            Ok(number) if f64::is_finite(number) => Some(number),
            _ => return Err(Raised("int too large to convert to float".to_owned()).into()),
        },
        Value::Str(text) => float(text),
        Value::None | Value::List(_) | Value::Dict(_) => None,
    };
    match number.filter(|number| number.is_finite()) {
        None => Err(fault("Enter a number.", "invalid")),
        Some(number) if number < 0.0 => {
            Err(fault("Ensure this value is greater than or equal to 0.0.", "min_value"))
        }
        Some(number) => Ok(Value::Float(number)),
    }
}

fn moment(
    value: &Value,
    read: fn(&str) -> Option<String>,
    message: &str,
) -> Result<Value, Unclean> {
    if value.is_blank() {
        return Ok(Value::None);
    }
    let text = value.stripped()?;
    read(text).map(Value::Str).ok_or_else(|| fault(message, "invalid"))
}

fn yes_no(value: &Value) -> Fallible<Value> {
    Ok(match value {
        Value::Bool(truth) => Value::Bool(*truth),
        // To a Python dict, 1 and 1.0 are the same key as True.
        Value::Int(digits) if digits == "1" => Value::Bool(true),
        Value::Int(digits) if digits == "0" => Value::Bool(false),
        Value::Float(number) if *number == 1.0 => Value::Bool(true),
        Value::Float(number) if *number == 0.0 => Value::Bool(false),
        Value::Str(text) => match strip(text).to_uppercase().as_str() {
            "Y" | "YES" => Value::Bool(true),
            "N" | "NO" => Value::Bool(false),
            _ => Value::None,
        },
        Value::List(_) | Value::Dict(_) => return Err(value.unhashable()),
        Value::None | Value::Int(_) | Value::Float(_) => Value::None,
    })
}

fn uuid(value: &Value) -> Result<Value, Unclean> {
    let text = text(value);
    if text.is_empty() {
        return Ok(Value::None);
    }
    let bare = text.replace("urn:", "").replace("uuid:", "");
    let bare = bare.trim_matches(['{', '}']).replace('-', "");
    match Uuid::try_parse(&bare) {
        Ok(uuid) if bare.len() == 32 => Ok(uuid.to_string().into()),
        _ => Err(fault("Enter a valid UUID.", "invalid")),
    }
}

fn looked_up(field: &Field, value: &Value, known: Known<'_>) -> Result<Value, Unclean> {
    if value.is_blank() {
        return Ok(Value::None);
    }
    let name = value.to_text();
    if known(field, &name) {
        Ok(name.into_owned().into())
    } else {
        Err(not_a_choice("That choice"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(kind: &Kind, value: Value) -> Result<Value, String> {
        let field = Field::new("f", Kind::Whole);
        kind.clean(&field, &value, &|_, name| name == "there").map_err(|unclean| match unclean {
            Unclean::Faults(faults) => faults[0].message.clone(),
            Unclean::Raised(raised) => format!("raised {raised}"),
        })
    }

    #[test]
    fn whole_numbers() {
        for (value, want) in [
            (" 30 ".into(), Ok(30.into())),
            ("30.0".into(), Ok(30.into())),
            ("30. ".into(), Ok(30.into())),
            (Value::Float(30.0), Ok(30.into())),
            ("30.5".into(), Err("Enter a whole number.")),
            ("  ".into(), Err("Enter a whole number.")),
            (true.into(), Err("Enter a whole number.")),
            (Value::Float(f64::NAN), Err("Enter a whole number.")),
            ((-1).into(), Err("Ensure this value is greater than or equal to 0.")),
            (Value::List(Vec::new()), Ok(Value::None)),
        ] {
            assert_eq!(clean(&Kind::Whole, value), want.map_err(str::to_owned));
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(clean(&Kind::Number, true.into()), Ok(Value::Float(1.0)));
        assert_eq!(clean(&Kind::Number, "inf".into()), Err("Enter a number.".to_owned()));
        let huge = Value::Int("9".repeat(400));
        let raised = "raised int too large to convert to float";
        assert_eq!(clean(&Kind::Number, huge), Err(raised.to_owned()));
    }

    #[test]
    fn yes_and_no() {
        for (value, want) in [
            (" yes ".into(), Value::Bool(true)),
            ("nO".into(), Value::Bool(false)),
            (1.into(), Value::Bool(true)),
            ("1".into(), Value::None),
            ("true".into(), Value::None),
            (2.into(), Value::None),
        ] {
            assert_eq!(clean(&Kind::YesNo, value), Ok(want));
        }
    }

    #[test]
    fn uuids() {
        let plain = "77440000-0000-4000-8000-000000000002";
        for text in [plain, "{77440000000040008000000000000002}", &format!("urn:uuid:{plain}")] {
            assert_eq!(clean(&Kind::Uuid, text.into()), Ok(plain.into()), "{text}");
        }
        assert_eq!(clean(&Kind::Uuid, "abc".into()), Err("Enter a valid UUID.".to_owned()));
    }

    #[test]
    fn names_of_records() {
        assert_eq!(clean(&Kind::Known, "there".into()), Ok("there".into()));
        let message = "Select a valid choice. That choice is not one of the available choices.";
        assert_eq!(clean(&Kind::Known, "there ".into()), Err(message.to_owned()));
    }
}
