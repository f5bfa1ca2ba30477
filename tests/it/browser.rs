//! What of a browser matters here: cookies with their rules, redirects, forms, and a memory of it all.

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
        self.navigate(Method::GET, url, Vec::new()).await
    }

    /// Fills in the form of a page and sends it.
    pub(crate) async fn fill_in(&self, page: &Page, filled: &[(&str, &str)]) -> Page {
        let mut fields = page.hidden_fields();
        fields.extend(filled.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        self.navigate(Method::POST, page.url.clone(), fields).await
    }

    /// Goes to a page, from redirect to redirect. Once another site has had a hand in it, cookies
    /// marked strict stay at home.
    async fn navigate(&self, method: Method, url: Url, form: Vec<(String, String)>) -> Page {
        let first = url.origin();
        let (mut request, mut crossed) = (self.http.request(method.clone(), url.clone()), false);
        if method == Method::POST {
            request = request.form(&form);
        }
        let mut url = url;
        for _ in 0..REDIRECTS {
            let site = if crossed { "cross-site" } else { "same-origin" };
            let request_there = request.header("sec-fetch-site", site);
            let seen = self.send(request_there, !crossed).await;
            let Some(location) = seen.headers.get(LOCATION) else {
                return Page { url: seen.url, html: seen.body };
            };
            url = url.join(location.to_str().expect("ASCII")).expect("an address");
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

    async fn send(&self, request: reqwest::RequestBuilder, from_same_site: bool) -> Seen {
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
        let jar = lock(&self.cookies);
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
            if !text.contains("Max-Age=0") {
                let (origin, name, value) = (origin.to_owned(), name.to_owned(), value.to_owned());
                let is_strict = text.contains("SameSite=Strict");
                jar.push(Cookie { origin, name, value, is_strict });
            }
        }
    }
}

impl Page {
    /// Names and values of the form's hidden fields.
    fn hidden_fields(&self) -> Vec<(String, String)> {
        let inputs = self.html.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
        let hidden = inputs.filter(|input| attribute(input, "type").as_deref() == Some("hidden"));
        hidden
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect()
    }
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
