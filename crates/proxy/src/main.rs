//! The command line of `majora-uploader`.

mod terminal;
#[cfg(test)]
mod manual;

use std::{
    env,
    io::{self, Write},
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{ArgGroup, Parser, Subcommand};
use proxy::{Config, Ended, Listed, Proxy, Which};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Upload sample metadata to Majora.
#[derive(Parser)]
#[command(name = "majora-uploader", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app and relay its calls to Majora
    Serve {
        /// The configuration, a TOML file
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Only check the configuration; nothing is served or sent
        #[arg(long)]
        check: bool,
    },
    /// List the sessions of a site, or end some of them
    Sessions {
        /// The configuration, a TOML file. If sessions are kept in a file, stop its server first
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        #[command(subcommand)]
        action: Action,
    },
    #[command(flatten)]
    Terminal(terminal::Command),
}

#[derive(Subcommand)]
enum Action {
    /// Show Majora, session, user and age of each
    List,
    /// End sessions and revoke their tokens at Majora
    #[command(group = ArgGroup::new("which").required(true))]
    End {
        /// The session of this name, as the list and the log have it
        #[arg(long, group = "which")]
        session: Option<String>,
        /// All sessions of this user
        #[arg(long, group = "which")]
        user: Option<String>,
        /// All sessions of everybody
        #[arg(long, group = "which")]
        all: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve { config, check } => serve(config, check).map(|()| ExitCode::SUCCESS),
        Command::Sessions { config, action } => sessions(config, action),
        Command::Terminal(command) => return command.run(),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "majora-uploader: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(path: PathBuf, check: bool) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::load(&path)?;
    if check {
        proxy::check(&config)?;
        for doubt in config.doubts() {
            writeln!(io::stderr(), "{}: warning: {doubt}", path.display())?;
        }
        writeln!(io::stdout(), "{}: all right", path.display())?;
        return Ok(());
    }
    tracing::subscriber::set_global_default(proxy::telemetry::subscriber(config.log, io::stderr))?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("listen: {} can't be listened on ({error}); is it in use?", config.listen)
    })?;
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let scheme = if config.network.tls.is_some() { "https" } else { "http" };
    let proxy = Proxy::start(config, listener)?;
    writeln!(io::stdout(), "listening on {scheme}://{}", proxy.address())?;
    if let Some(socket) = env::var_os("NOTIFY_SOCKET")
        && let Err(error) = tell_ready(socket.as_ref())
    {
        tracing::error!(target: "proxy::alarm", event = "readiness_untold", %error);
    }
    let mut asked = async || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    asked().await;
    // Who asks twice doesn't want to wait.
    tokio::select! {
        () = proxy.stop() => Ok(()),
        () = asked() => Err("stopped at once, with requests under way".into()),
    }
}

/// Tells systemd, which waits for it, that connections are taken (`sd_notify(3)`): a start that fails, because
/// the port or the file of the sessions is another's, then fails where it was asked for.
fn tell_ready(socket: &Path) -> io::Result<()> {
    UnixDatagram::unbound()?.send_to(b"READY=1", socket)?;
    Ok(())
}

/// The sessions have ended, and Majora hasn't taken all of their tokens back.
const TOKENS_LEFT: u8 = 3;

#[tokio::main]
async fn sessions(path: PathBuf, action: Action) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let config = Config::load(&path)?;
    let which = match action {
        Action::List => {
            show(proxy::sessions(config).await?)?;
            return Ok(ExitCode::SUCCESS);
        }
        Action::End { session: Some(session), .. } => Which::Session(session),
        Action::End { user: Some(user), .. } => Which::User(user),
        Action::End { .. } => Which::All,
    };
    let is_all = matches!(which, Which::All);
    let Ended { sessions, waiting } = proxy::end_sessions(config, which).await?;
    if sessions.is_empty() && !is_all {
        return Err("no session matches; sessions list shows those that there are".into());
    }
    show(sessions)?;
    if waiting == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(
        io::stderr(),
        "majora-uploader: tokens that Majora hasn't revoked yet: {waiting}; the service must run until \
         uploader_revocations_waiting is 0"
    )?;
    Ok(ExitCode::from(TOKENS_LEFT))
}

fn show(sessions: Vec<Listed>) -> io::Result<()> {
    for Listed { instance, session, user, minutes } in sessions {
        // A name may have any character but a control one.
        writeln!(io::stdout(), "{instance}\t{session}\t{user}\t{minutes} min")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = include_str!("../../../packaging/majora-uploader.service");

    #[test]
    fn systemd_waits_for_what_it_is_told() {
        assert!(UNIT.lines().any(|line| line == "Type=notify"), "{UNIT}");
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("notify");
        assert!(tell_ready(&socket).is_err(), "nobody waits");
        let manager = UnixDatagram::bind(&socket).unwrap();
        manager.set_nonblocking(true).unwrap();
        tell_ready(&socket).unwrap();
        let mut told = [0; 32];
        let length = manager.recv(&mut told).unwrap();
        assert_eq!(&told[..length], b"READY=1");
    }
}
