//! The cookies: one for each session, one for each sign-in under way.

use axum::http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use cookie::{Cookie, SameSite, time};
use gate::cookie as sent;

/// The sign-ins that one browser may have under way at once.
const SIGN_INS_PER_BROWSER: usize = 5;

/// How this installation names and marks its cookies.
#[derive(Clone, Copy)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    /// `secure`: the app is reached by https. Then the names carry the `__Host-` prefix, by which a
    /// browser refuses a cookie that another host or an unencrypted page has set.
    pub(crate) fn new(secure: bool) -> Cookies {
        Cookies { secure }
    }

    /// The name of the session cookie of an instance.
    pub(crate) fn session_name(self, instance: &str) -> String {
        format!("{}uploader-{instance}", self.prefix())
    }

    /// The name of the cookie of the sign-in whose state begins with `tag`'s characters.
    pub(crate) fn sign_in_name(self, tag: &str) -> String {
        format!("{}{tag}", self.sign_in_prefix())
    }

    /// Sets a session cookie. It is gone when the browser is closed, and no other site's page can
    /// cause it to be sent.
    pub(crate) fn session(self, name: &str, value: &str) -> HeaderValue {
        header(self.cookie(name, value).same_site(SameSite::Strict).build())
    }

    /// Sets the cookie of a sign-in, which must come back from Majora's site: hence lax.
    pub(crate) fn sign_in(self, name: &str, value: &str, life: std::time::Duration) -> HeaderValue {
        let life = time::Duration::seconds(i64::try_from(life.as_secs()).unwrap_or(i64::MAX));
        header(self.cookie(name, value).same_site(SameSite::Lax).max_age(life).build())
    }

    /// Takes a cookie away from the browser.
    pub(crate) fn clear(self, name: &str) -> HeaderValue {
        let cookie = self.cookie(name, "").same_site(SameSite::Strict);
        header(cookie.max_age(time::Duration::ZERO).build())
    }

    /// The names of the sign-in cookies that must go before another one is set. A browser sends the
    /// older ones first (RFC 6265 §5.4).
    pub(crate) fn surplus_sign_ins(self, headers: &HeaderMap) -> Vec<String> {
        let names: Vec<_> = sent::pairs(headers)
            .filter(|(name, _)| name.starts_with(&self.sign_in_prefix()))
            .map(|(name, _)| name.to_owned())
            .collect();
        let surplus = (names.len() + 1).saturating_sub(SIGN_INS_PER_BROWSER);
        names.into_iter().take(surplus).collect()
    }

    fn sign_in_prefix(self) -> String {
        format!("{}uploader_sign_in-", self.prefix())
    }

    fn prefix(self) -> &'static str {
        if self.secure { "__Host-" } else { "" }
    }

    fn cookie<'c>(self, name: &'c str, value: &'c str) -> cookie::CookieBuilder<'c> {
        Cookie::build((name, value)).path("/").http_only(true).secure(self.secure)
    }
}

/// Adds a cookie to an answer.
pub(crate) fn add(headers: &mut HeaderMap, cookie: HeaderValue) {
    headers.append(SET_COOKIE, cookie);
}

fn header(cookie: Cookie<'_>) -> HeaderValue {
    let mut value = HeaderValue::try_from(cookie.to_string())
        .expect("names and values are letters, digits, hyphens and underscores");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    fn text(value: &HeaderValue) -> &str {
        value.to_str().unwrap()
    }

    #[test]
    fn attributes_follow_the_scheme_of_the_app() {
        let (plain, tls) = (Cookies::new(false), Cookies::new(true));
        assert_eq!(plain.session_name("test"), "uploader-test");
        assert_eq!(tls.session_name("test"), "__Host-uploader-test");
        assert_eq!(text(&plain.session("n", "v")), "n=v; HttpOnly; SameSite=Strict; Path=/");
        assert_eq!(text(&tls.session("n", "v")), "n=v; HttpOnly; SameSite=Strict; Secure; Path=/");
        let sign_in = tls.sign_in("n", "v", std::time::Duration::from_secs(600));
        assert_eq!(text(&sign_in), "n=v; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
        assert_eq!(text(&plain.clear("n")), "n=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
    }

    #[test]
    fn the_oldest_sign_ins_go_first() {
        let cookies = Cookies::new(false);
        let mut headers = HeaderMap::new();
        let sent: Vec<_> =
            (1..=6).map(|n| format!("{}=x", cookies.sign_in_name(&n.to_string()))).collect();
        headers.append(COOKIE, HeaderValue::try_from(sent.join("; ")).unwrap());
        let surplus = cookies.surplus_sign_ins(&headers);
        assert_eq!(surplus, [cookies.sign_in_name("1"), cookies.sign_in_name("2")]);
        assert!(cookies.surplus_sign_ins(&HeaderMap::new()).is_empty());
    }
}
