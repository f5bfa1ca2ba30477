//! Words that have no place in a repository: unfinished work, and folders of one machine.

use super::source::{Finding, Source};

/// Split, so that this file doesn't find itself.
const WORDS: [(&str, &str); 6] = [
    (concat!("TO", "DO"), "do it, or write an issue"),
    (concat!("FIX", "ME"), "do it, or write an issue"),
    (concat!("../", "shared"), "the repository must stand alone"),
    (concat!("/work", "/"), "that folder is on one machine only"),
    (concat!("/ro", "ot/"), "that folder is on one machine only"),
    (concat!("/ho", "me/"), "that folder is on one machine only"),
];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter(|source| source.path != "Cargo.lock").flat_map(check_file).collect()
}

fn check_file(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        for (word, advice) in WORDS.iter().filter(|(word, _)| line.contains(word)) {
            let what = format!("\"{word}\": {advice}");
            findings.push(Finding { path: source.path.clone(), line: index + 1, what });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_with_its_line() {
        let text = format!("first\n// {}: second\n", WORDS[0].0);
        let source = Source { path: "src/a.rs".to_owned(), text };
        let found = check(&[source]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 2);
    }
}
