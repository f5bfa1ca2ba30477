//! The check digit of Heron barcodes, the ids that COG-UK gave to its sites: four letters, a hyphen, a
//! number in hexadecimal and its check digit, such as `SANG-1B2075`. Computed as Baracoda does, the
//! service that made them.

/// The last digit that an id should have, if it looks like a Heron barcode and has another.
pub(crate) fn expected(id: &str) -> Option<char> {
    let (number, digit) = parts(id)?;
    let right = check_digit(number)?;
    (right != digit).then_some(right)
}

/// Whether an id looks like a Heron barcode, right or wrong.
pub(crate) fn is_barcode(id: &str) -> bool {
    parts(id).is_some()
}

/// The number and check digit. Numbers have no leading zero, and one without any of the digits A to F
/// is far more often a laboratory's own.
fn parts(id: &str) -> Option<(&str, char)> {
    let (site, number) = id.split_once('-')?;
    let is_hex = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
    let is_one = site.len() == 4
        && site.bytes().all(|b| b.is_ascii_uppercase())
        && (5..=9).contains(&number.len())
        && number.bytes().all(is_hex)
        && !number.starts_with('0')
        && number.bytes().any(|b| b.is_ascii_uppercase());
    let (number, digit) = is_one.then(|| number.split_at(number.len() - 1))?;
    Some((number, digit.chars().next()?))
}

/// From the right, every second digit counts three times; the check digit makes it a multiple of 16.
fn check_digit(number: &str) -> Option<char> {
    let mut sum = 0;
    for (nth, digit) in number.chars().rev().enumerate() {
        sum += digit.to_digit(16)? * if nth % 2 == 0 { 1 } else { 3 };
    }
    char::from_digit((16 - sum % 16) % 16, 16).map(|digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_barcodes() {
        for id in [
            "SANG-1B2075",
            "NIRE-1B2075",
            "LOND-DE672",
            "LOND-DFFEF",
            "LOND-D54DB",
            "LOND-D7AAA",
            "LOND-E4521",
            "LOND-E007F",
            "LOND-D999C",
        ] {
            assert!(is_barcode(id), "{id}");
            assert_eq!(expected(id), None, "{id}");
        }
        assert_eq!([check_digit("1812"), check_digit("1813")], [Some('0'), Some('F')]);
    }

    #[test]
    fn wrong_barcodes_and_other_ids() {
        assert_eq!(expected("SANG-1B2076"), Some('5'));
        assert_eq!(expected("LOND-DE6F2"), Some('A'));
        assert_eq!(expected("LOND-DFEFF"), Some('1'));
        for id in ["HOOT-00001", "BIRM-123456", "hoot-DE673", "LOND-DE67G", "LON-DE673", "DE673"] {
            assert!(!is_barcode(id) && expected(id).is_none(), "{id}");
        }
    }
}
