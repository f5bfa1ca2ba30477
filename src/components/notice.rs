//! A box that says what happened and what to do.

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

    const fn mark(self) -> &'static str {
        match self {
            Tone::Error => "!",
            Tone::Warning => "?",
            Tone::Good => "✓",
            Tone::Info => "i",
        }
    }
}

/// A heading that says what happened, and below it what to do.
#[component]
pub fn Notice(
    tone: Tone,
    /// What happened, in one sentence without a full stop.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let role = if tone == Tone::Error { "alert" } else { "status" };
    view! {
        <section class=tone.class() role=role>
            <span class="notice-mark" aria-hidden="true">{tone.mark()}</span>
            <div class="notice-body">
                <h2>{title}</h2>
                {children()}
            </div>
        </section>
    }
}
