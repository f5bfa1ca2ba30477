//! A sign-in in a tab of its own has ended well.

use crate::components::heading::Heading;
use crate::pages::place::SignInFailure;
use crate::session::use_session;
use crate::words;
use leptos::prelude::*;

/// Says who is signed in, and sends the user back to the tab with the sheet.
#[component]
pub fn SignedInPage() -> impl IntoView {
    let session = use_session();
    let users = Memo::new(move |_| {
        let instances = session.instances().into_iter();
        let as_whom = instances.filter_map(|instance| {
            Some(format!("{} on {}", instance.signed_in?.username, instance.label))
        });
        as_whom.collect::<Vec<_>>()
    });
    let title = Signal::derive(move || {
        let is_in = users.with(|users| !users.is_empty());
        if is_in { "You are signed in" } else { "Back to your sheet" }.to_owned()
    });
    view! {
        <Heading title suffix="Majora upload"/>
        <SignInFailure/>
        <Show when=move || users.with(|users| !users.is_empty())>
            <p>"You are signed in as "{move || users.with(|users| words::all_of(users))}"."</p>
        </Show>
        <p>"Your sheet is in the other tab, which knows by itself whether you are signed in. You can close this one."</p>
    }
}
