//! Bars that lie below each other, each with its name and number: they are a table of themselves.

use super::figure::{framed, mend, percent, rest, rows};
use super::{Canvas, Lead};
use leptos::prelude::*;
use sheet::field::Field;
use sheet::fields;
use sheet::profile::{Bar, Shares, Slice, Tally};
use sheet::words::{count, thousands};

/// How many bars are shown at first.
const FIRST: usize = 12;

/// How many are shown at most: of more, the least frequent are only counted.
const MOST: usize = 100;

/// One bar.
#[derive(Clone)]
pub(super) struct Length {
    pub(super) name: String,
    /// Which rows it leads to, if to any.
    pub(super) slice: Option<Slice>,
    pub(super) rows: Tally,
    /// Its number, in words.
    pub(super) told: String,
}

/// Where samples were taken, and which libraries they are in.
pub(super) fn lengths(canvas: &Canvas) -> Vec<AnyView> {
    canvas.profile.shares.iter().map(|shares| of_shares(canvas, shares)).collect()
}

fn title(field: Option<&'static Field>) -> &'static str {
    match field {
        Some(field) if *field == fields::ADM1 => "Nations",
        Some(field) if *field == fields::ADM2 => "Counties",
        _ => "Libraries",
    }
}

fn of_shares(canvas: &Canvas, shares: &Shares) -> AnyView {
    let name = canvas.name(shares.column);
    let title = title(canvas.field(shares.column));
    let length = |bar: &Bar| {
        let Slice::Text { text, .. } = &bar.slice else { return None };
        let slice = Some(bar.slice.clone());
        Some(Length { name: text.clone(), slice, rows: bar.rows, told: rows(bar.rows) })
    };
    let lengths: Vec<Length> = shares.bars.iter().take(MOST).filter_map(length).collect();
    let all = shares.bars.len();
    let said = format!("By {name}: {} in all.", thousands(all));
    let unlisted = all.saturating_sub(MOST);
    let more = (unlisted > 0).then(|| {
        let text = format!("And {}, of which each has fewer rows.", count(unlisted, "other"));
        view! { <p class="hint">{text}</p> }
    });
    let most = shares.bars.first().map_or(1, |bar| bar.rows.all());
    let parts = view! {
        {table(title, [name.clone(), "Rows".to_owned()], lengths, most, canvas.on_lead)}
        {more}
        {rest(canvas, shares.column, shares.rest)}
    };
    framed(&format!("shares-{}", shares.column), title.to_owned(), said, parts.into_any())
}

/// The bars, of which the longest stands for so many rows.
pub(super) fn table(
    caption: &'static str,
    [name, number]: [String; 2],
    lengths: Vec<Length>,
    most: usize,
    on_lead: Callback<Lead>,
) -> impl IntoView {
    let all = lengths.len();
    let open = RwSignal::new(all <= FIRST);
    let shown = move || if open.get() { all } else { FIRST };
    let lines = move || {
        lengths.iter().take(shown()).map(|it| line(it.clone(), most, on_lead)).collect_view()
    };
    view! {
        <table class="lengths">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{name}</th>
                    <th scope="col">{number}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
        {(all > FIRST).then(|| {
            view! {
                <button
                    class="button button-quiet button-small"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {move || match open.get() {
                        true => format!("Show the first {FIRST} only"),
                        false => format!("Show {all}"),
                    }}
                </button>
            }
        })}
    }
}

fn line(length: Length, most: usize, on_lead: Callback<Lead>) -> impl IntoView {
    let Length { name, slice, rows, told } = length;
    let part = |rows: usize| rows as f64 / most as f64;
    let (ready, to_mend) = (part(rows.ready), part(rows.to_mend));
    let behind = (rows.to_mend > 0).then(|| mend(percent(ready), "0", percent(to_mend), "100%"));
    let name = match slice {
        Some(slice) => {
            let press = move |_| on_lead.run(Lead::Rows(slice.clone()));
            view! { <button class="link" on:click=press>{name}</button> }.into_any()
        }
        None => name.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>
                <svg class="length" aria-hidden="true" focusable="false">
                    <rect class="bar-ready" x="0" y="0" width=percent(ready) height="100%"/>
                    {behind}
                </svg>
                <span class="length-told">{told}</span>
            </td>
        </tr>
    }
}
