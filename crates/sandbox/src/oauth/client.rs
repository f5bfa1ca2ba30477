use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Refusal;
use crate::reply::Params;
use crate::world::{Application, ClientType, World};

/// The application that a request to the token endpoint proves to come from: its secret by HTTP
/// Basic, else in the body; a public client has none to show.
pub(super) fn authenticate<'a>(
    world: &'a World,
    headers: &HeaderMap,
    form: &Params,
) -> Result<&'a Application, Refusal> {
    let named = form.get("client_id").and_then(|id| world.application(id));
    let shows_secret = basic(headers).is_some()
        || (form.filled("client_id").is_some() && form.filled("client_secret").is_some());
    match named {
        Some(application) if !shows_secret && application.client_type == ClientType::Public => {
            Ok(application)
        }
        _ => with_secret(world, headers, form).ok_or(Refusal::INVALID_CLIENT),
    }
}

/// The application whose secret a request shows.
pub(super) fn with_secret<'a>(
    world: &'a World,
    headers: &HeaderMap,
    form: &Params,
) -> Option<&'a Application> {
    let matching = |id: &str, secret: &str| {
        world.application(id).filter(|application| application.client_secret == secret)
    };
    let by_basic =
        basic(headers).and_then(credentials).and_then(|(id, secret)| matching(&id, &secret));
    by_basic.or_else(|| matching(form.get("client_id")?, form.get("client_secret")?))
}

fn basic(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    header.strip_prefix("Basic ")
}

/// Id and secret are form-encoded inside the header (RFC 6749 §2.3.1).
fn credentials(encoded: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((unquote_plus(id), unquote_plus(secret)))
}

fn unquote_plus(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_basic_header_are_form_encoded() {
        let encoded = STANDARD.encode("a%3Ab:c+d%2B");
        assert_eq!(credentials(&encoded), Some(("a:b".to_owned(), "c d+".to_owned())));
        assert_eq!(credentials("!!"), None);
    }
}
