//! bytes → text.

use super::MAX_BYTES;
use super::error::ReadError;
use crate::book::{OLE, ZIP};
use crate::text::{self, Encoding};
use std::borrow::Cow;

/// The text of a file, and how its bytes stood for characters: as they were said to, or as they show.
pub(super) fn text(
    bytes: &[u8],
    asked: Option<Encoding>,
) -> Result<(Cow<'_, str>, Encoding), ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    refuse_other_formats(bytes, asked)?;
    match asked {
        Some(encoding) => {
            let text = text::decode_as(bytes, encoding).map_err(|fault| ReadError::OtherEncoding {
                encoding: encoding.name(),
                line: fault.line,
            });
            Ok((text?, encoding))
        }
        None => {
            let (text, encoding) =
                text::decode(bytes).map_err(|fault| ReadError::Encoding { line: fault.line })?;
            match is_no_text(&text, encoding) {
                true => Err(ReadError::NotATable),
                false => Ok((text, encoding)),
            }
        }
    }
}

fn refuse_other_formats(bytes: &[u8], asked: Option<Encoding>) -> Result<(), ReadError> {
    const OTHERS: [&[u8]; 6] =
        [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x1F\x8B", b"{\\rtf"];
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return Err(ReadError::Workbook);
    }
    // Bytes below the tab appear in no text, but many letters of UTF-16 hold one.
    let head = &bytes[..bytes.len().min(4096)];
    let is_utf16 =
        text::is_utf16(bytes) || matches!(asked, Some(Encoding::Utf16Le | Encoding::Utf16Be));
    let binary = !is_utf16 && is_binary(head.iter().map(|byte| u32::from(*byte)));
    match binary || OTHERS.iter().any(|magic| bytes.starts_with(magic)) {
        true => Err(ReadError::NotATable),
        false => Ok(()),
    }
}

/// Whether there are more characters than a scanner slips in that stand in no text.
fn is_binary(characters: impl Iterator<Item = u32>) -> bool {
    let (all, strange) = characters.fold((0, 0), |(all, strange), character| {
        (all + 1, strange + usize::from((1..=8).contains(&character)))
    });
    strange > 4 || strange * 20 > all
}

/// Whether characters say that this was never written as text. A NUL in one cell of a good UTF-8 file
/// is a problem of that cell.
fn is_no_text(text: &str, encoding: Encoding) -> bool {
    is_binary(text.chars().take(4096).map(u32::from))
        || encoding != Encoding::Utf8 && text.contains('\0')
}
