//! The app in Chromium, beside the readers that the uploader before this one could have used.
//! `tests/e2e/bench` measures both.

use super::figure::{Budget, Figure, Unit};
use crate::browser::Browser;
use crate::command::{self, cargo};
use crate::tools::Tools;
use crate::{app, npm};
use anyhow::{Context, Result};
use serde_json::Value;

/// The readers, under the names by which the bench asks for them: package, version, file.
const READERS: [(&str, &str, &str, &str); 2] = [
    ("PAPAPARSE", "papaparse", "5.5.3", "papaparse.min.js"),
    ("SHEETJS", "xlsx", "0.18.5", "dist/xlsx.full.min.js"),
];

pub(super) fn measure() -> Result<Vec<Figure>> {
    app::build(&Tools::set_up()?)?;
    let browser = Browser::set_up()?;
    let mut bench = cargo(["bench", "--package", "e2e", "--bench", "app", "--profile", "dev"]);
    for (name, package, version, file) in READERS {
        bench.env(name, npm::package(package, version)?.join(file));
    }
    let said = command::output(browser.give(&mut bench))?;
    let lines = said.lines().filter(|line| line.starts_with('{'));
    let figures: Option<Vec<Figure>> = lines.map(figure).collect();
    figures
        .filter(|figures| !figures.is_empty())
        .with_context(|| format!("the bench printed something else:\n{said}"))
}

fn figure(line: &str) -> Option<Figure> {
    let line: Value = serde_json::from_str(line).ok()?;
    let unit = Unit::named(line["unit"].as_str()?)?;
    let mut figure = Figure::new(line["what"].as_str()?, line["measured"].as_f64()?, unit);
    if let (Some(name), Some(value)) =
        (line["beside"]["name"].as_str(), line["beside"]["value"].as_f64())
    {
        figure = figure.beside(name, value);
    }
    if let Some(most) = line["at_most"].as_f64() {
        figure = figure.budget(Budget::AtMost(most));
    }
    Some(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_figure() {
        let line = r#"{"what":"read","unit":"ms","measured":20.0,"beside":{"name":"SheetJS","value":60.0},"at_most":30.0}"#;
        let read = figure(line).unwrap();
        assert_eq!((read.ratio(), read.is_kept()), (Some(3.0), Some(true)));
        let size =
            figure(r#"{"what":"size","unit":"KiB","measured":20.0,"beside":null,"at_most":null}"#)
                .unwrap();
        assert_eq!((size.ratio(), size.is_kept()), (None, None));
        assert!(figure(r#"{"what":"size","unit":"elephants","measured":20.0}"#).is_none());
    }
}
