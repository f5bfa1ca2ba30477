//! Dates as laboratories write them: what is sent, what is asked, what is refused.

use crate::sheets::{HEADINGS, TODAY, checked, row, sheet};
use proptest::prelude::*;
use sheet::check::{Checked, check};
use sheet::choices::DateOrder;
use sheet::evidence::date_evidence;
use sheet::fields;
use sheet::held::Held;
use sheet::plan::{Step, plan};
use sheet::problem::{Problem, Severity};
use sheet::read::Change;
use sheet::stricter::Difference;
use sheet::value::Date;
use std::collections::BTreeSet;

const DMY: DateOrder = DateOrder::DayMonthYear;
const MDY: DateOrder = DateOrder::MonthDayYear;
const YMD: DateOrder = DateOrder::YearMonthDay;

/// Samples with these cells in `collection_date`.
fn samples(cells: &[&str]) -> String {
    let mut csv = "sample_id,adm1,is_surveillance,collection_date\n".to_owned();
    for (nth, cell) in cells.iter().enumerate() {
        csv += &format!("A-{nth},UK-ENG,Y,\"{cell}\"\n");
    }
    csv
}

/// One run with this cell in `start_time`.
fn run(cell: &str) -> Checked {
    checked(&format!("{HEADINGS},start_time\n{},\"{cell}\"\n", row("A-1", "LIB-1", "RUN-1")))
}

fn in_order(csv: &str, order: DateOrder) -> Checked {
    let mut sheet = sheet(csv);
    let column = sheet.column_of(&fields::COLLECTION_DATE).expect("a column of dates");
    sheet.set_date_order(column, Some(order));
    check(sheet, TODAY)
}

/// Every problem as `line code`, with `-` for a whole column.
fn codes(checked: &Checked) -> Vec<String> {
    let line = |problem: &Problem| {
        problem.row.map_or("-".to_owned(), |row| checked.sheet().line(row).to_string())
    };
    let problems = checked.problems().iter();
    problems.map(|problem| format!("{} {}", line(problem), problem.fault.code())).collect()
}

/// What would be sent as the date of each sample, in order.
fn sent(checked: &Checked) -> Vec<String> {
    let plan = plan(checked, &Held::default(), &sheet::decide::Decisions::default());
    let samples = plan.steps.iter().flat_map(|step| match step {
        Step::Samples(samples) => samples.as_slice(),
        _ => &[],
    });
    let of_date = |field| field == &fields::COLLECTION_DATE;
    let entries = samples.flat_map(|sample| sample.entries.iter());
    let dates = entries.filter(|entry| of_date(entry.field));
    dates.map(|entry| entry.value.to_text().into_owned()).collect()
}

fn question(checked: &Checked) -> Option<String> {
    let is_one = |problem: &&Problem| problem.severity() == Severity::Question;
    let mut questions = checked.problems().iter().filter(is_one);
    let question = questions.next().map(|problem| problem.message(checked.sheet()));
    assert_eq!(questions.next(), None, "a column is asked about once");
    question
}

#[test]
fn a_date_that_can_only_mean_one_day_is_sent_as_iso() {
    for cell in [
        "2026-11-04",
        "2026-11-4",
        "2026/11/04",
        "2026.11.04",
        "2026-11-04T00:00:00",
        "2026-11-04 00:00",
        "4 November 2026",
        "04-Nov-26",
        "Nov 4, 2026",
        "4th nov 2026",
        "Wed 4 Nov 2026",
    ] {
        let checked = checked(&samples(&[cell]));
        assert_eq!(
            (checked.ready_rows(), sent(&checked)),
            (1, vec!["2026-11-04".into()]),
            "{cell}"
        );
        assert_eq!(question(&checked), None, "{cell}");
    }
    for (cell, day) in [
        ("25/10/2026", "2026-10-25"),
        ("10/25/2026", "2026-10-25"),
        ("25.10.2026", "2026-10-25"),
        ("25-10-2026 00:00", "2026-10-25"),
        ("11/11/2026", "2026-11-11"),
    ] {
        let checked = checked(&samples(&[cell]));
        assert_eq!((checked.ready_rows(), sent(&checked)), (1, vec![day.into()]), "{cell}");
    }
}

