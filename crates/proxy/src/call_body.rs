//! The body of a call: what the browser sends, and what of it Majora gets.

use std::{borrow::Cow, collections::HashSet, fmt};

use protocol::problem::Code;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::majora::LARGEST_BODY;

/// The keys that only the proxy sets, and the one by which staff act as somebody else.
const KEPT_KEYS: [&str; 3] = ["username", "token", "sudo_as"];

/// The deepest nesting: Majora's bodies need seven levels, and its parser fails at about a thousand.
const DEEPEST: usize = 32;

/// Checks that `body` is one JSON object with unique keys and without the kept ones, and puts
/// `username` and `token` in front. Every other byte stays as it is, so no number is rewritten.
///
/// Majora wants both keys filled, and looks at neither when a Bearer token is there (RULES.md §2).
pub(crate) fn complete(body: &[u8], username: &str) -> Result<Vec<u8>, Code> {
    // The parser skips over values without reading their texts, so the encoding is checked first.
    let text = std::str::from_utf8(body).map_err(|_| Code::BodyNotAnObject)?;
    let keys = serde_json::from_str::<Keys>(text).map_err(|_| Code::BodyNotAnObject)?;
    if depth(body) > DEEPEST {
        return Err(Code::BodyNotAnObject);
    }
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

/// The deepest nesting of valid JSON.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
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
            map.next_value::<IgnoredAny>()?;
            if !seen.insert(key) {
                return Err(serde::de::Error::custom("a key stands twice"));
            }
        }
        let kept = KEPT_KEYS.iter().any(|key| seen.contains(*key));
        Ok(Keys { is_empty: seen.is_empty(), kept })
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
