//! The records that a stream is made of ([MS-XLS] §2.1.4): a type, a length, and so many bytes.

use sheet::book::OpenError;

/// One record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
}

/// The records of a stream.
pub(super) struct Records<'a> {
    stream: &'a [u8],
    /// How many bytes have been read.
    pub(super) read: usize,
}

impl<'a> Records<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Records<'a> {
        Records { stream, read: 0 }
    }

    /// The next record. Every part of a workbook ends with a record that says so.
    pub(super) fn next(&mut self) -> Result<Record<'a>, OpenError> {
        let record = self.peek().ok_or(OpenError::Corrupt)?;
        self.read += 4 + record.data.len();
        Ok(record)
    }

    /// The next record if it is of this kind.
    pub(super) fn next_of(&mut self, kind: u16) -> Option<Record<'a>> {
        let record = self.peek().filter(|record| record.kind == kind)?;
        self.read += 4 + record.data.len();
        Some(record)
    }

    fn peek(&self) -> Option<Record<'a>> {
        let rest = &self.stream[self.read..];
        let (kind, length) = (u16_at(rest, 0).ok()?, u16_at(rest, 2).ok()?);
        let data = rest.get(4..4 + usize::from(length))?;
        Some(Record { kind, data })
    }
}

pub(super) fn u8_at(data: &[u8], at: usize) -> Result<u8, OpenError> {
    data.get(at).copied().ok_or(OpenError::Corrupt)
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Result<u16, OpenError> {
    Ok(u16::from_le_bytes(bytes_at(data, at)?))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Result<u32, OpenError> {
    Ok(u32::from_le_bytes(bytes_at(data, at)?))
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Result<f64, OpenError> {
    Ok(f64::from_le_bytes(bytes_at(data, at)?))
}

pub(super) fn bytes_at<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], OpenError> {
    let bytes = data.get(at..).and_then(|rest| rest.first_chunk());
    bytes.copied().ok_or(OpenError::Corrupt)
}
