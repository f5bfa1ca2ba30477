//! Names that a person can take for one another.

use std::collections::BTreeMap;

/// Names that differ only by case, by letters and digits that look alike (O and 0; I, l and 1; those of other
/// scripts) or by the kind of dash or space: for each of them, its place and that of another like it.
pub(crate) fn pairs(names: &[&str]) -> Vec<(usize, usize)> {
    let hashed = names.iter().enumerate().map(|(place, name)| (look_of(name), place));
    let mut by_look: Vec<(u64, usize)> = hashed.collect();
    by_look.sort_unstable();
    let mut pairs = BTreeMap::new();
    for of_one_hash in by_look.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        for (_, place) in of_one_hash {
            let is_like = |(_, other): &&(u64, usize)| {
                other != place && look(names[*other]).eq(look(names[*place]))
            };
            if let Some((_, other)) = of_one_hash.iter().find(is_like) {
                pairs.insert(*place, *other);
            }
        }
    }
    pairs.into_iter().collect()
}

/// What two names that look alike have in common; hardly ever two that don't.
pub(crate) fn look_of(name: &str) -> u64 {
    // FNV-1a, letter by letter: it is done for every row, and who is in doubt looks at the names.
    let with = |hash: u64, c: u32| (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    let begin = 0xcbf2_9ce4_8422_2325;
    match name.is_ascii() && !name.contains("  ") {
        true => name.bytes().map(|byte| look_of_ascii(byte).into()).fold(begin, with),
        false => look(name).map(u32::from).fold(begin, with),
    }
}

/// What [`look`] makes of one letter of ASCII, of which nearly every name is.
fn look_of_ascii(letter: u8) -> u8 {
    match letter.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        letter => letter,
    }
}

/// A name as it looks at a glance.
fn look(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().map(narrow).flat_map(char::to_lowercase).map(latin);
    let mut before = None;
    letters.filter(move |c| before.replace(*c) != Some(' ') || *c != ' ').map(|c| match c {
        'o' => '0',
        'i' | 'l' => '1',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    })
}

/// The character of ASCII for the wide one of East Asian fonts, and a space for any other.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c if !c.is_ascii() && c.is_whitespace() => ' ',
        c => c,
    }
}

/// The Latin letter as which a capital or small letter of the Cyrillic or Greek script can be read.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'ζ' => 'z',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_ascii_look_as_any_other_letter() {
        for letter in 0..128_u8 {
            let text = char::from(letter).to_string();
            assert!(look(&text).eq([char::from(look_of_ascii(letter))]), "{letter}");
        }
    }

    #[test]
    fn names_that_look_alike() {
        for (a, b, alike) in [
            ("HOOT-1", "hoot-1", true),
            ("HOOT-10", "HOOT-1O", true),
            ("HOOT-l1", "H00T-I1", true),
            ("HOOT-1", "HOOT–1", true),
            ("HOOT A", "HOOT\u{a0}A", true),
            ("HOOT A", "HOOT  A", true),
            ("HOOT-2", "HOOT-２", true),
            ("HOOT-1", "НООТ-1", true),
            ("HOOT A", "HOOTA", false),
            ("HOOT-1", "HOOT-2", false),
            ("HOOT-1", "HOOT-11", false),
            ("HOOT-1", "HOOT1", false),
        ] {
            let expected = if alike { vec![(0, 1), (1, 0)] } else { vec![] };
            assert_eq!(pairs(&[a, b]), expected, "{a} {b}");
        }
        assert_eq!(pairs(&["A-1", "B-1", "a-1", "a-l"]), [(0, 2), (2, 0), (3, 0)]);
    }
}
