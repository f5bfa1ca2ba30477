//! Asks whether a file takes the place of the sheet.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

/// The question about two files, by their names.
#[component]
pub fn ReplaceQuestion(
    /// What is worked on.
    #[prop(into)]
    here: String,
    /// What was offered.
    #[prop(into)]
    offered: String,
    /// Whether anything is lost with what is worked on.
    loses: bool,
    /// Told whether it shall be replaced.
    #[prop(into)]
    on_answer: Callback<bool>,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    // It comes of a file that was dropped anywhere, and may be above what is on the screen.
    Effect::new(move |_| place.get().map(|place| place.focus()));
    let question = match here == offered {
        true => format!("Read ‘{here}’ again in place of what is here?"),
        false => format!("Read ‘{offered}’ in place of ‘{here}’?"),
    };
    let lost = loses.then(|| format!("What you changed or settled in ‘{here}’ here is lost."));
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            on_answer.run(false);
        }
    };
    view! {
        <div
            class="question"
            role="group"
            tabindex="-1"
            aria-labelledby="replace-question"
            aria-describedby=loses.then_some("replace-lost")
            node_ref=place
            on:keydown=key
        >
            <h2 id="replace-question">{question}</h2>
            {lost.map(|lost| view! { <p id="replace-lost">{lost}</p> })}
            <p class="actions">
                <button class="button" on:click=move |_| on_answer.run(true)>"Replace"</button>
                <button class="button button-quiet" on:click=move |_| on_answer.run(false)>"Keep"</button>
            </p>
        </div>
    }
}
