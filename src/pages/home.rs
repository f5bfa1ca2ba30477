//! The start: sign in, test and production clearly apart.

use crate::api;
use crate::components::heading::Heading;
use crate::components::icon::{Icon, icon};
use crate::desk::{Desk, use_desk};
use crate::pages::later::kept_receipts;
use crate::pages::left;
use crate::pages::place::{SignInFailure, Unreachable};
use crate::pages::tour::Hint;
use crate::route::{Route, Step};
use crate::session::{Known, use_session};
use crate::words;
use leptos::prelude::*;
use protocol::session::{Instance, World};

/// The first page that anybody sees.
#[component]
pub fn HomePage() -> impl IntoView {
    let session = use_session();
    let instances = Memo::new(move |_| session.instances());
    view! {
        <Heading title="Upload sample metadata to Majora" suffix="Majora upload"/>
        <p class="lead">
            "Choose a sample sheet, see every problem before anything is sent, submit samples, libraries and runs, and keep a receipt."
        </p>
        <SignInFailure/>
        <Hint/>
        {move || match session.known().get() {
            Known::NotYet => view! { <p class="loading" role="status">"Loading…"</p> }.into_any(),
            Known::No => view! { <Unreachable/> }.into_any(),
            Known::Yes => view! {
                <div class="cards">{move || {
                    let instances = instances.get();
                    let several = instances.len() > 1;
                    instances.into_iter().map(|instance| card(instance, several)).collect_view()
                }}</div>
            }
            .into_any(),
        }}
        {kept_receipts(|workspace| workspace.receipts)}
    }
}

/// The sheet that whoever is signed in has left behind last.
fn left_behind(desk: Desk, at: &Instance) -> Option<impl IntoView + use<>> {
    let name = left::of(desk, at).into_iter().next()?.name;
    Some(view! {
        <p>"You have a sheet that is not finished: "<strong>{name}</strong>". You can continue with it from the next page."</p>
    })
}

/// `several` says that the way in must name its server, so that no two links are called the same.
fn card(instance: Instance, several: bool) -> impl IntoView {
    let desk = use_desk();
    let kept = move || {
        let name = desk.workflow().with(|w| w.desk().map(|desk| desk.file.name.clone()));
        name.filter(|_| !desk.is_done())
    };
    let step = move || if kept().is_some() { desk.sheet_step() } else { Step::Choose };
    let name = instance.name.clone();
    let at = instance.clone();
    let left = move || kept().is_none().then(|| left_behind(desk, &at));
    let path = move || Route::At(name.clone(), step()).path();
    let world = instance.world;
    let (class, button, about) = match world {
        World::Test => (
            "card card-test",
            "button button-test",
            "To practise. Nothing here reaches the real database, and no real patient’s data belongs here.",
        ),
        World::Production => (
            "card card-production",
            "button button-production",
            "The real database. What is saved here stays.",
        ),
    };
    let (name_of_world, data) = words::band(world);
    let action = match instance.signed_in {
        Some(user) => view! {
            <p>"Signed in as "<strong>{user.username}</strong>"."</p>
            {move || kept().map(|name| view! { <p>"You were working on "<strong>{name}</strong>"."</p> })}
            {left}
            <p>
                <a class=button href=path>
                    {move || if kept().is_some() { "Continue with this sheet" } else { "Choose a sample sheet" }}
                </a>
            </p>
        }
        .into_any(),
        None => {
            let server = several.then(|| format!(" ({})", instance.label));
            let to = move || api::sign_in_path(&instance.name, &path());
            view! {
                <p>
                    "Majora will ask you to allow this uploader to create and change samples, libraries and runs in your name."
                </p>
                <p><a class=button rel="external" href=to>"Sign in with Majora"{server}</a></p>
            }
            .into_any()
        }
    };
    view! {
        <section class=class>
            <p class="card-world">{icon(Icon::Server(world))}{name_of_world}<span>{data}</span></p>
            <h2>{instance.label}</h2>
            <p class="hint">{instance.host}</p>
            <p>{about}</p>
            {instance.deadline.map(|deadline| view! { <p>{deadline}</p> })}
            {action}
        </section>
    }
}
