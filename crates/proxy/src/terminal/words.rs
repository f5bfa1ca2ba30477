//! How numbers and headings are written for people.

/// A number and its noun: `1 sample`, `1,200 samples`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = match (number, noun.strip_suffix('y')) {
        (1, _) => return format!("1 {noun}"),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {plural}", thousands(number))
}

/// A number with its thousands set apart: `12,000`.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A text on one line that can't command the terminal: headings come from the file.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        for (number, noun, expected) in [
            (0, "row", "0 rows"),
            (1, "library", "1 library"),
            (2, "library", "2 libraries"),
            (999, "row", "999 rows"),
            (1000, "row", "1,000 rows"),
            (1_234_567, "row", "1,234,567 rows"),
        ] {
            assert_eq!(count(number, noun), expected);
        }
    }

    #[test]
    fn no_text_commands_the_terminal() {
        assert_eq!(printable("no\u{1b}[2Jtes\nor"), "no\u{FFFD}[2Jtes\u{FFFD}or");
    }
}
