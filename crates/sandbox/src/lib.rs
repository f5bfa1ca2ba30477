//! A stand-in Majora for one machine: its sign-in pages, its OAuth server and its upload API,
//! true to the recorded behaviour of a real one. It shares no code with the uploader, so that it
//! can disagree with it.
//!
//! Tests start one on a port of its own and look into it:
//!
//! ```no_run
//! use sandbox::{Effect, Fault, Sandbox, World};
//!
//! # async fn test() -> std::io::Result<()> {
//! let majora = Sandbox::start(World::demo()).await?;
//! majora.add_redirect_uri(sandbox::DEMO_CLIENT_ID, "http://127.0.0.1:43210/auth/test/callback");
//! majora.faults().add(Fault::next("/api/v2/artifact/biosample/add/", Effect::DropAfter).after(1));
//! // … point a client at `majora.base_url`, then:
//! assert_eq!(majora.calls("/api/v2/artifact/biosample/add/"), 2);
//! assert!(majora.biosample("SAMPLE-1").is_some());
//! # Ok(()) }
//! ```

mod clock;
mod python;
mod form;
mod world;
mod records;
mod tokens;
mod fault;
mod log;
mod core;
mod reply;
mod page;
mod account;
mod oauth;
mod api;
mod app;
mod persist;
mod serve;
mod sandbox;

pub use account::totp;
pub use clock::Clock;
pub use fault::{Effect, Fault, Faults};
pub use log::Request;
pub use persist::StateError;
pub use sandbox::{Answered, Options, Sandbox, StartError, app};
pub use world::{
    Application, ClientType, DEMO_APPLICATION_NAME, DEMO_APPLICATION_OWNER, DEMO_CLIENT_ID,
    DEMO_CLIENT_SECRET, DEMO_PASSWORD, DEMO_REDIRECT_URI, DEMO_USERNAME, GivenToken, Institute,
    Scopes, UPLOADER_SCOPES, User, World,
};
