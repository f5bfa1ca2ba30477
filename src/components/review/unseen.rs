//! Places in libraries and runs with columns that Majora never shows: they are sent again only if so wished.

use super::outlook::Outlook;
use crate::words;
use leptos::prelude::*;
use sheet::compare::{Tag, What};
use sheet::decide::Decisions;
use sheet::record::Key;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Records of a kind of which all that Majora shows is as in the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Alike {
    keys: Vec<Key>,
    /// The filled columns that it doesn't show, or not whole.
    columns: BTreeSet<&'static str>,
}

/// A question for the places in libraries, and one for the runs, where there are any.
#[component]
pub fn Unseen(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
    /// Told all decisions, old and new.
    #[prop(into)]
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let kinds = [
        ("sample in its library", "samples in their libraries", is_place as fn(&Key) -> bool),
        ("run", "runs", is_run),
    ];
    let question = move |(one, many, is_of): (&'static str, &'static str, fn(&Key) -> bool)| {
        let alike = Memo::new(move |_| outlook.with(|outlook| alike(outlook, is_of)));
        move || {
            let alike = alike.get();
            (!alike.keys.is_empty()).then(|| {
                let noun = if alike.keys.len() == 1 { one } else { many };
                let title = format!("{} {noun}", words::thousands(alike.keys.len()));
                view! { <Question outlook title alike on_decide/> }
            })
        }
    };
    kinds.map(question).collect_view()
}

#[component]
fn Question(
    outlook: Signal<Arc<Outlook>>,
    title: String,
    alike: Alike,
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let columns = alike.columns.into_iter().collect::<Vec<_>>().join(", ");
    let label = format!("Whether to send again: {title}");
    let keys = StoredValue::new(alike.keys);
    let sent = Memo::new(move |_| {
        outlook.with(|outlook| {
            keys.with_value(|keys| keys.iter().all(|key| outlook.decisions.unchecked.contains(key)))
        })
    });
    let choose = move |send| {
        let decisions = outlook
            .with_untracked(|outlook| keys.with_value(|keys| outlook.with_unchecked(keys, send)));
        on_decide.run(decisions);
    };
    let button = move |send: bool, words: &'static str| {
        view! {
            <button
                class="segment"
                aria-pressed=move || (sent.get() == send).to_string()
                on:click=move |_| choose(send)
            >
                {words}
            </button>
        }
    };
    view! {
        <section class="question doubt">
            <h3>{title}</h3>
            <p>
                "All that Majora shows of these is as in your sheet, so they are not sent. If you have filled in or changed "
                {columns}", send them again."
            </p>
            <div class="segments" role="group" aria-label=label>
                {button(false, "Don’t send them")}
                {button(true, "Send them again")}
            </div>
        </section>
    }
}

fn alike(outlook: &Outlook, is_of: fn(&Key) -> bool) -> Alike {
    let mut alike = Alike::default();
    let records = outlook.findings.comparison.records.iter();
    for (key, compared) in records.filter(|(key, _)| is_of(key)) {
        if compared.tag() == Tag::NotVisible {
            alike.keys.push(key.clone());
            let unseen = compared.cells.iter().filter(|cell| cell.what == What::Unseen);
            alike.columns.extend(unseen.map(|cell| cell.field.name));
        }
    }
    alike
}

fn is_place(key: &Key) -> bool {
    matches!(key, Key::Place { .. })
}

fn is_run(key: &Key) -> bool {
    matches!(key, Key::Run(_))
}
