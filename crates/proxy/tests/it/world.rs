//! A running proxy, a stand-in Majora behind it, and browsers in front.

use std::{
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, OnceLock},
    time::SystemTime,
};

use protocol::{
    problem::Problem,
    session::{CSRF_HEADER, Session},
};
use proxy::{Clock, Config, LogFormat, Proxy};
use reqwest::{
    Client, Method, RequestBuilder,
    header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::majora::{CLIENT_SECRET, CODE, Stub};

/// Everything that was logged in this process, in both formats' richest form.
static LOG: OnceLock<Log> = OnceLock::new();

#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What was logged so far.
    pub(crate) fn text() -> String {
        let log = LOG.get().expect("a world has started");
        String::from_utf8(log.0.lock().unwrap().clone()).unwrap()
    }

    fn install() {
        LOG.get_or_init(|| {
            let log = Log::default();
            let writer = log.clone();
            let subscriber = proxy::telemetry::subscriber(LogFormat::Json, move || writer.clone());
            tracing::subscriber::set_global_default(subscriber).expect("it is set once");
            log
        });
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One proxy with two instances, `test` and `production`, of two stand-ins.
pub(crate) struct World {
    pub(crate) majora: Stub,
    pub(crate) production: Stub,
    pub(crate) proxy: Proxy,
    pub(crate) url: String,
    pub(crate) clock: Clock,
}

/// What of a world's configuration differs from the usual.
#[derive(Default)]
pub(crate) struct Settings {
    /// Another address of the Majora behind `test`.
    pub(crate) base_url: Option<String>,
    /// Another public address.
    pub(crate) public_url: Option<String>,
    /// Lines for the top of the file.
    pub(crate) top: String,
    /// Lines of the table of limits.
    pub(crate) limits: &'static str,
    /// Lines of the table of the store, if it isn't memory.
    pub(crate) store: String,
    /// Tables more.
    pub(crate) more: String,
}

impl World {
    pub(crate) async fn start() -> World {
        World::with(Settings::default()).await
    }

    pub(crate) async fn limited(limits: &'static str) -> World {
        World::with(Settings { limits, ..Settings::default() }).await
    }

    pub(crate) async fn with(settings: Settings) -> World {
        let (majora, production) = (Stub::start().await, Stub::start().await);
        World::before(majora, production, settings).await
    }

    /// A world that has read the system's clock at this time.
    pub(crate) async fn read_at(time: SystemTime, settings: Settings) -> World {
        let (majora, production) = (Stub::start().await, Stub::start().await);
        World::by(Clock::read_at(time), majora, production, settings).await
    }

    /// One more proxy before the same Majoras.
    pub(crate) async fn before(majora: Stub, production: Stub, settings: Settings) -> World {
        World::by(Clock::system(), majora, production, settings).await
    }

    async fn by(clock: Clock, majora: Stub, production: Stub, settings: Settings) -> World {
        Log::install();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let public_url = settings.public_url.as_ref().unwrap_or(&url);
        let memory = "memory = true".to_owned();
        let store = if settings.store.is_empty() { memory } else { settings.store };
        let text = format!(
            "listen = '127.0.0.1:0'\npublic_url = '{public_url}'\n{top}\n[limits]\n{limits}\n\
             [store]\n{store}\n{more}\n{test}{production}",
            top = settings.top,
            limits = settings.limits,
            more = settings.more,
            test = instance("test", settings.base_url.as_ref().unwrap_or(&majora.url)),
            production = instance("production", &production.url),
        );
        let config = Config::parse(&text, Path::new("."), |name| {
            (name == "SECRET").then(|| CLIENT_SECRET.to_owned())
        });
        let proxy = Proxy::start_at(config.unwrap(), listener, clock.clone()).unwrap();
        World { majora, production, proxy, url, clock }
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::at(&self.url)
    }

    /// A browser that is signed in to `test`.
    pub(crate) async fn signed_in(&self) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in("test").await;
        assert_eq!(answer.location(), "/");
        browser
    }

    /// Sends bytes as they are, and reads until the proxy hangs up or has nothing to say.
    pub(crate) async fn raw(&self, head: &str, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.proxy.address()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }
}

fn instance(name: &str, base_url: &str) -> String {
    format!(
        "[[instance]]\nname = '{name}'\nlabel = 'The <{name}>'\nworld = '{name}'\n\
         base_url = '{base_url}'\nclient_id = 'client:{name}'\nclient_secret_env = 'SECRET'\n"
    )
}

/// A cookie as a browser keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Everything behind the first semicolon.
    pub(crate) attributes: String,
}

impl Cookie {
    fn parse(text: &str) -> Cookie {
        let (pair, attributes) = text.split_once("; ").unwrap_or((text, ""));
        let (name, value) = pair.split_once('=').unwrap();
        Cookie { name: name.into(), value: value.into(), attributes: attributes.into() }
    }

    fn is_strict(&self) -> bool {
        self.attributes.contains("SameSite=Strict")
    }

    fn is_dead(&self) -> bool {
        self.attributes.contains("Max-Age=0")
    }
}

/// Where a request comes from, as a browser sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// A page of the app.
    OwnPage,
    /// A page of another site, Majora's own for example: strict cookies stay at home.
    OtherSite,
}

