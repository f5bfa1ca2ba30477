//! The pages. Each wires the session and the desk to components.

pub mod tour;
pub mod help;
pub mod identity;
pub mod not_found;
pub mod place;
pub mod signed_in;
pub mod later;
pub mod columns;
pub mod unfinished;
pub mod left;
pub mod unkept;
pub mod scan;
pub mod choose;
pub mod check;
pub mod form;
pub mod review;
pub mod send;
pub mod receipt;
pub mod home;
pub mod workspace;
