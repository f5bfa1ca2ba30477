//! Prints the page that describes every column; `cargo xtask fields` keeps it in `docs/fields.md`.
#![expect(clippy::print_stdout, reason = "it prints the page")]

fn main() {
    print!("{}", sheet::derive::page::markdown());
}
