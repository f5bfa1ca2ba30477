//! sheet → checked.

use crate::sheets::{HEADINGS, TODAY, checked, csv, row, row_without_sample, sheet};
use sheet::check::{Checked, check};
use sheet::choices::Choices;
use sheet::further;
use sheet::problem::{Fault, Problem, Severity};
use sheet::read::read_as;
use std::fmt::Write;

/// Every problem as `line column code`, with `-` where there is no line or column.
fn found(csv: &str) -> Vec<String> {
    told(&checked(csv))
}

fn told(checked: &Checked) -> Vec<String> {
    let sheet = checked.sheet();
    let place = |problem: &Problem| {
        let line = problem.row.map_or("-".into(), |row| sheet.line(row).to_string());
        let column = problem.column.map_or("-", |column| sheet.columns()[column].name());
        format!("{line} {column} {}", problem.fault.code())
    };
    checked.problems().iter().map(place).collect()
}

#[track_caller]
fn finds(csv: &str, expected: &[&str]) {
    assert_eq!(found(csv), expected, "{csv}");
}

#[test]
fn a_row_holds_the_records_whose_columns_are_filled() {
    let checked = checked(&csv(&[
        "A-1 - -",
        "A-2 LIB-1 -",
        "A-3 LIB-1 RUN-1",
        "?A-4 LIB-1 -",
        "?A-5 LIB-1 RUN-1",
        "?A-6 - RUN-1",
        "?A-7 - -",
    ]));
    let parts = (0..7).map(|row| {
        let parts = checked.parts(row);
        [(parts.sample, 's'), (parts.library, 'l'), (parts.run, 'r')]
            .into_iter()
            .filter_map(|(has, letter)| has.then_some(letter))
            .collect::<String>()
    });
    assert_eq!(parts.collect::<Vec<_>>(), ["s", "sl", "slr", "l", "lr", "r", "s"]);
    let ready: Vec<bool> = (0..7).map(|row| checked.is_ready(row)).collect();
    assert_eq!(ready, [true, true, true, true, true, false, false]);
    assert_eq!(checked.ready_rows(), 5);
}

#[test]
fn good_rows_have_no_problem() {
    finds(&csv(&["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-2 -", "A-3 LIB-3 -"]), &[]);
    finds("sample_id,adm1,is_surveillance,received_date\nA-1,UK-WLS,no,2026-11-20\n", &[]);
    // A sample that is registered elsewhere: the file needs no column of it.
    let library = "sample_id,library_name,library_seq_kit,library_seq_protocol,\
        library_layout_config,library_selection,library_source,library_strategy";
    finds(&format!("{library}\nA-1,LIB-1,K,P,PAIRED,PCR,VIRAL_RNA,WGS\n"), &[]);
    // A column that Majora no longer takes makes no record.
    finds(
        &format!("{library},secondary_accession\nA-1,LIB-1,K,P,PAIRED,PCR,VIRAL_RNA,WGS,\n"),
        &[],
    );
}

#[test]
fn what_a_record_needs() {
    finds(
        "sample_id,adm1,is_surveillance,collection_date,received_date\nA-1,,,,\n,UK-ENG,Y,2026-11-01,\n",
        &[
            "2 adm1 missing",
            "2 is_surveillance missing",
            "2 collection_date no_date",
            "3 sample_id missing",
        ],
    );
    // Where the file lacks a column, the problem stands at the one that was added.
    finds(
        "sample_id,adm1\nA-1,UK-ENG\n",
        &["2 is_surveillance missing", "2 collection_date no_date"],
    );
    finds(
        "sample_id\nA-1\n",
        &["2 adm1 missing", "2 is_surveillance missing", "2 collection_date no_date"],
    );
    let no_library = row("A-1", "", "RUN-1");
    finds(&format!("{HEADINGS}\n{no_library}\n"), &["2 library_name run_without_library"]);
    let no_name = row("A-1", "LIB-1", "RUN-1").replace("LIB-1", "").replace("RUN-1", "");
    finds(
        &format!("{HEADINGS}\n{no_name}\n"),
        &["2 library_name library_name_missing", "2 run_name run_name_missing"],
    );
    let empty_library = "A-1,UK-ENG,Y,2026-11-01,LIB-1,,,,,,,,,";
    let missing = found(&format!("{HEADINGS}\n{empty_library}\n"));
    assert_eq!(missing.len(), 6);
    assert!(missing.iter().all(|problem| problem.ends_with(" missing")), "{missing:?}");
}

