//! How far a file is read and checked.

use leptos::prelude::*;

/// The name of the file, then a bar and a way out where it takes long.
#[component]
pub fn ReadingProgress(
    /// The name of the file; nothing where none is being read.
    #[prop(into)]
    name: Signal<Option<String>>,
    /// How much is done, from 0 to 1. It stays 0 where all is done at once.
    #[prop(into)]
    share: Signal<f64>,
    /// Told when the user doesn't want the file any more.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let is_long = Memo::new(move |_| name.with(Option::is_some) && share.get() > 0.0);
    let percent = move || (share.get() * 100.0).round().to_string();
    view! {
        <p class="loading" role="status">{move || name.get().map(|name| format!("Reading {name}…"))}</p>
        <Show when=move || is_long.get()>
            <div class="bars">
                <div class="bar-line">
                    <span class="bar-label" id="bar-reading">"Read and checked"</span>
                    <progress max="100" value=percent aria-labelledby="bar-reading"/>
                    <span class="bar-text">{percent}"%"</span>
                </div>
            </div>
            <p><button class="button button-quiet" on:click=move |_| on_cancel.run(())>"Cancel"</button></p>
        </Show>
    }
}
