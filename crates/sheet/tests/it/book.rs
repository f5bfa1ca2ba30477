//! Workbook → sheet.

use crate::sheets::TODAY;
use sheet::book::{About, Book, Note, Page};
use sheet::check::{Checked, check};
use sheet::choices::Choices;
use sheet::fix::fix;
use sheet::layout::Source;
use sheet::problem::{Fault, FileFault, Severity};
use sheet::read::{MAX_BYTES, ReadError, Sheet, headings_of_book, read_book};
use sheet::stricter::Difference;

fn page(name: &str, rows: &str) -> Page {
    Page { name: name.into(), rows: rows.into(), ..Page::default() }
}

fn hidden(name: &str, rows: &str) -> Page {
    Page { hidden: true, ..page(name, rows) }
}

fn of(pages: &[Page]) -> Result<Sheet, ReadError> {
    read_book(&Book { pages: pages.to_vec() }, &Choices::default())
}

fn named(sheet: &Sheet) -> (&str, usize) {
    match &sheet.layout().source {
        Source::Page { name, pages } => (name, pages.len()),
        Source::Text { .. } => panic!("it was read from a page"),
    }
}

const SAMPLES: &str = "sample_id,adm1\nA-1,UK-ENG\n";

#[test]
fn the_page_with_the_samples() {
    for (pages, expected) in [
        (vec![page("one", SAMPLES)], "one"),
        (vec![page("empty", ""), page("read me", "Dear all\n"), page("one", SAMPLES)], "one"),
        (vec![page("one", SAMPLES), page("two", SAMPLES)], "one"),
        (vec![hidden("one", SAMPLES), page("two", SAMPLES)], "two"),
        (vec![page("read me", "Dear all\n"), hidden("one", SAMPLES)], "one"),
        (vec![page("read me", "sample_id\nadm1\n"), page("one", SAMPLES)], "one"),
        (vec![page("plate", "sample_id,well\nA-1,A1\n"), page("one", SAMPLES)], "one"),
        (vec![page("to fill in", "sample_id,adm1,adm2\n"), page("one", SAMPLES)], "one"),
        (vec![hidden("old", "sample_id,adm1,adm2\nA-1,,\n"), page("one", SAMPLES)], "one"),
    ] {
        let sheet = of(&pages).expect("a sheet");
        assert_eq!(named(&sheet), (expected, pages.len()));
    }
    let sheet = of(&[page("read me", "Dear all\n"), page("one", SAMPLES)]).expect("a sheet");
    assert_eq!(sheet.layout().source.words(), "page ‘one’, one of 2");
}

#[test]
fn other_pages_with_samples_are_told_first_of_all() {
    let told = |pages: &[Page], choices: &Choices| {
        let book = Book { pages: pages.to_vec() };
        let checked = check(read_book(&book, choices).expect("a sheet"), TODAY);
        let first = checked.problems().first().filter(|p| p.fault.code() == "other_pages");
        first.map(|problem| problem.message(checked.sheet()))
    };
    let two = "a title\n\nsample_id,adm1\nB-1,UK-ENG\n\nB-2,\"UK\nENG\"";
    // A hidden page is none that somebody means.
    let (old, note) = (hidden("old", SAMPLES), page("P4", "note\n"));
    let pages = [page("P1", SAMPLES), page("P2", two), page("P3", SAMPLES), old, note];
    assert_eq!(
        told(&pages, &Choices::default()).as_deref(),
        Some(
            "Pages ‘P2’ (2 rows) and ‘P3’ (1 row) hold samples, too, and are not read. Copy their rows below these and choose the file again, or upload one page after the other"
        )
    );
    let asked = Choices { page: Some("P2".into()), headings: Some(3), ..Choices::default() };
    assert!(told(&pages, &asked).expect("it is said").starts_with("Pages ‘P1’ (1 row) and ‘P3’"));
    assert_eq!(
        told(&pages[..2], &Choices::default()).as_deref(),
        Some(
            "Page ‘P2’ (2 rows) holds samples, too, and is not read. Copy its rows below these and choose the file again, or upload one page after the other"
        )
    );
    // Headings alone, and a list of the columns with what they mean, are no samples.
    let others = [
        page("P1", SAMPLES),
        page("to fill in", "sample_id,adm1\n"),
        page("help", "sample_id,its id\nadm1,a nation\n"),
    ];
    assert_eq!(told(&others, &Choices::default()), None);
}

