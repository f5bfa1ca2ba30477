//! The receipts of earlier uploads from this browser.

use crate::browser::{self, receipts};
use crate::components::receipt_list::{Kept, ReceiptList};
use crate::route::{REFERENCE, Route, Step};
use crate::session::use_session;
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::receipt::Head;
use protocol::session::Instance;

/// How many are shown before somebody wants to see all.
const FIRST: usize = 5;

/// Whether a receipt is one of the user who is signed in to this Majora.
pub(super) fn is_of(head: &Head, instance: &Instance) -> bool {
    let user = instance.signed_in.as_ref();
    (&head.server.name, &head.server.host) == (&instance.name, &instance.host)
        && user.is_some_and(|user| user.username == head.username)
}

fn kept(head: Head) -> Kept {
    let path = Route::At(head.server.name.clone(), Step::Receipt).path();
    let path = format!("{path}?{REFERENCE}={}", head.reference);
    Kept { when: browser::moment(head.ended_at()), path, head }
}

/// A list of the receipts that are the user's own, where there are any; of one Majora, or of all.
pub fn kept_receipts(at: Option<String>) -> impl IntoView {
    let session = use_session();
    let heads = RwSignal::new(Vec::<Head>::new());
    let look = move || {
        spawn_local(async move {
            let found = receipts::list().await;
            // The page may be gone by now.
            heads.try_set(found);
        });
    };
    look();
    let mine = Memo::new(move |_| {
        let instances = session.instances();
        let is_here = |head: &Head| at.as_ref().is_none_or(|at| *at == head.server.name);
        let is_mine = |head: &Head| instances.iter().any(|instance| is_of(head, instance));
        heads.with(|heads| {
            let mine = heads.iter().filter(|head| is_here(head) && is_mine(head));
            mine.cloned().map(kept).collect::<Vec<_>>()
        })
    });
    let delete = move |reference: String| {
        let question = format!(
            "Delete the receipt {reference} from this computer? What it tells of stays in Majora."
        );
        if browser::confirm(&question) {
            spawn_local(async move {
                receipts::forget(&reference).await;
                look();
                browser::page::focus_heading();
            });
        }
    };
    let any = Memo::new(move |_| mine.with(|mine| !mine.is_empty()));
    let whole = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let most = if whole.get() { usize::MAX } else { FIRST };
        mine.with(|mine| mine.iter().take(most).cloned().collect::<Vec<_>>())
    });
    let is_cut = move || shown.with(Vec::len) < mine.with(Vec::len);
    view! {
        <Show when=move || any.get()>
            <section class="aside receipts" aria-labelledby="kept">
                <h2 id="kept">"Receipts on this computer"</h2>
                <ReceiptList receipts=shown on_delete=delete/>
                <Show when=is_cut>
                    <p>
                        <button class="link" on:click=move |_| whole.set(true)>
                            {move || format!("Show all {}", words::thousands(mine.with(Vec::len)))}
                        </button>
                    </p>
                </Show>
                <p class="hint">"They stay until you delete them, here or when you sign out."</p>
            </section>
        </Show>
    }
}
