//! The app's files: from a folder, or from inside the binary, and the templates that it offers.

use std::path::{Path, PathBuf};

use axum::{
    body::Bytes,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
            VARY,
        },
    },
    response::{IntoResponse, Response},
};

use crate::{opaque::Digest, pages, template};

const INDEX: &str = "index.html";

/// Where the files are.
pub(crate) enum AppFiles {
    /// In a folder, read anew for each request.
    Folder(PathBuf),
    /// In the binary.
    #[cfg(feature = "embed-app")]
    Embedded,
    /// Nowhere.
    #[cfg(not(feature = "embed-app"))]
    Absent,
}

/// The built app, as it was when this binary was compiled.
#[cfg(feature = "embed-app")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../../dist"]
struct Dist;

impl AppFiles {
    /// The folder if there is one, else what is in the binary.
    pub(crate) fn new(folder: Option<&Path>) -> AppFiles {
        match folder {
            Some(folder) => AppFiles::Folder(folder.to_owned()),
            #[cfg(feature = "embed-app")]
            None => AppFiles::Embedded,
            #[cfg(not(feature = "embed-app"))]
            None => AppFiles::Absent,
        }
    }

    /// Answers a GET for `path`. A path without a dot in its last segment is a page of the app, and
    /// every page is index.html; a file that is missing is missing.
    pub(crate) async fn answer(&self, path: &str, headers: &HeaderMap) -> Response {
        #[cfg(not(feature = "embed-app"))]
        if matches!(self, AppFiles::Absent) {
            return pages::no_app();
        }
        let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
        let name = if is_page { INDEX } else { path.trim_start_matches('/') };
        if !is_plain(path) {
            return pages::not_found();
        }
        match self.find(name, headers).await {
            Some(file) => file.answer(name, headers),
            None if is_page => pages::no_app(),
            None => pages::not_found(),
        }
    }

    /// The file in the smallest form that is there and that the browser takes.
    async fn find(&self, name: &str, headers: &HeaderMap) -> Option<File> {
        let content = self.read(name).await?;
        let mut file = File { content, encoding: None, varies: false };
        for (suffix, encoding) in [("br", "br"), ("gz", "gzip")] {
            let Some(content) = self.read(&format!("{name}.{suffix}")).await else { continue };
            file.varies = true;
            if file.encoding.is_none() && accepts(headers, encoding) {
                (file.content, file.encoding) = (content, Some(encoding));
            }
        }
        Some(file)
    }

    async fn read(&self, name: &str) -> Option<Content> {
        if let Some(workbook) = template::file(name) {
            return Some(Content { bytes: workbook.0, digest: workbook.1 });
        }
        match self {
            AppFiles::Folder(folder) => {
                let bytes = tokio::fs::read(folder.join(name)).await.ok()?;
                Some(Content { digest: Digest::of_bytes(&bytes), bytes: bytes.into() })
            }
            #[cfg(feature = "embed-app")]
            AppFiles::Embedded => Dist::get(name).map(|file| Content {
                digest: Digest::from_sha256(file.metadata.sha256_hash()),
                bytes: match file.data {
                    std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
                },
            }),
            #[cfg(not(feature = "embed-app"))]
            AppFiles::Absent => None,
        }
    }
}

/// The bytes of one file and their digest. Of what is inside the binary it was made with the binary:
/// whoever asks for large files costs no time for it.
struct Content {
    bytes: Bytes,
    digest: Digest,
}

struct File {
    content: Content,
    encoding: Option<&'static str>,
    varies: bool,
}

impl File {
    fn answer(self, name: &str, headers: &HeaderMap) -> Response {
        let tag = format!("\"{}\"", self.content.digest.to_base64());
        let caching =
            if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let known =
            headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.content.bytes.into_response()
        };
        let out = response.headers_mut();
        out.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
        out.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
        out.insert(ETAG, HeaderValue::try_from(tag).expect("base64url is ASCII"));
        if let Some(encoding) = self.encoding {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if self.varies {
            out.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }
}

/// Names that the build makes: no percent sign, no hidden file, no way up or out.
fn is_plain(path: &str) -> bool {
    let is_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.');
    path.bytes().all(is_byte) && !path.contains("//") && !path.contains("/.")
}

/// Whether the name holds a hash of the content, as Trunk writes it: a hyphen and 16 hex digits.
fn is_hashed(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    last.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits == 16 && matches!(part.as_bytes().get(16), Some(b'.' | b'_'))
    })
}

/// Whether the browser takes this encoding (RFC 9110 §12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values =
        headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for name in
            ["app-0123456789abcdef.js", "app-0123456789abcdef_bg.wasm", "a-b-0123456789abcdef.css"]
        {
            assert!(is_hashed(name), "{name}");
        }
        let others = [
            "index.html",
            "boot.js",
            "worker_bg.wasm",
            "app-0123.js",
            "app-0123456789abcdef0.js",
            "snippets/app-0123456789abcdef/inline0.js",
            "0123456789abcdef.js",
        ];
        for name in others {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn an_encoding_is_taken_when_named_and_not_refused() {
        let check = |value: &'static str, expect: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
            assert_eq!(accepts(&headers, "br"), expect, "{value}");
        };
        check("gzip, deflate, br, zstd", true);
        check("br;q=0.5", true);
        check("gzip, br;q=0", false);
        check("br; q=0.0", false);
        check("gzip", false);
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
    #[cfg(feature = "embed-app")]
    #[tokio::test]
    async fn the_tag_of_a_file_inside_is_the_digest_of_its_bytes() {
        let names: Vec<_> = Dist::iter().collect();
        assert!(names.iter().any(|name| name == INDEX));
        for name in names {
            let content = AppFiles::Embedded.read(&name).await.unwrap();
            assert!(content.digest == Digest::of_bytes(&content.bytes), "{name}");
        }
    }
}
