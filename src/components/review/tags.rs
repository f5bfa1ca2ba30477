//! How many records are new, will change and so on, and the way to each of them.

use super::outlook::Outlook;
use crate::words;
use leptos::prelude::*;
use sheet::compare::Tag;
use std::sync::Arc;

/// What it means that records have a tag.
pub const fn meaning(tag: Tag) -> &'static str {
    match tag {
        Tag::New => "Majora holds none of these yet.",
        Tag::Changes => {
            "Majora holds these otherwise than your sheet says. What is blank in your sheet is kept."
        }
        Tag::NotVisible => {
            "All that Majora shows of these is as in your sheet. It never shows what it holds in the columns below, so they can’t be compared. Samples are sent with those cells; libraries and runs only if you say so."
        }
        Tag::NoChange => {
            "Majora holds these as they are in your sheet. Nothing of them is sent, unless you tick a value to be removed."
        }
        Tag::NeedsDecision => {
            "Only you can say what is right here. What you leave open is not sent."
        }
        Tag::CouldNotCheck => "Majora could not say what it holds of these, so they are not sent.",
    }
}

/// The tag that is shown before the user has chosen one: the first that has records, of those that need
/// attention most. Nothing where there is nothing to decide and nothing that is seen to change: what to press
/// must not stand below a list of that.
pub fn first(counts: &[(Tag, usize); 6]) -> Option<Tag> {
    let is_quiet = |tag: &Tag| matches!(tag, Tag::New | Tag::NotVisible | Tag::NoChange);
    let mut some = counts.iter().filter(|(_, count)| *count > 0).map(|(tag, _)| *tag);
    some.find(|tag| !is_quiet(tag))
}

/// What is said while no tag is chosen, of so many new records that can't be sent.
pub fn untagged(waiting: usize) -> String {
    match waiting {
        0 => "None of these needs your attention. Choose a group to see its records.".to_owned(),
        1 => "1 of the new records is not sent: the reason is above. Choose a group to see its records.".to_owned(),
        some => format!(
            "{} of the new records are not sent: the reasons are above. Choose a group to see its records.",
            words::thousands(some)
        ),
    }
}

/// A button for each tag, with the number of its records.
#[component]
pub fn Tags(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
    /// The tag whose records are shown, if any are.
    #[prop(into)]
    tag: Signal<Option<Tag>>,
    /// Told which ones to show, if any.
    #[prop(into)]
    on_choose: Callback<Option<Tag>>,
) -> impl IntoView {
    let counts = Memo::new(move |_| outlook.with(|outlook| outlook.counts()));
    let button = move |of: Tag| {
        let count = move || {
            let counts = counts.get();
            let found = counts.iter().find(|(other, _)| *other == of);
            words::thousands(found.map_or(0, |(_, count)| *count))
        };
        let is_shown = move || tag.get() == Some(of);
        view! {
            <button
                class="segment"
                aria-pressed=move || is_shown().to_string()
                on:click=move |_| on_choose.run((!is_shown()).then_some(of))
            >
                {of.word()}" "<strong>{count}</strong>
            </button>
        }
    };
    view! {
        <div class="segments review-tags" role="group" aria-label="Records by what will become of them">
            {Tag::ALL.map(button)}
        </div>
    }
}
