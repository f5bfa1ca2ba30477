//! The plates on which samples stand, well by well.

use super::figure::{Key, behind, framed, legend, mend, undrawn};
use super::roving::Roving;
use super::{Canvas, Lead};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::profile::{Bar, Grid, Naming, Plate, Plates, Well, id};
use sheet::words::{count, thousands};
use std::sync::Arc;

/// Of more plates there is no list, only the way from one to the next.
const MOST_LISTED: usize = 200;

/// The plates, or why there are none.
pub(super) fn plates(canvas: &Canvas) -> AnyView {
    let title = "Plates".to_owned();
    match &canvas.profile.plates {
        Plates::Unnamed => {
            let said = "No column says in which well a sample stands. Wells such as A1 or H12 in a column called ‘well’, or numbered barcodes such as NB01, would be drawn here as a plate.";
            framed("plate", title, said.to_owned(), ().into_any())
        }
        Plates::Unclear { column } => {
            let name = canvas.name(*column);
            let said = format!(
                "Most places in {name} are named more than once, and no column says which plate is meant. With a column called ‘plate’ they would be drawn here."
            );
            framed("plate", title, said, ().into_any())
        }
        Plates::Drawn { column, grid, plates, rest } => {
            let set =
                Arc::new(Stack { canvas: canvas.clone(), grid: *grid, plates: plates.clone() });
            drawn(&set, canvas.name(*column), rest)
        }
    }
}

/// The plates of a sheet, all of one form.
struct Stack {
    canvas: Canvas,
    grid: Grid,
    plates: Vec<Plate>,
}

fn drawn(set: &Arc<Stack>, column: String, rest: &Bar) -> AnyView {
    let (title, what) = match set.grid.naming {
        Naming::Wells => ("Plates", format!("{} wells", set.grid.places())),
        Naming::Numbers => ("Barcodes", format!("{} barcodes", set.grid.places())),
    };
    let number = set.plates.len();
    let said = match number {
        1 => format!("By {column}: {what}."),
        _ => format!("By {column}: {} of {what} each.", count(number, "plate")),
    };
    let chosen = RwSignal::new(0_usize);
    let plate = set.clone();
    let parts = view! {
        {(number > 1).then(|| chooser(set.clone(), chosen))}
        {move || picture(&plate, chosen.get())}
        {undrawn(std::slice::from_ref(rest), &column, set.canvas.on_lead)}
    };
    framed("plate", title.to_owned(), said, parts.into_any())
}

impl Stack {
    /// The name of a plate, or its number where it has none.
    fn name(&self, nth: usize) -> String {
        match self.plates[nth].name.as_str() {
            "" => format!("Plate {}", nth + 1),
            name => name.to_owned(),
        }
    }
}

/// The way from one plate to another.
fn chooser(set: Arc<Stack>, chosen: RwSignal<usize>) -> impl IntoView {
    let all = set.plates.len();
    let step = move |label: &'static str, forward: bool| {
        let next = move || match forward {
            true => Some(chosen.get() + 1).filter(|next| *next < all),
            false => chosen.get().checked_sub(1),
        };
        // A button that is switched off would lose the focus of somebody who has just pressed it.
        view! {
            <button
                class="button button-quiet button-small"
                aria-disabled=move || next().is_none().to_string()
                on:click=move |_| untrack(next).into_iter().for_each(|next| chosen.set(next))
            >
                {label}
            </button>
        }
    };
    let names = (all <= MOST_LISTED).then(|| {
        let choose = move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0));
        let option = |nth: usize| {
            let name = set.name(nth);
            view! {
                <option value=nth.to_string() selected=move || chosen.get() == nth>{name}</option>
            }
        };
        view! {
            <label class="tool-field">
                "Plate "
                <select class="tool-input" on:change=choose>{(0..all).map(option).collect_view()}</select>
            </label>
        }
    });
    let place = move || format!("{} of {}", thousands(chosen.get() + 1), thousands(all));
    view! {
        <div class="plate-chooser">
            {names}
            {step("Previous plate", false)}
            {step("Next plate", true)}
            <span class="hint" role="status">{place}</span>
        </div>
    }
}

