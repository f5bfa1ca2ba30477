//! Whatever is done to a sheet can be undone, step by step, and done again.

use crate::sheets::{TODAY, checked, csv};
use proptest::prelude::*;
use sheet::check::check;
use sheet::choices::DateOrder;
use sheet::field::Section;
use sheet::held::Held;
use sheet::history::{Deed, History};
use sheet::plan::{Fate, Reason, plan};
use sheet::read::{Change, Sheet};

fn sheet() -> Sheet {
    crate::sheets::sheet(&csv(&["A-1 LIB-1 -", "A-2 LIB-1 RUN-1", "A-3 - -"]))
}

/// A change of anything, within the sheet or beside it.
fn change() -> impl Strategy<Value = Change> {
    let cell = (0..7_usize, 0..5_usize, "[ab]{0,2}");
    let added = prop::option::weighted(0.3, 0..4_usize);
    let removed = prop::collection::vec((0..7_usize, any::<bool>()), 0..3);
    let order = prop::option::of(prop::sample::select(DateOrder::ALL.to_vec()));
    let dates = prop::collection::vec((0..5_usize, order), 0..3);
    (added, prop::collection::vec(cell, 0..4), removed, dates)
        .prop_map(|(added, cells, removed, dates)| Change { added, cells, removed, dates })
}

proptest! {
    #[test]
    fn any_steps_undone_are_the_original_and_done_again_are_the_end(
        changes in prop::collection::vec(change(), 0..12),
    ) {
        let (mut sheet, mut history) = (sheet(), History::default());
        let mut before = vec![sheet.clone()];
        for change in changes {
            if history.make(&mut sheet, Deed::Pasted, change) {
                before.push(sheet.clone());
            } else {
                prop_assert_eq!(Some(&sheet), before.last());
            }
        }
        for state in before.iter().rev().skip(1) {
            prop_assert!(history.undo(&mut sheet));
            prop_assert_eq!(&sheet, state);
        }
        prop_assert!(!history.undo(&mut sheet));
        for state in before.iter().skip(1) {
            prop_assert!(history.redo(&mut sheet));
            prop_assert_eq!(&sheet, state);
        }
        prop_assert!(!history.redo(&mut sheet));
    }

    #[test]
    fn all_changes_of_a_sheet_make_it_anew_from_the_file(
        changes in prop::collection::vec(change(), 0..6),
    ) {
        let mut changed = sheet();
        for change in changes {
            changed.change(Change { dates: Vec::new(), ..change });
        }
        let mut anew = sheet();
        anew.change(changed.changes());
        prop_assert_eq!(anew, changed);
    }
}

#[test]
fn a_row_that_is_taken_out_is_not_checked_not_planned_and_not_written() {
    let mut sheet = sheet();
    sheet.change(Change::of_cells(vec![(1, 1, "England".into())]));
    sheet.change(Change::of_rows([1], true));
    let checked = check(sheet, TODAY);
    assert_eq!(checked.problems(), []);
    assert_eq!((checked.ready_rows(), checked.rows_to_mend()), (2, 0));
    assert!(!checked.is_ready(1));
    assert_eq!(checked.sheet().cell(1, 1), "England");
    let plan = plan(&checked, &Held::default(), &sheet::decide::Decisions::default());
    assert_eq!(plan.rows, 3);
    let of_row: Vec<&Fate> =
        plan.fates.iter().filter(|(slot, _)| slot.row == 1).map(|(_, fate)| fate).collect();
    assert_eq!(of_row, [&Fate::Held(Reason::RowRemoved)]);
    assert_eq!(plan.sending(Section::Run), 0);
    assert!(!checked.sheet().to_csv().contains("A-2"));
}

#[test]
fn a_row_that_is_taken_out_is_no_double_of_another() {
    let twice = checked(&csv(&["A-1 - -", "A-1 - -"]));
    assert_eq!(twice.ready_rows(), 1);
    let mut sheet = twice.into_sheet();
    sheet.change(Change::of_rows([0], true));
    assert_eq!(check(sheet, TODAY).ready_rows(), 1);
}

#[test]
fn added_rows_are_numbered_after_the_last_and_checked_like_any() {
    let mut sheet = sheet();
    let cells = vec![(3, 0, "A-4".into()), (4, 0, "A-5".into()), (9, 0, "outside".into())];
    sheet.change(Change { added: Some(2), cells, ..Change::default() });
    assert_eq!((sheet.rows(), sheet.line(3), sheet.line(4)), (5, 5, 6));
    assert_eq!((sheet.row_at_line(6), sheet.added()), (Some(4), 2));
    let checked = check(sheet, TODAY);
    assert_eq!(checked.ready_rows(), 3);
    assert!(checked.problems_of(3).iter().any(|problem| problem.column == Some(1)));
}
