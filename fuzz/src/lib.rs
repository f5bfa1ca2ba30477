//! What must hold for every sheet, however it came about.

use sheet::check::{Checked, check};
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::held::Held;
use sheet::plan::plan;
use sheet::read::{Sheet, read};
use sheet::record::Slot;
use sheet::value::Date;
use std::collections::BTreeSet;

/// The day on which everything is judged.
pub const TODAY: Date = Date::constant(2026, 11, 20);

/// Checks a sheet: every problem has a place and a sentence, and every record a fate.
pub fn judge(sheet: Sheet) -> Checked {
    let checked = check(sheet, TODAY);
    let sheet = checked.sheet();
    for problem in checked.problems() {
        assert!(problem.row.is_none_or(|row| row < sheet.rows()));
        assert!(problem.column.is_none_or(|column| column < sheet.columns().len()));
        assert!(!problem.message(sheet).is_empty());
        assert!(!problem.place(sheet).is_empty() || problem.row.is_none());
    }
    let fates: BTreeSet<Slot> =
        plan(&checked, &Held::default(), &Decisions::default()).fates.into_keys().collect();
    assert_eq!(fates, slots(&checked));
    checked
}

/// Every record of every row.
pub fn slots(checked: &Checked) -> BTreeSet<Slot> {
    let of_row = |row| {
        let sections = Section::ALL.into_iter();
        let has = move |section: &Section| checked.parts(row).has(*section);
        sections.filter(has).map(move |section| Slot { row, section })
    };
    (0..checked.sheet().rows()).flat_map(of_row).collect()
}

/// Writes a sheet as CSV and reads that: the same cells under the same columns. A workbook may hold
/// characters below the tab, by which a text file is known to be none.
pub fn comes_back(sheet: &Sheet) {
    let csv = sheet.to_csv();
    if csv.contains(|c| matches!(c, '\u{1}'..='\u{8}')) {
        return;
    }
    let again = read(csv.into_bytes()).unwrap_or_else(|error| panic!("{error:?}"));
    let columns = |sheet: &Sheet| {
        let fields = sheet.columns().iter().map(|column| column.field.map(|field| field.name));
        fields.collect::<Vec<_>>()
    };
    assert_eq!(columns(&again), columns(sheet));
    let cells = |sheet: &Sheet| {
        let row = |row| {
            let cells = (0..sheet.columns().len()).map(move |at| sheet.cell(row, at).to_owned());
            cells.collect::<Vec<_>>()
        };
        (0..sheet.rows()).map(row).collect::<Vec<_>>()
    };
    assert_eq!(cells(&again), cells(sheet));
}
