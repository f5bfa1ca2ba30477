//! The three forms a sample passes, and the rules across their fields (RULES.md 4.1).

use jiff::ToSpan;
use jiff::civil::Date;

use crate::form::{Cleaned, Field, Fold, Kind};
use crate::python::{Value, decimal_digit};

/// Stage 1: what COG-UK asks beyond Majora's own model.
pub(super) const SUPPLEMENT: &[Field] = &[
    Field::new("is_surveillance", Kind::YesNo),
    Field::new("is_hcw", Kind::YesNo),
    Field::new("employing_hospital_name", Kind::nullable(100)),
    Field::new("employing_hospital_trust_or_board", Kind::nullable(100)),
    Field::new("is_hospital_patient", Kind::YesNo),
    Field::new("is_icu_patient", Kind::YesNo),
    Field::new("admission_date", Kind::Date),
    Field::new("admitted_hospital_name", Kind::nullable(100)),
    Field::new("admitted_hospital_trust_or_board", Kind::nullable(100)),
    Field::new("is_care_home_worker", Kind::YesNo),
    Field::new("is_care_home_resident", Kind::YesNo),
    Field::new("anonymised_care_home_code", Kind::nullable(10)),
    Field::new("admitted_with_covid_diagnosis", Kind::YesNo),
    Field::new("collection_pillar", Kind::NumberChoice(&["1", "2", "103", "34613"])),
];

/// Stage 2: the collection.
pub(super) const COLLECTION: &[Field] = &[
    Field::new("collection_date", Kind::Date),
    Field::new("received_date", Kind::Date),
    Field::new("source_age", Kind::Whole),
    Field::new("source_sex", Kind::Choice(&["F", "M", "Other"])),
    Field::new("adm1", Kind::Choice(&["UK-ENG", "UK-SCT", "UK-WLS", "UK-NIR"]))
        .required()
        .alias("collection_location_adm1"),
    Field::new("adm2", Kind::nullable(100)).fold(Fold::Upper).alias("collection_location_adm2"),
    Field::new("adm2_private", Kind::nullable(100)).alias("private_collection_location_adm2"),
    Field::new("collecting_org", Kind::nullable(100)).alias("collected_by"),
];

/// Stage 3: the sample itself.
pub(super) const SAMPLE: &[Field] = &[
    Field::new("central_sample_id", Kind::nullable(48)),
    Field::new("root_sample_id", Kind::nullable(48)),
    Field::new("sender_sample_id", Kind::nullable(48)),
    Field::new("root_biosample_source_id", Kind::nullable(48)),
    Field::new(
        "sample_type_collected",
        Kind::Choice(&["dry swab", "swab", "aspirate", "sputum", "BAL"]),
    )
    .fold(Fold::LowerExceptBal),
    Field::new("sample_type_received", Kind::nullable(24)).alias("sample_type_current"),
    Field::new("swab_site", Kind::nullable(24)).alias("sample_site"),
];

pub(super) fn check_supplement(form: &mut Cleaned, partial: bool) {
    if !partial && *form.get("is_surveillance") == Value::None {
        form.refuse("is_surveillance", "You must set is_surveillance to Y or N");
    }
    let is_patient = form.get("is_hospital_patient").is_truthy();
    if form.get("admission_date").is_truthy() && !is_patient {
        form.refuse(
            "is_hospital_patient",
            "Admission date implies patient was admitted to hospital but you've not set is_hospital_patient to Y",
        );
    }
}

pub(super) fn check_collection(form: &mut Cleaned, today: Date, partial: bool) {
    let undated = form.text("collection_date").is_empty() && form.text("received_date").is_empty();
    if undated && !partial {
        form.refuse(
            "received_date",
            "You must provide a received date for samples without a collection date",
        );
    }
    check_date(form, "collection_date", "collected", today);
    check_date(form, "received_date", "received", today);
    if form.text("adm2").chars().any(|c| decimal_digit(c).is_some()) {
        form.refuse(
            "adm2",
            "adm2 cannot contain numbers. Use adm2_private if you are trying to provide an outer postcode",
        );
    }
    if form.text("adm2_private").contains(' ') {
        form.refuse("adm2_private", "Enter the first part of the postcode only");
    }
}

fn check_date(form: &mut Cleaned, name: &'static str, what: &str, today: Date) {
    let Ok(date) = form.text(name).parse::<Date>() else { return };
    if date > today {
        form.refuse(name, &format!("Sample cannot be {what} in the future"));
    }
    if date < today.saturating_sub(365.days()) {
        form.refuse(name, &format!("Sample cannot be {what} more than a year ago..."));
    }
}

pub(super) fn check_sample(form: &mut Cleaned) {
    if form.text("central_sample_id").contains(['.', '/', '\\']) {
        form.refuse(
            "central_sample_id",
            r"central_sample_id cannot contain a reserved character: ['.', '/', '\\']",
        );
    }
    let sample_type = form.text("sample_type_collected");
    let takes_site =
        sample_type.is_empty() || sample_type.contains("swab") || sample_type == "aspirate";
    if !form.text("swab_site").is_empty() && !takes_site {
        let message = "Swab site specified but the sample type is not 'swab'";
        form.refuse("sample_type_collected", message);
    }
}