#[test]
fn no_page_with_samples() {
    let headings = |error| match error {
        Err(ReadError::NoKeyColumn { headings }) => headings.join(","),
        other => panic!("{other:?}"),
    };
    // The one of which most is known, those that are shown first.
    let pages =
        [page("a", "x\n1\n"), page("b", "x,adm1,adm2\n"), hidden("c", "adm1,adm2,barcode\n")];
    assert_eq!(headings(of(&pages)), "x,adm1,adm2");
    assert_eq!(headings(of(&[page("a", "x\n1\n"), hidden("c", "adm1,y\n")])), "x");
    for pages in [vec![], vec![page("a", ""), page("b", "\n,,\n")]] {
        assert_eq!(of(&pages), Err(ReadError::Empty));
    }
    assert_eq!(of(&[page("a", "sample_id\n")]), Err(ReadError::NoRows));
    let huge = page("a", &"\n".repeat(MAX_BYTES + 1));
    assert_eq!(of(&[huge]), Err(ReadError::TooLarge));
}

#[test]
fn a_page_can_be_asked_for() {
    let book = Book { pages: vec![page("one", SAMPLES), hidden("two", "sample_id\nB\n")] };
    let asked = |name: &str| Choices { page: Some(name.into()), ..Choices::default() };
    let sheet = read_book(&book, &asked("two")).expect("a sheet");
    assert_eq!((named(&sheet), sheet.cell(0, 0)), (("two", 2), "B"));
    assert_eq!(sheet.choices(), &asked("two"));
    let error = read_book(&book, &asked("three")).expect_err("there is none");
    assert_eq!(error, ReadError::NoSuchPage);
    assert_eq!(error.to_string(), "The workbook has no page of that name. Choose one of its pages");
    let headings = headings_of_book(&book, &asked("one")).expect("headings");
    assert_eq!(headings[1].examples, ["UK-ENG"]);
}

#[test]
fn rows_have_the_numbers_of_the_spreadsheet() {
    let sheet = of(&[page("one", "a title\n\nsample_id,x\n\nA,\"two\nlines\"\n\n\nB,\n")]);
    let sheet = sheet.expect("a sheet");
    assert_eq!([0, 1].map(|row| sheet.line(row)), [5, 8]);
    assert_eq!((sheet.layout().headings, sheet.above()), (3, &[1][..]));
}

/// A page of two samples in rows 3 and 4, with these notes.
fn checked(notes: &[(u32, u32, About)]) -> Checked {
    let rows = "a title\nsample_id,adm1,is_surveillance,collection_date,sender_sample_id,ct_1_ct_value,notes\n\
        A-1,UK-ENG,Y,2026-11-01,,,\nA-2,UK-ENG,Y,2026-11-01,1234567890123450,22.123456789012345,\n\n\n";
    let notes =
        notes.iter().map(|(row, column, about)| Note { row: *row, column: *column, about: *about });
    let page = Page { notes: notes.collect(), ..page("one", rows) };
    check(of(&[page]).expect("a sheet"), TODAY)
}

/// The problems, as code and place, beside the title above the headings.
fn found(notes: &[(u32, u32, About)]) -> Vec<String> {
    let checked = checked(notes);
    let problems = checked.problems().iter().filter(|p| p.fault.code() != "rows_left_above");
    problems.map(|p| format!("{} {}", p.fault.code(), p.place(checked.sheet()))).collect()
}

#[test]
fn what_the_text_of_a_page_cannot_say() {
    let merged = About::Merged { rows: 2, columns: 1 };
    for (notes, expected) in [
        (vec![], vec![]),
        (
            vec![(3, 4, About::FormulaError)],
            vec!["formula_error Row 3, sender_sample_id (cell E3)"],
        ),
        (
            vec![(3, 4, About::FormulaWithoutResult)],
            vec!["formula_without_result Row 3, sender_sample_id (cell E3)"],
        ),
        (vec![(4, 4, About::Rounded)], vec!["rounded_number Row 4, sender_sample_id (cell E4)"]),
        (vec![(3, 1, merged)], vec!["merged_cells Row 3, adm1 (cell B3)"]),
        (vec![(4, 4, About::Dressed)], vec!["dressed_number Row 4, sender_sample_id (cell E4)"]),
        (vec![(4, 5, About::Dressed)], vec![]),
        (vec![(2, 0, About::Moments { rows: 2 })], vec!["made_a_date Row 3, sample_id (cell A3)"]),
        (
            vec![(3, 4, About::Moments { rows: 9 })],
            vec![
                "made_a_date Row 3, sender_sample_id (cell E3)",
                "made_a_date Row 4, sender_sample_id (cell E4)",
            ],
        ),
        (vec![(3, 3, About::Moments { rows: 2 })], vec![]),
        (vec![(3, 0, About::HiddenRow), (4, 0, About::HiddenRow)], vec!["hidden_rows "]),
        // A number that stays one has been rounded by nobody's loss.
        (vec![(4, 5, About::Rounded)], vec![]),
        // What is not sent can't be wrong.
        (vec![(3, 6, About::FormulaError), (3, 9, About::FormulaError)], vec![]),
        // Above and in the headings there are no samples.
        (vec![(1, 0, merged), (2, 0, About::HiddenRow), (1, 0, About::FormulaError)], vec![]),
        (
            vec![
                (5, 0, About::FormulaError),
                (5, 1, About::FormulaError),
                (6, 0, About::FormulaError),
            ],
            vec!["rows_without_result "],
        ),
        (vec![(5, 0, About::HiddenRow), (6, 0, merged)], vec![]),
    ] {
        assert_eq!(found(&notes), expected, "{notes:?}");
    }
}

