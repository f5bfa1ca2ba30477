//! Small things about text: what a file is written in, what a heading means, how rows are named.

use std::borrow::Cow;

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first: Excel's *Unicode text*.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252: what Excel writes as plain *CSV* in western Europe.
    Windows1252,
}

impl Encoding {
    /// Every one.
    pub const ALL: [Encoding; 4] =
        [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }
}

/// The text can't be read: the number of the first line that doesn't fit the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undecodable {
    pub(crate) line: usize,
}

/// Whether bytes are UTF-16, by their mark or by the zeros in the ASCII that a heading is.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..])
}

/// Reads bytes as text, in the encoding that they prove or, failing that, suggest.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Undecodable> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(|t| (t, Encoding::Utf16Le)),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(|t| (t, Encoding::Utf16Be)),
        // A heading is ASCII, so without a mark the zero bytes tell which half comes first.
        [_, 0, _, 0, ..] => utf16(bytes, u16::from_le_bytes).map(|t| (t, Encoding::Utf16Le)),
        [0, _, 0, _, ..] => utf16(bytes, u16::from_be_bytes).map(|t| (t, Encoding::Utf16Be)),
        _ => single_bytes_or_utf8(bytes),
    }
}

/// Reads bytes as text in an encoding that was asked for. A mark at their beginning is dropped.
pub(crate) fn decode_as(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Undecodable> {
    let text = match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| Undecodable { line: lines(&bytes[..error.valid_up_to()]) }),
        Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes),
        Encoding::Windows1252 => windows_1252(bytes),
    };
    let text = without_mark(text?);
    // A zero is no character of a table; in UTF-8 it is left to the cell that holds it.
    match text.find('\0').filter(|_| encoding != Encoding::Utf8) {
        Some(at) => Err(Undecodable { line: lines(&text.as_bytes()[..at]) }),
        None => Ok(text),
    }
}

fn single_bytes_or_utf8(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((without_mark(Cow::Borrowed(text)), Encoding::Utf8)),
        Err(error) => {
            let valid = &bytes[..error.valid_up_to()];
            // Accented letters that are good UTF-8, before or after, show that the file is UTF-8 and
            // damaged: reading it as anything else would turn them into two wrong letters each.
            match bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
                true => Err(Undecodable { line: lines(valid) }),
                false => windows_1252(bytes).map(|text| (text, Encoding::Windows1252)),
            }
        }
    }
}

fn without_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Cow::Owned(text) => match text.strip_prefix('\u{FEFF}') {
            Some(rest) => Cow::Owned(rest.to_owned()),
            None => Cow::Owned(text),
        },
    }
}

fn lines(bytes: &[u8]) -> usize {
    1 + bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, Undecodable> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for read in char::decode_utf16(units) {
        match read {
            Ok(character) => text.push(character),
            Err(_) => return Err(Undecodable { line: lines(text.as_bytes()) }),
        }
    }
    match bytes.len() % 2 {
        0 => Ok(without_mark(Cow::Owned(text))),
        _ => Err(Undecodable { line: lines(text.as_bytes()) }),
    }
}

fn windows_1252(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable> {
    // Most files have no other characters than ASCII, and stand there as they are.
    if let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii()) {
        return Ok(Cow::Borrowed(text));
    }
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let ascii = bytes[at..].iter().take_while(|byte| byte.is_ascii()).count();
        text.extend(std::str::from_utf8(&bytes[at..at + ascii]));
        at += ascii;
        if let Some(byte) = bytes.get(at) {
            let at_fault = || Undecodable { line: lines(&bytes[..at]) };
            text.push(windows_1252_char(*byte).ok_or_else(at_fault)?);
            at += 1;
        }
    }
    Ok(Cow::Owned(text))
}

fn windows_1252_char(byte: u8) -> Option<char> {
    // The block 0x80–0x9F as Microsoft's code page 1252 defines it; five bytes have no meaning.
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => Some(HIGH[usize::from(byte - 0x80)]).filter(|c| *c != '\0'),
        _ => Some(char::from(byte)),
    }
}

/// A heading without what people vary: case, spaces, underscores, hyphens.
pub(crate) fn normalised(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !(c.is_whitespace() || *c == '_' || *c == '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The letters that a spreadsheet shows above a column: 0 is `A`, 26 is `AA`.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut left = index + 1;
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// How many runs of row numbers a sentence names before it only counts.
pub const RUNS: usize = 8;

/// Row numbers for people, runs joined: `2–97, 99`. At most `most` runs, then how many rows more.
pub fn ranges(rows: &[u32], most: usize) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let shown = runs.iter().take(most).map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    let hidden: u32 = runs.iter().skip(most).map(|(first, last)| last - first + 1).sum();
    if hidden > 0 {
        text.push_str(&format!(" and {hidden} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn one_text_in_every_encoding() {
        let text = "id,adm2\r\nA,Ynys Môn\r\n";
        let latin = text.replace('ô', "?").into_bytes();
        let latin = latin.into_iter().map(|b| if b == b'?' { 0xF4 } else { b }).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::Utf8),
            (utf16_bytes(&format!("\u{FEFF}{text}"), u16::to_le_bytes), Encoding::Utf16Le),
            (utf16_bytes(&format!("\u{FEFF}{text}"), u16::to_be_bytes), Encoding::Utf16Be),
            (utf16_bytes(text, u16::to_le_bytes), Encoding::Utf16Le),
            (utf16_bytes(text, u16::to_be_bytes), Encoding::Utf16Be),
            (latin, Encoding::Windows1252),
        ] {
            assert_eq!(decode(&bytes), Ok((Cow::Borrowed(text), encoding)), "{encoding:?}");
        }
    }

    #[test]
    fn damaged_text_names_its_line() {
        assert_eq!(decode(b"a\nM\xC3\xB4n\n\xFF"), Err(Undecodable { line: 3 }));
        assert_eq!(decode(b"a\nb\x81"), Err(Undecodable { line: 2 }));
        assert_eq!(decode(b"\xFF\xFEa\0\n\0\x00\xD8b\0"), Err(Undecodable { line: 2 }));
    }

    #[test]
    fn columns_are_lettered_as_spreadsheets_letter_them() {
        for (index, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (65, "BN"), (702, "AAA")] {
            assert_eq!(column_letters(index), letters);
        }
    }

    #[test]
    fn rows_are_joined_into_ranges() {
        assert_eq!(ranges(&[2, 3, 4, 9], 5), "2–4, 9");
        assert_eq!(ranges(&[2, 4, 6, 7], 2), "2, 4 and 2 more");
        assert_eq!(ranges(&[], 2), "");
    }
}
