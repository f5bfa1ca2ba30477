//! Which Majora a page is about, and whether it can be shown.

use crate::components::heading::Heading;
use crate::components::notice::{Notice, Tone};
use crate::desk::use_desk;
use crate::session::{Standing, use_session};
use crate::{api, browser, words};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use protocol::session::Instance;

/// The Majora that the path names, if it is configured.
pub fn use_instance() -> Memo<Option<Instance>> {
    let (session, params) = (use_session(), use_params_map());
    Memo::new(move |_| session.instance(&params.read().get("instance")?))
}

/// What the tab shows after a page's title: `TEST – Majora upload`.
pub fn title_suffix(instance: Memo<Option<Instance>>) -> Signal<String> {
    Signal::derive(move || match instance.get() {
        Some(instance) => format!("{} – Majora upload", words::world(instance.world)),
        None => "Majora upload".into(),
    })
}

/// A page about one Majora: its heading and content, or why there is none. A user who is signed out
/// sees a sheet that is on the desk all the same.
#[component]
pub fn AtInstance(
    /// The title of the page.
    #[prop(into)]
    title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let (session, desk, instance) = (use_session(), use_desk(), use_instance());
    let name = Memo::new(move |_| instance.get().map(|instance| instance.name));
    Effect::new(move |_| {
        if let Some(name) = name.get() {
            desk.enter(&name);
        }
    });
    let signed_in = Memo::new(move |_| instance.get().is_some_and(|i| i.signed_in.is_some()));
    let has_sheet = Memo::new(move |_| desk.workflow().with(|workflow| workflow.desk().is_some()));
    let known = Memo::new(move |_| match session.standing().get() {
        Standing::Loading => Known::NotYet,
        _ if desk.restoring().get() => Known::NotYet,
        Standing::Unreachable => Known::No,
        Standing::Known { .. } => Known::Yes,
    });
    let children = StoredValue::new(children);
    move || match (known.get(), name.get()) {
        (Known::NotYet, _) => view! { <p class="loading" role="status">"Loading…"</p> }.into_any(),
        (Known::No, _) => view! { <Unreachable/> }.into_any(),
        (Known::Yes, None) => super::not_found::NotFoundPage().into_any(),
        (Known::Yes, Some(_)) => view! {
            <Heading title suffix=title_suffix(instance)/>
            <Show when=move || !signed_in.get()>
                <SignedOut instance has_sheet/>
            </Show>
            <Show when=move || signed_in.get() || has_sheet.get()>
                {children.with_value(|children| children())}
            </Show>
        }
        .into_any(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    NotYet,
    No,
    Yes,
}

#[component]
fn SignedOut(instance: Memo<Option<Instance>>, has_sheet: Memo<bool>) -> impl IntoView {
    let path = move || {
        let name = instance.get().map(|instance| instance.name).unwrap_or_default();
        api::sign_in_path(&name, &browser::path())
    };
    let label = move || instance.get().map(|instance| instance.label).unwrap_or_default();
    view! {
        <Notice tone=Tone::Warning title="You are not signed in">
            <p>
                {move || match has_sheet.get() {
                    true => "Your sheet is still here and will be here after you sign in.",
                    false => "Sign in to upload a sheet.",
                }}
            </p>
            <p><a class="button" rel="external" href=path>"Sign in with Majora ("{label}")"</a></p>
        </Notice>
    }
}

/// The uploader's own server doesn't answer.
#[component]
pub fn Unreachable() -> impl IntoView {
    let session = use_session();
    let again = move |_| leptos::task::spawn_local(session.refresh());
    view! {
        <Notice tone=Tone::Error title="The uploader’s server does not answer">
            <p>"Nothing was sent. Check your connection."</p>
            <p><button class="button" on:click=again>"Try again"</button></p>
        </Notice>
    }
}
