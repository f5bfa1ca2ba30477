//! The built app in a real browser, served by the real proxy, against the sandbox.
//!
//! `cargo xtask test e2e` builds the app, finds the browser and runs these.
#![cfg(not(target_arch = "wasm32"))]

mod fonts;
mod driver;
mod site;
mod page;
mod seen;
mod barriers;
mod pictures;
mod guide;
mod look;
mod test;
mod hands;
mod person;
mod boot;
mod reading;
mod receipt;
mod mend;
mod views;
mod upload;
mod form;
mod paste;
mod scan;
mod review;
mod trouble;
mod worlds;
mod interrupted;
mod workbook;
mod left;
mod resumed;
mod help;
mod hidden;
mod keyboard;

use test::test;

#[tokio::test]
async fn the_page_opens_and_says_what_it_is() {
    test("opens", async |page, _site| {
        page.open("/").await;
        page.sees_heading("Majora").await;
        page.has_no_barriers().await;
        page.pictures("opens").await;
        page.open("/no/such/page").await;
        page.sees_heading("Page not found").await;
        page.back().await;
        page.reload().await;
        page.sees_heading("Majora").await;
        assert_eq!(page.path().await, "/");
    })
    .await;
}
