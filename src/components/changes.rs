//! What of the values that Majora holds will change, before anything is sent.

use leptos::prelude::*;
use sheet::plan::{Change, Plan};
use sheet::record::Key;
use sheet::sight::{Sight, sight};
use sheet::workflow::Findings;
use std::sync::Arc;

/// A line for each stored value that will change: the record, the column, what Majora holds, and what
/// it will hold.
#[component]
pub fn Changes(
    /// The plan.
    plan: Arc<Plan>,
    /// What it is based on.
    findings: Arc<Findings>,
) -> impl IntoView {
    let lines: Vec<AnyView> = plan.changes(&findings.comparison).into_iter().map(line).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section>
                <h2>"What will change in Majora"</h2>
                <div class="table-scroll" role="region" tabindex="0" aria-label="Stored values that will change">
                    <table class="columns changes">
                        <thead>
                            <tr>
                                <th scope="col">"Record"</th>
                                <th scope="col">"Column"</th>
                                <th scope="col">"Majora holds"</th>
                                <th scope="col">"Will be"</th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn line(change: Change<'_>) -> AnyView {
    let stored = match (&change.cell.stored, sight(change.cell.field)) {
        (Some(stored), _) => stored.clone(),
        (None, Sight::Whole) => "nothing".to_owned(),
        (None, _) => "not shown".to_owned(),
    };
    let becomes = change.becomes.unwrap_or("nothing: erased").to_owned();
    view! {
        <tr>
            <th scope="row">{record(&change.key)}</th>
            <td>{change.cell.field.name}</td>
            <td>{stored}</td>
            <td>{becomes}</td>
        </tr>
    }
    .into_any()
}

/// A record's name for people.
fn record(key: &Key) -> String {
    match key {
        Key::Sample(id) => format!("Sample {id}"),
        Key::Library(name) => format!("Library {name}"),
        Key::Place { library, sample } => format!("Sample {sample} in library {library}"),
        Key::Run(name) => format!("Run {name}"),
    }
}
