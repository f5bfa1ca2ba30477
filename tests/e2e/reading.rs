//! A file that isn't what we expect, and the person who knows what it means.

use crate::person::{SheetFile, calls, today};
use crate::test::test;
use sheet::value::Date;

/// Past days whose numbers are another day when month and day change places, the latest first.
fn days_that_read_two_ways(today: Date) -> impl Iterator<Item = Date> {
    let days = std::iter::successors(Some(today), |day| day.yesterday().ok());
    days.filter(|day| day.day() <= 12 && day.day() != day.month())
}

#[tokio::test]
async fn a_file_is_read_as_its_laboratory_says_and_stays_so() {
    test("reading", async |page, site| {
        page.sign_in().await;
        let mut days = days_that_read_two_ways(today(site));
        let mut written = || days.next().map(|day| (day, day.strftime("%d/%m/%Y").to_string()));
        let ((day, first), (_, second)) = written().zip(written()).expect("there are such days");
        let sheet = format!(
            "Week 47,,,\nTube,Where,Taken,is_surveillance\n\
             A-1,UK-ENG,{first},Y\nA-2,UK-WLS,{second},Y\n"
        );
        let file = SheetFile::new(sheet.as_bytes());
        page.choose_file(&file.path()).await;
        page.sees("Your file needs a column called ‘central_sample_id’").await;
        page.has_no_barriers().await;
        page.pictures("no-ids").await;
        page.fill("Or say which row holds the headings", "2").await;
        page.press(thirtyfour::Key::Tab + "").await;
        page.click("These are the ids: column A, Tube").await;

        // What may be needed and means nothing yet is shown without being asked for.
        page.sees("headings in row 2").await;
        page.choose("What Where means", "adm1").await;
        page.choose("What Taken means", "collection_date").await;
        page.sees(&format!("Which day is ‘{first}’ in Taken?")).await;
        page.has_no_barriers().await;
        page.pictures("dates").await;
        page.click(&format!("{}: day/month/year", day.strftime("%-d %B %Y"))).await;
        page.sees("All 2 rows are ready.").await;
        page.has_no_barriers().await;
        page.pictures("how-read").await;

        page.reload().await;
        page.sees("All 2 rows are ready.").await;
        assert_eq!(calls(site), 0, "nothing leaves the page while a sheet is read");
        page.review().await;
        page.click("Submit 2 samples to TEST").await;
        page.sees_heading("2 rows saved").await;
        assert_eq!(site.majora.stored("A-2", "adm1"), Some("UK-WLS".into()));
    })
    .await;
}

#[tokio::test]
async fn of_two_columns_that_mean_the_same_one_is_used() {
    test("twins", async |page, site| {
        page.sign_in().await;
        let today = today(site);
        let sheet = format!(
            "sample_id,adm1,ADM 1,collection_date,is_surveillance\nA-1,England,UK-ENG,{today},Y\n"
        );
        let file = SheetFile::new(sheet.as_bytes());
        page.choose_file(&file.path()).await;
        page.sees("More than one column means ‘adm1’: columns B and C").await;
        page.click("Use this one: column C, ADM 1").await;
        page.sees("The one row is ready.").await;
        page.has_no_barriers().await;
    })
    .await;
}

#[tokio::test]
async fn another_encoding_loses_no_change_without_a_word() {
    test("encoding", async |page, site| {
        page.sign_in().await;
        let today = today(site);
        let sheet = format!(
            "sample_id,adm1,adm2,collection_date,is_surveillance\nA-1,UK-WLS,Môn,{today},Y\n"
        );
        page.choose_sheet(&sheet).await;
        page.click("Change how it is read").await;
        page.choose("Characters", "Windows-1252 (western European)").await;
        page.sees("MÃ´n").await;
        page.choose("Characters", "UTF-8").await;
        page.sees("Môn").await;
        page.choose("Characters", "UTF-16").await;
        page.sees("So it stays as it was read before.").await;
        page.sees("Môn").await;
    })
    .await;
}
