//! The sandbox and the uploader's server, built, started and stopped together.

use crate::child::Child;
use crate::command::{self, cargo};
use crate::{app, say, workspace};
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The user, the OAuth client and its secret of the sandbox's demo world.
const USER: (&str, &str) = ("demo-lab", "password");
const CLIENT: (&str, &str) = ("uploader", "uploader-secret");
/// The variable in which the server gets the secret, because a command line is seen by others.
const SECRET: &str = "UPLOADER_SANDBOX_SECRET";
const LISTENING: &str = "listening on ";

/// How the two servers are built.
pub(crate) enum Build {
    /// Optimised, with the app inside.
    Whole,
    /// Optimised, to be measured without an app.
    Optimised,
    /// Fast to build, with the app inside: one user sees no difference.
    Trial,
    /// Fast to build, for a server that serves no app.
    Development,
}

impl Build {
    /// Compiles the servers and says where their binaries are.
    pub(crate) fn build(&self) -> Result<PathBuf> {
        say::step("Building the servers");
        let start = Instant::now();
        let mut build = cargo(["build", "--package", "proxy", "--package", "sandbox"]);
        let folder = match self {
            Build::Whole => {
                build.args(["--profile", "server", "--features", "proxy/embed-app"]);
                "server"
            }
            Build::Optimised => {
                build.args(["--profile", "server"]);
                "server"
            }
            Build::Trial => {
                build.args(["--features", "proxy/embed-app"]);
                "debug"
            }
            Build::Development => "debug",
        };
        command::run(&mut build)?;
        say::detail(&format!("The servers are built ({})", say::duration(start.elapsed())));
        Ok(workspace::target().join(folder))
    }
}

/// Both servers, running. They stop when this is dropped.
pub(crate) struct Servers {
    // Fields are dropped in this order: nothing is left that would call a sandbox that is gone.
    uploader: Child,
    sandbox: Child,
    _config: tempfile::NamedTempFile,
}

/// Where the uploader's server listens and where browsers reach it.
pub(crate) struct Address {
    pub(crate) port: u16,
    pub(crate) public_port: u16,
}

impl Servers {
    /// Starts both and waits until both answer.
    pub(crate) fn start(binaries: &Path, address: &Address) -> Result<Servers> {
        say::step("Starting the sandbox and the uploader");
        let logs = workspace::target().join("run");
        let public_url = format!("http://127.0.0.1:{}", address.public_port);

        let mut command = Command::new(binaries.join("majora-sandbox"));
        command.args(["--listen", "127.0.0.1:0", "--redirect-uri"]);
        command.arg(format!("{public_url}/auth/test/callback"));
        let mut sandbox = Child::start("sandbox", &mut command, &logs)?;
        let majora = sandbox.wait_for(LISTENING)?;

        let config = tempfile::Builder::new().prefix("uploader-").suffix(".toml").tempfile()?;
        std::fs::write(config.path(), self::config(address.port, &public_url, &majora, &logs))?;
        // The app inside the binary is served, or none: not one that the environment names.
        let mut command = Command::new(binaries.join("majora-uploader"));
        command.arg("serve").arg("--config").arg(config.path()).env(SECRET, CLIENT.1);
        command.env_remove("UPLOADER_LISTEN").env_remove("UPLOADER_PUBLIC_URL");
        command.env_remove("UPLOADER_STATIC_DIR");
        let mut uploader = Child::start("uploader", &mut command, &logs)?;
        uploader.wait_for(LISTENING)?;

        say::detail(&format!("Their logs are in {}", logs.display()));
        Ok(Servers { uploader, sandbox, _config: config })
    }

    /// An error when one of them has ended by itself.
    pub(crate) fn check(&mut self) -> Result<()> {
        self.sandbox.check()?;
        self.uploader.check()
    }
}

/// Tells people where to go and how to sign in.
pub(crate) fn announce(url: &str) {
    let (user, password) = USER;
    println!("\n    Open      {url}");
    println!("    Sign in   user {user}, password {password} (the sandbox stands in for Majora)");
    println!("    Stop      Ctrl-C\n");
}

/// An error that says what to do when a port of this machine is taken.
pub(crate) fn port_is_free(port: u16, advice: &str) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!("Port {port} of this machine is taken by another program. {advice}");
    }
    Ok(())
}

/// A channel on which a message arrives at Ctrl-C, SIGTERM or when the terminal closes.
pub(crate) fn stop_signal() -> Result<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more when everything stops already.
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

/// Serves until a stop signal comes, or until `check` finds something that ended by itself.
pub(crate) fn until_stopped(
    stop: &Receiver<()>,
    mut check: impl FnMut() -> Result<()>,
) -> Result<()> {
    while let Err(RecvTimeoutError::Timeout) = stop.recv_timeout(Duration::from_millis(200)) {
        check()?;
    }
    say::step("Stopping");
    Ok(())
}

/// Sessions are kept where a second run finds them, though the sandbox forgets its tokens; their
/// keys are made there at the first run.
fn config(port: u16, public_url: &str, majora: &str, kept: &Path) -> String {
    format!(
        "listen = \"127.0.0.1:{port}\"\n\
         public_url = \"{public_url}\"\n\
         [[instance]]\n\
         name = \"test\"\n\
         label = \"Sandbox\"\n\
         world = \"test\"\n\
         base_url = \"{majora}\"\n\
         client_id = \"{}\"\n\
         client_secret_env = \"{SECRET}\"\n\
         [store]\n\
         file = \"{kept}/sessions-{port}.redb\"\n\
         keys_file = \"{kept}/keys-{port}\"\n",
        CLIENT.0,
        kept = kept.display(),
    )
}

/// Asks a running server for every file that the build made, in the form in which a browser takes
/// it: the page by the path of a page, and the compressed copy where there is one.
pub(crate) fn serves_the_app(url: &str) -> Result<()> {
    let agent: ureq::Agent = ureq::Agent::config_builder().proxy(None).build().into();
    let files = app::files(&app::dist())?;
    for file in &files {
        let name = file.to_string_lossy();
        let (path, encoding) = match name.rsplit_once('.') {
            Some((original, "br")) => (original, Some("br")),
            Some((original, "gz")) => (original, Some("gzip")),
            _ if name == "index.html" => ("", None),
            _ => (&*name, None),
        };
        let request = agent.get(format!("{url}/{path}"));
        let request = request.header("accept-encoding", encoding.unwrap_or("identity"));
        let mut answer = request.call().with_context(|| format!("{url}/{path}"))?;
        let encoded =
            answer.headers().get("content-encoding").map(ureq::http::HeaderValue::as_bytes);
        let expected = encoded == encoding.map(str::as_bytes);
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        if !expected || body != std::fs::read(app::dist().join(file))? {
            bail!("{url}/{path} is not the {name} that was built");
        }
    }
    say::detail(&format!("The server has all {} files of the app", files.len()));
    Ok(())
}
