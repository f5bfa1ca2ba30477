//! Any column of dates and times: what is accepted is ISO when it is sent, and the same date when
//! that is read again.

#![no_main]

use fuzz::{TODAY, judge};
use libfuzzer_sys::fuzz_target;
use sheet::choices::Choices;
use sheet::date::{DateOrder, Order};
use sheet::decide::Decisions;
use sheet::field::{self, Field, Reading};
use sheet::fields;
use sheet::held::Held;
use sheet::plan::{Step, plan};
use sheet::read::read_as;
use sheet::value::Value;

fuzz_target!(|text: &str| {
    for cell in text.split('\n').take(16) {
        for field in [&fields::COLLECTION_DATE, &fields::ADMISSION_DATE, &fields::START_TIME] {
            alone(field, cell);
        }
    }
    for order in DateOrder::ALL.map(Some).into_iter().chain([None]) {
        column(text, order);
    }
});

/// A cell by itself. One that is read while nobody has said in which order it is written is that day
/// in every order in which it is one.
fn alone(field: &'static Field, cell: &str) {
    let read = |order| field.value(cell, Reading { today: TODAY, order }).ok().flatten();
    let open = read(Order::Open);
    let contradicted = read(Order::Contradicted);
    assert!(contradicted.is_none() || contradicted == open);
    for value in DateOrder::ALL.into_iter().filter_map(|order| read(Order::Chosen(order))) {
        verify(field, &value);
        assert!(open.as_ref().is_none_or(|open| *open == value), "{cell:?} was guessed");
    }
    if let Some(open) = open {
        verify(field, &open);
    }
}

/// The same cells as a column of a sheet, its order settled or not.
fn column(text: &str, order: Option<DateOrder>) {
    let mut csv = "collection_date,central_sample_id,adm1,is_surveillance\n".to_owned();
    for (nth, cell) in text.split('\n').take(64).enumerate() {
        csv += &format!("\"{}\",A-{nth},UK-ENG,Y\n", cell.replace('"', "\"\""));
    }
    let dates = order.map(|order| (0, order)).into_iter().collect();
    let Ok(sheet) = read_as(csv.into_bytes(), &Choices { dates, ..Choices::default() }) else {
        return;
    };
    let checked = judge(sheet);
    let plan = plan(&checked, &Held::default(), &Decisions::default());
    let samples = plan.steps.iter().filter_map(|step| match step {
        Step::Samples(samples) => Some(samples),
        _ => None,
    });
    let mut sent = 0;
    for entry in samples.flatten().flat_map(|sample| &sample.entries) {
        if *entry.field == fields::COLLECTION_DATE {
            verify(entry.field, &entry.value);
            sent += 1;
        }
    }
    assert_eq!(sent, checked.ready_rows());
}

fn verify(field: &'static Field, value: &Value<'_>) {
    let iso = value.to_text();
    let shape: String = iso.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match value {
        Value::Date(_) => assert_eq!(shape, "0000-00-00"),
        Value::DateTime(_) => assert_eq!(shape, "0000-00-00 00:00"),
        other => panic!("no date: {other:?}"),
    }
    let again = field
        .value(&iso, Reading::on(TODAY))
        .expect("what is sent is good")
        .expect("it isn't blank");
    assert_eq!(again.to_text(), iso);
    if *field == fields::COLLECTION_DATE {
        let Value::Date(day) = value else { panic!("no day") };
        assert!((field::oldest(TODAY)..=TODAY).contains(day));
    }
}