#[test]
fn what_is_wrong_is_told_of_every_row_that_says_the_same() {
    let mut csv =
        "sample_id,adm1,is_surveillance,collection_date,admission_date,barcode\n".to_owned();
    for id in ["A-1", "A-2", "A-3"] {
        let _ = writeln!(csv, "{id},England,Y,2026-11-01,2026-11-02,");
    }
    let mut each = Vec::new();
    for line in 2..=4 {
        each.push(format!("{line} adm1 not_an_option"));
        each.push(format!("{line} admission_date admission_without_hospital"));
    }
    assert_eq!(found(&csv), each);
}

#[test]
fn an_id_in_a_sheet_without_sample_columns_is_no_sample() {
    let csv = "sample_id,run_name,instrument_make,instrument_model\nA-1,,,\n";
    finds(csv, &["2 - only_an_id"]);
}

#[test]
fn a_run_without_a_library_column() {
    let csv = "sample_id,run_name,instrument_make,instrument_model\nA-1,RUN-1,ILLUMINA,MiSeq\n";
    finds(csv, &["2 run_name run_without_library"]);
    let csv = "sample_id,library_source\nA-1,VIRAL_RNA\n";
    assert!(found(csv).contains(&"2 library_name library_name_missing".to_owned()));
}

#[test]
fn columns_that_mean_nothing_are_told_once_and_only_if_filled() {
    let good = "sample_id,adm1,is_surveillance,collection_date";
    let cells = "UK-ENG,Y,2026-11-01";
    finds(
        &format!(
            "{good},flavour,,epi_cluster,barcode,secondary_identifier\nA-1,{cells},,,,,\nA-2,{cells},,,,,\n"
        ),
        &[],
    );
    finds(
        &format!(
            "{good},flavour,,secondary_identifier,x\nA-1,{cells},,,,\nA-2,{cells},a,b,c,d\nA-3,{cells},a,b,c,d\n"
        ),
        &[
            "- flavour unknown_column",
            "- (no heading) unnamed_column",
            "- secondary_identifier no_longer_taken",
            "- x unknown_column",
        ],
    );
}

#[test]
fn one_sample_in_several_rows() {
    // In two libraries, or described once and named again, it is one sample.
    finds(&csv(&["A-1 LIB-1 -", "A-1 LIB-2 -", "?A-1 LIB-3 -"]), &[]);
    finds(&csv(&["A-1 LIB-1 -", "A-1 LIB-1 -"]), &["3 central_sample_id sample_twice"]);
    finds(&csv(&["A-1 - -", "A-2 - -", "A-1 - -"]), &["4 central_sample_id sample_twice"]);
    // A library that was run twice.
    finds(&csv(&["A-1 LIB-1 RUN-1", "A-1 LIB-1 RUN-2"]), &[]);
    finds(&csv(&["A-1 LIB-1 -", "?A-1 LIB-1 RUN-2"]), &[]);
    finds(
        &csv(&["A-1 LIB-1 RUN-1", "A-1 LIB-1 RUN-2", "A-1 LIB-1 RUN-1"]),
        &["4 central_sample_id sample_twice"],
    );
    finds(&csv(&["A-1 LIB-1 -", "?A-1 LIB-1 -"]), &["3 central_sample_id sample_twice"]);
    // Ids are told apart by case, but not by everyone who reads them.
    finds(
        &csv(&["A-1 - -", "a-1 - -"]),
        &["2 central_sample_id looks_like", "3 central_sample_id looks_like"],
    );
    let other = csv(&["A-1 LIB-1 -", "A-1 LIB-2 -", "A-1 LIB-3 -"]).replacen("UK-ENG", "UK-SCT", 1);
    finds(
        &other,
        &[
            "2 central_sample_id sample_differs",
            "3 central_sample_id sample_differs",
            "4 central_sample_id sample_differs",
        ],
    );
    let lines = checked(&other);
    let sentences = lines.problems().iter().map(|problem| problem.message(lines.sheet()));
    let same =
        |line: u32| format!("Row {line} has the same sample with other values. Keep one of them");
    assert_eq!(sentences.collect::<Vec<_>>(), [same(3), same(2), same(2)]);
}

