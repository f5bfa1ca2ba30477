//! Files that were made to do harm. Each ends in one sentence, soon, with little memory.

use crate::archive::{SPREADSHEET, ods, page, xlsx, xlsx_with, zipped};
use sheet::book::OpenError;
use sheet::read::MAX_BYTES;
use workbook::open;

#[test]
fn other_files_under_the_name_of_a_workbook() {
    let docx = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#),
        ("word/document.xml", b"<w:document/>"),
    ]);
    let odt = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<a/>"),
    ]);
    let no_relations = zipped(&[("[Content_Types].xml", b"<Types/>")]);
    let files = zipped(&[("results.csv", b"a,b")]);
    for bytes in
        [&docx[..], &odt, &no_relations, &files, b"", b"%PDF-1.7", b"a,b\n1,2\n", b"<html>"]
    {
        assert_eq!(open(bytes), Err(OpenError::NotAWorkbook));
    }
    let xlsb = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", br#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>"#),
        ("xl/workbook.bin", b"\x83\x01\0"),
    ]);
    assert_eq!(open(&xlsb), Err(OpenError::OtherFormat));
}

#[test]
fn a_file_over_64_megabytes_is_not_looked_at() {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(MAX_BYTES + 1, 0);
    assert_eq!(open(&bytes), Err(OpenError::TooLarge));
}

/// The error that a page of these rows ends in.
fn refused(rows: &str) -> OpenError {
    open(&xlsx(&page(rows), b"<sst/>")).unwrap_err()
}

#[test]
fn a_million_columns() {
    let cells = "<c><v>1</v></c>".repeat(1_000_000);
    assert_eq!(refused(&format!("<row>{cells}</row>")), OpenError::TooManyColumns);
    assert_eq!(refused("<row><c r='BDWGN1'><v>1</v></c></row>"), OpenError::TooManyColumns);
}

#[test]
fn a_cell_at_the_far_end_costs_no_grid() {
    let far = page("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>");
    let book = open(&xlsx(&far, b"<sst/>")).unwrap();
    assert_eq!(book.pages[0].rows.len(), 1_048_575 + 16_383 + 2);
    let column: String =
        (1..=10_000).map(|row| format!("<row><c r='XFD{row}'><v>1</v></c></row>")).collect();
    assert_eq!(refused(&column), OpenError::TooManyCells);
}

#[test]
fn one_long_string_named_by_every_cell() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(1_000_000));
    let cells = format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(10_000));
    assert_eq!(open(&xlsx(&page(&cells), strings.as_bytes())), Err(OpenError::TooManyCells));
}

#[test]
fn a_string_of_endless_runs() {
    let run = format!("<r><t>{}</t></r>", "a".repeat(8 * 1024 * 1024));
    let strings = format!("<sst><si>{}</si></sst>", run.repeat(17));
    assert_eq!(open(&xlsx(&page(""), strings.as_bytes())), Err(OpenError::TooManyCells));
}

#[test]
fn a_billion_laughs() {
    let entities: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let laughs = |root: &str| format!("<!DOCTYPE a [<!ENTITY l0 \"ha\">{entities}]>{root}");
    let strings = laughs("<sst><si><t>&l9;</t></si></sst>");
    let cell = page("<row><c t='s'><v>0</v></c></row>");
    assert_eq!(open(&xlsx(&cell, strings.as_bytes())), Err(OpenError::Corrupt));
    let attribute = laughs("<worksheet><sheetData><row r='&l9;'/></sheetData></worksheet>");
    assert_eq!(open(&xlsx(attribute.as_bytes(), b"<sst/>")), Err(OpenError::Corrupt));
    let outside =
        laughs("<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>");
    assert!(open(&xlsx(outside.as_bytes(), b"<sst/>")).is_ok());
    let file =
        "<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><sst><si><t>&f;</t></si></sst>";
    assert_eq!(open(&xlsx(&cell, file.as_bytes())), Err(OpenError::Corrupt));
}

#[test]
fn a_million_elements_within_each_other() {
    let deep = "<x>".repeat(1_000_000) + &"</x>".repeat(1_000_000);
    let cell = format!("<row><c>{deep}<v>1</v></c></row>");
    assert_eq!(open(&xlsx(&page(&cell), b"<sst/>")).unwrap().pages[0].rows, "1\n");
}

#[test]
fn a_page_that_is_listed_many_times() {
    let sheet = "<sheet name='S' r:id='a'/>".repeat(1_000);
    let workbook = format!("<workbook><sheets>{sheet}</sheets></workbook>");
    let of_workbook = b"<Relationships><Relationship Id='a' Type='x/worksheet' Target='worksheets/sheet1.xml'/></Relationships>";
    let cell = page("<row><c><v>1</v></c></row>");
    let bytes = xlsx_with(workbook.as_bytes(), of_workbook, &cell, b"<sst/>");
    assert_eq!(open(&bytes), Err(OpenError::Corrupt));
}

#[test]
fn rows_and_columns_that_are_repeated_for_ever() {
    let cell = |count: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated='{count}' office:value-type='string'><text:p>a</text:p></table:table-cell>"
        )
    };
    let row = |count: &str, cells: &str| {
        format!("<table:table-row table:number-rows-repeated='{count}'>{cells}</table:table-row>")
    };
    for (rows, error) in [
        (row("1", &cell("1000000")), OpenError::TooManyColumns),
        (row("1", &cell("4294967295").repeat(3)), OpenError::TooManyColumns),
        (row("1", &cell("99999999999999999999")), OpenError::Corrupt),
        (row("4294967295", &cell("1")), OpenError::TooManyRows),
        (row("1048576", &cell("16384")), OpenError::TooManyCells),
        (row("4294967295", "").repeat(3) + &row("1", &cell("1")), OpenError::TooManyRows),
        (row("0", &cell("1")), OpenError::Corrupt),
        (
            row("4294967295", "<table:table-cell table:number-columns-repeated='4294967295'/>"),
            OpenError::Empty,
        ),
    ] {
        assert_eq!(open(&ods(&rows)), Err(error), "{rows}");
    }
    let spaces = "<table:table-row><table:table-cell><text:p><text:s text:c='4000000000'/></text:p></table:table-cell></table:table-row>";
    assert_eq!(open(&ods(spaces)), Err(OpenError::Corrupt));
    let spaces = "<text:s text:c='32767'/>".repeat(5_000);
    let cell = format!(
        "<table:table-row><table:table-cell><text:p>{spaces}</text:p></table:table-cell></table:table-row>"
    );
    assert_eq!(open(&ods(&cell)), Err(OpenError::TooManyCells));
}

#[test]
fn a_deleted_table_is_no_page() {
    let content = b"<office:document-content><office:body><office:spreadsheet><table:tracked-changes>\
        <table:table table:name='Old'><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>\
        </table:tracked-changes></office:spreadsheet></office:body></office:document-content>";
    let bytes = zipped(&[("mimetype", SPREADSHEET), ("content.xml", content)]);
    assert_eq!(open(&bytes), Err(OpenError::Empty));
}
