//! The app's files from a folder.

use reqwest::Method;
use sheet::derive::Template;
use tempfile::TempDir;

use crate::world::{Answer, Browser, From, Settings, World};

fn build() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("index.html", "<!doctype html>index"),
        ("app-0123456789abcdef.js", "plain js"),
        ("app-0123456789abcdef.js.br", "brotli js"),
        ("app-0123456789abcdef.js.gz", "gzip js"),
        ("app-0123456789abcdef_bg.wasm", "\0asm"),
        ("app-0123456789abcdef_bg.wasm.gz", "gzip wasm"),
        ("style-0123456789abcdef.css", "css"),
        ("boot.js", "boot"),
        ("favicon.svg", "<svg/>"),
        (".hidden.js", "hidden"),
        ("snippets/inline0.js", "snippet"),
    ];
    std::fs::create_dir(folder.path().join("snippets")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

async fn world(folder: &TempDir) -> World {
    let top = format!("static_dir = '{}'", folder.path().display());
    World::with(Settings { top, ..Settings::default() }).await
}

async fn get(browser: &Browser, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = browser.bare(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.send(request, From::OwnPage).await
}

#[tokio::test]
async fn files_have_their_type_and_their_time_to_live() {
    let folder = build();
    let world = world(&folder).await;
    let browser = world.browser();
    let for_ever = "public, max-age=31536000, immutable";
    let cases = [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", for_ever),
        ("/app-0123456789abcdef_bg.wasm", "application/wasm", for_ever),
        ("/style-0123456789abcdef.css", "text/css; charset=utf-8", for_ever),
        ("/boot.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/snippets/inline0.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
    ];
    for (path, content_type, caching) in cases {
        let answer = get(&browser, path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("cache-control"), caching, "{path}");
        assert_eq!(answer.header("content-encoding"), "", "{path}");
    }
}

#[tokio::test]
async fn every_page_is_the_app_and_a_missing_file_is_missing() {
    let folder = build();
    let world = world(&folder).await;
    let browser = world.browser();
    for path in ["/upload", "/upload/review", "/sign-in?sign_in_error=denied&instance=test"] {
        assert_eq!(get(&browser, path, &[]).await.body, "<!doctype html>index", "{path}");
    }
    for path in ["/missing.js", "/missing.wasm", "/missing.css", "/a/b.png", "/.hidden.js"] {
        let answer = get(&browser, path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("index"), "{path}");
    }
}

#[tokio::test]
async fn the_templates_are_files_of_the_app() {
    let folder = build();
    let world = world(&folder).await;
    let browser = world.browser();
    for (path, template) in
        [("/template/all.xlsx", Template::All), ("/template/biosamples.xlsx", Template::Biosamples)]
    {
        let answer = get(&browser, path, &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(answer.header("content-type"), kind);
        assert_eq!(answer.header("cache-control"), "no-cache");
        let length = proxy::template::workbook(template).len().to_string();
        assert_eq!(answer.header("content-length"), length, "{path}");
        let known = get(&browser, path, &[("if-none-match", answer.header("etag"))]).await;
        assert_eq!(known.status, 304, "{path}");
    }
    assert_eq!(get(&browser, "/template/none.xlsx", &[]).await.status, 404);
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let folder = build();
    let outside = folder.path().parent().unwrap().join("uploader-outside.js");
    std::fs::write(&outside, "canary-outside").unwrap();
    let world = world(&folder).await;
    let paths = [
        "/../uploader-outside.js",
        "/snippets/../../uploader-outside.js",
        "/%2e%2e/uploader-outside.js",
        "/..%2fuploader-outside.js",
        "//uploader-outside.js",
        "/.hidden.js",
        "/./boot.js",
        "/snippets//inline0.js",
    ];
    for path in paths {
        let own = world.proxy.address();
        let head = format!("GET {path} HTTP/1.1\r\nhost: {own}\r\nconnection: close\r\n\r\n");
        let answer = world.raw(&head, b"").await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(!answer.contains("canary-outside"));
    }
    std::fs::remove_file(outside).unwrap();
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let folder = build();
    let world = world(&folder).await;
    let browser = world.browser();
    let cases = [
        ("/app-0123456789abcdef.js", "gzip, br", "br", "brotli js"),
        ("/app-0123456789abcdef.js", "gzip, br;q=0", "gzip", "gzip js"),
        ("/app-0123456789abcdef.js", "identity", "", "plain js"),
        ("/app-0123456789abcdef_bg.wasm", "gzip, br", "gzip", "gzip wasm"),
    ];
    for (path, accept, encoding, body) in cases {
        let answer = get(&browser, path, &[("accept-encoding", accept)]).await;
        assert_eq!((answer.header("content-encoding"), answer.body.as_str()), (encoding, body));
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    assert_eq!(get(&browser, "/boot.js", &[("accept-encoding", "br")]).await.header("vary"), "");
}

#[tokio::test]
async fn an_unchanged_file_isnt_sent_again() {
    let folder = build();
    let world = world(&folder).await;
    let browser = world.browser();
    let first = get(&browser, "/boot.js", &[]).await;
    let tag = first.header("etag").to_owned();
    let second = get(&browser, "/boot.js", &[("if-none-match", &tag)]).await;
    assert_eq!((second.status, second.body.as_str()), (304, ""));
    assert_eq!(second.header("etag"), tag);
    std::fs::write(folder.path().join("boot.js"), "changed").unwrap();
    let third = get(&browser, "/boot.js", &[("if-none-match", &tag)]).await;
    assert_eq!((third.status, third.body.as_str()), (200, "changed"));
}

#[cfg(not(feature = "embed-app"))]
#[tokio::test]
async fn without_an_app_the_page_says_how_to_get_one() {
    let world = World::start().await;
    let answer = get(&world.browser(), "/", &[]).await;
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("cargo xtask run") && answer.body.contains("static_dir"));
}
