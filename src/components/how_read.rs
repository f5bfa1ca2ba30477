//! How a file was read, and the controls to have it read otherwise.

use crate::components::column_match::{ColumnMatch, ColumnMeaning, Meaning, Settled};
use crate::words;
use leptos::ev::Event;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::choices::{Choices, DateOrder};
use sheet::field::Field;
use sheet::layout::{Delimiter, Layout, Source};
use sheet::problem::Fault;
use sheet::read::{Apart, Column};
use sheet::text::Encoding;
use std::sync::Arc;

/// How many cells of a column are shown to tell which one it is.
const EXAMPLES: usize = 3;

/// The settings of a sheet's file. Each change is told as all choices together.
#[component]
pub fn HowRead(
    /// The sheet.
    checked: Arc<Checked>,
    /// Told how the file is to be read from now on.
    #[prop(into)]
    on_choose: Callback<Choices>,
) -> impl IntoView {
    let sheet = checked.sheet();
    let choices = StoredValue::new(sheet.choices().clone());
    // What is said while the file is still being read comes to what was said before.
    let on_choose = Callback::new(move |said: Choices| {
        choices.set_value(said.clone());
        on_choose.run(said);
    });
    let choose = move |change: &dyn Fn(&mut Choices)| {
        let mut choices = choices.get_value();
        change(&mut choices);
        on_choose.run(choices);
    };
    let headings = sheet.layout().headings;
    let on_headings = move |event: Event| {
        if let Ok(line) = event_target_value(&event).parse::<u32>() {
            choose(&|choices| {
                choices.headings = Some(line);
                choices.columns.clear();
                choices.dates.clear();
            });
        }
    };
    let on_settle = move |(place, word): Settled| {
        choose(&|choices| {
            match word {
                Some(meaning) => choices.columns.insert(place, meaning),
                None => choices.columns.remove(&place),
            };
        });
    };
    view! {
        <div class="how-read">
            <div class="settings">
                {source(sheet.layout(), on_choose, choices)}
                <p class="setting">
                    <label for="headings">"Row of the headings"</label>
                    <input id="headings" type="number" min="1" inputmode="numeric" value=headings on:change=on_headings/>
                </p>
                {dates(&checked, on_choose, choices)}
            </div>
            <Columns checked=checked.clone() on_settle/>
        </div>
    }
}

/// What the cells stand in: letters and delimiter of a text, or the page of a workbook.
fn source(
    layout: &Layout,
    on_choose: Callback<Choices>,
    choices: StoredValue<Choices>,
) -> Vec<AnyView> {
    // What was said about columns was about the columns of another table.
    let read_anew = move |change: Choices| {
        let choices = Choices { headings: None, ..change };
        on_choose.run(Choices {
            columns: Default::default(),
            dates: Default::default(),
            ..choices
        });
    };
    match &layout.source {
        Source::Text { encoding, delimiter } => {
            let encodings =
                Encoding::ALL.map(|one| (words::encoding(one).to_owned(), one == *encoding));
            let delimiters = Delimiter::ALL.map(|one| (one.name().to_owned(), one == *delimiter));
            vec![
                setting("encoding", "Characters", encodings.into(), move |at| {
                    let encoding = Encoding::ALL.get(at).copied();
                    read_anew(Choices { encoding, ..choices.get_value() });
                }),
                setting("delimiter", "Between cells", delimiters.into(), move |at| {
                    let delimiter = Delimiter::ALL.get(at).copied();
                    read_anew(Choices { delimiter, ..choices.get_value() });
                }),
            ]
        }
        Source::Page { name, pages } => {
            let options = pages.iter().map(|page| (page.clone(), page == name)).collect();
            let pages = pages.clone();
            vec![setting("page", "Sheet of the workbook", options, move |at| {
                let page = pages.get(at).cloned();
                read_anew(Choices { page, ..choices.get_value() });
            })]
        }
    }
}

