//! The parts of a workbook that is a ZIP archive. They are unpacked while they are read, and counted:
//! what the archive says of their sizes is not believed.

use crate::xml::Xml;
use sheet::book::OpenError;
use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;

/// The most bytes that the parts of a workbook may unpack to. 100,000 rows of all columns are 0.3 GB.
pub const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// The parts of one workbook.
pub(crate) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Their places, until they have been read.
    places: HashMap<String, usize>,
    left: u64,
}

/// A part while it is unpacked.
pub(crate) type Part<'p, 'a> = BufReader<Counted<'p, ZipFile<'p, Cursor<&'a [u8]>>>>;

impl<'a> Parts<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Parts<'a>, OpenError> {
        Parts::within(bytes, MAX_UNPACKED)
    }

    /// The parts of a workbook that may unpack to so many bytes.
    fn within(bytes: &'a [u8], left: u64) -> Result<Parts<'a>, OpenError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| OpenError::Corrupt)?;
        let named = |place| zip.name_for_index(place)?.ok().map(|name| (key(&name), place));
        let places = (0..zip.len()).filter_map(named).collect();
        Ok(Parts { zip, places, left })
    }

    /// Whether there is a part that hasn't been read.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&key(name))
    }

    /// A part as bytes; none where there is no such part. Each is read once only: a workbook that
    /// names the same part a thousand times would be read for hours.
    pub(crate) fn take(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, OpenError> {
        let Some(place) = self.places.remove(&key(name)) else { return Ok(None) };
        let file = self.zip.by_index(place).map_err(|_| OpenError::Corrupt)?;
        Ok(Some(BufReader::new(Counted { inner: file, left: &mut self.left })))
    }

    /// A part as XML.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<Xml<Part<'_, 'a>>>, OpenError> {
        Ok(self.take(name)?.map(Xml::new))
    }
}

/// Names are compared without regard to case (ECMA-376 part 2 §6.2.2.3), and some programs on Windows
/// write backslashes.
fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

/// A reader that gives no more than what is left.
pub(crate) struct Counted<'p, R> {
    inner: R,
    left: &'p mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => *self.left = left,
            None => return Err(io::Error::other(OpenError::UnpacksTooLarge)),
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Piece;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    const PART: usize = 1_000_000;

    /// Two parts of a million bytes each, which take two thousand.
    fn bomb() -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["xl\\One.xml", "two.xml"] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            let text = format!("<a>{}</a>", " ".repeat(PART - 7));
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(parts: &mut Parts, name: &str) -> Result<(), OpenError> {
        let mut xml = parts.xml(name)?.unwrap();
        while !matches!(xml.next()?, Piece::Eof) {}
        Ok(())
    }

    #[test]
    fn what_is_unpacked_is_counted_over_all_parts() {
        let bytes = bomb();
        assert!(bytes.len() < 5_000);
        let mut parts = Parts::within(&bytes, 2 * PART as u64).unwrap();
        assert_eq!(
            (read(&mut parts, "/XL/one.xml"), read(&mut parts, "two.xml")),
            (Ok(()), Ok(()))
        );
        let mut parts = Parts::within(&bytes, 2 * PART as u64 - 1).unwrap();
        assert_eq!(read(&mut parts, "xl/one.xml"), Ok(()));
        assert_eq!(read(&mut parts, "two.xml"), Err(OpenError::UnpacksTooLarge));
    }

    #[test]
    fn the_size_that_an_archive_declares_is_not_believed() {
        let mut bytes = bomb();
        let declared = (PART as u32).to_le_bytes();
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == declared).collect();
        assert!(places.len() >= 2);
        for place in places {
            bytes[place..place + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
        let mut parts = Parts::within(&bytes, PART as u64 / 2).unwrap();
        assert!(matches!(
            read(&mut parts, "two.xml"),
            Err(OpenError::UnpacksTooLarge | OpenError::Corrupt)
        ));
    }

    #[test]
    fn a_part_is_read_once() {
        let bytes = bomb();
        let mut parts = Parts::new(&bytes).unwrap();
        assert!(parts.has("two.xml") && read(&mut parts, "two.xml").is_ok());
        assert!(!parts.has("two.xml") && parts.take("two.xml").is_ok_and(|part| part.is_none()));
    }
}
