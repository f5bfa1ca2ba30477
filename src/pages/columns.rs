//! What every column means, from the table of columns.

use crate::components::heading::Heading;
use leptos::prelude::*;
use sheet::field::{Field, Kind, Need, Section};
use sheet::fields;

/// The guide to the columns.
#[component]
pub fn ColumnsPage() -> impl IntoView {
    view! {
        <Heading title="What every column means" suffix="Majora upload"/>
        <p>
            "Headings may differ in case, spaces, hyphens and underscores. Columns may stand in any order, and those that you do not need may be left out."
        </p>
        {Section::ALL.map(section).into_iter().collect_view()}
    }
}

fn section(section: Section) -> impl IntoView {
    let title = match section {
        Section::Sample => "The sample",
        Section::Library => "The library and the sample’s place in it",
        Section::Run => "The sequencing run",
    };
    let mine = fields::ALL.iter().filter(|field| field.section == section);
    view! {
        <section>
            <h2>{title}</h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=title>
                <table class="columns">
                    <thead>
                        <tr><th scope="col">"Column"</th><th scope="col">"What to write"</th><th scope="col">"Values"</th></tr>
                    </thead>
                    <tbody>{mine.map(|field| row(field)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(field: &'static Field) -> impl IntoView {
    let needed = (field.need == Need::Required)
        .then(|| view! { <span class="tag tag-info">"needed"</span> });
    let also =
        (!field.aliases.is_empty()).then(|| format!("Also read as {}.", field.aliases.join(", ")));
    view! {
        <tr>
            <th scope="row"><code>{field.name}</code>" "{needed}</th>
            <td>{field.help}" "{also}</td>
            <td>{values(field)}</td>
        </tr>
    }
}

fn values(field: &Field) -> String {
    match field.kind {
        Kind::Choice { options, .. } => options.join(", "),
        Kind::YesNo => "Y or N".into(),
        Kind::Whole => "a whole number".into(),
        Kind::Number => "a number".into(),
        Kind::Date(_) => "year-month-day, such as 2021-05-04".into(),
        Kind::DateTime => "such as 2021-05-04 09:30".into(),
        Kind::Text { max } if max == sheet::field::NO_LIMIT => "text".into(),
        Kind::Text { max } => format!("text, up to {max} characters"),
        Kind::SampleId => "up to 48 characters, without . / \\".into(),
        Kind::Name { min, max, reserved: "" } => {
            format!("{min} to {max} characters")
        }
        Kind::Name { min, max, .. } => format!("{min} to {max} characters, without . / \\"),
        Kind::County => "text without digits".into(),
        Kind::OuterPostcode => "the first half of a postcode".into(),
    }
}
