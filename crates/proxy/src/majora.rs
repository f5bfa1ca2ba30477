//! The only way out: requests to one Majora, made from constants and the configuration.

mod call;
mod grant;

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use secrecy::ExposeSecret;
use url::form_urlencoded;

pub(crate) use self::{
    call::{Answered, CallError},
    grant::{Grant, RefreshError, Standing},
};
use crate::config::{Instance, Limits};

/// The most bytes of an OAuth answer that are read.
const LARGEST_GRANT: usize = 64 * 1024;

/// One Majora as this proxy reaches it.
pub(crate) struct Majora {
    http: Client,
    settings: Instance,
    redirect_uri: String,
    answer: Duration,
    sign_in_step: Duration,
}

/// Why an answer could not be read.
enum ReadError {
    Timeout,
    Broken,
    TooLarge,
}

impl Majora {
    /// A client for `settings`, whose sign-ins return to `redirect_uri`.
    ///
    /// It follows no redirect, asks no proxy and keeps no cookie, so a request and its token reach
    /// the configured host or nobody. Its connections rest for less time than Majora's server keeps
    /// them, because a write on a connection that was just closed can't be sent again.
    ///
    /// # Errors
    /// The TLS library found no usable set-up on this machine.
    pub(crate) fn new(
        settings: Instance,
        redirect_uri: String,
        limits: &Limits,
    ) -> Result<Majora, reqwest::Error> {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .http1_only()
            .referer(false)
            .user_agent(concat!("majora-uploader/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect())
            .pool_idle_timeout(Duration::from_secs(4))
            .build()?;
        let (answer, sign_in_step) = (limits.answer(), limits.sign_in_step());
        Ok(Majora { http, settings, redirect_uri, answer, sign_in_step })
    }

    /// What the operator said about this Majora.
    pub(crate) fn settings(&self) -> &Instance {
        &self.settings
    }

    /// A POST whose headers are these and no others (and `Host`, `Content-Length`, `User-Agent`).
    fn post(
        &self,
        path: &'static str,
        authorization: &str,
        content_type: &'static str,
    ) -> RequestBuilder {
        let mut authorization =
            HeaderValue::from_str(authorization).expect("base64 and checked tokens are ASCII");
        authorization.set_sensitive(true);
        self.http
            .post(self.settings.base_url.at(path))
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_TYPE, content_type)
            .header(ACCEPT, "application/json")
            .header(ACCEPT_ENCODING, "identity")
    }

    /// A form for an OAuth endpoint, with the client's own credentials: HTTP Basic, each half
    /// form-urlencoded first (RFC 6749 §2.3.1; Majora refuses a raw `+` or `%`, RULES.md §8).
    async fn post_form(
        &self,
        path: &'static str,
        fields: &[(&str, &str)],
    ) -> Result<(StatusCode, Vec<u8>), reqwest::Error> {
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let (id, secret) = (&self.settings.client_id, self.settings.client_secret.expose_secret());
        let basic = STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let response = self
            .post(path, &format!("Basic {basic}"), "application/x-www-form-urlencoded")
            .timeout(self.sign_in_step)
            .body(body)
            .send()
            .await?;
        let status = response.status();
        // An answer that can't be read in full is judged like one that makes no sense.
        let body = read(response, LARGEST_GRANT).await.unwrap_or_default();
        Ok((status, body))
    }
}

/// Reads an answer's body, at most `most` bytes of it.
async fn read(mut response: Response, most: usize) -> Result<Vec<u8>, ReadError> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => return Err(ReadError::TooLarge),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(ReadError::Timeout),
            Err(_) => return Err(ReadError::Broken),
        }
    }
}
