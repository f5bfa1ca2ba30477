//! The worker that opens workbooks, as it is built and served, under the policy of the page.

use crate::page::Page;
use crate::test::test;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sheet::book::{Book, OpenError};
use sheet::parcel::unpack;

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
