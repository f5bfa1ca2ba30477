//! The figures of one run: a table for people, JSON for programs and for the next run.

use super::figure::{Beside, Budget, Figure};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The form of the JSON; another number when a program would misread it.
const VERSION: u64 = 1;

/// What stands above the columns.
const HEADINGS: [&str; 6] = ["", "budget", "measured", "ratio", "beside", "before"];

/// The figures of this run, by section.
pub(super) struct Report {
    figures: Vec<(&'static str, Figure)>,
}

/// The figures of an earlier run.
pub(super) struct Before(Value);

impl Report {
    pub(super) fn new() -> Report {
        Report { figures: Vec::new() }
    }

    /// Reads what an earlier run has written.
    pub(super) fn read(path: &Path) -> Result<Before> {
        let text = fs::read_to_string(path);
        let text = text.with_context(|| format!("could not read {}", path.display()))?;
        let report: Value = serde_json::from_str(&text).unwrap_or_default();
        if report["version"] != VERSION {
            anyhow::bail!("{} isn't a file that `cargo xtask bench` has written", path.display());
        }
        Ok(Before(report))
    }

    pub(super) fn add(&mut self, section: &'static str, figures: Vec<Figure>) {
        self.figures.extend(figures.into_iter().map(|figure| (section, figure)));
    }

    /// All of it for programs.
    pub(super) fn json(&self) -> String {
        let figures: Vec<Value> = self.figures.iter().map(|(s, figure)| entry(s, figure)).collect();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let report = json!({
            "version": VERSION,
            "processor": processor(),
            "cores": cores,
            "figures": figures,
        });
        format!("{report:#}\n")
    }

    /// All of it for people.
    pub(super) fn table(&self, before: Option<&Before>) -> String {
        let mut rows = vec![HEADINGS.map(str::to_owned)];
        let mut section = "";
        for (name, figure) in &self.figures {
            if *name != section {
                rows.push([name, "", "", "", "", ""].map(|cell: &str| cell.to_owned()));
                section = name;
            }
            rows.push(row(figure, before.and_then(|before| before.of(name, &figure.what))));
        }
        format!("{}\n{}", laid_out(&rows), self.closing())
    }

    fn closing(&self) -> String {
        let kept: Vec<bool> = self.figures.iter().filter_map(|(_, f)| f.is_kept()).collect();
        let missed = kept.iter().filter(|kept| !**kept).count();
        format!(
            "{} of {} budgets kept. A ratio above 1 is better than what stands beside it.",
            kept.len() - missed,
            kept.len()
        )
    }
}

impl Before {
    fn of(&self, section: &str, what: &str) -> Option<f64> {
        let figures = self.0["figures"].as_array()?;
        let figure = figures.iter().find(|f| f["section"] == section && f["what"] == what);
        figure?["measured"].as_f64()
    }
}

fn entry(section: &str, figure: &Figure) -> Value {
    let Figure { what, unit, measured, beside, budget } = figure;
    json!({
        "section": section,
        "what": what,
        "unit": unit.name(),
        "measured": measured,
        "beside": beside.as_ref().map(|Beside { name, value }| json!({ "name": name, "value": value })),
        "ratio": figure.ratio(),
        "budget": budget.map(|budget| match budget {
            Budget::AtMost(most) => json!({ "at_most": most }),
            Budget::AtLeast(least) => json!({ "at_least": least }),
        }),
        "kept": figure.is_kept(),
    })
}

fn row(figure: &Figure, before: Option<f64>) -> [String; 6] {
    let mark = if figure.is_kept() == Some(false) { " MISSED" } else { "" };
    let show = |value: f64| figure.unit.show(value);
    let before = before.map(|before| {
        let change = (figure.measured / before - 1.0) * 100.0;
        format!("{} ({change:+.0} %)", show(before))
    });
    [
        format!("  {}", figure.what),
        figure.limit(),
        format!("{}{mark}", show(figure.measured)),
        figure.ratio().map(|ratio| format!("{ratio:.2}×")).unwrap_or_default(),
        figure.beside.as_ref().map(|b| format!("{} {}", b.name, show(b.value))).unwrap_or_default(),
        before.unwrap_or_default(),
    ]
}

/// The first column at the left, the others at the right; columns that nobody fills are left out.
fn laid_out(rows: &[[String; 6]]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let filled = |at: usize| at == 0 || rows[1..].iter().any(|row| !row[at].is_empty());
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate().filter(|(at, _)| filled(*at)) {
            let width = width(at);
            match at {
                0 => line += &format!("{cell:<width$}"),
                _ => line += &format!("   {cell:>width$}"),
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The processor's name, where the system says it.
fn processor() -> Option<String> {
    let about = fs::read_to_string("/proc/cpuinfo").ok()?;
    let name = about.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'))?.1;
    Some(name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::figure::Unit;
    use super::*;

    fn report(measured: f64) -> Report {
        let mut report = Report::new();
        let figure = Figure::new("wait", measured, Unit::Milliseconds)
            .beside("nginx", 1.0)
            .budget(Budget::AtMost(5.0));
        report.add("proxy", vec![figure, Figure::new("size", 20.5, Unit::MiB)]);
        report
    }

    #[test]
    fn the_table_has_budget_measured_and_ratio_first() {
        let expect = [
            "            budget   measured   ratio          beside",
            "proxy",
            "  wait   ≤ 5.00 ms    2.00 ms   0.50×   nginx 1.00 ms",
            "  size               20.5 MiB",
            "",
            "1 of 1 budgets kept. A ratio above 1 is better than what stands beside it.",
        ];
        assert_eq!(report(2.0).table(None).lines().collect::<Vec<_>>(), expect);
        assert!(report(6.0).table(None).contains("6.00 ms MISSED"));
        assert!(report(6.0).table(None).contains("0 of 1 budgets kept"));
    }

    #[test]
    fn a_run_stands_beside_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.json");
        fs::write(&path, report(2.0).json()).unwrap();
        let before = Report::read(&path).unwrap();
        assert_eq!(before.of("proxy", "wait"), Some(2.0));
        assert_eq!(before.of("proxy", "other"), None);
        assert!(report(3.0).table(Some(&before)).contains("2.00 ms (+50 %)"));

        fs::write(&path, "{}").unwrap();
        assert!(Report::read(&path).is_err());
        assert!(Report::read(&folder.path().join("none")).is_err());
    }
}
