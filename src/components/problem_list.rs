//! All problems at once, grouped, each line a way to its first cell and a place to put it right: here
//! the whole sheet can be mended without the grid.

mod mend;

use crate::words;
use leptos::prelude::*;
use mend::mending;
use sheet::check::Checked;
use sheet::fix::Remembered;
use sheet::group::Group;
use sheet::problem::Severity;
use sheet::text::ranges;
use std::sync::Arc;

pub use mend::Mend;

/// How many runs of row numbers a line names before it only counts.
const RUNS: usize = 8;

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
    let any = move |severity| groups.with(|g| g.iter().any(|group| group.severity == severity));
    let some = [
        (Severity::Error, "errors", "There is a problem", "problems problems-error"),
        (Severity::Warning, "warnings", "Good to know", "problems problems-warning"),
    ];
    let section = move |(severity, id, title, class): (Severity, &'static str, _, _)| {
        let any = Memo::new(move |_| any(severity));
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
        let groups = Memo::new(move |_| {
            self.groups.with(|groups| {
                let mine = groups.iter().filter(|group| group.severity == severity);
                (mine.clone().take(LINES).cloned().collect::<Vec<Group>>(), mine.count())
            })
        });
        let keys =
            move || groups.with(|(shown, _)| shown.iter().map(Group::key).collect::<Vec<_>>());
        let more = move || groups.with(|(shown, all)| all - shown.len());
        view! {
            <ul>
                <For each=keys key=|key| key.clone() children=move |key| self.line(groups, key)/>
                {move || (more() > 0).then(|| and(more()))}
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
            return view! { <li><span>{message}</span><span class="where">{place}</span></li> }
                .into_any();
        }
        let go = move |_| {
            let row = group.with_untracked(|group| group.as_ref()?.rows.first().copied());
            row.into_iter().for_each(|row| self.on_ask.run(Ask::Go(row, column)));
        };
        let words = message.clone();
        let show = move |_| self.on_ask.run(Ask::Show(column, words.clone()));
        view! {
            <li>
                <button class="link" on:click=go>{message}</button>
                <span class="where">
                    {place}
                    " "
                    <button class="link" on:click=show>"Show only these"</button>
                </span>
                {mending(self, group)}
            </li>
        }
        .into_any()
    }
}

fn and(more: usize) -> impl IntoView {
    let text = format!(
        "And {more} more, which are listed when these are mended. The rows are marked in the sheet.",
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