/// In which order the dates of columns were said to be written.
fn dates(
    checked: &Checked,
    on_choose: Callback<Choices>,
    choices: StoredValue<Choices>,
) -> Vec<AnyView> {
    let asked = checked.sheet().choices().dates.iter();
    let setting = |(place, order): (&usize, &DateOrder)| {
        let place = *place;
        let name = checked.sheet().columns().get(place)?.name().to_owned();
        let orders = DateOrder::ALL.map(|one| (one.name().to_owned(), one == *order));
        let ask = ("Ask me again".to_owned(), false);
        let orders: Vec<_> = orders.into_iter().chain([ask]).collect();
        let change = move |at: usize| {
            let mut choices = choices.get_value();
            match DateOrder::ALL.get(at) {
                Some(order) => choices.dates.insert(place, *order),
                None => choices.dates.remove(&place),
            };
            on_choose.run(choices);
        };
        Some(setting(&format!("dates-{place}"), &format!("Dates in {name}"), orders, change))
    };
    asked.filter_map(setting).collect()
}

/// A list of which one is chosen.
fn setting(
    id: &str,
    label: &str,
    options: Vec<(String, bool)>,
    change: impl Fn(usize) + 'static,
) -> AnyView {
    let option = |(at, (name, chosen)): (usize, (String, bool))| {
        view! { <option value=at selected=chosen>{name}</option> }
    };
    let options = options.into_iter().enumerate().map(option).collect_view();
    let changed = move |event: Event| {
        if let Ok(at) = event_target_value(&event).parse() {
            change(at);
        }
    };
    view! {
        <p class="setting">
            <label for=id.to_owned()>{label.to_owned()}</label>
            <select id=id.to_owned() on:change=changed>{options}</select>
        </p>
    }
    .into_any()
}

/// The columns that are not recognised or were settled; all of them when asked for.
#[component]
fn Columns(checked: Arc<Checked>, #[prop(into)] on_settle: Callback<Settled>) -> impl IntoView {
    let all = Signal::stored(meanings(&checked));
    let everything = RwSignal::new(false);
    let settled = checked.sheet().layout().settled.clone();
    let uncertain = move |column: &ColumnMeaning| {
        column.meaning == Meaning::Unknown || settled.contains(&column.place)
    };
    let shown = Memo::new(move |_| {
        let columns = all.get().into_iter();
        columns.filter(|column| everything.get() || uncertain(column)).collect::<Vec<_>>()
    });
    let (of, known) = all.with_untracked(|all| {
        let known = all.iter().filter(|column| column.meaning != Meaning::Unknown).count();
        (all.len(), known)
    });
    view! {
        <h2>"Columns"</h2>
        <p>
            {words::thousands(known)}" of "{words::count(of, "column")}" recognised. "
            <button class="link" aria-expanded=move || everything.get().to_string() on:click=move |_| everything.update(|all| *all = !*all)>
                {move || if everything.get() { "Show only those to settle" } else { "Show all columns" }}
            </button>
        </p>
        <ColumnMatch columns=shown on_settle/>
    }
}

/// Every column of the file with what it is taken for, but those that need no word.
fn meanings(checked: &Checked) -> Vec<ColumnMeaning> {
    let sheet = checked.sheet();
    let columns = sheet.columns().iter().enumerate();
    let of_file = columns.filter(|(_, column)| {
        !column.added && !matches!(column.apart, Some(Apart::Ours | Apart::Joined))
    });
    let meaning = |(place, column): (usize, &Column)| ColumnMeaning {
        place,
        heading: column.heading.clone(),
        examples: sheet.examples(place, EXAMPLES).into_iter().map(str::to_owned).collect(),
        meaning: match (column.field, column.apart) {
            (Some(field), _) => Meaning::Field(field),
            (None, Some(_)) => Meaning::NotSent,
            (None, None) => Meaning::Unknown,
        },
        like: like(checked, place),
    };
    of_file.map(meaning).collect()
}

/// The column that an unknown heading may be meant for.
fn like(checked: &Checked, place: usize) -> Option<&'static Field> {
    let of_file = checked.problems().iter().take_while(|problem| problem.row.is_none());
    let mut of_column = of_file.filter(|problem| problem.column == Some(place));
    of_column.find_map(|problem| match problem.fault {
        Fault::UnknownColumn { like } => like,
        _ => None,
    })
}
