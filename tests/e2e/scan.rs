//! Codes are scanned: with a camera that shows one to the browser, and by a scanner that types.

use crate::person::{example, today};
use crate::test::{test, test_in};
use rxing::{BarcodeFormat, MultiFormatWriter, Writer};
use std::path::Path;
use thirtyfour::Key;

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// A film of one picture, a Code 128 in the middle of it (YUV4MPEG2).
fn film(code: &str) -> Vec<u8> {
    let bars = MultiFormatWriter.encode(code, &BarcodeFormat::CODE_128, 0, 1).expect("a code");
    let (module, bars_wide) = (3, bars.getWidth() as usize);
    let left = (WIDTH - bars_wide * module) / 2;
    let is_dark = |x: usize, y: usize| {
        let bar = x.checked_sub(left).map(|x| x / module).filter(|bar| *bar < bars_wide);
        (160..320).contains(&y) && bar.is_some_and(|bar| bars.get(bar as u32, 0))
    };
    let mut film =
        format!("YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip A1:1 C420jpeg\nFRAME\n").into_bytes();
    let places = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    film.extend(places.map(|(x, y)| if is_dark(x, y) { 16 } else { 235 }));
    film.extend(vec![128; WIDTH * HEIGHT / 2]);
    film
}

/// What makes a browser take a film for what its camera sees.
fn camera(film: &Path) -> Vec<String> {
    let shows = format!("--use-file-for-fake-video-capture={}", film.display());
    vec![
        "--use-fake-device-for-media-stream".into(),
        "--use-fake-ui-for-media-stream".into(),
        shows,
    ]
}

#[tokio::test]
async fn the_camera_reads_the_code_of_a_tube_into_the_form_and_the_sheet() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tube.y4m");
    std::fs::write(&path, film("HOOT-00042")).expect("a film");
    test_in(&camera(&path), "camera", async |page, site| {
        page.sign_in().await;
        page.click("Enter a sample").await;
        page.click("Scan with the camera").await;
        let id = async || {
            let script = "return document.getElementById('answer-central_sample_id').value";
            let value = page.browser.execute(script, Vec::new()).await.ok()?;
            (value.json() == "HOOT-00042").then_some(())
        };
        page.until("the code of the tube", id).await;
        page.no_longer_sees("Scan a code with the camera").await;

        page.click("Start").await;
        page.click("Discard it").await;
        page.browser.accept_alert().await.expect("it is asked");
        page.choose_sheet(&example(site, 2)).await;
        page.click("Scan with the camera").await;
        page.sees("‘HOOT-00042’ stands in row 2. Show the code for row 3.").await;
        page.has_no_barriers().await;
        page.pictures("scanner").await;
        page.click("Close").await;
        page.sees("1 cell changed here.").await;
    })
    .await;
}

#[tokio::test]
async fn a_camera_that_is_not_allowed_says_so() {
    let missing = Path::new("no-such-film.y4m");
    let arguments = &camera(missing)[..1];
    test_in(arguments, "camera-refused", async |page, site| {
        page.sign_in().await;
        page.click("Enter a sample").await;
        let denied = serde_json::json!({
            "permission": { "name": "camera" }, "setting": "denied", "origin": site.origin,
        });
        page.devtools("Browser.setPermission", denied).await;
        page.click("Scan with the camera").await;
        page.sees("The camera is not allowed for this page").await;
        page.has_no_barriers().await;
        page.pictures("scanner-refused").await;
        page.press(Key::Escape + "").await;
        page.no_longer_sees("The camera is not allowed").await;
    })
    .await;
}

#[tokio::test]
async fn a_scanner_that_types_fills_a_plate_down_its_column() {
    test("wedge", async |page, site| {
        page.sign_in().await;
        let day = today(site);
        let rows = |nth: usize| format!("OLD-{nth},UK-ENG,{day},Y\n");
        let head = "central_sample_id,adm1,collection_date,is_surveillance\n".to_owned();
        let sheet: String = std::iter::once(head).chain((1..=96).map(rows)).collect();
        page.choose_sheet(&sheet).await;
        page.tab_to("Sample sheet").await;
        let codes: String = (1..=96).map(|nth| format!("HOOT-{nth:05}\n")).collect();
        page.press(codes).await;
        page.sees("All 96 rows are ready. 96 cells changed here.").await;
        page.press("HOOT-00097\n").await;
        page.sees("97 cells changed here. 1 row added.").await;
    })
    .await;
}
