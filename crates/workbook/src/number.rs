//! Numbers as text: in full, without an exponent.

use std::borrow::Cow;

/// The digits that a spreadsheet keeps of a number.
const KEPT: usize = 15;

/// A number from the text of a file. Integers keep their digits; a fraction gets the shortest form that
/// reads back as the same number. What is no number stays as it is.
pub(crate) fn from_text(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Cow::Owned(from_float(number)),
        _ => Cow::Borrowed(text),
    }
}

/// A number as text.
pub(crate) fn from_float(number: f64) -> String {
    // Adding zero turns minus zero into zero.
    format!("{}", number + 0.0)
}

/// Whether a number has more digits than a spreadsheet keeps.
pub(crate) fn is_rounded(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '0', '.']);
    text.len() > KEPT && digits.bytes().filter(u8::is_ascii_digit).count() > KEPT
}

/// Whether the text is a number in its shortest form already.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "1"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let zero = whole.starts_with('0') && (whole.len() > 1 || digits.len() < text.len());
    all_digits(whole)
        && all_digits(fraction)
        && !zero
        && !fraction.ends_with('0')
        && (whole.len() == digits.len() || digits.len() <= KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_full() {
        for (text, expect) in [
            ("5", "5"),
            ("5.0", "5"),
            ("0", "0"),
            ("-0", "0"),
            ("-0.5", "-0.5"),
            ("21.4", "21.4"),
            ("21.399999999999999", "21.4"),
            ("21.40", "21.4"),
            ("007", "7"),
            ("1.23E+15", "1230000000000000"),
            ("1E-7", "0.0000001"),
            ("1234567890123456", "1234567890123456"),
            ("12345678901234567890", "12345678901234567890"),
            ("1.2345678901234499E+18", "1234567890123449900"),
            ("NaN", "NaN"),
            ("1e999", "1e999"),
            ("", ""),
            ("-", "-"),
            ("1.", "1"),
            (".5", "0.5"),
        ] {
            assert_eq!(from_text(text), expect, "{text}");
        }
    }

    #[test]
    fn what_a_spreadsheet_must_have_rounded_is_known() {
        for text in ["1234567890123450", "-1234567890123450", "0.1234567890123456"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in ["123456789012345", "-12345678901234.5", "0.000000000000000000001", "21.4"] {
            assert!(!is_rounded(text), "{text}");
        }
    }
}
