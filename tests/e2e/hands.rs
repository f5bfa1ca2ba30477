//! The hands and eyes of the other tests: each does on a plain page what a person would do.

use crate::test::test;
use std::io::Write;
use thirtyfour::Key;

const PAGE: &str = "data:text/html,<title>A page</title>\
    <label for=name>Name</label><input id=name value=before>\
    <label>Place<select><option>Here<option>There</select></label>\
    <input type=file hidden>\
    <button onclick=\"said.textContent='pressed'\">Don't wait</button>\
    <output id=said></output>\
    <script>\
      const said = document.getElementById('said');\
      const tell = (event) => said.textContent =\
        event.target.files ? event.target.files[0].name : event.target.value;\
      document.body.addEventListener('change', tell);\
    </script>";

#[tokio::test]
async fn a_plain_page_is_used_as_by_a_person() {
    test("hands", async |page, _site| {
        page.browser.goto(PAGE).await.expect("a page in an address");
        page.click("Don't wait").await;
        page.sees("pressed").await;
        page.fill("Name", "after").await;
        page.press(Key::Enter + "").await;
        page.sees("after").await;
        page.choose("Place", "There").await;
        page.no_longer_sees("after").await;
        let mut file = tempfile::NamedTempFile::with_suffix(".csv").expect("a file");
        file.write_all(b"a,b\n").expect("a file");
        page.choose_file(file.path()).await;
        page.sees(".csv").await;
    })
    .await;
}
