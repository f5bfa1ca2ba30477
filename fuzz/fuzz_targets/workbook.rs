//! Any workbook, and any page put into a good one: it opens, or it is refused with a sentence, and
//! what opens is read like any other sheet.

#![no_main]

use fuzz::{comes_back, judge};
use libfuzzer_sys::fuzz_target;
use sheet::book::Book;
use sheet::choices::Choices;
use sheet::read::{headings_of_book, read_book};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Samples" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const OF_WORKBOOK: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="49"/></cellXfs></styleSheet>"#;
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

fuzz_target!(|bytes: &[u8]| {
    open(bytes);
    // An archive's checksums hide what is in it from mutations, so pages are tried bare as well.
    if bytes.starts_with(b"<") {
        open(&xlsx(bytes));
        open(&archive(&[("mimetype", ODS.as_bytes()), ("content.xml", bytes)]));
    }
});

fn open(bytes: &[u8]) {
    match workbook::open(bytes) {
        Ok(book) => read(&book),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn read(book: &Book) {
    for page in &book.pages {
        let places = page.notes.iter().map(|note| (note.row, note.column));
        assert!(places.clone().all(|(row, _)| row > 0));
        assert!(places.is_sorted(), "notes stand in the order of rows and columns");
    }
    let _ = headings_of_book(book, &Choices::default());
    match read_book(book, &Choices::default()) {
        Ok(sheet) => {
            comes_back(&sheet);
            judge(sheet);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn xlsx(page: &[u8]) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", OF_WORKBOOK.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", page),
    ])
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in parts {
        archive.start_file(*name, stored).expect("memory");
        archive.write_all(part).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}
