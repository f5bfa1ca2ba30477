//! A module may name only modules declared above it, so that the list of modules reads as the path
//! of the data, and no two files need each other.

use super::source::{Finding, Named, Rust, paths};
use quote::ToTokens;
use std::collections::HashMap;
use syn::{Item, UseTree};

/// Where a file's module stands: the source folder of its crate, and its path in it.
type Place<'a> = (&'a str, Vec<String>);

/// The modules that one module declares, in order, and what it re-exports from them.
#[derive(Default)]
struct Children {
    names: Vec<String>,
    from: HashMap<String, String>,
}

pub(super) fn check(files: &[Rust<'_>]) -> Vec<Finding> {
    let mut parents: HashMap<Place<'_>, Children> = HashMap::new();
    for file in files {
        parents.entry(place(file.path)).or_default().read(&file.items);
    }
    files.iter().flat_map(|file| check_file(file, &parents)).collect()
}

fn check_file(file: &Rust<'_>, parents: &HashMap<Place<'_>, Children>) -> Vec<Finding> {
    let (source, module) = place(file.path);
    let mut findings = Vec::new();
    for named in file.items.iter().flat_map(|item| paths(item.to_token_stream())) {
        let Some(target) = absolute(&named, &module) else { continue };
        let shared = module.iter().zip(&target).take_while(|(ours, theirs)| ours == theirs).count();
        let (Some(own), Some(other)) = (module.get(shared), target.get(shared)) else { continue };
        let Some(children) = parents.get(&(source, module[..shared].to_vec())) else { continue };
        let other = children.home(other);
        if let (Some(ours), Some(theirs)) = (children.position(own), children.position(other))
            && theirs > ours
        {
            let what = format!("`{own}` names `{other}`, which is declared below it");
            findings.push(file.finding(named.line, what));
        }
    }
    findings.dedup();
    findings
}

impl Children {
    fn read(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) if module.content.is_none() => {
                    self.names.push(module.ident.to_string());
                }
                Item::Use(import) => self.read_use(&import.tree, None),
                _ => {}
            }
        }
    }

    fn read_use(&mut self, tree: &UseTree, module: Option<&str>) {
        match tree {
            UseTree::Path(path) => {
                let name = path.ident.to_string();
                let first = if name == "self" { None } else { module.or(Some(&name)) };
                self.read_use(&path.tree, first);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.read_use(item, module))
            }
            UseTree::Name(name) => self.exports(module, name.ident.to_string()),
            UseTree::Rename(name) => self.exports(module, name.rename.to_string()),
            UseTree::Glob(_) => {}
        }
    }

    fn exports(&mut self, module: Option<&str>, name: String) {
        if let Some(module) = module {
            self.from.insert(name, module.to_owned());
        }
    }

    /// The module that a name comes from: itself, or where it is re-exported from.
    fn home<'a>(&'a self, name: &'a str) -> &'a str {
        if self.position(name).is_some() {
            name
        } else {
            self.from.get(name).map_or(name, |home| home)
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

/// `crates/sheet/src/read/csv.rs` → (`crates/sheet/src`, [read, csv]).
fn place(path: &str) -> Place<'_> {
    let end = match path.rfind("src/") {
        Some(start) => start + 3,
        None => path.match_indices('/').nth(1).map_or(0, |(slash, _)| slash),
    };
    let rest = path[end..].trim_start_matches('/').trim_end_matches(".rs");
    let mut module: Vec<String> = rest.split('/').map(str::to_owned).collect();
    let last = module.last().map_or("", String::as_str);
    if last == "mod" || (module.len() == 1 && ["lib", "main"].contains(&last)) {
        module.pop();
    }
    (&path[..end], module)
}

/// The path from the crate's root; none for other crates and for what is named without a path.
fn absolute(named: &Named, module: &[String]) -> Option<Vec<String>> {
    let supers = named.path.iter().take_while(|part| *part == "super").count();
    if supers > 0 {
        let base = module.len().checked_sub(supers)?;
        return Some([&module[..base], &named.path[supers..]].concat());
    }
    match named.path[0].as_str() {
        "crate" => Some(named.path[1..].to_vec()),
        "self" => Some([module, &named.path[1..]].concat()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source =
            |(path, text): &(&str, &str)| Source { path: (*path).into(), text: (*text).into() };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let rust: Vec<Rust<'_>> = sources.iter().filter_map(Source::rust).collect();
        check(&rust).iter().map(ToString::to_string).collect()
    }

    const LIB: (&str, &str) =
        ("src/lib.rs", "mod route;\nmod api;\nmod pages;\npub use api::Fault;");

    #[test]
    fn names_go_up_the_list() {
        assert_eq!(found(&[LIB, ("src/api.rs", "use crate::route::Route;")]), [""; 0]);
        assert_eq!(
            found(&[LIB, ("src/route.rs", "\nuse crate::{api::get, route::Route};")]),
            ["src/route.rs:2: `route` names `api`, which is declared below it"]
        );
        assert_eq!(found(&[LIB, ("src/route.rs", "fn a() { super::pages::show() }")]).len(), 1);
        assert_eq!(found(&[LIB, ("src/pages/home.rs", "use crate::api;")]), [""; 0]);
    }

    #[test]
    fn a_re_exported_name_counts_as_its_module() {
        assert_eq!(found(&[LIB, ("src/route.rs", "use crate::Fault;")]).len(), 1);
        assert_eq!(found(&[LIB, ("src/pages.rs", "use crate::Fault;")]), [""; 0]);
    }

    #[test]
    fn each_level_has_its_own_list() {
        let pages = ("src/pages/mod.rs", "mod home;\nmod upload;\nfn a() { self::upload::b(); }");
        let up = ("src/pages/upload.rs", "use super::home;");
        let down = ("src/pages/home.rs", "fn a() { super::upload::b() }");
        assert_eq!(found(&[LIB, pages, up]), [""; 0]);
        assert_eq!(found(&[LIB, pages, down]).len(), 1);
    }

    #[test]
    fn tests_may_name_everything() {
        let test = ("src/route.rs", "#[cfg(test)]\nmod tests { use crate::pages; }");
        assert_eq!(found(&[LIB, test]), [""; 0]);
    }

    #[test]
    fn crates_are_kept_apart() {
        let other = ("crates/sheet/src/route.rs", "use crate::pages::Page;");
        assert_eq!(found(&[LIB, other]), [""; 0]);
        assert_eq!(place("tests/e2e/browser/page.rs").0, "tests/e2e");
    }
}
