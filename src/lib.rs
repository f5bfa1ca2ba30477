//! The browser app: sign in with Majora, check a sample sheet, submit it, keep the receipt.
//!
//! It shows the state of [`sheet::workflow`] and passes events on; it knows no rule of Majora's. The
//! `mod` lines stand in the order in which they may use each other.

pub mod part;
pub mod route;
pub mod browser;
pub mod api;
pub mod session;
pub mod desk;
pub mod words;
pub mod components;
pub mod pages;
pub mod app;

pub use app::App;
