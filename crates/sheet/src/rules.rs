//! The table of what must hold between the cells of one row (RULES.md §4.1, cross-field rules).

use crate::date::{self, Written};
use crate::field::{Field, Section, yes_no};
use crate::fields::{
    ADMISSION_DATE, COLLECTION_DATE, CT_1_CT_VALUE, CT_1_TEST_KIT, CT_1_TEST_PLATFORM,
    CT_1_TEST_TARGET, END_TIME, IS_HOSPITAL_PATIENT, RECEIVED_DATE, SAMPLE_TYPE_COLLECTED,
    START_TIME, SWAB_SITE,
};
use crate::problem::Fault;

/// One rule between cells of a biosample.
pub struct Rule {
    /// The columns that it reads, in the order in which `breaks` takes their trimmed cells.
    pub columns: &'static [&'static Field],
    /// Whether these cells break it.
    pub breaks: fn(&[&str]) -> bool,
    /// What is then wrong.
    pub fault: Fault,
    /// Which of `columns` shows it; the first of those from here on that the sheet has.
    pub shown_at: usize,
}

/// Every rule.
pub static ALL: &[Rule] = &[
    Rule {
        columns: &[&COLLECTION_DATE, &RECEIVED_DATE],
        breaks: |cells| cells.iter().all(|cell| cell.is_empty()),
        fault: Fault::NoDate,
        shown_at: 0,
    },
    Rule {
        columns: &[&ADMISSION_DATE, &IS_HOSPITAL_PATIENT],
        breaks: |cells| is_day(cells[0]) && yes_no(cells[1]) != Ok(true),
        fault: Fault::AdmissionWithoutHospital,
        shown_at: 1,
    },
    Rule {
        columns: &[&SWAB_SITE, &SAMPLE_TYPE_COLLECTED],
        breaks: |cells| is_site(cells[0]) && !takes_swab_site(cells[1]),
        fault: Fault::SwabSiteWithoutSwab,
        shown_at: 1,
    },
];

/// The rule of every test, with the columns of the first.
pub static OF_A_TEST: Rule = Rule {
    columns: &[&CT_1_CT_VALUE, &CT_1_TEST_TARGET, &CT_1_TEST_PLATFORM, &CT_1_TEST_KIT],
    breaks: test_without_value,
    fault: Fault::TestWithoutValue,
    shown_at: 0,
};

/// Two days or times of one row of which one comes first. Majora compares neither (RULES.md §4.1, §4.5), so this is
/// told and stops nothing.
pub struct Sequence {
    /// The record that they are of.
    pub section: Section,
    /// What comes first.
    pub first: &'static Field,
    /// What can't come before it, and shows it if it does.
    pub then: &'static Field,
}

/// Every sequence.
pub static SEQUENCES: &[Sequence] = &[
    Sequence { section: Section::Sample, first: &COLLECTION_DATE, then: &RECEIVED_DATE },
    Sequence { section: Section::Run, first: &START_TIME, then: &END_TIME },
];

/// The most columns that a rule reads.
pub(crate) const MOST_COLUMNS: usize = 4;

/// Majora drops such a record without an error (RULES.md §4.3).
fn test_without_value(cells: &[&str]) -> bool {
    cells[0].is_empty() && cells[1..].iter().any(|cell| !cell.is_empty())
}

/// Whether a day stands here, as Majora reads it or as it will be sent; of anything else it asks
/// nothing more.
fn is_day(cell: &str) -> bool {
    Written::day(cell).is_ok() || date::american(cell).is_some()
}

/// Whether Majora could take a swab site; it asks nothing more of one that is too long.
fn is_site(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().count() <= 24
}

/// Majora compares after lower-casing; no type at all is taken too.
fn takes_swab_site(sample_type: &str) -> bool {
    let sample_type = sample_type.to_lowercase();
    sample_type.is_empty() || sample_type.contains("swab") || sample_type == "aspirate"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(rule: usize, cells: &[&str]) -> bool {
        (ALL[rule].breaks)(cells)
    }

    #[test]
    fn one_of_two_dates_is_enough() {
        assert!(broken(0, &["", ""]));
        assert!(!broken(0, &["2021-05-01", ""]));
        assert!(!broken(0, &["", "2021-05-01"]));
    }

    #[test]
    fn admission_needs_a_hospital() {
        for (cells, expected) in [
            (["", ""], false),
            (["2021-05-01", "Yes"], false),
            (["2021-05-01", "y"], false),
            (["2021-05-01", "N"], true),
            (["2021-05-01", ""], true),
            (["05/01/2021", "maybe"], true),
            (["1 May 2021", ""], true),
            (["25/11/2021", "N"], true),
            (["1 May", ""], false),
        ] {
            assert_eq!(broken(1, &cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn swab_sites_need_a_swab() {
        let long = "n".repeat(25);
        for (cells, expected) in [
            ([long.as_str(), "sputum"], false),
            (["nose", "swab"], false),
            (["nose", "Dry swab"], false),
            (["nose", "aspirate"], false),
            (["nose", ""], false),
            (["nose", "sputum"], true),
            (["nose", "BAL"], true),
            (["", "BAL"], false),
        ] {
            assert_eq!(broken(2, &cells), expected, "{cells:?}");
        }
    }

    #[test]
    fn every_rule_is_shown_at_one_of_its_columns() {
        for rule in ALL.iter().chain([&OF_A_TEST]) {
            assert!(rule.shown_at < rule.columns.len());
            assert!(rule.columns.len() <= MOST_COLUMNS);
        }
    }

    #[test]
    fn a_test_needs_its_value() {
        for (cells, expected) in [
            (["", "S", "", ""], true),
            (["", "", "", "INHOUSE"], true),
            (["21.4", "S", "", ""], false),
            (["", "", "", ""], false),
        ] {
            assert_eq!((OF_A_TEST.breaks)(&cells), expected, "{cells:?}");
        }
    }
}
