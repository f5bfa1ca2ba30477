//! What stands above the grid: which rows are shown, finding, going to a row, undoing.

use crate::components::grid::{CellPlace, Look, Only};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html::Input;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::shown::{Shown, Which};
use sheet::words::{count, thousands};
use std::sync::Arc;

/// What a tool is asked to do to the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// To take the last change back.
    Undo,
    /// To make it again.
    Redo,
    /// To add an empty row.
    AddRow,
    /// To take out the rows that are selected, or to put them back.
    RemoveRows,
    /// To give it out as a file, as it stands now.
    Download,
}

/// The inputs that keys lead to from anywhere near the grid.
#[derive(Clone, Copy, Default)]
pub struct Inputs {
    find: NodeRef<Input>,
    row: NodeRef<Input>,
}

impl Inputs {
    /// Gives the keyboard to the text to be found.
    pub fn come_to_find(self) {
        // The input is on the page as long as the grid is.
        self.find.get_untracked().map(|input| input.focus());
    }
}

/// Carries out a key that was pressed on or near the grid and that it left alone.
pub fn on_key(inputs: Inputs, give: Callback<Order>, event: &KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return;
    }
    let go_to = |input: NodeRef<Input>| {
        // The input is on the page as long as the grid is.
        input.get_untracked().map(|input| (input.focus(), input.select()));
    };
    match (event.key().to_lowercase().as_str(), event.shift_key()) {
        ("z", false) => give.run(Order::Undo),
        ("y", _) | ("z", true) => give.run(Order::Redo),
        ("delete", _) => give.run(Order::RemoveRows),
        ("f", _) => go_to(inputs.find),
        ("g", _) => go_to(inputs.row),
        _ => return,
    }
    event.prevent_default();
}

/// Which rows are shown, with their numbers; a text to be found; a row to go to.
pub fn finding(
    look: Look,
    checked: Signal<Option<Arc<Checked>>>,
    shown: Memo<Arc<Shown>>,
    inputs: Inputs,
) -> impl IntoView {
    let found = move || match look.text.with(|text| text.trim().is_empty()) {
        true => String::new(),
        false => shown.with(|shown| format!("{} found", count(shown.len(), "row"))),
    };
    // The button goes with what it takes back.
    let all = move |_| {
        look.only.set(None);
        inputs.come_to_find();
    };
    view! {
        <div class="grid-tools">
            {which(look, checked)}
            <div class="tool-fields">
                <label class="tool-field">
                    "Find "
                    <input
                        type="search"
                        class="tool-input"
                        autocomplete="off"
                        spellcheck="false"
                        node_ref=inputs.find
                        prop:value=look.text
                        on:input=move |event| look.text.set(event_target_value(&event))
                        on:keydown=move |event| event.stop_propagation()
                    />
                </label>
                {go_to_row(look, checked, shown, inputs)}
            </div>
            <p class="hint tool-found" role="status">{found}</p>
        </div>
        {move || look.only.get().map(|only| view! {
            <p class="tool-only">
                <span>{words(&only, checked)}</span>
                " "
                <button class="link" on:click=all>"Show all rows"</button>
            </p>
        })}
    }
}

/// What the rows that are shown have in common.
fn words(only: &Only, checked: Signal<Option<Arc<Checked>>>) -> String {
    match only {
        Only::Problem(_, message) => format!("Only rows with: {message}"),
        Only::Open(_) => "Only rows that the last upload left open".to_owned(),
        Only::Slice(slice) => checked
            .with_untracked(|c| c.as_ref().map(|c| slice.words(c.sheet())))
            .map(|words| format!("Only rows with: {words}"))
            .unwrap_or_default(),
    }
}

