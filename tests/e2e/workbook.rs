//! The worker that opens workbooks, as it is built and served, under the policy of the page.

use crate::page::Page;
use crate::person::{SheetFile, today};
use crate::test::test;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;
use sheet::book::{Book, OpenError};
use sheet::parcel::unpack;
use sheet::value::Date;

/// Hands a file to a worker, as `browser::workbook` does. The answer is a parcel, or what the worker said.
const HAND_OVER: &str = "
    const [file, done] = arguments;
    const worker = new Worker('/workbook.js');
    worker.onerror = () => done('died');
    worker.onmessage = ({ data }) => {
        if (data === 'ready') {
            const { buffer } = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
            worker.postMessage(buffer, [buffer]);
        } else if (data instanceof ArrayBuffer) {
            worker.terminate();
            done(Array.from(new Uint8Array(data), (byte) => String.fromCharCode(byte)).join(''));
        } else {
            done(data);
        }
    };";

async fn said(page: &Page, file: &[u8]) -> String {
    let said = page.browser.execute_async(HAND_OVER, vec![json!(STANDARD.encode(file))]).await;
    said.expect("an answer").json().as_str().expect("a text").to_owned()
}

async fn opened(page: &Page, file: &[u8]) -> Result<Book, OpenError> {
    let said = said(page, file).await;
    let parcel: Vec<u8> = said.chars().map(|byte| byte as u8).collect();
    unpack(&parcel).unwrap_or_else(|| panic!("the worker said {said:?}"))
}

#[tokio::test]
async fn workbooks_are_opened_beside_the_page() {
    const XLSX: &[u8] = include_bytes!("../../crates/workbook/tests/fixtures/samples.xlsx");
    const XLS: &[u8] = include_bytes!("../../crates/workbook/tests/fixtures/samples.xls");
    const ODS: &[u8] = include_bytes!("../../crates/workbook/tests/fixtures/samples.ods");
    const PROTECTED: &[u8] = include_bytes!("../../crates/workbook/tests/fixtures/password.xlsx");
    test("workbook", async |page, _site| {
        page.open("/").await;
        page.sees_heading("Majora").await;
        for file in [XLSX, XLS, ODS] {
            let book = opened(page, file).await.expect("a good workbook");
            let names: Vec<_> = book.pages.iter().map(|page| (&*page.name, page.hidden)).collect();
            assert_eq!(names, [("Samples", false), ("Lists", true), ("Empty", false)]);
            assert!(
                book.pages[0]
                    .rows
                    .contains("\n,00123,2021-05-04,2021-05-04 09:30,09:30,21.4,TRUE,")
            );
        }
        assert_eq!(opened(page, PROTECTED).await, Err(OpenError::PasswordProtected));
        assert_eq!(opened(page, &XLSX[..2_000]).await, Err(OpenError::Corrupt));
    })
    .await;
}

/// A workbook whose samples stand on its second page, below a title.
fn samples(day: Date) -> Vec<u8> {
    let mut book = Workbook::new();
    let notes = book.add_worksheet().set_name("Read me").expect("a name");
    notes.write(0, 0, "Plates of week 47").expect("a cell");
    let page = book.add_worksheet().set_name("Samples").expect("a name");
    page.write(0, 0, "Week 47").expect("a cell");
    for (at, heading) in
        (0..).zip(["Central Sample ID", "adm1", "Collection date", "is_surveillance"])
    {
        page.write(2, at, heading).expect("a cell");
    }
    let iso = Format::new().set_num_format("dd/mm/yyyy");
    for row in 3..5 {
        page.write(row, 0, format!("00{row}")).expect("a cell");
        page.write(row, 1, "UK-ENG").expect("a cell");
        let day = ExcelDateTime::parse_from_str(&day.to_string()).expect("a day");
        page.write_with_format(row, 2, &day, &iso).expect("a cell");
        page.write(row, 3, "Y").expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

#[tokio::test]
async fn a_workbook_is_uploaded_as_it_stands() {
    test("spreadsheet", async |page, site| {
        page.sign_in().await;
        let day = today(site);
        let file = SheetFile::new(&samples(day));
        page.choose_file(&file.path()).await;
        page.sees_heading("Check your sheet").await;
        page.sees("page ‘Samples’, one of 2, headings in row 3").await;
        page.sees("All 2 rows are ready.").await;
        page.has_no_barriers().await;
        page.pictures("spreadsheet").await;
        page.reload().await;
        page.sees("All 2 rows are ready.").await;
        page.click("Change how it is read").await;
        page.choose("Sheet of the workbook", "Read me").await;
        page.sees("So it stays as it was read before.").await;
        page.review().await;
        page.click("Submit 2 samples to TEST").await;
        page.sees_heading("2 rows saved").await;
        assert_eq!(site.majora.stored("003", "collection_date"), Some(day.to_string().into()));
    })
    .await;
}
