//! The strings of a workbook. Their characters take one byte or two, and a long one goes on in the next
//! record, where it may change from one to the other ([MS-XLS] §2.5.293, §2.5.294).

use super::records::{Record, Records, bytes_at, u8_at, u16_at};
use crate::budget::Budget;
use sheet::book::OpenError;

pub(super) const CONTINUE: u16 = 0x003C;

/// A string behind its count of characters; the count takes one byte or two.
pub(super) fn short(data: &[u8]) -> Result<String, OpenError> {
    characters(data.get(1..), u8_at(data, 0)?.into())
}

/// A string behind its count of characters in two bytes.
pub(super) fn long(data: &[u8]) -> Result<String, OpenError> {
    characters(data.get(2..), u16_at(data, 0)?.into())
}

fn characters(data: Option<&[u8]>, count: usize) -> Result<String, OpenError> {
    let data = data.ok_or(OpenError::Corrupt)?;
    let wide = u8_at(data, 0)? & 1 != 0;
    let bytes = data.get(1..).and_then(|rest| rest.get(..count << u32::from(wide)));
    let mut units = Vec::new();
    push_units(&mut units, bytes.ok_or(OpenError::Corrupt)?, wide);
    Ok(String::from_utf16_lossy(&units))
}

fn push_units(units: &mut Vec<u16>, bytes: &[u8], wide: bool) {
    match wide {
        true => units.extend(bytes.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair))),
        false => units.extend(bytes.iter().map(|byte| u16::from(*byte))),
    }
}

/// The shared strings out of the record that lists them and those that go on with it (§2.4.265).
pub(super) fn shared<'a>(
    first: Record<'a>,
    records: &mut Records<'a>,
    budget: &mut Budget,
) -> Result<Vec<String>, OpenError> {
    let count = u32::from_le_bytes(bytes_at(first.data, 4)?);
    let mut list = List { data: first.data.get(8..).unwrap_or_default(), records };
    let mut strings = Vec::new();
    for _ in 0..count {
        let string = list.string()?;
        budget.take(string.len())?;
        strings.push(string);
    }
    Ok(strings)
}

/// What is left of a record, and the records after it.
struct List<'l, 'a> {
    data: &'a [u8],
    records: &'l mut Records<'a>,
}

impl List<'_, '_> {
    fn string(&mut self) -> Result<String, OpenError> {
        if self.data.is_empty() {
            self.go_on()?;
        }
        // A string's head is never split.
        let (count, flags) = (usize::from(u16_at(self.data, 0)?), u8_at(self.data, 2)?);
        let mut head = 3;
        let mut tail = 0_usize;
        if flags & 8 != 0 {
            tail += 4 * usize::from(u16_at(self.data, head)?);
            head += 2;
        }
        if flags & 4 != 0 {
            tail += u32::from_le_bytes(bytes_at(self.data, head)?) as usize;
            head += 4;
        }
        self.data = self.data.get(head..).ok_or(OpenError::Corrupt)?;
        let string = self.characters(count, flags & 1 != 0)?;
        self.skip(tail)?;
        Ok(string)
    }

    fn characters(&mut self, count: usize, mut wide: bool) -> Result<String, OpenError> {
        let mut units = Vec::new();
        loop {
            let left = (count - units.len()) << u32::from(wide);
            // A character of two bytes isn't split.
            let here = left.min(self.data.len() & !usize::from(wide));
            let (bytes, rest) = self.data.split_at(here);
            push_units(&mut units, bytes, wide);
            self.data = rest;
            if units.len() == count {
                return Ok(String::from_utf16_lossy(&units));
            }
            self.go_on()?;
            wide = u8_at(self.data, 0)? & 1 != 0;
            self.data = &self.data[1..];
        }
    }

    /// Passes over what stands behind a string: where its fonts change, and how it is pronounced.
    fn skip(&mut self, mut count: usize) -> Result<(), OpenError> {
        while count > self.data.len() {
            count -= self.data.len();
            self.go_on()?;
        }
        self.data = &self.data[count..];
        Ok(())
    }

    fn go_on(&mut self) -> Result<(), OpenError> {
        self.data = self.records.next_of(CONTINUE).ok_or(OpenError::Corrupt)?.data;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    #[test]
    fn a_string_goes_on_in_the_next_record_and_changes_its_width() {
        let head = [0, 0, 0, 0, 3, 0, 0, 0];
        let first = [&head[..], b"\x02\0\x00ab", b"\x05\0\x08\x01\0ab"].concat();
        let second = b"\x01c\0\xE9\x01d\0";
        let third = [&b"FONT"[..], b"\x01\0\x01\xE9\0"].concat();
        let stream =
            [record(0xFC, &first), record(CONTINUE, second), record(CONTINUE, &third)].concat();
        let mut records = Records::new(&stream);
        let list = records.next().unwrap();
        assert_eq!(
            shared(list, &mut records, &mut Budget::default()),
            Ok(vec!["ab".into(), "abcǩd".into(), "é".into()])
        );
    }

    #[test]
    fn a_count_that_lies_ends_with_the_records() {
        let stream = record(0xFC, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, b'a']);
        let mut records = Records::new(&stream);
        let list = records.next().unwrap();
        assert_eq!(shared(list, &mut records, &mut Budget::default()), Err(OpenError::Corrupt));
    }
}