#[test]
fn an_empty_cell_has_one_fault_if_its_formula_failed() {
    let rows = "sample_id,adm1,is_surveillance,collection_date\nA-1,,Y,2026-11-01\n";
    let note = Note { row: 2, column: 1, about: About::FormulaError };
    let sheet = of(&[Page { notes: vec![note], ..page("one", rows) }]).expect("a sheet");
    let codes = |sheet: Sheet| -> Vec<&str> {
        check(sheet, TODAY).problems().iter().map(|problem| problem.fault.code()).collect()
    };
    assert_eq!(codes(sheet.clone()), ["formula_error"]);
    // Once it was typed here, nothing is wrong with it.
    let mut mended = sheet;
    mended.set(0, 1, "UK-ENG".into());
    assert_eq!(codes(mended), [""; 0]);
}

#[test]
fn the_sentences() {
    let merged = About::Merged { rows: 2, columns: 1 };
    for (notes, severity, sentence) in [
        (
            vec![(3, 4, About::FormulaError)],
            Severity::Error,
            "sender_sample_id holds a formula that ends in an error. Fix it in the spreadsheet, or enter the value here",
        ),
        (
            vec![(3, 4, About::FormulaWithoutResult)],
            Severity::Error,
            "sender_sample_id holds a formula whose result is not in the file. Open and save the file in the spreadsheet, or enter the value here",
        ),
        (
            vec![(3, 1, merged)],
            Severity::Warning,
            "adm1 is merged with other cells in the spreadsheet: only this one has the value, the others are empty",
        ),
        (
            vec![(3, 0, About::HiddenRow)],
            Severity::Warning,
            "Row 3 is hidden in the spreadsheet. It was read all the same",
        ),
        (
            vec![(3, 0, About::HiddenRow), (4, 0, About::HiddenRow)],
            Severity::Warning,
            "Rows 3–4 are hidden in the spreadsheet. They were read all the same",
        ),
        (
            vec![(5, 1, About::FormulaError)],
            Severity::Warning,
            "Row 5 holds nothing but formulas without a result, so it was left out. Fix it in the spreadsheet and choose the file again",
        ),
        (
            vec![(5, 1, About::FormulaError), (6, 1, About::FormulaError)],
            Severity::Warning,
            "Rows 5–6 hold nothing but formulas without a result, so they were left out. Fix them in the spreadsheet and choose the file again",
        ),
    ] {
        let checked = checked(&notes);
        let problem = checked.problems().iter().find(|p| p.fault.code() != "rows_left_above");
        let problem = problem.expect("there is one");
        assert_eq!(
            (problem.severity(), problem.message(checked.sheet()).as_str()),
            (severity, sentence)
        );
    }
}

#[test]
fn hidden_columns_are_told_as_hidden_rows_are() {
    let told = |column: u32, columns: u32| {
        let checked = checked(&[(1, column, About::HiddenColumns { columns })]);
        let mut problems = checked.problems().iter();
        let problem = problems.find(|p| p.fault.code() == "hidden_columns")?;
        assert_eq!(problem.severity(), Severity::Warning);
        Some(problem.message(checked.sheet()))
    };
    let one = "Column F is hidden in the spreadsheet. It was read all the same";
    assert_eq!(told(5, 1).as_deref(), Some(one));
    let several = "Columns F, G are hidden in the spreadsheet. They were read all the same";
    assert_eq!(told(5, 16_000).as_deref(), Some(several));
    assert_eq!(told(7, 16_000), None, "nothing stands there");
}

#[test]
fn what_a_spreadsheet_has_lost_is_a_listed_difference() {
    for about in [About::FormulaError, About::FormulaWithoutResult, About::Rounded] {
        let checked = checked(&[(4, 4, about)]);
        let problem = checked.problems_of(1).first().expect("there is one");
        let field = checked.sheet().columns()[4].field.expect("it is sender_sample_id");
        let behind = Difference::behind(problem.fault, field, checked.sheet().cell(1, 4));
        assert_eq!(behind, Some(Difference::LostInSpreadsheet), "{about:?}");
    }
}

