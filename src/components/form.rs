//! The form for single samples: a view of one row of its sheet, question by question.

mod entry;
mod input;
mod which_day;
mod question;
pub mod group;
pub mod summary;

pub use entry::{Complaint, Entry, answer_id};
