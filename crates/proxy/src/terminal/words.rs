//! How headings are written to a terminal.

pub(super) use sheet::words::{count, noun, thousands};

/// A text on one line that can't command the terminal: headings come from the file.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_commands_the_terminal() {
        assert_eq!(printable("no\u{1b}[2Jtes\nor"), "no\u{FFFD}[2Jtes\u{FFFD}or");
    }
}
