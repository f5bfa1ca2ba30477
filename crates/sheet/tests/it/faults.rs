//! What is wrong, in words, and where.

use crate::sheets::{HEADINGS, checked, csv, row};
use sheet::problem::Severity;

/// Checks one row with these cells beside those of a good sample, library and run.
#[track_caller]
fn cell(column: &str, text: &str, code: &str, severity: Severity, message: &str) {
    let mut headings: Vec<&str> = HEADINGS.split(',').collect();
    let row = row("A-1", "LIB-1", "RUN-1");
    let mut cells: Vec<&str> = row.split(',').collect();
    match headings.iter().position(|heading| *heading == column) {
        Some(at) => cells[at] = text,
        None => {
            headings.push(column);
            cells.push(text);
        }
    }
    let checked = checked(&format!("{}\n{}\n", headings.join(","), cells.join(",")));
    let [problem] = checked.problems() else { panic!("{column}: {:?}", checked.problems()) };
    assert_eq!((problem.fault.code(), problem.severity()), (code, severity), "{column}");
    assert_eq!(problem.message(checked.sheet()), message, "{column}");
    assert_eq!(checked.is_ready(0), severity == Severity::Warning, "{column}");
    assert!(text.len() < 3 || !message.contains(text), "{column}: the message repeats the cell");
}

#[test]
fn every_fault_of_a_cell_and_its_sentence() {
    use Severity::{Error, Warning};
    let long = "x".repeat(49);
    for (column, text, code, severity, message) in [
        (
            "sender_sample_id",
            long.as_str(),
            "too_long",
            Error,
            "sender_sample_id must be at most 48 characters. This has 49",
        ),
        (
            "library_name",
            "LIB9",
            "too_short",
            Error,
            "library_name must be at least 5 characters. This has 4",
        ),
        (
            "central_sample_id",
            "A/1",
            "reserved_character",
            Error,
            "central_sample_id must not contain a full stop, / or \\",
        ),
        (
            "central_sample_id",
            "ct:1",
            "reserved_id",
            Error,
            "central_sample_id must not be ‘ct’, begin with ‘ct:’ or begin with ‘metadata__’: Majora uses these itself",
        ),
        (
            "sender_sample_id",
            "a\0b",
            "nul_character",
            Error,
            "sender_sample_id has a character that can't be seen and that Majora refuses. Type it again",
        ),
        (
            "sender_sample_id",
            "a\u{200b}b",
            "invisible_character",
            Error,
            "sender_sample_id has a line break or a character that can't be seen, and would be another for it. Type it again",
        ),
        (
            "central_sample_id",
            "'00123",
            "leading_apostrophe",
            Error,
            "central_sample_id begins with the mark by which a spreadsheet keeps a text as it is. Leave the mark out",
        ),
        (
            "collecting_org",
            "#REF!",
            "spreadsheet_error",
            Error,
            "collecting_org holds an error of a spreadsheet. Fix the formula there, or enter the value here",
        ),
        (
            "biosample_source_id",
            "NULL",
            "placeholder",
            Error,
            "biosample_source_id says that there is none, but Majora takes it for a name that all such rows share. Enter it, or leave it blank",
        ),
        (
            "sender_sample_id",
            "Mar-21",
            "like_a_date",
            Warning,
            "sender_sample_id looks like a date. A spreadsheet makes dates of ids such as MAR21: check that this is what is meant",
        ),
        (
            "run_name",
            "RUN-1234567890",
            "long_digit_run",
            Error,
            "run_name must not have ten or more digits in a row: Majora takes them for a date and breaks",
        ),
        (
            "adm1",
            "England",
            "not_an_option",
            Error,
            "adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR",
        ),
        (
            "is_hcw",
            "TRUE",
            "not_yes_no",
            Error,
            "is_hcw must be Y or N. Majora would store anything else as blank",
        ),
        (
            "source_age",
            "thirty",
            "not_whole",
            Error,
            "source_age must be a whole number, such as 30",
        ),
        (
            "ct_1_ct_value",
            "high",
            "not_a_number",
            Error,
            "ct_1_ct_value must be a number, such as 21.4",
        ),
        ("source_age", "-30", "negative", Error, "source_age must be 0 or more"),
        (
            "received_date",
            "last week",
            "not_a_date",
            Error,
            "received_date must be a date written as year-month-day, such as 2021-05-04 for 4 May 2021",
        ),
        (
            "start_time",
            "at noon",
            "not_a_date_time",
            Error,
            "start_time must be a date and time, such as 2021-05-04 09:30",
        ),
        (
            "collection_date",
            "2026-11-21",
            "date_in_future",
            Error,
            "collection_date must not be in the future",
        ),
        (
            "collection_date",
            "2025-11-19",
            "date_too_old",
            Error,
            "collection_date must be 2025-11-20 or later: Majora refuses dates more than a year old",
        ),
        (
            "adm2",
            "CB2 East",
            "digit_in_county",
            Error,
            "adm2 must not contain numbers. For the first half of a postcode use adm2_private",
        ),
        (
            "adm2_private",
            "CB2 1TN",
            "space_in_postcode",
            Error,
            "Enter only the first half of the postcode in adm2_private",
        ),
        ("adm1", "", "missing", Error, "Enter adm1: UK-ENG, UK-SCT, UK-WLS or UK-NIR"),
        ("is_surveillance", "", "missing", Error, "Enter is_surveillance: Y or N"),
        ("instrument_model", "", "missing", Error, "Enter instrument_model"),
        ("collection_date", "", "no_date", Error, "Enter a collection_date or a received_date"),
        (
            "admission_date",
            "2026-10-01",
            "admission_without_hospital",
            Error,
            "admission_date is filled in, so is_hospital_patient must be Y",
        ),
        (
            "ct_2_test_kit",
            "INHOUSE",
            "test_without_value",
            Error,
            "A test is described without its ct_value. Enter it, or Majora drops the test",
        ),
        (
            "library_name",
            "",
            "library_name_missing",
            Error,
            "Columns of the library are filled in, so library_name must be too",
        ),
        (
            "run_name",
            "",
            "run_name_missing",
            Error,
            "Columns of the run are filled in, so run_name must be too",
        ),
        (
            "flavour",
            "sweet",
            "unknown_column",
            Warning,
            "flavour is not a column of Majora. It will not be sent",
        ),
        (
            "colection_date",
            "2026-11-01",
            "unknown_column",
            Warning,
            "colection_date is not a column of Majora. It will not be sent",
        ),
        (
            "recieved_date",
            "2026-11-01",
            "unknown_column",
            Warning,
            "recieved_date is not a column of Majora. It will not be sent. It may be meant for received_date",
        ),
        (
            "foo.bar",
            "a thing",
            "may_be_metadata",
            Warning,
            "foo.bar is not a column of Majora. It will not be sent, unless you say that it is metadata of the sample",
        ),
        (
            "sender_sample_id",
            "943 476 5919",
            "nhs_number",
            Error,
            "sender_sample_id holds what looks like an NHS number. A patient can be found by it: remove it, here and in the file",
        ),
        (
            "adm2",
            "CB2 1TN",
            "full_postcode",
            Error,
            "adm2 holds what looks like a full postcode. A patient can be found by it: remove it, or leave only its first half in adm2_private",
        ),
        (
            "secondary_accession",
            "EPI_1",
            "no_longer_taken",
            Warning,
            "Majora no longer takes secondary_accession. It will not be sent",
        ),
        ("barcode", "NB01", "not_stored", Warning, "Majora checks barcode but does not store it"),
    ] {
        cell(column, text, code, severity, message);
    }
}

