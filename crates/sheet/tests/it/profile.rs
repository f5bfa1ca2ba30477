//! What a sheet holds is counted once, wholly, and leads back to its rows.

use crate::sheets::{TODAY, checked};
use proptest::prelude::*;
use sheet::check::{Checked, check};
use sheet::profile::{Bar, Counting, Grid, Naming, Plate, Plates, Profile, Slice, Step, Tally};
use sheet::read::Change;

const HEADINGS: &str = "central_sample_id,is_surveillance,adm1,adm2,collection_date,received_date,\
    library_name,ct_1_ct_value,ct_3_ct_value,source_age,Sample_Well,Sample_Plate,barcode";

const CELLS: [&[&str]; 13] = [
    &["A-#", "A-1", "A-2", "9434765919", ""],
    &["Y", "N", "maybe"],
    &["UK-ENG", "UK-WLS", "England", ""],
    &["Kent", "KENT", "Ynys Môn", "CB2 1TN", "Kent2", ""],
    &["2026-11-01", "2026-11-02", "01/11/2026", "2026-02-11", "2027-01-01", "soon", ""],
    &["2026-11-19", "2025-12-01", ""],
    &["", "LIB-1", "HOOT-LIB-2", "HOOT-LIB-3", "943 476 5919"],
    &["21.4", "0", "-0", "50", "1e300", "21,4", "33", ""],
    &["19.9", ""],
    &["30", "x", ""],
    &["A1", "a01", "H12", "P24", "Q1", ""],
    &["P1", "P2", "943 476 5919", ""],
    &["", "NB01", "nb02", "NB96", "ACGT-TTTT"],
];

fn sheets() -> impl Strategy<Value = (String, Vec<usize>)> {
    // Most cells are good, so that some rows are ready.
    let cell = |cells: &'static [&'static str]| prop_oneof![6 => Just(cells[0]), 1 => prop::sample::select(cells)];
    let cells: Vec<_> = CELLS.iter().map(|cells| cell(cells)).collect();
    let rows = prop::collection::vec(cells, 1..14);
    (rows, prop::collection::vec(0..14_usize, 0..3)).prop_map(|(rows, removed)| {
        let line =
            |(nth, cells): (usize, &Vec<&str>)| cells.join(",").replace('#', &nth.to_string());
        let lines: Vec<String> = rows.iter().enumerate().map(line).collect();
        (format!("{HEADINGS}\nkept,,,,,,,,,,,,\n{}\n", lines.join("\n")), removed)
    })
}

fn checked_without(csv: &str, removed: Vec<usize>) -> Checked {
    let mut sheet = checked(csv).into_sheet();
    sheet.change(Change::of_rows(removed, true));
    check(sheet, TODAY)
}

/// Every bar of a profile, with those of what no bar stands for, by picture.
fn pictures(profile: &Profile) -> Vec<(Vec<Bar>, Tally)> {
    let rest = |column: usize, rest: sheet::profile::Rest| {
        let blank = Bar { slice: Slice::Blank { column }, rows: rest.blank };
        [blank, Bar { slice: Slice::Unread { column }, rows: rest.unread }]
    };
    let all = |bars: &[Bar], others: [Bar; 2]| {
        let bars: Vec<Bar> = bars.iter().cloned().chain(others).collect();
        let sum = bars.iter().fold(Tally::default(), |sum, bar| sum.and(bar.rows));
        (bars, sum)
    };
    let days = profile.days.iter().map(|it| all(&it.bars, rest(it.column, it.rest)));
    let shares = profile.shares.iter().map(|it| all(&it.bars, rest(it.column, it.rest)));
    let spreads = profile.spreads.iter().map(|it| all(&it.bars, rest(it.column, it.rest)));
    days.chain(shares).chain(spreads).collect()
}

