//! What only the user can decide: each doubt in words, with the same two choices for all alike.

use super::outlook::Outlook;
use super::record;
use crate::components::pager::{Pager, Paging};
use crate::words;
use leptos::prelude::*;
use sheet::compare::{Compared, Doubt, Standing};
use sheet::decide::Decisions;
use sheet::record::Key;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Doubts that read the same.
#[derive(Clone, Debug, PartialEq)]
struct Alike {
    question: Question,
    about: Arc<Vec<(Key, Doubt)>>,
}

/// A doubt in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    title: String,
    what: &'static str,
    send: &'static str,
    leave: &'static str,
}

/// The doubts, alike ones together.
#[component]
pub fn Doubts(
    /// The review.
    outlook: Signal<Arc<Outlook>>,
    /// Told all decisions, old and new.
    #[prop(into)]
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let groups = Memo::new(move |_| outlook.with(|outlook| alike(outlook)));
    let open = move || outlook.with(|outlook| outlook.tally.open);
    let left = move || match open() {
        0 => "All is decided.".to_owned(),
        some => format!("{} to take.", words::count(some, "decision")),
    };
    view! {
        <p role="status">{left}</p>
        <For
            each=move || groups.get()
            key=|group| (group.question.title.clone(), group.about.len())
            children=move |group| view! { <Group outlook group on_decide/> }
        />
    }
}

#[component]
fn Group(
    outlook: Signal<Arc<Outlook>>,
    group: Alike,
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let Alike { question, about } = group;
    let Question { title, what, send, leave } = question;
    let all = about.len();
    let (list, whole) = (about.clone(), StoredValue::new(about));
    let paging = Paging::new(Signal::stored(all));
    let choose = move |choice| {
        let decisions = outlook
            .with_untracked(|outlook| whole.with_value(|about| outlook.with_choice(about, choice)));
        on_decide.run(decisions);
    };
    let shown = move || paging.shown(&list);
    let row = move |about: (Key, Doubt)| view! { <Row outlook about send leave on_decide/> };
    view! {
        <section class="question doubt">
            <h3>{title}</h3>
            <p>{what}</p>
            {(all > 1).then(|| view! {
                <p class="actions">
                    <button class="button button-quiet" on:click=move |_| choose(true)>
                        {send}" – for all "{words::thousands(all)}" like this"
                    </button>
                    <button class="button button-quiet" on:click=move |_| choose(false)>
                        {leave}" – for all "{words::thousands(all)}" like this"
                    </button>
                </p>
            })}
            <ul class="doubts">
                <For each=shown key=|about| about.0.clone() children=row/>
            </ul>
            <Pager paging/>
        </section>
    }
}

#[component]
fn Row(
    outlook: Signal<Arc<Outlook>>,
    about: (Key, Doubt),
    send: &'static str,
    leave: &'static str,
    on_decide: Callback<Decisions>,
) -> impl IntoView {
    let name = record(&about.0);
    let detail = outlook.with_untracked(|outlook| detail(outlook, &about));
    let about = StoredValue::new(about);
    let choice = Memo::new(move |_| {
        outlook
            .with(|outlook| about.with_value(|(key, doubt)| outlook.decisions.choice(key, doubt)))
    });
    let button = |label: &'static str, answer: bool| {
        let choose = move |_| {
            let decisions = outlook.with_untracked(|outlook| {
                about.with_value(|about| outlook.with_choice(std::slice::from_ref(about), answer))
            });
            on_decide.run(decisions);
        };
        view! {
            <button
                class="segment"
                aria-label=format!("{label}: {name}")
                aria-pressed=move || (choice.get() == Some(answer)).to_string()
                on:click=choose
            >
                {label}
            </button>
        }
    };
    let buttons = [button(send, true), button(leave, false)];
    view! {
        <li>
            <span class="doubt-record">{name.clone()}{detail}</span>
            <span class="segments">{buttons}</span>
        </li>
    }
}

/// The doubts of a review, those together that have the same words.
fn alike(outlook: &Outlook) -> Vec<Alike> {
    let mut groups: BTreeMap<Question, Vec<(Key, Doubt)>> = BTreeMap::new();
    for (key, doubt) in outlook.doubts() {
        groups.entry(question(&doubt)).or_default().push((key.clone(), doubt));
    }
    let alike = |(question, about)| Alike { question, about: Arc::new(about) };
    groups.into_iter().map(alike).collect()
}

fn question(doubt: &Doubt) -> Question {
    let (title, what, send, leave) = match doubt {
        Doubt::Identity { column, .. } => (
            format!("Majora holds another {column}"),
            "This column says whose sample it is or which one it comes from. If the sample id is mistyped, this would overwrite somebody else’s sample.",
            "Change it",
            "Leave it as it is",
        ),
        Doubt::TestsLost { tests } => (
            format!("Majora holds {} that your sheet lacks", words::count(tests.len(), "Ct test")),
            "Majora replaces all Ct tests of a sample at once. If yours are sent, the others are lost.",
            "Replace the tests",
            "Leave the tests as they are",
        ),
        Doubt::ErasesUnseen { columns } => (
            format!("What Majora holds in {} can’t be kept", columns.join(", ")),
            "To change this, Majora overwrites the whole record. These columns are blank in your sheet and Majora doesn’t show what it holds there, so it would be erased unseen. To keep it, fill the columns in the sheet.",
            "Overwrite it",
            "Leave it as it is",
        ),
        Doubt::OtherSamples { count } => (
            format!(
                "The library has {} that your sheet doesn’t name",
                words::count(*count, "sample")
            ),
            "The name may be somebody else’s library: names are shared by all who upload. If it is yours, its samples stay in it.",
            "It is ours: send it",
            "Leave it as it is",
        ),
        Doubt::OtherLibraries { names } => (
            format!(
                "The run has libraries that your sheet doesn’t name for it: {}",
                names.join(", ")
            ),
            "The name may be somebody else’s run: names are shared by all who upload. If it is yours, its libraries stay in it.",
            "It is ours: send it",
            "Leave it as it is",
        ),
    };
    Question { title, what, send, leave }
}

/// What would become of what the doubt is about.
fn detail(outlook: &Outlook, (key, doubt): &(Key, Doubt)) -> Option<String> {
    let records = &outlook.findings.comparison.records;
    match doubt {
        Doubt::Identity { column, stored } => {
            let mut cells = records.get(key)?.cells.iter();
            let sheet = cells.find(|cell| cell.field.name == *column)?.sheet.as_deref()?;
            Some(format!(": {stored} would become {sheet}"))
        }
        Doubt::TestsLost { tests } => {
            let tests: Vec<String> = tests.iter().map(ToString::to_string).collect();
            Some(format!(": {} would be lost", words::all_of(&tests)))
        }
        Doubt::OtherSamples { .. } => {
            let Key::Library(name) = key else { return None };
            let is_new = |(key, compared): &(&Key, &Compared)| {
                let is_its = matches!(key, Key::Place { library, .. } if library == name);
                is_its && compared.standing == Standing::New
            };
            match records.iter().filter(is_new).count() {
                0 => None,
                some => Some(format!(": {} would be added to it", words::count(some, "sample"))),
            }
        }
        _ => None,
    }
}
