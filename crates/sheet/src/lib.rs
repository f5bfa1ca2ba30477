//! The one path of the project, pure: no file, clock, random number, async runtime or browser.
//!
//! ```text
//! bytes ──read──▶ Sheet ──check──▶ Checked ──plan──▶ Plan ──submit(send)──▶ Receipt
//! ```
//!
//! [`fields`] is the one table of columns and [`rules`] the table of what must hold between them.
//! Everything else is derived: checks, requests, template, example and guide. What day it is, what
//! Majora holds and how a request is sent are arguments.

mod python;
mod pieces;
pub mod date;
pub mod value;
pub mod field;
pub mod fields;
pub mod words;
pub mod text;
pub mod further;
pub mod formula;
mod heading;
mod suggest;
pub mod personal;
mod spoiled;
pub mod layout;
pub mod choices;
pub mod book;
pub mod parcel;
pub mod kept;
pub mod aside;
pub mod table;
pub mod read;
pub mod parts;
pub mod evidence;
pub mod problem;
pub mod rules;
pub mod stricter;
mod intake;
mod named;
mod alike;
mod heron;
mod across;
pub mod check;
pub mod fix;
pub mod group;
pub mod shown;
pub mod profile;
pub mod block;
pub mod stored;
pub mod record;
pub mod sight;
pub mod held;
mod gather;
pub mod compare;
pub mod decide;
pub mod weight;
pub mod plan;
pub mod answer;
pub mod attribute;
pub mod receipt;
pub mod mend;
pub mod history;
pub mod journal;
pub mod submit;
pub mod pace;
pub mod workflow;
pub mod form;
pub mod derive;
pub mod practice;
