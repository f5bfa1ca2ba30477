//! Checking again after changes is checking the changed sheet anew.

use crate::sheets::{HEADINGS, TODAY, row, row_without_sample};
use proptest::prelude::*;
use sheet::check::{Checked, check};
use sheet::date::DateOrder;
use sheet::history::{Deed, History};
use sheet::read::{Sheet, read};
use sheet::table::Change;

/// What a user may do to a sheet.
#[derive(Clone, Debug)]
enum Act {
    Cells(Vec<(usize, usize, String)>),
    Rows(Vec<usize>, bool),
    Add(usize),
    Order(usize, Option<DateOrder>),
    Undo,
    Redo,
    NextDay,
}

const NAMES: &[&str] =
    &["", "A-1", "A-2", "A-l", "a-2", "L-0001", "L-000I", "R-0001", "CAMB-1A2B3", "CAMB-1A2B4"];
const DATES: &[&str] = &[
    "",
    "2026-11-01",
    "01/11/2026",
    "13/11/2026",
    "11/13/2026",
    "1 Nov 2026",
    "46327",
    "13/11/2026 09:30",
];
const OTHERS: &[&str] = &[
    "",
    " ",
    "England",
    "UK-ENG",
    "Y",
    "yes",
    "maybe",
    "PCR",
    "RANDOM",
    "30",
    "30.0",
    "thirty",
    "nose",
    "sputum",
    "CB2 1TN",
    "943 476 5919",
    "21.4",
    "ROCHE",
    "ILLUMINA",
    "illumina",
];

/// Cells that agree and disagree across rows: names, dates of every order, sources that are samples.
fn cell() -> impl Strategy<Value = String> {
    let cells = [NAMES, DATES, OTHERS].map(prop::sample::select);
    let [names, dates, others] = cells;
    prop_oneof![names, dates, others].prop_map(str::to_owned)
}

/// The cells of a row under [`MORE`].
fn more() -> impl Strategy<Value = Vec<String>> {
    let of_column = |at: usize| {
        prop::sample::select(match at {
            0 => NAMES,
            1 | 2 | 10 => DATES,
            _ => OTHERS,
        })
    };
    let cells: Vec<_> = (0..12).map(of_column).collect();
    cells.prop_map(|cells| cells.into_iter().map(str::to_owned).collect())
}

const MORE: &str = "biosample_source_id,received_date,admission_date,is_hospital_patient,swab_site,\
    sample_type_collected,ct_1_ct_value,ct_1_test_kit,ct_2_ct_value,ct_2_test_kit,start_time,notes";

fn sheets() -> impl Strategy<Value = String> {
    let rows = prop::collection::vec((0..5_usize, 0..3_usize, 0..3_usize, any::<bool>()), 1..10);
    let more = prop::collection::vec(more(), 10);
    (rows, more).prop_map(|(rows, more)| {
        let line = |((id, library, run, sample), more): (_, Vec<String>)| {
            let name = |letter: &str, nth: usize| match nth {
                0 => String::new(),
                nth => format!("{letter}-000{nth}"),
            };
            let (id, library, run) = (format!("A-{id}"), name("L", library), name("R", run));
            let row = match sample {
                true => row(&id, &library, &run),
                false => row_without_sample(&id, &library, &run),
            };
            format!("{row},{}", more.join(","))
        };
        let lines: Vec<String> = rows.into_iter().zip(more).map(line).collect();
        format!("{HEADINGS},{MORE}\n{}\n", lines.join("\n"))
    })
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let place = (0..12_usize, 0..40_usize, cell());
    let order = prop::option::of(prop::sample::select(DateOrder::ALL.to_vec()));
    let act = prop_oneof![
        8 => prop::collection::vec(place, 1..4).prop_map(Act::Cells),
        2 => (prop::collection::vec(0..12_usize, 1..3), any::<bool>())
            .prop_map(|(rows, out)| Act::Rows(rows, out)),
        1 => (0..3_usize).prop_map(Act::Add),
        1 => (0..40_usize, order).prop_map(|(column, order)| Act::Order(column, order)),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => Just(Act::NextDay),
    ];
    prop::collection::vec(act, 1..12)
}

