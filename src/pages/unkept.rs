//! A browser that keeps nothing.

use crate::components::notice::{Notice, Tone};
use crate::desk::use_desk;
use leptos::prelude::*;

/// Says so, where the browser doesn't keep the sheet.
#[component]
pub fn Unkept() -> impl IntoView {
    let desk = use_desk();
    view! {
        <Show when=move || desk.unkept().get()>
            <Notice tone=Tone::Warning title="This browser does not keep your sheet">
                <p>"It is on this page alone. If you close or reload it, or sign in again in this tab, begin once more."</p>
            </Notice>
        </Show>
    }
}
