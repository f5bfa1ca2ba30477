//! A line for each page and state that was looked at for barriers, which `cargo xtask test` shows.

use crate::seen;
use std::fs;

/// Notes what axe-core found on a page: how many of its rules hold, and how many are broken.
pub(crate) fn note(path: &str, state: &str, hold: u64, broken: usize) {
    let folder = seen::folder("barriers");
    fs::create_dir_all(&folder).expect("a folder for what was found");
    let name = format!("{path} {state}").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let file = folder.join(format!("{name}.txt"));
    let before = fs::read_to_string(&file).unwrap_or_default();
    let mut fields = before.split('\t').skip(2).map(|field| field.trim().parse().unwrap_or(0_u64));
    let looks = fields.next().unwrap_or(0) + 1;
    let hold = fields.next().unwrap_or(0).max(hold);
    let broken = fields.next().unwrap_or(0).max(broken as u64);
    fs::write(file, format!("{path}\t{state}\t{looks}\t{hold}\t{broken}\n")).expect("a line");
}