#[test]
fn cells_that_mean_the_same_do_not_differ() {
    let headings = format!("{HEADINGS},library_layout_read_length");
    let one = row("A-1", "LIB-1", "RUN-1");
    let same = one
        .replace(",Y,", ",yes,")
        .replace("2026-11-01", "2026-11-1")
        .replace("OXFORD_NANOPORE", "Oxford Nanopore");
    finds(&format!("{headings}\n{one},400\n{},400.0\n", same.replace("A-1", "A-2")), &[]);
    finds(
        &format!("{headings}\n{one},400\n{},\n", same.replace("LIB-1", "LIB-2")),
        &["2 run_name run_on_several_libraries"],
    );
}

#[test]
fn rows_of_a_library_or_run_agree() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-1 RUN-1"];
    let odd = csv(&rows).replacen("LSK109", "LSK110", 1).replacen("GridION", "MinION", 2);
    finds(&odd, &["2 library_seq_kit library_differs", "4 instrument_model run_differs"]);
    let checked = checked(&odd);
    let sentences = checked.problems().iter().map(|problem| problem.message(checked.sheet()));
    let expected = [
        "Row 3 of the same library says something else in library_seq_kit. A library has one",
        "Row 2 of the same run says something else in instrument_model. A run has one",
    ];
    assert_eq!(sentences.collect::<Vec<_>>(), expected);
    // What belongs to the place of a sample in the library may differ.
    finds(&csv(&rows).replacen("PCR", "RANDOM", 1), &[]);
    // A blank that may not be blank is missing, not different.
    finds(
        &csv(&rows).replacen("LSK109", "", 2),
        &["2 library_seq_kit missing", "3 library_seq_kit missing"],
    );
}

#[test]
fn a_value_outvotes_blanks_and_the_first_wins_a_tie() {
    let headings = format!("{HEADINGS},flowcell_id");
    let with = |cells: &[&str]| {
        let mut csv = headings.clone();
        for (nth, cell) in cells.iter().enumerate() {
            let _ = write!(csv, "\n{},{cell}", row(&format!("A-{nth}"), "LIB-1", "RUN-1"));
        }
        csv
    };
    finds(&with(&["", "", "F-1"]), &["2 flowcell_id run_differs", "3 flowcell_id run_differs"]);
    finds(&with(&["F-2", "F-1"]), &["3 flowcell_id run_differs"]);
    finds(&with(&["F-2", "F-1", "F-1"]), &["2 flowcell_id run_differs"]);
    finds(&with(&["", "", ""]), &[]);
}

#[test]
fn names_that_look_alike_are_told_once_each_and_stop_nothing() {
    let rows = ["A-10 LIB-01 RUN-1", "A-1O LIB-01 RUN-1", "A-2 LIB-O1 RUN-l", "A-3 LIB-O1 RUN-l"];
    let expected = [
        "2 central_sample_id looks_like",
        "2 library_name looks_like",
        "2 run_name looks_like",
        "3 central_sample_id looks_like",
        "4 library_name looks_like",
        "4 run_name looks_like",
    ];
    finds(&csv(&rows), &expected);
    let checked = checked(&csv(&rows));
    assert_eq!(checked.ready_rows(), 4);
    assert_eq!(
        checked.problems()[1].message(checked.sheet()),
        "Row 4 has a library_name that looks like this one. Check that both are meant: names can't be changed later"
    );
}

