//! Signing in and out, in two steps as Majora has it (RULES.md 8).

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::core::{Core, Session, State};
use crate::page;
use crate::python::Value;
use crate::records::Records;
use crate::reply::{Params, cookie, html, quote, redirect, set, set_cookie};
use crate::tokens::secret;
use crate::world::User;

const SESSION: &str = "sessionid";
const CSRF: &str = "csrftoken";
const NO_STORE: &str = "max-age=0, no-cache, no-store, must-revalidate";
/// A code's life in seconds.
const STEP: i64 = 30;

/// Where someone without a session is sent, to come back afterwards.
pub(crate) fn to_login(path_and_query: &str) -> Response {
    let next = quote(path_and_query);
    redirect(StatusCode::FOUND, &format!("/account/login/?next={next}"))
}

/// The user who is signed in in this browser.
pub(crate) fn signed_in<'a>(state: &'a State, headers: &HeaderMap) -> Option<&'a User> {
    let session = state.sessions.get(&cookie(headers, SESSION)?)?;
    state.world.user(&session.username).filter(|_| session.is_signed_in)
}

/// The browser's token against forged forms, made if it has none yet.
pub(crate) fn csrf(headers: &HeaderMap) -> String {
    cookie(headers, CSRF).filter(|token| !token.is_empty()).unwrap_or_else(secret)
}

/// A page with a form in it: never stored, and with its token in a cookie.
pub(crate) fn form_page(csrf: &str, body: String) -> Response {
    let mut response = html(StatusCode::OK, body);
    set(&mut response, header::CACHE_CONTROL, NO_STORE);
    set(&mut response, header::X_FRAME_OPTIONS, "DENY");
    set_cookie(&mut response, CSRF, csrf);
    response
}

/// Whether a form carries the token of its browser.
pub(crate) fn is_own_form(headers: &HeaderMap, form: &Params) -> bool {
    let token = cookie(headers, CSRF);
    token.is_some() && token.as_deref() == form.filled("csrfmiddlewaretoken")
}

/// The answer to a form from elsewhere.
pub(crate) fn forged() -> Response {
    let body = page::problem(
        "Forbidden",
        "This form did not come from a page of this server, or your browser keeps no cookies. Open the page again.",
    );
    html(StatusCode::FORBIDDEN, body)
}

/// GET `/account/login/`
pub(crate) fn login_page(headers: &HeaderMap) -> Response {
    let csrf = csrf(headers);
    form_page(&csrf, page::password(&csrf, "", None))
}

/// POST `/account/login/`
pub(crate) fn login(core: &Core, headers: &HeaderMap, query: &Params, form: &Params) -> Response {
    if !is_own_form(headers, form) {
        return forged();
    }
    let next = form.filled("next").or_else(|| query.filled("next"));
    // Only to this server: no address of another, however it is written.
    let next = next.filter(|next| next.starts_with('/') && !next[1..].starts_with(['/', '\\']));
    let next = next.unwrap_or("/accounts/profile/");
    match form.get("login_view-current_step") {
        Some("auth") => give_password(core, headers, form, next),
        Some("token") => give_code(core, headers, form, next),
        _ => login_page(headers),
    }
}

fn give_password(core: &Core, headers: &HeaderMap, form: &Params, next: &str) -> Response {
    let mut state = core.state();
    let username = form.get("auth-username").unwrap_or_default();
    let password = form.get("auth-password").unwrap_or_default();
    let user = state.world.user(username.trim());
    let Some(user) = user.filter(|user| user.password == password && user.is_active) else {
        let csrf = csrf(headers);
        let complaint = "Username and password do not match. Both are case-sensitive.";
        return form_page(&csrf, page::password(&csrf, username, Some(complaint)));
    };
    let is_signed_in = user.totp_key.is_none();
    let session = Session { username: user.username.clone(), is_signed_in };
    let id = renew(&mut state, headers, session);
    let csrf = secret();
    let mut response = if is_signed_in {
        enter(next)
    } else {
        form_page(&csrf, page::one_time_code(&csrf, "", None))
    };
    set_cookie(&mut response, SESSION, &id);
    response
}

/// A session under a new name, so that a name known before is worth nothing.
fn renew(state: &mut State, headers: &HeaderMap, session: Session) -> String {
    if let Some(old) = cookie(headers, SESSION) {
        state.sessions.remove(&old);
    }
    let id = secret();
    state.sessions.insert(id.clone(), session);
    id
}

fn enter(next: &str) -> Response {
    let mut response = redirect(StatusCode::FOUND, next);
    set(&mut response, header::CACHE_CONTROL, NO_STORE);
    response
}

