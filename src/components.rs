//! The parts of pages. They take what they show as arguments and answer by callbacks; none of them
//! reaches for the session, the desk, the network or the browser.

pub mod frame;
pub mod icon;
pub mod notice;
pub mod heading;
pub mod contact;
pub mod key_list;
pub mod tour;
pub mod column_guide;
pub mod drop_zone;
pub mod replace_question;
pub mod paste_box;
pub mod wedge;
pub mod cell_input;
pub mod problem_list;
pub mod column_match;
pub mod how_read;
pub mod date_questions;
pub mod pager;
pub mod rows_window;
pub mod row_state;
pub mod grid;
pub mod grid_tools;
pub mod grid_columns;
pub mod row_list;
pub mod pictures;
pub mod form;
pub mod scanner;
pub mod plan_summary;
pub mod review;
pub mod reading_progress;
pub mod asking;
pub mod sent_before;
pub mod progress;
pub mod receipt_table;
pub mod receipt_list;
