//! How far Majora has been asked what it holds, and the way not to wait for all of it.

use crate::words;
use leptos::prelude::*;
use protocol::majora::held::Asked;

/// A bar for the questions, and a button to leave the rest of them.
#[component]
pub fn Asking(
    /// How far it is.
    #[prop(into)]
    asked: Signal<Asked>,
    /// Whether the rest is being left out already.
    #[prop(into)]
    skipping: Signal<bool>,
    /// Told to leave the rest out: those records could not be checked then.
    #[prop(into)]
    on_skip: Callback<()>,
) -> impl IntoView {
    let text = move || {
        let Asked { done, all } = asked.get();
        format!("{} of {}", words::thousands(done), words::count(all, "question"))
    };
    let skip = move |_| {
        if !skipping.get_untracked() {
            on_skip.run(());
        }
    };
    view! {
        <div class="bars asking">
            <div class="bar-line">
                <span class="bar-label" id="bar-asking">"Asking Majora what it holds"</span>
                <progress
                    max=move || asked.get().all.max(1).to_string()
                    value=move || asked.get().done.to_string()
                    aria-labelledby="bar-asking"
                />
                <span class="bar-text">{text}</span>
            </div>
        </div>
        <p class="visually-hidden" role="status">{move || spoken(asked.get())}</p>
        <p>
            <button class="button button-quiet" aria-disabled=move || skipping.get().to_string() on:click=skip>
                {move || if skipping.get() { "Going on without the rest…" } else { "Go on without the rest" }}
            </button>
        </p>
        <p class="hint">"Samples that are left out could not be checked. They are not sent unless you say so on the next page."</p>
    }
}

/// What a screen reader is told: every tenth of the way, not every answer.
fn spoken(Asked { done, all }: Asked) -> String {
    format!("{} percent asked", (done * 10).checked_div(all).unwrap_or(0) * 10)
}