fn give_code(core: &Core, headers: &HeaderMap, form: &Params, next: &str) -> Response {
    let mut state = core.state();
    let session = cookie(headers, SESSION).and_then(|id| state.sessions.get(&id).cloned());
    let user = session.and_then(|session| state.world.user(&session.username).cloned());
    let Some(user) = user else {
        return login_page(headers);
    };
    let code = form.get("token-otp_token").unwrap_or_default();
    if !takes(&mut state, &user, code.trim(), core.clock.now_ms()) {
        let csrf = csrf(headers);
        let complaint =
            "That is not the code of this moment, or it was used already. Wait for the next one.";
        return form_page(&csrf, page::one_time_code(&csrf, code, Some(complaint)));
    }
    let id = renew(&mut state, headers, Session { username: user.username, is_signed_in: true });
    let mut response = enter(next);
    set_cookie(&mut response, SESSION, &id);
    response
}

/// Whether a code is right now: of this half minute or its neighbours, not used before, and not
/// too soon after a wrong one.
fn takes(state: &mut State, user: &User, code: &str, now_ms: i64) -> bool {
    let factor = state.second_factors.entry(user.username.clone()).or_default();
    if now_ms < factor.closed_until_ms {
        return false;
    }
    let now = now_ms / 1000 / STEP;
    let key = user.totp_key.as_deref().unwrap_or_default();
    let right = (now - 1..=now + 1)
        .filter(|&step| step > factor.last_step)
        .find(|&step| totp(key, step).is_some_and(|right| right == code));
    match right {
        Some(step) => {
            factor.last_step = step;
            factor.wrong_in_a_row = 0;
        }
        None => {
            factor.closed_until_ms = now_ms + (1000 << factor.wrong_in_a_row.min(10));
            factor.wrong_in_a_row += 1;
        }
    }
    right.is_some()
}

/// The one-time code of a half minute: RFC 6238 with SHA-1 and six digits. None without a key.
pub fn totp(key_hex: &str, step: i64) -> Option<String> {
    let digit = |at: usize| u8::from_str_radix(key_hex.get(at..at + 2)?, 16).ok();
    let key = (0..key_hex.len()).step_by(2).map(digit).collect::<Option<Vec<u8>>>()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let word = [digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]];
    (!key.is_empty()).then(|| format!("{:06}", u32::from_be_bytes(word) % 1_000_000))
}

/// `/account/logout/`
pub(crate) fn logout(core: &Core, headers: &HeaderMap) -> Response {
    if let Some(id) = cookie(headers, SESSION) {
        core.state().sessions.remove(&id);
    }
    html(StatusCode::OK, page::signed_out())
}

/// `/accounts/profile/`
pub(crate) fn profile(core: &Core, headers: &HeaderMap) -> Response {
    let state = core.state();
    match signed_in(&state, headers) {
        Some(user) => {
            let institute = state.world.institute_of(user).map(|institute| institute.name.as_str());
            html(StatusCode::OK, page::profile(user, institute))
        }
        None => to_login("/accounts/profile/"),
    }
}

/// The page of the record that `of` finds, at this path: `/artifact/UUID/` or `/process/UUID/`.
pub(crate) fn record(
    core: &Core,
    headers: &HeaderMap,
    path: &str,
    of: impl FnOnce(&Records) -> Option<(String, Value)>,
) -> Response {
    let state = core.state();
    let Some(user) = signed_in(&state, headers) else { return to_login(path) };
    match of(&state.records) {
        Some((name, record)) => html(StatusCode::OK, page::record(&name, &record, user)),
        None => {
            let body = page::problem("Not found", "This server holds no such record.");
            html(StatusCode::NOT_FOUND, body)
        }
    }
}

/// `/`
pub(crate) fn landing(core: &Core, headers: &HeaderMap) -> Response {
    let state = core.state();
    html(StatusCode::OK, page::landing(signed_in(&state, headers)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::world::World;

    const KEY: &str = "3132333435363738393031323334353637383930";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B of the RFC, its last six digits.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(totp(KEY, seconds / STEP).as_deref(), Some(code));
        }
        assert_eq!(totp("", 1), None);
        assert_eq!(totp("xyz", 1), None);
    }

    #[test]
    fn a_code_serves_once_and_a_wrong_one_closes_the_door_for_a_moment() {
        let core = Core::new(World::demo(), Clock::default());
        let mut state = core.state();
        let mut user = state.world.users[0].clone();
        user.totp_key = Some(KEY.to_owned());
        let now = 1_111_111_109_000;
        assert!(takes(&mut state, &user, "081804", now));
        assert!(!takes(&mut state, &user, "081804", now), "used before");
        let next = totp(KEY, now / 1000 / STEP + 1).unwrap();
        assert!(!takes(&mut state, &user, &next, now), "closed after a wrong one");
        assert!(takes(&mut state, &user, &next, now + 2_000));
    }
}
