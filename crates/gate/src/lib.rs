//! What a client may say to the proxy, read before anything else is done with it.
//!
//! * [`route`]: which route a path is.
//! * [`cookie`]: the cookies that a browser sends.
//! * [`return_path`]: where in the app a sign-in ends.
//! * [`callback`]: what Majora's redirect says.
//! * [`call_body`]: the body of a call, and what of it Majora gets.
//!
//! All of it is pure and small, so that random inputs can be tried on it without a server.

pub mod route;
pub mod cookie;
pub mod return_path;
pub mod callback;
pub mod call_body;
