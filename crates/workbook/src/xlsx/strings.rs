//! The strings of a workbook, which its cells name by number, and those that stand in cells.

use crate::budget::{Budget, bounded};
use crate::parts::Parts;
use crate::xml::{Piece, Xml, attribute};
use sheet::book::OpenError;
use std::borrow::Cow;
use std::io::BufRead;

/// The shared strings (ECMA-376 part 1 §18.4), one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(
        parts: &mut Parts,
        path: &str,
        budget: &mut Budget,
    ) -> Result<Strings, OpenError> {
        let mut strings = Strings::default();
        let Some(mut xml) = parts.xml(path)? else { return Ok(strings) };
        loop {
            match xml.next()? {
                Piece::Start(element) if element.local_name().as_ref() == "si" => {
                    let start = strings.text.len();
                    rich_text(&mut xml, &mut strings.text)?;
                    strings.ends.push(strings.text.len());
                    budget.take(strings.text.len() - start)?;
                }
                Piece::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    /// A string by its number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

/// Adds the text of the element that was begun last: its runs, without the reading aids of Japanese.
pub(super) fn rich_text<R: BufRead>(xml: &mut Xml<R>, out: &mut String) -> Result<(), OpenError> {
    let mut runs = 0_usize;
    let mut text = String::new();
    loop {
        match xml.next()? {
            Piece::Start(element) => match element.local_name().as_ref() {
                "t" => {
                    let kept =
                        attribute(&element, "space")?.is_some_and(|space| space == "preserve");
                    text.clear();
                    xml.text(&mut text)?;
                    // Excel does so; other spaces, such as one that doesn't break, stay.
                    let shown =
                        if kept { &text } else { text.trim_matches([' ', '\t', '\r', '\n']) };
                    out.push_str(&without_escapes(shown));
                    bounded(out)?;
                }
                "r" => runs += 1,
                _ => xml.skip()?,
            },
            Piece::End if runs == 0 => return Ok(()),
            Piece::End => runs -= 1,
            _ => {}
        }
    }
}

/// A text with its escapes undone: `_x000D_` is the character that XML can't hold (ECMA-376 part 1
/// §22.9.2.19), `_x005F_` an underscore.
pub(super) fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        match escaped(rest) {
            Some(unit) => {
                units.push(unit);
                rest = &rest[7..];
            }
            None => {
                units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    Cow::Owned(String::from_utf16_lossy(&units))
}

fn escaped(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let ends = text.as_bytes().get(6) == Some(&b'_');
    u16::from_str_radix(digits, 16).ok().filter(|_| is_hex && ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (text, expect) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("é_x00", "é_x00"),
            ("lib_x12_y", "lib_x12_y"),
            ("_x+123_", "_x+123_"),
            ("_xD83D_", "\u{FFFD}"),
        ] {
            assert_eq!(without_escapes(text), expect, "{text}");
        }
    }
}
