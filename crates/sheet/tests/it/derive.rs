//! What is printed from the table of columns.

use crate::sheets::{TODAY, checked, sheet};
use sheet::decide::Decisions;
use sheet::derive::{Template, example, page};
use sheet::fields::{self, IN_TEMPLATE};
use sheet::held::Held;
use sheet::plan::plan;
use sheet::practice;
use sheet::read::{ReadError, read};

#[test]
fn the_template_has_headings_and_no_rows() {
    assert_eq!(read(Template::All.csv().into_bytes()), Err(ReadError::NoRows));
    let filled = sheet(&format!("{}A-1\r\n", Template::All.csv()));
    let names: Vec<&str> = filled.columns().iter().map(|column| column.name()).collect();
    let expected: Vec<&str> = fields::ALL[..IN_TEMPLATE].iter().map(|field| field.name).collect();
    assert_eq!(names, expected);
    assert!(filled.columns().iter().all(|column| column.field.is_some() && !column.added));
}

#[test]
fn every_column_is_known_by_each_of_its_names() {
    let headings: Vec<&str> = fields::ALL.iter().map(|field| field.name).collect();
    let all = sheet(&format!("{}\nA-1", headings.join(",")));
    assert_eq!(all.columns().len(), 68);
    assert!(
        all.columns().iter().zip(fields::ALL).all(|(column, field)| column.field == Some(*field))
    );
    for field in fields::ALL {
        for alias in field.aliases {
            let key = if *field == &fields::CENTRAL_SAMPLE_ID { "x" } else { "central_sample_id" };
            let column = sheet(&format!("{key},{alias}\nA,b")).columns()[1].clone();
            assert_eq!(column.field, Some(*field), "{alias}");
        }
    }
}

#[test]
fn the_example_is_ready_to_send() {
    let checked = checked(&example(TODAY, 96));
    assert_eq!(checked.problems(), []);
    assert_eq!((checked.sheet().rows(), checked.ready_rows()), (96, 96));
    assert!(checked.sheet().columns().iter().all(|column| column.field.is_some() && !column.added));
    // Two batches of samples, one library, one run.
    assert_eq!(plan(&checked, &Held::default(), &Decisions::default()).steps.len(), 4);
}

#[test]
fn a_sheet_to_practise_with_is_known_by_any_of_its_names() {
    let made_up = practice::sheet(TODAY, 96, "3F9A");
    let sheet = checked(&made_up);
    assert_eq!((sheet.problems(), sheet.ready_rows()), (&[][..], 96));
    assert!(practice::is_made_up(&sheet));
    let names = ["EXAMPLE-3F9A-00096,", "EXAMPLE-3F9A-LIB-001,", "EXAMPLE-3F9A-RUN-001,"];
    assert!(names.iter().all(|name| made_up.contains(name)), "{made_up}");
    let of_a_lab = made_up.replace("EXAMPLE-3F9A", "BIRM");
    assert!(!practice::is_made_up(&checked(&of_a_lab)));
    for name in names {
        let its_own = name.replace("EXAMPLE-3F9A", "BIRM");
        let left = of_a_lab.replace(&its_own, &name.replace("EXAMPLE", "Example"));
        assert!(practice::is_made_up(&checked(&left)), "{name}");
    }
    let example = checked(&example(TODAY, 96));
    assert!(!practice::is_made_up(&example));
}

#[test]
fn the_page_of_columns_is_that_of_the_table() {
    let kept = include_str!("../../../../docs/fields.md");
    assert!(page::markdown() == kept, "docs/fields.md is out of date: run `cargo xtask fields`");
}

#[test]
fn the_page_of_columns_names_each_by_all_its_names() {
    let page = page::markdown();
    for field in fields::ALL {
        for name in field.aliases.iter().chain([&field.name]) {
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
        assert!(page.contains(field.help), "{}", field.name);
    }
    // A row of a table is one line, and has as many cells as there are headings.
    let parts = |row: &str| row.replace("\\|", "").matches('|').count();
    for table in page.split("\n\n").filter(|part| part.starts_with('|')) {
        let headings = table.lines().next().map_or(0, parts);
        table.lines().for_each(|row| assert_eq!(parts(row), headings, "{row}"));
    }
}
