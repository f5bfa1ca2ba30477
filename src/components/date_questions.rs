//! In which order the dates of a column are written: asked once, with what the column itself says, and for
//! other columns with it where the user says so.

use crate::words;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::choices::DateOrder;
use sheet::date::{Order, day};
use sheet::evidence::{Evidence, date_evidences};
use std::sync::Arc;

/// A question about each of these columns.
#[component]
pub fn DateQuestions(
    /// The sheet.
    checked: Arc<Checked>,
    /// The columns, from 0.
    columns: Vec<usize>,
    /// Whether nothing can be answered now.
    #[prop(into)]
    inert: Signal<bool>,
    /// Told the columns that the user has answered for, and the order that they know.
    #[prop(into)]
    on_answer: Callback<(Vec<usize>, DateOrder)>,
) -> impl IntoView {
    let evidences = date_evidences(checked.sheet(), &columns);
    let asked: Vec<Asked> = columns
        .into_iter()
        .zip(evidences)
        .map(|(column, evidence)| Asked::of(&checked, column, evidence))
        .collect();
    let question = |nth: usize| {
        let same = |other: &&Asked| other.column != asked[nth].column && asked[nth].is_like(other);
        let alike: Vec<usize> = asked.iter().filter(same).map(|other| other.column).collect();
        view! { <div inert=inert>{asked[nth].question(&checked, alike, on_answer)}</div> }
    };
    (0..asked.len()).map(question).collect_view()
}

/// What is asked about a column.
struct Asked {
    column: usize,
    evidence: Evidence,
    /// A date of it that can be read in more than one way.
    example: Option<String>,
    /// The answers: the orders in which some date of the column is a day.
    orders: Vec<DateOrder>,
}

impl Asked {
    fn of(checked: &Checked, column: usize, evidence: Evidence) -> Asked {
        let example = evidence.ambiguous.first();
        let example = example.map(|row| checked.sheet().trimmed(*row, column).to_owned());
        let fits = |order: &DateOrder| {
            evidence.only(*order).count > 0
                || example.as_deref().is_some_and(|cell| meant(cell, *order).is_some())
        };
        let orders = DateOrder::ALL.into_iter().filter(fits).collect();
        Asked { column, evidence, example, orders }
    }

    /// Whether one answer can be meant for both.
    fn is_like(&self, other: &Asked) -> bool {
        self.orders == other.orders
    }

    fn question(
        &self,
        checked: &Checked,
        alike: Vec<usize>,
        on_answer: Callback<(Vec<usize>, DateOrder)>,
    ) -> impl IntoView + use<> {
        let column = self.column;
        let name = checked.sheet().columns()[column].name();
        let title = match &self.example {
            Some(cell) => format!("Which day is ‘{cell}’ in {name}?"),
            None => format!("In which order are the dates in {name} written?"),
        };
        let id = format!("dates-of-{column}");
        let for_all = RwSignal::new(false);
        let also = (!alike.is_empty()).then(|| also(checked, &alike, for_all));
        let columns = move || {
            let others = if for_all.get_untracked() { alike.as_slice() } else { &[] };
            [&[column], others].concat()
        };
        let answer = |order: &DateOrder| {
            let (order, columns) = (*order, columns.clone());
            let means = self.example.as_deref().and_then(|cell| meant(cell, order));
            view! {
                <button class="button button-quiet" on:click=move |_| on_answer.run((columns(), order))>
                    {means.map(|day| format!("{day}: "))}{order.name()}
                </button>
            }
        };
        let answers = self.orders.iter().map(answer).collect_view();
        view! {
            <section class="question" aria-labelledby=id.clone()>
                <h2 id=id.clone()>{title}</h2>
                <p>{told(checked, column, &self.evidence)}</p>
                {also}
                <p class="actions">{answers}</p>
                <p class="hint">"Until you say, rows with such dates are not sent. Dates always go to Majora as year-month-day."</p>
            </section>
        }
    }
}

/// A box to answer for other columns, too: a file is mostly written by one program or person.
fn also(checked: &Checked, columns: &[usize], for_all: RwSignal<bool>) -> impl IntoView + use<> {
    let name = |column: &usize| checked.sheet().columns()[*column].name().to_owned();
    let names: Vec<String> = columns.iter().map(name).collect();
    view! {
        <p>
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=for_all
                    on:change=move |event| for_all.set(event_target_checked(&event))
                />
                {format!("My answer is also for the dates in {}", words::all_of(&names))}
            </label>
        </p>
    }
}

/// The day that a cell names if it is written in this order. A time after it plays no part.
fn meant(cell: &str, order: DateOrder) -> Option<String> {
    let of = |text: &str| day(text, Order::Chosen(order)).ok();
    let date = of(cell).or_else(|| of(cell.split_once([' ', 'T'])?.0))?;
    Some(words::long_date(date))
}

/// What the column itself says.
fn told(checked: &Checked, column: usize, evidence: &Evidence) -> String {
    let sheet = checked.sheet();
    let mut told = match evidence.ambiguous.len() {
        0 => String::from("Some dates of the column contradict others."),
        1 => String::from(
            "This is the one date of the column that can be read in more than one way.",
        ),
        many => format!(
            "{} of the column can be read in more than one way.",
            words::count(many, "date")
        ),
    };
    for order in DateOrder::ALL {
        let fitting = evidence.only(order);
        if let Some(row) = fitting.rows.first() {
            told.push_str(&format!(
                " {} only be {}, such as ‘{}’ in row {}.",
                if fitting.count == 1 {
                    "1 can".into()
                } else {
                    format!("{} can", words::thousands(fitting.count))
                },
                order.name(),
                sheet.trimmed(*row, column),
                sheet.line(*row),
            ));
        }
    }
    told
}
