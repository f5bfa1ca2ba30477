//! What Majora shows again of what it was sent (RULES.md §7), and what it can be made to forget.

use crate::field::{Field, Need, Target};

/// How much of a stored value Majora shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// All of it.
    Whole,
    /// The day and hour: the minutes come back as the number of the month.
    Hour,
    /// Nothing: a stored value can neither be compared nor read back.
    Nothing,
    /// There is nothing to show: Majora checks the cell and drops it.
    NotStored,
}

/// Keys of a biosample that no read returns.
const UNSEEN_OF_SAMPLE: [&str; 14] = [
    "sender_sample_id",
    "collecting_org",
    "is_hcw",
    "employing_hospital_name",
    "employing_hospital_trust_or_board",
    "is_hospital_patient",
    "is_icu_patient",
    "admitted_with_covid_diagnosis",
    "admission_date",
    "admitted_hospital_name",
    "admitted_hospital_trust_or_board",
    "is_care_home_worker",
    "is_care_home_resident",
    "anonymised_care_home_code",
];

/// The metadata tag that is kept and never shown.
const UNSEEN_TAG: &str = "investigation";

/// How much Majora shows of what a column stores.
pub fn sight(field: &Field) -> Sight {
    field.targets.iter().map(sight_of).min().unwrap_or(Sight::NotStored)
}

/// Whether all that a column stores can be compared and read back.
pub(crate) fn is_shown_whole(field: &Field) -> bool {
    !matches!(sight(field), Sight::Nothing | Sight::Hour)
}

fn sight_of(target: &Target) -> Sight {
    match target {
        Target::Sample(key) if UNSEEN_OF_SAMPLE.contains(key) => Sight::Nothing,
        Target::SampleTag(tag, _) if *tag == UNSEEN_TAG => Sight::Nothing,
        Target::Member("sequencing_org_received_date") => Sight::Nothing,
        Target::Member("barcode") => Sight::NotStored,
        Target::Run("start_time" | "end_time") => Sight::Hour,
        Target::Run("bioinfo_pipe_name" | "bioinfo_pipe_version") => Sight::Nothing,
        _ => Sight::Whole,
    }
}

/// Whether a stored value of a column can be erased at all: Majora keeps sources and tests whatever is
/// sent, and a library's tags go only with a new one.
pub fn is_erasable(field: &Field) -> bool {
    let keeps = |target: &Target| {
        matches!(target, Target::Ct(..) | Target::Sample("biosample_source_id"))
            || matches!(target, Target::Run("run_name" | "start_time" | "end_time"))
    };
    let may_be_blank = matches!(field.need, Need::Optional | Need::OneOfDates);
    may_be_blank && sight(field) == Sight::Whole && !field.targets.iter().any(keeps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    #[test]
    fn what_majora_never_shows() {
        let of = |wanted| -> Vec<&str> {
            let fields = fields::ALL.iter().filter(|field| !field.targets.is_empty());
            fields.filter(|field| sight(field) == wanted).map(|field| field.name).collect()
        };
        assert_eq!(
            of(Sight::Nothing),
            [
                "is_hcw",
                "employing_hospital_name",
                "employing_hospital_trust_or_board",
                "is_hospital_patient",
                "is_icu_patient",
                "admitted_with_covid_diagnosis",
                "admission_date",
                "admitted_hospital_name",
                "admitted_hospital_trust_or_board",
                "is_care_home_worker",
                "is_care_home_resident",
                "anonymised_care_home_code",
                "sender_sample_id",
                "collecting_org",
                "investigation_name",
                "investigation_site",
                "investigation_cluster",
                "sequencing_org_received_date",
                "bioinfo_pipe_name",
                "bioinfo_pipe_version",
            ]
        );
        assert_eq!(of(Sight::Hour), ["start_time", "end_time"]);
        assert_eq!(of(Sight::NotStored), ["barcode"]);
    }

    #[test]
    fn what_can_be_erased() {
        for (field, expected) in [
            (&fields::ADM2, true),
            (&fields::EPI_CLUSTER, true),
            (&fields::COLLECTION_DATE, true),
            (&fields::LIBRARY_LAYOUT_READ_LENGTH, true),
            (&fields::FLOWCELL_ID, true),
            (&fields::ADM1, false),
            (&fields::CENTRAL_SAMPLE_ID, false),
            (&fields::BIOSAMPLE_SOURCE_ID, false),
            (&fields::CT_1_CT_VALUE, false),
            // Nobody can say yes to erasing what isn't on the screen.
            (&fields::SENDER_SAMPLE_ID, false),
            (&fields::START_TIME, false),
        ] {
            assert_eq!(is_erasable(field), expected, "{}", field.name);
        }
    }
}