#[test]
fn a_wrong_digit_of_a_heron_barcode_is_told_with_the_right_one() {
    let rows = ["LOND-DE672 - -", "LOND-DFFEF - -", "LOND-D54DC - -", "HOOT-00001 - -"];
    finds(&csv(&rows), &["4 central_sample_id check_digit"]);
    let told = checked(&csv(&rows));
    assert_eq!(told.ready_rows(), 4);
    assert_eq!(
        told.problems()[0].message(told.sheet()),
        "central_sample_id looks like a Heron barcode with a mistake: its last digit should be B"
    );
    // Where most have another, they come from elsewhere.
    finds(&csv(&["ABCD-1A111 - -", "ABCD-1A222 - -", "ABCD-1A333 - -", "ABCD-1A444 - -"]), &[]);
}

#[test]
fn a_source_leads_to_the_first_sample_of_a_patient() {
    let sheet = |sources: &[&str]| {
        let mut csv = "sample_id,adm1,is_surveillance,collection_date,source_id".to_owned();
        for (nth, source) in sources.iter().enumerate() {
            let _ = write!(csv, "\nA-{nth},UK-ENG,Y,2026-11-01,{source}");
        }
        csv
    };
    finds(&sheet(&["", "A-0", "A-0"]), &[]);
    finds(&sheet(&["A-0", "A-0", "A-0"]), &[]);
    finds(&sheet(&["P-1", "P-1", "A-9"]), &[]);
    finds(
        &sheet(&["P-1", "A-0", "A-1"]),
        &["3 source_id source_of_source", "4 source_id source_of_source"],
    );
    let told = checked(&sheet(&["P-1", "A-0"]));
    assert_eq!(
        told.problems()[0].message(told.sheet()),
        "This names the sample in row 2, which has another source_id. Give all samples of one patient the same"
    );
    assert_eq!(told.ready_rows(), 2);
    // Of a sample in several rows, the first is meant.
    let twice = sheet(&["P-1", "P-1", "A-0"]).replace("\nA-1,", "\nA-0,");
    let told = checked(&twice);
    let lines = told.problems().iter().filter_map(|problem| match problem.fault {
        Fault::SourceOfSource { line } => Some(line),
        _ => None,
    });
    assert_eq!(lines.collect::<Vec<_>>(), [2]);
}

#[test]
fn nothing_by_which_a_person_can_be_found_stands_in_any_column() {
    let columns = "sample_id,adm1,is_surveillance,collection_date,adm2,adm2_private,source_age,\
        foo.bar,flavour,secondary_identifier,library_name";
    for (nhs, postcode) in [("943 476 5919", "CB2 1TN"), ("9434765919", "SW1A1AA")] {
        for (at, column) in columns.split(',').enumerate() {
            let mut cells = vec!["A-1", "UK-ENG", "Y", "2026-11-01", "", "", "", "", "", "", ""];
            for (cell, code) in [(nhs, "nhs_number"), (postcode, "full_postcode")] {
                // A name may have any six or seven characters.
                if cell == "SW1A1AA" && ["sample_id", "library_name"].contains(&column) {
                    continue;
                }
                cells[at] = cell;
                let checked = checked(&format!("{columns}\n{}\n", cells.join(",")));
                let codes = checked.problems_of(0).iter().filter(|p| p.column == Some(at));
                let codes: Vec<&str> = codes.map(|p| p.fault.code()).collect();
                let expected = match column {
                    "adm2_private" if cell == "CB2 1TN" => "space_in_postcode",
                    _ => code,
                };
                assert_eq!(
                    (codes, checked.is_ready(0)),
                    (vec![expected], false),
                    "{column} {cell}"
                );
                let told = checked.problems().iter().map(|p| p.message(checked.sheet()));
                assert!(told.into_iter().all(|message| !message.contains(cell)), "{column} {cell}");
            }
        }
    }
}

