//! What the user can say about a file that is no sample sheet as it stands.

use crate::browser::{self, slices};
use crate::desk::Desk;
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::choices::Choices;
use sheet::fields;
use sheet::read::{Heading, ReadError};
use sheet::text::column_letters;

/// Where the questions begin.
const HELP: &str = "mend";

/// Another page, another row of headings, or what a column means: whatever would help. Nothing, where
/// only another file does.
pub(in crate::pages) fn mend(desk: Desk, error: &ReadError) -> AnyView {
    let pages = desk.pages();
    let columns = match error {
        ReadError::NoKeyColumn { .. } => ids(desk),
        ReadError::DuplicateHeading { first, second, .. } => Some(twins(desk, *first, *second)),
        _ => None,
    };
    let another_row = matches!(
        error,
        ReadError::NoKeyColumn { .. } | ReadError::NoRows | ReadError::NoHeadings { .. }
    );
    if columns.is_none() && !another_row && pages.len() < 2 {
        return ().into_any();
    }
    let lacks_headings = another_row && desk.may_lack_headings();
    let is_last_way = lacks_headings || columns.is_some() || pages.len() > 1;
    let has_no_rows = *error == ReadError::NoRows;
    view! {
        <section class="question" aria-labelledby=HELP>
            <h2 id=HELP tabindex="-1">"Can you help to read it?"</h2>
            {has_no_rows.then(|| view! {
                <p>"If the rows are still to be filled in, fill them in below the headings and choose the file again."</p>
            })}
            {lacks_headings.then(|| without_headings(desk))}
            {columns}
            <div class="settings">
                {(pages.len() > 1).then(|| page(desk, pages))}
                {another_row.then(|| headings(desk, is_last_way))}
            </div>
        </section>
    }
    .into_any()
}

/// The page shows what comes of it.
fn read_as(desk: Desk, choices: Choices) {
    spawn_local(async move {
        desk.read_as(choices).await;
    });
}

/// Which page of a workbook holds the samples.
fn page(desk: Desk, pages: Vec<String>) -> AnyView {
    let options = pages.into_iter().map(|page| view! { <option>{page}</option> }).collect_view();
    let choose = move |event| {
        let page = Some(event_target_value(&event)).filter(|page| !page.is_empty());
        read_as(desk, Choices { page, ..Choices::default() });
    };
    view! {
        <p class="setting">
            <label for="page">"Sheet of the workbook with the samples"</label>
            <select id="page" on:change=choose><option value="">"Choose a sheet"</option>{options}</select>
        </p>
    }
    .into_any()
}

/// Rows that were pasted without their headings: none of them is lost as one.
fn without_headings(desk: Desk) -> AnyView {
    let say = move |_| {
        desk.has_no_headings();
        // The button goes, and what is asked instead stands in its place.
        spawn_local(async {
            slices::drawn().await;
            browser::focus_id(HELP);
        });
    };
    view! {
        <p>"Is the first row a sample, too? Then you are asked what each column holds."</p>
        <p class="actions">
            <button class="button button-quiet button-small" on:click=say>
                "These rows have no headings"
            </button>
        </p>
    }
    .into_any()
}

/// Which row holds the headings.
fn headings(desk: Desk, is_last_way: bool) -> AnyView {
    let label = match is_last_way {
        true => "Or say which row holds the headings",
        false => "Which row holds the headings?",
    };
    let choose = move |event| {
        if let Ok(line) = event_target_value(&event).parse() {
            let page = desk.choices().page;
            read_as(desk, Choices { page, headings: Some(line), ..Choices::default() });
        }
    };
    view! {
        <p class="setting">
            <label for="headings">{label}</label>
            <input id="headings" type="number" min="1" inputmode="numeric" on:change=choose/>
        </p>
    }
    .into_any()
}

/// Which column holds the ids of the samples, of those that can.
fn ids(desk: Desk) -> Option<AnyView> {
    let choose = move |place| {
        let mut choices = desk.choices();
        choices.columns.insert(place, Some(&fields::CENTRAL_SAMPLE_ID));
        read_as(desk, choices);
    };
    let mut columns = desk.headings();
    columns.retain(Heading::may_be_ids);
    if columns.is_empty() {
        return None;
    }
    let ids = view! {
        <h3>"Which column holds the ids of the samples?"</h3>
        <ul class="matches">{columns.into_iter().map(|c| line(c, "These are the ids", choose)).collect_view()}</ul>
    }
    .into_any();
    Some(ids)
}

/// Which of two columns is meant; the other one is left out.
fn twins(desk: Desk, first: usize, second: usize) -> AnyView {
    let choose = move |place| {
        let mut choices = desk.choices();
        choices.columns.insert(if place == first { second } else { first }, None);
        read_as(desk, choices);
    };
    let columns = desk.headings().into_iter();
    let columns = columns.filter(|column| [first, second].contains(&column.place));
    view! {
        <h3>"Which of the two is to be sent?"</h3>
        <ul class="matches">{columns.map(|c| line(c, "Use this one", choose)).collect_view()}</ul>
    }
    .into_any()
}

/// A column with some of its cells and a button.
fn line(column: Heading, label: &'static str, choose: impl Fn(usize) + 'static) -> AnyView {
    let place = column.place;
    let name = match column.heading.is_empty() {
        true => "(no heading)".to_owned(),
        false => column.heading,
    };
    let described = format!("{label}: column {}, {name}", column_letters(place));
    view! {
        <li>
            <p class="match-name">
                <span class="match-letter">{column_letters(place)}</span>
                <strong>{name}</strong>
                <span class="hint">{words::quoted(&column.examples)}</span>
            </p>
            <button class="button button-quiet button-small" aria-label=described on:click=move |_| choose(place)>
                {label}
            </button>
        </li>
    }
    .into_any()
}
