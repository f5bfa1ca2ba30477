//! The receipt: what it says, its files, the rows to mend, its history, and the way to production.

use crate::page::Page;
use crate::person::{SheetFile, example, today};
use crate::test::{test, test_with_two};
use sha2::{Digest, Sha256};
use std::path::Path;
use thirtyfour::By;

/// The text of the file that the page hands out when this button is pressed.
async fn downloaded(page: &Page, button: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("plain text");
    let order = serde_json::json!({ "behavior": "allow", "downloadPath": path });
    page.devtools("Page.setDownloadBehavior", order).await;
    page.click(button).await;
    page.until("a downloaded file", async || whole_file(folder.path())).await
}

/// The one file of a folder, once the browser has given it its name.
fn whole_file(folder: &Path) -> Option<String> {
    let mut files = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let file =
        files.find(|file| file.path().extension().is_some_and(|e| e == "csv" || e == "json"))?;
    std::fs::read_to_string(file.path()).ok().filter(|text| !text.is_empty())
}

#[tokio::test]
async fn the_rows_that_were_not_saved_come_back_as_a_file() {
    test("mend", async |page, site| {
        page.sign_in().await;
        let row = |id: &str, adm1: &str| format!("{id},{adm1},Y,{},=1+1\n", today(site));
        let mut sheet = "central_sample_id,adm1,is_surveillance,collection_date,notes\n".to_owned();
        sheet += &row("HOOT-1", "UK-ENG");
        sheet += &row("HOOT-2", "England");
        sheet += &row("HOOT-3", "UK-ENG");
        page.choose_sheet(&sheet).await;
        page.review().await;
        page.click("Submit 2 samples to TEST").await;
        page.sees_heading("2 rows saved and checked, 1 needs attention").await;
        page.sees("3: 1 has errors, 2 saved and checked").await;
        page.sees("Fix this row").await;
        page.has_no_barriers().await;
        page.pictures("receipt-mend").await;

        let csv = downloaded(page, "Download the receipt (CSV)").await;
        assert_eq!(csv.lines().count(), 4, "{csv}");
        assert!(csv.contains(",has_errors,"), "{csv}");
        let json = downloaded(page, "Download the receipt (JSON)").await;
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!((&json["version"], &json["rows_in_all"]), (&1.into(), &3.into()));

        // What is open is not lost by looking for another sheet, and that is asked.
        page.visit("/test/choose").await;
        page.sees("You are working on a sheet already").await;
        page.back().await;
        page.sees_heading("2 rows saved and checked, 1 needs attention").await;
        page.click("Upload another sheet").await;
        page.browser.dismiss_alert().await.expect("it is asked");
        let mend = downloaded(page, "Download the rows to fix").await;
        assert!(mend.lines().next().is_some_and(|line| line.ends_with("_row,_status,_problems")));
        assert!(mend.contains(",'=1+1,3,Has errors,"), "{mend}");
        page.click("Upload another sheet").await;
        let file = SheetFile::new(mend.replace("England", "UK-ENG").as_bytes());
        page.choose_file(&file.path()).await;
        page.sees_heading("Check your sheet").await;
        page.sees("such as ‘=1+1’").await;
        page.no_longer_sees("_problems is not a column").await;
    })
    .await;
}

