//! The command line of `majora-uploader`.

mod terminal;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use proxy::{Config, Proxy};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// Upload sample metadata to Majora.
#[derive(Parser)]
#[command(version)]
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
    #[command(flatten)]
    Terminal(terminal::Command),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve { config, check } => serve(config, check),
        Command::Terminal(command) => return command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
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
        writeln!(io::stdout(), "{}: all right", path.display())?;
        return Ok(());
    }
    tracing::subscriber::set_global_default(proxy::telemetry::subscriber(config.log, io::stderr))?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| {
        format!("listen: {} can't be listened on ({error}); is it in use?", config.listen)
    })?;
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let proxy = Proxy::start(config, listener)?;
    writeln!(io::stdout(), "listening on http://{}", proxy.address())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    proxy.stop().await;
    Ok(())
}
