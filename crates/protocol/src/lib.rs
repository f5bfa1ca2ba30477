//! What crosses a wire, and nothing else.
//!
//! * [`endpoint`]: the exact list of Majora calls that exist for the browser.
//! * [`session`]: who is signed in where, as the proxy tells the browser.
//! * [`receipt`]: the receipt, as it is kept and handed out.
//! * [`problem`]: every error of the proxy, as `application/problem+json` (RFC 9457).
//! * [`majora`]: the bodies of Majora's requests, made from `sheet`'s steps, and its answers, read.
//! * [`decided`]: what the user has decided, as the browser keeps it.
//! * [`journal`]: what an upload has done so far, as the browser keeps it.
//!
//! The crate opens no connection and knows neither a browser nor a server framework.

pub mod endpoint;
pub mod problem;
pub mod session;
pub mod receipt;
pub mod majora;
pub mod decided;
pub mod journal;
