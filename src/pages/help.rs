//! Help, in the same place on every page: the guide, the keys, the tour, and whom to ask.

use crate::browser::{self, preference};
use crate::components::contact::Contact;
use crate::components::key_list::KeyList;
use crate::pages::tour::begin_again;
use crate::route::Route;
use crate::session::use_session;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The preference that says whether the key `?` opens the list of keys. People who speak to their
/// computer press keys without meaning to (WCAG 2.2, 2.1.4), so it can be switched off.
const BY_KEY: &str = "keys";
const OFF: &str = "off";

/// The foot of every page.
#[component]
pub fn Help() -> impl IntoView {
    let open = RwSignal::new(false);
    let by_key = RwSignal::new(preference::get(BY_KEY).as_deref() != Some(OFF));
    let on_key = move |event: KeyboardEvent| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        let meant = event.key() == "?" && plain && !event.default_prevented();
        if meant
            && by_key.get_untracked()
            && !browser::page::takes_text(event.target().map(Into::into))
        {
            open.set(true);
            event.prevent_default();
        }
    };
    let _lives_as_long_as_the_page = window_event_listener(leptos::ev::keydown, on_key);
    let on_by_key = move |on: bool| {
        by_key.set(on);
        preference::set(BY_KEY, if on { "" } else { OFF });
    };
    let tour = begin_again();
    view! {
        <nav class="help" aria-label="Help">
            <ul>
                <li><a href=Route::Columns.path()>"What every column means"</a></li>
                <li><button class="link" on:click=move |_| open.set(true)>"Keyboard shortcuts"</button></li>
                <li><button class="link" on:click=move |_| tour()>"Show the tour"</button></li>
                <li>"Who to ask: "<Contact contact=use_session().contact()/></li>
            </ul>
        </nav>
        <KeyList open by_key on_by_key/>
    }
}

/// Whom to ask, where something went wrong.
#[component]
pub fn WhoToAsk() -> impl IntoView {
    view! { <p>"Who to ask if it goes on: "<Contact contact=use_session().contact()/>"."</p> }
}
