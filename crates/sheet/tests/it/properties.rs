//! What holds for any bytes and any sheet.

use crate::sheets::{HEADINGS, TODAY, held, row, row_without_sample};
use proptest::prelude::*;
use sheet::check::{Checked, check};
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::fields;
use sheet::held::{Held, HeldSample};
use sheet::layout::Delimiter;
use sheet::plan::{Fate, Step, plan};
use sheet::read::{Sheet, headings, read, read_as};
use sheet::record::Slot;
use sheet::text::Encoding;
use std::collections::BTreeMap;

/// A cell: blank, good for one column or another, or anything.
fn cell() -> impl Strategy<Value = String> {
    const GOOD: &[&str] =
        &["A-1", "A-2", "UK-ENG", "Y", "2026-11-01", "LIB-1", "RUN-1", "30.0", "ROCHE", "", ""];
    const ODD: &[&str] =
        &["=1", "\"", "a,b", "a;b\tc", "a\nb", "a\r\nb", " x ", "é", "01/02/2026", "\u{a0}"];
    prop_oneof![
        4 => prop::sample::select(GOOD).prop_map(str::to_owned),
        2 => prop::sample::select(ODD).prop_map(str::to_owned),
        // Below the tab there is no text: such a file is refused as a whole.
        1 => "[^\\x01-\\x08\n]{0,12}",
    ]
}

fn heading() -> impl Strategy<Value = String> {
    let known: Vec<&str> = fields::ALL.iter().map(|field| field.name).collect();
    prop_oneof![
        6 => prop::sample::select(known).prop_map(str::to_owned),
        1 => "[ -~]{0,8}",
    ]
}

/// A table as CSV, rows of any length; sometimes with a key column.
fn table() -> impl Strategy<Value = String> {
    let key = prop::bool::weighted(0.9);
    let headings = prop::collection::vec(heading(), 0..12);
    let rows = prop::collection::vec(prop::collection::vec(cell(), 0..14), 0..8);
    (key, headings, rows).prop_map(|(key, headings, rows)| {
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let mut seen = std::collections::BTreeSet::new();
        let headings = headings.into_iter().filter(|heading| seen.insert(heading.clone()));
        let key = key.then(|| "central_sample_id".to_owned());
        let headings: Vec<String> = key.into_iter().chain(headings).collect();
        out.write_record(headings.iter().map(String::as_str).chain([""])).expect("memory");
        for row in rows.iter().filter(|row| !row.is_empty()) {
            out.write_record(row).expect("memory");
        }
        String::from_utf8(out.into_inner().expect("memory")).expect("it was text")
    })
}

/// What a user may settle; columns are few, so that some of it fits.
fn choices() -> impl Strategy<Value = Choices> {
    let rarely = |weight| move || prop::bool::weighted(weight);
    let some = |weight: f64| rarely(weight)();
    let encoding = prop::sample::select(Encoding::ALL.to_vec());
    let delimiter = prop::sample::select(Delimiter::ALL.to_vec());
    let meaning = prop::option::of(prop::sample::select(fields::ALL.to_vec()));
    let columns = prop::collection::btree_map(0..14_usize, meaning, 0..4);
    let flags = (some(0.2), some(0.3), some(0.3));
    (flags, encoding, delimiter, 0..9_u32, columns).prop_map(
        |((coded, parted, placed), encoding, delimiter, line, columns)| Choices {
            encoding: coded.then_some(encoding),
            delimiter: parted.then_some(delimiter),
            headings: placed.then_some(line),
            columns,
            ..Choices::default()
        },
    )
}

/// Something like the sample sheet of an instrument, its lines in any order.
fn instrument_sheet() -> impl Strategy<Value = String> {
    const LINES: &[&str] = &[
        "[Header]",
        "[Reads],,",
        "[Settings]",
        "[BCLConvert_Data]",
        "[Data]",
        "Experiment Name,HOOT",
        "RunName,HOOT",
        "Instrument Type,MiSeq",
        "151",
        "Read1Cycles,151",
        "Sample_ID,index,index2,Sample_Project,Lane",
        "Sample_ID,Index,barcode",
        "A-1,ACGT,TTTT,P1,1",
        "A-1,ACGT,TTTT,P1,2",
        "A-2,ACGT",
        "flow_cell_id,sample_id,experiment_id,alias,kit,x",
        "F1,L1,E1,A-1,K",
        "F2,L1,E1,A-2,K,y",
        ",,",
        "",
    ];
    let start = prop::sample::select(&LINES[..5]);
    let lines = prop::collection::vec(prop::sample::select(LINES), 0..14);
    (prop::bool::ANY, start, lines).prop_map(|(begun, start, lines)| {
        let lines = begun.then_some(start).into_iter().chain(lines);
        lines.collect::<Vec<_>>().join("\n")
    })
}

/// A sheet that was written as CSV and read again, which must succeed.
fn written_and_read(sheet: &Sheet) -> Result<Sheet, TestCaseError> {
    read(sheet.to_csv().into_bytes()).map_err(|error| TestCaseError::fail(error.to_string()))
}

