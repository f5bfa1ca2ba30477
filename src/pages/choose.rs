//! Three ways in: a file, rows from a spreadsheet, one sample by form.

pub(super) mod mend;

use crate::browser::{self, ChosenFile};
use crate::components::drop_zone::DropZone;
use crate::components::notice::{Notice, Tone};
use crate::components::paste_box::{PasteBox, take_text};
use crate::components::reading_progress::ReadingProgress;
use crate::desk::{Desk, use_desk};
use crate::pages::later::{Unready, kept_receipts, use_later, where_any};
use crate::pages::place::{AtInstance, use_instance};
use crate::route::{Route, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::session::World;
use sheet::form::Cells;
use sheet::read::ReadError;
use sheet::workflow::{Origin, Workflow};
use std::time::Duration;

/// How long nothing is said of a file that is being read. What is there by then seems to be there at once,
/// and to draw the page before takes as long as to read a small file.
const UNTOLD: Duration = Duration::from_millis(100);

/// The page on which a sheet begins.
#[component]
pub fn ChoosePage() -> impl IntoView {
    view! {
        <AtInstance title="Upload a sample sheet">
            <Unfinished/>
            <Unready/>
            <Unreadable/>
            <Chooser/>
            {kept_receipts(|workspace| workspace.receipts_here)}
            <OnThisComputer/>
        </AtInstance>
    }
}

/// Uploads that stopped before their end.
#[component]
fn Unfinished() -> impl IntoView {
    let unfinished = use_desk().unfinished();
    where_any(move || unfinished.with(|all| !all.is_empty()), |workspace| workspace.unfinished)
}

/// Sheets whose tab was closed before they were sent.
#[component]
fn LeftBehind() -> impl IntoView {
    let desk = use_desk();
    // Looked for again where the workspace could not be fetched before.
    Effect::new(move |_| {
        desk.is_ready().track();
        spawn_local(desk.find_left());
    });
    let left = desk.left();
    where_any(move || left.with(|all| !all.is_empty()), |workspace| workspace.left)
}

#[component]
fn Unreadable() -> impl IntoView {
    let (desk, later) = (use_desk(), use_later());
    let told = move || {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Unreadable { file, error, .. } => Some((file.clone(), error.clone())),
            _ => None,
        })
    };
    Effect::new(move |_| {
        if told().is_some() {
            later.ready(|_| ());
        }
    });
    move || {
        told().map(|(file, error)| {
            let lacks_headings = matches!(error, ReadError::NoKeyColumn { .. } | ReadError::NoRows);
            let what = match file.origin {
                Origin::Pasted if lacks_headings && !desk.may_lack_headings() => {
                    view! { <p>"Your rows have no headings, so their columns were named A, B and so on. Say below which one holds the ids. Nothing was sent."</p> }.into_any()
                }
                Origin::Pasted if lacks_headings => {
                    view! { <p>"This is about the rows that you pasted. If their headings were not copied with them, copy both and paste again, or say below that there are none. Nothing was sent."</p> }.into_any()
                }
                Origin::Pasted => {
                    view! { <p>"This is about the rows that you pasted. Nothing was sent."</p> }.into_any()
                }
                _ => view! { <p>"The file was "<strong>{file.name}</strong>". Nothing was sent."</p> }.into_any(),
            };
            view! {
                <Notice tone=Tone::Error title=error.to_string()>{what}</Notice>
                {move || later.get().map(|workspace| (workspace.mend)(desk, &error))}
            }
        })
    }
}

/// What lies in the way of another sheet.
#[derive(Clone, PartialEq)]
enum OnDesk {
    Nothing,
    Sheet(String),
    Sending,
}

/// A sheet that is done with makes room for the next.
fn on_desk(desk: Desk) -> OnDesk {
    let is_done = desk.is_done();
    desk.workflow().with(|workflow| match workflow {
        Workflow::Sending { .. } => OnDesk::Sending,
        _ if is_done => OnDesk::Nothing,
        other => other.desk().map_or(OnDesk::Nothing, |desk| OnDesk::Sheet(desk.file.name.clone())),
    })
}

#[component]
fn Chooser() -> impl IntoView {
    let desk = use_desk();
    let several = RwSignal::new(false);
    let reading = reading(desk);
    let on_desk = Memo::new(move |_| on_desk(desk));
    let is_busy = move || reading.with_untracked(Option::is_some);
    let reading = told(reading);
    let busy = Signal::derive(move || reading.with(Option::is_some));
    let give = move |mut files: Vec<ChosenFile>| {
        if is_busy() {
            return;
        }
        several.set(files.len() > 1);
        if files.len() == 1 {
            desk.choose(files.remove(0));
        }
    };
    let paste = move |text: String| {
        several.set(false);
        if !is_busy() {
            desk.paste(text);
        }
    };
    // Somebody who comes from a spreadsheet pastes without looking for the field.
    let pasted = window_event_listener(leptos::ev::paste, move |event| {
        let typed = browser::page::takes_text(event.target().map(Into::into));
        if typed || on_desk.get_untracked() != OnDesk::Nothing {
            return;
        }
        match take_text(&event) {
            Some(text) => paste(text),
            None => give(browser::dropped_files(event.clipboard_data())),
        }
    });
    on_cleanup(move || pasted.remove());
    // What is no sheet as it stands may be read in another way.
    let cancel = move |()| match desk.rereading().get_untracked() {
        true => desk.stop_rereading(),
        false => desk.put_away(),
    };
    let put_away = move |_| {
        if browser::confirm("Discard this sheet? Your changes to it are lost.") {
            desk.put_away();
        }
    };
    view! {
        <Show when=move || several.get()>
            <Notice tone=Tone::Error title="Choose one file at a time">
                <p>"None of them was read."</p>
            </Notice>
        </Show>
        {move || match on_desk.get() {
            OnDesk::Sending => view! {
                <Notice tone=Tone::Info title="Your sheet is being submitted">
                    <p>"You can choose another when that has ended."</p>
                    <p><button class="button" on:click=move |_| desk.go(Step::Send)>"Show how far it is"</button></p>
                </Notice>
            }.into_any(),
            OnDesk::Sheet(name) => view! {
                <Notice tone=Tone::Info title="You are working on a sheet already">
                    <p>"It is "<strong>{name}</strong>". Finish it or discard it before you choose another."</p>
                    <p class="actions">
                        <button class="button" on:click=move |_| desk.go(Step::Check)>"Continue with this sheet"</button>
                        <button class="button button-quiet" on:click=put_away>"Discard it"</button>
                    </p>
                </Notice>
            }.into_any(),
            OnDesk::Nothing => view! {
                <LeftBehind/>
                <Ways>
                    <DropZone
                        busy
                        on_choose=move |event: leptos::ev::Event| give(browser::take_files(event.target().map(Into::into)))
                        on_drop=move |event: leptos::ev::DragEvent| give(browser::dropped_files(event.data_transfer()))
                    />
                    <ReadingProgress name=reading share=desk.read_so_far() on_cancel=cancel/>
                    <div class="ways">
                        <PasteBox busy on_paste=paste/>
                        <ByForm/>
                    </div>
                </Ways>
                <Templates/>
            }.into_any(),
        }}
    }
}