fn rows_of(checked: &Checked, slice: &Slice) -> Tally {
    let rows: Vec<usize> =
        (0..checked.sheet().rows()).filter(|row| slice.holds(checked, *row)).collect();
    let ready = rows.iter().filter(|row| checked.is_ready(**row)).count();
    Tally { ready, to_mend: rows.len() - ready }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn each_picture_shows_every_row_once_and_leads_to_it((csv, removed) in sheets()) {
        let checked = checked_without(&csv, removed);
        let profile = Profile::of(&checked);
        prop_assert_eq!(profile.rows.ready, checked.ready_rows());
        prop_assert_eq!(profile.rows.to_mend, checked.rows_to_mend());
        for (bars, sum) in pictures(&profile) {
            prop_assert_eq!(sum, profile.rows);
            for bar in bars {
                prop_assert_eq!(rows_of(&checked, &bar.slice), bar.rows, "{:?}", bar.slice);
            }
        }
        for column in &profile.columns {
            prop_assert_eq!(column.filled + column.faulty + column.blank, profile.rows.all());
            let blank = rows_of(&checked, &Slice::Blank { column: column.column });
            prop_assert_eq!(blank.all(), column.blank);
        }
    }

    #[test]
    fn each_row_is_in_one_well_or_named_as_in_none((csv, removed) in sheets()) {
        let checked = checked_without(&csv, removed);
        if let Plates::Drawn { plates, rest, grid, .. } = Profile::of(&checked).plates {
            prop_assert_eq!(rows_of(&checked, &rest.slice), rest.rows);
            let wells = || plates.iter().flat_map(|plate| &plate.wells);
            let mut rows: Vec<usize> = wells().flat_map(|well| well.rows.clone()).collect();
            let placed = rows.len();
            rows.sort_unstable();
            rows.dedup();
            prop_assert_eq!(rows.len(), placed);
            prop_assert_eq!(placed + rest.rows.all(), checked.ready_rows() + checked.rows_to_mend());
            for well in wells() {
                prop_assert!(well.place.row < grid.rows && well.place.column < grid.columns);
                prop_assert_eq!(well.tally.all(), well.rows.len());
            }
        }
    }

    #[test]
    fn a_sheet_counted_in_pieces_is_the_same((csv, removed) in sheets(), piece in 1..5_usize) {
        let checked = checked_without(&csv, removed);
        let mut counting = Counting::new(&checked);
        while counting.go_on(&checked, piece) {}
        prop_assert_eq!(counting.finish(&checked), Profile::of(&checked));
    }

    #[test]
    fn nothing_that_points_to_a_person_is_named((csv, _) in sheets()) {
        let profile = format!("{:?}", Profile::of(&checked(&csv)));
        for private in ["943", "CB2", "maybe", "England"] {
            prop_assert!(!profile.contains(private), "{}", profile);
        }
    }
}

#[test]
fn only_columns_that_are_about_nobody_are_named() {
    let checked = checked(&format!(
        "{HEADINGS}\nA-1,Y,UK-ENG,KENT,2026-11-01,2026-11-02,HOOT-1,21.4,22,30,A1,P1,NB01\n"
    ));
    let profile = Profile::of(&checked);
    let columns = profile.days.iter().map(|it| it.column);
    let columns = columns.chain(profile.shares.iter().map(|it| it.column));
    let columns: Vec<usize> = columns.chain(profile.spreads.iter().map(|it| it.column)).collect();
    assert_eq!(columns, [4, 5, 2, 3, 6, 7, 8]);
    for column in columns {
        let field = checked.sheet().columns()[column].field.expect("a column of Majora's");
        assert!(!field.private, "{}", field.name);
    }
}

fn days(cells: &[&str]) -> (Step, Vec<usize>) {
    let rows: String = cells.iter().enumerate().map(|(n, day)| format!("A-{n},{day}\n")).collect();
    let profile = Profile::of(&checked(&format!("central_sample_id,collection_date\n{rows}")));
    let days = &profile.days[0];
    (days.step, days.bars.iter().map(|bar| bar.rows.all()).collect())
}