fn which(look: Look, checked: Signal<Option<Arc<Checked>>>) -> impl IntoView {
    let button = move |which: Which| {
        let rows = Memo::new(move |_| checked.with(|c| c.as_deref().map_or(0, |c| which.count(c))));
        // Few sheets have any of these.
        let rare = matches!(which, Which::Warnings | Which::Removed);
        let is_shown = move || !rare || rows.get() > 0 || look.which.get() == which;
        // What the rows have in common beside that narrows them, so none of these tells which are shown.
        let is_chosen = move || look.which.get() == which && look.only.with(Option::is_none);
        let choose = move |_| {
            look.only.set(None);
            look.which.set(which);
        };
        view! {
            <button
                class="segment"
                hidden=move || !is_shown()
                aria-pressed=move || is_chosen().to_string()
                on:click=choose
            >
                {label(which)}" ("{move || thousands(rows.get())}")"
            </button>
        }
    };
    view! {
        <div class="segments" role="group" aria-label="Rows to show">
            {Which::ALL.map(button).collect_view()}
        </div>
    }
}

const fn label(which: Which) -> &'static str {
    match which {
        Which::All => "All rows",
        Which::Problems => "With problems",
        Which::Warnings => "With warnings",
        Which::Ready => "Ready",
        Which::Removed => "Removed",
    }
}

fn go_to_row(
    look: Look,
    checked: Signal<Option<Arc<Checked>>>,
    shown: Memo<Arc<Shown>>,
    inputs: Inputs,
) -> impl IntoView {
    let missing = RwSignal::new(String::new());
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let line = inputs.row.get_untracked().map_or_else(String::new, |input| input.value());
        let answer = checked.with_untracked(|c| c.as_deref().map(|c| find_row(c, &line)));
        match answer {
            Some(Ok(row)) => {
                missing.set(String::new());
                if shown.with_untracked(|shown| shown.place(row).is_err()) {
                    look.show_all();
                }
                look.go(CellPlace { row, ..look.active.get_untracked() });
                look.goal.set(Some((row, None)));
            }
            Some(Err(why)) => missing.set(why),
            None => {}
        }
    };
    view! {
        <form class="tool-field" on:submit=go>
            <label>
                "Go to row "
                <input
                    class="tool-input tool-row"
                    inputmode="numeric"
                    autocomplete="off"
                    node_ref=inputs.row
                    aria-describedby="no-row"
                    on:keydown=move |event| event.stop_propagation()
                />
            </label>
            <button class="button button-quiet button-small">"Go"</button>
            <span class="hint" id="no-row" role="status">{missing}</span>
        </form>
    }
}

/// The row with the number that a spreadsheet shows, or why there is none.
fn find_row(checked: &Checked, line: &str) -> Result<usize, String> {
    let sheet = checked.sheet();
    let row = line.trim().parse().ok().and_then(|line| sheet.row_at_line(line));
    row.ok_or_else(|| match sheet.rows() {
        0 => "There are no rows".to_owned(),
        rows => format!("Enter a row from {} to {}", sheet.line(0), sheet.line(rows - 1)),
    })
}

/// Undo, redo, rows, and the sheet as a file: the words of each say what it will do, and are none where there is nothing to
/// be done.
pub fn orders(
    words: impl Fn(Order) -> Option<String> + Copy + Send + Sync + 'static,
    locked: Signal<bool>,
    give: Callback<Order>,
) -> impl IntoView {
    let button = move |(order, idle): (Order, &'static str)| {
        let words = Memo::new(move |_| words(order).filter(|_| !locked.get()));
        view! {
            <button
                class="button button-quiet button-small"
                aria-disabled=move || words.with(Option::is_none).to_string()
                on:click=move |_| if words.with_untracked(Option::is_some) { give.run(order) }
            >
                {move || words.get().unwrap_or_else(|| idle.to_owned())}
            </button>
        }
    };
    let all = [
        (Order::Undo, "Undo"),
        (Order::Redo, "Redo"),
        (Order::AddRow, "Add a row"),
        (Order::RemoveRows, "Remove rows"),
        (Order::Download, "Download this sheet"),
    ];
    all.map(button).collect_view()
}
