//! The rows to mend: a file that uploads again as the same sheet.

use crate::sheets::{HEADINGS, TODAY, row};
use proptest::prelude::*;
use sheet::answer::Halt;
use sheet::attribute::Said;
use sheet::check::{Checked, check};
use sheet::choices::{Choices, DateOrder};
use sheet::field::Section;
use sheet::fields;
use sheet::mend;
use sheet::read::{Apart, Change, Sheet, read, read_as};
use sheet::receipt::{Outcome, Receipt, Settled};
use sheet::record::Slot;

fn checked(text: &str) -> Checked {
    check(read(text.as_bytes()).expect("a sheet"), TODAY)
}

/// A receipt with these outcomes of the samples, row by row.
fn receipt(outcomes: Vec<Outcome>) -> Receipt {
    let rows = outcomes.len();
    let settled = |(row, outcome)| {
        let slot = Slot { row, section: Section::Sample };
        (slot, Settled { outcome, request: None, read_back: None })
    };
    Receipt {
        settled: outcomes.into_iter().enumerate().map(settled).collect(),
        rows,
        ..Receipt::default()
    }
}

fn saved() -> Outcome {
    Outcome::Saved { not_stored: Vec::new() }
}

fn refused() -> Outcome {
    let said = Said { field: Some(&fields::ADM1), text: "=No".into() };
    Outcome::Refused { said: vec![said] }
}

/// The columns and cells of a laboratory, without those of this program.
fn of_lab(sheet: &Sheet) -> (Vec<&str>, Vec<Vec<&str>>) {
    let columns = 0..sheet.columns().len();
    let lab: Vec<usize> =
        columns.filter(|at| sheet.columns()[*at].apart != Some(Apart::Ours)).collect();
    let headings = lab.iter().map(|at| sheet.columns()[*at].heading.as_str()).collect();
    let row = |row| lab.iter().map(|at| sheet.cell(row, *at)).collect();
    (headings, (0..sheet.rows()).map(row).collect())
}

#[test]
fn the_rows_that_were_not_saved_are_in_it_with_the_reason() {
    let text = format!(
        "{HEADINGS},notes\n{},one\n{},=1+1\n{},'-three\n{},four\n",
        row("A-1", "", ""),
        row("A-2", "", ""),
        row("A-3", "", "").replace("UK-ENG", "England"),
        row("A-4", "", ""),
    );
    let mut sheet = read(text.into_bytes()).expect("a sheet");
    sheet.change(Change::of_rows([3], true));
    let checked = check(sheet, TODAY);
    let receipt = Receipt { rows: 4, ..receipt(vec![saved(), refused()]) };
    let rows = mend::rows(&checked, &receipt);
    assert_eq!(rows, [1, 2]);
    let file = mend::file(&checked, &receipt, &rows);
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("\u{feff}central_sample_id,adm1,"), "{}", lines[0]);
    assert!(lines[0].ends_with(",notes,_row,_status,_problems"), "{}", lines[0]);
    assert!(lines[1].ends_with(",'=1+1,3,Refused,adm1: =No"), "{}", lines[1]);
    let adm1 = "\"adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR\"";
    assert!(lines[2].ends_with(&format!(",''-three,4,Has errors,{adm1}")), "{}", lines[2]);

    let again = read(file.into_bytes()).expect("a sheet");
    let (headings, cells) = of_lab(checked.sheet());
    assert_eq!(of_lab(&again), (headings, cells[1..3].to_vec()));
    let apart = again.columns().iter().filter(|column| column.apart == Some(Apart::Ours));
    assert_eq!(apart.count(), 3);

    // Mended in part and sent again, it says of itself what is new and not what was.
    let checked = check(again, TODAY);
    let file = mend::file(&checked, &self::receipt(vec![saved(), refused()]), &[1]);
    let headings = file.lines().next().expect("headings");
    assert_eq!(headings.matches("_row").count(), 1);
    assert!(file.lines().nth(1).is_some_and(|line| line.contains(",''-three,3,Refused,")));
}

