//! That a submission has ended is told where nobody looks at the page, if the user wants that.

use crate::browser::notification::{self, Permission};
use crate::desk::use_desk;
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Offers to tell it, while a submission runs: that is when a person knows whether it is wanted.
pub(super) fn ending() -> impl IntoView {
    let permission = RwSignal::new(notification::permission());
    let refused_before = permission.get_untracked() == Permission::Refused;
    let ask = move |_| {
        spawn_local(async move {
            let answer = notification::ask().await;
            // The submission may have ended meanwhile.
            permission.try_set(answer);
        });
    };
    let told = move || match permission.get() {
        Permission::Given => {
            "You will be notified when it has ended, if you are in another tab or program then."
        }
        Permission::Refused if !refused_before => {
            "This browser shows no notifications of this site. The title of the tab says how far it is."
        }
        _ => "",
    };
    view! {
        <Show when=move || permission.get() == Permission::Unasked>
            <p>
                <button class="button button-quiet button-small" on:click=ask>"Notify me when it has ended"</button>
            </p>
        </Show>
        <p class="hint" role="status">{told}</p>
    }
}

/// Tells it, whatever page of the app is open, if nobody sees it.
pub fn tell_the_end() {
    let desk = use_desk();
    Effect::new(move |before: Option<Option<String>>| {
        let ended = desk.proof().with(|p| Some(p.as_ref()?.paper.head.clone()));
        let reference = ended.as_ref().map(|head| head.reference.clone());
        let is_new = before.is_some_and(|before| before != reference);
        if let Some(head) = ended.filter(|_| is_new && notification::is_hidden()) {
            let server = format!("{} – {}", words::world(head.server.world), head.server.label);
            notification::show(&words::ended(&head), &server);
        }
        reference
    });
}
