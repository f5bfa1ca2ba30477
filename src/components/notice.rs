//! A box that says what happened and what to do.

use crate::components::icon::{Icon, icon};
use leptos::prelude::*;

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something stopped.
    Error,
    /// Something to know before going on.
    Warning,
    /// Something went well.
    Good,
    /// Something to know.
    Info,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Tone::Error => "notice notice-error",
            Tone::Warning => "notice notice-warning",
            Tone::Good => "notice notice-good",
            Tone::Info => "notice notice-info",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Tone::Error => Icon::Error,
            Tone::Warning => Icon::Warning,
            Tone::Good => Icon::Good,
            Tone::Info => Icon::Info,
        }
    }
}

/// A heading that says what happened, and below it what to do. An error is spoken out at once; where
/// anything else shall be, its place must be a live region before it is there.
#[component]
pub fn Notice(
    tone: Tone,
    /// What happened, in one sentence without a full stop.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let role = (tone == Tone::Error).then_some("alert");
    view! {
        <section class=tone.class() role=role>
            <span class="notice-mark">{icon(tone.icon())}</span>
            <div class="notice-body">
                <h2>{title}</h2>
                {children()}
            </div>
        </section>
    }
}
