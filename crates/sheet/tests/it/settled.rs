//! How a file is read as the user has said.

use crate::sheets::{TODAY, sheet};
use sheet::check::check;
use sheet::choices::Choices;
use sheet::field::Field;
use sheet::fields::{ADM1, ADM2, CENTRAL_SAMPLE_ID};
use sheet::layout::{Delimiter, Format, Source};
use sheet::problem::Severity;
use sheet::read::{Heading, ReadError, Sheet, headings, read, read_as};
use sheet::text::Encoding;

fn reads_as(csv: &str, choices: &Choices) -> Sheet {
    read_as(csv.as_bytes(), choices).expect("a sheet")
}

fn refuses_as(csv: &[u8], choices: &Choices) -> ReadError {
    read_as(csv, choices).expect_err("it is refused")
}

fn columns(settled: &[(usize, Option<&'static Field>)]) -> Choices {
    Choices { columns: settled.iter().copied().collect(), ..Choices::default() }
}

fn at_row(line: u32) -> Choices {
    Choices { headings: Some(line), ..Choices::default() }
}

/// What is said of the whole file, as code and sentence.
fn told(sheet: Sheet) -> Vec<(&'static str, String)> {
    let checked = check(sheet, TODAY);
    let of_file = checked.problems().iter().filter(|p| p.row.is_none() && p.column.is_none());
    of_file
        .map(|problem| {
            assert_eq!(problem.severity(), Severity::Warning);
            (problem.fault.code(), problem.message(checked.sheet()))
        })
        .collect()
}

fn names(sheet: &Sheet) -> Vec<Option<&'static str>> {
    let of_file = sheet.columns().iter().filter(|column| !column.added);
    of_file.map(|column| column.field.map(|field| field.name)).collect()
}

#[test]
fn nothing_settled_is_nothing_changed() {
    let csv = "sample_id,adm1\nA,UK-ENG\n";
    assert_eq!(reads_as(csv, &Choices::default()), sheet(csv));
    let layout = sheet(csv).layout().clone();
    let source = Source::Text { encoding: Encoding::Utf8, delimiter: Delimiter::Comma };
    assert_eq!((&layout.source, layout.format, layout.headings), (&source, Format::Plain, 1));
    assert_eq!((layout.settled, source.words()), (vec![], "UTF-8, comma".to_owned()));
}

#[test]
fn the_encoding() {
    let as_ = |encoding| Choices { encoding: Some(encoding), ..Choices::default() };
    let csv = "sample_id,adm2\nA,Môn\n".as_bytes();
    let cell = |encoding| read_as(csv, &as_(encoding)).map(|s| s.cell(0, 1).to_owned());
    assert_eq!(cell(Encoding::Utf8).as_deref(), Ok("Môn"));
    assert_eq!(cell(Encoding::Windows1252).as_deref(), Ok("MÃ´n"));
    let utf16: Vec<u8> =
        "\u{FEFF}sample_id\nŁódź\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let sheet = read_as(utf16.clone(), &as_(Encoding::Utf16Le)).expect("a sheet");
    assert_eq!((sheet.cell(0, 0), sheet.choices()), ("Łódź", &as_(Encoding::Utf16Le)));
    for (bytes, encoding, line, sentence) in [
        (
            b"sample_id\nA\nM\xF4n\n".as_slice(),
            Encoding::Utf8,
            3,
            "The file can't be read as UTF-8: line 3 has characters that it doesn't know. Choose another encoding",
        ),
        (
            b"sample_id\nA\x81\n",
            Encoding::Windows1252,
            2,
            "The file can't be read as Windows-1252: line 2 has characters that it doesn't know. Choose another encoding",
        ),
        (
            b"odd",
            Encoding::Utf16Le,
            1,
            "The file can't be read as UTF-16: line 1 has characters that it doesn't know. Choose another encoding",
        ),
        (
            &utf16,
            Encoding::Windows1252,
            1,
            "The file can't be read as Windows-1252: line 1 has characters that it doesn't know. Choose another encoding",
        ),
    ] {
        let error = refuses_as(bytes, &as_(encoding));
        assert_eq!(error, ReadError::OtherEncoding { encoding: encoding.name(), line });
        assert_eq!(error.to_string(), sentence);
    }
}

#[test]
fn the_delimiter() {
    let as_ = |delimiter| Choices { delimiter: Some(delimiter), ..Choices::default() };
    let csv = "sample_id,x;adm1\nA,b;c\n";
    assert_eq!(reads_as(csv, &as_(Delimiter::Comma)).cell(0, 1), "b;c");
    let error = refuses_as(csv.as_bytes(), &as_(Delimiter::Semicolon));
    assert_eq!(
        error,
        ReadError::NoKeyColumn { headings: vec!["sample_id,x".into(), "adm1".into()] }
    );
    let empty = refuses_as(b",;", &as_(Delimiter::Tab));
    assert!(matches!(empty, ReadError::NoKeyColumn { .. }), "it is filled under a tab: {empty:?}");
}

#[test]
fn headings_below_a_title() {
    for (csv, line, rows, above) in [
        ("Samples of May\nsample_id,adm1\nA,b\n", 2, 1, &[1][..]),
        ("Samples of May,,\n\n,,\nnotes: hoot,,\nsample_id,adm1\nA,b\n", 5, 1, &[1, 4]),
        // Of two with a key column, the one in which more is known.
        ("sample_id,is the COG id\nsample_id,adm1,adm2\nA,b,c\n", 2, 1, &[1]),
        // Of equals, the first: the second is a row.
        ("sample_id,adm1\nsample_id,adm1\nA,b\n", 1, 2, &[]),
        ("REQUIRED,,\nsample_id,adm1\nA,UK-ENG\n", 2, 1, &[]),
        ("\"a title\non two lines\"\nsample_id,adm1\nA,b\n", 2, 1, &[1]),
    ] {
        let sheet = sheet(csv);
        assert_eq!((sheet.layout().headings, sheet.rows()), (line, rows), "{csv}");
        assert_eq!(sheet.above(), above, "{csv}");
    }
    let title = |rows: usize| "a note\n".repeat(rows) + "sample_id,adm1\nA,b\n";
    assert_eq!(sheet(&title(29)).layout().headings, 30);
    let far_below = refuses_as(title(30).as_bytes(), &Choices::default());
    assert_eq!(far_below, ReadError::NoKeyColumn { headings: vec!["a note".into()] });
    // Without a key column, the row in which most is known tells what the headings are.
    let no_key = refuses_as(b"a title\nx,adm1,adm2\n1,2,3\n", &Choices::default());
    let known = ["x", "adm1", "adm2"].map(str::to_owned).to_vec();
    assert_eq!(no_key, ReadError::NoKeyColumn { headings: known });
}

#[test]
fn rows_above_the_headings_are_told() {
    let one = "Samples of May\nsample_id,adm1\nA-1,UK-ENG\n";
    let sentence = "Row 1 stands above the headings, so it was left out. If it is a sample, say which row holds the headings";
    assert_eq!(told(sheet(one)), [("rows_left_above", sentence.to_owned())]);
    let some = "Samples of May\n\nfrom us\nto you\nsample_id,adm1\nA-1,UK-ENG\n";
    let sentence = "Rows 1, 3–4 stand above the headings, so they were left out. If one is a sample, say which row holds the headings";
    assert_eq!(told(sheet(some)), [("rows_left_above", sentence.to_owned())]);
    assert_eq!(told(sheet("sample_id,adm1\nA-1,UK-ENG\n")), []);
}

#[test]
fn the_row_of_the_headings() {
    let csv = "sample_id,adm1\n\nsample_id,adm2\nA,b\n";
    assert_eq!(names(&reads_as(csv, &at_row(3))), [Some("central_sample_id"), Some("adm2")]);
    assert_eq!(reads_as(csv, &at_row(3)).above(), [1]);
    assert_eq!(
        refuses_as(csv.as_bytes(), &at_row(4)),
        ReadError::NoKeyColumn { headings: vec!["A".into(), "b".into()] }
    );
    for line in [0, 2, 5, u32::MAX] {
        let error = refuses_as(csv.as_bytes(), &at_row(line));
        assert_eq!(error, ReadError::NoHeadings { line });
    }
    assert_eq!(
        ReadError::NoHeadings { line: 2 }.to_string(),
        "Row 2 of the file is empty, so it can’t hold the headings. Choose another row"
    );
    assert_eq!(refuses_as(b"\n\n", &at_row(1)), ReadError::Empty);
    assert_eq!(refuses_as(b"sample_id\n", &at_row(1)), ReadError::NoRows);
}

#[test]
fn what_a_column_means() {
    let csv = "key,nation,county\nA-1,UK-ENG,Kent\n";
    let settled = [(0, Some(&CENTRAL_SAMPLE_ID)), (1, Some(&ADM1)), (2, None)];
    let sheet = reads_as(csv, &columns(&settled));
    assert_eq!(names(&sheet), [Some("central_sample_id"), Some("adm1"), None]);
    assert_eq!(sheet.layout().settled, [0, 1, 2]);
    assert_eq!(
        told(sheet),
        [("columns_kept_out", "Not sent, as you have said: county".to_owned())]
    );
    // One that stands under no heading.
    let beside = reads_as("sample_id\nA-1,x,Kent\n", &columns(&[(2, Some(&ADM2))]));
    assert_eq!((beside.get(0, &ADM2), beside.cells_beyond(0)), ("Kent", 0));
    // What was settled about a column that the file lacks is no column of it.
    let few = reads_as("sample_id\nA-1\n", &columns(&[(7, None), (5000, Some(&ADM2))]));
    assert_eq!((names(&few).len(), few.layout().settled.len()), (1, 0));
}

#[test]
fn two_columns_that_mean_the_same_can_be_mended() {
    let csv = "sample_id,adm1,Adm 1\nA-1,UK-ENG,UK-WLS\n";
    let same = ReadError::DuplicateHeading { name: "adm1", first: 1, second: 2 };
    assert_eq!(refuses_as(csv.as_bytes(), &Choices::default()), same);
    let mended = reads_as(csv, &columns(&[(1, None)]));
    assert_eq!(mended.get(0, &ADM1), "UK-WLS");
    // Written out, the column that is kept out doesn't come back under its heading.
    assert!(mended.to_csv().starts_with("sample_id,adm1 (not sent),Adm 1,"));
    assert_eq!(names(&sheet(&mended.to_csv()))[..3], names(&mended)[..]);
    // A word on one column frees no other.
    let error = refuses_as(b"sample_id,adm1,x\nA,b,c\n", &columns(&[(2, Some(&ADM1))]));
    assert_eq!(error, same);
}

#[test]
fn headings_can_be_asked_for_whatever_is_wrong() {
    let ask = |csv: &str, choices: &Choices| headings(csv.as_bytes(), choices);
    let heading = |place, heading: &str, field, examples: &[&str]| Heading {
        place,
        heading: heading.to_owned(),
        field,
        like: None,
        examples: examples.iter().map(|example| (*example).to_owned()).collect(),
    };
    let csv = "key, x ,x\nA,1\n\nB,1,\nC, 2 ,\nD,3,\n";
    let some = [
        heading(0, "key", None, &["A", "B", "C"]),
        heading(1, "x", None, &["1", "2", "3"]),
        heading(2, "x", None, &[]),
    ];
    assert_eq!(ask(csv, &Choices::default()).as_deref(), Ok(&some[..]));
    let settled = columns(&[(0, Some(&CENTRAL_SAMPLE_ID))]);
    let fields = ask(csv, &settled).map(|all| all.iter().map(|h| h.field).collect::<Vec<_>>());
    assert_eq!(fields, Ok(vec![Some(&CENTRAL_SAMPLE_ID), None, None]));
    let twice = ask("sample_id,adm1,adm1\nA,b,c\n", &Choices::default()).expect("headings");
    assert_eq!(twice.iter().filter(|heading| heading.field == Some(&ADM1)).count(), 2);
    assert_eq!(ask("", &Choices::default()), Err(ReadError::Empty));
    let like = ask("Sample ID (COG),x,adm 1\nA,b,c\n", &Choices::default()).expect("headings");
    let like: Vec<_> = like.iter().map(|heading| heading.like.map(|field| field.name)).collect();
    assert_eq!(like, [Some("central_sample_id"), None, None]);
}

#[test]
fn columns_of_our_own_are_passed_over() {
    let csv = "_row,sample_id,_Status,_problems\n7,A-1,Refused,Enter adm1\n";
    assert_eq!(names(&sheet(csv)), [None, Some("central_sample_id"), None, None]);
    let checked = check(sheet(csv), TODAY);
    assert!(checked.problems().iter().all(|problem| problem.row.is_some()));
    // Names that only look like them are a laboratory's.
    let other = check(sheet("row,sample_id\n7,A-1\n"), TODAY);
    assert_eq!(other.problems()[0].fault.code(), "unknown_column");
}

#[test]
fn a_long_number_that_excel_has_cut() {
    let csv = "sample_id,sender_sample_id,collecting_org\n1.23457E+15,1E+15,1.2E+10\n";
    let checked = check(read(csv.as_bytes()).expect("a sheet"), TODAY);
    let cut = checked.problems().iter().filter(|p| p.fault.code() == "rounded_number");
    let cut: Vec<_> =
        cut.map(|p| (p.row, p.column, p.severity(), p.message(checked.sheet()))).collect();
    let sentence = |name: &str| {
        format!(
            "{name} holds a number that the spreadsheet has rounded. Format the column as text there and enter it again, or enter it here"
        )
    };
    assert_eq!(
        cut,
        [
            (Some(0), Some(0), Severity::Error, sentence("sample_id")),
            (Some(0), Some(1), Severity::Error, sentence("sender_sample_id")),
        ]
    );
}
