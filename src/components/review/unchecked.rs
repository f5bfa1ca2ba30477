//! Records of which Majora could not say what it holds: ask again, or send them all the same.

use super::outlook::Outlook;
use super::record;
use crate::components::pager::{Pager, Paging};
use crate::words;
use leptos::prelude::*;
use sheet::compare::Tag;
use sheet::decide::Decisions;
use sheet::record::Key;
use std::sync::Arc;

/// The records that could not be checked, each biosample with a box to have it sent.
#[component]
pub fn Unchecked(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
    /// Told all decisions, old and new.
    #[prop(into)]
    on_decide: Callback<Decisions>,
    /// Told to ask Majora once more.
    #[prop(into)]
    on_again: Callback<()>,
) -> impl IntoView {
    let keys = Memo::new(move |_| outlook.with(|outlook| unread(outlook)));
    let samples = Memo::new(move |_| {
        keys.with(|keys| keys.iter().filter(|key| is_sample(key)).cloned().collect::<Vec<_>>())
    });
    let paging = Paging::new(Signal::derive(move || keys.with(Vec::len)));
    let shown = move || keys.with(|keys| paging.shown(keys));
    let choose = move |send| {
        let decisions = outlook.with_untracked(|outlook| {
            samples.with_untracked(|keys| outlook.with_unchecked(keys, send))
        });
        on_decide.run(decisions);
    };
    let chosen = move || {
        let all = samples.with(Vec::len);
        let sent = outlook.with(|outlook| outlook.decisions.unchecked.clone());
        let sent = samples.with(|keys| keys.iter().filter(|key| sent.contains(*key)).count());
        format!(
            "{} of {} to be sent unchecked.",
            words::thousands(sent),
            words::count(all, "sample")
        )
    };
    let row = move |key: Key| view! { <Row outlook key_=key on_decide/> };
    view! {
        <p>
            "You can ask Majora again, or send samples unchecked: then the cells that your sheet fills replace what Majora may hold there, and blank cells change nothing. Ct values and the columns that say whose sample it is are left out. Libraries and runs are only sent once they could be checked."
        </p>
        <p class="actions">
            <button class="button" on:click=move |_| on_again.run(())>"Ask Majora again"</button>
            <Show when=move || samples.with(|samples| !samples.is_empty())>
                <button class="button button-quiet" on:click=move |_| choose(true)>"Send all samples unchecked"</button>
                <button class="button button-quiet" on:click=move |_| choose(false)>"Send none unchecked"</button>
            </Show>
        </p>
        <p role="status">{chosen}</p>
        <div class="table-scroll" role="region" tabindex="0" aria-label="Records that could not be checked">
            <table class="columns unchecked">
                <thead>
                    <tr>
                        <th scope="col">"Record"</th>
                        <th scope="col">"Will be"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=Key::clone children=row/>
                </tbody>
            </table>
        </div>
        <Pager paging/>
    }
}

#[component]
fn Row(outlook: Signal<Arc<Outlook>>, key_: Key, on_decide: Callback<Decisions>) -> impl IntoView {
    let name = record(&key_);
    let label = format!("Send unchecked: {name}");
    let may_go = is_sample(&key_);
    let key = StoredValue::new(key_);
    let ticked = Memo::new(move |_| {
        outlook.with(|outlook| key.with_value(|key| outlook.decisions.unchecked.contains(key)))
    });
    let change = move |event| {
        let send = event_target_checked(&event);
        let decisions = outlook.with_untracked(|outlook| {
            key.with_value(|key| outlook.with_unchecked(std::slice::from_ref(key), send))
        });
        on_decide.run(decisions);
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>
                {move || if ticked.get() { "Sent unchecked" } else { "Not sent" }}
                {may_go.then(|| view! {
                    <label class="remove">
                        <input type="checkbox" aria-label=label prop:checked=ticked on:change=change/>
                        "Send unchecked"
                    </label>
                })}
            </td>
        </tr>
    }
}

fn unread(outlook: &Outlook) -> Vec<Key> {
    let records = outlook.findings.comparison.records.iter();
    let unread = records.filter(|(_, compared)| compared.tag() == Tag::CouldNotCheck);
    unread.map(|(key, _)| key.clone()).collect()
}

fn is_sample(key: &Key) -> bool {
    matches!(key, Key::Sample(_))
}