#[test]
fn what_goes_out_in_another_form_is_told_once_a_column() {
    let told = |cells: &[&str]| {
        let checked = checked(&samples(cells));
        let messages =
            checked.problems().iter().map(|p| (p.severity(), p.message(checked.sheet())));
        messages.collect::<Vec<_>>()
    };
    let warning = |message: &str| vec![(Severity::Warning, message.to_owned())];
    assert_eq!(told(&["2026-11-04", "2026-11-4", "2026-11-04 00:00"]), []);
    assert_eq!(
        told(&["2026-11-04", "25/10/2026", "26/10/2026", "4 Nov 2026"]),
        warning(
            "Dates in collection_date are read as day/month/year and sent as year-month-day, as in row 3"
        )
    );
    assert_eq!(
        told(&["10/25/2026"]),
        warning(
            "Dates in collection_date are read as month/day/year and sent as year-month-day, as in row 2"
        )
    );
    assert_eq!(
        told(&["4 Nov 2026", "5 Nov 2026"]),
        warning("Dates in collection_date are sent as year-month-day, as in row 2")
    );
    let chosen = in_order(&samples(&["2026-11-03", "04/11/2026"]), DMY);
    assert_eq!(codes(&chosen), ["- sent_as_iso"]);
}

#[test]
fn an_ambiguous_date_is_asked_for_and_never_sent() {
    let csv = samples(&["2026-11-01", "04/11/2026", "25/10/2026", "05-11-26", "4 Nov 2026"]);
    let open = checked(&csv);
    assert_eq!(
        codes(&open),
        ["- date_order", "- sent_as_iso", "3 ambiguous_date", "5 ambiguous_date"]
    );
    assert_eq!(
        question(&open).as_deref(),
        Some(
            "In which order are the dates in collection_date written? 2 can be read as more than one day, 1 fits only day/month/year, none only month/day/year"
        )
    );
    assert_eq!(open.problems()[0].row, None);
    // While it is asked, no order is claimed.
    assert_eq!(
        open.problems()[1].message(open.sheet()),
        "Dates in collection_date are sent as year-month-day, as in row 4"
    );
    assert_eq!(sent(&open), ["2026-11-01", "2026-10-25", "2026-11-04"]);
    let evidence = date_evidence(open.sheet(), 3);
    assert_eq!(evidence.ambiguous, [1, 3]);
    assert_eq!((evidence.only(DMY).count, evidence.only(DMY).rows.as_slice()), (1, &[2][..]));
    assert_eq!((evidence.only(MDY).count, evidence.only(YMD).count), (0, 0));
}

#[test]
fn under_the_chosen_order_the_answer_is_that_of_the_order() {
    let csv = samples(&["05/11/2026", "25/10/2026", "2026-11-01"]);
    let british = in_order(&csv, DMY);
    assert_eq!(codes(&british), ["- sent_as_iso"]);
    assert_eq!(sent(&british), ["2026-11-05", "2026-10-25", "2026-11-01"]);
    let american = in_order(&csv, MDY);
    assert_eq!(codes(&american), ["- sent_as_iso", "3 date_in_other_order"]);
    assert_eq!(sent(&american), ["2026-05-11", "2026-11-01"]);
    assert_eq!(
        american.problems_of(1)[0].message(american.sheet()),
        "collection_date does not fit month/day/year, which you chose for this column. Write it such as 2021-05-04"
    );
    let short = in_order(&samples(&["26/11/05"]), YMD);
    assert_eq!((sent(&short), question(&short)), (vec!["2026-11-05".into()], None));
    // Taken back, it is asked again.
    let mut sheet = british.into_sheet();
    sheet.set_date_order(3, None);
    assert_eq!(check(sheet, TODAY).ready_rows(), 2);
}

