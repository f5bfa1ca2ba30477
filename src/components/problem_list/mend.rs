//! Putting problems right where they are listed: what was most likely meant by one press, anything
//! else by an input of the right kind.

use super::{Ask, List};
use crate::components::cell_input::options;
use crate::words;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use sheet::aside::OtherPage;
use sheet::field::Field;
use sheet::fix::{Fix, Why};
use sheet::group::{Alike, Group, Together, Way};

/// How many different texts of one problem are listed, each with an input.
const TEXTS: usize = 20;

/// How many ready answers a line offers before it is opened.
const READY: usize = 3;

/// Cells of a column that are given the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// The column.
    pub column: usize,
    /// The rows.
    pub rows: Vec<usize>,
    /// What stands there.
    pub from: String,
    /// What shall stand there.
    pub to: String,
}

impl Mend {
    /// Writes a text into cells that say the same.
    pub fn new(column: usize, alike: &Alike, to: String) -> Mend {
        Mend { column, rows: alike.rows.clone(), from: alike.text.clone(), to }
    }
}

/// The ready answers to a problem, and a button that opens an input for each text that is wrong.
pub(super) fn mending(list: List, group: Memo<Option<Group>>) -> AnyView {
    let spare = Memo::new(move |_| {
        let rows = list.checked.with(|checked| {
            group.with(|group| Some(group.as_ref()?.spare_rows(checked.as_deref()?)))
        });
        rows.unwrap_or_default()
    });
    let removal = move || spare.with(|rows| removal(list, rows));
    let alike = Memo::new(move |_| {
        list.checked.with(|checked| {
            let (checked, group) = (checked.as_deref()?, group.get()?);
            let column = group.column.filter(|_| group.is_of_cells())?;
            // What is settled here and now is no news here and now.
            let alike = list.remembered.with_untracked(|known| group.alike(checked, known));
            Some((column, alike))
        })
    });
    if alike.with_untracked(Option::is_none) {
        return match spare.with_untracked(Vec::is_empty) {
            true => ().into_any(),
            false => view! { <div class="mend">{removal}</div> }.into_any(),
        };
    }
    let ready = move || {
        let (column, alike) = alike.get()?;
        let together = Together::of(&alike);
        let is_alone = |alike: &&Alike| together.iter().all(|other| Some(other.way) != alike.way());
        let alone = alike.iter().filter(is_alone);
        let fixes = alone.filter_map(|alike| Some((alike, alike.fix.as_ref()?)));
        let answer = |(alike, fix): (&Alike, &Fix)| {
            answer(list, Mend::new(column, alike, fix.text.clone()), fix.why)
        };
        let alone = fixes.take(READY).map(answer).collect::<Vec<_>>();
        let whole = together.iter().map(|together| whole(list, column, together));
        Some(whole.chain(alone).collect::<Vec<_>>())
    };
    let open = RwSignal::new(false);
    let what = group.with_untracked(|g| g.as_ref().map(|g| format!(": {}", g.message)));
    view! {
        <div class="mend">
            {ready}
            {removal}
            <button
                class="link"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || if open.get() { "Close" } else { "Fix here" }}
                <span class="visually-hidden">{what}</span>
            </button>
        </div>
        {move || open.get().then(|| inputs(list, alike).into_any())}
    }
    .into_any()
}

impl Mend {
    /// What it would do, and why it is proposed.
    fn words(&self, why: Why) -> String {
        let (from, rows) = (quoted(&self.from), words::count(self.rows.len(), "row"));
        let to = if self.to.is_empty() { "blank" } else { self.to.as_str() };
        match why {
            Why::Meant => format!("{from} → {to} in {rows}"),
            Why::Near => format!("Suggestion: {from} → {to} in {rows}"),
            Why::Before => format!("You changed {from} to {to} before. Change {rows} again"),
        }
    }
}

/// One press that writes the same into all cells that say the same.
fn answer(list: List, mend: Mend, why: Why) -> AnyView {
    let words = mend.words(why);
    press(list, words, Ask::Mend(mend))
}

/// How many of the texts a button names that become blank.
const NAMED: usize = 3;

/// One press for all cells that are mended in the same way, whatever each of them says.
fn whole(list: List, column: usize, together: &Together) -> AnyView {
    let rows = words::count(together.cells.len(), "row");
    let words = match together.way {
        Way::Point => format!("‘,’ → ‘.’ in {rows}"),
        Way::Blank => {
            let texts: Vec<String> =
                together.texts.iter().take(NAMED).map(|text| quoted(text)).collect();
            let more = if together.texts.len() > NAMED { " and the like" } else { "" };
            format!("{}{more} → blank in {rows}", texts.join(", "))
        }
    };
    let cells = together.cells.iter().map(|(row, to)| (*row, column, to.clone()));
    press(list, words, Ask::Write(cells.collect()))
}

