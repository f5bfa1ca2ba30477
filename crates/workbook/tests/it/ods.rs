//! ODS cell by cell.

use crate::archive::{SPREADSHEET, ods, zipped};
use crate::{first, notes};
use sheet::book::{About, OpenError};

fn read(rows: &str) -> (String, Vec<(u32, u32, About)>) {
    let page = first(&ods(rows));
    (page.rows.clone(), notes(&page))
}

/// A row of one cell with these attributes and what is inside.
fn cells(attributes: &str, inside: &str) -> String {
    format!(
        "<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>"
    )
}

#[test]
fn cells_of_every_type() {
    for (attributes, inside, expect) in [
        ("office:value-type='float' office:value='21.40'", "<text:p>21</text:p>", "21.4\n"),
        ("office:value-type='percentage' office:value='0.5'", "<text:p>50%</text:p>", "0.5\n"),
        (
            "office:value-type='boolean' office:boolean-value='true'",
            "<text:p>WAHR</text:p>",
            "TRUE\n",
        ),
        (
            "office:value-type='date' office:date-value='2021-05-04'",
            "<text:p>4/5</text:p>",
            "2021-05-04\n",
        ),
        (
            "office:value-type='date' office:date-value='2021-05-04T09:30:00.000000001'",
            "",
            "2021-05-04 09:30\n",
        ),
        ("office:value-type='time' office:time-value='PT09H30M00S'", "", "09:30\n"),
        ("office:value-type='string' office:string-value='0 1'", "<text:p>no</text:p>", "0 1\n"),
        (
            "office:value-type='string'",
            "<text:p>a</text:p><text:p/><text:p>b</text:p>",
            "\"a\n\nb\"\n",
        ),
        (
            "office:value-type='string'",
            "<office:annotation><text:p>c</text:p></office:annotation><text:p>a</text:p>",
            "a\n",
        ),
        (
            "table:number-columns-repeated='3' office:value-type='string'",
            "<text:p>a</text:p>",
            "a,a,a\n",
        ),
    ] {
        let (text, mut notes) = read(&cells(attributes, inside));
        let kept = notes.pop();
        let is_kept = attributes.contains("'date'") || attributes.contains("'time'");
        let moment = is_kept.then_some((1, 0, About::Moments { rows: 1 }));
        assert_eq!((text.as_str(), kept, notes), (expect, moment, vec![]), "{attributes}");
    }
}

#[test]
fn a_number_that_is_shown_as_more_than_it_is_is_noted() {
    for (shown, is) in [
        ("HOOT-00123", true),
        ("000123", true),
        ("123.00", false),
        ("1.23E+02", false),
        ("0", false),
    ] {
        let shown = format!("<text:p>{shown}</text:p>");
        let read = read(&cells("office:value-type='float' office:value='123'", &shown));
        let noted = if is { vec![(1, 0, About::Dressed)] } else { vec![] };
        assert_eq!(read, ("123\n".to_owned(), noted), "{shown}");
    }
}

#[test]
fn repeated_rows_are_so_many() {
    let cell = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>";
    let rows = format!(
        "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
         <table:table-row-group><table:table-row table:number-rows-repeated='2' table:visibility='filter'>\
         <table:table-cell table:number-columns-repeated='2'/>{cell}</table:table-row></table:table-row-group>\
         <table:table-row table:number-rows-repeated='1048571'><table:table-cell/></table:table-row>"
    );
    let hidden = vec![(4, 0, About::HiddenRow), (5, 0, About::HiddenRow)];
    assert_eq!(read(&rows), ("\n\n\n,,a\n,,a\n".to_owned(), hidden));
}

#[test]
fn formulas_that_give_nothing_are_noted() {
    let rows = "<table:table-row><table:table-cell table:formula='of:=1+1'/>\
        <table:table-cell table:formula='of:=1/0' office:value-type='string' calcext:value-type='error'><text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell table:formula='of:=x' office:value-type='string' office:string-value=''><text:p>#NAME?</text:p></table:table-cell>\
        <table:table-cell office:value-type='string'><text:p>#REF!</text:p></table:table-cell></table:table-row>";
    let noted = vec![
        (1, 0, About::FormulaWithoutResult),
        (1, 1, About::FormulaError),
        (1, 2, About::FormulaError),
    ];
    assert_eq!(read(rows), (",,,#REF!\n".to_owned(), noted));
}

#[test]
fn a_password_is_named() {
    let manifest = b"<manifest:manifest><manifest:file-entry manifest:full-path='content.xml'>\
        <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let files = [
        ("mimetype", SPREADSHEET),
        ("content.xml", b"\x93\x01\xFF".as_slice()),
        ("META-INF/manifest.xml", manifest),
    ];
    assert_eq!(workbook::open(&zipped(&files)), Err(OpenError::PasswordProtected));
}
