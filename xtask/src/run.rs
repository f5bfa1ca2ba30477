//! `cargo xtask run`: the whole thing on one machine, behind one URL.

use crate::servers::{self, Address, Build, Servers};
use crate::tools::Tools;
use crate::{app, command, say};
use anyhow::Result;
use std::process::{Command, Stdio};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port of this machine to serve on
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Doesn't open a browser
    #[arg(long)]
    no_open: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let advice = "Choose another: cargo xtask run --port 8081";
    servers::port_is_free(options.port, advice)?;
    app::build(&Tools::set_up()?)?;
    let binaries = Build::Trial.build()?;

    let stop = servers::stop_signal()?;
    let address = Address { port: options.port, public_port: options.port };
    let mut servers = Servers::start(&binaries, &address)?;
    let url = format!("http://127.0.0.1:{}", options.port);
    servers::announce(&url);
    if !options.no_open {
        open(&url);
    }
    servers::until_stopped(&stop, || servers.check())
}

/// `cargo xtask build`: the same, optimised and not started.
pub(crate) fn build() -> Result<()> {
    app::build(&Tools::set_up()?)?;
    let binaries = Build::Whole.build()?;
    say::detail(&format!("majora-uploader is in {}", binaries.display()));
    Ok(())
}

/// Opens the browser where there is a screen. The URL is printed anyway, so a failure is no matter.
fn open(url: &str) {
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if (screen || cfg!(target_os = "macos")) && command::found(opener).is_some() {
        let mut command = Command::new(opener);
        command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if command.spawn().is_err() {
            say::detail("The browser could not be opened: open the address above yourself");
        }
    }
}
