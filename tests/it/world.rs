//! The proxy and the two Majoras behind it, in this process, each on a port of its own.

use crate::browser::Browser;
use crate::log;
use crate::majora::Majora;
use crate::tab::Tab;
use proxy::{Config, Proxy};
use sandbox::{Scopes, User};
use std::path::Path;
use tokio::net::TcpListener;

/// The secret of the proxy's OAuth client at both Majoras.
pub(crate) const CLIENT_SECRET: &str = "canary+client secret/%41=";

/// Somebody else who may do the same.
pub(crate) const OTHER_USER: &str = "other-lab";

/// Somebody who may not register runs.
pub(crate) const WITHOUT_PERMISSION: &str = "without-permission";

/// Somebody who has never set up a second factor.
pub(crate) const WITHOUT_SECOND_FACTOR: &str = "without-second-factor";

/// A site that serves two Majoras.
pub(crate) struct World {
    /// Where browsers reach the proxy.
    pub(crate) origin: String,
    /// The Majora to practise with, `test`.
    pub(crate) test: Majora,
    /// The real one, `production`.
    pub(crate) production: Majora,
    /// The proxy between them and the browsers.
    pub(crate) proxy: Proxy,
}

/// What of a site's configuration differs from the usual.
pub(crate) struct Settings {
    /// What the operator took for the client's secret.
    pub(crate) secret: &'static str,
    /// Lines of the table of limits.
    pub(crate) limits: &'static str,
}

impl Default for Settings {
    fn default() -> Settings {
        // Nobody waits here between two calls, as a person's browser does.
        let limits = "calls_per_second = 10000\ncalls_at_once = 10000";
        Settings { secret: CLIENT_SECRET, limits }
    }
}

impl World {
    /// Starts all three.
    pub(crate) async fn start() -> World {
        World::with(Settings::default()).await
    }

    /// Starts all three with other settings.
    pub(crate) async fn with(settings: Settings) -> World {
        log::keep();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let test = Majora::start(people(&origin, "test")).await;
        let production = Majora::start(people(&origin, "production")).await;
        let text = format!(
            "listen = '127.0.0.1:0'\npublic_url = '{origin}'\n[limits]\n{}\n[store]\nmemory = true\n{}{}",
            settings.limits,
            instance("test", "Practice", &test),
            instance("production", "The real Majora", &production),
        );
        let secret = |name: &str| (name == "SECRET").then(|| settings.secret.to_owned());
        let config = Config::parse(&text, Path::new("."), secret).expect("a configuration");
        let proxy = Proxy::start(config, listener).expect("the proxy starts");
        World { origin, test, production, proxy }
    }

    /// A browser that has never been here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new()
    }

    /// A tab of a browser with the app for one Majora.
    pub(crate) fn tab<'b>(&self, browser: &'b Browser, instance: &'static str) -> Tab<'b> {
        Tab::new(browser, &self.origin, instance)
    }
}

fn people(origin: &str, instance: &str) -> sandbox::World {
    let mut world = sandbox::World::demo();
    let demo = world.users[0].clone();
    let user = |name: &str| User { username: name.to_owned(), ..demo.clone() };
    let permissions = Scopes(demo.permissions.0.iter().take(9).cloned().collect());
    world.users.extend([
        user(OTHER_USER),
        User { permissions, ..user(WITHOUT_PERMISSION) },
        User { second_factor_verified: false, ..user(WITHOUT_SECOND_FACTOR) },
    ]);
    let application = &mut world.applications[0];
    application.client_secret = CLIENT_SECRET.to_owned();
    application.redirect_uris = vec![format!("{origin}/auth/{instance}/callback")];
    world
}

fn instance(name: &str, label: &str, majora: &Majora) -> String {
    format!(
        "[[instance]]\nname = '{name}'\nlabel = '{label}'\nworld = '{name}'\nbase_url = '{}'\n\
         client_id = '{}'\nclient_secret_env = 'SECRET'\n",
        majora.url(),
        sandbox::DEMO_CLIENT_ID,
    )
}
