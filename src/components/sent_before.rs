//! What of a sheet was sent before, in the sentences beside the button that goes on.

use crate::words;
use leptos::prelude::*;
use protocol::receipt::Paper;
use sheet::check::Checked;
use std::collections::BTreeSet;

/// What of the sheet on the desk an upload to this Majora has sent before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentBefore {
    /// How many of its ready rows Majora holds as they are now.
    pub rows: usize,
    /// How many of its records are saved, where only an upload that stopped tells of them.
    pub records: usize,
}

impl SentBefore {
    /// What the upload of a receipt has sent of the sheet: of rows that were changed since, Majora holds
    /// something else.
    pub fn of(now: &Checked, then: &Checked, paper: &Paper) -> SentBefore {
        if now.sheet().choices() != then.sheet().choices() {
            return SentBefore::default();
        }
        let (before, since): (BTreeSet<_>, BTreeSet<_>) =
            (then.sheet().edits().collect(), now.sheet().edits().collect());
        let changed: BTreeSet<usize> =
            before.symmetric_difference(&since).map(|(row, ..)| *row).collect();
        let is_held = |row: &usize| {
            paper.rows[*row].outcome.is_whole() && now.is_ready(*row) && !changed.contains(row)
        };
        let rows = 0..paper.rows.len().min(now.sheet().rows());
        SentBefore { rows: rows.filter(is_held).count(), records: 0 }
    }

    fn held(&self) -> Option<String> {
        let are = |number: usize, noun: &str| {
            format!("{} {}", words::count(number, noun), if number == 1 { "is" } else { "are" })
        };
        match (self.rows, self.records) {
            (0, 0) => None,
            (0, records) => Some(format!("{} saved already", are(records, "record"))),
            (rows, _) => Some(format!("{} in Majora already", are(rows, "row"))),
        }
    }
}

/// What is said where Majora couldn't be asked: whether anything was sent.
pub fn nothing_sent(before: Option<&SentBefore>) -> String {
    match before.map(SentBefore::held) {
        None => "Nothing was sent.".to_owned(),
        Some(None) => "Nothing more was sent.".to_owned(),
        Some(Some(held)) => format!("Nothing more was sent: {held}."),
    }
}

/// What of so many rows goes on, and what is left out.
pub fn goes(rows: usize, ready: usize, before: Option<&SentBefore>) -> String {
    let held = before.map_or(0, |before| before.rows);
    let are_ready = match (held, ready - held.min(ready)) {
        (0, 1) => "1 row is ready.".to_owned(),
        (0, ready) => format!("{} are ready.", words::count(ready, "row")),
        (_, 0) => "No other row is ready.".to_owned(),
        (_, 1) => "1 more row is ready.".to_owned(),
        (_, more) => format!("{} more rows are ready.", words::thousands(more)),
    };
    let held = before.filter(|_| held > 0).and_then(SentBefore::held);
    let are_ready = held.map_or(are_ready.clone(), |held| format!("{held}. {are_ready}"));
    match rows - ready {
        0 if rows == 0 => "No row is left to be sent.".to_owned(),
        0 => are_ready,
        bad if ready == 0 => format!("None of the {} is ready yet.", words::count(bad, "row")),
        bad => {
            format!("{are_ready} {} with problems will be left out.", words::count(bad, "row"))
        }
    }
}

/// What the button that goes on does, and does not.
#[component]
pub fn OnlyAsks(
    /// What was sent before, if anything was.
    #[prop(into)]
    before: Signal<Option<SentBefore>>,
) -> impl IntoView {
    let so_far = move || match before.get().map(|before| before.held()) {
        None => "Nothing is sent yet.".to_owned(),
        Some(None) => "Nothing more is sent yet.".to_owned(),
        Some(Some(held)) => format!("{held}. Nothing more is sent yet."),
    };
    view! { <p class="hint">{so_far}" Majora is only asked which of these records it holds."</p> }
}
