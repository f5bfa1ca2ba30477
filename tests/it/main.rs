#![cfg(not(target_arch = "wasm32"))]
//! The whole path without a browser's engine: the real sheet, the real proxy, the stand-in Majora.
//!
//! Each test starts servers of its own on free ports of 127.0.0.1.

mod log;
mod wire;
mod majora;
mod browser;
mod tab;
mod world;
mod sheets;
mod whole_job;
mod amount;
mod many_labs;
mod nothing_erased;
mod registered_elsewhere;
mod refusals;
mod cable;
mod every_request;
mod interruptions;
mod two_worlds;
mod two_tabs;
mod sign_in_faults;
mod secrets;
mod cells;
mod differential;