#[test]
fn dates_that_contradict_each_other_are_asked_for_too() {
    let csv = samples(&["25/10/2026", "10/26/2026", "27/10/2026", "11/11/2026", "2026-11-01"]);
    let open = checked(&csv);
    assert_eq!(
        codes(&open),
        [
            "- date_order",
            "- sent_as_iso",
            "2 contradicted_date",
            "3 contradicted_date",
            "4 contradicted_date"
        ]
    );
    assert_eq!(
        question(&open).as_deref(),
        Some(
            "In which order are the dates in collection_date written? None can be read as more than one day, 2 fit only day/month/year, 1 only month/day/year"
        )
    );
    assert_eq!(sent(&open), ["2026-11-11", "2026-11-01"]);
    let british = in_order(&csv, DMY);
    assert_eq!(codes(&british), ["- sent_as_iso", "3 date_in_other_order"]);
    assert_eq!(sent(&british), ["2026-10-25", "2026-10-27", "2026-11-11", "2026-11-01"]);
}

#[test]
fn a_row_that_was_taken_out_says_nothing() {
    let mut sheet = sheet(&samples(&["04/11/2026", "25/10/2026", "10/25/2026"]));
    sheet.change(Change::of_rows([0, 2], true));
    let checked = check(sheet, TODAY);
    assert_eq!((question(&checked), sent(&checked)), (None, vec!["2026-10-25".into()]));
}

#[test]
fn only_columns_of_dates_have_an_order() {
    let mut sheet = sheet(&samples(&["04/11/2026"]));
    for column in [0, 1, 99] {
        assert!(!sheet.set_date_order(column, Some(DMY)));
        assert_eq!(sheet.date_order(column), None);
    }
    assert!(sheet.set_date_order(3, Some(MDY)));
    assert!(!sheet.set_date_order(3, Some(MDY)));
    assert_eq!(sheet.date_order(3), Some(MDY));
    assert_eq!(sheet.choices().dates, [(3, MDY)].into());
    assert!(!date_evidence(&sheet, 1).needs_an_order());
}

#[test]
fn one_day_written_twice_is_one_day() {
    // The rows of one sample agree, whatever form each date has.
    let with = |first: &str, second: &str| {
        let rows = [("LIB-1", first), ("LIB-2", second)];
        let rows = rows.map(|(library, cell)| row("A-1", library, "").replace("2026-11-01", cell));
        checked(&format!("{HEADINGS}\n{}\n", rows.join("\n")))
    };
    assert_eq!(with("2026-10-25", "25 Oct 2026").ready_rows(), 2);
    assert_eq!(with("2026-10-25", "25/10/2026").ready_rows(), 2);
    assert_eq!(with("2026-10-25", "26/10/2026").ready_rows(), 0);
    let mut sheet = with("2026-11-05", "05/11/2026").into_sheet();
    sheet.set_date_order(3, Some(DMY));
    let british = check(sheet.clone(), TODAY);
    assert_eq!((british.ready_rows(), sent(&british)), (2, vec!["2026-11-05".into()]));
    sheet.set_date_order(3, Some(MDY));
    assert_eq!(check(sheet, TODAY).ready_rows(), 0);
}