#[test]
fn what_majora_holds_in_part_is_to_mend_and_is_called_so() {
    let rows: Vec<String> = (1..4).map(|n| row(&format!("A-{n}"), "L-0001", "")).collect();
    let checked = checked(&format!("{HEADINGS}\n{}\n", rows.join("\n")));
    let said = Said { field: Some(&fields::ADM1), text: "No".into() };
    let mut receipt = receipt(vec![saved(), Outcome::Saved { not_stored: vec![said] }, saved()]);
    for (row, outcome) in
        [saved(), saved(), Outcome::NotSent(Halt::Stopped)].into_iter().enumerate()
    {
        let slot = Slot { row, section: Section::Library };
        receipt.settled.insert(slot, Settled { outcome, request: None, read_back: None });
    }
    let rows = mend::rows(&checked, &receipt);
    assert_eq!(rows, [1, 2]);
    let file = mend::file(&checked, &receipt, &rows);
    let told: Vec<&str> = file.lines().skip(1).filter_map(|line| line.rsplit(',').nth(1)).collect();
    assert_eq!(told, ["Saved in part"; 2], "{file}");
}

#[test]
fn a_laboratorys_own_apostrophes_stay() {
    let sheet = read(b"central_sample_id,notes\nA-1,'=1\n").expect("a sheet");
    assert_eq!(sheet.cell(0, 1), "'=1");
    let ours = read(b"central_sample_id,'=x,_ROW\nA-1,'=1,2\n").expect("a sheet");
    assert_eq!((ours.columns()[1].heading.as_str(), ours.cell(0, 1)), ("=x", "=1"));
}

#[test]
fn other_delimiters_and_changed_cells() {
    for (text, parted) in [
        ("central_sample_id;notes\nA-1;a,b\n", "central_sample_id;notes;"),
        ("central_sample_id\tnotes\nA-1\ta,b\n", "central_sample_id,notes,"),
    ] {
        let mut sheet = read(text.as_bytes()).expect("a sheet");
        sheet.set(0, 1, "Ynys Môn; \"x\"\n-y".into());
        let checked = check(sheet, TODAY);
        let file = mend::file(&checked, &receipt(vec![refused()]), &[0]);
        assert!(file.trim_start_matches('\u{feff}').starts_with(parted), "{file}");
        let again = read(file.into_bytes()).expect("a sheet");
        assert_eq!(of_lab(&again), of_lab(checked.sheet()));
    }
}

#[test]
fn dates_whose_order_the_user_has_said_are_written_so_that_nobody_asks_again() {
    let text = format!("{HEADINGS}\n{}\n", row("A-1", "", "").replace("2026-11-01", "01/11/2026"));
    let dates = [(3, DateOrder::DayMonthYear)].into();
    let choices = Choices { dates, ..Choices::default() };
    let told = check(read_as(&text, &choices).expect("a sheet"), TODAY);
    let file = mend::file(&told, &receipt(vec![refused()]), &[0]);
    let again = checked(&file);
    assert_eq!(again.sheet().cell(0, 3), "2026-11-01");
    // While nobody has said it, they stay.
    let told = checked(&text);
    let file = mend::file(&told, &receipt(vec![refused()]), &[0]);
    assert_eq!(checked(&file).sheet().cell(0, 3), "01/11/2026");
}

#[test]
fn the_meaning_that_the_user_gave_a_column_stays() {
    let choices =
        Choices { columns: [(0, Some(&fields::CENTRAL_SAMPLE_ID))].into(), ..Choices::default() };
    let sheet = read_as(b"Plate well,adm1\nA-1,UK-ENG\n", &choices).expect("a sheet");
    let checked = check(sheet, TODAY);
    let file = mend::file(&checked, &receipt(vec![refused()]), &[0]);
    let again = read(file.into_bytes()).expect("a sheet");
    assert_eq!(again.get(0, &fields::CENTRAL_SAMPLE_ID), "A-1");
}

