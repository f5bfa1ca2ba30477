//! What may stand in no column, because a person can be found by it: NHS numbers and full postcodes.

use crate::field::{CellFault, Kind};
use crate::python;
use std::ops::RangeInclusive;

/// The areas of British postcodes, and those of the islands that share the system.
#[rustfmt::skip]
const AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH",
    "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
    "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS",
    "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL",
    "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX",
    "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM",
    "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW",
    "UB", "W", "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];

/// What in a cell points to a person, whether or not the cell passes its own check.
pub fn identifier(cell: &str, kind: Option<Kind>) -> Option<CellFault> {
    // Asked of most cells, and most are a word or a few digits.
    if cell.len() < 5 {
        return None;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if digits < 2 && cell.is_ascii() {
        return None;
    }
    // Five characters are a postcode only where a place is meant: ids and primers look the same. Where a name
    // is meant, six and seven are none either.
    let together = match kind {
        Some(Kind::County | Kind::OuterPostcode) => 5..=7,
        Some(Kind::SampleId | Kind::Name { .. }) => 0..=0,
        _ => 6..=7,
    };
    if (digits >= 10 || !cell.is_ascii()) && has_nhs_number(cell) {
        Some(CellFault::NhsNumber)
    } else if has_full_postcode(cell, together) {
        Some(CellFault::FullPostcode)
    } else {
        None
    }
}

/// Whether a cell is ten digits, together or as 3, 3 and 4, and nothing else.
pub(crate) fn is_ten_digits(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits == 10
        && cell.len() <= 12
        && cell.bytes().all(|b| b.is_ascii_digit() || b" -".contains(&b))
}

/// Whether ten digits with the right check digit stand by themselves, together or as 3, 3 and 4 with
/// spaces or hyphens. Inside a longer number, or after letters and a hyphen, they are something else.
fn has_nhs_number(cell: &str) -> bool {
    let characters: Vec<char> = cell.chars().collect();
    (0..characters.len()).any(|at| {
        let begins = at == 0 || !joins(characters[at - 1]);
        begins && nhs_number(&characters[at..]).is_some_and(ends_alone)
    })
}

/// Whether a character makes one word of what stands on both sides of it.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+')
}

/// Whether a number ends before this: spreadsheets write whole numbers with `.0` at times.
fn ends_alone(rest: &[char]) -> bool {
    match rest {
        ['.', rest @ ..] => rest.iter().all(|c| *c == '0' || c.is_whitespace()),
        [c, ..] => !joins(*c),
        [] => true,
    }
}

/// What follows the NHS number that this begins with.
fn nhs_number(text: &[char]) -> Option<&[char]> {
    let mut digits = [0_u8; 10];
    let mut rest = text;
    let gap = text.get(3).copied().filter(|c| *c == '-' || c.is_whitespace());
    for (nth, digit) in digits.iter_mut().enumerate() {
        if let (Some(gap), 3 | 6) = (gap, nth) {
            rest = rest.strip_prefix(&[gap])?;
        }
        let (first, others) = rest.split_first()?;
        *digit = python::decimal_digit(*first)?;
        rest = others;
    }
    is_nhs_number(digits).then_some(rest)
}

/// The check digit of NHS numbers, by modulus 11. One digit ten times over is nobody's number.
fn is_nhs_number(digits: [u8; 10]) -> bool {
    let weighted = digits[..9].iter().zip((2..=10).rev()).map(|(d, weight)| u32::from(*d) * weight);
    let check = (11 - weighted.sum::<u32>() % 11) % 11;
    check == u32::from(digits[9]) && digits.iter().any(|digit| *digit != digits[0])
}

/// Whether both halves of a postcode stand here: with a space between them anywhere, or without one
/// as the whole cell, if that has a length of those `together`.
fn has_full_postcode(cell: &str, together: RangeInclusive<usize>) -> bool {
    let halves = |(outward, inward): (&str, &str)| is_outward(outward) && is_inward(inward);
    let is_whole = together.contains(&cell.len()) && cell.is_ascii();
    is_whole && halves(cell.split_at(cell.len() - 3)) || cell.len() >= 6 && is_spaced(cell)
}