#[test]
fn each_refusal_has_its_reason() {
    for (cell, code, message) in [
        (
            "4 May",
            "date_without_year",
            "collection_date has no year. Write the whole date, such as 2021-05-04",
        ),
        (
            "04/05",
            "date_without_year",
            "collection_date has no year. Write the whole date, such as 2021-05-04",
        ),
        (
            "44320.5",
            "date_as_number",
            "collection_date is the number by which a spreadsheet counts days: the column has lost its date format. Give it one in the spreadsheet, or write 2021-05-04",
        ),
        (
            "2026-11-04 09:30",
            "date_with_time",
            "collection_date must be a day without a time, such as 2021-05-04",
        ),
        (
            "2026-11-04T00:00Z",
            "time_zone",
            "collection_date has a time zone, which Majora does not keep. Write it without, such as 2021-05-04",
        ),
        (
            "30/02/2026",
            "not_a_date",
            "collection_date must be a date written as year-month-day, such as 2021-05-04 for 4 May 2021",
        ),
    ] {
        let checked = checked(&samples(&[cell]));
        let [problem] = checked.problems() else { panic!("{cell}: {:?}", checked.problems()) };
        assert_eq!(problem.fault.code(), code, "{cell}");
        assert_eq!(problem.message(checked.sheet()), message);
        assert_eq!(checked.ready_rows(), 0, "{cell}");
    }
    let ambiguous = checked(&samples(&["04/11/2026"]));
    assert_eq!(
        ambiguous.problems_of(0)[0].message(ambiguous.sheet()),
        "collection_date can be read as more than one day. Say in which order the dates of this column are written, or write 2021-05-04"
    );
    let torn = checked(&samples(&["25/10/2026", "10/25/2026"]));
    assert_eq!(
        torn.problems_of(0)[0].message(torn.sheet()),
        "collection_date is written in one order here and in another in other rows. Say which order this column has, or write 2021-05-04"
    );
}

#[test]
fn times_of_a_run() {
    for (cell, value, codes_of) in [
        ("2026-11-04 09:30", "2026-11-04 09:30", &[][..]),
        ("2026-11-04T09:30:00", "2026-11-04 09:30", &[]),
        ("2026-11-04 09:30:59", "2026-11-04 09:30", &["- seconds_left_out"]),
        ("2026-11-04 9:30 PM", "2026-11-04 21:30", &["- sent_as_iso"]),
        ("25/10/2026 9:30", "2026-10-25 09:30", &["- sent_as_iso"]),
        ("4 Nov 2026, 09:30:01", "2026-11-04 09:30", &["- sent_as_iso", "- seconds_left_out"]),
    ] {
        let checked = run(cell);
        assert_eq!(codes(&checked), codes_of, "{cell}");
        let column = checked.sheet().columns().len() - 1;
        let read = checked.value(0, column).expect("it passes").expect("it is filled");
        assert_eq!((read.to_text().as_ref(), checked.ready_rows()), (value, 1), "{cell}");
    }
    for (cell, code) in [
        ("2026-11-04", "2 date_without_time"),
        ("2026-11-04 09:30Z", "2 time_zone"),
        ("44320.5", "2 date_as_number"),
        ("4 Nov 09:30", "2 date_without_year"),
        ("2026-11-04 25:00", "2 not_a_date_time"),
    ] {
        assert_eq!(codes(&run(cell)), [code], "{cell}");
    }
    let ambiguous = run("04/11/2026 09:30");
    assert_eq!(codes(&ambiguous), ["- date_order", "2 ambiguous_date"]);
    let mut sheet = ambiguous.into_sheet();
    let column = sheet.columns().len() - 1;
    sheet.set_date_order(column, Some(MDY));
    let american = check(sheet, TODAY);
    let read = american.value(0, column).expect("it passes").expect("it is filled");
    assert_eq!(read.to_text(), "2026-04-11 09:30");
    let rows = ["2026-11-04 09:30", "2026-11-04 09:30:59", "2026-11-04 09:30:58"];
    let rows = rows.iter().zip(["RUN-1", "RUN-2", "RUN-3"]);
    let rows = rows.map(|(cell, name)| format!("{},{cell}", row(name, "LIB-1", name)));
    let rows: Vec<String> = rows.collect();
    let seconds = checked(&format!("{HEADINGS},start_time\n{}\n", rows.join("\n")));
    assert_eq!(codes(&seconds), ["- seconds_left_out"]);
    assert_eq!(
        seconds.problems()[0].message(seconds.sheet()),
        "start_time has seconds, as in row 3. Majora keeps minutes only, so they are left out"
    );
}

