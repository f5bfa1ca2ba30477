//! How many tests ran, read from what `cargo test` prints.

/// The tests of one test binary.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) name: String,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

/// Reads the lines of `cargo test` one by one.
#[derive(Default)]
pub(crate) struct Counter {
    layers: Vec<Layer>,
    library: Option<String>,
    running: Option<String>,
}

impl Counter {
    /// Takes a line of standard output or error, in the order printed.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(name) = test_binary(line) {
            self.running = Some(self.name(line, name));
        } else if let Some((passed, failed)) = result(line) {
            let name = self.running.take().unwrap_or_else(|| "tests".to_owned());
            self.layers.push(Layer { name, passed, failed });
        }
    }

    /// Cargo runs a library's own tests before those in its `tests/`, whose names say nothing of it.
    fn name(&mut self, line: &str, name: String) -> String {
        if line.contains("unittests src/lib.rs") {
            self.library = Some(name.clone());
        }
        match &self.library {
            Some(library) if line.contains(" tests/") => format!("{library}, {name}"),
            _ => name,
        }
    }

    /// The binaries that had any test.
    pub(crate) fn layers(self) -> Vec<Layer> {
        self.layers.into_iter().filter(|layer| layer.passed + layer.failed > 0).collect()
    }
}

/// `Running tests/it/main.rs (target/debug/deps/it-5d2f1c)` → `it`; `Doc-tests proxy` → `proxy,
/// documentation`.
fn test_binary(line: &str) -> Option<String> {
    if let Some((_, name)) = line.split_once("Doc-tests") {
        return Some(format!("{}, documentation", name.rsplit(' ').next()?));
    }
    let (before, rest) = line.split_once('(')?;
    if !before.contains("Running") {
        return None;
    }
    let file = rest.split_once(')')?.0.rsplit('/').next()?;
    Some(file.rsplit_once('-')?.0.to_owned())
}

/// `test result: ok. 7 passed; 0 failed; …` → (7, 0).
fn result(line: &str) -> Option<(usize, usize)> {
    let counts = line.split_once("test result: ")?.1;
    let number = |word: &str| counts.split_once(word)?.0.rsplit(' ').next()?.parse().ok();
    Some((number(" passed")?, number(" failed")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_binary_is_a_layer() {
        let mut counter = Counter::default();
        for line in [
            "     Running unittests src/lib.rs (target/debug/deps/sheet-5d2f1c)",
            "running 7 tests",
            "test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            "\u{1b}[1m\u{1b}[32m     Running\u{1b}[0m tests/it/main.rs (target/debug/deps/it-0a)",
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 2 passed; 1 failed; 0 ignored",
            "     Running unittests src/main.rs (target/debug/deps/majora_uploader-77)",
            "test result: ok. 0 passed; 0 failed; 0 ignored",
            "   Doc-tests sheet",
            "test result: ok. 1 passed; 0 failed; 0 ignored",
        ] {
            counter.line(line);
        }
        let layers = counter.layers();
        let seen: Vec<_> = layers.iter().map(|l| (&*l.name, l.passed, l.failed)).collect();
        assert_eq!(seen, [("sheet", 7, 0), ("sheet, it", 2, 1), ("sheet, documentation", 1, 0)]);
    }
}
