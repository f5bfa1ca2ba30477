//! The files of the repository, and the Rust of them without their tests.

use crate::{command, workspace};
use anyhow::Result;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::{Display, Formatter};
use std::path::Path;
use std::process::Command;
use syn::spanned::Spanned;
use syn::{Attribute, Item};

/// A text file, by its path from the root.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

/// A Rust file.
pub(super) struct Rust<'a> {
    pub(super) path: &'a str,
    pub(super) lines: usize,
    /// What remains when the tests are left out.
    pub(super) items: Vec<Item>,
    /// The lines that the tests took.
    pub(super) test_lines: usize,
}

/// A broken rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) what: String,
}

impl Display for Finding {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// The text files that are in git, or would be after `git add`.
pub(super) fn all() -> Result<Vec<Source>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = command::output(git.current_dir(workspace::root()))?;
    let read = |path: &str| {
        let text = std::fs::read_to_string(workspace::root().join(path)).ok()?;
        Some(Source { path: path.to_owned(), text })
    };
    Ok(listed.split_terminator('\0').filter_map(read).collect())
}

impl Source {
    /// The file as Rust; none when it isn't Rust or doesn't parse, which the compiler says better.
    pub(super) fn rust(&self) -> Option<Rust<'_>> {
        if Path::new(&self.path).extension()? != "rs" {
            return None;
        }
        let file = syn::parse_file(&self.text).ok()?;
        let (tests, items): (Vec<Item>, Vec<Item>) = file.items.into_iter().partition(is_test);
        let test_lines = tests.iter().map(lines).sum();
        Some(Rust { path: &self.path, lines: self.text.lines().count(), items, test_lines })
    }
}

impl Rust<'_> {
    pub(super) fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.to_owned(), line, what: what.into() }
    }
}

/// How many lines an item takes, without the comment above it.
pub(super) fn lines(item: &impl Spanned) -> usize {
    let span = item.span();
    span.end().line - span.start().line + 1
}

/// Whether an attribute makes a function a test: `test`, `tokio::test`, `wasm_bindgen_test` …
pub(super) fn is_test_attribute(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident.to_string().ends_with("test"))
}

fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        _ => return false,
    };
    let only_in_tests = |a: &Attribute| {
        a.path().is_ident("cfg") && a.meta.to_token_stream().to_string() == "cfg (test)"
    };
    attributes.iter().any(|a| only_in_tests(a) || is_test_attribute(a))
}

/// A path in code, such as `crate::api::Error`, and where it begins.
pub(super) struct Named {
    pub(super) line: usize,
    pub(super) path: Vec<String>,
}

/// Every path with `::` in it, in code as in macros; a group after `::` gives one path for each.
pub(super) fn paths(tokens: TokenStream) -> Vec<Named> {
    let mut found = Vec::new();
    collect(&tokens.into_iter().collect::<Vec<_>>(), &[], &mut found);
    found
}

fn collect(tokens: &[TokenTree], prefix: &[String], found: &mut Vec<Named>) {
    let mut at = 0;
    while at < tokens.len() {
        if let TokenTree::Group(group) = &tokens[at] {
            collect(&group.stream().into_iter().collect::<Vec<_>>(), &[], found);
        }
        let TokenTree::Ident(first) = &tokens[at] else {
            at += 1;
            continue;
        };
        let line = first.span().start().line;
        let mut path = [prefix, &[first.to_string()]].concat();
        at += 1;
        while is_separator(tokens, at) {
            match tokens.get(at + 2) {
                Some(TokenTree::Ident(next)) => path.push(next.to_string()),
                Some(TokenTree::Group(group)) => {
                    let inner = group.stream().into_iter().collect::<Vec<_>>();
                    collect(&inner, &path, found);
                }
                _ => {}
            }
            at += 3;
        }
        if path.len() > 1 {
            found.push(Named { line, path });
        }
    }
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn of(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn tests_are_left_out() {
        let source = of("src/a.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n");
        let rust = source.rust().unwrap();
        assert_eq!((rust.lines, rust.test_lines, rust.items.len()), (6, 4, 1));
    }

    #[test]
    fn paths_are_found_in_groups_and_macros() {
        let code = "use crate::{api::{get, Error}, route}; view! { <A href=crate::route::HOME/> }";
        let found = paths(code.parse().unwrap());
        let mut seen: Vec<String> = found.iter().map(|named| named.path.join("::")).collect();
        seen.sort();
        let all = [
            "crate::api",
            "crate::api::Error",
            "crate::api::get",
            "crate::route",
            "crate::route::HOME",
        ];
        for path in all {
            assert!(seen.iter().any(|s| s == path), "{path} is not in {seen:?}");
        }
    }
}
