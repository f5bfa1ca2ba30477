//! Components in headless Chromium: what is on the page, and what a key or click does.
#![cfg(target_arch = "wasm32")]

mod stage;
mod cell_input;
mod date_questions;
mod draft;
mod forgotten;
mod form;
mod ways_in;
mod grid;
mod grid_tools;
mod hash;
mod how_read;
mod lock;
mod pictures;
mod plan_summary;
mod problem_list;
mod receipt_table;
mod sent_before;
mod replace_question;
mod reading_progress;
mod row_list;
mod workbook;
mod review;
mod upload;
mod belongings;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
