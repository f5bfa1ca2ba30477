//! What stands around every page.

use leptos::prelude::*;

/// The band and account of the current Majora on top, the page, and a foot with help.
#[component]
pub fn Frame(
    /// The band, the account and the steps.
    #[prop(into)]
    identity: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="skip" href="#main">"Skip to the page"</a>
        {identity.run()}
        <main id="main" tabindex="-1">{children()}</main>
        <footer class="foot">
            <p>
                "Your file is read on this computer. Nothing of it is sent before you press Submit, except the names of its samples, libraries and runs, to ask Majora what it holds."
            </p>
            <nav aria-label="Help">
                <a href="/columns">"What every column means"</a>
            </nav>
        </footer>
    }
}
