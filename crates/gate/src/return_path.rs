//! Where in the app a sign-in ends.

use protocol::session::{SIGN_IN_ERROR_KEY, SIGN_IN_INSTANCE_KEY, SignInError};

const LONGEST: usize = 512;

/// A path of the app, safe as a `Location`: it can't lead to another origin, nor into `/auth` or
/// `/api`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReturnPath(String);

impl ReturnPath {
    /// The app's first page.
    pub fn root() -> ReturnPath {
        ReturnPath("/".to_owned())
    }

    /// Takes a path and query of the app as the browser names it; anything else becomes `/`. The
    /// outcome of an earlier sign-in is dropped from the query.
    pub fn parse(text: &str) -> ReturnPath {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        if text.len() > LONGEST || !is_app_path(path) || !query.bytes().all(is_query_byte) {
            return ReturnPath::root();
        }
        let query = query.split('&').filter(|pair| !pair.is_empty() && !is_outcome(pair));
        ReturnPath(append(path.to_owned(), query))
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same place with the reason why nobody is signed in.
    pub fn with_error(&self, error: SignInError, instance: &str) -> String {
        let outcome = [
            format!("{SIGN_IN_ERROR_KEY}={}", error.code()),
            format!("{SIGN_IN_INSTANCE_KEY}={instance}"),
        ];
        append(self.0.clone(), outcome.iter().map(String::as_str))
    }
}

fn append<'a>(mut path: String, pairs: impl Iterator<Item = &'a str>) -> String {
    for pair in pairs {
        path.push(if path.contains('?') { '&' } else { '?' });
        path.push_str(pair);
    }
    path
}

/// Only what the app's own routes are made of: no percent sign, dot, backslash or second slash, so
/// no decoding anywhere can turn it into something else (RFC 9700 §4.11).
fn is_app_path(path: &str) -> bool {
    let is_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_');
    let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next());
    first.is_some_and(|first| first != "auth" && first != "api")
        && path.bytes().all(is_byte)
        && !path.contains("//")
}

fn is_query_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'=' | b'&' | b'+')
}

fn is_outcome(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default();
    key == SIGN_IN_ERROR_KEY || key == SIGN_IN_INSTANCE_KEY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(ReturnPath::parse(text).as_str(), expect, "{text:?}");
    }

    #[test]
    fn paths_of_the_app_are_kept() {
        for path in ["/", "/upload", "/upload/review", "/sign-in?from=upload&row=14", "/a_b/c-d"] {
            check(path, path);
        }
    }

    #[test]
    fn everything_else_is_the_first_page() {
        let faults = [
            "",
            "upload",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/%09/evil.example",
            "/%2f%2fevil.example",
            "https:evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/a/../..//evil.example",
            "/x?u=https://evil.example",
            "/x#fragment",
            "/auth/test/login",
            "/auth",
            "/api",
            "/api/test/x",
            "/ x",
            "/x\r\nSet-Cookie: a=b",
            "/é",
            "/.",
            "/x?a=%0d%0a",
        ];
        for text in faults {
            check(text, "/");
        }
        check(&format!("/{}", "a".repeat(600)), "/");
    }

    #[test]
    fn an_old_outcome_is_dropped_and_a_new_one_appended() {
        check("/?sign_in_error=denied&instance=test", "/");
        check("/upload?a=1&sign_in_error=denied&b=2", "/upload?a=1&b=2");
        let plain = ReturnPath::parse("/upload").with_error(SignInError::TooLate, "test");
        assert_eq!(plain, "/upload?sign_in_error=too_late&instance=test");
        let more = ReturnPath::parse("/upload?a=1").with_error(SignInError::Denied, "test");
        assert_eq!(more, "/upload?a=1&sign_in_error=denied&instance=test");
    }
}
