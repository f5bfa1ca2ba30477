//! What is printed from the table of columns: templates, the example sheet, what a column takes, and
//! the page that describes them all.

pub mod page;

use crate::field::{Field, Kind, NO_LIMIT, Need, Section, Span, Target};
use crate::fields::{self, EXAMPLE_TODAY, IN_TEMPLATE};
use crate::problem;
use crate::value::Date;

/// Which columns a template has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// Those of the samples.
    Biosamples,
    /// Those of samples, libraries and runs.
    All,
}

impl Template {
    /// Its columns, in the order of the COG-UK templates.
    pub fn columns(self) -> impl Iterator<Item = &'static Field> {
        let columns = fields::ALL[..IN_TEMPLATE].iter().copied();
        columns.filter(move |field| self == Template::All || field.section == Section::Sample)
    }

    /// The row of its headings as CSV, nothing below them.
    pub fn csv(self) -> String {
        let headings: Vec<&str> = self.columns().map(|field| field.name).collect();
        format!("{}\r\n", headings.join(","))
    }
}

/// The laboratory whose names are the examples of names.
const LAB: &str = "HOOT";

/// A sheet as a laboratory fills it: this many samples in one library and one run, dated `today`, with the
/// examples of the columns.
pub fn example(today: Date, samples: usize) -> String {
    example_from(LAB, today, samples)
}

/// The same of another laboratory, whose names begin so.
pub(crate) fn example_from(lab: &str, today: Date, samples: usize) -> String {
    let columns: Vec<_> =
        Template::All.columns().filter(|field| !field.example.is_empty()).collect();
    let headings: Vec<&str> = columns.iter().map(|field| field.name).collect();
    let mut sheet = format!("{}\r\n", headings.join(","));
    for nth in 1..=samples {
        let cells = columns.iter().map(|field| match field.name {
            name if name == fields::CENTRAL_SAMPLE_ID.name => format!("{lab}-{nth:05}"),
            _ => field.example.replace(EXAMPLE_TODAY, &today.to_string()).replace(LAB, lab),
        });
        sheet.push_str(&cells.collect::<Vec<_>>().join(","));
        sheet.push_str("\r\n");
    }
    sheet
}

/// What a cell of a column may hold, as a phrase: `one of F, M or Other`.
pub fn allowed(field: &Field) -> String {
    match field.kind {
        Kind::Text { max: NO_LIMIT } => "text".to_owned(),
        Kind::Text { max } => format!("text of up to {max} characters"),
        Kind::SampleId => "up to 48 characters, none of . / \\".to_owned(),
        Kind::Name { min, max, reserved } => {
            let listed: Vec<String> = reserved.chars().map(String::from).collect();
            let without = match listed.join(" ") {
                none if none.is_empty() => none,
                some => format!(", none of {some}"),
            };
            format!("{min} to {max} characters{without}, no ten digits in a row")
        }
        Kind::Choice { options, .. } => problem::one_of(options),
        Kind::YesNo => "Y or N".to_owned(),
        Kind::Whole => "a whole number, 0 or more".to_owned(),
        Kind::Number => "a number, 0 or more".to_owned(),
        Kind::Date(Span::Any) => "a day such as 2021-05-04".to_owned(),
        Kind::Date(Span::LastYear) => {
            "a day such as 2021-05-04, today or in the 365 days before".to_owned()
        }
        Kind::DateTime => "a day and minute such as 2021-05-04 09:30".to_owned(),
        Kind::County => "up to 100 characters, no digit".to_owned(),
        Kind::OuterPostcode => "up to 100 characters, no space".to_owned(),
    }
}

/// Whether a cell of a column must be filled where its row holds the record; empty where it need not.
pub fn needed(field: &Field) -> &'static str {
    match field.need {
        Need::Optional => "",
        Need::Required => "yes",
        Need::OneOfDates => "one of the two dates",
    }
}

/// An example of a cell, with a day that is none in particular; empty where there is none.
pub fn example_of(field: &Field) -> &'static str {
    match field.example {
        EXAMPLE_TODAY => "2021-05-04",
        example => example,
    }
}

/// Where the value of a column goes in the body of Majora's request (RULES.md §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the key.
    pub path: String,
    /// In which request, where the path doesn't say: ` of the library`.
    pub of: &'static str,
}

impl Place {
    /// The place that a column's target names.
    pub fn of(target: &Target) -> Place {
        let (path, of) = match target {
            Target::Sample(key) => (format!("biosamples[].{key}"), ""),
            Target::SampleTag(tag, name) => (format!("biosamples[].metadata.{tag}.{name}"), ""),
            Target::Ct(number, key) => {
                (format!("biosamples[].metrics.ct.records.{number}.{key}"), "")
            }
            Target::Library(key) => ((*key).to_owned(), " of the library"),
            Target::LibraryTag(tag, name) => (format!("metadata.{tag}.{name}"), " of the library"),
            Target::Member(key) => (format!("biosamples[].{key}"), " of the library"),
            Target::Run(key) => (format!("runs[].{key}"), ""),
            Target::RunRequest(key) => ((*key).to_owned(), " beside the runs"),
        };
        Place { path, of }
    }
}