#[test]
fn there_is_a_bar_for_each_day_and_for_each_week_of_many() {
    let few = days(&["2026-11-03", "2026-11-01", "2026-11-03", ""]);
    assert_eq!(few, (Step::Day, vec![1, 0, 2]));
    // Six weeks to the day, and a day more. The first of October was a Thursday.
    assert_eq!(days(&["2026-10-01", "2026-11-11"]).0, Step::Day);
    let many = days(&["2026-10-01", "2026-10-04", "2026-10-05", "2026-11-12"]);
    assert_eq!(many, (Step::Week, vec![2, 1, 0, 0, 0, 0, 1]));
}

#[test]
fn what_stands_most_often_comes_first() {
    let csv = "central_sample_id,adm2\nA-1,Kent\nA-2,Essex\nA-3,essex\nA-4,Surrey\nA-5,\n";
    let shares = &Profile::of(&checked(csv)).shares[0];
    let told: Vec<(String, usize)> = shares
        .bars
        .iter()
        .map(|bar| match &bar.slice {
            Slice::Text { text, .. } => (text.clone(), bar.rows.all()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [("ESSEX".into(), 2), ("KENT".into(), 1), ("SURREY".into(), 1)]);
    assert_eq!(shares.rest.blank.all(), 1);
}

fn spread(cells: &[&str]) -> (Vec<(f64, f64, usize)>, [f64; 3]) {
    let rows: String = cells.iter().enumerate().map(|(n, ct)| format!("A-{n},{ct}\n")).collect();
    let profile = Profile::of(&checked(&format!("central_sample_id,ct_1_ct_value\n{rows}")));
    let spread = &profile.spreads[0];
    let bar = |bar: &Bar| match bar.slice {
        Slice::Numbers { from, below, .. } => (from, below, bar.rows.all()),
        ref other => panic!("{other:?}"),
    };
    (spread.bars.iter().map(bar).collect(), spread.quartiles)
}

#[test]
fn ct_values_fall_under_bars_of_equal_width() {
    let (bars, quartiles) = spread(&["20.9", "20", "22.5", "21", "x", ""]);
    assert_eq!(bars, [(20.0, 21.0, 2), (21.0, 22.0, 1), (22.0, 23.0, 1)]);
    assert_eq!(quartiles.map(|ct| format!("{ct:.3}")), ["20.675", "20.950", "21.375"]);
    let (bars, _) = spread(&["9.5", "40"]);
    assert_eq!((bars[0], bars.len()), ((8.0, 10.0, 1), 17));
    // What no PCR gives makes one bar more, not a thousand.
    let (bars, _) = spread(&["49", "50", "2140"]);
    assert_eq!(bars, [(49.0, 50.0, 1), (50.0, f64::INFINITY, 2)]);
    assert_eq!(spread(&["1e300"]).0, [(50.0, f64::INFINITY, 1)]);
    assert_eq!(spread(&["0", "0"]), (vec![(0.0, 1.0, 2)], [0.0; 3]));
}

#[test]
fn what_is_filled_is_told_from_what_passes() {
    let csv = "central_sample_id,adm1,is_surveillance,notes,secondary_accession\n\
        A-1,UK-ENG,Y,x,y\nA-2,England,,x,y\n";
    let profile = Profile::of(&checked(csv));
    let told: Vec<_> =
        profile.columns.iter().map(|it| (it.column, it.filled, it.faulty, it.blank)).collect();
    // What isn't sent is not told of; what the file lacks is.
    assert_eq!(told, [(0, 2, 0, 0), (1, 1, 1, 0), (2, 1, 0, 1), (5, 0, 0, 2)]);
}

fn plates(csv: &str) -> Plates {
    Profile::of(&checked(csv)).plates
}

/// The name of each plate, with its wells and their rows.
fn told(plates: &Plates) -> Vec<String> {
    let Plates::Drawn { grid, plates, rest, .. } = plates else {
        return vec![format!("{plates:?}")];
    };
    let plate = |plate: &Plate| {
        let wells = plate.wells.iter();
        let wells = wells.map(|well| format!("{}={:?}", grid.name(well.place), well.rows));
        format!("{}: {}", plate.name, wells.collect::<Vec<_>>().join(" "))
    };
    let rest = (rest.rows.all() > 0).then(|| format!("nowhere: {}", rest.rows.all()));
    plates.iter().map(plate).chain(rest).collect()
}

#[test]
fn wells_are_drawn_by_plate() {
    let csv = "central_sample_id,Sample_Plate,Sample_Well\n\
        A-1,P1,A1\nA-2,P2,a01\nA-3,P1,H12\nA-4,P1,B2\nA-5,P1,somewhere\nA-6,P1,A01\n";
    let found = plates(csv);
    assert_eq!(told(&found), ["P1: A1=[0, 5] B2=[3] H12=[2]", "P2: A1=[1]", "nowhere: 1"]);
    let Plates::Drawn { column, grid, .. } = found else { panic!("no plate") };
    assert_eq!((column, grid), (2, Grid { naming: Naming::Wells, rows: 8, columns: 12 }));
}

#[test]
fn without_plates_a_library_tells_one_from_another() {
    let one = plates("central_sample_id,library_name,well\nA-1,LIB-1,A1\nA-2,LIB-2,A2\n");
    assert_eq!(told(&one), [": A1=[0] A2=[1]"]);
    let two = plates("central_sample_id,library_name,well\nA-1,LIB-1,A1\nA-2,LIB-2,A1\n");
    assert_eq!(told(&two), ["LIB-1: A1=[0]", "LIB-2: A1=[1]"]);
    let unclear = plates("central_sample_id,well\nA-1,A1\nA-2,A1\nA-3,A2\nA-4,A2\n");
    assert_eq!(unclear, Plates::Unclear { column: 1 });
}

#[test]
fn numbered_barcodes_stand_in_the_order_of_their_numbers() {
    let found = plates("central_sample_id,barcode\nA-1,NB02\nA-2,nb13\nA-3,NB01\n");
    assert_eq!(told(&found), [": 1=[2] 2=[0] 13=[1]"]);
    for barcodes in [["NB01", "RB02"], ["NB01", "ACGT"], ["NB01", "NB500"], ["", ""]] {
        let csv = format!("central_sample_id,barcode\nA-1,{}\nA-2,{}\n", barcodes[0], barcodes[1]);
        assert_eq!(plates(&csv), Plates::Unnamed, "{barcodes:?}");
    }
}

#[test]
fn no_place_is_made_up() {
    for csv in [
        "central_sample_id,library_name\nA-1,LIB-1\nA-2,LIB-1\n",
        "central_sample_id,position_id\nA1,X1\n",
        "central_sample_id,Wellcome_id\nA-1,W1234\n",
        "A1,central_sample_id\nx,B1\n",
    ] {
        assert_eq!(plates(csv), Plates::Unnamed, "{csv}");
    }
}

#[test]
fn the_sheet_of_an_instrument_has_its_wells_and_barcodes() {
    let illumina = "[Data],,,\nSample_ID,Sample_Plate,Sample_Well,index\n\
        A-1,Plate 7,C01,ACGT\nA-2,Plate 7,C02,TTTT\n";
    assert_eq!(told(&plates(illumina)), ["Plate 7: C1=[0] C2=[1]"]);
    let minknow = "flow_cell_id,sample_id,experiment_id,alias,barcode\n\
        F1,LIB-1,E1,A-1,barcode01\nF1,LIB-1,E1,A-2,barcode02\n";
    assert_eq!(told(&plates(minknow)), [": 1=[0] 2=[1]"]);
}
