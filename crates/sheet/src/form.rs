//! The form for single samples, as data: which questions stand together, how each is asked, and the
//! sheet that the answers stand in.
//!
//! Only the grouping stands here. What a question says, takes and needs is that of its column in
//! [`crate::fields`].

use crate::choices::Choices;
use crate::date::{self, DateFault, DateOrder, Order};
use crate::field::{CellFault, Field, Kind, NO_LIMIT, Need, Reading, Section};
use crate::fields;
use crate::layout::Delimiter;
use crate::python;
use crate::read::Sheet;
use crate::text::Encoding;
use crate::value::{Date, Value};
use crate::words::count;

/// Questions that stand together under one legend.
#[derive(Debug)]
pub struct Fieldset {
    /// What they are about.
    pub legend: &'static str,
    /// Their columns, in the order in which they are asked.
    pub fields: &'static [&'static Field],
}

impl Fieldset {
    /// The record that they are about.
    pub fn section(&self) -> Section {
        self.fields[0].section
    }

    /// Whether none of them need be answered.
    pub fn is_optional(&self) -> bool {
        self.fields.iter().all(|field| field.need == Need::Optional)
    }
}

/// The whole form, in order. What Majora no longer takes isn't asked.
pub static FORM: &[Fieldset] = &[
    Fieldset {
        legend: "Sample",
        fields: &[
            &fields::CENTRAL_SAMPLE_ID,
            &fields::COLLECTION_DATE,
            &fields::RECEIVED_DATE,
            &fields::SAMPLE_TYPE_COLLECTED,
            &fields::SWAB_SITE,
            &fields::SAMPLE_TYPE_RECEIVED,
            &fields::IS_SURVEILLANCE,
            &fields::COLLECTION_PILLAR,
            &fields::COLLECTING_ORG,
            &fields::SENDER_SAMPLE_ID,
            &fields::ROOT_SAMPLE_ID,
            &fields::MAJORA_CREDIT,
        ],
    },
    Fieldset { legend: "Place", fields: &[&fields::ADM1, &fields::ADM2, &fields::ADM2_PRIVATE] },
    Fieldset {
        legend: "Patient",
        fields: &[
            &fields::SOURCE_AGE,
            &fields::SOURCE_SEX,
            &fields::BIOSAMPLE_SOURCE_ID,
            &fields::ROOT_BIOSAMPLE_SOURCE_ID,
        ],
    },
    Fieldset {
        legend: "Hospital",
        fields: &[
            &fields::IS_HOSPITAL_PATIENT,
            &fields::ADMISSION_DATE,
            &fields::ADMITTED_HOSPITAL_NAME,
            &fields::ADMITTED_HOSPITAL_TRUST_OR_BOARD,
            &fields::IS_ICU_PATIENT,
            &fields::ADMITTED_WITH_COVID_DIAGNOSIS,
            &fields::IS_HCW,
            &fields::EMPLOYING_HOSPITAL_NAME,
            &fields::EMPLOYING_HOSPITAL_TRUST_OR_BOARD,
        ],
    },
    Fieldset {
        legend: "Care home",
        fields: &[
            &fields::IS_CARE_HOME_RESIDENT,
            &fields::IS_CARE_HOME_WORKER,
            &fields::ANONYMISED_CARE_HOME_CODE,
        ],
    },
    Fieldset {
        legend: "Investigation",
        fields: &[
            &fields::EPI_CLUSTER,
            &fields::INVESTIGATION_NAME,
            &fields::INVESTIGATION_SITE,
            &fields::INVESTIGATION_CLUSTER,
        ],
    },
    Fieldset {
        legend: "First test",
        fields: &[
            &fields::CT_1_CT_VALUE,
            &fields::CT_1_TEST_TARGET,
            &fields::CT_1_TEST_PLATFORM,
            &fields::CT_1_TEST_KIT,
        ],
    },
    Fieldset {
        legend: "Second test",
        fields: &[
            &fields::CT_2_CT_VALUE,
            &fields::CT_2_TEST_TARGET,
            &fields::CT_2_TEST_PLATFORM,
            &fields::CT_2_TEST_KIT,
        ],
    },
    Fieldset {
        legend: "Library",
        fields: &[
            &fields::LIBRARY_NAME,
            &fields::LIBRARY_SEQ_KIT,
            &fields::LIBRARY_SEQ_PROTOCOL,
            &fields::LIBRARY_LAYOUT_CONFIG,
            &fields::LIBRARY_LAYOUT_READ_LENGTH,
            &fields::LIBRARY_LAYOUT_INSERT_LENGTH,
        ],
    },
    Fieldset {
        legend: "The sample in the library",
        fields: &[
            &fields::LIBRARY_SOURCE,
            &fields::LIBRARY_SELECTION,
            &fields::LIBRARY_STRATEGY,
            &fields::ARTIC_PRIMERS,
            &fields::ARTIC_PROTOCOL,
            &fields::SEQUENCING_ORG_RECEIVED_DATE,
            &fields::BARCODE,
        ],
    },
    Fieldset {
        legend: "Sequencing run",
        fields: &[
            &fields::RUN_NAME,
            &fields::RUN_GROUP,
            &fields::INSTRUMENT_MAKE,
            &fields::INSTRUMENT_MODEL,
            &fields::FLOWCELL_TYPE,
            &fields::FLOWCELL_ID,
            &fields::START_TIME,
            &fields::END_TIME,
            &fields::BIOINFO_PIPE_NAME,
            &fields::BIOINFO_PIPE_VERSION,
        ],
    },
];

