//! What will be sent, in numbers and names, before anything is.

use crate::words;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::field::Section;
use sheet::plan::{Fate, Plan, Step};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A card for each kind of record, then what is left out and why.
#[component]
pub fn PlanSummary(
    /// The plan.
    plan: Arc<Plan>,
    /// The sheet that it was made from.
    checked: Arc<Checked>,
) -> impl IntoView {
    let cards = Section::ALL.map(|section| view! { <Card plan=plan.clone() section/> });
    let left_out = left_out(&plan, &checked);
    let libraries = libraries(&plan);
    view! {
        <div class="cards">{cards.into_iter().collect_view()}</div>
        {(!libraries.is_empty()).then(|| view! {
            <section>
                <h2>"Libraries and runs"</h2>
                <p>"Their names stay for ever, so look at them once more."</p>
                <ul class="names">{libraries}</ul>
            </section>
        })}
        {(!left_out.is_empty()).then(|| view! {
            <section>
                <h2>"Left out"</h2>
                <ul class="left-out">{left_out}</ul>
            </section>
        })}
    }
}

#[component]
fn Card(plan: Arc<Plan>, section: Section) -> impl IntoView {
    let sending = plan.sending(section);
    let rows = |is: fn(&Fate) -> bool| plan.count(section, is);
    let there = rows(|fate| *fate == Fate::AlreadyThere);
    let held = rows(|fate| matches!(fate, Fate::Held(_)));
    view! {
        <section class="card">
            <h2>{words::count(sending, words::noun(section))}" to send"</h2>
            <dl>
                <div><dt>"Rows already in Majora"</dt><dd>{words::thousands(there)}</dd></div>
                <div><dt>"Rows left out"</dt><dd>{words::thousands(held)}</dd></div>
            </dl>
        </section>
    }
}

fn libraries(plan: &Plan) -> Vec<AnyView> {
    let name = |step: &Step| match step {
        Step::Samples(_) | Step::Updates(_) => None,
        Step::Library(library) => {
            let samples = words::count(library.members.len(), "sample");
            Some(view! { <li>"Library "<strong>{library.name.clone()}</strong>" with "{samples}</li> }.into_any())
        }
        Step::Run(run) => {
            let (run, library) = (run.name.clone(), run.library.clone());
            Some(view! { <li>"Run "<strong>{run}</strong>" of library "{library}</li> }.into_any())
        }
    };
    plan.steps.iter().filter_map(name).collect()
}

/// Each reason once, with its rows.
fn left_out(plan: &Plan, checked: &Checked) -> Vec<AnyView> {
    let mut rows: BTreeMap<(Section, String), Vec<u32>> = BTreeMap::new();
    for (slot, fate) in &plan.fates {
        if let Fate::Held(reason) = fate {
            let line = checked.sheet().line(slot.row);
            rows.entry((slot.section, reason.message())).or_default().push(line);
        }
    }
    let line = |((section, reason), lines): ((Section, String), Vec<u32>)| {
        let noun = words::noun(section);
        let rows = words::count(lines.len(), "row");
        let ranges = sheet::text::ranges(&lines, 8);
        view! { <li>"The "{noun}" of "{rows}" ("{ranges}"): "{reason}"."</li> }.into_any()
    };
    rows.into_iter().map(line).collect()
}
