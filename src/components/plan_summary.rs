//! What will be sent, in numbers and names, before anything is.

use crate::components::notice::{Notice, Tone};
use crate::words;
use leptos::html::Ul;
use leptos::prelude::*;
use protocol::receipt::{LeftOut, columns_left_out};
use sheet::check::Checked;
use sheet::field::Section;
use sheet::fields;
use sheet::plan::{Fate, Plan, Reason, Step};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many lines a list has before it only counts.
const LINES: usize = 100;

/// How many ids a line names before it only counts.
const IDS: usize = 20;

/// What stays when another plan is made of the same sheet: a decision draws the summary anew.
#[derive(Clone)]
pub struct Stays {
    /// Whether all names are shown, where there are many.
    whole: RwSignal<bool>,
    /// How many samples the sheet has in each library, whether or not they can be sent.
    samples: Arc<BTreeMap<String, usize>>,
}

impl Stays {
    /// That of a sheet of which no plan was shown before.
    pub fn of(checked: &Checked) -> Stays {
        Stays { whole: RwSignal::new(false), samples: Arc::new(samples_of(checked)) }
    }
}

/// A card for each kind of record, then what is left out and why.
#[component]
pub fn PlanSummary(
    /// The plan.
    plan: Arc<Plan>,
    /// The sheet that it was made from.
    checked: Arc<Checked>,
    /// What stays when another plan is made of the sheet.
    #[prop(optional)]
    stays: Option<Stays>,
) -> impl IntoView {
    let Stays { whole, samples } = stays.unwrap_or_else(|| Stays::of(&checked));
    let some = |section: &Section| plan.fates.keys().any(|slot| slot.section == *section);
    let sections = Section::ALL.into_iter().filter(some);
    let cards = sections.map(|section| view! { <Card plan=plan.clone() section/> });
    let left_out_title = left_out_title(&plan, &checked);
    let left_out = left_out(&plan, &checked);
    let names = names(&plan, &samples);
    let makes_any =
        plan.steps.iter().any(|step| step.section() != Section::Sample && step.is_new());
    let waiting = waiting(&plan, &checked);
    view! {
        <div class="cards">{cards.collect_view()}</div>
        {(!left_out.is_empty()).then(|| view! {
            <Notice tone=Tone::Warning title=left_out_title>
                <ul class="left-out">{left_out}</ul>
            </Notice>
        })}
        {(!names.is_empty()).then(|| view! {
            <section>
                <h2>"Libraries and runs"</h2>
                {makes_any.then(|| view! {
                    <p>"New names stay for ever: nobody can change them or take them back. Look at them once more."</p>
                })}
                <Names names whole/>
            </section>
        })}
        {(!waiting.is_empty()).then(|| view! {
            <section>
                <h2>"Libraries with samples that nobody has registered"</h2>
                <p>"These samples are neither in Majora nor in a ready row of your sheet, so the library is not sent. Add the columns of the sample, or ask the sending site."</p>
                <ul class="waiting">{waiting}</ul>
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

/// A library or run that a plan sends.
#[derive(Clone, Default)]
struct Named {
    samples: usize,
    libraries: Vec<String>,
    is_new: bool,
}

/// What is said of one, before and after its name.
#[derive(Clone)]
struct Told {
    noun: &'static str,
    name: String,
    of: String,
    is_new: bool,
}

/// Each name once, whatever the number of requests; new ones first, each run beside its library.
fn names(plan: &Plan, in_sheet: &BTreeMap<String, usize>) -> Vec<Told> {
    let mut names: BTreeMap<(Section, &str), Named> = BTreeMap::new();
    for step in &plan.steps {
        match step {
            Step::Samples(_) | Step::Updates(_) => {}
            Step::Library(library) => {
                let named = names.entry((Section::Library, &library.name)).or_default();
                named.samples += library.members.len();
                named.is_new |= library.is_new;
            }
            Step::Run(run) => {
                let named = names.entry((Section::Run, &run.name)).or_default();
                named.libraries.push(run.library.clone());
                named.is_new |= run.is_new;
            }
        }
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_cached_key(|((section, name), named)| {
        let library = named.libraries.first().cloned().unwrap_or_else(|| (*name).to_owned());
        (!named.is_new, library, *section)
    });
    let all = |name: &str| in_sheet.get(name).copied().unwrap_or_default();
    names
        .into_iter()
        .map(|((section, name), named)| told(section, name, named, all(name)))
        .collect()
}

fn samples_of(checked: &Checked) -> BTreeMap<String, usize> {
    let sheet = checked.sheet();
    let mut samples: BTreeMap<&str, BTreeSet<(&str, usize)>> = BTreeMap::new();
    for row in (0..sheet.rows()).filter(|row| !sheet.is_removed(*row)) {
        // A row without an id is a sample of its own.
        let sample = match sheet.get(row, &fields::CENTRAL_SAMPLE_ID) {
            "" => ("", row),
            id => (id, 0),
        };
        samples.entry(sheet.get(row, &fields::LIBRARY_NAME)).or_default().insert(sample);
    }
    samples.into_iter().map(|(name, samples)| (name.to_owned(), samples.len())).collect()
}

fn told(section: Section, name: &str, named: Named, in_sheet: usize) -> Told {
    let Named { samples, libraries, is_new } = named;
    let (noun, of) = match section {
        Section::Run => ("Run", format!(" of library {}", libraries.join(", "))),
        _ if is_new && samples < in_sheet => (
            "Library",
            format!(" with {} of {}", words::thousands(samples), words::count(in_sheet, "sample")),
        ),
        _ if is_new => ("Library", format!(" with {}", words::count(samples, "sample"))),
        _ => (
            "Library",
            format!(": {} added or sent again, the others stay", words::count(samples, "sample")),
        ),
    };
    Told { noun, name: name.to_owned(), of, is_new }
}

fn name(told: &Told) -> impl IntoView + use<> {
    let Told { noun, name, of, is_new } = told.clone();
    let (class, tag) = match is_new {
        true => ("tag tag-info", "New name"),
        false => ("tag tag-good", "In Majora already"),
    };
    view! { <li>{noun}" "<strong>{name}</strong>{of}" "<span class=class>{tag}</span></li> }
}

/// The names, the first of them or, if somebody wants to see them, all.
#[component]
fn Names(names: Vec<Told>, whole: RwSignal<bool>) -> impl IntoView {
    let all = names.len();
    let is_cut = Memo::new(move |_| all > LINES && !whole.get());
    let list = NodeRef::<Ul>::new();
    let show = move |_| {
        whole.set(true);
        // The button that was pressed goes away.
        list.get_untracked().map(|list| list.focus());
    };
    let lines = move || {
        let shown = if is_cut.get() { LINES } else { all };
        names[..shown].iter().map(name).collect_view()
    };
    view! {
        <ul class="names" node_ref=list tabindex="-1">{lines}</ul>
        <Show when=move || is_cut.get()>
            <p>
                <button class="button button-quiet names-all" on:click=show>
                    {format!("Show all {}", words::thousands(all))}
                </button>
                {format!(" The first {} are shown.", words::thousands(LINES))}
            </p>
        </Show>
    }
}

/// The libraries that wait for samples nobody has registered, each with those.
fn waiting(plan: &Plan, checked: &Checked) -> Vec<AnyView> {
    let mut waiting: BTreeMap<&str, &Arc<[String]>> = BTreeMap::new();
    for (slot, fate) in &plan.fates {
        if let Fate::Held(Reason::NotRegistered { ids }) = fate {
            waiting.insert(checked.sheet().get(slot.row, &fields::LIBRARY_NAME), ids);
        }
    }
    let line = |(library, ids): (&str, &Arc<[String]>)| {
        let some = ids.iter().take(IDS).cloned().collect::<Vec<_>>().join(", ");
        let more = match ids.len().saturating_sub(IDS) {
            0 => String::new(),
            more => format!(" and {} more", words::thousands(more)),
        };
        view! { <li>"Library "<strong>{library.to_owned()}</strong>": "{some}{more}</li> }
            .into_any()
    };
    bounded(waiting.into_iter().map(line).collect())
}

/// How many rows have a record that is left out, and whether that is all of them.
fn left_out_title(plan: &Plan, checked: &Checked) -> String {
    let held = plan.fates.iter().filter(|(_, fate)| matches!(fate, Fate::Held(_)));
    let mut rows: BTreeMap<usize, Vec<Section>> = BTreeMap::new();
    held.for_each(|(slot, _)| rows.entry(slot.row).or_default().push(slot.section));
    let is_whole = |(row, sections): (&usize, &Vec<Section>)| has_only(checked, *row, sections);
    let some = if rows.iter().all(is_whole) { "" } else { ", wholly or in part" };
    match rows.len() {
        1 => format!("1 row is left out{some}"),
        rows => format!("{} are left out{some}", words::count(rows, "row")),
    }
}

/// Whether a row holds no record but those of these sections.
fn has_only(checked: &Checked, row: usize, sections: &[Section]) -> bool {
    let parts = checked.parts(row);
    Section::ALL.into_iter().all(|section| !parts.has(section) || sections.contains(&section))
}

/// Each reason once, with its rows. Which of their records it is about is said where it isn't all of them.
fn left_out(plan: &Plan, checked: &Checked) -> Vec<AnyView> {
    let mut reasons: BTreeMap<(usize, String), Vec<Section>> = BTreeMap::new();
    for (slot, fate) in &plan.fates {
        if let Fate::Held(reason) = fate {
            reasons.entry((slot.row, reason.message())).or_default().push(slot.section);
        }
    }
    let mut rows: BTreeMap<(Vec<Section>, String), Vec<u32>> = BTreeMap::new();
    for ((row, reason), sections) in reasons {
        let sections = if has_only(checked, row, &sections) { Vec::new() } else { sections };
        rows.entry((sections, reason)).or_default().push(checked.sheet().line(row));
    }
    let line = |((sections, reason), lines): ((Vec<Section>, String), Vec<u32>)| {
        let rows = words::count(lines.len(), "row");
        let ranges = sheet::text::ranges(&lines, 8);
        let nouns: Vec<&str> = sections.into_iter().map(words::noun).collect();
        let what = match nouns.as_slice() {
            [] => format!("{rows} ({ranges})"),
            [one] => format!("The {one} of {rows} ({ranges})"),
            [some @ .., last] => format!("The {} and {last} of {rows} ({ranges})", some.join(", ")),
        };
        view! { <li>{what}": "{reason}"."</li> }.into_any()
    };
    bounded(rows.into_iter().map(line).collect())
}

/// The columns that hold anything and are not sent. What the user has kept out is only told.
#[component]
pub fn LeftOutColumns(
    /// The sheet.
    checked: Arc<Checked>,
) -> impl IntoView {
    columns(&columns_left_out(&checked))
}

fn columns(left_out: &[LeftOut]) -> Option<AnyView> {
    let (chosen, others): (Vec<_>, Vec<_>) = left_out.iter().partition(|column| column.chosen);
    let list = |columns: &[&LeftOut]| bounded(columns.iter().map(|c| column(c)).collect());
    let (tone, title, meaning) = match others.len() {
        0 if chosen.is_empty() => return None,
        0 => (Tone::Info, columns_title(chosen.len()), "You have said so of each of them."),
        _ => (
            Tone::Warning,
            columns_title(left_out.len()),
            "Nobody has said what they mean, or Majora doesn’t take them. If one is meant for Majora, go back to the sheet and choose there what it means.",
        ),
    };
    let as_said = (!others.is_empty() && !chosen.is_empty()).then(|| {
        view! { <p>"These are not sent because you have said so:"</p><ul class="left-out-chosen">{list(&chosen)}</ul> }
    });
    let first = if others.is_empty() { list(&chosen) } else { list(&others) };
    Some(
        view! {
            <Notice tone title>
                <p>{meaning}</p>
                <ul class="left-out-columns">{first}</ul>
                {as_said}
            </Notice>
        }
        .into_any(),
    )
}

fn column(left_out: &LeftOut) -> AnyView {
    view! { <li>{left_out.told()}</li> }.into_any()
}

fn columns_title(columns: usize) -> String {
    match columns {
        1 => "1 column of your sheet is not sent".to_owned(),
        columns => format!("{} of your sheet are not sent", words::count(columns, "column")),
    }
}

/// The first of many lines, and how many there are more.
fn bounded(mut lines: Vec<AnyView>) -> Vec<AnyView> {
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        let text = format!("and {} more", words::thousands(more));
        lines.push(view! { <li>{text}</li> }.into_any());
    }
    lines
}
