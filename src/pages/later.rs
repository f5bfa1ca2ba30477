//! The pages of the workspace: fetched when somebody comes to one of them or has a sheet.

use crate::browser;
use crate::components::heading::Heading;
use crate::components::notice::{Notice, Tone};
use crate::desk::{Desk, use_desk};
use crate::pages::help::WhoToAsk;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::check::Checked;
use sheet::read::ReadError;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// The entries to it. Whatever is called in another way than through them is in the first part as well.
#[derive(Clone, Copy)]
pub struct Workspace {
    pub columns: fn() -> AnyView,
    pub form: fn() -> AnyView,
    pub check: fn() -> AnyView,
    pub review: fn() -> AnyView,
    pub send: fn() -> AnyView,
    pub receipt: fn() -> AnyView,
    pub signed_in: fn() -> AnyView,
    /// The uploads that stopped before their end.
    pub(super) unfinished: fn() -> AnyView,
    /// The sheets whose tab was closed before they were sent.
    pub(super) left: fn() -> AnyView,
    /// The receipts of this browser, from all Majoras.
    pub(super) receipts: fn() -> AnyView,
    /// Those from the Majora whose page this is.
    pub(super) receipts_here: fn() -> AnyView,
    /// What the user can say about a file that can't be read.
    pub(super) mend: fn(Desk, &ReadError) -> AnyView,
    /// Draws the page of a made-up sheet where nobody sees it.
    pub(super) rehearse: fn(Arc<Checked>),
    /// Hands out the template with every column.
    pub(super) template: fn(),
    /// Hands out a sheet to practise with.
    pub(super) example: fn(),
}

/// Fetches the workspace, or nothing where it can't be.
pub type Fetch = fn() -> Pin<Box<dyn Future<Output = Option<Workspace>>>>;

/// The workspace, once it is there.
#[derive(Clone, Copy)]
pub struct Later {
    workspace: RwSignal<Option<Workspace>>,
    desk: Desk,
    fetch: Fetch,
}

/// Makes it known to every page below how the workspace is fetched. Whoever has fetched it for the
/// desk has done so for the pages: it is one file.
pub fn provide_later(desk: Desk, fetch: Fetch) {
    let later = Later { workspace: RwSignal::new(None), desk, fetch };
    provide_context(later);
    let is_ready = desk.is_ready();
    Effect::new(move |_| {
        if is_ready.get() {
            later.ready(|_| ());
        }
    });
}

/// What [`provide_later`] made known.
pub fn use_later() -> Later {
    expect_context()
}

impl Later {
    /// The workspace, if it is there.
    pub fn get(self) -> Option<Workspace> {
        self.workspace.get()
    }

    /// Does something with the workspace, which is fetched if it isn't there. Where it can't be,
    /// [`Desk::unready`] tells.
    pub fn ready(self, then: impl FnOnce(Workspace) + 'static) {
        if let Some(workspace) = self.workspace.get_untracked() {
            return then(workspace);
        }
        spawn_local(async move {
            self.desk.prepare().await;
            if self.desk.is_ready().get_untracked()
                && let Some(workspace) = (self.fetch)().await
            {
                self.workspace.set(Some(workspace));
                then(workspace);
            }
        });
    }
}

/// A page of the workspace.
pub fn later(page: fn(&Workspace) -> fn() -> AnyView) -> impl IntoView {
    let (later, desk) = (use_later(), use_desk());
    later.ready(|_| ());
    let unready = desk.unready();
    // Fetched again in vain or not, a page that is there stays as it is.
    let in_vain = Memo::new(move |_| later.get().is_none() && unready.get());
    let is_there = Memo::new(move |_| later.get().is_some());
    move || match (is_there.get(), in_vain.get(), later.workspace.get_untracked()) {
        (true, _, Some(workspace)) => page(&workspace)(),
        (_, true, _) => view! {
            <Heading title="This page could not be loaded" suffix="Majora upload"/>
            <Unready/>
        }
        .into_any(),
        _ => view! { <p class="loading" role="status">"Loading…"</p> }.into_any(),
    }
}

/// A part of a page of the first part that comes from the workspace, and only where there is `any` of it.
pub fn where_any(
    any: impl Fn() -> bool + Copy + Send + Sync + 'static,
    part: fn(&Workspace) -> fn() -> AnyView,
) -> impl IntoView {
    let later = use_later();
    let any = Memo::new(move |_| any());
    Effect::new(move |_| {
        if any.get() {
            later.ready(|_| ());
        }
    });
    move || later.get().filter(|_| any.get()).map(|workspace| part(&workspace)())
}

/// A list of receipts of earlier uploads, where this browser keeps any.
pub(super) fn kept_receipts(list: fn(&Workspace) -> fn() -> AnyView) -> impl IntoView {
    let any = RwSignal::new(false);
    spawn_local(async move {
        // The page may be gone by then.
        any.try_set(browser::keeps_receipts().await);
    });
    where_any(move || any.get(), list)
}

/// That the workspace could not be fetched, where it could not.
#[component]
pub fn Unready() -> impl IntoView {
    let (later, desk) = (use_later(), use_desk());
    let unready = desk.unready();
    view! {
        <Show when=move || unready.get()>
            <Notice tone=Tone::Error title="A part of the uploader could not be loaded">
                <p>"Nothing is lost and nothing was sent. Check your connection and try again. If it goes on, the uploader may have been updated: reload the page."</p>
                <p class="actions">
                    <button class="button" on:click=move |_| later.ready(|_| ())>"Try again"</button>
                    <button class="button button-quiet" on:click=move |_| browser::reload()>"Reload the page"</button>
                </p>
                <WhoToAsk/>
            </Notice>
        </Show>
    }
}