/// The name of the file that is being read.
fn reading(desk: Desk) -> Memo<Option<String>> {
    Memo::new(move |_| {
        desk.workflow().with(|workflow| match workflow {
            Workflow::Reading { file, .. } => Some(file.name.clone()),
            Workflow::Unreadable { file, .. } if desk.rereading().get() => Some(file.name.clone()),
            _ => desk.awaited().get(),
        })
    })
}

/// What is being read, once that takes long enough that there is something to say of it.
fn told(reading: Memo<Option<String>>) -> RwSignal<Option<String>> {
    let told = RwSignal::new(None);
    Effect::new(move |_| match reading.get() {
        None => told.set(None),
        Some(_) => set_timeout(
            move || {
                // The page may be gone by now, and something else be read.
                if let Some(reading) = reading.try_get_untracked() {
                    told.set(reading);
                }
            },
            UNTOLD,
        ),
    });
    told
}

/// Whoever comes near one of the ways in goes one soon.
#[component]
fn Ways(children: Children) -> impl IntoView {
    let (desk, later) = (use_desk(), use_later());
    let come = move || {
        desk.expect_sheet(move |made_up| later.ready(|workspace| (workspace.rehearse)(made_up)));
    };
    view! {
        <div
            on:pointerover=move |_| come()
            on:focusin=move |_| come()
            on:dragenter=move |_| come()
        >
            {children()}
        </div>
    }
}

#[component]
fn ByForm() -> impl IntoView {
    let desk = use_desk();
    view! {
        <section class="way" aria-labelledby="form-title">
            <h2 id="form-title">"Or enter one sample"</h2>
            <p class="hint">"By a form that asks for each column, with its library and run if it has them. More samples can follow."</p>
            <p><button class="button" on:click=move |_| desk.begin_form(Cells::new())>"Enter a sample"</button></p>
        </section>
    }
}

#[component]
fn Templates() -> impl IntoView {
    let instance = use_instance();
    let is_test = move || instance.get().is_some_and(|instance| instance.world == World::Test);
    let later = use_later();
    let template = move |_| later.ready(|workspace| (workspace.template)());
    let example = move |_| later.ready(|workspace| (workspace.example)());
    view! {
        <section class="aside">
            <h2>"No sheet yet?"</h2>
            <ul>
                <li>
                    "Download the template with every column: "
                    <a rel="external" download href="/template/all.xlsx">"workbook with lists to choose from"</a>" or "
                    <button class="link" on:click=template>"CSV"</button>
                </li>
                <li>
                    "Download the template of samples alone: "
                    <a rel="external" download href="/template/biosamples.xlsx">"workbook"</a>
                </li>
                <Show when=is_test>
                    <li>
                        <button class="link" on:click=example>"Download an example"</button>
                        " with 96 made-up samples, one library and one run"
                    </li>
                </Show>
                <li><a href=Route::Columns.path()>"What every column means"</a></li>
            </ul>
        </section>
    }
}

/// What this browser keeps, and the way to have it forgotten.
#[component]
fn OnThisComputer() -> impl IntoView {
    let desk = use_desk();
    let told = RwSignal::new("");
    let forget = move |_| {
        let question = "Forget every sheet, unfinished upload, receipt, remembered word and kept view that this browser has, of all who use it?";
        if browser::confirm(question) {
            spawn_local(async move {
                let said = match desk.is_sending_anywhere().await {
                    true => " A sheet is being submitted. Stop it first.",
                    false => {
                        desk.forget_everything().await;
                        " Nothing is kept any more."
                    }
                };
                // The page may be gone by now.
                told.try_set(said);
            });
        }
    };
    view! {
        <section class="aside">
            <h2>"On this computer"</h2>
            <p>"This browser keeps:"</p>
            <ul>
                <li>"for you alone, a sheet that is not sent yet and an upload that is not finished, for a week"</li>
                <li>"for you alone, receipts, until you delete them"</li>
                <li>"for everybody who uses it, what was settled about words, such as ‘England’ for UK-ENG, and how a sheet was looked at last"</li>
            </ul>
            <p>
                <button class="link" on:click=forget>"Forget everything on this computer"</button>
                <span role="status">{told}</span>
            </p>
        </section>
    }
}
