//! An upload as the app makes it, beside the same rows sent one at a time, through the proxy to the
//! stand-in Majora. `benches/submit.rs` makes both.

use super::figure::{Budget, Figure, Unit};
use crate::command::{self, cargo};
use anyhow::{Context, Result};
use serde_json::Value;

pub(super) fn measure() -> Result<Vec<Figure>> {
    // As optimised as the servers that a site installs.
    let bench = ["bench", "--package", "uploader", "--bench", "submit", "--profile", "server"];
    let said = command::output(&mut cargo(bench))?;
    let runs = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let figures: Option<Vec<Figure>> =
        runs.map(|run| figures(&run)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    figures
        .filter(|figures| !figures.is_empty())
        .with_context(|| format!("the bench printed something else:\n{said}"))
}

fn figures(run: &Value) -> Option<Vec<Figure>> {
    let number = |of: &str, what: &str| run[of][what].as_f64();
    let of = format!("{} rows, Majora {} ms late", run["rows"], run["delay_ms"]);
    let time = Figure::new(format!("{of}: time"), number("batched", "seconds")?, Unit::Seconds);
    let calls = Figure::new(format!("{of}: calls"), number("batched", "calls")?, Unit::Requests);
    let writes = Figure::new(format!("{of}: writes"), number("batched", "writes")?, Unit::Requests);
    Some(vec![
        time.beside("row by row", number("one_by_one", "seconds")?),
        calls.beside("row by row", number("one_by_one", "calls")?),
        writes.budget(Budget::AtMost(40.0)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_becomes_three_figures() {
        let run = json!({
            "rows": 1000, "delay_ms": 50,
            "batched": { "seconds": 2.0, "calls": 60, "writes": 40 },
            "one_by_one": { "seconds": 160.0, "calls": 3000 },
        });
        let figures = figures(&run).unwrap();
        assert_eq!(figures[0].what, "1000 rows, Majora 50 ms late: time");
        assert_eq!(figures[0].ratio(), Some(80.0));
        assert_eq!((figures[1].ratio(), figures[2].is_kept()), (Some(50.0), Some(true)));
        assert!(super::figures(&json!({ "rows": 1000 })).is_none());
    }
}