/// One press that takes out the rows of which nothing is lost.
fn removal(list: List, rows: &[usize]) -> Option<AnyView> {
    let first = *rows.first()?;
    let words = match rows.len() {
        1 => list.checked.with_untracked(|checked| {
            Some(format!("Remove row {}", checked.as_ref()?.sheet().line(first)))
        })?,
        many => format!("Remove these {}", words::count(many, "row")),
    };
    Some(press(list, words, Ask::Remove(rows.to_vec())))
}

/// How many pages have a button; all others are in the settings of how the file is read.
const PAGES: usize = 6;

/// The other pages that a problem is about, each a press away.
pub(super) fn pages(list: List, group: Memo<Option<Group>>) -> Option<AnyView> {
    let pages = list.checked.with_untracked(|checked| {
        group.with_untracked(|group| Some(group.as_ref()?.pages(checked.as_deref()?).to_vec()))
    })?;
    let page = |page: OtherPage| {
        let words = format!("Read {} instead", sheet::words::quoted(&page.name));
        press(list, words, Ask::Read(page.name))
    };
    let pages: Vec<AnyView> = pages.into_iter().take(PAGES).map(page).collect();
    (!pages.is_empty()).then(|| view! { <div class="mend">{pages}</div> }.into_any())
}

/// A button that has this done at once.
fn press(list: List, words: String, ask: Ask) -> AnyView {
    let press = move |_| {
        if !list.locked.get_untracked() {
            list.on_ask.run(ask.clone());
        }
    };
    view! {
        <button
            class="button button-small button-quiet mend-answer"
            aria-disabled=move || list.locked.get().to_string()
            on:click=press
        >
            {words}
        </button>
    }
    .into_any()
}

fn quoted(text: &str) -> String {
    match text {
        "" => "blank".to_owned(),
        text => format!("‘{}’", text.chars().take(40).collect::<String>()),
    }
}

fn inputs(list: List, alike: Memo<Option<(usize, Vec<Alike>)>>) -> impl IntoView {
    let lines = move || {
        let (column, alike) = alike.get().unwrap_or_default();
        alike.into_iter().take(TEXTS).map(|alike| (column, alike)).collect::<Vec<_>>()
    };
    let line = move |(column, alike): (usize, Alike)| {
        list.checked.with_untracked(|checked| {
            let sheet = checked.as_ref()?.sheet();
            let field = sheet.columns().get(column)?.field;
            let place = match alike.rows.as_slice() {
                [row] => format!("row {}", sheet.line(*row)),
                rows => words::count(rows.len(), "row"),
            };
            Some(input(list, field, place, Mend::new(column, &alike, suggested(&alike))))
        })
    };
    let more = move || {
        let all = alike.with(|alike| alike.as_ref().map_or(0, |(_, alike)| alike.len()));
        let more = all.saturating_sub(TEXTS);
        let words = words::thousands(more);
        (more > 0).then(|| format!("And {words} more texts, listed when these are fixed."))
    };
    view! {
        <ul class="mend-texts">
            <For each=lines key=|(_, alike)| (alike.text.clone(), alike.rows.clone()) children=line/>
            {move || more().map(|more| view! { <li>{more}</li> })}
        </ul>
    }
}

fn suggested(alike: &Alike) -> String {
    alike.fix.as_ref().map_or_else(|| alike.text.clone(), |fix| fix.text.clone())
}

/// An input for cells that say the same, and the button that writes it into them.
fn input(list: List, field: Option<&'static Field>, place: String, mend: Mend) -> AnyView {
    let text = RwSignal::new(mend.to.clone());
    let label = format!("{} in {place}", quoted(&mend.from));
    let button = match mend.rows.len() {
        1 => "Change".to_owned(),
        rows => format!("Change {} cells", words::thousands(rows)),
    };
    let control = match field.and_then(options) {
        Some(options) => select(options, &mend, text),
        None => view! {
            <input
                class="tool-input"
                autocomplete="off"
                spellcheck="false"
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
        }
        .into_any(),
    };
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let to = text.get_untracked();
        if to != mend.from && !list.locked.get_untracked() {
            list.on_ask.run(Ask::Mend(Mend { to, ..mend.clone() }));
        }
    };
    view! {
        <li>
            <form class="mend-form" on:submit=keep>
                <label>{label}" " {control}</label>
                <button class="button button-quiet button-small">{button}</button>
            </form>
        </li>
    }
    .into_any()
}

fn select(options: Vec<&'static str>, mend: &Mend, text: RwSignal<String>) -> AnyView {
    let is_option = options.contains(&mend.to.as_str());
    let choose = |option: &'static str| {
        view! { <option value=option selected=option == mend.to>{option}</option> }
    };
    // What is wrong is no choice; pressing the button with it changes nothing.
    let none = (!is_option)
        .then(|| view! { <option value=mend.to.clone() selected=true>"Choose"</option> });
    let blank = (!mend.from.is_empty()).then(|| view! { <option value="">"(blank)"</option> });
    view! {
        <select class="tool-input" on:change=move |event| text.set(event_target_value(&event))>
            {none}
            {options.into_iter().map(choose).collect_view()}
            {blank}
        </select>
    }
    .into_any()
}