fn meanings(sheet: &Sheet) -> Vec<Option<&'static str>> {
    sheet.columns().iter().map(|column| column.field.map(|field| field.name)).collect()
}

/// Rows of good records that share a few names, as samples, libraries and runs do.
fn good_rows() -> impl Strategy<Value = String> {
    let word = |letter: &'static str, count: usize| {
        prop_oneof![
            1 => Just(String::new()),
            4 => (0..count).prop_map(move |n| format!("{letter}-000{n}")),
        ]
    };
    let words = (prop::bool::ANY, 0..9_usize, word("L", 3), word("R", 3));
    let rows = words.prop_map(|(sample, id, library, run)| match sample {
        true => row(&format!("A-{id}"), &library, &run),
        false => row_without_sample(&format!("A-{id}"), &library, &run),
    });
    prop::collection::vec(rows, 1..12).prop_map(|rows| format!("{HEADINGS}\n{}\n", rows.join("\n")))
}

/// Something that Majora may hold of [`good_rows`].
fn holds() -> impl Strategy<Value = Held> {
    const WORDS: &[&str] = &[
        "sample:A-1",
        "sample:A-2",
        "sample:A-3",
        "bare:A-4",
        "library:L-0000=A-1+A-2",
        "library:L-0001",
        "run:R-0000=L-0000",
        "run:R-0001=L-0009",
    ];
    prop::sample::subsequence(WORDS, 0..=WORDS.len()).prop_map(|words| held(&words))
}

fn cells(sheet: &Sheet) -> Vec<Vec<&str>> {
    let row = |row| (0..sheet.columns().len()).map(|column| sheet.cell(row, column)).collect();
    (0..sheet.rows()).map(row).collect()
}