#[test]
fn what_is_merged_downwards_is_asked_for_in_every_row() {
    let headings = "sample_id,adm1,is_surveillance,collection_date,library_name,library_seq_kit,\
        library_seq_protocol,library_layout_config,library_selection,library_source,library_strategy";
    let good = "UK-ENG,Y,2026-11-01";
    let library = "LIB-1,K,P,PAIRED,PCR,VIRAL_RNA,WGS";
    let rows = format!(
        "{headings}\nA-1,{good},{library}\nA-2,{good},,K,P,PAIRED,PCR,VIRAL_RNA,WGS\nA-3,{good},,,,,,,\n"
    );
    let note = Note { row: 2, column: 4, about: About::Merged { rows: 3, columns: 1 } };
    let page = Page { notes: vec![note], ..page("one", &rows) };
    let checked = check(of(&[page]).expect("a sheet"), TODAY);
    let sheet = checked.sheet();
    let found = checked.problems().iter();
    let found: Vec<_> = found.map(|p| format!("{} {}", p.fault.code(), p.place(sheet))).collect();
    assert_eq!(
        found,
        [
            "merged_cells Row 2, library_name (cell E2)",
            "merged_above Row 3, library_name (cell E3)",
            "merged_above Row 4, library_name (cell E4)",
        ]
    );
    assert_eq!(checked.ready_rows(), 1, "no sample goes without its library");
    let fix = fix(&checked, 2, 4, Fault::File(FileFault::MergedAbove)).map(|fix| fix.text);
    assert_eq!(fix.as_deref(), Some("LIB-1"));
    let mut sheet = checked.into_sheet();
    sheet.set(1, 4, "LIB-1".into());
    sheet.set(2, 4, "LIB-1".into());
    let left = check(sheet, TODAY);
    let left: Vec<_> = left.problems().iter().map(|p| (p.row, p.fault.code())).collect();
    assert!(left.iter().all(|(_, code)| *code != "merged_above"), "{left:?}");
}

/// A page with dates of collection, of which these lines hold dates of the spreadsheet.
fn swapped(days: &[&str], moments: &[(u32, u32)]) -> Vec<&'static str> {
    let row = |(nth, day): (usize, &&str)| format!("{day},A-{nth},UK-ENG,Y\n");
    let rows: String = days.iter().enumerate().map(row).collect();
    let rows = format!("collection_date,sample_id,adm1,is_surveillance\n{rows}");
    let note = |(row, rows): &(u32, u32)| Note {
        row: *row,
        column: 0,
        about: About::Moments { rows: *rows },
    };
    let page = Page { notes: moments.iter().map(note).collect(), ..page("one", &rows) };
    let checked = check(of(&[page]).expect("a sheet"), TODAY);
    checked.problems().iter().map(|problem| problem.fault.code()).collect()
}

#[test]
fn days_that_a_spreadsheet_may_have_taken_for_months_are_told() {
    let mixed = ["2026-04-05", "2026-05-06", "25/03/2026", "13/04/2026"];
    assert_eq!(swapped(&mixed, &[(2, 2)]), ["may_be_swapped", "sent_as_iso"]);
    // Nobody says that it has kept them.
    assert_eq!(swapped(&mixed, &[]), ["sent_as_iso"]);
    // A day above twelve, or one that it could have kept and has not, shows that it read them well.
    let well = ["2026-04-25", "2026-05-06", "25/03/2026"];
    assert_eq!(swapped(&well, &[(2, 2)]), ["sent_as_iso"]);
    let open = ["2026-04-05", "05/06/2026", "25/03/2026"];
    assert!(!swapped(&open, &[(2, 1)]).contains(&"may_be_swapped"));
    assert_eq!(swapped(&["2026-05-05", "25/03/2026"], &[(2, 1)]), ["sent_as_iso"]);
}

#[test]
fn what_stands_beside_the_table_of_a_page_is_told() {
    let rows = "sample_id,adm1,is_surveillance,collection_date\nA-1,UK-ENG,Y,2026-11-01,,legend\n";
    let checked = check(of(&[page("one", rows)]).expect("a sheet"), TODAY);
    let [problem] = checked.problems() else { panic!("{:?}", checked.problems()) };
    assert_eq!(
        problem.message(checked.sheet()),
        "This row has 1 filled cell right of the last heading. It will not be sent"
    );
    assert_eq!(checked.ready_rows(), 1);
}
