//! What the camera sees while a code is scanned.

use leptos::html::{Dialog, Video};
use leptos::prelude::*;

/// A dialog with the picture of the camera. It takes the keyboard until it is closed, by its button or
/// by Escape.
#[component]
pub fn Scanner(
    /// Where the camera shows its picture.
    video: NodeRef<Video>,
    /// Why there is none, and what to do.
    #[prop(into)]
    trouble: Signal<Option<(&'static str, &'static str)>>,
    /// What was found, or what to do.
    #[prop(into)]
    said: Signal<String>,
    /// Told that the camera is to be tried again.
    #[prop(into)]
    on_again: Callback<()>,
    /// Told that the user has enough.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // One that is on the page and not open can be opened.
            let _ = dialog.show_modal();
        }
    });
    // Closed before it leaves the page, it gives the keyboard back to where it was.
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog class="scanner" node_ref=dialog aria-labelledby="scanner-title" on:close=move |_| on_close.run(())>
            <h2 id="scanner-title">"Scan a code with the camera"</h2>
            <div role="alert">
                {move || trouble.get().map(|(title, advice)| view! {
                    <p class="scanner-trouble">{title}</p>
                    <p>{advice}</p>
                })}
            </div>
            <video
                class="scanner-picture"
                node_ref=video
                hidden=move || trouble.with(Option::is_some)
                aria-label="What the camera sees"
                playsinline
                muted
            ></video>
            <p class="scanner-said" role="status">{said}</p>
            <p class="actions">
                <Show when=move || trouble.with(Option::is_some)>
                    <button type="button" class="button" on:click=move |_| on_again.run(())>"Try again"</button>
                </Show>
                <button type="button" class="button button-quiet" autofocus on:click=close>
                    "Close"
                </button>
            </p>
        </dialog>
    }
}
