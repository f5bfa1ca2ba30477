//! The cookies that a browser sends (RFC 6265 §5.4).

use http::{HeaderMap, header::COOKIE};

/// The browser sent two cookies of one name: somebody else has planted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentTwice;

/// The value of the cookie of this name.
///
/// # Errors
/// It came twice, and nothing tells which of the two is ours.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, SentTwice> {
    let mut values = pairs(headers).filter(|(found, _)| *found == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(SentTwice),
    }
}

/// The names and values of all cookies, in the order in which they came. A header that isn't text
/// has none.
pub fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_cookie_is_found_among_others_and_must_be_alone() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; b=2;  c=3=3"));
        headers.append(COOKIE, HeaderValue::from_static("d=4; b=5"));
        assert_eq!(read(&headers, "a"), Ok(Some("1")));
        assert_eq!(read(&headers, "c"), Ok(Some("3=3")));
        assert_eq!(read(&headers, "e"), Ok(None));
        assert_eq!(read(&headers, "b"), Err(SentTwice));
    }
}