/// A browser: cookies with their `SameSite` rules, and nothing followed by itself.
pub(crate) struct Browser {
    http: Client,
    url: String,
    host: Option<String>,
    jar: Mutex<Vec<Cookie>>,
    answers: Mutex<Vec<Answer>>,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header(LOCATION.as_str())
    }

    pub(crate) fn cookies(&self) -> Vec<Cookie> {
        let values = self.headers.get_all(SET_COOKIE).into_iter();
        values.map(|value| Cookie::parse(value.to_str().unwrap())).collect()
    }

    /// The problem, and that it is one in every respect.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Problem = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.request_id, self.header("x-request-id"));
        let retry_after = problem.retry_after.map(|seconds| seconds.to_string());
        assert_eq!(self.header("retry-after"), retry_after.unwrap_or_default());
        problem
    }
}

impl Browser {
    /// A browser that has never been at `url`.
    pub(crate) fn at(url: &str) -> Browser {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        let (url, jar, answers) = (url.to_owned(), Mutex::default(), Mutex::default());
        Browser { http, url, host: None, jar, answers }
    }

    /// The same with a connection of its own for each request.
    pub(crate) fn restless(self) -> Browser {
        let http = Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0);
        Browser { http: http.build().unwrap(), ..self }
    }

    /// The same where the site has another name than its address.
    pub(crate) fn named(self, host: &str) -> Browser {
        Browser { host: Some(host.to_owned()), ..self }
    }

    /// Opens an address by a click on a page.
    pub(crate) async fn open(&self, path: &str, from: From) -> Answer {
        let site = if from == From::OwnPage { "same-origin" } else { "cross-site" };
        let request = self.http.get(format!("{}{path}", self.url)).header("sec-fetch-site", site);
        self.send(request, from).await
    }

    /// What the app sends: JSON with the proof of its origin.
    pub(crate) async fn call(&self, path: &str, body: impl Into<String>) -> Answer {
        self.send(self.request(path).body(body.into()), From::OwnPage).await
    }

    /// The same, for tests that change a header or two.
    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        self.bare(Method::POST, path)
            .header(CSRF_HEADER.0, CSRF_HEADER.1)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
    }

    /// A request without anything.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// Sends it with the cookies that belong to it, and keeps the ones that come back.
    pub(crate) async fn send(&self, request: RequestBuilder, from: From) -> Answer {
        let cookies: Vec<_> = self
            .cookies()
            .into_iter()
            .filter(|cookie| from == From::OwnPage || !cookie.is_strict())
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let request =
            if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) };
        let request = match &self.host {
            Some(host) => request.header("host", host),
            None => request,
        };
        let response = request.send().await.unwrap();
        let answer = Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        };
        let mut jar = self.jar.lock().unwrap();
        for cookie in answer.cookies() {
            jar.retain(|kept| kept.name != cookie.name);
            if !cookie.is_dead() {
                jar.push(cookie);
            }
        }
        self.answers.lock().unwrap().push(answer.clone());
        answer
    }

    /// Opens the sign-in and returns where it leads.
    pub(crate) async fn begin(&self, instance: &str, return_to: &str) -> Url {
        let path = format!("/auth/{instance}/login?return_to={return_to}");
        let answer = self.open(&path, From::OwnPage).await;
        Url::parse(answer.location()).unwrap()
    }

    /// Comes back from Majora with a code for the sign-in that `authorize` belongs to.
    pub(crate) async fn come_back(&self, instance: &str, authorize: &Url) -> Answer {
        self.come_back_with(instance, authorize, &format!("code={CODE}")).await
    }

    /// Comes back from Majora with something else.
    pub(crate) async fn come_back_with(
        &self,
        instance: &str,
        authorize: &Url,
        query: &str,
    ) -> Answer {
        let path = format!("/auth/{instance}/callback?{query}&state={}", state(authorize));
        self.open(&path, From::OtherSite).await
    }

    pub(crate) async fn sign_in(&self, instance: &str) -> Answer {
        let authorize = self.begin(instance, "/").await;
        self.come_back(instance, &authorize).await
    }

    pub(crate) async fn sign_out(&self, instance: &str) -> Answer {
        self.call(&format!("/auth/{instance}/logout"), "").await
    }

    pub(crate) async fn session(&self) -> Session {
        let answer = self.open("/auth/session", From::OwnPage).await;
        assert_eq!(answer.status, 200);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Who is signed in to `test` and `production`.
    pub(crate) async fn users(&self) -> [Option<String>; 2] {
        let names = self.session().await.instances.into_iter();
        let names: Vec<_> =
            names.map(|i| i.signed_in.map(|signed_in| signed_in.username)).collect();
        names.try_into().unwrap()
    }

    pub(crate) fn cookies(&self) -> Vec<Cookie> {
        self.jar.lock().unwrap().clone()
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().into_iter().find(|cookie| cookie.name == name).map(|cookie| cookie.value)
    }

    /// Puts a cookie into the jar, as somebody who can write there.
    pub(crate) fn plant(&self, name: &str, value: &str) {
        let mut jar = self.jar.lock().unwrap();
        jar.retain(|kept| kept.name != name);
        let attributes = "SameSite=Lax".to_owned();
        jar.push(Cookie { name: name.into(), value: value.into(), attributes });
    }

    /// Every answer that this browser has got.
    pub(crate) fn answers(&self) -> Vec<Answer> {
        self.answers.lock().unwrap().clone()
    }
}

/// The state in an authorisation address.
pub(crate) fn state(authorize: &Url) -> String {
    query(authorize, "state")
}

/// A value in an address's query.
pub(crate) fn query(url: &Url, key: &str) -> String {
    let mut pairs = url.query_pairs().filter(|(found, _)| found == key);
    let value = pairs.next().map(|(_, value)| value.into_owned());
    assert!(pairs.next().is_none(), "{key} stands twice");
    value.unwrap_or_else(|| panic!("no {key}"))
}
