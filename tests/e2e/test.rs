//! One test: a site, a browser, what is done there, and the clearing up.

use crate::driver::Driver;
use crate::page::Page;
use crate::site::Site;
use futures_util::FutureExt;
use std::panic::{AssertUnwindSafe, resume_unwind};

/// Runs `steps` on a fresh site in a fresh browser.
///
/// A test that fails leaves a picture of the page; one that passes has left the console quiet.
pub(crate) async fn test(name: &str, steps: impl AsyncFnOnce(&Page, &Site)) {
    test_at(Site::start(false).await, &[], name, steps).await;
}

/// As [`test`], on a site with a test server and production.
pub(crate) async fn test_with_two(name: &str, steps: impl AsyncFnOnce(&Page, &Site)) {
    test_at(Site::start(true).await, &[], name, steps).await;
}

/// As [`test`], in a browser that is started with these arguments, too.
pub(crate) async fn test_in(
    arguments: &[String],
    name: &str,
    steps: impl AsyncFnOnce(&Page, &Site),
) {
    test_at(Site::start(false).await, arguments, name, steps).await;
}

async fn test_at(
    site: Site,
    arguments: &[String],
    name: &str,
    steps: impl AsyncFnOnce(&Page, &Site),
) {
    let driver = Driver::start();
    let page = Page::new(driver.browser(arguments).await, site.origin.clone());
    let whole = async {
        page.knows_the_tour().await;
        steps(&page, &site).await;
        page.console_is_quiet(&[]).await;
        page.has_no_faults();
    };
    let result = AssertUnwindSafe(whole).catch_unwind().await;
    if result.is_err() {
        let name = format!("failed-{name}");
        let picture = page.picture(&name, 1440, "light");
        // The browser may be what has failed, and the first failure is the one to tell.
        let _ = AssertUnwindSafe(picture).catch_unwind().await;
        let waits = AssertUnwindSafe(page.what_it_waits_for()).catch_unwind().await;
        tell(&waits.unwrap_or_default(), &site);
    }
    let _ = page.browser.quit().await;
    drop(driver);
    site.stop().await;
    if let Err(failure) = result {
        resume_unwind(failure);
    }
}

/// Tells of a test that failed what the page and Majora had done last.
#[expect(
    clippy::print_stderr,
    reason = "it stands beside the failure, which the test runner prints"
)]
fn tell(page: &str, site: &Site) {
    let asked = site.majora.requests();
    let last: Vec<&str> = asked.iter().rev().take(6).map(|request| request.path.as_str()).collect();
    eprintln!("the page: {page}\nMajora was asked last: {last:?}");
}