/// How a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line of text, of at most this many characters where there is a limit.
    Text { most: Option<usize> },
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A day and minute.
    DateTime,
    /// One of these, each as it is sent.
    Choice(&'static [&'static str]),
    /// Yes or no.
    YesNo,
}

impl Input {
    /// The input that fits what a column takes.
    pub fn of(field: &Field) -> Input {
        match field.kind {
            Kind::Text { max: NO_LIMIT } => Input::Text { most: None },
            Kind::Text { max } | Kind::Name { max, .. } => Input::Text { most: Some(max) },
            Kind::SampleId => Input::Text { most: Some(48) },
            Kind::County | Kind::OuterPostcode => Input::Text { most: Some(100) },
            Kind::Choice { options, .. } => Input::Choice(options),
            Kind::YesNo => Input::YesNo,
            Kind::Whole => Input::Whole,
            Kind::Number => Input::Number,
            Kind::Date(_) => Input::Date,
            Kind::DateTime => Input::DateTime,
        }
    }
}

/// Every column that is asked for, in the order of the form.
pub fn columns() -> impl Iterator<Item = &'static Field> {
    FORM.iter().flat_map(|set| set.fields).copied()
}

/// What stands below a question: the help of its column, and an answer that would do.
pub fn hint(field: &Field, today: Date) -> String {
    let example = match field.kind {
        Kind::Choice { .. } | Kind::YesNo => String::new(),
        Kind::Date(_) => today.to_string(),
        Kind::DateTime => format!("{today} 09:30"),
        _ => field.example.to_owned(),
    };
    match example.as_str() {
        "" => field.help.to_owned(),
        example => format!("{} Such as {example}.", field.help),
    }
}

