//! No such page.

use crate::components::heading::Heading;
use crate::pages::help::WhoToAsk;
use leptos::prelude::*;

/// Says so, and leads back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Heading title="Page not found" suffix="Majora upload"/>
        <p>"There is no page at this address. If you typed it, check it. If a link brought you here, it is out of date."</p>
        <p><a class="button" href="/">"Go to the start"</a></p>
        <WhoToAsk/>
    }
}
