//! The top of every page: which server, who, how long, and where on the way.

use crate::api;
use crate::browser;
use crate::browser::draft::Owner;
use crate::components::icon::{Icon, icon};
use crate::desk::use_desk;
use crate::route::{Route, Step};
use crate::session::use_session;
use crate::words;
use leptos::html::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;
use protocol::session::{Instance, World};
use sheet::workflow::Workflow;

/// The button that signs out.
const SIGN_OUT: &str = "sign-out";

/// Below this many minutes the time left is shown.
const SOON: u64 = 10;

/// Why nobody is signed out now.
const SENDING: &str = "A sheet is being submitted. Stop it first";

/// That somebody is still signed in.
const NOT_SIGNED_OUT: &str = "You could not be signed out. Try again";

/// The band of the current Majora, the account and the steps. A page about no Majora shows the bands
/// of all that are configured.
#[component]
pub fn Identity() -> impl IntoView {
    let (session, location) = (use_session(), use_location());
    let at = Memo::new(move |_| match Route::from_path(&location.pathname.get()) {
        Some(Route::At(instance, step)) => session.instance(&instance).map(|i| (i, step)),
        _ => None,
    });
    let instances = Memo::new(move |_| match at.get() {
        Some((instance, _)) => vec![instance],
        None => session.instances(),
    });
    // A tab is told by its icon before its title can be read.
    Effect::new(move |_| browser::page::set_icon(words::icon(at.get().map(|(i, _)| i.world))));
    view! {
        <div class="bands" role="region" aria-label="Server">{move || instances.get().into_iter().map(band).collect_view()}</div>
        <header class="top">
            <a class="brand" href="/">"Majora sample upload"</a>
            <UnderWay/>
            {move || at.get().map(|(instance, _)| view! { <Account instance/> })}
        </header>
        {move || at.get().map(|(instance, step)| view! { <Steps instance=instance.name step/> })}
    }
}

/// On a page that shows something else: that a submission runs, or has ended, and the way there.
#[component]
fn UnderWay() -> impl IntoView {
    let (desk, location) = (use_desk(), use_location());
    let is_step = Memo::new(
        move |_| matches!(Route::from_path(&location.pathname.get()), Some(Route::At(_, step)) if step == desk.step()),
    );
    let words = Memo::new(move |_| match (is_step.get(), desk.step(), desk.percent()) {
        (true, ..) => None,
        (_, Step::Send, Some(percent)) => Some(format!("Upload under way: {percent}%")),
        (_, Step::Receipt, _) => Some("The upload has ended: show the receipt".to_owned()),
        _ => None,
    });
    move || {
        let words = words.get()?;
        Some(view! { <button class="link" on:click=move |_| desk.go(desk.step())>{words}</button> })
    }
}

fn band(instance: Instance) -> impl IntoView {
    let (name, data) = words::band(instance.world);
    let class = match instance.world {
        World::Test => "band band-test",
        World::Production => "band band-production",
    };
    view! {
        <p class=class style:background-color=instance.colour>
            {icon(Icon::Server(instance.world))}
            <strong>{name}</strong>
            <span>{data}</span>
            <span class="band-host">{instance.host}</span>
        </p>
    }
}