fn slots(checked: &Checked) -> Vec<Slot> {
    let sections = |row| {
        let sections = Section::ALL.into_iter();
        let has = move |section: &Section| checked.parts(row).has(*section);
        sections.filter(has).map(move |section| Slot { row, section })
    };
    (0..checked.sheet().rows()).flat_map(sections).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(bytes);
    }

    #[test]
    fn any_bytes_are_read_or_refused_as_anything(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        choices in choices(),
    ) {
        let _ = read_as(bytes.clone(), &choices);
        let _ = headings(&bytes, &choices);
    }

    #[test]
    fn any_table_read_as_settled_is_checked_and_reads_back(csv in table(), choices in choices()) {
        let asked = headings(csv.as_bytes(), &choices);
        let Ok(sheet) = read_as(csv.into_bytes(), &choices) else { return Ok(()) };
        let of_file = sheet.columns().iter().filter(|column| !column.added).count();
        prop_assert_eq!(asked.map(|headings| headings.len()), Ok(of_file));
        let checked = check(sheet.clone(), TODAY);
        for problem in checked.problems() {
            prop_assert!(!problem.message(&sheet).is_empty());
        }
        let again = written_and_read(&sheet)?;
        prop_assert_eq!(cells(&again), cells(&sheet));
        prop_assert_eq!(meanings(&again), meanings(&sheet));
    }

    #[test]
    fn any_instrument_sheet_is_read_or_refused_and_reads_back(csv in instrument_sheet()) {
        let lines = csv.lines().count();
        let Ok(sheet) = read(csv.into_bytes()) else { return Ok(()) };
        prop_assert!((0..sheet.rows()).all(|row| sheet.line(row) as usize <= lines));
        check(sheet.clone(), TODAY);
        let again = written_and_read(&sheet)?;
        prop_assert_eq!(cells(&again), cells(&sheet));
        prop_assert_eq!(meanings(&again), meanings(&sheet));
    }

    #[test]
    fn any_text_below_a_heading_is_read_or_refused(text in "[\r\n\",;\ta]{0,40}") {
        let csv = format!("central_sample_id,x{text}");
        if let Ok(sheet) = read(csv.clone().into_bytes()) {
            // A row stands on one of the lines that there are, and rows stand in order.
            let lines = csv.replace("\r\n", "\n").split(['\r', '\n']).count();
            let rows: Vec<u32> = (0..sheet.rows()).map(|row| sheet.line(row)).collect();
            prop_assert!(rows.is_sorted_by(|a, b| a < b));
            prop_assert!(rows.last().is_none_or(|last| *last as usize <= lines), "{csv:?} {rows:?}");
            // No cell swallows a line unless quotation marks on both sides say so.
            let swallowed = (0..sheet.rows()).any(|row| sheet.cell(row, 1).contains(['\r', '\n']));
            prop_assert!(!swallowed || csv.matches('"').count() >= 2);
        }
    }

    #[test]
    fn any_table_is_checked(csv in table()) {
        let Ok(sheet) = read(csv.into_bytes()) else { return Ok(()) };
        let checked = check(sheet.clone(), TODAY);
        prop_assert_eq!(checked.sheet(), &sheet);
        for problem in checked.problems() {
            prop_assert!(problem.row.is_none_or(|row| row < sheet.rows()));
            prop_assert!(problem.column.is_none_or(|column| column < sheet.columns().len()));
            prop_assert!(!problem.message(&sheet).is_empty());
            prop_assert!(!problem.place(&sheet).is_empty() || problem.row.is_none());
        }
        let of_rows: usize = (0..sheet.rows()).map(|row| checked.problems_of(row).len()).sum();
        let of_columns = checked.problems().iter().filter(|problem| problem.row.is_none()).count();
        prop_assert_eq!(of_rows + of_columns, checked.problems().len());
    }

    #[test]
    fn a_sheet_written_as_csv_reads_back_the_same(csv in table()) {
        let Ok(sheet) = read(csv.into_bytes()) else { return Ok(()) };
        let again = read(sheet.to_csv().into_bytes());
        let again = again.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(cells(&again), cells(&sheet));
        let fields = |sheet: &Sheet| sheet.columns().iter().map(|c| c.field).collect::<Vec<_>>();
        prop_assert_eq!(fields(&again), fields(&sheet));
        let beyond = |sheet: &Sheet| {
            (0..sheet.rows()).map(|row| sheet.cells_beyond(row)).collect::<Vec<_>>()
        };
        prop_assert_eq!(beyond(&again), beyond(&sheet));
    }

    #[test]
    fn checking_after_edits_is_checking_the_edited_file(
        csv in table(),
        edits in prop::collection::vec((0..8_usize, 0..14_usize, cell()), 1..6),
    ) {
        let Ok(mut sheet) = read(csv.into_bytes()) else { return Ok(()) };
        for (row, column, text) in edits {
            // The key keeps every row filled: a row that was emptied would be gone from the file.
            if column > 0 {
                sheet.set(row, column, text);
            }
        }
        if (0..sheet.rows()).any(|row| sheet.cell(row, 0).trim().is_empty()) {
            return Ok(());
        }
        let edited = read(sheet.to_csv().into_bytes());
        let edited = edited.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let outcome = |sheet: Sheet| {
            let checked = check(sheet, TODAY);
            let codes = checked.problems().iter();
            let codes: Vec<_> = codes.map(|p| (p.row, p.column, p.fault.code())).collect();
            let rows = 0..checked.sheet().rows();
            let parts: Vec<_> = rows.map(|row| (checked.parts(row), checked.is_ready(row))).collect();
            (codes, parts)
        };
        prop_assert_eq!(outcome(sheet), outcome(edited));
    }

    #[test]
    fn every_record_of_every_row_has_one_fate(csv in good_rows(), held in holds()) {
        let checked = check(read(csv.into_bytes()).expect("good rows"), TODAY);
        let plan = plan(&checked, &held, &Decisions::default());
        prop_assert_eq!(plan.fates.keys().copied().collect::<Vec<_>>(), slots(&checked));
        // What a step sends and what the fates say is the same, and is sent once.
        let mut sent: BTreeMap<Slot, usize> = BTreeMap::new();
        for (nth, step) in plan.steps.iter().enumerate() {
            for slot in step.slots() {
                prop_assert_eq!(sent.insert(slot, nth), None);
                prop_assert!(checked.is_ready(slot.row));
            }
        }
        let fates = plan.fates.iter().filter_map(|(slot, fate)| match fate {
            Fate::Send { step } => Some((*slot, *step)),
            _ => None,
        });
        prop_assert_eq!(fates.collect::<BTreeMap<_, _>>(), sent);
    }

    #[test]
    fn nothing_that_majora_holds_is_sent_again(csv in good_rows(), held in holds()) {
        let checked = check(read(csv.into_bytes()).expect("good rows"), TODAY);
        let plan = plan(&checked, &held, &Decisions::default());
        prop_assert!(plan.steps.iter().is_sorted_by_key(Step::section));
        let mut registered: Vec<&str> = held.samples.keys().map(String::as_str).collect();
        let mut made: Vec<&str> = held.libraries.keys().map(String::as_str).collect();
        for step in &plan.steps {
            match step {
                Step::Samples(samples) => for sample in samples {
                    prop_assert!(matches!(held.samples.get(&sample.id), None | Some(HeldSample::Bare)));
                    registered.push(&sample.id);
                },
                Step::Updates(_) => prop_assert!(false, "the sheet says what Majora holds"),
                Step::Library(library) => {
                    for member in &library.members {
                        prop_assert!(registered.contains(&member.id.as_str()));
                        let stored = held.libraries.get(&library.name);
                        prop_assert!(!stored.is_some_and(|l| l.members.contains_key(&member.id)));
                    }
                    made.push(&library.name);
                }
                Step::Run(run) => {
                    prop_assert!(made.contains(&run.library.as_str()));
                    prop_assert!(!held.runs.contains_key(&run.name));
                }
            }
        }
    }
}

#[test]
fn a_heading_that_begins_like_another_kind_of_file_reads_back() {
    for heading in ["{\\rtf1", "GIF8 no.", "%PDF"] {
        let csv = format!("\"{heading}\",central_sample_id\nx,A-1\n");
        let sheet = read(csv.into_bytes()).expect("it is a table");
        let again = read(sheet.to_csv().into_bytes()).expect(heading);
        assert_eq!(again.columns()[0].heading, heading);
    }
}
