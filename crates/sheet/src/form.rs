//! The form for a single record, as data: which questions stand together, and how each is asked.
//!
//! Only the grouping stands here. What a question says, takes and needs is that of its column in
//! [`crate::fields`].

use crate::field::{Field, Kind, NO_LIMIT};
use crate::fields;

/// Questions that stand together under one legend.
#[derive(Debug)]
pub struct Fieldset {
    /// What they are about.
    pub legend: &'static str,
    /// Their columns, in the order in which they are asked.
    pub fields: &'static [&'static Field],
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Reading;

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

    #[test]
    fn what_an_input_lets_through_is_not_too_long() {
        let on = Reading::on(jiff::civil::date(2026, 11, 20));
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