#[test]
fn a_number_of_ten_digits_among_many_may_be_any_number() {
    let of = |numbers: &[u64]| {
        let row = |(nth, number): (usize, &u64)| format!("A-{nth},UK-ENG,Y,2026-11-01,{number}\n");
        let rows: String = numbers.iter().enumerate().map(row).collect();
        found(&format!("sample_id,adm1,is_surveillance,collection_date,sender_sample_id\n{rows}"))
    };
    // Every eleventh number fits, as 9434765919 does.
    let following: Vec<u64> = (9_434_765_910..9_434_765_922).collect();
    assert_eq!(of(&following), ["11 sender_sample_id may_be_nhs_number"]);
    assert_eq!(of(&following[..11]), ["11 sender_sample_id nhs_number"], "too few to tell");
    let patients = [vec![9_434_765_919; 4], vec![1_234_567_891; 8]].concat();
    assert_eq!(of(&patients).len(), 4);
    assert!(of(&patients).iter().all(|problem| problem.ends_with("sender_sample_id nhs_number")));
}

#[test]
fn an_age_that_nobody_reaches_is_told() {
    let csv = |age| format!("{HEADINGS},source_age\n{},{age}\n", row("A-1", "", ""));
    finds(&csv("120"), &[]);
    finds(&csv("1985"), &["2 source_age unlikely_age"]);
    assert_eq!(checked(&csv("1985")).ready_rows(), 1);
}

#[test]
fn a_day_that_hardly_can_be_is_told_where_majora_takes_any() {
    let columns = format!("{HEADINGS},is_hospital_patient,admission_date,start_time");
    let of = |cells: &str| format!("{columns}\n{},{cells}\n", row("A-1", "LIB-1", "RUN-1"));
    // Today is 20 November 2026, and somewhere it is the 21st.
    for good in ["Y,2026-11-21,2026-11-20 10:00", "Y,2016-11-20,2016-11-20 10:00", "Y,,"] {
        finds(&of(good), &[]);
    }
    for (day, time) in [("0021-11-01", "2062-11-20 10:00"), ("2026-11-22", "2016-11-19 10:00")] {
        let csv = of(&format!("Y,{day},{time}"));
        finds(&csv, &["2 admission_date unlikely_date", "2 start_time unlikely_date"]);
        assert_eq!(checked(&csv).ready_rows(), 1, "it is told, and stops nothing");
    }
}

#[test]
fn tests_of_any_number() {
    let columns = "sample_id,adm1,is_surveillance,collection_date,ct_3_ct_value,ct_3_test_kit,\
        CT 12 Ct Value,ct_12_test_kit";
    let good = "A-1,UK-ENG,Y,2026-11-01";
    let with = |cells: &str| format!("{columns}\n{good},{cells}\n");
    finds(&with("21.4,ROCHE,22,BD"), &[]);
    finds(&with("21.4,ROCHE,22,"), &[]);
    finds(
        &with("high,ROCHE,22,roche"),
        &["2 ct_3_ct_value not_a_number", "2 ct_12_test_kit not_an_option"],
    );
    finds(&with(",ROCHE,,"), &["2 ct_3_ct_value test_without_value"]);
    finds(&with("21.4,ROCHE,22,ROCHE"), &["2 CT 12 Ct Value tests_alike"]);
    assert_eq!(checked(&with("21.4,ROCHE,22,ROCHE")).ready_rows(), 1);
}

