//! One figure as `cargo xtask bench` reads it.

use serde_json::{Value, json};

/// Prints a figure with what it stands beside and the most that it may be.
pub(crate) fn print(
    what: &str,
    unit: &str,
    measured: f64,
    beside: Option<(&str, f64)>,
    at_most: Option<f64>,
) {
    let beside: Option<Value> = beside.map(|(name, value)| json!({ "name": name, "value": value }));
    let figure = json!({
        "what": what, "unit": unit, "measured": measured, "beside": beside, "at_most": at_most,
    });
    println!("{figure}");
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
