//! A sample that exists with other values: what would become of each is seen before it does.

use crate::person::today;
use crate::test::test;
use serde_json::Value;

const ID: &str = "HOOT-00001";

#[tokio::test]
async fn nothing_is_erased_but_what_was_ticked() {
    test("changes", async |page, site| {
        let day = today(site);
        let head = "central_sample_id,adm1,collection_date,is_surveillance,adm2,source_age";
        let first = format!("{head}\n{ID},UK-ENG,{day},Y,DEVON,42\n");
        let again = format!("{head}\n{ID},UK-WLS,{day},Y,,\n");
        page.sign_in().await;
        page.choose_sheet(&first).await;
        page.review().await;
        page.click("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved").await;
        assert_eq!(site.majora.stored(ID, "adm2"), Some("DEVON".into()));

        page.click("Upload another sheet").await;
        page.sees_heading("Upload a sample sheet").await;
        page.choose_sheet(&again).await;
        page.review().await;
        page.sees("Sample HOOT-00001 adm1 UK-ENG UK-WLS").await;
        page.sees("2 stored values are blank in your sheet and kept in Majora").await;
        page.sees("No stored value is removed.").await;
        page.has_no_barriers().await;
        page.pictures("review-changes").await;
        page.click("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved").await;
        assert_eq!(site.majora.stored(ID, "adm1"), Some("UK-WLS".into()));
        assert_eq!(site.majora.stored(ID, "adm2"), Some("DEVON".into()));
        assert_eq!(site.majora.stored(ID, "source_age"), Some(42.into()));

        page.click("Upload another sheet").await;
        page.sees_heading("Upload a sample sheet").await;
        page.choose_sheet(&again).await;
        page.review().await;
        page.sees("Everything in this sheet is already in Majora").await;
        page.click("No change 1").await;
        page.click("Remove adm2 of Sample HOOT-00001").await;
        // It is counted where it belongs now.
        page.sees("Will change 1").await;
        page.sees("1 stored value will be removed").await;
        page.sees("Sample HOOT-00001, adm2: DEVON").await;
        page.has_no_barriers().await;
        page.pictures("review-removal").await;
        // What was decided outlives a reload, which leads back here.
        page.reload().await;
        page.sees_heading("Review what will be sent").await;
        page.sees("Sample HOOT-00001, adm2: DEVON").await;
        page.click("Submit 1 sample to TEST").await;
        page.sees_heading("1 row saved").await;
        assert_eq!(site.majora.stored(ID, "adm2"), Some(Value::Null), "removed, as was ticked");
        assert_eq!(site.majora.stored(ID, "source_age"), Some(42.into()), "kept, as it was not");
        assert_eq!(site.majora.stored(ID, "adm1"), Some("UK-WLS".into()));
    })
    .await;
}
