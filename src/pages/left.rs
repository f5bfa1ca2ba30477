//! Sheets that were not sent before their tab was closed, offered to whose they are.

use crate::browser::left::Left;
use crate::components::notice::{Notice, Tone};
use crate::desk::{Desk, use_desk};
use crate::pages::place::use_instance;
use crate::session::use_session;
use crate::{browser, words};
use leptos::prelude::*;
use protocol::session::Instance;

/// The sheets that whoever is signed in at this Majora has left behind, the last one first.
pub fn of(desk: Desk, instance: &Instance) -> Vec<Left> {
    let Some(user) = &instance.signed_in else { return Vec::new() };
    let is_theirs = |left: &Left| {
        left.work.owner.as_ref().is_some_and(|owner| {
            (&owner.instance, &owner.host, &owner.username)
                == (&instance.name, &instance.host, &user.username)
        })
    };
    desk.left().get().into_iter().filter(is_theirs).collect()
}

/// Each of them, with the way to go on.
#[component]
pub fn LeftBehind() -> impl IntoView {
    let (desk, session, at) = (use_desk(), use_session(), use_instance());
    let mine = Memo::new(move |_| {
        let instance = session.instance(&at.get()?.name)?;
        let left = of(desk, &instance);
        Some((instance, left))
    });
    move || {
        let (instance, left) = mine.get()?;
        Some(left.into_iter().map(|left| one(desk, &instance, left)).collect_view())
    }
}

fn one(desk: Desk, instance: &Instance, left: Left) -> AnyView {
    let title = format!("You have a sheet that is not finished: {}", left.name);
    let how_far = format!(
        "{} for {} ({}), last worked on {}.",
        words::count(left.work.rows, "row"),
        words::world(instance.world),
        instance.label,
        browser::moment(left.at)
    );
    // Each is told apart, and begins with the words that are seen.
    let continuing = format!("Continue with it: {}", left.name);
    let forgetting = format!("Discard it: {}", left.name);
    let (again, away) = (left.clone(), left);
    let forget = move |_| {
        if browser::confirm("Discard this sheet? Your changes to it are lost.") {
            desk.forget_left(away.clone());
            browser::page::focus_heading();
        }
    };
    view! {
        <Notice tone=Tone::Info title=title>
            <p>{how_far}" Its tab was closed. It is as you left it."</p>
            <p class="actions">
                <button class="button" aria-label=continuing on:click=move |_| desk.continue_left(again.clone())>"Continue with it"</button>
                <button class="button button-quiet" aria-label=forgetting on:click=forget>"Discard it"</button>
            </p>
        </Notice>
    }
    .into_any()
}
