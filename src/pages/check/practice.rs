//! A sheet to practise with stays out of production, where its made-up names would be for ever.

use crate::components::notice::{Notice, Tone};
use leptos::prelude::*;

/// Why such a sheet goes no further here.
pub(super) fn refused(is_refused: Signal<bool>) -> impl IntoView {
    move || {
        is_refused.get().then(|| view! {
            <Notice tone=Tone::Warning title="This is a sheet to practise with">
                <p>
                    "Its made-up names, which begin with ‘EXAMPLE-’, would stay in the real database for ever, so it can only be sent to the test server. Choose a sheet of your own, or give its rows your own names."
                </p>
            </Notice>
        })
    }
}
