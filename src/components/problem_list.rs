//! All problems at once, grouped, each line a way to its first cell.

use crate::words;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::group::{Group, groups};
use sheet::problem::Severity;
use sheet::text::ranges;
use std::sync::Arc;

/// How many runs of row numbers a line names before it only counts.
const RUNS: usize = 8;

/// How many lines are shown at once: a sheet of 100,000 rows may have as many.
const LINES: usize = 100;

/// What is wrong with the sheet: errors, then what only the user can say, then the rest.
#[component]
pub fn ProblemList(
    /// The checked sheet.
    #[prop(into)]
    checked: Signal<Option<Arc<Checked>>>,
    /// Told the row and column to go to.
    #[prop(into)]
    on_go: Callback<(usize, Option<usize>)>,
) -> impl IntoView {
    let list = move |severity| {
        checked.get().map_or_else(Vec::new, |checked| {
            let groups = groups(&checked).into_iter().filter(|group| group.severity == severity);
            let mut groups: Vec<Group> = groups.collect();
            let more = groups.len().saturating_sub(LINES);
            groups.truncate(LINES);
            let lines = groups.into_iter().map(|group| line(&checked, group, on_go));
            lines.chain((more > 0).then(|| and(more))).collect::<Vec<_>>()
        })
    };
    let any = move |severity| checked.with(|c| c.as_ref().is_some_and(|c| c.count(severity) > 0));
    view! {
        <Show when=move || any(Severity::Error)>
            <section class="problems problems-error" aria-labelledby="errors">
                <h2 id="errors">"There is a problem"</h2>
                <ul>{move || list(Severity::Error)}</ul>
            </section>
        </Show>
        <Show when=move || any(Severity::Warning)>
            <section class="problems problems-warning" aria-labelledby="warnings">
                <h2 id="warnings">"Good to know"</h2>
                <ul>{move || list(Severity::Warning)}</ul>
            </section>
        </Show>
    }
}

fn and(more: usize) -> AnyView {
    let text = format!(
        "And {more} more, which are listed when these are mended. The rows are marked in the sheet.",
        more = words::thousands(more)
    );
    view! { <li>{text}</li> }.into_any()
}

fn line(checked: &Checked, group: Group, on_go: Callback<(usize, Option<usize>)>) -> AnyView {
    let column = group.column;
    let lines: Vec<u32> = group.rows.iter().map(|row| checked.sheet().line(*row)).collect();
    let place = match lines.len() {
        0 => column
            .map_or_else(String::new, |at| format!("Column {}", sheet::text::column_letters(at))),
        1 => format!("Row {}", lines[0]),
        many => format!("{}: {}", words::count(many, "row"), ranges(&lines, RUNS)),
    };
    let samples = match group.rows.is_empty() {
        true => column.map_or_else(String::new, |at| examples(checked, at)),
        false => String::new(),
    };
    match group.rows.first().copied() {
        Some(row) => view! {
            <li>
                <button class="link" on:click=move |_| on_go.run((row, column))>{group.message}</button>
                <span class="where">{place}</span>
            </li>
        }
        .into_any(),
        None => view! {
            <li>
                <span>{group.message}</span>
                <span class="where">{place}{samples}</span>
            </li>
        }
        .into_any(),
    }
}

/// Three cells of a column, so that the user knows which one it is.
fn examples(checked: &Checked, column: usize) -> String {
    let sheet = checked.sheet();
    let cells = (0..sheet.rows()).map(|row| sheet.cell(row, column).trim());
    let some: Vec<String> = cells
        .filter(|cell| !cell.is_empty())
        .take(3)
        .map(|cell| format!("‘{}’", cell.chars().take(24).collect::<String>()))
        .collect();
    match some.is_empty() {
        true => String::new(),
        false => format!(", such as {}", some.join(", ")),
    }
}
