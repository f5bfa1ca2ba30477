//! Numbers and nouns for people, the same on the page and in the terminal.

use crate::date::MONTHS;
use crate::field::Section;
use crate::value::Date;

/// A day as people write it: `4 May 2021`.
pub fn long_date(date: Date) -> String {
    // A month is 1 to 12.
    let month = MONTHS[date.month() as usize - 1];
    format!("{} {month} {}", date.day(), date.year())
}

/// A day of a year that is known: `4 May`, `20 Sep`.
pub fn short_date(date: Date) -> String {
    let month = MONTHS[date.month() as usize - 1];
    format!("{} {}", date.day(), &month[..3])
}

/// A heading or the like, cut where it is too long for a sentence.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The same as it is quoted.
pub fn quoted(text: &str) -> String {
    format!("‘{}’", shortened(text))
}

/// A number and its noun: `1 sample`, `1,200 samples`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = match (number, noun.strip_suffix('y')) {
        (1, _) => return format!("1 {noun}"),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {plural}", thousands(number))
}

/// A number with its thousands set apart: `12,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    groups.join(",")
}

/// The noun of a record.
pub const fn noun(section: Section) -> &'static str {
    match section {
        Section::Sample => "sample",
        Section::Library => "library",
        Section::Run => "run",
    }
}

/// Things one after another: `96 samples, 1 library and 1 run`.
pub fn all_of(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
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
            (1234567, "row", "1,234,567 rows"),
        ] {
            assert_eq!(count(number, noun), expected);
        }
    }
}