#[test]
fn sentences_of_faults_that_need_more_than_a_cell() {
    let sentence = |csv: &str, nth: usize| {
        let checked = checked(csv);
        checked.problems()[nth].message(checked.sheet())
    };
    assert_eq!(
        sentence("sample_id,adm1\nA-1,UK-ENG\n", 0),
        "The file has no column is_surveillance. Enter is_surveillance: Y or N"
    );
    assert_eq!(
        sentence("sample_id,run_name,instrument_make,instrument_model\nA-1,,,\n", 0),
        "Nothing is filled in but the id. Fill in the columns of the library or run, or delete the row"
    );
    assert_eq!(
        sentence(&csv(&["A-1 - RUN-1"]), 0),
        "run_name is filled in, so library_name must be too: a run belongs to a library"
    );
    let swab = "sample_id,adm1,is_surveillance,collection_date,sample_type_collected,swab_site\n\
        A-1,UK-ENG,Y,2026-11-01,sputum,nose\n";
    assert_eq!(
        sentence(swab, 0),
        "swab_site is filled in, so sample_type_collected must be a swab or aspirate"
    );
    let template = "REQUIRED,,,\nsample_id,adm1,is_surveillance,collection_date\n\
        the id,nation,Y or N,a day\nA-1,UK-ENG,Y,2026-11-01\n";
    assert_eq!(
        sentence(template, 0),
        "Row 3 tells what to write in each column, so it was left out. If it is a sample, fix it in the file and choose the file again"
    );
    assert_eq!(checked(template).ready_rows(), 1);
    let good = csv(&["A-1 - -"]);
    assert_eq!(
        sentence(&format!("{good},beyond,further\n"), 0),
        "This row has 2 more filled cells than the file has headings. Cells may have moved: fix the row in the file and choose it again"
    );
    assert_eq!(
        sentence(&format!("{good},,beyond\n"), 0),
        "This row has 1 more filled cell than the file has headings. Cells may have moved: fix the row in the file and choose it again"
    );
    assert_eq!(
        sentence("sample_id,,adm1,is_surveillance,collection_date\nA-1,x,UK-ENG,Y,2026-11-01", 0),
        "This column has no heading. Its cells will not be sent"
    );
}

#[test]
fn problems_say_where_they_are() {
    let csv = "Sample ID,flavour,adm1,is_surveillance,beside\n\nA-1,sweet,UK-ENG,maybe,,b\n";
    let checked = checked(csv);
    let places = checked.problems().iter().map(|problem| problem.place(checked.sheet()));
    let expected = [
        "Column B, flavour",
        "Row 3",
        "Row 3, is_surveillance (cell D3)",
        "Row 3, collection_date",
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected);
}
