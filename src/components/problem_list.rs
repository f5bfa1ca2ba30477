//! All problems at once, grouped, each line a way to its first cell and a place to put it right: here
//! the whole sheet can be mended without the grid.

mod mend;

use crate::words;
use leptos::html::Ul;
use leptos::prelude::*;
use mend::{mending, pages};
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::group::Group;
use sheet::problem::Severity;
use sheet::text::ranges;
use std::sync::Arc;

pub use mend::Mend;

/// How many runs of row numbers a line names before it only counts.
const RUNS: usize = 8;

/// How many lines are shown before somebody wants to see all: the sheet itself stands below.
const FIRST: usize = 8;

/// How many lines are shown at once: a sheet of 100,000 rows may have as many.
const LINES: usize = 100;

/// What a line of the list asks of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// To go to a cell, or to a row.
    Go(usize, Option<usize>),
    /// To show the rows with this problem alone: its column and sentence.
    Show(Option<usize>, String),
    /// To write the same into cells of a column.
    Mend(Mend),
    /// To write into cells, each by its row and column, what is mended in the same way.
    Write(Vec<(usize, usize, String)>),
    /// To take out rows.
    Remove(Vec<usize>),
    /// To read another page of the workbook in place of this one.
    Read(String),
}

/// What is wrong with the sheet, errors first. What only the user can say is asked elsewhere.
#[component]
pub fn ProblemList(
    /// The checked sheet.
    #[prop(into)]
    checked: Signal<Option<Arc<Checked>>>,
    /// Its problems, grouped.
    #[prop(into)]
    groups: Signal<Arc<Vec<Group>>>,
    /// What the user settled before.
    #[prop(into, optional)]
    remembered: Signal<Remembered>,
    /// Whether no cell can be changed now.
    #[prop(into, optional)]
    locked: Signal<bool>,
    /// Told what the user wants.
    #[prop(into)]
    on_ask: Callback<Ask>,
) -> impl IntoView {
    let list = List { checked, groups, remembered, locked, on_ask };
    let all = move |severity| {
        groups.with(|g| g.iter().filter(|group| is_listed(group, severity)).count())
    };
    let some = [
        (Severity::Error, "errors", "problems problems-error"),
        (Severity::Warning, "warnings", "problems problems-warning"),
    ];
    let section = move |(severity, id, class): (Severity, &'static str, _)| {
        let all = Memo::new(move |_| all(severity));
        let any = Memo::new(move |_| all.get() > 0);
        let title = move || match (severity, all.get()) {
            (Severity::Error, 1) => "There is a problem".to_owned(),
            (Severity::Error, many) => format!("There are {}", words::count(many, "problem")),
            _ => "Good to know".to_owned(),
        };
        move || {
            any.get().then(|| {
                view! {
                    <section class=class aria-labelledby=id>
                        <h2 id=id>{title}</h2>
                        {list.lines(severity)}
                    </section>
                }
                .into_any()
            })
        }
    };
    some.map(section).collect_view()
}

/// Whether a group has a line among those of this severity. What waits for an answer that is asked for
/// elsewhere has none: it is over with the answer.
fn is_listed(group: &Group, severity: Severity) -> bool {
    group.severity == severity && !group.waits_for_an_answer()
}

/// What every line needs.
#[derive(Clone, Copy)]
struct List {
    checked: Signal<Option<Arc<Checked>>>,
    groups: Signal<Arc<Vec<Group>>>,
    remembered: Signal<Remembered>,
    locked: Signal<bool>,
    on_ask: Callback<Ask>,
}

type Key = (Option<usize>, String);

