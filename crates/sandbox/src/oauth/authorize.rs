//! `/o/authorize/`: the user lets an application act for them.

use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::scopes;
use crate::account;
use crate::core::{Core, State};
use crate::page;
use crate::reply::{Params, html, quote_plus, redirect};
use crate::tokens::{CODE_SECONDS, Challenge, Grant};
use crate::world::{Application, User, World};

/// A request that may be put to the user.
struct Asked<'a> {
    application: &'a Application,
    redirect_uri: String,
    scopes: Vec<String>,
    state: Option<&'a str>,
    challenge: Option<Challenge>,
}

/// A request that may not.
enum Refused {
    /// Nobody to send an error to: a page for the user.
    Page { description: String },
    /// An error for the application.
    Redirect { uri: String, error: &'static str, description: Option<&'static str> },
}

/// GET: shows the page, or sends a user who has approved the same before straight back.
pub(crate) fn ask(core: &Core, headers: &HeaderMap, uri: &Uri) -> Response {
    let params = Params::query(uri.query());
    let mut state = core.state();
    let Some(user) = account::signed_in(&state, headers).cloned() else {
        return account::to_login(uri.path_and_query().map_or("/", |path| path.as_str()));
    };
    let asked = match read(&state.world, &user, &params) {
        Ok(asked) => asked,
        Err(refused) => return refuse(refused, params.get("state"), &user),
    };
    let may_skip = params.get("approval_prompt").is_none_or(|prompt| prompt == "auto");
    if may_skip && has_approved(&state, core, &user, &asked) {
        let grant = asked.grant(&user, core.clock.now_ms());
        let uri = asked.redirect_uri.clone();
        let back = asked.state.map(str::to_owned);
        return send_code(&mut state, grant, &uri, back.as_deref());
    }
    let csrf = account::csrf(headers);
    let body = page::authorise(&page::Consent {
        csrf: &csrf,
        user: &user,
        application: asked.application,
        scopes: &asked.scopes,
        redirect_uri: &asked.redirect_uri,
        state: asked.state.unwrap_or_default(),
        response_type: params.get("response_type").unwrap_or_default(),
        code_challenge: asked.challenge.as_ref().map_or("", |challenge| &challenge.text),
        code_challenge_method: asked.challenge.as_ref().map_or("", Challenge::method),
    });
    account::form_page(&csrf, body)
}

/// POST: the user's answer.
pub(crate) fn approve(core: &Core, headers: &HeaderMap, uri: &Uri, form: &Params) -> Response {
    if !account::is_own_form(headers, form) {
        return account::forged();
    }
    let mut state = core.state();
    let Some(user) = account::signed_in(&state, headers).cloned() else {
        return account::to_login(uri.path_and_query().map_or("/", |path| path.as_str()));
    };
    let asked = match read(&state.world, &user, form) {
        Ok(asked) => asked,
        Err(refused) => return refuse(refused, form.filled("state"), &user),
    };
    let allow = form.filled("allow").unwrap_or("false");
    if ["false", "0"].contains(&allow.to_lowercase().as_str()) {
        let uri = asked.redirect_uri;
        let refused = Refused::Redirect { uri, error: "access_denied", description: None };
        return refuse(refused, form.filled("state"), &user);
    }
    let grant = asked.grant(&user, core.clock.now_ms());
    let uri = asked.redirect_uri.clone();
    send_code(&mut state, grant, &uri, form.filled("state"))
}

fn send_code(state: &mut State, grant: Grant, uri: &str, back: Option<&str>) -> Response {
    let code = state.tokens.new_grant(grant);
    let mut pairs = vec![("code", code.as_str())];
    pairs.extend(back.filter(|back| !back.is_empty()).map(|back| ("state", back)));
    redirect(StatusCode::FOUND, &with_query(uri, &pairs))
}

/// Whether the user holds a live token of this application with these scopes.
fn has_approved(state: &State, core: &Core, user: &User, asked: &Asked<'_>) -> bool {
    let now = core.clock.now_ms();
    state.tokens.access.values().any(|access| {
        access.client_id == asked.application.client_id
            && access.username == user.username
            && access.is_live(now)
            && access.covers(&asked.scopes)
    })
}

fn refuse(refused: Refused, state: Option<&str>, user: &User) -> Response {
    match refused {
        Refused::Page { description } => {
            let body = page::oauth_error("invalid_request", &description, Some(user));
            html(StatusCode::BAD_REQUEST, body)
        }
        Refused::Redirect { uri, error, description } => {
            let mut pairs = vec![("error", error)];
            pairs.extend(description.map(|description| ("error_description", description)));
            pairs.extend(state.filter(|state| !state.is_empty()).map(|state| ("state", state)));
            redirect(StatusCode::FOUND, &with_query(&uri, &pairs))
        }
    }
}

fn with_query(uri: &str, pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", quote_plus(value));
    let pairs: Vec<_> = pairs.iter().map(pair).collect();
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{}", pairs.join("&"))
}

