//! The keys, in a box over the page.

use crate::words;
use leptos::html::Dialog;
use leptos::prelude::*;

/// The list of keys. Escape closes it, and the focus goes back to where it was.
#[component]
pub fn KeyList(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whether the key `?` opens it.
    #[prop(into)]
    by_key: Signal<bool>,
    /// Told whether it shall.
    #[prop(into)]
    on_by_key: Callback<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // One that can't be opened stays closed, and the page is as usable as before.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="keys" on:close=move |_| open.set(false)>
            <h2 id="keys" tabindex="-1" autofocus>"Keyboard shortcuts"</h2>
            {words::KEYS.iter().map(|(place, keys)| group(place, keys)).collect_view()}
            <p class="hint">"On a Mac, the command key ⌘ stands for Ctrl."</p>
            <p>
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=by_key
                        on:change=move |event| on_by_key.run(event_target_checked(&event))
                    />
                    "The key ? opens this list"
                </label>
            </p>
            <p class="actions">
                <button class="button" on:click=move |_| open.set(false)>"Close"</button>
            </p>
        </dialog>
    }
}

fn group(place: &'static str, keys: &'static [(&'static str, &'static str)]) -> impl IntoView {
    let one = |(keys, what): &(&'static str, &'static str)| {
        view! { <div><dt>{pressed(keys)}</dt><dd>{*what}</dd></div> }
    };
    view! {
        <section>
            <h3>{place}</h3>
            <dl class="keys">{keys.iter().map(one).collect_view()}</dl>
        </section>
    }
}

/// `Ctrl+Z or Ctrl+Y`, each key by itself.
fn pressed(keys: &'static str) -> AnyView {
    let one = |part: &'static str| match part {
        "or" => " or ".into_any(),
        together => {
            let keys = together.split('+').map(|key| view! { <kbd>{key}</kbd> });
            keys.collect_view().into_any()
        }
    };
    keys.split(' ').map(one).collect_view().into_any()
}
