//! What `LibreOffice`, xlwt, openpyxl and msoffcrypto-tool wrote; see fixtures/README.md.

use crate::{first, notes, opened};
use sheet::book::{About, OpenError};

const ODS: &[u8] = include_bytes!("../fixtures/samples.ods");
const XLS: &[u8] = include_bytes!("../fixtures/samples.xls");
const XLSX: &[u8] = include_bytes!("../fixtures/samples.xlsx");

#[test]
fn libreoffice_writes_the_same_pages_in_three_formats() {
    for (format, bytes) in [("ods", ODS), ("xls", XLS), ("xlsx", XLSX)] {
        let book = opened(bytes);
        let names: Vec<_> = book.pages.iter().map(|page| (&*page.name, page.hidden)).collect();
        assert_eq!(names, [("Samples", false), ("Lists", true), ("Empty", false)], "{format}");
        assert_eq!(book.pages[1].rows, "hidden page\n");
        assert_eq!(book.pages[2].rows, "");

        // LibreOffice itself rounds the number when it writes XLSX.
        let number = if format == "xlsx" { "1234567890123460" } else { "1234567890123456" };
        let expected = format!(
            "\n,\"Samples of May, \"\"week 18\"\"\"\n\n\
             ,central_sample_id,collection_date,start_time,at,ct_1_ct_value,is_surveillance,sender_sample_id,formula\n\
             ,00123,2021-05-04,2021-05-04 09:30,09:30,21.4,TRUE,{number},42.8\n\
             ,  spaced ,2020-02-29,,36:15,30,FALSE,\"line one\nline two\"\n\
             ,Ynys Môn 😀,,,,,,,00123-x\n"
        );
        assert_eq!(book.pages[0].rows, expected, "{format}");
        let expected = [
            (2, 1, About::Merged { rows: 1, columns: 3 }),
            (5, 2, About::Moments { rows: 2 }),
            (5, 3, About::Moments { rows: 1 }),
            (5, 4, About::Moments { rows: 2 }),
            (5, 7, About::Rounded),
            (6, 0, About::HiddenRow),
            (6, 8, About::FormulaError),
        ];
        assert_eq!(notes(&book.pages[0]), expected, "{format}");
    }
}

#[test]
fn sheetjs_leaves_marks_of_sectors_that_the_file_has_not() {
    let book = opened(include_bytes!("../fixtures/sheetjs.xls"));
    let lines: Vec<&str> = book.pages[0].rows.lines().collect();
    assert_eq!(
        lines,
        ["central_sample_id,adm1,collection_date,is_surveillance", "XA-1,UK-ENG,2026-11-02,Y",]
    );
}

#[test]
fn xlwt_counts_from_1904_and_splits_strings() {
    let book = opened(include_bytes!("../fixtures/xlwt-1904.xls"));
    let lines: Vec<&str> = book.pages[0].rows.lines().collect();
    assert_eq!(
        lines[..5],
        [
            ",A title",
            "",
            ",central_sample_id,collection_date,ct",
            ",S-1,2021-05-04,21.4",
            ",Ynys Môn,2021-05-04 09:30,7",
        ]
    );
    assert_eq!(lines[5], format!(",TRUE,,{}", "x".repeat(9000)));
    for (number, line) in lines[6..].iter().enumerate() {
        let letter = if number % 2 == 1 { "é" } else { "Ω" };
        assert_eq!(*line, format!(",long {number} {}", letter.repeat(400)));
    }
    assert_eq!(lines.len(), 46);
    let expected = [
        (1, 1, About::Merged { rows: 1, columns: 3 }),
        (4, 2, About::Moments { rows: 2 }),
        (5, 0, About::HiddenRow),
    ];
    assert_eq!(notes(&book.pages[0]), expected);
    assert!(book.pages[1].hidden);
}

#[test]
fn openpyxl_leaves_results_out() {
    let page = first(include_bytes!("../fixtures/openpyxl.xlsx"));
    let expected = "central_sample_id,twice\n\
        S-1,,1234567890123456,2021-05-04 09:30,09:30,2021-05-04,12345678901234570000\nS-2\n";
    assert_eq!(page.rows, expected);
    assert_eq!(
        notes(&page),
        [
            (2, 1, About::FormulaWithoutResult),
            (2, 2, About::Rounded),
            (2, 3, About::Moments { rows: 1 }),
            (2, 4, About::Moments { rows: 1 }),
            (2, 5, About::Moments { rows: 1 }),
            (2, 6, About::Rounded),
            (3, 0, About::HiddenRow),
        ]
    );
}

#[test]
fn a_password_is_named() {
    let protected = include_bytes!("../fixtures/password.xlsx");
    assert_eq!(workbook::open(protected), Err(OpenError::PasswordProtected));
}
