//! How long a file and a function may be. Fixed limits, because every code base has its monster.

use super::source::{Finding, Rust, is_test_attribute};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, ImplItemFn, ItemFn, Signature, TraitItemFn};

const FILE: usize = 400;
const FUNCTION: usize = 60;
/// A component is markup, and markup is long.
const COMPONENT: usize = 90;
/// The table of all columns is data.
const EXEMPT: &str = "crates/sheet/src/fields.rs";

pub(super) fn check(file: &Rust<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let long = file.lines - file.test_lines;
    if long > FILE && file.path != EXEMPT {
        findings.push(file.finding(1, format!("{long} lines without tests; at most {FILE}")));
    }
    let mut functions = Functions { file, findings };
    file.items.iter().for_each(|item| functions.visit_item(item));
    functions.findings
}

struct Functions<'a> {
    file: &'a Rust<'a>,
    findings: Vec<Finding>,
}

impl Functions<'_> {
    fn check(&mut self, attributes: &[Attribute], signature: &Signature, body: &Block) {
        if attributes.iter().any(is_test_attribute) {
            return;
        }
        let component = attributes.iter().any(|a| a.path().is_ident("component"));
        let limit = if component { COMPONENT } else { FUNCTION };
        let start = signature.span().start().line;
        let long = body.span().end().line - start + 1;
        if long > limit {
            let what = format!("`{}` has {long} lines; at most {limit}", signature.ident);
            self.findings.push(self.file.finding(start, what));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.check(&function.attrs, &function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.check(&function.attrs, &function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(body) = &function.default {
            self.check(&function.attrs, &function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    fn found(path: &str, text: String) -> Vec<String> {
        let source = Source { path: path.to_owned(), text };
        check(&source.rust().unwrap()).iter().map(ToString::to_string).collect()
    }

    fn function(attribute: &str, body: usize) -> String {
        format!("{attribute}\nfn long() {{\n{}}}\n", "    work();\n".repeat(body))
    }

    #[test]
    fn a_function_has_sixty_lines_and_a_component_ninety() {
        assert_eq!(found("src/a.rs", function("", 58)), [""; 0]);
        assert_eq!(
            found("src/a.rs", function("", 59)),
            ["src/a.rs:2: `long` has 61 lines; at most 60"]
        );
        assert_eq!(found("src/a.rs", function("#[component]", 88)), [""; 0]);
        assert_eq!(found("src/a.rs", function("#[component]", 89)).len(), 1);
        assert_eq!(found("src/a.rs", function("#[tokio::test]", 99)), [""; 0]);
    }

    #[test]
    fn a_file_has_four_hundred_lines_without_its_tests() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(500));
        let lines = |count: usize| "const A: u8 = 1;\n".repeat(count);
        assert_eq!(found("src/a.rs", lines(400) + &tests), [""; 0]);
        assert_eq!(found("src/a.rs", lines(401)).len(), 1);
        assert_eq!(found(EXEMPT, lines(401)), [""; 0]);
    }
}
