//! How the file was read, in one line; the settings behind it.

use crate::browser;
use crate::components::how_read::HowRead;
use crate::components::notice::{Notice, Tone};
use crate::components::reading_progress::ReadingProgress;
use crate::desk::{Desk, use_desk};
use crate::pages::place::use_instance;
use crate::route::{Route, Step};
use crate::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::check::Checked;
use sheet::choices::Choices;
use sheet::layout::Layout;
use sheet::problem::{Fault, Problem};

/// The name of the file and how it was read, with a button that opens the settings.
pub(super) fn reading(name: String) -> impl IntoView {
    let desk = use_desk();
    let checked = desk.checked();
    let open = RwSignal::new(
        checked.with_untracked(|checked| checked.as_deref().is_some_and(is_in_doubt)),
    );
    let line = move || checked.with(|checked| checked.as_deref().map(line));
    let file = StoredValue::new(name.clone());
    view! {
        <p class="file-line">
            {name}
            <span class="hint">{line}</span>
            " "
            <button
                class="link"
                aria-expanded=move || open.get().to_string()
                aria-controls="how-read"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || if open.get() { "Close" } else { "Change how it is read" }}
            </button>
        </p>
        <div id="how-read">
            <Show when=move || open.get()>{settings(desk)}</Show>
        </div>
        <Show when=move || desk.rereading().get()>
            <ReadingProgress
                name=Signal::derive(move || Some(file.get_value()))
                share=desk.read_so_far()
                on_cancel=move |()| desk.stop_rereading()
            />
        </Show>
    }
}

/// The name of a form, and the way back to it.
pub(super) fn back_to_form(name: String) -> impl IntoView {
    let instance = use_instance();
    let path = move || instance.get().map(|instance| Route::At(instance.name, Step::Form).path());
    view! {
        <p class="file-line">{name}" "<a href=path>"Back to the form"</a></p>
    }
}

fn line(checked: &Checked) -> String {
    let sheet = checked.sheet();
    let layout = sheet.layout();
    let in_file = sheet.columns().iter().filter(|column| !column.added);
    let (all, known) = in_file.fold((0, 0), |(all, known), column| {
        (all + 1, known + usize::from(column.field.is_some()))
    });
    format!(" · {} · {known} of {} recognised", layout.words(), words::count(all, "column"))
}

/// Whether a column that means nothing to us may be one that is needed.
fn is_in_doubt(checked: &Checked) -> bool {
    let columns = checked.sheet().columns();
    let unknown = columns.iter().any(|c| !c.added && c.field.is_none() && c.apart.is_none());
    let needed = columns.iter().any(|column| column.added && !column.derived);
    let is_suggestion =
        |problem: &Problem| matches!(problem.fault, Fault::UnknownColumn { like: Some(_) });
    unknown && (needed || checked.problems().iter().any(is_suggestion))
}

/// The settings, drawn anew when the file was read anew, but not when a cell was changed.
fn settings(desk: Desk) -> impl IntoView {
    let checked = desk.checked();
    let refused = RwSignal::new(0_u32);
    // Lists and fields take up again what holds only if they are made anew.
    let version = Memo::new(move |before: Option<&(u32, Option<How>)>| {
        let checked = checked.get();
        let how = checked.map(|checked| How::of(&checked, refused.get()));
        let times = before.map_or(0, |(times, was)| times + u32::from(*was != how));
        (times, how)
    });
    let on_choose = move |choices: Choices| {
        let is_wanted = loses_nothing(desk, &choices) || browser::confirm(LOSES);
        spawn_local(async move {
            let is_read = is_wanted && desk.read_as(choices).await;
            // Somebody who types into a list passes by words that can't be: it isn't taken away from
            // under their hands, and the page says why it stayed.
            let passes_by = desk.misread().try_get_untracked().flatten().is_some();
            if !is_read && !passes_by {
                // The list that was changed must show again what holds. The page may be gone by now.
                refused.try_update(|times| *times += 1);
            }
            // What has the focus now is drawn anew with the next frame.
            let focused = browser::focused_id();
            request_animation_frame(move || browser::focus_id(&focused));
        });
    };
    view! {
        <Misread/>
        <For each=move || [version.get().0] key=|times| *times let:_times>
            {checked.get_untracked().map(|checked| view! { <HowRead checked on_choose/> })}
        </For>
    }
}

/// All that the settings show.
#[derive(Clone, PartialEq)]
struct How {
    layout: Layout,
    choices: Choices,
    refused: u32,
}

impl How {
    fn of(checked: &Checked, refused: u32) -> How {
        let sheet = checked.sheet();
        How { layout: sheet.layout().clone(), choices: sheet.choices().clone(), refused }
    }
}

/// Reads another page of the workbook. What was said about columns was about those of this one.
pub(super) fn read_page(desk: Desk, page: String) {
    let choices = Choices { page: Some(page), ..Choices::default() };
    if loses_nothing(desk, &choices) || browser::confirm(LOSES) {
        spawn_local(async move {
            desk.read_as(choices).await;
            // The line that was pressed goes away.
            browser::focus_id("counts");
        });
    }
}

const LOSES: &str = "Read the file in another way? What you changed in its cells is lost.";

/// Whether what the user changed survives another reading: only what columns and dates mean differs.
fn loses_nothing(desk: Desk, choices: &Choices) -> bool {
    desk.checked().with_untracked(|checked| {
        let Some(sheet) = checked.as_deref().map(Checked::sheet) else { return true };
        let (columns, dates) = (choices.columns.clone(), choices.dates.clone());
        let same = *choices == Choices { columns, dates, ..sheet.choices().clone() };
        same || sheet.changes().is_empty()
    })
}

/// Why the file couldn't be read as the user has just said.
#[component]
fn Misread() -> impl IntoView {
    let misread = use_desk().misread();
    move || {
        misread.get().map(|error| {
            view! {
                <Notice tone=Tone::Error title=error.to_string()>
                    <p>"So it stays as it was read before."</p>
                </Notice>
            }
        })
    }
}
