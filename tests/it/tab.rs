//! A tab with the app: one method for each thing that its user does.

use crate::browser::{Browser, Page};
use crate::majora::USER;
use protocol::endpoint::Endpoint;
use protocol::majora::failure::Failure;
use protocol::majora::{answer, held, request};
use protocol::problem::{MEDIA_TYPE, Problem};
use protocol::session::{
    CSRF_HEADER, Instance, SESSION_HEADER, SIGN_IN_ERROR_KEY, SIGN_IN_INSTANCE_KEY, Session,
    SignInError,
};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use sheet::answer::{Go, Halt};
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::held::{Held, Questions, questions};
use sheet::plan::{Plan, plan};
use sheet::receipt::Receipt;
use sheet::submit::{Effects, submit};

/// A tab that shows the app for one Majora.
pub(crate) struct Tab<'b> {
    browser: &'b Browser,
    origin: String,
    instance: &'static str,
    /// The session that the page was loaded with.
    session_ref: Option<String>,
}

impl<'b> Tab<'b> {
    /// A tab of the app at `origin`, before the page has asked for anything.
    pub(crate) fn new(browser: &'b Browser, origin: &str, instance: &'static str) -> Tab<'b> {
        Tab { browser, origin: origin.to_owned(), instance, session_ref: None }
    }

    /// Presses *Sign in with Majora*. The page that comes is Majora's, or the app's again.
    pub(crate) async fn begin_sign_in(&self) -> Page {
        let path = format!("/auth/{}/login?return_to=/{}/choose", self.instance, self.instance);
        self.browser.open(&format!("{}{path}", self.origin)).await
    }

    /// Gives name and password on Majora's page, where it asks for them.
    pub(crate) async fn log_in(&self, page: Page, username: &str) -> Page {
        if page.url.path() != "/account/login/" {
            return page;
        }
        let (name, password) = ("auth-username", "auth-password");
        let filled = [(name, username), (password, sandbox::DEMO_PASSWORD)];
        self.browser.fill_in(&page, &filled).await
    }

    /// Presses *Authorise* on Majora's page, where it asks for that.
    pub(crate) async fn authorise(&self, page: Page) -> Page {
        if page.url.path() != "/o/authorize/" {
            return page;
        }
        self.browser.fill_in(&page, &[("allow", "Authorize")]).await
    }

    /// Presses *Cancel* on Majora's page.
    pub(crate) async fn deny(&self, page: Page) -> Page {
        self.browser.fill_in(&page, &[]).await
    }

    /// Signs in through every page of Majora's, and loads the app where that ends.
    pub(crate) async fn sign_in_as(&mut self, username: &str) {
        let page = self.begin_sign_in().await;
        let page = self.log_in(page, username).await;
        let page = self.authorise(page).await;
        assert_eq!(self.landing(&page), Ok(format!("/{}/choose", self.instance)));
        self.load().await;
        let user = self.session().await.signed_in.map(|signed_in| signed_in.username);
        assert_eq!(user.as_deref(), Some(username));
    }

    /// The same, as the usual user.
    pub(crate) async fn sign_in(&mut self) {
        self.sign_in_as(USER).await;
    }

    /// Where in the app a sign-in has ended, or why it came to nothing.
    pub(crate) fn landing(&self, page: &Page) -> Result<String, SignInError> {
        assert_eq!(page.url.origin().ascii_serialization(), self.origin, "not back in the app");
        let value = |key: &str| {
            page.url.query_pairs().find(|(found, _)| found == key).map(|(_, value)| value)
        };
        match value(SIGN_IN_ERROR_KEY) {
            None => Ok(page.url.path().to_owned()),
            Some(code) => {
                assert_eq!(value(SIGN_IN_INSTANCE_KEY).as_deref(), Some(self.instance));
                Err(SignInError::from_code(&code).expect("a reason of the protocol"))
            }
        }
    }

    /// Loads the page anew: it takes up the session that there is now.
    pub(crate) async fn load(&mut self) {
        self.session_ref = self.session().await.signed_in.map(|signed_in| signed_in.session_ref);
    }

    /// What the proxy says of this tab's Majora.
    pub(crate) async fn session(&self) -> Instance {
        let url = format!("{}/auth/session", self.origin);
        let seen = self.browser.fetch(Method::GET, &url, &[], None).await;
        let session: Session = serde_json::from_str(&seen.body).expect("a session");
        let mut instances = session.instances.into_iter();
        instances.find(|instance| instance.name == self.instance).expect("a configured Majora")
    }

    /// Presses *Sign out*.
    pub(crate) async fn sign_out(&self) {
        let url = format!("{}/auth/{}/logout", self.origin, self.instance);
        let seen = self.browser.fetch(Method::POST, &url, &[CSRF_HEADER], None).await;
        assert_eq!(seen.status, 204, "{}", seen.body);
    }

    /// Makes one call to Majora, with the headers that the app gives it.
    pub(crate) async fn call(&self, endpoint: Endpoint, body: &Value) -> Result<Value, Failure> {
        let url = format!("{}/api/{}/{}", self.origin, self.instance, endpoint.path());
        let session = self.session_ref.as_deref().map(|reference| (SESSION_HEADER, reference));
        let headers: Vec<_> = [CSRF_HEADER].into_iter().chain(session).collect();
        let body = body.to_string();
        let seen = self.browser.fetch(Method::POST, &url, &headers, Some(&body)).await;
        if seen.status == 200 {
            return Ok(serde_json::from_str(&seen.body).expect("JSON"));
        }
        assert_eq!(seen.headers[CONTENT_TYPE], MEDIA_TYPE);
        let problem: Problem = serde_json::from_str(&seen.body).expect("a problem");
        assert_eq!(problem.status, seen.status);
        Err(Failure::Problem(problem))
    }

    /// Makes one call that can't succeed.
    pub(crate) async fn refused(&self, endpoint: Endpoint, body: &Value) -> Problem {
        match self.call(endpoint, body).await {
            Err(Failure::Problem(problem)) => problem,
            other => panic!("{other:?}"),
        }
    }

    /// Asks Majora what it holds. Who is sent back to wait gives up.
    pub(crate) async fn ask(&self, questions: &Questions) -> Result<Held, Halt> {
        self.ask_patiently(questions, async |_| false).await
    }

    /// The same for who waits in this way.
    pub(crate) async fn ask_patiently(
        &self,
        questions: &Questions,
        wait: impl AsyncFn(u64) -> bool,
    ) -> Result<Held, Halt> {
        let call = async |endpoint, body: Value| self.call(endpoint, &body).await;
        held::ask(questions, call, wait).await
    }

    /// Sends a plan; whatever stands in the way ends it, but a question that is to wait a moment.
    pub(crate) async fn submit(&self, plan: &Plan) -> Receipt {
        let effects = Effects {
            send: async |step: &sheet::plan::Step| {
                let (endpoint, body) = request::request(step);
                answer::reply(self.call(endpoint, &body).await)
            },
            ask: async |questions: &Questions| self.ask_patiently(questions, async |_| true).await,
            wait: async |_| Go::GiveUp,
            note: |_| {},
            seen: |_| {},
        };
        submit(plan, effects).await
    }

    /// Asks, plans and sends: what follows the check of a sheet.
    pub(crate) async fn send(&self, checked: &Checked) -> Result<Receipt, Halt> {
        self.send_deciding(checked, &Decisions::default()).await
    }

    /// The same with decisions about what Majora holds.
    pub(crate) async fn send_deciding(
        &self,
        checked: &Checked,
        decisions: &Decisions,
    ) -> Result<Receipt, Halt> {
        let held = self.ask(&questions(checked)).await?;
        Ok(self.submit(&plan(checked, &held, decisions)).await)
    }
}