#[test]
fn metadata_is_sent_where_the_user_says_so() {
    let columns = "sample_id,adm1,is_surveillance,collection_date";
    let good = "A-1,UK-ENG,Y,2026-11-01";
    let long = format!("{}.key", "n".repeat(65));
    finds(
        &format!("{columns},foo.bar,epi.cluster,{long},No. of swabs\n{good},a,b,c,d\n"),
        &[
            "- foo.bar may_be_metadata",
            &format!("- {long} tag_too_long"),
            "- No. of swabs unknown_column",
        ],
    );
    let csv = format!("{columns},foo.bar,Hosp.No\n{good},{},1\n", "v".repeat(129));
    finds(&csv, &["- foo.bar may_be_metadata", "- Hosp.No may_be_metadata"]);
    let columns = [(4, further::column("foo.bar"))].into();
    let choices = Choices { columns, ..Choices::default() };
    let checked = check(read_as(&csv, &choices).expect("a sheet"), TODAY);
    assert_eq!(
        told(&checked),
        ["- foo.bar sent_as_metadata", "- Hosp.No may_be_metadata", "2 foo.bar too_long"]
    );
}

#[test]
fn points_in_a_heading_and_marks_behind_it_are_no_part_of_its_name() {
    finds(
        "Central Sample ID*,adm1 *,is.surveillance,Collection.Date:,source.age,adm1.1\n\
         A-1,UK-ENG,Y,2026-11-01,30,UK-ENG\n",
        &["- adm1.1 may_be_metadata"],
    );
}

#[test]
fn a_run_of_a_library_that_is_registered_elsewhere() {
    let columns = "sample_id,library_name,run_name,instrument_make,instrument_model";
    let csv =
        format!("{columns}\nA-1,LIB-1,RUN-1,ILLUMINA,MiSeq\nA-2,LIB-1,RUN-1,ILLUMINA,MiSeq\n");
    finds(&csv, &[]);
    let runs = checked(&csv);
    let parts = runs.parts(0);
    assert_eq!([parts.sample, parts.library, parts.run], [false, false, true]);
    // A new sample must get into its library, so the library has to be described.
    let all = checked(&format!("{columns},adm1\nA-1,LIB-1,RUN-1,ILLUMINA,MiSeq,UK-ENG\n"));
    let parts = all.parts(0);
    assert_eq!([parts.sample, parts.library, parts.run], [true, true, true]);
}

#[test]
fn a_place_in_a_library_that_was_run_twice_is_one() {
    let with = |primers: &str| {
        let rows = csv(&["A-1 LIB-1 RUN-1", "A-1 LIB-1 RUN-2"]);
        let mut lines = rows.lines().zip(["artic_primers", "3", primers]);
        lines.by_ref().map(|(line, cell)| format!("{line},{cell}\n")).collect::<String>()
    };
    finds(&with("3"), &[]);
    finds(
        &with("4"),
        &["2 central_sample_id sample_differs", "3 central_sample_id sample_differs"],
    );
}

#[test]
fn a_library_cannot_have_the_name_of_a_sample() {
    let rows = ["SAME-1 LIB-1 -", "A-2 SAME-1 RUN-1", "A-3 SAME-1 RUN-1", "A-4 LIB-1 -"];
    let taken = ["3 library_name name_of_a_sample", "4 library_name name_of_a_sample"];
    finds(&csv(&rows), &taken);
}

#[test]
fn a_run_with_several_libraries_is_told() {
    let several = csv(&["A-1 LIB-1 RUN-1", "A-2 LIB-2 RUN-1", "A-3 LIB-2 RUN-1"]);
    finds(&several, &["2 run_name run_on_several_libraries"]);
    let checked = checked(&several);
    assert_eq!(checked.ready_rows(), 3);
    assert_eq!(
        checked.problems()[0].message(checked.sheet()),
        "This run is named with 2 libraries. It will belong to all of them"
    );
    // A library that is missing is not one more.
    finds(&csv(&["A-1 LIB-1 RUN-1", "A-2 - RUN-1"]), &["3 library_name run_without_library"]);
}

