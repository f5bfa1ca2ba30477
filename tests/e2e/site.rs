//! The proxy and the sandbox, in this process, each on a port of its own.

use proxy::{Config, Proxy};
use sandbox::{Sandbox, World};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

/// Whom the site says to ask.
pub(crate) const CONTACT: &str = "help@example.org";

/// Somebody else who can sign in at Majora.
pub(crate) const OTHER: &str = "other-lab";

/// A whole site of one test.
pub(crate) struct Site {
    /// Where browsers reach it.
    pub(crate) origin: String,
    /// The stand-in of Majora: what it holds, what it was asked, and how it shall fail.
    pub(crate) majora: Sandbox,
    /// A second one, which the site calls production.
    pub(crate) production: Sandbox,
    /// What the proxy was started with, and it itself while it runs.
    text: String,
    proxy: Mutex<Option<Proxy>>,
    /// Where its sessions are.
    _kept: TempDir,
}

impl Site {
    /// Starts all, with the app as `cargo xtask test app` has built it. The proxy knows of the test
    /// server, and of the other one where there are to be `two`.
    pub(crate) async fn start(two: bool) -> Site {
        let mut world = World::demo();
        let mut other = world.users[0].clone();
        OTHER.clone_into(&mut other.username);
        world.users.push(other);
        let majora = Sandbox::start(world).await.expect("the sandbox starts");
        let production = Sandbox::start(World::demo()).await.expect("the sandbox starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let callback = format!("{origin}/auth/production/callback");
        production.add_redirect_uri(sandbox::DEMO_CLIENT_ID, &callback);
        let kept = tempfile::tempdir().expect("a folder");
        let mut text = head(&origin, kept.path());
        text += instance("test", "Sandbox", &majora.base_url).as_str();
        if two {
            text += instance("production", "Real", &production.base_url).as_str();
        }
        let proxy = Proxy::start(config(&text), listener).expect("the proxy starts");
        let proxy = Mutex::new(Some(proxy));
        Site { origin, majora, production, text, proxy, _kept: kept }
    }

    /// Stops the proxy. Its sessions stay.
    pub(crate) async fn stop_proxy(&self) {
        let proxy = self.proxy.lock().await.take().expect("the proxy runs");
        proxy.stop().await;
    }

    /// Starts the proxy again, where it was.
    pub(crate) async fn start_proxy(&self) {
        let address = self.origin.strip_prefix("http://").expect("an address");
        let listener = TcpListener::bind(address).await.expect("the port is free again");
        let proxy = Proxy::start(config(&self.text), listener).expect("the proxy starts");
        *self.proxy.lock().await = Some(proxy);
    }

    /// Stops both.
    pub(crate) async fn stop(self) {
        if let Some(proxy) = self.proxy.into_inner() {
            proxy.stop().await;
        }
        self.majora.stop().await.expect("the sandbox stops");
        self.production.stop().await.expect("the sandbox stops");
    }
}

fn head(origin: &str, kept: &Path) -> String {
    let app = app();
    assert!(
        app.join("index.html").exists(),
        "the app isn't built; `cargo xtask test e2e` builds it"
    );
    let (app, kept) = (app.display(), kept.display());
    format!(
        "listen = \"127.0.0.1:0\"\npublic_url = \"{origin}\"\ncontact = \"{CONTACT}\"\nstatic_dir = \"{app}\"\n\
         [store]\nfile = \"{kept}/sessions\"\nkeys_file = \"{kept}/keys\"\n"
    )
}

fn instance(name: &str, label: &str, base_url: &str) -> String {
    format!(
        "[[instance]]\n\
         name = \"{name}\"\n\
         label = \"{label}\"\n\
         world = \"{name}\"\n\
         base_url = \"{base_url}\"\n\
         client_id = \"{}\"\n\
         client_secret_env = \"SECRET\"\n",
        sandbox::DEMO_CLIENT_ID,
    )
}

fn config(text: &str) -> Config {
    let secret = |name: &str| (name == "SECRET").then(|| sandbox::DEMO_CLIENT_SECRET.to_owned());
    Config::parse(text, Path::new("."), secret).expect("a configuration")
}

fn app() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist")).to_owned()
}
