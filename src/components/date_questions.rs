//! In which order the dates of a column are written: asked once, with what the column itself says.

use crate::words;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::choices::DateOrder;
use sheet::date::{Order, day};
use sheet::evidence::{Evidence, date_evidence};
use std::sync::Arc;

/// The question about one column, a button for each answer.
#[component]
pub fn DateQuestion(
    /// The sheet.
    checked: Arc<Checked>,
    /// The column, from 0.
    column: usize,
    /// Told the order that the user knows.
    #[prop(into)]
    on_answer: Callback<DateOrder>,
) -> impl IntoView {
    let evidence = date_evidence(checked.sheet(), column);
    let name = checked.sheet().columns()[column].name().to_owned();
    let example = evidence.ambiguous.first().map(|row| checked.sheet().trimmed(*row, column));
    let orders = possible(&evidence, example);
    let title = match example {
        Some(cell) => format!("Which day is ‘{cell}’ in {name}?"),
        None => format!("In which order are the dates in {name} written?"),
    };
    let id = format!("dates-of-{column}");
    let answers = orders.iter().map(|order| {
        let order = *order;
        let means = example.and_then(|cell| meant(cell, order));
        view! {
            <button class="button button-quiet" on:click=move |_| on_answer.run(order)>
                {means.map(|day| format!("{day}: "))}{order.name()}
            </button>
        }
    });
    let answers = answers.collect_view();
    view! {
        <section class="question" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            <p>{told(&checked, column, &evidence)}</p>
            <p class="actions">{answers}</p>
            <p class="hint">"Until you say, rows with such dates are not sent. Dates always go to Majora as year-month-day."</p>
        </section>
    }
}

/// The orders in which some date of the column is a day.
fn possible(evidence: &Evidence, example: Option<&str>) -> Vec<DateOrder> {
    let fits = |order: &DateOrder| {
        evidence.only(*order).count > 0 || example.is_some_and(|cell| meant(cell, *order).is_some())
    };
    DateOrder::ALL.into_iter().filter(fits).collect()
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
