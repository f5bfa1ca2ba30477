//! Where rows are pasted that were copied in a spreadsheet.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;

/// A field that gives away what is pasted into it at once, so that no browser has to lay out a hundred
/// thousand rows. What came into it in another way waits for its button.
#[component]
pub fn PasteBox(
    /// Whether something is being read.
    #[prop(into)]
    busy: Signal<bool>,
    /// Told what was pasted.
    #[prop(into)]
    on_paste: Callback<String>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let is_blank = move || typed.with(|text| text.trim().is_empty());
    let give = move |_| {
        if !is_blank() {
            on_paste.run(typed.get_untracked());
        }
    };
    view! {
        <section class="way" aria-labelledby="paste-title">
            <h2 id="paste-title"><label for="paste">"Or paste rows from a spreadsheet"</label></h2>
            <p class="hint" id="paste-hint">
                "Copy the rows together with their headings and paste them here. They are read at once."
            </p>
            <textarea
                id="paste"
                class="paste"
                rows="2"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="paste-hint"
                aria-disabled=move || busy.get().then_some("true")
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
                on:paste=move |event| {
                    if let Some(text) = take_text(&event) {
                        on_paste.run(text);
                    }
                }
            ></textarea>
            <Show when=move || !is_blank()>
                <p><button class="button" on:click=give>"Read these rows"</button></p>
            </Show>
        </section>
    }
}

/// The text that is pasted, which then goes nowhere else; nothing where it is blank.
pub fn take_text(event: &ClipboardEvent) -> Option<String> {
    let text = event.clipboard_data()?.get_data("text/plain").ok()?;
    let text = Some(text).filter(|text| !text.trim().is_empty())?;
    event.prevent_default();
    Some(text)
}
