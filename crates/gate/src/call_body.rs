//! The body of a call: what the browser sends, and what of it Majora gets.

use std::{borrow::Cow, collections::HashSet, fmt};

use protocol::problem::Code;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

/// The largest request that Majora takes, in bytes (RULES.md §2).
pub const LARGEST_BODY: usize = 2_621_440;

/// The keys that only the proxy sets, and the one by which staff act as somebody else.
const KEPT_KEYS: [&str; 3] = ["username", "token", "sudo_as"];

/// The deepest nesting: Majora's bodies need seven levels, and its parser fails at about a thousand.
const DEEPEST: usize = 32;

/// Checks that `body` is one JSON object with unique keys and without the kept ones, and puts
/// `username` and `token` in front. Every other byte stays as it is, so no number is rewritten.
///
/// Majora wants both keys filled, and looks at neither when a Bearer token is there (RULES.md §2).
pub fn complete(body: &[u8], username: &str) -> Result<Vec<u8>, Code> {
    let keys = serde_json::from_slice::<Keys>(body).map_err(|_| Code::BodyNotAnObject)?;
    if keys.kept {
        return Err(Code::FieldNotAllowed);
    }
    let brace = body.iter().position(|b| *b == b'{').ok_or(Code::BodyNotAnObject)?;
    let username = serde_json::to_string(username).map_err(|_| Code::Internal)?;
    let mut whole = format!(r#"{{"username":{username},"token":"OAUTH""#).into_bytes();
    if !keys.is_empty {
        whole.push(b',');
    }
    whole.extend_from_slice(&body[brace + 1..]);
    if whole.len() > LARGEST_BODY { Err(Code::BodyTooLarge) } else { Ok(whole) }
}

/// What is to be known of an object's own keys. One that stands twice is an error.
struct Keys {
    is_empty: bool,
    kept: bool,
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keys, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with unique keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
        let mut seen = HashSet::new();
        while let Some(Key(key)) = map.next_key()? {
            map.next_value_seed(Skipped { levels: DEEPEST - 1 })?;
            if !seen.insert(key) {
                return Err(serde::de::Error::custom("a key stands twice"));
            }
        }
        let kept = KEPT_KEYS.iter().any(|key| seen.contains(*key));
        Ok(Keys { is_empty: seen.is_empty(), kept })
    }
}

/// Reads a value to its end and keeps nothing of it. Only a value that is read shows half a character
/// in a text (`"\ud800"`) and a number that is too large, at both of which Majora fails.
#[derive(Clone, Copy)]
struct Skipped {
    /// How many levels there may be below.
    levels: usize,
}

impl Skipped {
    fn below<E: Error>(self) -> Result<Skipped, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Skipped { levels })
    }
}

impl<'de> DeserializeSeed<'de> for Skipped {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Skipped {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let below = self.below()?;
        while values.next_element_seed(below)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let below = self.below()?;
        while map.next_key::<Key<'_>>()?.is_some() {
            map.next_value_seed(below)?;
        }
        Ok(())
    }
}

/// A key as it reads after its escapes are resolved.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Result<&str, Code>) {
        let whole = complete(body.as_bytes(), "hoot \"lab\"");
        let whole = whole.map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(whole.as_deref().map_err(|code| *code), expect, "{body}");
    }

    #[test]
    fn username_and_token_come_first_and_every_other_byte_stays() {
        let own = r#"{"username":"hoot \"lab\"","token":"OAUTH""#;
        check(r#"{}"#, Ok(&format!("{own}}}")));
        check(" { } ", Ok(&format!("{own} }} ")));
        let odd = r#""n": 1.0e+02,  "t":"\u00e9{é","l":[ {"token":1} ]}"#;
        check(&format!("\n{{{odd}\n"), Ok(&format!("{own},{odd}\n")));
    }

    #[test]
    fn only_one_object_with_unique_keys_passes() {
        let faults = [
            "",
            "null",
            "[]",
            "\"{}\"",
            "{}{}",
            "{",
            "{\"a\":}",
            "{\"a\":1,}",
            "{'a':1}",
            "\u{feff}{}",
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"a":NaN}"#,
            r#"{"a":1e400}"#,
            r#"{"a":["\ud800"]}"#,
            r#"{"a":{"\udc00\ud800":1}}"#,
        ];
        for body in faults {
            check(body, Err(Code::BodyNotAnObject));
        }
        assert_eq!(complete(b"{\"a\":\"\xff\"}", "u"), Err(Code::BodyNotAnObject));
    }

    #[test]
    fn the_kept_keys_are_refused_however_they_are_written() {
        for key in ["username", "token", "sudo_as", "\\u0074oken"] {
            check(&format!(r#"{{"{key}":1}}"#), Err(Code::FieldNotAllowed));
        }
    }

    #[test]
    fn nesting_is_bounded_and_brackets_in_texts_dont_count() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(complete(nested(31).as_bytes(), "u").is_ok());
        assert_eq!(complete(nested(32).as_bytes(), "u"), Err(Code::BodyNotAnObject));
        assert_eq!(complete(nested(100_000).as_bytes(), "u"), Err(Code::BodyNotAnObject));
        let text = format!(r#"{{"a":"\"{}\\"}}"#, "[".repeat(100));
        assert!(complete(text.as_bytes(), "u").is_ok());
    }

    #[test]
    fn the_whole_may_be_just_as_large_as_majora_takes() {
        let room = LARGEST_BODY - complete(br#"{"a":""}"#, "u").unwrap().len();
        let body = |size: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(size)).into_bytes();
        assert_eq!(complete(&body(room), "u").unwrap().len(), LARGEST_BODY);
        assert_eq!(complete(&body(room + 1), "u"), Err(Code::BodyTooLarge));
    }
}
