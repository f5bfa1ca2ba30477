//! A hint for those who are here for the first time.

use leptos::prelude::*;

/// One stop of the tour. It stands on the page and keeps nobody from using it.
#[component]
pub fn TourStop(
    /// Which stop it is, from 1.
    nth: usize,
    /// How many there are.
    of: usize,
    /// What there is to know here.
    text: &'static str,
    /// Told that it was read.
    #[prop(into)]
    on_read: Callback<()>,
    /// Told that no more is wanted.
    #[prop(into)]
    on_skip: Callback<()>,
) -> impl IntoView {
    view! {
        <section class="tour" aria-label="Tour">
            <p class="tour-place">{format!("Tour, {nth} of {of}")}</p>
            <p>{text}</p>
            <p class="actions">
                <button class="button button-small" on:click=move |_| on_read.run(())>"Got it"</button>
                <button class="button button-quiet button-small" on:click=move |_| on_skip.run(())>"Skip the tour"</button>
            </p>
        </section>
    }
}