fn picture(set: &Arc<Stack>, nth: usize) -> AnyView {
    let Some(plate) = set.plates.get(nth) else { return ().into_any() };
    let checked = set.canvas.checked.clone();
    let places = plate
        .wells
        .iter()
        .map(|well| (usize::from(well.place.row), usize::from(well.place.column)));
    let roving = Roving::new(places.collect());
    let key = roving.clone();
    let class = match set.grid.columns {
        12 => "plate plate-12",
        _ => "plate plate-24",
    };
    let labels: Vec<String> =
        plate.wells.iter().map(|well| told(&checked, set.grid, well)).collect();
    let at = roving.at();
    let text = {
        let labels = labels.clone();
        move || at.get().and_then(|nth| labels.get(nth).cloned())
    };
    let name = set.name(nth);
    view! {
        {legend(keys(set.grid, plate))}
        <div class="plate-scroll">
            <div class=class>
                {letters(set.grid)}
                <div class="plate-wells">
                    {drawing(set, plate, name.clone())}
                    <div
                        class="plate-parts"
                        role="toolbar"
                        aria-label=format!("Places of {name}")
                        on:keydown=move |event| key.on_key(&event)
                    >
                        {parts(set, plate, &roving, labels)}
                    </div>
                </div>
            </div>
        </div>
        <p class="picture-told" aria-hidden="true">{text}</p>
        {table(set, nth, name)}
    }
    .into_any()
}

/// The signs that the picture of a plate has.
fn keys(grid: Grid, plate: &Plate) -> Vec<Key> {
    let any = |is: fn(&Well) -> bool| plate.wells.iter().any(is);
    let keys = [
        (any(|well| well.tally.ready > 0), Key::Ready),
        (any(|well| well.tally.to_mend > 0), Key::Mend),
        (any(|well| well.rows.len() > 1), Key::Shared),
        (plate.wells.len() < grid.places(), Key::Free),
    ];
    keys.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect()
}

/// The letters and numbers at the sides. A screen reader has them with the wells.
fn letters(grid: Grid) -> impl IntoView {
    let columns = (1..=grid.columns).map(|column| view! { <span>{column}</span> });
    let first = |row: u8| match grid.naming {
        Naming::Wells => char::from(b'A' + row).to_string(),
        Naming::Numbers => (u16::from(row) * u16::from(grid.columns) + 1).to_string(),
    };
    let rows = (0..grid.rows).map(|row| view! { <span>{first(row)}</span> });
    let above = (grid.naming == Naming::Wells).then(|| {
        view! { <div class="plate-columns" aria-hidden="true">{columns.collect_view()}</div> }
    });
    view! {
        {above}
        <div class="plate-rows" aria-hidden="true">{rows.collect_view()}</div>
    }
}

fn drawing(set: &Stack, plate: &Plate, name: String) -> impl IntoView {
    let Grid { rows, columns, .. } = set.grid;
    let free = set.grid.places() - plate.wells.len();
    let to_mend = plate.wells.iter().filter(|well| well.tally.to_mend > 0).count();
    let what = format!(
        "{} taken, {} free, {} with rows to fix.",
        thousands(plate.wells.len()),
        thousands(free),
        thousands(to_mend)
    );
    let mut taken = plate.wells.iter().peekable();
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let wells: Vec<AnyView> = places
        .map(|(row, column)| {
            let is_here = |well: &&Well| (well.place.row, well.place.column) == (row, column);
            well(row, column, taken.next_if(is_here))
        })
        .collect();
    view! {
        <svg
            class="plate-drawing"
            role="img"
            aria-labelledby="plate-title plate-what"
            viewBox=format!("0 0 {} {}", u16::from(columns) * 20, u16::from(rows) * 20)
            focusable="false"
        >
            <title id="plate-title">{name}</title>
            <desc id="plate-what">{what}</desc>
            {wells}
        </svg>
    }
}

