//! Dates that can be read in more than one order, and `--dates`.

use super::{GOOD, TODAY, documented, piped, run};

/// One date that is ambiguous, one that fits only day/month/year.
fn sheet() -> String {
    let second = "HOOT-2,UK-ENG,25/10/2026,Y\n";
    format!("{}{second}", GOOD.replace("2026-11-01", "05/11/2026"))
}

#[test]
fn what_can_mean_two_days_is_asked_and_not_guessed() {
    let ran = piped(&["check", "-"], sheet().as_bytes());
    let expected = "\
        error: Row 2, collection_date (cell C2): collection_date can be read as more than one day. Say in which order the dates of this column are written, or write 2021-05-04\n\
        question: Column C, collection_date: In which order are the dates in collection_date written? 1 can be read as more than one day, 1 fits only day/month/year, none only month/day/year\n\
        warning: Column C, collection_date: Dates in collection_date are sent as year-month-day, as in row 3\n\
        2 rows, 1 ready: 1 error, 1 question, 1 warning\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), expected));
    let ran = piped(&["check", "-", "--json"], sheet().as_bytes());
    let problem = |row, code: &str, severity: &str| {
        let column = Some("collection_date".to_owned());
        (row, column, code.to_owned(), severity.to_owned())
    };
    let expected = [
        problem(None, "date_order", "question"),
        problem(None, "sent_as_iso", "warning"),
        problem(Some(2), "ambiguous_date", "error"),
    ];
    assert_eq!(ran.problems(), expected);
    for (_, _, code, _) in expected {
        documented(&code);
    }
    documented("date_order");
}

#[test]
fn the_order_that_is_given_is_the_one_that_is_sent() {
    for (order, code, sent) in [
        ("dmy", 0, &["2026-11-05", "2026-10-25"][..]),
        ("mdy", 1, &["2026-05-11"]),
        ("ymd", 1, &[]),
    ] {
        let arguments = ["--json", "--dates", order];
        let checked = piped(&[&["check", "-"][..], &arguments].concat(), sheet().as_bytes());
        assert_eq!(checked.code, Some(code), "{order}: {}", checked.stdout);
        assert!(!checked.stdout.contains("question"), "{order}: {}", checked.stdout);
        let planned = piped(&[&["plan", "-"][..], &arguments].concat(), sheet().as_bytes());
        let samples = planned.json()["requests"][0]["body"]["biosamples"].clone();
        let dates = samples.as_array().into_iter().flatten();
        let dates: Vec<&str> = dates.filter_map(|s| s["collection_date"].as_str()).collect();
        assert_eq!((planned.code, dates.as_slice()), (Some(code), sent), "{order}");
        documented(order);
    }
}

#[test]
fn there_are_three_orders() {
    let ran = run(["check", "-", "--dates", "british"].iter().chain(&TODAY));
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("[possible values: dmy, mdy, ymd]"), "{}", ran.stderr);
}
