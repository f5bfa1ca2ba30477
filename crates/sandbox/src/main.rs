//! `majora-sandbox`: a stand-in Majora on one machine.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sandbox::{Options, Sandbox, StartError, StateError, World};
use tokio::signal::unix::{SignalKind, signal};

/// A stand-in Majora: its sign-in pages, its OAuth server and its upload API. Nothing in it is real.
#[derive(Debug, Parser)]
#[command(name = "majora-sandbox", version)]
struct Arguments {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8000")]
    listen: SocketAddr,
    /// Users, institutes, applications and tokens in JSON, in place of the demo world.
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Where records and tokens are kept from one start to the next.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A redirect URI of the first application, in place of those it has; may be repeated.
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,
    /// Let faults be ordered by POST /sandbox/faults.
    #[arg(long)]
    faults: bool,
}

/// Why the sandbox ended.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot read the world {path}: {source}")]
    World { path: PathBuf, source: std::io::Error },
    #[error("the world {path} is not as expected: {source}")]
    WorldForm { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error("cannot wait for signals or write to the terminal: {0}")]
    Io(#[from] std::io::Error),
}

#[tokio::main]
#[expect(clippy::print_stderr, reason = "the one place where a failure is told")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("majora-sandbox: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    // Before the address is printed: whoever reads it may stop the sandbox at once.
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let world = world(&arguments)?;
    let options =
        Options { state: arguments.state, fault_switches: arguments.faults, keep_requests: false };
    let sandbox = Sandbox::start_on(arguments.listen, world, options).await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on {}", sandbox.base_url)?;
    stdout.flush()?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    Ok(sandbox.stop().await?)
}

fn world(arguments: &Arguments) -> Result<World, Failure> {
    let mut world = match &arguments.world {
        Some(path) => {
            let text =
                fs::read(path).map_err(|source| Failure::World { path: path.clone(), source })?;
            serde_json::from_slice(&text)
                .map_err(|source| Failure::WorldForm { path: path.clone(), source })?
        }
        None => World::demo(),
    };
    if let Some(application) = world.applications.first_mut()
        && !arguments.redirect_uri.is_empty()
    {
        application.redirect_uris.clone_from(&arguments.redirect_uri);
    }
    Ok(world)
}
