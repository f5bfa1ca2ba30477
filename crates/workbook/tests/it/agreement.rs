//! calamine reads the same workbooks. It lays pages out as grids, so it isn't used for strangers' files;
//! on good ones both must find the same.

use calamine::{Data, Reader, open_workbook_auto_from_rs};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use std::collections::HashMap;
use std::io::Cursor;

const GOOD: [&[u8]; 5] = [
    include_bytes!("../fixtures/samples.ods"),
    include_bytes!("../fixtures/samples.xls"),
    include_bytes!("../fixtures/samples.xlsx"),
    include_bytes!("../fixtures/openpyxl.xlsx"),
    include_bytes!("../fixtures/xlwt-1904.xls"),
];

/// Whether our text of a cell is what calamine found in it.
fn agrees(ours: &str, theirs: &Data) -> bool {
    match theirs {
        Data::Empty | Data::Error(_) => ours.is_empty(),
        // It gives no result of an error in ODS, and the text where a formula has none.
        Data::String(text) => ours == text || ours.is_empty() && text.starts_with('#'),
        Data::Int(number) => ours == number.to_string(),
        Data::Float(number) => ours.parse() == Ok(*number),
        Data::Bool(truth) => ours == if *truth { "TRUE" } else { "FALSE" },
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let clock = format!("{hour:02}:{minute:02}");
            let days = moment.as_f64() as u32;
            let elapsed = format!("{:02}:{minute:02}", u32::from(hour) + 24 * days);
            [date.clone(), clock.clone(), format!("{date} {clock}"), elapsed]
                .iter()
                .any(|one| one == ours)
        }
        Data::DateTimeIso(iso) => iso.replace('T', " ").starts_with(ours),
        Data::DurationIso(_) => ours.contains(':'),
    }
}

/// The filled cells of a page's text by their places.
fn cells(rows: &str) -> HashMap<(u32, u32), String> {
    let (mut cells, mut place, mut quoted) = (HashMap::new(), (0, 0), false);
    let mut characters = rows.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cells.entry(place).or_insert_with(String::new).push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => place.1 += 1,
            '\n' if !quoted => place = (place.0 + 1, 0),
            other => cells.entry(place).or_insert_with(String::new).push(other),
        }
    }
    cells
}

fn compare(bytes: &[u8]) {
    let book = workbook::open(bytes).unwrap();
    let mut theirs = open_workbook_auto_from_rs(Cursor::new(bytes)).unwrap();
    let names: Vec<&str> = book.pages.iter().map(|page| &*page.name).collect();
    assert_eq!(names, theirs.sheet_names());
    for page in &book.pages {
        let range = theirs.worksheet_range(&page.name).unwrap();
        let mut ours = cells(&page.rows);
        let Some((first_row, first_column)) = range.start() else { continue };
        for (row, column, theirs) in range.cells() {
            let place = (row as u32 + first_row, column as u32 + first_column);
            let ours = ours.remove(&place).unwrap_or_default();
            assert!(agrees(&ours, theirs), "{place:?}: {ours:?} is not {theirs:?}");
        }
        assert_eq!(ours, HashMap::new());
    }
}

#[test]
fn on_what_other_programs_wrote() {
    for good in GOOD {
        compare(good);
    }
}

/// A cell to write.
#[derive(Clone, Debug)]
enum Written {
    Text(String),
    Number(f64),
    Day(f64),
    Truth(bool),
}

fn written() -> impl Strategy<Value = Written> {
    prop_oneof![
        "[ -~é😀\\n\\t_x0D]{1,12}".prop_map(Written::Text),
        any::<i32>().prop_map(|number| Written::Number(number.into())),
        prop::num::f64::NORMAL.prop_map(Written::Number),
        (1..2_000_000_u32).prop_map(|minutes| Written::Day(61.0 + f64::from(minutes) / 1440.0)),
        any::<bool>().prop_map(Written::Truth),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn on_any_cells(cells in prop::collection::btree_map((0..50_u32, 0..40_u16), written(), 1..40)) {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let sheet = book.add_worksheet();
        for ((row, column), cell) in &cells {
            match cell {
                Written::Text(text) => sheet.write(*row, *column, text).unwrap(),
                Written::Number(number) => sheet.write(*row, *column, *number).unwrap(),
                Written::Day(days) => sheet.write_with_format(*row, *column, *days, &day).unwrap(),
                Written::Truth(truth) => sheet.write(*row, *column, *truth).unwrap(),
            };
        }
        compare(&book.save_to_buffer().unwrap());
    }
}
