//! The path of the crate, from the bytes of a sheet to its receipt.

mod sheets;
mod recorded;
mod conformance;
mod read;
mod settled;
mod book;
mod instruments;
mod check;
mod dates;
mod faults;
mod compare;
mod plan;
mod profile;
mod attribute;
mod lost;
mod submit;
mod receipt;
mod mend;
mod history;
mod workflow;
mod derive;
mod properties;
mod recheck;
