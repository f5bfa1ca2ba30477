//! `cargo xtask dev`: like `run`, with Trunk in front, which rebuilds and reloads the page.
//!
//! Trunk serves the page on 8080 and hands `/api` and `/auth` to the uploader's server on 8081
//! (Trunk.toml), so that cookies and the Origin header are those of `run`.

use crate::child::Child;
use crate::servers::{self, Address, Build, Servers};
use crate::tools::Tools;
use crate::{app, say, workspace};
use anyhow::Result;

const PAGE: u16 = 8080;
const SERVER: u16 = 8081;

pub(crate) fn run() -> Result<()> {
    let advice = "`cargo xtask dev` needs it, because Trunk.toml names it: stop that program";
    servers::port_is_free(PAGE, advice)?;
    servers::port_is_free(SERVER, advice)?;
    let tools = Tools::set_up()?;
    app::fetch()?;
    let binaries = Build::Development.build()?;

    let stop = servers::stop_signal()?;
    let mut servers = Servers::start(&binaries, &Address { port: SERVER, public_port: PAGE })?;
    say::step("Trunk builds the page, and again at every change");
    servers::announce(&format!("http://127.0.0.1:{PAGE}"));
    let mut command = tools.trunk()?;
    command.args(["serve", "--dist"]).arg(workspace::target().join("dev"));
    let mut trunk = Child::start_shown("Trunk", &mut command)?;
    servers::until_stopped(&stop, || {
        servers.check()?;
        trunk.check()
    })
}
