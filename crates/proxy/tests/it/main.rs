//! The proxy as a browser and Majora see it, on real sockets of this machine.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod redis;
mod cable;
mod certificate;
mod majora;
mod world;
mod sign_in;
mod sign_in_faults;
mod session;
mod renewal;
mod redis_faults;
mod edges;
mod documents;
mod clients;
mod relay;
mod relay_faults;
mod guard;
mod headers;
mod app_files;
mod config;
mod canary;
mod binary;
mod processes;
mod rolling;
mod packaging;
mod template;
mod terminal;