#[test]
fn a_day_of_admission_in_any_form_asks_for_the_hospital() {
    for (cell, missing) in [("25/10/2026", true), ("25 Oct 2026", true), ("25 Oct", false)] {
        let csv = samples(&["2026-11-01"]).replace("sample_id", "admission_date,sample_id");
        let checked = checked(&csv.replace("A-0", &format!("{cell},A-0")));
        let found = codes(&checked).iter().any(|code| code.ends_with("admission_without_hospital"));
        assert_eq!(found, missing, "{cell}");
    }
}

#[test]
fn forms_that_majora_lacks_are_on_the_list_of_differences() {
    let (day, time) = (&fields::COLLECTION_DATE, &fields::START_TIME);
    for (field, cell, expected) in [
        (day, "2021-05-04", None),
        (day, "05/25/2021", None),
        (day, " 2021-05-04", Some(Difference::Padding)),
        (day, "25/05/2021", Some(Difference::DateForm)),
        (day, "4 May 2021", Some(Difference::DateForm)),
        (day, "4 May", None),
        (time, "2021-05-04 9:30", None),
        (time, "2021-05-04T09:30", Some(Difference::DateForm)),
        (&fields::ADM2, "4 May 2021", None),
    ] {
        assert_eq!(Difference::passing(field, cell), expected, "{cell:?}");
    }
}

/// A day that Majora takes today.
fn day() -> impl Strategy<Value = Date> {
    (0..=365_i64).prop_map(|ago| TODAY.saturating_sub(jiff::Span::new().days(ago)))
}

fn order() -> impl Strategy<Value = DateOrder> {
    prop::sample::select(&DateOrder::ALL[..])
}

/// A day as three numbers in this order.
fn numbers(day: Date, order: DateOrder, mark: char, short: bool) -> String {
    let (d, m, y) = (day.day(), day.month(), day.year());
    // Four digits in front are ISO's own order, which is no question.
    let y = if short || order == YMD { (y % 100).to_string() } else { y.to_string() };
    match order {
        DateOrder::DayMonthYear => format!("{d:02}{mark}{m:02}{mark}{y}"),
        DateOrder::MonthDayYear => format!("{m:02}{mark}{d:02}{mark}{y}"),
        DateOrder::YearMonthDay => format!("{y}{mark}{m:02}{mark}{d:02}"),
    }
}

proptest! {
    #[test]
    fn what_is_written_in_the_chosen_order_is_sent(
        day in day(),
        order in order(),
        mark in prop::sample::select(vec!['/', '.', '-', ' ']),
        short in any::<bool>(),
    ) {
        let csv = samples(&[&numbers(day, order, mark, short)]);
        prop_assert_eq!(sent(&in_order(&csv, order)), vec![day.to_string()]);
        // What is sent reads back as itself, whatever is said of the column.
        let again = samples(&[&day.to_string()]);
        prop_assert_eq!(sent(&in_order(&again, order)), vec![day.to_string()]);
        prop_assert_eq!(codes(&checked(&again)), Vec::<String>::new());
    }

    #[test]
    fn without_an_answer_only_what_means_one_day_is_sent(
        days in prop::collection::vec((day(), order(), any::<bool>()), 1..6),
    ) {
        let cells: Vec<String> =
            days.iter().map(|(day, order, short)| numbers(*day, *order, '/', *short)).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let csv = samples(&cells);
        let open = checked(&csv);
        let read = |cell: &str, order: DateOrder| {
            let checked = in_order(&samples(&[cell]), order);
            let value = checked.value(0, 3).ok().flatten();
            value.map(|value| value.to_text().into_owned())
        };
        for (row, cell) in cells.iter().enumerate().filter(|(row, _)| open.is_ready(*row)) {
            let readings = DateOrder::ALL.iter().filter_map(|order| read(cell, *order));
            let readings: BTreeSet<String> = readings.collect();
            prop_assert_eq!(readings.len(), 1, "{} in row {}", cell, row);
        }
        prop_assert_eq!(sent(&open).len(), open.ready_rows());
    }
}