fn done(sheet: &mut Sheet, history: &mut History, act: Act) -> bool {
    match act {
        Act::Cells(cells) => history.make(sheet, Deed::Pasted, Change::of_cells(cells)),
        Act::Rows(rows, out) => history.make(sheet, Deed::RemovedRows, Change::of_rows(rows, out)),
        Act::Add(added) => {
            let change = Change { added: Some(added), ..Change::default() };
            history.make(sheet, Deed::AddedRows, change)
        }
        Act::Order(column, order) => sheet.set_date_order(column, order),
        Act::Undo => history.undo(sheet),
        Act::Redo => history.redo(sheet),
        Act::NextDay => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn after_any_changes_it_is_as_if_checked_anew(csv in sheets(), acts in acts()) {
        let sheet = read(csv.into_bytes()).expect("headings and rows");
        let (mut checked, mut history, mut today) =
            (check(sheet, TODAY), History::default(), TODAY);
        for act in acts {
            if matches!(act, Act::NextDay) {
                today = today.tomorrow().expect("it is far from the end of time");
            }
            (checked, _) = checked.edit(today, |sheet| done(sheet, &mut history, act));
            prop_assert_eq!(&checked, &check(checked.sheet().clone(), today));
        }
    }
}

fn first(checked: Checked, column: &str, text: &str) -> Checked {
    let columns = checked.sheet().columns();
    let at = columns.iter().position(|it| it.heading == column).expect(column);
    checked.edit(TODAY, |sheet| sheet.set(0, at, text.to_owned())).0
}

#[test]
fn one_cell_can_matter_to_other_rows_and_to_how_a_column_is_read() {
    let rows = [row("A-1", "L-0001", ""), row("A-2", "L-0001", ""), row("A-3", "L-0001", "")];
    let sheet = read(format!("{HEADINGS}\n{}\n", rows.join("\n")).into_bytes()).expect("rows");
    let checked = check(sheet, TODAY);
    assert_eq!(checked.ready_rows(), 3);
    // A date in another order makes that of another row doubtful.
    let dated = |nth: usize, date| checked.clone().edit(TODAY, |sheet| sheet.set(nth, 3, date)).0;
    let british = dated(2, "13/11/2026".to_owned());
    assert_eq!(british.ready_rows(), 3);
    let both = first(british, "collection_date", "11/13/2026");
    assert_eq!((both.ready_rows(), both.is_ready(2)), (1, false));
    // A sample twice in one library is told at the second row.
    let twice = first(checked.clone(), "central_sample_id", "A-2");
    assert!(!twice.is_ready(1));
    assert_eq!(twice.problems(), check(twice.sheet().clone(), TODAY).problems());
    // And is over when the cell is as it was.
    assert_eq!(first(twice, "central_sample_id", "A-1"), checked);
}

#[test]
fn a_cell_can_bring_its_row_into_a_library() {
    let csv = format!(
        "{HEADINGS},library_layout_read_length\n{},100\n\
         A-2,,,,L-0001,,,,,,,R-0001,ILLUMINA,MiSeq,\n",
        row("A-1", "L-0001", "R-0001")
    );
    let checked = check(read(csv.into_bytes()).expect("rows"), TODAY);
    assert!(!checked.parts(1).library);
    let edited = checked.edit(TODAY, |sheet| sheet.set(1, 1, "UK-ENG".to_owned())).0;
    assert!(edited.parts(1).library);
    assert_eq!(edited, check(edited.sheet().clone(), TODAY));
}

#[test]
fn a_cell_can_give_a_library_the_name_of_a_sample() {
    let rows = [row("A-0001", "L-0001", ""), row("A-0002", "L-0001", ""), row("A-0003", "", "")];
    let sheet = read(format!("{HEADINGS}\n{}\n", rows.join("\n")).into_bytes()).expect("rows");
    let checked = check(sheet, TODAY);
    assert_eq!(checked.ready_rows(), 3);
    let by_id = checked.clone().edit(TODAY, |sheet| sheet.set(2, 0, "L-0001".to_owned())).0;
    assert_eq!(by_id.ready_rows(), 1);
    assert_eq!(by_id, check(by_id.sheet().clone(), TODAY));
    let by_library = first(checked.clone(), "library_name", "A-0003");
    assert_eq!(by_library.ready_rows(), 2);
    assert_eq!(by_library, check(by_library.sheet().clone(), TODAY));
    // And is over when the cell is as it was.
    let back = by_id.edit(TODAY, |sheet| sheet.set(2, 0, "A-0003".to_owned())).0;
    assert_eq!(back, checked);
}
