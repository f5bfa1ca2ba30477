//! A sign-in in a tab of its own has ended well.

use crate::components::heading::Heading;
use crate::pages::place::SignInFailure;
use leptos::prelude::*;

/// Sends the user back to the tab with the sheet.
#[component]
pub fn SignedInPage() -> impl IntoView {
    view! {
        <Heading title="Back to your sheet" suffix="Majora upload"/>
        <SignInFailure/>
        <p>"Your sheet is in the other tab, which knows by itself whether you are signed in. You can close this one."</p>
    }
}