#[test]
fn the_corrected_sheet_is_the_whole_of_it_as_it_stands_now() {
    let dates = [(2, DateOrder::DayMonthYear)].into();
    let choices = Choices { dates, ..Choices::default() };
    let text = "central_sample_id;adm1;collection_date;notes;_status\n\
        A-1;England;01/11/2026;a,b;Has errors\nA-2;UK-WLS;02/11/2026;c;\nA-3;UK-SCT;03/11/2026;d;\n";
    let mut sheet = read_as(text, &choices).expect("a sheet");
    sheet.set(0, 1, "UK-ENG".into());
    sheet.change(Change::of_rows(vec![1], true));
    let needed: String =
        sheet.columns().iter().filter(|c| c.added).map(|c| format!(";{}", c.heading)).collect();
    let blank = ";".repeat(needed.matches(';').count());
    assert_eq!(
        mend::corrected(&check(sheet, TODAY)),
        format!(
            "\u{feff}central_sample_id;adm1;collection_date;notes{needed}\n\
             A-1;UK-ENG;2026-11-01;a,b{blank}\nA-3;UK-SCT;2026-11-03;d{blank}\n"
        )
    );
}

#[test]
fn what_a_spreadsheet_would_run_is_marked_in_the_corrected_sheet_and_read_as_it_was() {
    let sheet = read(b"central_sample_id,notes\nA-1,=1\nA-2,'+\n").expect("a sheet");
    let file = mend::corrected(&check(sheet.clone(), TODAY));
    assert!(file.contains("A-1,'=1,") && file.contains("A-2,''+,"), "{file}");
    assert_eq!(of_lab(&read(file.into_bytes()).expect("a sheet")).1, of_lab(&sheet).1);
}

#[test]
fn the_corrected_sheet_is_called_after_the_file() {
    for (name, corrected) in [
        ("plate 1.xlsx", "plate 1-corrected.csv"),
        ("a.b.csv", "a.b-corrected.csv"),
        ("Pasted rows", "Pasted rows-corrected.csv"),
        ("plate-corrected.csv", "plate-corrected.csv"),
    ] {
        assert_eq!(mend::corrected_name(name), corrected);
    }
}

#[test]
fn rows_added_and_left_empty_are_not_in_it() {
    let mut sheet = checked("central_sample_id,adm1\nA-1,UK-ENG\n").into_sheet();
    sheet.change(Change { added: Some(2), ..Change::default() });
    sheet.set(2, 0, "A-2".into());
    let checked = check(sheet, TODAY);
    assert_eq!(mend::rows(&checked, &Receipt { rows: 3, ..Receipt::default() }), [0, 2]);
}

fn cell() -> impl Strategy<Value = String> {
    const ODD: &[&str] =
        &["", "=1", "'=1", "+4", "\t-", "@", "a;b", "\"", "a\nb", "\r=", " x ", "é"];
    prop_oneof![
        2 => prop::sample::select(ODD).prop_map(str::to_owned),
        1 => "['=@+;,\" -]{0,3}[^\\x01-\\x08\n]{0,6}",
    ]
}

proptest! {
    #[test]
    fn any_cells_come_back_as_they_were(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..5), 1..6),
        delimiter in prop::sample::select(&b",;\t"[..]),
    ) {
        let mut out = csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Vec::new());
        out.write_record(["central_sample_id", "adm2", "=notes"]).expect("memory");
        for (nth, row) in rows.iter().enumerate() {
            let id = format!("A-{nth}");
            out.write_record([id.as_str()].into_iter().chain(row.iter().map(String::as_str))).expect("memory");
        }
        let Ok(sheet) = read(out.into_inner().expect("memory")) else { return Ok(()) };
        let checked = check(sheet, TODAY);
        let all: Vec<usize> = (0..checked.sheet().rows()).collect();
        let file = mend::file(&checked, &receipt(vec![refused(); all.len()]), &all);
        let again = read(file.into_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(of_lab(&again), of_lab(checked.sheet()));
        let whole = read(mend::corrected(&checked).into_bytes())
            .map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(of_lab(&whole), of_lab(checked.sheet()));
        let beyond = |sheet: &Sheet| all.iter().map(|row| sheet.cells_beyond(*row)).collect::<Vec<_>>();
        prop_assert_eq!(beyond(&again), beyond(checked.sheet()));
        let checked_again = check(again, TODAY);
        for row in &all {
            let codes = |c: &Checked| c.problems_of(*row).iter().map(|p| p.fault.code()).collect::<Vec<_>>();
            prop_assert_eq!(codes(&checked_again), codes(&checked));
        }
    }
}
