//! Cells for any column: good ones, those at the edge of what it takes, and bad ones.

use proptest::prelude::*;
use sheet::field::{Field, Kind, NO_LIMIT, Span};
use sheet::value::Date;
use std::time::Duration;

/// Cells that try a column, by what it takes.
pub(crate) fn of(field: &Field, today: Date) -> Vec<String> {
    let mut cells = match field.kind {
        Kind::Text { max: NO_LIMIT } => vec!["a".into(), "é".repeat(300)],
        Kind::Text { max } => lengths(1, max),
        Kind::SampleId => ids(),
        Kind::Name { min, max, .. } => names(min, max),
        Kind::Choice { options, .. } => choices(options),
        Kind::YesNo => answers(),
        Kind::Whole => wholes(),
        Kind::Number => numbers(),
        Kind::Date(span) => dates(today, span),
        Kind::DateTime => times(),
        Kind::County => counties(),
        Kind::OuterPostcode => {
            let mut cells =
                words(&["CB2", "cb2", "CB 2", "CB\t2", "CB2 1TN", "CB21TN", "CB2\u{a0}"]);
            cells.extend(lengths(1, 100));
            cells
        }
    };
    let first = cells[0].clone();
    cells.extend([format!(" {first}"), format!("{first}\u{a0}"), format!("\t{first}\n")]);
    cells.extend(words(&["", " ", "None", "none", "a\0b", "nan", "N/A", "943 476 5919", "=1+1"]));
    cells
}

/// Anything that a file of text can hold in a cell: below the tab there is no text.
pub(crate) fn any() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,30}", "[^\\x01-\\x08]{0,60}", "[0-9 ./:_-]{0,16}", "[A-Za-z0-9]{1,60}"]
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn lengths(min: usize, max: usize) -> Vec<String> {
    let mut lengths = vec![min, max, max + 1];
    lengths.extend(min.checked_sub(1).filter(|less| *less > 0));
    lengths.into_iter().flat_map(|length| ["x".repeat(length), "é".repeat(length)]).collect()
}

fn ids() -> Vec<String> {
    let mut ids = lengths(1, 48);
    ids.extend(words(&[
        "A-1",
        "A.1",
        "A/1",
        "A\\1",
        "ct",
        "ct:1",
        "CT",
        "metadata__x",
        "metadata",
        "12345678901234",
        "A B",
        "é-1",
        "A,1",
    ]));
    ids
}

fn names(min: usize, max: usize) -> Vec<String> {
    let mut names = lengths(min, max);
    names.extend(words(&[
        "NAME-1",
        "NAME.1",
        "NAME/1",
        "NAME\\1",
        "NAME 1",
        "NAME-123456789",
        "NAME-2147483647",
        "NAME-2147483648",
        "NAME-12345678901",
        "NAME-202611201234",
        "NAME-2026112012345",
        "NAME-20261120-1",
    ]));
    names
}

fn choices(options: &[&str]) -> Vec<String> {
    let mut cells = words(options);
    let other = |turn: fn(&str) -> String| options.iter().map(|o| turn(o)).collect::<Vec<_>>();
    cells.extend(other(str::to_lowercase));
    cells.extend(other(str::to_uppercase));
    cells.extend(other(|option| option.replace('_', " ")));
    cells.extend(other(|option| format!("{option}x")));
    cells.extend(words(&["PACIFIC_BIOSCIENCES", "tissue", "01", "1.0", "Unknown", "ſwab"]));
    cells
}

fn answers() -> Vec<String> {
    words(&["Y", "n", "Yes", "NO", "yeſ", "true", "True", "1", "0", "maybe", "Unknown", "-"])
}

fn wholes() -> Vec<String> {
    words(&[
        "0",
        "30",
        "007",
        "30.0",
        "30.",
        "30.5",
        "+3",
        "-0",
        "-1",
        "-1.0",
        "1_000",
        "1__0",
        "1e1",
        "٣٠",
        "thirty",
        "nan",
        "9223372036854775807",
        "9223372036854775808",
        "0x1f",
        "1,000",
        "²",
    ])
}

fn numbers() -> Vec<String> {
    words(&[
        "0",
        "21.4",
        "21,4",
        ".5",
        "5.",
        "1e1",
        "1e400",
        "-0.0",
        "-0.1",
        "1_0.5",
        "٢.٥",
        "nan",
        "inf",
        "-inf",
        "Undetermined",
        ">35",
        "0.000",
        "00",
        "1e-400",
    ])
}

fn dates(today: Date, span: Span) -> Vec<String> {
    let day = |days: i64| {
        let distance = Duration::from_secs(days.unsigned_abs() * 86_400);
        if days < 0 { today.saturating_sub(distance) } else { today.saturating_add(distance) }
    };
    let mut dates = vec![day(0).to_string(), day(-1).to_string()];
    let of_span = match span {
        Span::LastYear => vec![1, -365, -366, 400],
        Span::Any => vec![1, 10_000, -40_000],
    };
    dates.extend(of_span.into_iter().map(|days| day(days).to_string()));
    let recent = day(-20);
    for format in
        ["%d/%m/%Y", "%m/%d/%Y", "%m/%d/%y", "%-d %B %Y", "%d-%b-%y", "%Y%m%d", "%Y/%m/%d"]
    {
        dates.push(recent.strftime(format).to_string());
        dates.push(day(-10).strftime(format).to_string());
    }
    dates.extend(words(&[
        "2026-2-30",
        "0000-01-01",
        "2026-11-1",
        "2026-11- 1",
        "2026-11-01 00:00",
        "2026-11-01T00:00:00",
        "٢٠٢٦-11-01",
        "46340",
        "yesterday",
        "1/3",
        "2026-11",
        "26-11-01",
    ]));
    dates
}

fn times() -> Vec<String> {
    words(&[
        "2026-11-01 09:30",
        "2026-11-1 9:5",
        "2026-11-01 24:00",
        "2026-11-01 09:60",
        "2026-11-01 09:30:00",
        "2026-11-01T09:30",
        "2026-11-01",
        "01/11/2026 09:30",
        "11/01/2026 09:30",
        "1 November 2026 09:30",
        "2026-11-01 \t 09:30",
        "2026-11-01 09:30 ",
        "1066-10-14 09:30",
        "2026-11-01 09: 5",
        "2026-02-29 00:00",
        "09:30",
        "2026-11-01 9.30",
    ])
}

fn counties() -> Vec<String> {
    let mut counties = lengths(1, 100);
    // Some letters are two when they are upper-cased, and the length counts after that.
    counties.extend(["ß".repeat(50), "ß".repeat(51), "ŉ".repeat(50), "ǰ".repeat(100)]);
    counties.extend(words(&["Kent", "Ynys Môn", "KENT 1", "Kent²", "Kent٣", "CB2", "CB2 1TN"]));
    counties
}
