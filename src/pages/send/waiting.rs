//! Why nothing is sent for a while, and when it goes on.

use crate::components::notice::{Notice, Tone};
use crate::desk::{Desk, Waiting};
use crate::pages::place::use_instance;
use crate::{browser, words};
use leptos::prelude::*;
use sheet::answer::Halt;
use std::time::Duration;

/// How often the countdown is looked at.
const BEAT: Duration = Duration::from_millis(500);

/// What stands in the way, for as long as it does.
pub(super) fn waiting(desk: Desk) -> impl IntoView {
    let instance = use_instance();
    let now = RwSignal::new(browser::now());
    if let Ok(beat) = set_interval_with_handle(move || now.set(browser::now()), BEAT) {
        on_cleanup(move || beat.clear());
    }
    let waiting = desk.waiting();
    let halt = Memo::new(move |_| waiting.get().map(|waiting| waiting.halt));
    let left = move || match waiting.get() {
        Some(Waiting { until: Some(until), .. }) => {
            let seconds = ((until - now.get()) / 1000.0).ceil().max(1.0) as usize;
            format!("Trying again in {}.", words::count(seconds, "second"))
        }
        _ => String::new(),
    };
    let notice = move |halt| {
        view! {
            <Notice tone=Tone::Warning title=title(halt)>
                <p>{what_next(halt)}" "<span aria-hidden="true">{left}</span></p>
            </Notice>
        }
    };
    // Who is signed out is told so above, with the way to sign in.
    let told_above = move |halt| {
        let signed_out = || instance.get().is_some_and(|instance| instance.signed_in.is_none());
        halt == Halt::SignedOut && signed_out()
    };
    // Whoever has it pause isn't told that it goes on by itself.
    let shown =
        Memo::new(move |_| halt.get().filter(|halt| !told_above(*halt) && !desk.paused().get()));
    view! { <div role="status">{move || shown.get().map(notice)}</div> }
}

fn title(halt: Halt) -> String {
    match halt {
        Halt::Offline => "Your connection dropped. Nothing is lost".into(),
        Halt::Busy { .. } => "Majora can’t take more at the moment".into(),
        halt => halt.message(),
    }
}

fn what_next(halt: Halt) -> &'static str {
    match halt {
        Halt::SignedOut => "The upload waits until you have signed in again.",
        Halt::Offline => "It goes on when the connection is back.",
        _ => "Nothing is lost. It goes on by itself.",
    }
}
