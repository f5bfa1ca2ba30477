//! A biosample against the stored one.

use super::{Cell, Compared, Doubt, Standing, What, cell, cells};
use crate::field::{Field, Target};
use crate::fields;
use crate::held::HeldSample;
use crate::record::Entry;
use crate::sight::{Sight, sight};
use crate::stored::{StoredSample, StoredTest};
use std::collections::BTreeMap;

/// Columns that say whose sample it is, or which one it comes from.
pub(crate) const IDENTITY: [&Field; 3] =
    [&fields::BIOSAMPLE_SOURCE_ID, &fields::ROOT_SAMPLE_ID, &fields::ROOT_BIOSAMPLE_SOURCE_ID];

/// What the sheet says is needed only where there is something to compare it with.
pub(super) fn compare(entries: impl Fn() -> Vec<Entry>, held: Option<&HeldSample>) -> Compared {
    match held {
        None | Some(HeldSample::Bare) => Compared::of(Standing::New),
        Some(HeldSample::Unread) => Compared::of(Standing::Unread),
        Some(HeldSample::Read(stored)) => with(&entries(), stored),
    }
}

fn with(entries: &[Entry], stored: &StoredSample) -> Compared {
    let mut compared = Compared::of(Standing::Held);
    let is_plain = |entry: &&Entry| !is_test(entry.field) && tag_of(entry.field).is_none();
    let plain: Vec<Entry> = entries.iter().filter(is_plain).cloned().collect();
    compared.cells = cells(&plain, &stored.values);
    compared.cells.extend(tags(entries, stored));
    compared.doubts.extend(compared.cells.iter().filter_map(identity));
    let tests = sheet_tests(entries);
    let changed = test_cells(&tests, &stored.tests);
    let is_lost = |held: &&StoredTest| tests.iter().all(|test| test.kind != held.kind);
    let lost: Vec<StoredTest> = stored.tests.iter().filter(is_lost).cloned().collect();
    let is_sent = !changed.is_empty();
    compared.cells.extend(changed);
    // Where no test is sent, none is replaced.
    let what = if is_sent { What::Lost } else { What::Kept };
    compared.cells.extend(lost.iter().map(|test| other_test(test, what)));
    if is_sent && !lost.is_empty() {
        compared.doubts.push(Doubt::TestsLost { tests: lost });
    }
    compared
}

fn identity(cell: &Cell) -> Option<Doubt> {
    let is_identity = IDENTITY.contains(&cell.field) && cell.what == What::Changes;
    let stored = cell.stored.clone().filter(|_| is_identity)?;
    Some(Doubt::Identity { column: cell.field.name, stored })
}

/// Whether a column is one of a test.
pub(crate) fn is_test(field: &Field) -> bool {
    field.targets.iter().any(|target| matches!(target, Target::Ct(..)))
}

fn tag_of(field: &Field) -> Option<(String, String)> {
    field.targets.iter().find_map(|target| match target {
        Target::SampleTag(tag, name) => Some(((*tag).to_owned(), (*name).to_owned())),
        _ => None,
    })
}

fn tags(entries: &[Entry], stored: &StoredSample) -> Vec<Cell> {
    let of_tag = |entry: &Entry| Some((tag_of(entry.field)?, entry.clone()));
    let sent: BTreeMap<(String, String), Entry> = entries.iter().filter_map(of_tag).collect();
    let value = |tag| {
        let value = stored.tags.get::<(String, String)>(tag).map(String::as_str);
        value.filter(|value| !value.is_empty())
    };
    let filled = sent.iter().filter_map(|(tag, entry)| cell(entry, value(tag), sight(entry.field)));
    let known = fields::ALL.iter().filter_map(|field| Some((tag_of(field)?, *field)));
    let kept = known.filter(|(tag, _)| !sent.contains_key(tag)).filter_map(|(tag, field)| {
        let stored = stored.tags.get(&tag).filter(|value| !value.is_empty())?.clone();
        Some(Cell { field, sheet: None, stored: Some(stored), what: What::Kept })
    });
    filled.chain(kept).collect()
}

/// A test of the sheet.
struct Test {
    kind: [String; 3],
    value: Entry,
}

/// The tests that have a value, by their number.
fn sheet_tests(entries: &[Entry]) -> Vec<Test> {
    let mut tests: BTreeMap<u8, ([String; 3], Option<Entry>)> = BTreeMap::new();
    for entry in entries {
        for target in entry.field.targets {
            let Target::Ct(number, key) = target else { continue };
            let (kind, value) = tests.entry(*number).or_default();
            match StoredTest::KEYS.iter().position(|name| name == key) {
                Some(place) => kind[place] = entry.value.to_text().into_owned(),
                None => *value = Some(entry.clone()),
            }
        }
    }
    let test = |(kind, value): ([String; 3], Option<Entry>)| Some(Test { kind, value: value? });
    tests.into_values().filter_map(test).collect()
}

fn test_cells(tests: &[Test], stored: &[StoredTest]) -> Vec<Cell> {
    let one = |test: &Test| {
        let held = stored.iter().find(|held| held.kind == test.kind);
        let text = test.value.value.to_text().into_owned();
        let what = match held {
            Some(held) if same_number(&held.ct_value, &text) => return None,
            Some(_) => What::Changes,
            None => What::Fills,
        };
        let stored = held.map(|held| held.ct_value.clone());
        Some(Cell { field: test.value.field, sheet: Some(text), stored, what })
    };
    tests.iter().filter_map(one).collect()
}

/// A test that the sheet lacks. It stands in no column of it, so it is told in that of the first.
fn other_test(test: &StoredTest, what: What) -> Cell {
    let field = &fields::CT_1_CT_VALUE;
    Cell { field, sheet: None, stored: Some(test.to_string()), what }
}

fn same_number(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// The columns of a sent biosample that Majora shows otherwise than they were sent: none where all that
/// can be seen is stored. Columns in `erased` must show nothing.
pub fn agrees(
    entries: &[Entry],
    erased: &[&'static Field],
    stored: &StoredSample,
) -> Vec<&'static Field> {
    unlike(entries, erased, stored).into_iter().map(|cell| cell.field).collect()
}

/// The same as cells.
pub(crate) fn unlike(
    entries: &[Entry],
    erased: &[&'static Field],
    stored: &StoredSample,
) -> Vec<Cell> {
    let wrong = |cell: &Cell| match cell.what {
        What::Fills | What::Changes => true,
        What::Kept => erased.contains(&cell.field),
        What::Unseen | What::Lost => false,
    };
    let hidden = |cell: &Cell| sight(cell.field) != Sight::Nothing;
    with(entries, stored).cells.into_iter().filter(|cell| wrong(cell) && hidden(cell)).collect()
}

/// Whether tests that are sent would take the place of others than those that were reviewed: Majora replaces all
/// tests at once.
pub(crate) fn has_other_tests(
    entries: &[Entry],
    reviewed: &StoredSample,
    now: &StoredSample,
) -> bool {
    let tests = sheet_tests(entries);
    let is_sent = |held: &StoredTest| tests.iter().any(|test| test.kind == held.kind);
    let are_sent = now.tests.iter().all(is_sent) && test_cells(&tests, &now.tests).is_empty();
    !tests.is_empty() && now.tests != reviewed.tests && !are_sent
}
