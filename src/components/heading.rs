//! The heading of a page: its title in the tab too, and where the keyboard stands when it opens.

use leptos::html::H1;
use leptos::prelude::*;

/// The one `h1` of a page. It takes the focus, so that a screen reader begins there.
#[component]
pub fn Heading(
    /// What the page is about.
    #[prop(into)]
    title: Signal<String>,
    /// What the tab shows after it, such as the server.
    #[prop(into)]
    suffix: Signal<String>,
    /// Whether something on the page must be put right: the tab says so first.
    #[prop(into, optional)]
    troubled: Signal<bool>,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move |_| {
        let mark = if troubled.get() { "Error: " } else { "" };
        document().set_title(&format!("{mark}{} – {}", title.get(), suffix.get()));
    });
    Effect::new(move |done: Option<bool>| {
        let Some(element) = heading.get() else { return done.unwrap_or(false) };
        if done != Some(true) {
            // An element that is not focusable any more is no reason to stop.
            let _ = element.focus();
        }
        true
    });
    view! { <h1 node_ref=heading tabindex="-1">{title}</h1> }
}
