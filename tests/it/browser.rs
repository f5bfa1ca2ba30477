//! What of a browser matters here: cookies with their rules, redirects, forms, and a memory of it all.

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Url};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most redirects that are followed in a row.
const REDIRECTS: usize = 10;

/// A browser. Every port is a site of its own to it, as each server has a name of its own in earnest.
pub(crate) struct Browser {
    http: Client,
    cookies: Mutex<Vec<Cookie>>,
    seen: Mutex<Vec<Seen>>,
}

#[derive(Clone, Debug)]
struct Cookie {
    origin: String,
    name: String,
    value: String,
    is_strict: bool,
    ends: Option<Instant>,
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The address.
    pub(crate) url: Url,
    /// What was sent.
    pub(crate) sent: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// The answer's headers.
    pub(crate) headers: HeaderMap,
    /// The answer's body.
    pub(crate) body: String,
}

/// A page, with nothing more to follow.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Where it is.
    pub(crate) url: Url,
    /// Its HTML.
    pub(crate) html: String,
}

impl Browser {
    /// A browser that has never been anywhere.
    pub(crate) fn new() -> Browser {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build();
        let http = http.expect("the TLS library works");
        Browser { http, cookies: Mutex::default(), seen: Mutex::default() }
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        lock(&self.seen).clone()
    }

    /// Opens an address from the address bar or by a click on a page of the same site.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let url = Url::parse(url).expect("an address");
        self.follow(self.http.get(url.clone()), url, false).await
    }

    /// Fills in the form of a page and sends it.
    pub(crate) async fn fill_in(&self, page: &Page, filled: &[(&str, &str)]) -> Page {
        let request = self.http.post(page.url.clone()).form(&page.fields(filled));
        self.follow(request, page.url.clone(), false).await
    }

    /// Fills in the form of a page and sends it; gives the redirect that comes back, which is not
    /// followed.
    pub(crate) async fn redirect_of(&self, page: &Page, filled: &[(&str, &str)]) -> Url {
        let request = self.http.post(page.url.clone()).form(&page.fields(filled));
        let seen = self.send(request, true).await;
        page.url.join(location(&seen).expect("a redirect")).expect("an address")
    }

    /// Follows a redirect that another site has sent.
    pub(crate) async fn return_from_majora(&self, url: &Url) -> Page {
        self.follow(self.http.get(url.clone()), url.clone(), true).await
    }

    /// The last address at which a sign-in has returned from Majora.
    pub(crate) fn callback(&self) -> String {
        let is_callback = |seen: &&Seen| seen.url.path().ends_with("/callback");
        lock(&self.seen).iter().rfind(is_callback).expect("a return").url.to_string()
    }

    /// Passes a cookie off as another.
    pub(crate) fn rename_cookie(&self, from: &str, to: &str) {
        let mut jar = lock(&self.cookies);
        let cookie = jar.iter_mut().find(|cookie| cookie.name == from).expect("a cookie");
        to.clone_into(&mut cookie.name);
    }

    /// Goes from redirect to redirect. Once another site has had a hand in it, cookies marked strict
    /// stay at home.
    async fn follow(&self, mut request: RequestBuilder, mut url: Url, mut crossed: bool) -> Page {
        let first = url.origin();
        for _ in 0..REDIRECTS {
            let site = if crossed { "cross-site" } else { "same-origin" };
            let seen = self.send(request.header("sec-fetch-site", site), !crossed).await;
            let Some(location) = location(&seen) else {
                return Page { url: seen.url, html: seen.body };
            };
            url = url.join(location).expect("an address");
            crossed |= url.origin() != first;
            request = self.http.get(url.clone());
        }
        panic!("too many redirects, now at {}", url.path());
    }

    /// Sends a request of a page to its own server, as `fetch` does.
    pub(crate) async fn fetch(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        json: Option<&str>,
    ) -> Seen {
        let mut request = self.http.request(method, url).header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(json) = json {
            request = request.header(CONTENT_TYPE, "application/json").body(json.to_owned());
        }
        self.send(request, true).await
    }

    async fn send(&self, request: RequestBuilder, from_same_site: bool) -> Seen {
        let mut request = request.build().expect("a request");
        let (url, origin) = (request.url().clone(), request.url().origin().ascii_serialization());
        if let Some(cookies) = self.cookies_for(&origin, from_same_site) {
            request.headers_mut().insert(COOKIE, cookies.parse().expect("ASCII"));
        }
        let sent = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        let sent = String::from_utf8_lossy(sent).into_owned();
        let response = self.http.execute(request).await.expect("a server that is up");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.text().await.expect("a whole answer");
        self.keep_cookies(&origin, &headers);
        let seen = Seen { url, sent, status, headers, body };
        lock(&self.seen).push(seen.clone());
        seen
    }

    fn cookies_for(&self, origin: &str, from_same_site: bool) -> Option<String> {
        let mut jar = lock(&self.cookies);
        jar.retain(|cookie| cookie.ends.is_none_or(|ends| Instant::now() < ends));
        let sent = jar
            .iter()
            .filter(|cookie| cookie.origin == origin && (from_same_site || !cookie.is_strict));
        let pairs: Vec<_> =
            sent.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, origin: &str, headers: &HeaderMap) {
        let mut jar = lock(&self.cookies);
        for text in headers.get_all(SET_COOKIE) {
            let text = text.to_str().expect("ASCII");
            let pair = text.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a name and a value");
            jar.retain(|cookie| cookie.origin != origin || cookie.name != name);
            let (origin, name, value) = (origin.to_owned(), name.to_owned(), value.to_owned());
            let is_strict = text.contains("SameSite=Strict");
            let ends = max_age(text).map(|life| Instant::now() + life);
            jar.push(Cookie { origin, name, value, is_strict, ends });
        }
    }
}

impl Page {
    /// What its form sends: the hidden fields, and those that were filled in.
    fn fields(&self, filled: &[(&str, &str)]) -> Vec<(String, String)> {
        let inputs = self.html.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
        let hidden = inputs.filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
        let hidden = hidden
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)));
        let filled = filled.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        hidden.chain(filled).collect()
    }
}

fn location(seen: &Seen) -> Option<&str> {
    seen.headers.get(LOCATION).map(|value| value.to_str().expect("ASCII"))
}

/// How long a cookie lives, if it doesn't live as long as the browser.
fn max_age(cookie: &str) -> Option<Duration> {
    let (_, rest) = cookie.split_once("Max-Age=")?;
    let seconds = rest.split(';').next()?.parse().expect("a number");
    Some(Duration::from_secs(seconds))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split('"').next()?;
    let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(value.replace("&#x27;", "'").replace("&amp;", "&"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
