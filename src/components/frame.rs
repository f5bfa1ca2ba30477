//! What stands around every page.

use leptos::ev::MouseEvent;
use leptos::html::Main;
use leptos::prelude::*;

/// The band and account of the current Majora on top, the page, and a foot with help.
#[component]
pub fn Frame(
    /// The band, the account and the steps.
    #[prop(into)]
    identity: ViewFn,
    /// The ways to help.
    #[prop(into)]
    help: ViewFn,
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<Main>::new();
    // The router would take the link for one to another page, and leave the focus where it is.
    let skip = move |event: MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        main.get_untracked().map(|main| main.focus());
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the page"</a>
        {identity.run()}
        <main id="main" tabindex="-1" node_ref=main>{children()}</main>
        <footer class="foot">
            <p>
                "Your file is read on this computer. Nothing of it is sent before you press Submit, except the names of its samples, libraries and runs, to ask Majora what it holds."
            </p>
            {help.run()}
        </footer>
    }
}
