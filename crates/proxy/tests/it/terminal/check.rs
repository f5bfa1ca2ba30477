//! What `check` says of a sheet.

use super::{GOOD, TODAY, piped, run};

/// Errors in cells, a row and a column; the headings as a laboratory writes them.
const BAD: &str = "Central Sample ID,adm1,collection date,is_surveillance,,notes\n\
    \n\
    HOOT-1,England,2026-11-01,Y,,\n\
    HOOT-2,England,2026-11-01,Y,y,x\n\
    HOOT-3,UK-ENG,2026-11-21,Y,,,z\n";

#[test]
fn the_exit_code_says_whether_a_row_is_refused() {
    let warned = GOOD.replace("is_surveillance", "is_surveillance,notes").replace(",Y", ",Y,x");
    for (sheet, code, last) in [
        (GOOD, 0, "1 row, 1 ready: nothing to fix\n"),
        (&warned, 0, "1 row, 1 ready: 1 warning\n"),
        (BAD, 1, "3 rows, 0 ready: 4 errors, 2 warnings\n"),
    ] {
        let text = piped(&["check", "-"], sheet.as_bytes());
        assert_eq!(text.code, Some(code), "{sheet}");
        assert!(text.stdout.ends_with(last), "{}", text.stdout);
        let json = piped(&["check", "--json", "-"], sheet.as_bytes());
        assert_eq!((json.code, json.json()["version"].as_u64()), (Some(code), Some(1)));
        assert_eq!(text.stderr + &json.stderr, "");
    }
}

/// To the byte, because programs were written against it.
#[test]
fn the_json_is_what_was_promised() {
    let ran = piped(&["check", "-", "--json"], BAD.as_bytes());
    let expected = concat!(
        r#"{"version":1,"rows":3,"problems":["#,
        r#"{"row":null,"column":"","code":"unnamed_column","severity":"warning","#,
        r#""message":"This column has no heading. Its cells will not be sent"},"#,
        r#"{"row":null,"column":"notes","code":"unknown_column","severity":"warning","#,
        r#""message":"notes is not a column of Majora. It will not be sent"},"#,
        r#"{"row":3,"column":"adm1","code":"not_an_option","severity":"error","#,
        r#""message":"adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"},"#,
        r#"{"row":4,"column":"adm1","code":"not_an_option","severity":"error","#,
        r#""message":"adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"},"#,
        r#"{"row":5,"column":null,"code":"cells_beyond_headings","severity":"error","#,
        r#""message":"This row has 1 more filled cell than the file has headings. Cells may have moved: fix the row in the file and choose it again"},"#,
        r#"{"row":5,"column":"collection_date","code":"date_in_future","severity":"error","#,
        r#""message":"collection date must not be in the future"}"#,
        "]}\n",
    );
    assert_eq!(ran.stdout, expected);
}

#[test]
fn people_read_each_thing_to_do_once_and_where() {
    let ran = piped(&["check", "-"], BAD.as_bytes());
    let expected = "\
        error: Row 5: This row has 1 more filled cell than the file has headings. Cells may have moved: fix the row in the file and choose it again\n\
        error: 2 rows (3–4), adm1 (column B): adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR\n\
        error: Row 5, collection date (cell C5): collection date must not be in the future\n\
        warning: Column E, (no heading): This column has no heading. Its cells will not be sent\n\
        warning: Column F, notes: notes is not a column of Majora. It will not be sent\n\
        3 rows, 0 ready: 4 errors, 2 warnings\n";
    assert_eq!(ran.stdout, expected);
}

#[test]
fn a_column_that_the_file_lacks_has_no_letter() {
    let sheet =
        "central_sample_id,adm1,collection_date\nA-1,UK-ENG,2026-11-01\nA-2,UK-ENG,2026-11-01\n";
    let ran = piped(&["check", "-"], sheet.as_bytes());
    let said = "error: 2 rows (2–3), is_surveillance: The file has no column is_surveillance. Enter is_surveillance: Y or N\n";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    let ran = piped(&["check", "-", "--json"], sheet.as_bytes());
    let missing = |row| {
        let column = Some("is_surveillance".to_owned());
        (Some(row), column, "missing".to_owned(), "error".to_owned())
    };
    assert_eq!(ran.problems(), [missing(2), missing(3)]);
}

#[test]
fn a_number_of_problems_is_written_with_its_thousands() {
    let row = "A,England,2026-11-01,Y\n";
    let rows: String = (0..1200).map(|n| row.replace('A', &format!("A-{n}"))).collect();
    let sheet = format!("{}\n{rows}", GOOD.lines().next().unwrap());
    let ran = piped(&["check", "-"], sheet.as_bytes());
    let expected = "error: 1,200 rows (2–1201), adm1 (column B): \
        adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR\n1,200 rows, 0 ready: 1,200 errors\n";
    assert_eq!(ran.stdout, expected);
}

#[test]
fn today_is_the_clocks_unless_it_is_given() {
    let now = std::process::Command::new("date").args(["-u", "+%F"]).output().unwrap().stdout;
    let now = String::from_utf8(now).unwrap();
    let date = |day: &str, arguments: &[&str]| {
        let (_folder, path) = super::file(GOOD.replace("2026-11-01", day).as_bytes());
        let path = path.to_str().unwrap();
        let ran = run(["check", "--json", path].iter().chain(arguments));
        ran.problems().into_iter().map(|(_, _, code, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(date(now.trim(), &[]), [""; 0]);
    assert_eq!(date("2020-01-01", &[]), ["date_too_old"]);
    assert_eq!(date("9999-01-01", &[]), ["date_in_future"]);
    assert_eq!(date("2026-11-20", &TODAY), [""; 0]);
    assert_eq!(date("2026-11-21", &TODAY), ["date_in_future"]);
    assert_eq!(date("2020-01-01", &["--today", "2020-12-31"]), [""; 0]);
}

#[test]
fn the_documents_example_is_what_is_printed() {
    let example = super::DOCUMENT.lines().find(|line| line.contains(r#""problems":["#)).unwrap();
    let row = |n: usize| match n {
        14 => "HOOT-14,UK-ENG,2026-11-21,Y\n".to_owned(),
        n => format!("HOOT-{n},UK-ENG,2026-11-01,Y\n"),
    };
    let rows: String = (2..98).map(row).collect();
    let sheet = format!("{}\n{rows}", GOOD.lines().next().unwrap());
    assert_eq!(piped(&["check", "-", "--json"], sheet.as_bytes()).stdout.trim_end(), example);
}
