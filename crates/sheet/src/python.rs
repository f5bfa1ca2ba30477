//! How Python, in which Majora is written, reads a text: what it strips, what is a digit to it, and
//! which texts are numbers (RULES.md §3).

use std::borrow::Cow;

/// The zero of each run of ten decimal digits in Unicode 14, which Python 3.11 knows.
#[rustfmt::skip]
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6,
    0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
    0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
    0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0,
    0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2,
    0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// Whether Python takes a character for white space: Unicode's, and the four separators of ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// A text without the white space around it, as `strip` has it.
#[inline]
pub(crate) fn strip(text: &str) -> &str {
    // Nearly every cell begins and ends with a letter or digit, and this is asked of each.
    match text.as_bytes() {
        [] => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [one] if one.is_ascii_graphic() => text,
        _ => text.trim_matches(is_space),
    }
}

/// Whether nothing but white space stands here.
pub(crate) fn is_blank(text: &str) -> bool {
    strip(text).is_empty()
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal_digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let c = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&c))?;
    u8::try_from(c - zero).ok()
}

/// Whether a character is a decimal digit of any script.
pub(crate) fn is_decimal(c: char) -> bool {
    decimal_digit(c).is_some()
}

/// Digits of every script as ASCII, single underscores between digits dropped; none where an
/// underscore stands elsewhere.
fn plain_digits(text: &str) -> Option<Cow<'_, str>> {
    if text.is_ascii() && !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '_' {
            let between = plain.ends_with(|c: char| c.is_ascii_digit())
                && characters.peek().is_some_and(|next| is_decimal(*next));
            if !between {
                return None;
            }
        } else {
            plain.push(decimal_digit(c).map_or(c, |digit| char::from(b'0' + digit)));
        }
    }
    Some(Cow::Owned(plain))
}

/// A whole number as `int` reads it, if it fits into 63 bits and a sign.
pub(crate) fn int(text: &str) -> Option<i64> {
    plain_digits(strip(text))?.parse().ok()
}

/// A number as `float` reads it; `nan` and `inf` are numbers to it.
pub(crate) fn float(text: &str) -> Option<f64> {
    // Rust reads the same grammar: digits with point and exponent, inf, infinity, nan, in any case.
    plain_digits(strip(text))?.parse().ok()
}

/// A text without the point and zeros that it ends with, and the white space after them.
pub(crate) fn without_point_zero(text: &str) -> &str {
    match text.rsplit_once('.') {
        Some((whole, zeros)) if is_blank(zeros.trim_start_matches('0')) => whole,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_stripped_whatever_it_is() {
        for (text, stripped) in [
            ("", ""),
            ("a", "a"),
            (" a\tb\r\n", "a\tb"),
            ("\u{a0}a\u{3000}", "a"),
            ("\x1ca\x1f", "a"),
            ("\x1f", ""),
            ("\u{200b}a", "\u{200b}a"),
            ("é", "é"),
        ] {
            assert_eq!(strip(text), stripped, "{text:?}");
        }
    }

    #[test]
    fn whole_numbers_of_every_script() {
        for (text, number) in [
            (" 30 ", Some(30)),
            ("007", Some(7)),
            ("+5", Some(5)),
            ("-0", Some(0)),
            ("1_000", Some(1000)),
            ("٣1", Some(31)),
            ("1_٣", Some(13)),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("+_1", None),
            ("", None),
            ("+ 5", None),
            ("--5", None),
            ("1.5", None),
            ("²", None),
            ("9223372036854775808", None),
        ] {
            assert_eq!(int(text), number, "{text:?}");
        }
    }

    #[test]
    fn numbers_of_every_script() {
        for (text, number) in [
            (" 1e1\n", Some(10.0)),
            ("1_0.5", Some(10.5)),
            ("٢.٥", Some(2.5)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e999", Some(f64::INFINITY)),
            ("1_.5", None),
            ("1,5", None),
            ("1e", None),
            ("", None),
        ] {
            assert_eq!(float(text), number, "{text:?}");
        }
    }

    #[test]
    fn a_point_and_zeros_at_the_end_are_nothing() {
        for (text, left) in
            [("30.0", "30"), ("30.", "30"), ("30.00 ", "30"), ("30.50", "30.50"), ("3.0.0", "3.0")]
        {
            assert_eq!(without_point_zero(text), left);
        }
    }
}
