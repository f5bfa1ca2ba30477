//! How far the sheet is, and the way on.

use super::practice;
use crate::browser;
use crate::components::asking::Asking;
use crate::components::notice::{Notice, Tone};
use crate::components::sent_before::{OnlyAsks, SentBefore, goes, nothing_sent};
use crate::desk::{Desk, Proof};
use crate::pages::place::use_instance;
use crate::words;
use leptos::html::Button;
use leptos::prelude::*;
use sheet::answer::Halt;
use sheet::check::Checked;
use sheet::workflow::{Event, Workflow};
use std::sync::Arc;

/// The line that says how many rows are ready.
pub(super) const COUNTS: &str = "counts";

/// How many questions take so long that it is worth to show how far they are.
const MANY: usize = 8;

/// Whether Majora is being asked about the sheet, which must stay as it is meanwhile.
pub(in crate::pages) fn asking(desk: Desk) -> Signal<bool> {
    Memo::new(move |_| desk.workflow().with(|workflow| matches!(workflow, Workflow::Asking { .. })))
        .into()
}

/// Whether the sheet must stay as it is: while that is so, or while its file is being read once more.
pub(super) fn locked(desk: Desk) -> Signal<bool> {
    let asking = asking(desk);
    Signal::derive(move || asking.get() || desk.rereading().get())
}

/// Why Majora couldn't be asked.
pub fn trouble(desk: Desk) -> impl IntoView {
    let trouble = Memo::new(move |_| {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Fixing { trouble, .. } => *trouble,
            _ => None,
        })
    });
    let before = sent_before(desk);
    // It may be beyond what is on the screen, and is what comes of the button that was pressed.
    Effect::new(move |before: Option<Option<Halt>>| {
        let now = trouble.get();
        if before == Some(None) && now.is_some() {
            request_animation_frame(|| browser::come_to("#trouble"));
        }
        now
    });
    move || {
        trouble.get().map(|halt| {
            let then = match halt {
                Halt::SignedOut => "Sign in again, then press ‘Review what will be sent’ once more.",
                Halt::OtherUser => "Reload the page to see who is signed in.",
                Halt::NoPermission => {
                    "Ask Majora’s administrators for the permissions of an uploader."
                }
                Halt::Offline => "Your sheet is still here. Check your connection, then press ‘Review what will be sent’ once more.",
                Halt::Busy { retry_after: Some(_) } => "Your sheet is still here. Press ‘Review what will be sent’ once more after that time.",
                _ => "Your sheet is still here. Wait a few minutes, then press ‘Review what will be sent’ once more.",
            };
            let sent = nothing_sent(before.get_untracked().as_ref());
            view! {
                <div id="trouble" class="trouble" tabindex="-1">
                    <Notice tone=Tone::Error title=halt.message()>
                        <p>"Majora could not be asked what it holds. "{sent}" "{then}</p>
                    </Notice>
                </div>
            }
        })
    }
}

/// What an upload of this sheet to this Majora has sent before, of this user as far as one is known:
/// whoever has been signed out must not read that nothing was.
fn sent_before(desk: Desk) -> Memo<Option<SentBefore>> {
    let instance = use_instance();
    Memo::new(move |_| {
        let here = instance.get()?;
        let sha256 = desk.workflow().with(|w| w.desk().map(|desk| desk.file.sha256.clone()))?;
        let now = desk.checked().get()?;
        let is_mine = |name: &str| here.signed_in.as_ref().is_none_or(|user| user.username == name);
        let is_its = |proof: &Proof| {
            proof.to.instance.name == here.name
                && is_mine(&proof.to.username)
                && proof.paper.head.file.sha256 == sha256
        };
        if let Some(proof) = desk.proof().get().filter(is_its) {
            let before = SentBefore::of(&now, &proof.checked, &proof.paper);
            return proof.paper.has_sent().then_some(before);
        }
        desk.unfinished().with(|all| {
            let mut its = all.iter().filter(|upload| {
                let binding = &upload.journal.binding;
                (&binding.instance, &binding.host) == (&here.name, &here.host)
                    && is_mine(&binding.username)
                    && binding.sha256 == sha256
            });
            its.next().map(|upload| SentBefore { rows: 0, records: upload.journal.saved() })
        })
    })
}

/// How many rows are ready, and what was changed.
pub(super) fn counts(checked: Signal<Option<Arc<Checked>>>) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let checked = checked.get()?;
        let sheet = checked.sheet();
        let rows = sheet.rows() - sheet.removed_rows();
        let changed = (sheet.edits().len(), sheet.added(), sheet.removed_rows());
        Some((rows, checked.ready_rows(), changed))
    });
    let words = move || {
        let (rows, ready, changed) = counts.get()?;
        let edited = changes(changed);
        Some(match rows - ready {
            _ if rows == 0 => format!("No row is left.{edited}"),
            0 if rows == 1 => format!("The one row is ready.{edited}"),
            0 => format!("All {} rows are ready.{edited}", words::thousands(rows)),
            bad => format!(
                "{} of {} ready. {} to fix.{edited}",
                words::thousands(ready),
                words::count(rows, "row"),
                words::count(bad, "row"),
            ),
        })
    };
    view! { <p class="counts" id=COUNTS tabindex="-1" role="status">{words}</p> }
}

/// What was changed since the file was read, as sentences.
fn changes((cells, added, removed): (usize, usize, usize)) -> String {
    let some =
        [(cells, "cell", "changed here"), (added, "row", "added"), (removed, "row", "removed")];
    let some = some.into_iter().filter(|(number, ..)| *number > 0);
    some.map(|(number, noun, verb)| format!(" {} {verb}.", words::count(number, noun))).collect()
}

/// What comes next, and what is left out of it.
pub(super) fn onwards(desk: Desk) -> impl IntoView {
    let checked = desk.checked();
    let counts = Memo::new(move |_| {
        checked.get().map_or((0, 0), |c| (c.rows_to_mend() + c.ready_rows(), c.ready_rows()))
    });
    let before = sent_before(desk);
    let (asking, locked) = (asking(desk), locked(desk));
    let practice = desk.refuses_practice();
    let off = move || locked.get() || counts.get().1 == 0 || practice.get();
    // A disabled button would lose the focus of somebody who has just pressed it.
    let review = move |_| {
        if !off() {
            desk.review();
        }
    };
    let goes = move || {
        let (rows, ready) = counts.get();
        goes(rows, ready, before.get().as_ref())
    };
    let is_long = move || desk.asked().get().all >= MANY;
    let button = NodeRef::<Button>::new();
    let stop_waiting = move |_| {
        desk.dispatch(Event::BackToSheet);
        // The button that was pressed goes away.
        button.get_untracked().map(|button| button.focus());
    };
    view! {
        {trouble(desk)}
        {practice::refused(practice)}
        <div class="onwards onwards-stays">
            <div class="onwards-line">
                <p class="actions">
                    <button class="button" node_ref=button aria-disabled=move || off().to_string() on:click=review>
                        {move || if asking.get() { "Asking Majora what it holds…" } else { "Review what will be sent" }}
                    </button>
                    <Show when=move || asking.get()>
                        <button class="button button-quiet" on:click=stop_waiting>
                            "Stop asking and stay here"
                        </button>
                    </Show>
                </p>
                <p>{goes}</p>
            </div>
            <Show when=move || asking.get() && is_long()>
                <Asking
                    asked=desk.asked()
                    skipping=desk.skipping()
                    on_skip=move |()| desk.skipping().set(true)
                />
            </Show>
        </div>
        <OnlyAsks before/>
    }
}
