//! What will be removed from Majora, before anything else is said.

use super::outlook::{Erasure, Outlook};
use super::record;
use crate::components::notice::{Notice, Tone};
use crate::words;
use leptos::prelude::*;
use std::sync::Arc;

/// How many removals are listed; the table has the others.
const LISTED: usize = 100;

/// The stored values that will be removed, or that none will be.
#[component]
pub fn Erasures(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
) -> impl IntoView {
    let erasures = Memo::new(move |_| outlook.with(|outlook| outlook.erasures.clone()));
    let kept = Memo::new(move |_| outlook.with(|outlook| outlook.kept()));
    let list = move || erasures.with(|erasures| (!erasures.is_empty()).then(|| notice(erasures)));
    let rest = move || {
        let (kept, tags) = kept.get();
        (kept > 0).then(|| {
            let under: Vec<String> = tags.into_iter().map(|tag| format!("‘{}’", tag.word())).collect();
            let under = under.join(" and ");
            let other = erasures.with(|erasures| if erasures.is_empty() { "" } else { "other " });
            let values = words::count(kept, &format!("{other}stored value"));
            let verb = if kept == 1 { "is" } else { "are" };
            view! {
                <p>
                    {values}" "{verb}" blank in your sheet and kept in Majora. A value is removed only where you tick ‘Remove’ beside it, under "{under}" below."
                </p>
            }
        })
    };
    view! { {list} {rest} }
}

fn notice(erasures: &[Erasure]) -> impl IntoView + use<> {
    let title = format!("{} will be removed", words::count(erasures.len(), "stored value"));
    let line = |erasure: &Erasure| {
        let stored = match erasure.stored.is_empty() {
            true => String::new(),
            false => format!(": {}", erasure.stored),
        };
        view! { <li>{record(&erasure.key)}", "<code>{erasure.column}</code>{stored}</li> }
    };
    let lines = erasures.iter().take(LISTED).map(line).collect::<Vec<_>>();
    let more = erasures.len().saturating_sub(LISTED);
    view! {
        <Notice tone=Tone::Warning title>
            <p>"Majora holds these values now and forgets them for good."</p>
            <ul class="erasures">
                {lines}
                {(more > 0).then(|| view! { <li>{format!("and {} more", words::thousands(more))}</li> })}
            </ul>
        </Notice>
    }
}