impl Asked<'_> {
    fn grant(&self, user: &User, now_ms: i64) -> Grant {
        Grant {
            client_id: self.application.client_id.clone(),
            username: user.username.clone(),
            scopes: self.scopes.clone(),
            redirect_uri: self.redirect_uri.clone(),
            expires_ms: now_ms.saturating_add(CODE_SECONDS * 1000),
            challenge: self.challenge.clone(),
        }
    }
}

/// Reads a request in the order in which the OAuth library checks it.
fn read<'a>(world: &'a World, user: &User, params: &'a Params) -> Result<Asked<'a>, Refused> {
    for name in ["client_id", "response_type", "redirect_uri", "scope", "state"] {
        if params.is_repeated(name) {
            return Err(page(&format!("Duplicate {name} parameter.")));
        }
    }
    let client_id = params.get("client_id").filter(|id| !id.is_empty());
    let client_id = client_id.ok_or_else(|| page("Missing client_id parameter."))?;
    let application = world.application(client_id);
    let application = application.ok_or_else(|| page("Invalid client_id parameter value."))?;
    let redirect_uri = redirect_uri(application, params.get("redirect_uri"))?;
    let refused =
        |error, description| Refused::Redirect { uri: redirect_uri.clone(), error, description };
    match params.get("response_type") {
        Some("code") => {}
        None => {
            return Err(refused("invalid_request", Some("Missing response_type parameter.")));
        }
        Some("token") => return Err(refused("unauthorized_client", None)),
        Some(_) => return Err(refused("unsupported_response_type", None)),
    }
    let challenge = match (params.filled("code_challenge"), params.filled("code_challenge_method"))
    {
        (None, _) => None,
        (Some(text), Some("S256")) => Some(Challenge { text: text.to_owned(), is_s256: true }),
        (Some(text), None | Some("plain")) => {
            Some(Challenge { text: text.to_owned(), is_s256: false })
        }
        (Some(_), Some(_)) => {
            return Err(refused("invalid_request", Some("Transform algorithm not supported.")));
        }
    };
    let scopes = params.get("scope").map(scopes).unwrap_or_default();
    if !scopes.iter().all(|scope| user.may_grant(scope)) {
        return Err(refused("invalid_scope", None));
    }
    Ok(Asked { application, redirect_uri, scopes, state: params.get("state"), challenge })
}

fn page(description: &str) -> Refused {
    Refused::Page { description: description.to_owned() }
}

fn redirect_uri(application: &Application, given: Option<&str>) -> Result<String, Refused> {
    let Some(given) = given else {
        return default_redirect_uri(application).ok_or_else(|| page("Missing redirect URI."));
    };
    if !given.contains("://") || given.contains('#') {
        return Err(page("Invalid redirect URI."));
    }
    if application.redirect_uris.iter().any(|registered| is_same(registered, given)) {
        Ok(given.to_owned())
    } else {
        Err(page("Mismatching redirect URI."))
    }
}

/// The first registered redirect URI, where a request names none.
pub(super) fn default_redirect_uri(application: &Application) -> Option<String> {
    application.redirect_uris.first().filter(|uri| !uri.contains('*')).cloned()
}

/// Scheme, host, port and path must be those registered; more query keys are allowed.
fn is_same(registered: &str, given: &str) -> bool {
    let (registered, registered_query) = registered.split_once('?').unwrap_or((registered, ""));
    let (given, given_query) = given.split_once('?').unwrap_or((given, ""));
    let is_place = match registered.split_once(":*") {
        Some((host, path)) => given
            .strip_prefix(host)
            .and_then(|rest| rest.strip_prefix(':'))
            .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
            .is_some_and(|rest| rest == path),
        None => registered == given,
    };
    let given: Vec<_> = form_urlencoded::parse(given_query.as_bytes()).collect();
    is_place
        && form_urlencoded::parse(registered_query.as_bytes()).all(|pair| given.contains(&pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_match_in_all_but_added_query_keys() {
        let registered = "http://127.0.0.1:8080/auth/callback";
        assert!(is_same(registered, registered));
        assert!(is_same(registered, "http://127.0.0.1:8080/auth/callback?a=1"));
        for other in [
            "http://127.0.0.1:8081/auth/callback",
            "http://127.0.0.1/auth/callback",
            "https://127.0.0.1:8080/auth/callback",
            "http://127.0.0.1:8080/auth/callback/",
            "http://127.0.0.1:8080/auth",
            "http://127.0.0.1:8080@evil.example/auth/callback",
        ] {
            assert!(!is_same(registered, other), "{other}");
        }
    }

    #[test]
    fn a_star_stands_for_a_port_and_nothing_else() {
        let registered = "http://127.0.0.1:*/auth/test/callback";
        assert!(is_same(registered, "http://127.0.0.1:43210/auth/test/callback"));
        assert!(!is_same(registered, "http://127.0.0.1:1@evil.example/auth/test/callback"));
        assert!(!is_same(registered, "http://127.0.0.1.evil.example:1/auth/test/callback"));
        assert!(!is_same(registered, "http://127.0.0.1:1/x/auth/test/callback"));
    }
}