fn is_spaced(cell: &str) -> bool {
    if !cell.contains(char::is_whitespace) {
        return false;
    }
    let mut words = cell.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace());
    words.any(|words| {
        let words: Vec<&str> = words.split_whitespace().collect();
        words.windows(2).any(|pair| is_outward(pair[0]) && is_inward(pair[1]))
    })
}

/// The first half: an area, then a digit, two digits, or a digit and a letter.
fn is_outward(text: &str) -> bool {
    if !text.is_ascii() || !(2..=4).contains(&text.len()) {
        return false;
    }
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (area, district) = text.split_at(letters);
    let is_district = match district.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [digit, last] => digit.is_ascii_digit() && last.is_ascii_alphanumeric(),
        _ => false,
    };
    is_district && AREAS.iter().any(|known| known.eq_ignore_ascii_case(area))
}

/// The second half: a digit and two letters, of which some are never used.
fn is_inward(text: &str) -> bool {
    let is_unit = |letter: u8| {
        letter.is_ascii_alphabetic() && !b"CIKMOV".contains(&letter.to_ascii_uppercase())
    };
    matches!(*text.as_bytes(), [digit, a, b] if digit.is_ascii_digit() && is_unit(a) && is_unit(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_numbers() {
        for (cell, found) in [
            ("9434765919", true),
            ("943 476 5919", true),
            ("943-476-5919", true),
            ("943\u{a0}476\u{a0}5919", true),
            ("9434765919.0", true),
            ("NHS: 9434765919, ward 3", true),
            ("(9434765870)", true),
            ("٩٤٣٤٧٦٥٩١٩", true),
            // A wrong check digit, a wrong length, other groups.
            ("9434765918", false),
            ("943476591", false),
            ("94347659190", false),
            ("94347 65919", false),
            ("943 476-5919", false),
            // Parts of something longer.
            ("HOOT-9434765919", false),
            ("A9434765919", false),
            ("9434765919.5", false),
            ("9434765919-01", false),
            ("+9434765919", false),
            // Place holders.
            ("0000000000", false),
            ("1111111111", false),
            ("HOOT-12345", false),
            ("", false),
        ] {
            let expected = found.then_some(CellFault::NhsNumber);
            assert_eq!(identifier(cell, None), expected, "{cell}");
        }
    }

    #[test]
    fn full_postcodes() {
        for (cell, found) in [
            ("CB2 1TN", true),
            ("cb2 1tn", true),
            ("SW1A 1AA", true),
            ("M1 1AE", true),
            ("B15\t2TT", true),
            ("SW1A1AA", true),
            ("CB21TN", true),
            ("12 Mill Lane, Cambridge CB2  1TN.", true),
            // A half, letters that no postcode has, areas that don't exist.
            ("CB2", false),
            ("CB2 1T", false),
            ("CB2 1CN", false),
            ("QQ2 1TN", false),
            ("M13FW", false),
            ("HOOT-CB21TN", false),
            ("LSK109", false),
            ("ARTIC v3", false),
            ("é 1AA", false),
        ] {
            let expected = found.then_some(CellFault::FullPostcode);
            assert_eq!(identifier(cell, Some(Kind::Text { max: 48 })), expected, "{cell}");
        }
        assert_eq!(identifier("B123AB", Some(Kind::SampleId)), None);
        assert_eq!(identifier("B12 3AB", Some(Kind::SampleId)), Some(CellFault::FullPostcode));
        for kind in [Kind::County, Kind::OuterPostcode] {
            assert_eq!(identifier("M11AE", Some(kind)), Some(CellFault::FullPostcode));
            assert_eq!(identifier("M1", Some(kind)), None);
        }
    }
}
