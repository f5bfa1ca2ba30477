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
    proxy: Proxy,
}

impl Site {
    /// Starts both, with the app as `cargo xtask test app` has built it.
    pub(crate) async fn start() -> Site {
        let majora = Sandbox::start(World::demo()).await.expect("the sandbox starts");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let proxy =
            Proxy::start(config(&origin, &majora.base_url), listener).expect("the proxy starts");
        Site { origin, majora, proxy }
    }

    /// Stops both.
    pub(crate) async fn stop(self) {
        self.proxy.stop().await;
        self.majora.stop().await.expect("the sandbox stops");
    }
}

fn config(origin: &str, majora: &str) -> Config {
    let app = app();
    assert!(
        app.join("index.html").exists(),
        "the app isn't built; `cargo xtask test e2e` builds it"
    );
    let text = format!(
        "listen = \"127.0.0.1:0\"\n\
         public_url = \"{origin}\"\n\
         static_dir = \"{}\"\n\
         [[instance]]\n\
         name = \"test\"\n\
         label = \"Sandbox\"\n\
         world = \"test\"\n\
         base_url = \"{majora}\"\n\
         client_id = \"{}\"\n\
         client_secret_env = \"SECRET\"\n",
        app.display(),
        sandbox::DEMO_CLIENT_ID,
    );
    let secret = |name: &str| (name == "SECRET").then(|| sandbox::DEMO_CLIENT_SECRET.to_owned());
    Config::parse(&text, Path::new("."), secret).expect("a configuration")
}

fn app() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist")).to_owned()
}
