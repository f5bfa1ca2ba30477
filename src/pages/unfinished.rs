//! Uploads that stopped before their end, and the way to go on.

use crate::browser::upload::Unfinished as Upload;
use crate::components::notice::{Notice, Tone};
use crate::desk::{Desk, use_desk};
use crate::pages::place::use_instance;
use crate::session::use_session;
use crate::{browser, words};
use leptos::prelude::*;
use sheet::workflow::Workflow;

/// The uploads of this user to this Majora that stopped, the last one first.
#[component]
pub fn Unfinished() -> impl IntoView {
    let (desk, session, instance) = (use_desk(), use_session(), use_instance());
    let mine = Memo::new(move |_| {
        let instance = instance.get().and_then(|instance| session.instance(&instance.name))?;
        let user = instance.signed_in?.username;
        // Of the one that goes on just now, the page says so already.
        let going_on = desk.workflow().with(|workflow| match workflow {
            Workflow::Asking { desk } | Workflow::Sending { desk, .. } => {
                Some(desk.file.sha256.clone())
            }
            _ => None,
        });
        let uploads = desk.unfinished().get().into_iter().filter(|upload| {
            let binding = &upload.journal.binding;
            (&binding.instance, &binding.host, &binding.username)
                == (&instance.name, &instance.host, &user)
                && going_on.as_ref() != Some(&binding.sha256)
        });
        Some(uploads.collect::<Vec<_>>())
    });
    move || {
        let uploads = mine.get().unwrap_or_default().into_iter();
        uploads.map(|upload| one(desk, upload)).collect_view()
    }
}

fn one(desk: Desk, upload: Upload) -> AnyView {
    let journal = &upload.journal;
    let title = format!("Upload of {} stopped before its end", journal.file);
    let how_far = format!(
        "{} of {} saved (samples, their places in libraries, and runs), {}.",
        words::thousands(journal.saved()),
        words::count(journal.planned, "record"),
        browser::moment(upload.at)
    );
    let continuing = format!("Check and continue: {}", journal.file);
    let forgetting = format!("Discard it: {}", journal.file);
    let (again, away) = (upload.clone(), upload);
    let discard = move |_| {
        let question = "Discard this upload? What was saved stays in Majora; the rest is not sent.";
        if browser::confirm(question) {
            desk.discard_upload(away.clone());
            browser::page::focus_heading();
        }
    };
    view! {
        <Notice tone=Tone::Info title=title>
            <p>{how_far}" Majora is asked first what it holds, so nothing is sent twice."</p>
            <p class="actions">
                <button class="button" aria-label=continuing on:click=move |_| desk.continue_upload(again.clone())>"Check and continue"</button>
                <button class="button button-quiet" aria-label=forgetting on:click=discard>"Discard it"</button>
            </p>
        </Notice>
    }
    .into_any()
}
