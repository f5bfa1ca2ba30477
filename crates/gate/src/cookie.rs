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
    let mut values = values(headers, name);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(SentTwice),
    }
}

/// All values that came for this name.
pub fn values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    pairs(headers).filter(move |(found, _)| *found == name).map(|(_, value)| value)
}

/// The names and values of all cookies, in the order in which they came. One that isn't text is left
/// out, and only that one: any site of the same domain may set cookies in whatever bytes it likes.
pub fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .into_iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| str::from_utf8(pair.trim_ascii()).ok()?.split_once('='))
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
        assert_eq!(values(&headers, "b").collect::<Vec<_>>(), ["2", "5"]);
    }
    /// What a site beside ours has set, in UTF-8 or not, says nothing of our own cookie.
    #[test]
    fn bytes_that_arent_text_cost_their_own_cookie_only() {
        for others in ["name=José; x\u{a0}=1".as_bytes(), b"name=Jos\xe9; \xff=\xff"] {
            let mut headers = HeaderMap::new();
            let value = [others, b"; ours=1; \x80"].concat();
            headers.append(COOKIE, HeaderValue::from_bytes(&value).unwrap());
            assert_eq!(read(&headers, "ours"), Ok(Some("1")), "{others:?}");
        }
    }
}