/// A well in a square of 20 × 20.
fn well(row: u8, column: u8, taken: Option<&Well>) -> AnyView {
    let (x, y) = (f64::from(column) * 20.0 + 10.0, f64::from(row) * 20.0 + 10.0);
    let circle = |class: &'static str| view! { <circle class=class cx=x cy=y r="7.5"/> };
    match taken {
        None => circle("well-free").into_any(),
        Some(well) => {
            let shared = (well.rows.len() > 1).then(|| {
                let text =
                    if well.rows.len() > 9 { "+".to_owned() } else { well.rows.len().to_string() };
                view! { <text class="well-text" x=x y=y>{text}</text> }
            });
            let ground = match well.tally.to_mend {
                0 => circle("bar-ready").into_any(),
                _ => view! {
                    {mend((x - 7.5).to_string(), (y - 7.5).to_string(), "15", "15")}
                }
                .into_any(),
            };
            view! { {ground}{shared} }.into_any()
        }
    }
}

/// A button over each well that is taken, and room over the others.
fn parts(set: &Stack, plate: &Plate, roving: &Roving, labels: Vec<String>) -> Vec<AnyView> {
    let Grid { rows, columns, .. } = set.grid;
    let on_lead = set.canvas.on_lead;
    let mut taken = plate.wells.iter().zip(labels).enumerate().peekable();
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let part = |(row, column)| {
        let here =
            taken.next_if(|(_, (well, _))| (well.place.row, well.place.column) == (row, column));
        match here {
            None => view! { <span></span> }.into_any(),
            Some((nth, (well, label))) => {
                let first = well.rows.first().copied();
                let press = move || {
                    first.into_iter().for_each(|row| on_lead.run(Lead::Row(row)));
                };
                roving.button(nth, label, press)
            }
        }
    };
    places.map(part).collect()
}

/// What is known of a well: `B3: HOOT-00015, row 16, ready`.
fn told(checked: &Checked, grid: Grid, well: &Well) -> String {
    let name = grid.name(well.place);
    match well.rows.as_slice() {
        [row] => {
            let line = checked.sheet().line(*row);
            let id = Some(id(checked, *row)).filter(|id| !id.is_empty()).unwrap_or("no id");
            format!("{name}: {id}, row {line}, {}", state(checked, *row))
        }
        rows => format!("{name}: {}", count(rows.len(), "row")),
    }
}

fn state(checked: &Checked, row: usize) -> &'static str {
    if checked.is_ready(row) { "ready" } else { "to fix" }
}

/// The table behind: a line for each row that names a well.
fn table(set: &Arc<Stack>, nth: usize, name: String) -> impl IntoView {
    let headings: &[&str] = &["Place", "Row", "Sample", "State"];
    let set = set.clone();
    let lines = move || {
        let (grid, on_lead) = (set.grid, set.canvas.on_lead);
        let checked = set.canvas.checked.clone();
        let wells = set.plates[nth].wells.iter();
        let rows = wells.flat_map(|well| well.rows.iter().map(|row| (well.place, *row)));
        let line = |(place, row): (_, usize)| {
            let line = checked.sheet().line(row);
            view! {
                <tr>
                    <th scope="row">{grid.name(place)}</th>
                    <td>
                        <button class="link" on:click=move |_| on_lead.run(Lead::Row(row))>
                            {format!("Row {line}")}
                        </button>
                    </td>
                    <td>{id(&checked, row).to_owned()}</td>
                    <td>{state(&checked, row)}</td>
                </tr>
            }
        };
        rows.map(line).collect::<Vec<_>>()
    };
    behind(name, headings, lines)
}
