//! Any body of a call: what is passed on is the same object with the proxy's two keys, and what isn't
//! one object with unique keys is refused.

#![no_main]

use gate::call_body::{LARGEST_BODY, complete};
use libfuzzer_sys::fuzz_target;
use protocol::problem::Code;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

const USER: &str = "hoot \"lab\" \u{e9}";

fuzz_target!(|body: &[u8]| {
    let read = serde_json::from_slice::<Value>(body).ok();
    let object = read.as_ref().and_then(Value::as_object);
    let whole = match complete(body, USER) {
        Ok(whole) => whole,
        Err(Code::FieldNotAllowed) => {
            let kept = |key: &str| object.is_some_and(|object| object.contains_key(key));
            assert!(kept("username") || kept("token") || kept("sudo_as"));
            return;
        }
        Err(Code::BodyTooLarge) => return assert!(body.len() + 64 > LARGEST_BODY),
        Err(code) => {
            assert_eq!(code, Code::BodyNotAnObject);
            let good = object.is_some() && keys(body).is_some_and(|keys| unique(&keys));
            assert!(!good || depth(read.as_ref()) > 32, "refused without a reason");
            return;
        }
    };
    let object = object.expect("only an object passes");
    assert!(unique(&keys(body).expect("it is one")) && depth(read.as_ref()) <= 32);
    for key in ["username", "token", "sudo_as"] {
        assert!(!object.contains_key(key), "{key} came from the browser");
    }
    // Every byte behind the brace is as it was.
    let brace = body.iter().position(|byte| *byte == b'{').expect("an object has one");
    assert!(whole.ends_with(&body[brace + 1..]));
    let mut sent: Map<String, Value> = serde_json::from_slice(&whole).expect("still JSON");
    assert_eq!(sent.remove("username"), Some(USER.into()));
    assert_eq!(sent.remove("token"), Some("OAUTH".into()));
    assert_eq!(sent, *object);
});

fn unique(keys: &[String]) -> bool {
    let mut sorted = keys.to_vec();
    sorted.sort();
    sorted.windows(2).all(|two| two[0] != two[1])
}

/// How deep a value is nested.
fn depth(value: Option<&Value>) -> usize {
    let below = |values: &mut dyn Iterator<Item = &Value>| {
        values.map(|value| depth(Some(value))).max().unwrap_or(0)
    };
    match value {
        Some(Value::Array(values)) => 1 + below(&mut values.iter()),
        Some(Value::Object(values)) => 1 + below(&mut values.values()),
        _ => 0,
    }
}

/// The keys of an object, each as often as it stands there.
fn keys(body: &[u8]) -> Option<Vec<String>> {
    struct Keys;
    impl<'de> Visitor<'de> for Keys {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, _)) = map.next_entry::<String, Value>()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let keys = reader.deserialize_map(Keys).ok()?;
    reader.end().ok()?;
    Some(keys)
}
