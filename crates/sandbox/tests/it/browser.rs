//! Requests made in process, with or without cookies, and what is kept of their answers.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, header};
use regex::Regex;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

static INPUT: LazyLock<Regex> = LazyLock::new(|| Regex::new("<input ([^>]*)>").unwrap());
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| Regex::new("([a-z-]+)=\"([^\"]*)\"").unwrap());
static PERMISSION: LazyLock<Regex> = LazyLock::new(|| Regex::new("<li>(Can [^<]*)</li>").unwrap());
static ERROR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<h2>(Error: [^<]*)</h2>\s*<p>([^<]*)</p>").unwrap());

/// The cookies of one browser.
pub(crate) type Jar = HashMap<String, String>;

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// Sends a request, with the cookies of a jar if there is one.
pub(crate) async fn send(app: &Router, mut request: Request<Body>, jar: Option<&mut Jar>) -> Reply {
    if let Some(jar) = &jar {
        let cookies: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
    }
    let response: Response<Body> = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    if let Some(jar) = jar {
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
        }
    }
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    Reply { status: parts.status.as_u16(), headers: parts.headers, text }
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&amp;", "&")
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Names and values of the inputs of a page.
    pub(crate) fn inputs(&self) -> Map<String, Value> {
        let mut inputs = Map::new();
        for tag in INPUT.captures_iter(&self.text) {
            let attributes: HashMap<_, _> = ATTRIBUTE
                .captures_iter(&tag[1])
                .map(|attribute| (attribute[1].to_owned(), unescape(&attribute[2])))
                .collect();
            if let Some(name) = attributes.get("name") {
                inputs.insert(
                    name.clone(),
                    attributes.get("value").cloned().unwrap_or_default().into(),
                );
            }
        }
        inputs
    }

    /// The body as the cases keep it: JSON, "" or "{{html}}".
    pub(crate) fn body(&self) -> Value {
        match serde_json::from_str(&self.text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
            _ if self.text.is_empty() => json!(""),
            _ if self.header("content-type").is_some_and(|it| it.contains("html")) => {
                json!("{{html}}")
            }
            _ => json!(self.text),
        }
    }

    /// Of a page its form, the permissions it lists and its error.
    pub(crate) fn page(&self) -> Value {
        if self.status == 200 {
            let mut inputs = self.inputs();
            if let Some(token) = inputs.get_mut("csrfmiddlewaretoken") {
                *token = json!("{{csrf}}");
            }
            let mut page = json!({"{{html}}": true, "inputs": inputs});
            let permissions: Vec<_> =
                PERMISSION.captures_iter(&self.text).map(|it| unescape(&it[1])).collect();
            if !permissions.is_empty() {
                page["permissions_listed"] = json!(permissions);
            }
            return page;
        }
        match ERROR.captures(&self.text) {
            Some(error) => {
                json!({"{{html}}": true, "error": [unescape(&error[1]), unescape(&error[2])]})
            }
            None => json!("{{html}}"),
        }
    }
}
