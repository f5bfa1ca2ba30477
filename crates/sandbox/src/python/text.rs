//! What Python's `strip`, `int` and `float` make of a text, and its text of a float.

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

/// Python's `text.strip()`: Unicode's white space and the four separators of ASCII.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c))
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal_digit(c: char) -> Option<u32> {
    let c = u32::from(c);
    ZEROS.iter().find(|&&zero| (zero..zero + 10).contains(&c)).map(|zero| c - zero)
}

/// Digits of every script as ASCII, single underscores between digits dropped; `None` where an
/// underscore stands elsewhere.
fn ascii_digits(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '_' {
            let before = out.ends_with(|c: char| c.is_ascii_digit());
            let after = chars.peek().is_some_and(|&c| decimal_digit(c).is_some());
            if !(before && after) {
                return None;
            }
        } else {
            out.push(decimal_digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c));
        }
    }
    Some(out)
}

/// Python's `int(text)` in its canonical decimal form; `None` where Python raises `ValueError`.
pub(crate) fn int(text: &str) -> Option<String> {
    let text = ascii_digits(strip(text))?;
    let (minus, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    // Python 3.11 refuses to read more than 4300 digits.
    if digits.is_empty() || digits.len() > 4300 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some(match (digits, minus) {
        ("", _) => "0".to_owned(),
        (digits, true) => format!("-{digits}"),
        (digits, false) => digits.to_owned(),
    })
}

/// Python's `float(text)`; `None` where Python raises `ValueError`.
pub(crate) fn float(text: &str) -> Option<f64> {
    // Rust reads the same grammar: digits with point and exponent, inf, infinity, nan, any case.
    ascii_digits(strip(text))?.parse().ok()
}

/// Python's `repr` of a float, which always shows that it is one.
pub(super) fn repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    // Rust changes to the exponent at the same sizes, but writes 1e16 where Python writes 1e+16.
    let text = format!("{number:?}");
    match text.split_once('e') {
        Some((digits, exponent)) => match exponent.strip_prefix('-') {
            Some(exponent) => format!("{digits}e-{exponent:0>2}"),
            None => format!("{digits}e+{exponent:0>2}"),
        },
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int_reads_what_python_reads() {
        for (text, value) in [
            (" 30 ", Some("30")),
            ("007", Some("7")),
            ("-0", Some("0")),
            ("+5", Some("5")),
            ("1_000", Some("1000")),
            ("\u{663}1", Some("31")),
            ("1__0", None),
            ("_1", None),
            ("", None),
            ("1.5", None),
            ("0x10", None),
        ] {
            assert_eq!(int(text).as_deref(), value, "{text:?}");
        }
    }

    #[test]
    fn float_reads_what_python_reads() {
        assert_eq!(float(" 1e1\n"), Some(10.0));
        assert_eq!(float("1_0.5"), Some(10.5));
        assert_eq!(float(".5"), Some(0.5));
        assert_eq!(float("1,5"), None);
        assert!(float("NaN").is_some_and(f64::is_nan));
        assert_eq!(float("-Infinity"), Some(f64::NEG_INFINITY));
    }

    #[test]
    fn floats_are_written_as_python_writes_them() {
        for (number, text) in [
            (25.0, "25.0"),
            (1e300, "1e+300"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (0.0001, "0.0001"),
            (0.000_01, "1e-05"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(repr(number), text);
        }
    }
}
