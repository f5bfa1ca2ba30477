//! Which Majora a page is about, and whether it can be shown.

use crate::components::heading::Heading;
use crate::components::notice::{Notice, Tone};
use crate::desk::use_desk;
use crate::pages::help::WhoToAsk;
use crate::pages::tour::Hint;
use crate::route::{Route, Step};
use crate::session::{Known, use_session};
use crate::{api, browser, words};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use protocol::session::{Instance, SIGN_IN_ERROR_KEY, SIGN_IN_INSTANCE_KEY, SignInError};
use sheet::workflow::Workflow;

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
    /// Whether something on the page must be put right.
    #[prop(into, optional)]
    troubled: Signal<bool>,
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
    let known = Memo::new(move |_| match session.known().get() {
        Known::Yes if desk.restoring().get() => Known::NotYet,
        known => known,
    });
    let shown = Memo::new(move |_| signed_in.get() || has_sheet.get());
    let elsewhere = Memo::new(move |_| name.get().is_some_and(|name| desk.sends_elsewhere(&name)));
    let title = Signal::derive(move || match elsewhere.get() {
        true => "Another server is busy".to_owned(),
        false => title.get(),
    });
    let children = StoredValue::new(children);
    move || {
        match (known.get(), name.get()) {
        (Known::NotYet, _) => view! { <p class="loading" role="status">"Loading…"</p> }.into_any(),
        (Known::No, _) => view! {
            <Heading title="No connection" suffix="Majora upload"/>
            <Unreachable/>
        }
        .into_any(),
        (Known::Yes, None) => super::not_found::NotFoundPage().into_any(),
        (Known::Yes, Some(_)) => view! {
            <Heading title suffix=title_suffix(instance) troubled/>
            <SignInFailure/>
            <div role="status">
                <Show when=move || !signed_in.get()>
                    <SignedOut instance/>
                </Show>
            </div>
            {move || match (elsewhere.get(), shown.get()) {
                (true, _) => view! { <Elsewhere/> }.into_any(),
                (false, true) => view! { <Hint/> {children.with_value(|children| children())} }.into_any(),
                (false, false) => ().into_any(),
            }}
        }
        .into_any(),
    }
    }
}

/// While a sheet is being submitted to one Majora, the pages of another show nothing of it.
#[component]
fn Elsewhere() -> impl IntoView {
    let desk = use_desk();
    let to = move || desk.destination().get().map(|to| to.instance.label);
    view! {
        <Notice tone=Tone::Info title="A sheet is being submitted to another server">
            <p>"It goes to "<strong>{to}</strong>". Until that has ended, nothing can be done here."</p>
            <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
        </Notice>
    }
}

/// What is at stake for a user who is signed out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AtStake {
    Nothing,
    Sheet,
    Upload,
    Receipt,
}

#[component]
fn SignedOut(instance: Memo<Option<Instance>>) -> impl IntoView {
    let desk = use_desk();
    let at_stake = Memo::new(move |_| {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Finished { .. } => AtStake::Receipt,
            Workflow::Sending { .. } => AtStake::Upload,
            other if other.desk().is_some() => AtStake::Sheet,
            _ => AtStake::Nothing,
        })
    });
    let path = move || {
        let name = instance.get().map(|instance| instance.name).unwrap_or_default();
        let return_to = match at_stake.get() {
            AtStake::Nothing => Route::At(name.clone(), Step::Choose),
            AtStake::Sheet => match Route::from_path(&browser::path()) {
                Some(Route::At(_, Step::Review)) => Route::At(name.clone(), Step::Review),
                _ => Route::At(name.clone(), desk.sheet_step()),
            },
            AtStake::Upload | AtStake::Receipt => Route::SignedIn,
        };
        api::sign_in_path(&name, &return_to.path())
    };
    let label = move || instance.get().map(|instance| instance.label).unwrap_or_default();
    let title = match at_stake.get_untracked() {
        AtStake::Upload => "You have been signed out",
        _ => "You are not signed in",
    };
    // A receipt and a submission live in this page alone, so the sign-in goes to a tab of its own.
    let lives_here = move || matches!(at_stake.get(), AtStake::Upload | AtStake::Receipt);
    let target = move || lives_here().then_some("_blank");
    view! {
        <Notice tone=Tone::Warning title=title>
            <p>
                {move || match at_stake.get() {
                    AtStake::Nothing => "Sign in to upload a sheet.",
                    AtStake::Sheet => "Your sheet is still here and will be here after you sign in.",
                    AtStake::Upload => "What was saved stays saved. Sign in in a new tab, and the rest goes on here by itself.",
                    AtStake::Receipt => "Your sheet and receipt stay in this tab. Sign in in a new one, then come back.",
                }}
            </p>
            <p>
                <a class="button" rel="external" target=target href=path>"Sign in with Majora ("{label}")"</a>
            </p>
        </Notice>
    }
}

/// Why the last sign-in failed, wherever the callback led.
#[component]
pub fn SignInFailure() -> impl IntoView {
    let (session, query) = (use_session(), use_query_map());
    let failure = Memo::new(move |_| {
        let query = query.read();
        let error = SignInError::from_code(&query.get(SIGN_IN_ERROR_KEY)?)?;
        let label = query.get(SIGN_IN_INSTANCE_KEY).and_then(|name| session.instance(&name));
        // The next attempt may have gone well, in another tab.
        if label.as_ref().is_some_and(|instance| instance.signed_in.is_some()) {
            return None;
        }
        Some((error, label.map(|instance| instance.label)))
    });
    move || {
        failure.get().map(|(error, label)| {
            let (what, then) = words::sign_in_error(error);
            let server = label.map(|label| format!("Server: {label}. ")).unwrap_or_default();
            view! {
                <Notice tone=Tone::Error title=what>
                    <p>{server}{then}</p>
                    <WhoToAsk/>
                </Notice>
            }
        })
    }
}

/// The uploader's own server doesn't answer.
#[component]
pub fn Unreachable() -> impl IntoView {
    let session = use_session();
    let again = move |_| leptos::task::spawn_local(session.refresh());
    view! {
        <Notice tone=Tone::Error title="The uploader’s server does not answer">
            <p>"Nothing was sent. Check your connection. Your sheet stays on this computer."</p>
            <p><button class="button" on:click=again>"Try again"</button></p>
            <WhoToAsk/>
        </Notice>
    }
}
