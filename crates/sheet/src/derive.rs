//! What is printed from the table of columns: the template and the example sheet.

use crate::fields::{self, EXAMPLE_TODAY, IN_TEMPLATE};
use crate::value::Date;

/// The template: the headings of every column, nothing below them.
pub fn template() -> String {
    let headings: Vec<&str> = fields::ALL[..IN_TEMPLATE].iter().map(|field| field.name).collect();
    format!("{}\r\n", headings.join(","))
}

/// A sheet to practise with: this many samples in one library and one run, dated `today`.
pub fn example(today: Date, samples: usize) -> String {
    let columns = fields::ALL[..IN_TEMPLATE].iter();
    let columns: Vec<_> = columns.filter(|field| !field.example.is_empty()).collect();
    let headings: Vec<&str> = columns.iter().map(|field| field.name).collect();
    let mut sheet = format!("{}\r\n", headings.join(","));
    for nth in 1..=samples {
        let cells = columns.iter().map(|field| match field.name {
            name if name == fields::CENTRAL_SAMPLE_ID.name => format!("HOOT-{nth:05}"),
            _ => field.example.replace(EXAMPLE_TODAY, &today.to_string()),
        });
        sheet.push_str(&cells.collect::<Vec<_>>().join(","));
        sheet.push_str("\r\n");
    }
    sheet
}