#[tokio::test]
async fn a_large_file_is_kept_and_told_by_its_bytes() {
    test("large", async |page, site| {
        page.sign_in().await;
        let aside = "x".repeat(400);
        let row = |nth: usize, adm1: &str| format!("HOOT-{nth},{adm1},Y,{},{aside}\n", today(site));
        let mut sheet = "central_sample_id,adm1,is_surveillance,collection_date,aside\n".to_owned();
        sheet += &row(0, "UK-ENG");
        (1..12_000).for_each(|nth| sheet += &row(nth, "England"));
        assert!(sheet.len() > 4 << 20, "it is one that a worker looks at");
        let file = SheetFile::new(sheet.as_bytes());
        page.choose_file(&file.path()).await;
        page.sees("1 of 12,000 rows ready").await;

        // A large one is shown before it is kept.
        let kept = "const [done] = arguments; const open = indexedDB.open('majora-uploader');\
            open.onsuccess = () => {\
                const all = open.result.transaction('drafts').objectStore('drafts').count();\
                all.onsuccess = () => { open.result.close(); done(all.result) };\
            };";
        page.until("the sheet that is kept", async || {
            let all = page.browser.execute_async(kept, Vec::new()).await.ok()?;
            (all.json().as_u64() == Some(1)).then_some(())
        })
        .await;
        page.reload().await;
        page.sees("1 of 12,000 rows ready").await;
        page.review().await;
        page.click("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved and checked, 11,999 need attention").await;
        let digest = Sha256::digest(&sheet);
        page.sees(&digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()).await;
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_kept_until_it_is_deleted() {
    test("history", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        let reference = page.browser.find(By::Css(".reference")).await.expect("a reference");
        let reference = reference.text().await.expect("a text");
        for (link, place) in
            [("HOOT-00001", "artifact"), ("HOOT-LIB-001", "artifact"), ("HOOT-RUN-001", "process")]
        {
            page.in_a_new_tab(link, async || {
                page.sees_heading(link).await;
                let at = page.browser.current_url().await.expect("an address");
                let begins = format!("{}/{place}/", site.majora.base_url);
                assert!(at.as_str().starts_with(&begins), "{at}");
            })
            .await;
        }

        // On paper there is nothing to press.
        page.sees("All rows (2)").await;
        page.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
        page.no_longer_sees("All rows (2)").await;
        page.sees("Saved and checked").await;
        page.devtools("Emulation.setEmulatedMedia", serde_json::json!({ "media": "" })).await;

        page.open("/").await;
        page.sees("Receipts on this computer").await;
        page.sees("2 of 2 rows in Majora").await;
        page.has_no_barriers().await;
        page.pictures("home-receipts").await;
        page.click(&reference).await;
        page.sees_heading("2 rows saved").await;
        page.reload().await;
        page.sees_heading("2 rows saved").await;
        page.sees(&reference).await;
        page.has_no_barriers().await;

        page.open("/").await;
        page.click(&format!("Delete the receipt {reference}")).await;
        page.browser.accept_alert().await.expect("it is asked");
        page.no_longer_sees(&reference).await;
        page.open(&format!("/test/receipt?reference={reference}")).await;
        page.sees("There is no receipt of this server").await;
    })
    .await;
}

#[tokio::test]
async fn after_practice_the_same_sheet_goes_to_production() {
    test_with_two("practise", async |page, site| {
        page.open("/").await;
        page.click("Sign in with Majora (Sandbox)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.choose_sheet(&example(site, 2)).await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        page.sees("That was practice").await;
        page.has_no_barriers().await;
        page.pictures("practised").await;
        page.click("Send the same 2 rows to production").await;
        page.sees("PRODUCTION").await;
        page.no_longer_sees("TEST SERVER").await;
        page.sees("Your sheet is still here and will be here after you sign in.").await;
        page.click("Sign in with Majora (Real)").await;
        page.fill_in_credentials().await;
        page.click("Authorize").await;
        page.sees("All 2 rows are ready.").await;
        assert!(site.production.biosample("HOOT-00001").is_none(), "nothing was sent yet");
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to PRODUCTION").await;
        page.sees_heading("2 rows saved").await;
        page.no_longer_sees("That was practice").await;
        for id in ["HOOT-00001", "HOOT-00002"] {
            for column in ["adm1", "collection_date"] {
                let stored = site.majora.stored(id, column);
                assert!(stored.is_some() && stored == site.production.stored(id, column));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_old_receipt_puts_no_sheet_away() {
    test("old-receipt", async |page, site| {
        page.sign_in().await;
        page.choose_sheet(&example(site, 2)).await;
        page.review().await;
        page.click("Submit 2 samples, 1 library and 1 run to TEST").await;
        page.sees_heading("2 rows saved").await;
        page.click("Upload another sheet").await;
        page.choose_sheet(&example(site, 3)).await;
        page.sees("All 3 rows are ready.").await;
        page.visit("/test/receipt").await;
        page.sees_heading("2 rows saved").await;
        page.click("Upload another sheet").await;
        page.sees("You are working on a sheet already").await;
        page.click("Continue with this sheet").await;
        page.sees("All 3 rows are ready.").await;
    })
    .await;
}
