//! What every column means, to be searched and printed.

use crate::words;
use leptos::prelude::*;
use sheet::derive::{self, Place};
use sheet::field::{Field, Need, Section};
use sheet::fields;

/// Which columns are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    Needed,
    Private,
}

impl Which {
    const ALL: [Which; 3] = [Which::All, Which::Needed, Which::Private];

    const fn label(self) -> &'static str {
        match self {
            Which::All => "All columns",
            Which::Needed => "Needed",
            Which::Private => "Private",
        }
    }

    fn wants(self, field: &Field) -> bool {
        match self {
            Which::All => true,
            Which::Needed => field.need != Need::Optional,
            Which::Private => field.private,
        }
    }
}

/// The guide to the columns, made from the table of columns.
#[component]
pub fn ColumnGuide() -> impl IntoView {
    let (text, which) = (RwSignal::new(String::new()), RwSignal::new(Which::All));
    let found = Memo::new(move |_| {
        let wanted = text.with(|text| plain(text.trim()));
        let wants = |field: &&&Field| which.get().wants(field) && has(field, &wanted);
        fields::ALL.iter().filter(wants).map(|field| field.name).collect::<Vec<_>>()
    });
    let count = move || {
        let found = found.with(Vec::len);
        format!("{found} of {}", words::count(fields::ALL.len(), "column"))
    };
    view! {
        <div class="guide-tools" role="search">
            <label class="tool-field">
                "Find a column "
                <input
                    type="search"
                    class="tool-input"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </label>
            <div class="segments" role="group" aria-label="Columns to show">
                {Which::ALL.map(|one| segment(which, one)).collect_view()}
            </div>
            <p class="hint" role="status">{count}</p>
        </div>
        {Section::ALL.map(|of| section(of, found)).collect_view()}
        <Show when=move || found.with(Vec::is_empty)>
            <p>
                "No column has that in it. "
                <button class="link" on:click=move |_| { text.set(String::new()); which.set(Which::All) }>
                    "Show all columns"
                </button>
            </p>
        </Show>
    }
}

fn segment(which: RwSignal<Which>, one: Which) -> impl IntoView {
    view! {
        <button class="segment" aria-pressed=move || (which.get() == one).to_string() on:click=move |_| which.set(one)>
            {one.label()}
        </button>
    }
}

/// Whether a text stands in what is shown of a column.
fn has(field: &Field, wanted: &str) -> bool {
    let texts = [field.name, field.help].into_iter().chain(field.aliases.iter().copied());
    let has = |text: &str| plain(text).contains(wanted);
    texts.into_iter().any(has)
        || has(&derive::allowed(field))
        || places(field).iter().any(|place| has(&place.path))
}

/// A text as it is searched: in any case, with spaces or underscores between words.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('_', " ")
}

fn places(field: &Field) -> Vec<Place> {
    field.targets.iter().map(Place::of).collect()
}

fn section(section: Section, found: Memo<Vec<&'static str>>) -> impl IntoView {
    let title = match section {
        Section::Sample => "The sample",
        Section::Library => "The library, and the sample in it",
        Section::Run => "The sequencing run",
    };
    let mine: Vec<&'static Field> =
        fields::ALL.iter().copied().filter(|field| field.section == section).collect();
    let names: Vec<&str> = mine.iter().map(|field| field.name).collect();
    let none = move || found.with(|found| !names.iter().any(|name| found.contains(name)));
    view! {
        <section class="guide-section" hidden=none>
            <h2>{title}</h2>
            <ul class="guide">{mine.into_iter().map(|field| column(field, found)).collect_view()}</ul>
        </section>
    }
}

fn column(field: &'static Field, found: Memo<Vec<&'static str>>) -> impl IntoView {
    let needed = match field.need {
        Need::Required => Some("needed"),
        Need::OneOfDates => Some("one of the two dates needed"),
        Need::Optional => None,
    };
    let needed = needed.map(|word| view! { <span class="tag tag-info">{word}</span> });
    let private = field.private.then(|| view! { <span class="tag tag-warning">"private"</span> });
    let also = field.aliases.join(", ");
    let also = (!also.is_empty()).then(|| format!(" Also read as {also}."));
    let example = Some(derive::example_of(field)).filter(|example| !example.is_empty());
    let hidden = move || found.with(|found| !found.contains(&field.name));
    view! {
        <li id=field.name hidden=hidden tabindex="-1">
            <h3><code>{field.name}</code>" "{needed}" "{private}</h3>
            <p>{field.help}{also}</p>
            <dl>
                <div><dt>"Takes"</dt><dd>{derive::allowed(field)}</dd></div>
                {example.map(|example| view! { <div><dt>"Example"</dt><dd><code>{example}</code></dd></div> })}
                <div><dt>"In Majora"</dt><dd>{in_majora(field)}</dd></div>
            </dl>
        </li>
    }
}

fn in_majora(field: &Field) -> AnyView {
    let places = places(field);
    if places.is_empty() {
        return "nowhere: Majora no longer takes it".into_any();
    }
    let place = |Place { path, of }: Place| view! { <span class="guide-place"><code>{path}</code>{of}</span> };
    places.into_iter().map(place).collect_view().into_any()
}