/// Columns and what stands in them.
pub type Cells = Vec<(&'static Field, String)>;

/// The file of a form that is begun, as CSV: every column, and a row with these cells if there are any.
pub fn begun(cells: &Cells) -> String {
    let cell = |field| cells.iter().find(|(of, _)| *of == field).map_or("", |(_, cell)| cell);
    let mut out = csv::Writer::from_writer(vec![]);
    // Writing to memory doesn't fail, and both rows are of one length.
    let _ = out.write_record(columns().map(|field| field.name));
    if !cells.is_empty() {
        let _ = out.write_record(columns().map(cell));
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// How the file of a form is read: nothing about it need be guessed.
pub fn choices() -> Choices {
    Choices {
        encoding: Some(Encoding::Utf8),
        delimiter: Some(Delimiter::Comma),
        headings: Some(1),
        ..Choices::default()
    }
}

/// What stands for the name of its file, which nobody has given one.
pub fn file_name(rows: usize) -> String {
    format!("{} by form", count(rows, "sample"))
}

/// What another sample of the same library and run has in common with that of a row. Its place in the
/// library is its own.
pub fn in_common(sheet: &Sheet, row: usize) -> Cells {
    let common =
        columns().filter(|field| field.section != Section::Sample && **field != fields::BARCODE);
    let cells = common.map(|field| (field, sheet.get(row, field).to_owned()));
    cells.filter(|(_, cell)| !cell.is_empty()).collect()
}

/// What a sample like that of a row has in common with it: beside its library and run where samples come from and
/// how, which is about nobody.
pub fn alike(sheet: &Sheet, row: usize) -> Cells {
    let sample = [&fields::ADM1, &fields::IS_SURVEILLANCE, &fields::COLLECTION_PILLAR];
    let cells = sample.map(|field| (field, sheet.get(row, field).to_owned()));
    let cells = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
    cells.chain(in_common(sheet, row)).collect()
}

/// An answer as it was typed, or as a barcode scanner has typed it: without the characters that some
/// scanners send around a code and that nobody sees.
pub fn typed(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A code that a camera has read, as an answer.
pub fn scanned(code: &str) -> String {
    python::strip(&typed(code)).to_owned()
}

/// The days, or days and times, that an answer can be, where it doesn't say in which order its numbers
/// stand. None where it is one day, or no day at all.
pub fn readings(field: &Field, text: &str, reading: Reading) -> Vec<Value<'static>> {
    let read = |order| match field.kind {
        // Which day is meant is one question, and whether Majora takes it another.
        Kind::Date(_) => Ok(date::day(python::strip(text), order).ok().map(Value::Date)),
        _ => field.value(text, Reading { order, ..reading }).map(|v| v.map(Value::into_owned)),
    };
    let now = field.value(text, reading);
    let Err(CellFault::Date(DateFault::Ambiguous | DateFault::Contradicted)) = now else {
        return Vec::new();
    };
    let chosen = DateOrder::ALL.into_iter().map(Order::Chosen);
    let mut readings: Vec<Value<'static>> = chosen.filter_map(|order| read(order).ok()?).collect();
    readings.dedup();
    readings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::read::{Change, read_form};

    #[test]
    fn every_column_that_majora_takes_is_asked_once() {
        for field in fields::ALL {
            let asked = FORM.iter().flat_map(|set| set.fields).filter(|asked| *asked == field);
            let expected = usize::from(!field.targets.is_empty());
            assert_eq!(asked.count(), expected, "{}", field.name);
        }
    }

    #[test]
    fn a_fieldset_is_about_one_record_and_records_stand_in_the_order_of_sending() {
        let sections: Vec<_> = FORM.iter().map(|set| set.fields[0].section).collect();
        assert!(sections.is_sorted());
        for (set, section) in FORM.iter().zip(&sections) {
            assert!(set.fields.iter().all(|field| field.section == *section), "{}", set.legend);
        }
    }

    const TODAY: Date = jiff::civil::date(2026, 11, 20);

    #[test]
    fn a_form_that_is_begun_is_a_sheet_with_one_row_for_every_answer() {
        let sheet = read_form(begun(&vec![]).as_bytes(), &choices()).expect("a sheet");
        assert_eq!((sheet.rows(), sheet.added(), sheet.line(0)), (1, 1, 2));
        assert!(columns().all(|field| sheet.column_of(field).is_some()));
        let needed = ["adm1", "central_sample_id", "is_surveillance"];
        let checked = check(sheet, TODAY);
        let missing = checked.problems().iter().filter(|p| p.fault.code() == "missing");
        let mut missing: Vec<&str> =
            missing.filter_map(|p| Some(checked.sheet().columns()[p.column?].name())).collect();
        missing.sort_unstable();
        assert_eq!(missing, needed);
    }

    #[test]
    fn what_was_answered_comes_back_from_the_file() {
        let mut sheet = read_form(begun(&vec![]).as_bytes(), &choices()).expect("a sheet");
        let answers = [(&fields::CENTRAL_SAMPLE_ID, "A-1"), (&fields::ADM2, "a, \"b\"\n=c")];
        let column = |sheet: &Sheet, field| sheet.column_of(field).expect("a column");
        for (field, answer) in answers {
            sheet.set(0, column(&sheet, field), answer.to_owned());
        }
        let again = read_form(sheet.to_csv().as_bytes(), &choices()).expect("a sheet");
        assert_eq!((again.rows(), again.added(), again.changes()), (1, 0, Change::default()));
        for (field, answer) in answers {
            assert_eq!(again.cell(0, column(&again, field)), answer);
        }
    }

    #[test]
    fn another_sample_has_the_library_and_run_of_the_one_before() {
        let cells = vec![
            (&fields::CENTRAL_SAMPLE_ID, "A-1".to_owned()),
            (&fields::LIBRARY_NAME, "LIB-1".to_owned()),
            (&fields::BARCODE, "01".to_owned()),
            (&fields::RUN_NAME, "RUN-1".to_owned()),
        ];
        let sheet = read_form(begun(&cells).as_bytes(), &choices()).expect("a sheet");
        assert_eq!(sheet.added(), 0);
        let common = in_common(&sheet, 0);
        assert_eq!(common, [cells[1].clone(), cells[3].clone()]);
        let sheet = read_form(begun(&common).as_bytes(), &choices()).expect("a sheet");
        let cells = [&fields::CENTRAL_SAMPLE_ID, &fields::LIBRARY_NAME, &fields::RUN_NAME];
        assert_eq!(cells.map(|field| sheet.get(0, field)), ["", "LIB-1", "RUN-1"]);
    }

    #[test]
    fn a_sample_like_another_has_nothing_that_is_about_a_person() {
        let filled = columns().map(|field| (field, "x".to_owned())).collect();
        let sheet = read_form(begun(&filled).as_bytes(), &choices()).expect("a sheet");
        let alike = alike(&sheet, 0).into_iter().map(|(field, _)| field);
        let (sample, others): (Vec<_>, Vec<_>) =
            alike.partition(|field| field.section == Section::Sample);
        let names: Vec<_> = sample.iter().map(|field| field.name).collect();
        assert_eq!(names, ["adm1", "is_surveillance", "collection_pillar"]);
        assert_eq!(others.len(), in_common(&sheet, 0).len());
        assert!(!others.contains(&&fields::BARCODE));
        let blank = read_form(begun(&Cells::new()).as_bytes(), &choices()).expect("a sheet");
        assert_eq!(super::alike(&blank, 0), []);
    }

    #[test]
    fn every_example_in_a_hint_is_an_answer_that_would_do() {
        for field in columns() {
            let hint = hint(field, TODAY);
            assert!(hint.starts_with(field.help));
            if let Some(example) =
                hint.strip_prefix(field.help).and_then(|h| h.strip_prefix(" Such as "))
            {
                let example = example.trim_end_matches('.');
                assert!(field.value(example, Reading::on(TODAY)).is_ok(), "{}", field.name);
            }
        }
        assert_eq!(hint(&fields::IS_HCW, TODAY), fields::IS_HCW.help);
    }

    #[test]
    fn what_a_scanner_sends_around_a_code_is_left_out() {
        assert_eq!(typed("\u{2}HOOT-00001\u{3}"), "HOOT-00001");
        assert_eq!(typed("a b "), "a b ", "what a person types stays");
        assert_eq!(scanned("HOOT-00001\r\n"), "HOOT-00001");
    }

    #[test]
    fn an_answer_that_can_be_several_days_has_each_of_them_once() {
        for (field, text, days) in [
            (&fields::COLLECTION_DATE, " 04/05/2026 ", &["2026-05-04", "2026-04-05"][..]),
            // A day to come is a day: that it was meant is for the person to say.
            (&fields::COLLECTION_DATE, "04/12/2026", &["2026-12-04", "2026-04-12"]),
            (&fields::COLLECTION_DATE, "04/05/21", &["2021-05-04", "2021-04-05", "2004-05-21"]),
            (&fields::COLLECTION_DATE, "05/05/21", &["2021-05-05", "2005-05-21"]),
            (&fields::START_TIME, "04/05/2026 09:30", &["2026-05-04 09:30", "2026-04-05 09:30"]),
            (&fields::COLLECTION_DATE, "25/05/2026", &[]),
            (&fields::COLLECTION_DATE, "2026-05-04", &[]),
            (&fields::COLLECTION_DATE, "soon", &[]),
            (&fields::ADM2, "04/05/2026", &[]),
        ] {
            let readings = readings(field, text, Reading::on(TODAY));
            let readings: Vec<_> = readings.iter().map(|day| day.to_text()).collect();
            assert_eq!(readings, days, "{text}");
        }
        let contradicted = Reading { today: TODAY, order: Order::Contradicted };
        let one = readings(&fields::COLLECTION_DATE, "25/05/2026", contradicted);
        assert_eq!(one.iter().map(|day| day.to_text()).collect::<Vec<_>>(), ["2026-05-25"]);
    }

    #[test]
    fn what_an_input_lets_through_is_not_too_long() {
        let on = Reading::on(TODAY);
        for field in fields::ALL {
            match Input::of(field) {
                Input::Text { most: Some(most) } => {
                    assert!(field.value(&"x".repeat(most), on).is_ok(), "{}", field.name);
                    assert!(field.value(&"x".repeat(most + 1), on).is_err(), "{}", field.name);
                }
                Input::Choice(options) => {
                    assert!(options.iter().all(|option| field.value(option, on).is_ok()));
                }
                Input::Text { most: None } => assert!(field.value("x", on).is_ok()),
                _ => assert!(field.value("x", on).is_err(), "{}", field.name),
            }
        }
    }
}
