//! The proxy and the sandbox, in this process, each on a port of its own.

use proxy::{Config, Proxy};
use sandbox::{Sandbox, World};
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// A whole site of one test.
pub(crate) struct Site {
    /// Where browsers reach it.
    pub(crate) origin: String,
    /// The stand-in of Majora: what it holds, what it was asked, and how it shall fail.
    pub(crate) majora: Sandbox,
    /// A second one, which the site calls production.
    pub(crate) production: Sandbox,
    proxy: Proxy,
}

impl Site {
    /// Starts all, with the app as `cargo xtask test app` has built it. The proxy knows of the test
    /// server, and of the other one where there are to be `two`.
    pub(crate) async fn start(two: bool) -> Site {
        let majora = Sandbox::start(World::demo()).await.expect("the sandbox starts");
        let production = Sandbox::start(World::demo()).await.expect("the sandbox starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let callback = format!("{origin}/auth/production/callback");
        production.add_redirect_uri(sandbox::DEMO_CLIENT_ID, &callback);
        let mut text = head(&origin);
        text += instance("test", "Sandbox", &majora.base_url).as_str();
        if two {
            text += instance("production", "Real", &production.base_url).as_str();
        }
        let proxy = Proxy::start(config(&text), listener).expect("the proxy starts");
        Site { origin, majora, production, proxy }
    }

    /// Stops both.
    pub(crate) async fn stop(self) {
        self.proxy.stop().await;
        self.majora.stop().await.expect("the sandbox stops");
        self.production.stop().await.expect("the sandbox stops");
    }
}

fn head(origin: &str) -> String {
    let app = app();
    assert!(
        app.join("index.html").exists(),
        "the app isn't built; `cargo xtask test e2e` builds it"
    );
    let app = app.display();
    format!(
        "listen = \"127.0.0.1:0\"\npublic_url = \"{origin}\"\nstatic_dir = \"{app}\"\n[store]\nmemory = true\n"
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
