//! The sandbox from outside: the recorded cases, the rules beyond them, and the server on its port.

#![expect(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

mod template;
mod browser;
mod case;
mod replay;
mod rules;
mod oauth;
mod served;
mod command;