impl List {
    /// The lines that there is room for. A line stays the same as long as its problem does, so that
    /// what is being written in it is not lost when another is mended.
    fn lines(self, severity: Severity) -> impl IntoView {
        let whole = RwSignal::new(false);
        let groups = Memo::new(move |_| {
            self.groups.with(|groups| {
                let mine = groups.iter().filter(|group| is_listed(group, severity));
                let all = mine.clone().count();
                // One line more takes no more room than to say that there is one.
                let lines = if whole.get() || all <= FIRST + 1 { LINES } else { FIRST };
                (mine.take(lines).cloned().collect::<Vec<Group>>(), all)
            })
        });
        let keys =
            move || groups.with(|(shown, _)| shown.iter().map(Group::key).collect::<Vec<_>>());
        let more = Memo::new(move |_| groups.with(|(shown, all)| (all - shown.len(), *all)));
        let list = NodeRef::<Ul>::new();
        // The button goes, and the keyboard with it would, so that goes to the list.
        let show_all = move |_| {
            whole.set(true);
            let _ = list.get_untracked().map(|list| list.focus());
        };
        view! {
            <ul node_ref=list tabindex="-1">
                <For each=keys key=|key| key.clone() children=move |key| self.line(groups, key)/>
                {move || match more.get() {
                    (0, _) => ().into_any(),
                    (more, _) if whole.get() => and(more).into_any(),
                    (_, all) => view! {
                        <li>
                            <button class="button button-quiet button-small" on:click=show_all>
                                {format!("Show all {}", words::thousands(all))}
                            </button>
                        </li>
                    }
                    .into_any(),
                }}
            </ul>
        }
    }

    fn line(self, groups: Memo<(Vec<Group>, usize)>, key: Key) -> AnyView {
        let (column, message) = key.clone();
        let group = Memo::new(move |_| {
            groups.with(|(shown, _)| shown.iter().find(|group| group.key() == key).cloned())
        });
        let place = move || {
            self.checked.with(|checked| {
                group.with(|group| Some(place(checked.as_deref()?, group.as_ref()?)))
            })
        };
        let Some(first) = group.with_untracked(|group| group.as_ref().map(|g| g.rows.clone()))
        else {
            return ().into_any();
        };
        if first.is_empty() {
            let pages = pages(self, group);
            return view! {
                <li><span>{message}</span><span class="where">{place}</span>{pages}</li>
            }
            .into_any();
        }
        let go = move |_| {
            let row = group.with_untracked(|group| group.as_ref()?.rows.first().copied());
            row.into_iter().for_each(|row| self.on_ask.run(Ask::Go(row, column)));
        };
        let (words, what) = (message.clone(), format!(": {message}"));
        let show = move |_| self.on_ask.run(Ask::Show(column, words.clone()));
        view! {
            <li>
                <button class="link" on:click=go>{message}</button>
                <span class="where">
                    {place}
                    " "
                    <button class="link" on:click=show>
                        "Show only these"
                        <span class="visually-hidden">{what}</span>
                    </button>
                </span>
                {mending(self, group)}
            </li>
        }
        .into_any()
    }
}

fn and(more: usize) -> impl IntoView {
    let text = format!(
        "And {more} more, which are listed when these are fixed. The rows are marked in the sheet.",
        more = words::thousands(more)
    );
    view! { <li>{text}</li> }
}

fn place(checked: &Checked, group: &Group) -> String {
    let column = |at| format!("Column {}", sheet::text::column_letters(at));
    let lines: Vec<u32> = group.rows.iter().map(|row| checked.sheet().line(*row)).collect();
    match lines.as_slice() {
        [] => group.column.map_or_else(String::new, |at| column(at) + &examples(checked, at)),
        [line] => format!("Row {line}"),
        many => format!("{}: {}", words::count(many.len(), "row"), ranges(many, RUNS)),
    }
}

/// Three cells of a column, so that the user knows which one it is.
fn examples(checked: &Checked, column: usize) -> String {
    let some: Vec<String> = checked
        .sheet()
        .examples(column, 3)
        .into_iter()
        .map(|cell| format!("‘{}’", cell.chars().take(24).collect::<String>()))
        .collect();
    match some.is_empty() {
        true => String::new(),
        false => format!(", such as {}", some.join(", ")),
    }
}
