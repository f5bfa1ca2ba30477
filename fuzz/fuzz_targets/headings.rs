//! Any row of headings: a column means what its heading says in another spelling, or nothing, and no
//! two columns mean the same.

#![no_main]

use fuzz::comes_back;
use libfuzzer_sys::fuzz_target;
use sheet::field::Field;
use sheet::further;
use sheet::layout::Format;
use sheet::read::{ReadError, Sheet, read};
use std::collections::HashSet;

fuzz_target!(|text: &str| {
    let headings: Vec<&str> = text.split('\n').collect();
    match read(file(&headings)) {
        Ok(sheet) => {
            comes_back(&sheet);
            // The headings of an instrument's sheet mean what its maker has laid down.
            if sheet.layout().format == Format::Plain {
                verify(&sheet);
                spelt_otherwise(&sheet);
            }
        }
        Err(ReadError::DuplicateHeading { first, second, .. }) => assert!(first < second),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// A file of one row, each cell the number of its column.
fn file(headings: &[&str]) -> Vec<u8> {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let headings: Vec<String> = headings.iter().map(|heading| quoted(heading)).collect();
    let cells: Vec<String> = (0..headings.len()).map(|cell| cell.to_string()).collect();
    format!("{}\n{}\n", headings.join(","), cells.join(",")).into_bytes()
}

fn verify(sheet: &Sheet) {
    let mut seen = HashSet::new();
    for column in sheet.columns() {
        let Some(field) = column.field else { continue };
        assert!(seen.insert(field.name), "two columns are {}", field.name);
        assert!(says(&column.heading, field), "{:?} is no {}", column.heading, field.name);
    }
}

fn says(heading: &str, field: &'static Field) -> bool {
    let mut listed = field.aliases.iter().chain([&field.name]);
    listed.any(|name| letters(name) == letters(heading)) || further::column(heading) == Some(field)
}

/// What is left of a heading when case and what stands between words is no matter.
fn letters(heading: &str) -> String {
    heading.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Case, and what stands between words, are no matter in a heading of the templates.
fn spelt_otherwise(sheet: &Sheet) {
    let of_template = |field: &Field| !further::is_metadata(field);
    let spelt = |heading: &str| heading.to_ascii_uppercase().replace('_', " ");
    let columns = || sheet.columns().iter().filter(|column| !column.added);
    let headings: Vec<String> = columns()
        .map(|column| match column.field {
            Some(field) if of_template(field) && !column.heading.contains('.') => {
                spelt(&column.heading)
            }
            _ => column.heading.clone(),
        })
        .collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let other = read(file(&headings)).unwrap_or_else(|error| panic!("{error:?}"));
    for (one, other) in columns().zip(other.columns()) {
        assert_eq!(one.field, other.field, "{:?}, {:?}", one.heading, other.heading);
    }
}
