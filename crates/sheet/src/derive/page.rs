//! The page that describes every column, `docs/fields.md`.

use super::{Place, allowed, example_of, needed};
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::further;
use crate::sight::{Sight, sight};
use std::fmt::Write;

const INTRODUCTION: &str = "\
<!-- Made from crates/sheet/src/fields.rs by `cargo xtask fields`: change it there. -->
# The columns of a sample sheet

Every column that the uploader knows, in the order of the COG-UK templates; `root_biosample_source_id` and
`run_group` are in none of them. Headings may be written in any case, with spaces, underscores, hyphens or
points between the words, and with `*` or `:` behind them. Of the columns only `central_sample_id` must be in a
sheet; the others are needed where a row holds their record: one that only adds a sample to a library needs
nothing of the sample but its id.

- **Needed** says whether a cell may be empty where the row holds the record.
- **Private** marks what may say something about a person. It goes to Majora and nowhere else: no log, no
  error message.
- **In Majora** is the place in Majora's request. Two columns have none: Majora no longer takes them.

Spaces around a cell are dropped. A cell that looks like an NHS number or a full postcode is refused in every
column, whether it is sent or not, with two exceptions: where a column has many numbers of ten digits and most
can be no NHS numbers, those that could be are only told; and in ids and names of libraries and runs a postcode
without its space is taken for part of the name.
";

/// The whole page, as Markdown.
pub fn markdown() -> String {
    let mut page = INTRODUCTION.to_owned();
    for section in Section::ALL {
        let _ = write!(page, "\n## {}\n\n", title(section));
        page.push_str(
            "| column | what to write | allowed | needed | example | private | in Majora |\n",
        );
        page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for field in fields::ALL.iter().filter(|field| field.section == section) {
            page.push_str(&row(field));
        }
    }
    page.push_str(&further_columns());
    page.push_str(&unshown());
    page
}

const UNSHOWN: &str = "
## What Majora can't tell back

A stored value that Majora never shows can't be compared before an upload nor read back after it. The
review says so of these columns, and the receipt lists those that were sent. Everything else is compared and
read back. Of tests (`ct_…`) Majora keeps no more than the last upload's, all of them shown.

| column | what Majora shows | what that means for a record that Majora holds |
| --- | --- | --- |
";

/// The columns that can't be compared with what is stored.
fn unshown() -> String {
    let mut table = UNSHOWN.to_owned();
    for field in fields::ALL.iter().filter(|field| !field.targets.is_empty()) {
        let overwritten_whole = field.section != Section::Sample;
        let (shown, meaning) = match (sight(field), overwritten_whole) {
            (Sight::Whole, _) => continue,
            (Sight::Nothing, false) => (
                "nothing",
                "a filled cell is sent again and replaces what is stored; a blank one leaves it",
            ),
            (Sight::Nothing, true) => (
                "nothing",
                "a filled cell replaces what is stored; where it is blank, changing the record would erase \
                 what is stored, so that is asked first",
            ),
            (Sight::Hour, _) => (
                "day and hour; instead of the minutes the number of the month",
                "times are compared by day and hour; where the cell is blank, changing the run would erase the \
                 minutes, so that is asked first",
            ),
            (Sight::NotStored, _) => (
                "nothing",
                "Majora checks the cell and does not store it, which the check of the sheet says",
            ),
        };
        let _ = writeln!(table, "| `{}` | {shown} | {meaning} |", field.name);
    }
    table
}

fn title(section: Section) -> &'static str {
    match section {
        Section::Sample => "Sample",
        Section::Library => "Library, and the sample in it",
        Section::Run => "Sequencing run",
    }
}

fn row(field: &Field) -> String {
    let mut name = format!("`{}`", field.name);
    for alias in field.aliases {
        let _ = write!(name, "<br>or `{alias}`");
    }
    let example = match example_of(field) {
        "" => String::new(),
        example => format!("`{example}`"),
    };
    let targets: Vec<String> = field.targets.iter().map(place).collect();
    let cells = [
        name,
        field.help.to_owned(),
        allowed(field),
        needed(field).to_owned(),
        example,
        if field.private { "private" } else { "" }.to_owned(),
        targets.join("<br>"),
    ];
    format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "))
}

fn place(target: &Target) -> String {
    let Place { path, of } = Place::of(target);
    format!("`{path}`{of}")
}

fn further_columns() -> String {
    let keys: Vec<String> = further::OF_A_TEST.iter().map(|key| format!("`ct_N_{key}`")).collect();
    format!(
        "\n## Columns that no list can hold\n\n\
         - {}: the test of that number, up to\n  \
         255. They take what those of the first test take; a test without its `ct_value` is refused.\n\
         - `namespace.key`, in exactly this spelling: metadata of the sample that no template names, if the user\n  \
         says so of the column; what is stored can't be taken back. Either part has at most {} characters, the\n  \
         cell at most 128. It is treated as private.\n",
        keys.join(", "),
        further::MOST_TAG
    )
}
