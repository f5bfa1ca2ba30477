//! What the pictures have in common: their frame, their patterns, the table behind.

use super::{Canvas, Lead};
use leptos::html::Details;
use leptos::prelude::*;
use sheet::profile::{Bar, Rest, Slice, Tally};
use sheet::words::{count, thousands};

/// What a pattern means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Rows that may be sent.
    Ready,
    /// Rows with an error.
    Mend,
    /// A place that more than one row names.
    Shared,
    /// A place that no row names.
    Free,
}

impl Key {
    const fn words(self) -> &'static str {
        match self {
            Key::Ready => "ready",
            Key::Mend => "to fix",
            Key::Shared => "named by several rows",
            Key::Free => "free",
        }
    }

    /// The same sign as in the picture.
    fn sign(self) -> AnyView {
        match self {
            Key::Ready => view! { <rect class="bar-ready" width="100%" height="100%"/> }.into_any(),
            Key::Mend => mend("0", "0", "100%", "100%").into_any(),
            Key::Shared => {
                view! { <circle class="well-shared" cx="50%" cy="50%" r="40%"/> }.into_any()
            }
            Key::Free => view! { <circle class="well-free" cx="50%" cy="50%" r="40%"/> }.into_any(),
        }
    }
}

/// The patterns that stand beside colours, once for all pictures of a page.
pub(super) fn patterns() -> impl IntoView {
    view! {
        <svg class="picture-patterns" width="0" height="0" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="to-mend" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="mend-ground" width="6" height="6"/>
                    <rect class="mend-line" width="2.5" height="6"/>
                </pattern>
            </defs>
        </svg>
    }
}

/// A part of a bar whose rows are to be mended.
pub(super) fn mend(
    x: impl Into<String>,
    y: impl Into<String>,
    width: impl Into<String>,
    height: impl Into<String>,
) -> impl IntoView {
    let (x, y, width, height) = (x.into(), y.into(), width.into(), height.into());
    view! { <rect class="bar-mend" fill="url(#to-mend)" x=x y=y width=width height=height/> }
}

/// What the patterns mean.
pub(super) fn legend(keys: impl IntoIterator<Item = Key>) -> impl IntoView {
    let line = |key: Key| {
        view! {
            <li>
                <svg class="legend-sign" aria-hidden="true" focusable="false">{key.sign()}</svg>
                {key.words()}
            </li>
        }
    };
    view! { <ul class="legend">{keys.into_iter().map(line).collect_view()}</ul> }
}

/// So many rows, and how many of them are to be mended.
pub(super) fn rows(tally: Tally) -> String {
    match tally.to_mend {
        0 => count(tally.all(), "row"),
        mend => format!("{}, {} to fix", count(tally.all(), "row"), thousands(mend)),
    }
}

/// The rows that no bar stands for, each number a way to them.
pub(super) fn undrawn(bars: &[Bar], name: &str, on_lead: Callback<Lead>) -> AnyView {
    let part = |(nth, bar): (usize, &Bar)| {
        let what = match bar.slice {
            Slice::Blank { .. } => format!("{} without {name}", count(bar.rows.all(), "row")),
            Slice::Unread { .. } => {
                format!("{} whose {name} must be fixed first", count(bar.rows.all(), "row"))
            }
            _ => format!("{} that {name} gives no place", count(bar.rows.all(), "row")),
        };
        let slice = bar.slice.clone();
        let press = move |_| on_lead.run(Lead::Rows(slice.clone()));
        let before = if nth == 0 { " " } else { ", " };
        view! { {before}<button class="link" on:click=press>{what}</button> }
    };
    let some = bars.iter().filter(|bar| bar.rows.all() > 0);
    let parts: Vec<_> = some.enumerate().map(part).collect();
    match parts.is_empty() {
        true => ().into_any(),
        false => {
            view! { <p class="hint">"Not drawn:"{parts.into_iter().collect_view()}</p> }.into_any()
        }
    }
}

/// The same of a column, of which some rows hold nothing or nothing that passes.
pub(super) fn rest(canvas: &Canvas, column: usize, rest: Rest) -> AnyView {
    let blank = Bar { slice: Slice::Blank { column }, rows: rest.blank };
    let unread = Bar { slice: Slice::Unread { column }, rows: rest.unread };
    undrawn(&[blank, unread], &canvas.name(column), canvas.on_lead)
}

/// A length as part of another, for SVG: `12.5%`.
pub(super) fn percent(part: f64) -> String {
    format!("{:.3}%", part * 100.0)
}

/// A picture with its heading, what it says, and its parts.
pub(super) fn framed(id: &str, title: String, said: String, parts: AnyView) -> AnyView {
    let id = format!("picture-{id}");
    let named = id.clone();
    view! {
        <section class="picture" aria-labelledby=named>
            <h3 id=id>{title}</h3>
            <p>{said}</p>
            {parts}
        </section>
    }
    .into_any()
}

/// The table behind a picture: headings and lines, of which the last cell may be a button. It is drawn
/// when it is opened.
pub(super) fn behind<L>(
    caption: String,
    headings: &'static [&'static str],
    lines: impl Fn() -> Vec<L> + Send + 'static,
) -> impl IntoView
where
    L: IntoView + 'static,
{
    let details = NodeRef::<Details>::new();
    let open = RwSignal::new(false);
    let toggle = move |_| open.set(details.get_untracked().is_some_and(|it| it.open()));
    let table = move || {
        let heading = |text: &&'static str| view! { <th scope="col">{*text}</th> };
        view! {
            <div class="table-scroll" role="region" tabindex="0" aria-label=caption.clone()>
                <table class="columns">
                    <caption class="visually-hidden">{caption.clone()}</caption>
                    <thead><tr>{headings.iter().map(heading).collect_view()}</tr></thead>
                    <tbody>{lines().into_iter().collect_view()}</tbody>
                </table>
            </div>
        }
    };
    view! {
        <details class="picture-table" node_ref=details on:toggle=toggle>
            <summary>"As a table"</summary>
            {move || open.get().then(|| table().into_any())}
        </details>
    }
}
