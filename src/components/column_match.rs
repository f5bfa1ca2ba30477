//! What the columns of a file mean, for the person who knows it.

use crate::words;
use leptos::ev::Event;
use leptos::html::Select;
use leptos::prelude::*;
use sheet::field::{Field, Section};
use sheet::fields::{self, IN_TEMPLATE};
use sheet::further;
use sheet::text::column_letters;

/// One column of a file, and what it is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMeaning {
    /// Its place in the file, from 0.
    pub place: usize,
    /// Its heading.
    pub heading: String,
    /// A few of its cells.
    pub examples: Vec<String>,
    /// What it is taken for.
    pub meaning: Meaning,
    /// The column that its heading may be meant for.
    pub like: Option<&'static Field>,
}

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One of Majora's.
    Field(&'static Field),
    /// Something that is not to be sent.
    NotSent,
    /// Nothing that we know.
    Unknown,
}

/// The user's word on a column: what it means, or that it isn't to be sent; nothing, if its heading is
/// to decide.
pub type Word = Option<Option<&'static Field>>;

/// A column's place, and the user's word on it.
pub type Settled = (usize, Word);

const UNKNOWN: &str = "";
const NOT_SENT: &str = "-";

/// Columns with their cells, each with a list to say what it means.
#[component]
pub fn ColumnMatch(
    /// The columns.
    #[prop(into)]
    columns: Signal<Vec<ColumnMeaning>>,
    /// Told what a column means.
    #[prop(into)]
    on_settle: Callback<Settled>,
) -> impl IntoView {
    view! {
        <ul class="matches">
            {move || columns.get().into_iter().map(|c| one(c, on_settle)).collect_view()}
        </ul>
    }
}

fn one(column: ColumnMeaning, on_settle: Callback<Settled>) -> AnyView {
    let place = column.place;
    let id = format!("column-{place}");
    let name = match column.heading.as_str() {
        "" => "(no heading)".to_owned(),
        heading => heading.to_owned(),
    };
    let list = NodeRef::<Select>::new();
    let suggestion = column.like.filter(|_| column.meaning == Meaning::Unknown).map(|field| {
        let settle = move |_| {
            // The button goes with the question, and the keyboard stays at the column.
            list.get_untracked().map(|list| list.focus());
            on_settle.run((place, Some(Some(field))));
        };
        view! {
            <button class="button button-quiet button-small" on:click=settle>
                "Use as "{field.name}
            </button>
        }
    });
    let changed = move |event: Event| on_settle.run((place, word(&event_target_value(&event))));
    view! {
        <li>
            <p class="match-name">
                <span class="match-letter">{column_letters(place)}</span>
                <strong>{name.clone()}</strong>
                <span class="hint">{words::quoted(&column.examples)}</span>
            </p>
            <p class="match-meaning">
                {suggestion}
                <label class="visually-hidden" for=id.clone()>{format!("What {name} means")}</label>
                <select node_ref=list id=id on:change=changed>
                    {options(column.meaning, further::metadata(&column.heading))}
                </select>
            </p>
        </li>
    }
    .into_any()
}

fn word(value: &str) -> Word {
    match value {
        UNKNOWN => None,
        NOT_SENT => Some(None),
        name => {
            let listed = fields::ALL.iter().copied().find(|field| field.name == name);
            listed.or_else(|| further::column(name)).map(Some)
        }
    }
}

/// Everything that a column may mean, with what it means now and the metadata that it can be.
fn options(now: Meaning, metadata: Option<&'static Field>) -> AnyView {
    let unknown = match now {
        Meaning::Unknown => "Not recognised",
        _ => "What the heading says",
    };
    let groups = [
        (Section::Sample, "The sample"),
        (Section::Library, "The library"),
        (Section::Run, "The sequencing run"),
    ];
    let metadata = metadata.map(|field| {
        let selected = now == Meaning::Field(field);
        view! { <option value=field.name selected=selected>"Metadata of the sample"</option> }
    });
    let further = match now {
        Meaning::Field(field)
            if metadata.is_none() && !fields::ALL[..IN_TEMPLATE].contains(&field) =>
        {
            Some(view! { <option value=field.name selected=true>{field.name}</option> })
        }
        _ => None,
    };
    let group = |(section, title): (Section, &'static str)| {
        let fields = fields::ALL[..IN_TEMPLATE].iter().copied();
        let fields = fields.filter(|f| f.section == section && !f.targets.is_empty());
        let option = |field: &'static Field| {
            let selected = now == Meaning::Field(field);
            view! { <option value=field.name selected=selected>{field.name}</option> }
        };
        view! { <optgroup label=title>{fields.map(option).collect_view()}</optgroup> }
    };
    view! {
        <option value=UNKNOWN selected=now == Meaning::Unknown>{unknown}</option>
        <option value=NOT_SENT selected=now == Meaning::NotSent>"Leave it out"</option>
        {metadata}
        {further}
        {groups.map(group).into_iter().collect_view()}
    }
    .into_any()
}
