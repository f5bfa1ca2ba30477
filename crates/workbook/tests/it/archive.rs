//! Archives by hand.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP archive of these files.
pub(crate) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &[u8] = b"<Types/>";
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="r" Target="xl/workbook.xml"
    Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#;
const WORKBOOK: &[u8] =
    br#"<workbook><sheets><sheet name="Samples" sheetId="1" r:id="a"/></sheets></workbook>"#;
const OF_WORKBOOK: &[u8] = br#"<Relationships>
    <Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
    <Relationship Id="b" Type="x/sharedStrings" Target="sharedStrings.xml"/>
    <Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>"#;

/// The smallest XLSX around the XML of a page and of shared strings.
pub(crate) fn xlsx(page: &[u8], strings: &[u8]) -> Vec<u8> {
    xlsx_with(WORKBOOK, OF_WORKBOOK, page, strings)
}

/// The same with a main part of one's own.
pub(crate) fn xlsx_with(
    workbook: &[u8],
    of_workbook: &[u8],
    page: &[u8],
    strings: &[u8],
) -> Vec<u8> {
    zipped(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", of_workbook),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", page),
    ])
}

/// The XML of a page with these rows.
pub(crate) fn page(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

pub(crate) const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// The smallest ODS around the XML of a table's rows.
pub(crate) fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='Samples'>\
         {rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", SPREADSHEET), ("content.xml", content.as_bytes())])
}
