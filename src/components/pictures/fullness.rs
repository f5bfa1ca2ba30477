//! How far each column is filled.

use super::Canvas;
use super::figure::framed;
use super::lengths::{Length, table};
use leptos::prelude::*;
use sheet::field::Need;
use sheet::profile::{Fullness, Slice, Tally};
use sheet::words::{count, thousands};

/// The columns that are filled in part, as bars; the others by name.
pub(super) fn fullness(canvas: &Canvas) -> AnyView {
    let rows = canvas.profile.rows.all();
    let columns = &canvas.profile.columns;
    let is_whole = |it: &&Fullness| it.blank == 0 && it.faulty == 0;
    let is_idle = |it: &&Fullness| it.blank == rows && it.need == Need::Optional;
    let partly: Vec<Length> = columns
        .iter()
        .filter(|it| !is_whole(it) && !is_idle(it))
        .map(|it| length(canvas, it, rows))
        .collect();
    let named = |columns: Vec<&Fullness>| {
        columns.iter().map(|it| canvas.name(it.column)).collect::<Vec<_>>().join(", ")
    };
    let whole: Vec<&Fullness> = columns.iter().filter(is_whole).collect();
    let idle: Vec<&Fullness> = columns.iter().filter(is_idle).collect();
    let list = |what: &'static str, columns: Vec<&Fullness>| {
        let number = count(columns.len(), "column");
        let names = named(columns);
        (!names.is_empty()).then(|| {
            view! {
                <details>
                    <summary>{format!("{number} {what}")}</summary>
                    <p class="hint">{names}"."</p>
                </details>
            }
        })
    };
    let said = match partly.len() {
        0 => "No column has gaps in some rows, or cells to fix.".to_owned(),
        1 => "1 column has gaps in some rows, or cells to fix.".to_owned(),
        some => format!("{} have gaps in some rows, or cells to fix.", count(some, "column")),
    };
    let parts = view! {
        {(!partly.is_empty()).then(|| {
            let headings = ["Column".to_owned(), "Filled".to_owned()];
            table("How far columns are filled", headings, partly, rows.max(1), canvas.on_lead)
        })}
        {list("filled in every row", whole)}
        {list("blank in every row", idle)}
    };
    framed("fullness", "How far columns are filled".to_owned(), said, parts.into_any())
}

fn length(canvas: &Canvas, it: &Fullness, rows: usize) -> Length {
    // A column is whole only if it is: 99.9 % isn't 100 %.
    let parts = (it.filled + it.faulty) * 100 / rows.max(1);
    let blank = (it.blank > 0).then(|| format!("{} blank", thousands(it.blank)));
    let faulty = (it.faulty > 0).then(|| format!("{} to fix", thousands(it.faulty)));
    let told = [Some(format!("{parts} %")), blank, faulty];
    let leads_to_blank = it.blank > 0;
    Length {
        name: canvas.name(it.column),
        slice: leads_to_blank.then_some(Slice::Blank { column: it.column }),
        rows: Tally { ready: it.filled, to_mend: it.faulty },
        told: told.into_iter().flatten().collect::<Vec<_>>().join(", "),
    }
}