#[component]
fn Account(instance: Instance) -> impl IntoView {
    let (session, desk) = (use_session(), use_desk());
    let told = RwSignal::new(None::<&'static str>);
    let name = instance.name.clone();
    let left = move || session.minutes_left(&name).filter(|minutes| *minutes < SOON);
    // A screen reader is told twice, not at every minute.
    let soon = left.clone();
    let spoken = Memo::new(move |_| match soon() {
        Some(0..2) => "You will be signed out in less than two minutes",
        Some(_) => "You will be signed out in less than ten minutes",
        None => "",
    });
    let again = instance.name.clone();
    let leaving = RwSignal::new(None::<String>);
    let (instance_name, host) = (instance.name.clone(), instance.host.clone());
    let username =
        instance.signed_in.as_ref().map(|user| user.username.clone()).unwrap_or_default();
    let owner = StoredValue::new(Owner { instance: instance_name, host, username });
    let sign_out = move |keep: bool| {
        spawn_local(async move {
            // An upload may have begun since it was asked, or run in another tab.
            let trouble = match desk.is_sending_anywhere().await {
                true => Some(SENDING),
                false => {
                    let failed = desk.sign_out(owner.get_value(), keep).await.is_err();
                    failed.then_some(NOT_SIGNED_OUT)
                }
            };
            // Signed out, this part of the page is gone.
            told.try_set(trouble);
        });
    };
    let ask = move |_| {
        if desk.is_sending() {
            return told.set(Some(SENDING));
        }
        spawn_local(async move {
            match desk.kept_of(owner.get_value()).await {
                Some(kept) if kept.is_empty() => sign_out(false),
                Some(kept) => drop(leaving.try_set(Some(kept))),
                None => drop(told.try_set(Some(NOT_SIGNED_OUT))),
            }
        });
    };
    instance.signed_in.map(|user| {
        view! {
            <div class="account">
                <span class="visually-hidden" role="status">{spoken}</span>
                {move || left().map(|minutes| view! {
                    <span class="tag tag-warning">{words::count(minutes as usize, "minute")}" left"</span>
                    <a rel="external" target="_blank" href=api::sign_in_path(&again, &Route::SignedIn.path())>
                        "Stay signed in (new tab)"
                    </a>
                })}
                <span class="account-name">"Signed in as "<strong>{user.username}</strong></span>
                <button class="link" id=SIGN_OUT on:click=ask>"Sign out"</button>
                <span role="alert">{move || told.get()}</span>
            </div>
            {move || leaving.get().map(|kept| leave(kept, leaving, sign_out))}
        }
    })
}

/// Asks what becomes of unfinished work on this computer.
fn leave(
    kept: String,
    leaving: RwSignal<Option<String>>,
    sign_out: impl Fn(bool) + Copy + 'static,
) -> impl IntoView {
    // A key that is pressed twice must delete nothing, so none of the buttons has the keyboard yet.
    let question = NodeRef::<Section>::new();
    Effect::new(move |_| question.get().map(|question| question.focus()));
    let stay = move |_| {
        leaving.set(None);
        browser::focus_id(SIGN_OUT);
    };
    view! {
        <section node_ref=question class="leave" role="group" tabindex="-1" aria-labelledby="leave">
            <p id="leave">"This browser keeps for you: "{kept}". Others may use this computer."</p>
            <p class="actions">
                <button class="button button-quiet button-small" on:click=move |_| sign_out(true)>
                    "Sign out and keep this for me"
                </button>
                <button class="button button-quiet button-small" on:click=move |_| sign_out(false)>
                    "Sign out and delete this"
                </button>
                <button class="button button-quiet button-small" on:click=stay>
                    "Stay signed in"
                </button>
            </p>
        </section>
    }
}

#[component]
fn Steps(instance: String, step: Step) -> impl IntoView {
    let desk = use_desk();
    let here = instance.clone();
    let reached = Memo::new(move |_| {
        if desk.sends_elsewhere(&here) {
            return Vec::new();
        }
        let mut steps = desk.workflow().with(reached);
        let sheet = steps.iter_mut().filter(|step| **step == Step::Check);
        sheet.for_each(|step| *step = desk.sheet_step());
        // That of another sheet is no step on the way of this one.
        let sha256 = desk.workflow().with(|w| w.desk().map(|desk| desk.file.sha256.clone()));
        let has_proof = desk.proof().with(|proof| {
            proof.as_ref().is_some_and(|proof| {
                proof.to.instance.name == here
                    && Some(&proof.paper.head.file.sha256) == sha256.as_ref()
            })
        });
        steps.extend(has_proof.then_some(Step::Receipt));
        steps
    });
    let is_form = Memo::new(move |_| desk.is_form() || step == Step::Form);
    let item = move |one: Step| {
        let path = Route::At(instance.clone(), one).path();
        // A form can be looked at as a sheet, too.
        let is_here = one == step || (one, step) == (Step::Form, Step::Check);
        let current = is_here.then_some("step");
        let class = match one {
            _ if is_here => "step step-current",
            one if one < step => "step step-done",
            _ => "step",
        };
        let open = move || one != step && reached.get().contains(&one);
        view! {
            <li class=class aria-current=current>
                {move || match open() {
                    true => view! { <a href=path.clone()>{one.label()}</a> }.into_any(),
                    false => view! { <span>{one.label()}</span> }.into_any(),
                }}
            </li>
        }
    };
    view! {
        <nav class="steps" aria-label="Steps">
            <ol>{move || {
                let steps = if is_form.get() { Step::OF_FORM } else { Step::OF_SHEET };
                steps.map(&item).into_iter().collect_view()
            }}</ol>
        </nav>
    }
}

/// The steps that have something to show.
fn reached(workflow: &Workflow) -> Vec<Step> {
    match workflow {
        Workflow::Choosing | Workflow::Reading { .. } | Workflow::Unreadable { .. } => {
            vec![Step::Choose]
        }
        Workflow::Fixing { .. } | Workflow::Asking { .. } => vec![Step::Choose, Step::Check],
        Workflow::Reviewing { .. } => vec![Step::Choose, Step::Check, Step::Review],
        Workflow::Sending { .. } => vec![Step::Send],
        Workflow::Finished { .. } => vec![Step::Check],
    }
}
