//! A receipt as CSV.

use super::{Edits, Kind, LeftOut, Paper, Row, State};
use sheet::formula::BEGINNINGS;

/// The headings, which never change their names.
const HEADINGS: [&str; 16] = [
    "reference",
    "server",
    "username",
    "ended",
    "row",
    "central_sample_id",
    "outcome",
    "sample",
    "library",
    "run",
    "columns",
    "reason",
    "requests",
    "links",
    "columns_left_out",
    "edits",
];

impl Paper {
    /// The receipt as CSV: one line for each row of the sheet, in its order. It begins with a byte
    /// order mark, without which Excel takes UTF-8 for something else.
    pub fn to_csv(&self) -> String {
        let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        // Writing to memory doesn't fail, and every record has as many cells as there are headings.
        let _ = out.write_record(HEADINGS);
        let left_out: Vec<String> = self.columns_left_out.iter().map(LeftOut::told).collect();
        let left_out = inert(&left_out.join("; "));
        let edits = self.edits.as_ref().map(Edits::told).unwrap_or_default();
        for row in &self.rows {
            let line = self.line(row).map(|cell| inert(&cell));
            let _ = out.write_record(line.iter().chain([&left_out, &edits]));
        }
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    fn line(&self, row: &Row) -> [String; 14] {
        let of = |kind| row.records.iter().find(|record| record.record == kind);
        let code = |kind| of(kind).map_or("", |record| State::code(record.outcome)).to_owned();
        let requests = row.records.iter().filter_map(|record| record.request.as_deref());
        let links = row.records.iter().filter_map(|record| record.link.as_deref());
        let columns = row.records.iter().flat_map(|record| &record.columns).map(String::as_str);
        [
            self.head.reference.clone(),
            format!("{} ({})", self.head.server.label, self.head.server.host),
            self.head.username.clone(),
            self.head.ended.clone(),
            row.row.to_string(),
            row.sample.clone(),
            row.outcome.code().to_owned(),
            code(Kind::Sample),
            code(Kind::Library),
            code(Kind::Run),
            once(columns).join(" "),
            row.reasons().join("; "),
            once(requests).join(" "),
            once(links).join(" "),
        ]
    }
}

impl Row {
    /// Why it ended so: its own errors, or what is said of its records, each thing once.
    pub fn reasons(&self) -> Vec<&str> {
        let errors = self.errors.iter().map(String::as_str);
        let of_records = self.records.iter().map(|record| record.reason.as_str());
        match self.errors.is_empty() {
            true => once(of_records.filter(|reason| !reason.is_empty())),
            false => once(errors),
        }
    }
}

fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut each = Vec::new();
    for text in texts {
        if !each.contains(&text) {
            each.push(text);
        }
    }
    each
}

/// A cell on one line that no spreadsheet runs as a formula.
fn inert(cell: &str) -> String {
    let cell = cell.replace(['\r', '\n', '\t'], " ");
    match cell.trim_start().starts_with(BEGINNINGS) {
        true => format!("'{cell}"),
        false => cell,
    }
}
