//! Majora's words: requests made from the steps of a plan, and answers read (RULES.md §2, §4).
//!
//! The proxy adds `username` and `token` to every request; they never stand here.

pub mod failure;
mod patience;
pub mod request;
pub mod answer;
pub mod held;