#[test]
fn problems_come_by_row_and_can_be_asked_for() {
    let rows = [row("A-1", "", ""), row_without_sample("A/2", "LIB-1", ""), row("A-3", "", "")];
    let csv = format!("{HEADINGS},flavour\n{},x\n{},\n{},x\n", rows[0], rows[1], rows[2]);
    let csv = csv.replace("A-3,UK-ENG,Y", "A-3,England,maybe");
    let checked = checked(&csv);
    let counts = [0, 1, 2].map(|row| checked.problems_of(row).len());
    assert_eq!((counts, checked.problems().len()), ([0, 1, 2], 4));
    assert!((0..3).all(|row| checked.problems_of(row).iter().all(|p| p.row == Some(row))));
    assert_eq!([Severity::Error, Severity::Warning].map(|s| checked.count(s)), [3, 1]);
    let order: Vec<_> = checked.problems().iter().map(|p| (p.row, p.column)).collect();
    assert!(order.is_sorted());
}

#[test]
fn an_edit_that_mends_a_row_makes_it_ready() {
    let bad = checked(&csv(&["A-1 - -"]).replace("UK-ENG", "England"));
    assert_eq!(bad.ready_rows(), 0);
    let mut sheet = bad.into_sheet();
    sheet.set(0, 1, " UK-ENG ".into());
    let good = check(sheet, TODAY);
    assert_eq!((good.ready_rows(), good.problems()), (1, &[][..]));
}

#[test]
fn what_day_it_is_counts() {
    let sheet = sheet(&csv(&["A-1 - -"]));
    let codes = |today| {
        let checked = check(sheet.clone(), today);
        checked.problems().iter().map(|problem| problem.fault.code()).collect::<Vec<_>>()
    };
    assert_eq!(codes(jiff::civil::date(2026, 10, 31)), ["date_in_future"]);
    assert_eq!(codes(jiff::civil::date(2026, 11, 1)), [""; 0]);
    assert_eq!(codes(jiff::civil::date(2027, 11, 1)), [""; 0]);
    assert_eq!(codes(jiff::civil::date(2027, 11, 2)), ["date_too_old"]);
}

#[test]
fn days_and_times_that_come_in_the_wrong_order_are_told() {
    let found = |head: &str, rows: &[&str]| -> Vec<String> {
        let start = "central_sample_id,adm1,is_surveillance";
        let rows = rows.iter().enumerate().map(|(nth, row)| format!("A-{nth},UK-ENG,Y,{row}\n"));
        let text = format!("{start},{head}\n{}", rows.collect::<String>());
        let checked = checked(&text);
        let told = checked.problems().iter().filter(|p| p.fault.code() == "dates_out_of_order");
        told.map(|problem| {
            assert_eq!(problem.severity(), Severity::Warning);
            format!("{}: {}", problem.place(checked.sheet()), problem.message(checked.sheet()))
        })
        .collect()
    };
    let days =
        ["2026-11-10,2026-11-01", "2026-11-10,2026-11-01", "2026-11-10,2026-11-10", "2026-11-10,"];
    assert_eq!(
        found("collection_date,received_date", &days),
        [2, 3].map(|line| format!(
            "Row {line}, received_date (cell E{line}): received_date is before collection_date. Check both: one of them can't be meant"
        ))
    );
    assert_eq!(
        found(
            "collection_date,received_date",
            &["14/11/2026,13 Nov 2026", "13/11/2026,14/11/2026"]
        )
        .len(),
        1
    );
    let run = "collection_date,library_name,run_name,start_time,end_time";
    let of_run = |start: &str, end: &str| format!("2026-11-10,LIB-1,RUN-1,{start},{end}");
    let (wrong, right) = (
        of_run("2026-11-12 09:30", "2026-11-12 08:30"),
        of_run("2026-11-12 09:30", "2026-11-13 08:30"),
    );
    assert_eq!(found(run, &[&right]), [""; 0]);
    assert_eq!(
        found(run, &[&wrong]),
        [
            "Row 2, end_time (cell H2): end_time is before start_time. Check both: one of them can't be meant"
        ]
    );
}
