//! Questions that stand together.

use super::entry::Entry;
use super::question::question;
use leptos::html::Details;
use leptos::prelude::*;
use sheet::form::Fieldset;
use sheet::words::count;

/// Questions under one legend. Those that need not be answered can be folded away, and are at first,
/// unless one of them was answered.
#[component]
pub fn Group(
    /// What they share with the others.
    entry: Entry,
    /// The questions.
    set: &'static Fieldset,
) -> impl IntoView {
    let questions = set.fields.iter().copied().map(|field| question(entry, field)).collect_view();
    if !set.is_optional() {
        return view! {
            <fieldset class="answers">
                <legend><h2>{set.legend}</h2></legend>
                <div class="answers-inside">{questions}</div>
            </fieldset>
        }
        .into_any();
    }
    let answers = set.fields.iter().map(|field| entry.answer(field)).collect::<Vec<_>>();
    let answered =
        Memo::new(move |_| answers.iter().filter(|answer| answer.with(|a| !a.is_empty())).count());
    let complaints = set.fields.iter().map(|field| entry.complaints(field)).collect::<Vec<_>>();
    let wrong = Memo::new(move |_| complaints.iter().any(|all| all.with(|all| !all.is_empty())));
    let details = NodeRef::<Details>::new();
    // Whoever folds away what is wrong may do so; it unfolds when something new is.
    Effect::new(move |_| {
        if let Some(details) = details.get()
            && (wrong.get() || answered.with_untracked(|answered| *answered > 0))
        {
            details.set_open(true);
        }
    });
    let how_many = move || match answered.get() {
        0 => count(set.fields.len(), "question"),
        some => format!("{some} of {} answered", set.fields.len()),
    };
    view! {
        <details class="answers" node_ref=details>
            <summary><h2>{set.legend}</h2>" "<span class="hint">{how_many}</span></summary>
            <div class="answers-inside">{questions}</div>
        </details>
    }
    .into_any()
}
