//! What Majora's redirect back to the proxy says (RFC 6749 §4.1.2).

use protocol::session::SignInError;
use secrecy::SecretString;

/// The longest value of the callback's query, in bytes.
pub const LONGEST_VALUE: usize = 512;

/// The query of a callback.
pub struct Callback {
    /// The value by which the sign-in is found that it belongs to.
    pub state: String,
    /// The code to redeem, or why there is none.
    pub outcome: Result<SecretString, SignInError>,
}

impl Callback {
    /// Reads the query. A value that stands twice or is too long, or a query without a state, is no
    /// answer to anything. Descriptions aren't read at all.
    pub fn read(query: &str) -> Option<Callback> {
        let (mut code, mut state, mut error) = (None, None, None);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*key {
                "code" => &mut code,
                "state" => &mut state,
                "error" => &mut error,
                _ => continue,
            };
            if value.len() > LONGEST_VALUE || place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        let outcome = match (error, code) {
            (Some(error), _) => Err(refusal(&error)),
            (None, Some(code)) if !code.is_empty() => Ok(SecretString::from(code)),
            (None, _) => Err(SignInError::Unusable),
        };
        Some(Callback { state: state?, outcome })
    }
}

/// Majora's refusal at the authorisation step (RFC 6749 §4.1.2.1).
fn refusal(error: &str) -> SignInError {
    match error {
        "access_denied" => SignInError::Denied,
        "invalid_scope" => SignInError::MissingPermission,
        "unauthorized_client" => SignInError::ClientRejected,
        "temporarily_unavailable" => SignInError::MajoraDown,
        _ => SignInError::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(query: &str) -> Option<(String, Result<String, SignInError>)> {
        let callback = Callback::read(query)?;
        Some((callback.state, callback.outcome.map(|code| code.expose_secret().to_owned())))
    }

    #[test]
    fn a_query_is_an_answer_or_nothing() {
        let code = |text: &str| Some(("s".to_owned(), Ok(text.to_owned())));
        let error = |error| Some(("s".to_owned(), Err(error)));
        assert_eq!(read("code=c&state=s"), code("c"));
        assert_eq!(read("state=s&code=a%2Bb&x=y&x=z"), code("a+b"));
        assert_eq!(read("code=c&state=s&error=access_denied"), error(SignInError::Denied));
        assert_eq!(read("state=s"), error(SignInError::Unusable));
        for nothing in ["", "code=c", "code=c&code=c&state=s", "code=c&state=s&%73tate=s"] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
        assert!(read(&format!("code={}&state=s", "x".repeat(LONGEST_VALUE))).is_some());
        assert!(read(&format!("code={}&state=s", "x".repeat(LONGEST_VALUE + 1))).is_none());
    }
}
