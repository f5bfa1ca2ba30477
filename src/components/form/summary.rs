//! Everything that keeps the form from being sent, on top of it.

use super::entry::{Complaint, answer_id};
use leptos::html::Section;
use leptos::prelude::*;
use sheet::words::count;

/// What is wrong, each a link to its question. It takes the focus when it comes, and again whenever
/// `asked` grows: somebody wants to go on.
#[component]
pub fn ErrorSummary(
    /// What is wrong.
    #[prop(into)]
    complaints: Signal<Vec<Complaint>>,
    /// How often somebody wanted to go on in vain.
    #[prop(into)]
    asked: Signal<u32>,
    /// What a row is called, where there are several.
    #[prop(into)]
    name_of: Callback<usize, Option<String>>,
    /// Told where a link leads.
    #[prop(into)]
    on_go: Callback<Complaint>,
) -> impl IntoView {
    let summary = NodeRef::<Section>::new();
    Effect::new(move |done: Option<u32>| {
        let (done, asked) = (done.unwrap_or_default(), asked.get());
        let Some(summary) = summary.get().filter(|_| asked != done) else { return done };
        // Focusing something that is on the page doesn't fail.
        let _ = summary.focus();
        asked
    });
    let shown = move || complaints.with(|complaints| !complaints.is_empty());
    let title = move || match complaints.with(Vec::len) {
        1 => "There is a problem".to_owned(),
        some => format!("There are {}", count(some, "problem")),
    };
    let one = move |complaint: Complaint| {
        let to = complaint.field.map(answer_id).unwrap_or_default();
        let row = name_of.run(complaint.row).map(|name| format!("{name}: "));
        let text = complaint.text.clone();
        if complaint.field.is_none() {
            return view! { <li>{row}{text}</li> }.into_any();
        }
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            // The router would take it for a link to another page.
            event.stop_propagation();
            on_go.run(complaint.clone());
        };
        view! { <li><a href=format!("#{to}") on:click=go>{row}{text}</a></li> }.into_any()
    };
    view! {
        <Show when=shown>
            <section class="summary" tabindex="-1" node_ref=summary aria-labelledby="summary-title">
                <h2 id="summary-title">{title}</h2>
                <ul>{move || complaints.get().into_iter().map(one).collect_view()}</ul>
            </section>
        </Show>
    }
}
