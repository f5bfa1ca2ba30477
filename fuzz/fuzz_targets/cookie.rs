//! Any `Cookie` headers: a value is found exactly if it stands there once, and what is found is what
//! was sent.

#![no_main]

use gate::cookie::{SentTwice, pairs, read};
use http::{HeaderMap, HeaderValue, header::COOKIE};
use libfuzzer_sys::fuzz_target;

const NAME: &str = "__Host-uploader-test";

fuzz_target!(|bytes: &[u8]| {
    let mut headers = HeaderMap::new();
    // What the HTTP library lets through; each line is a header of its own.
    for line in bytes.split(|byte| *byte == b'\n').take(8) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(COOKIE, value);
        }
    }
    let sent: Vec<&[u8]> = headers.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
    for (name, value) in pairs(&headers) {
        assert!(!name.contains([';', '=']) && !value.contains(';'));
        let pair = format!("{name}={value}");
        let stands = |header: &&[u8]| header.windows(pair.len()).any(|at| at == pair.as_bytes());
        assert!(sent.iter().any(stands), "{pair} was never sent");
    }
    let ours = pairs(&headers).filter(|(name, _)| *name == NAME);
    let found: Vec<String> = ours.map(|(_, value)| value.to_owned()).collect();
    let expected = match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.as_str())),
        _ => Err(SentTwice),
    };
    assert_eq!(read(&headers, NAME), expected);

    // A cookie of ours beside all that is found, unless somebody has planted another one.
    headers.append(COOKIE, HeaderValue::from_static("other=1; __Host-uploader-test=ours"));
    match found.as_slice() {
        [] => assert_eq!(read(&headers, NAME), Ok(Some("ours"))),
        _ => assert_eq!(read(&headers, NAME), Err(SentTwice)),
    }
});
