//! Names that only one file of the app may say, so that its edges stay in one place.

use super::source::{Finding, Rust, paths};
use quote::ToTokens;

/// A name, and the files and folders that may say it.
const FENCES: [(&str, &[&str]); 2] =
    [("web_sys", &["src/browser.rs", "src/browser/"]), ("gloo_net", &["src/api.rs", "src/api/"])];

pub(super) fn check(file: &Rust<'_>) -> Vec<Finding> {
    if !file.path.starts_with("src/") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for named in file.items.iter().flat_map(|item| paths(item.to_token_stream())) {
        for (name, homes) in FENCES {
            let at_home = homes.iter().any(|home| file.path.starts_with(home));
            if !at_home && named.path.iter().any(|part| part == name) {
                let what = format!("only {} may name {name}", homes[0]);
                findings.push(file.finding(named.line, what));
            }
        }
    }
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        check(&source.rust().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_edge_has_one_file() {
        assert_eq!(
            found("src/desk.rs", "fn a() {}\nfn b() { leptos::web_sys::window(); }"),
            ["src/desk.rs:2: only src/browser.rs may name web_sys"]
        );
        assert_eq!(found("src/browser.rs", "use web_sys::File;"), [""; 0]);
        assert_eq!(found("src/browser/file.rs", "use web_sys::File;"), [""; 0]);
        assert_eq!(found("src/browser.rs", "use gloo_net::http::Request;").len(), 1);
        assert_eq!(found("tests/web/main.rs", "use web_sys::File;"), [""; 0]);
    }
}
