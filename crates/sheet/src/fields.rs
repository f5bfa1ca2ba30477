//! The one table of columns, in the order of the COG-UK templates (RULES.md §4).

use crate::field::{Field, Fold, Kind, NO_LIMIT, Need, RESERVED, Section, Span, Target};
const TEST_KITS: &[&str] = &[
    "ALTONA",
    "ABBOTT",
    "ROCHE",
    "AUSDIAGNOSTICS",
    "BOSPHORE",
    "INHOUSE",
    "SEEGENE",
    "VIASURE",
    "BD",
    "XPERT",
    "QIASTAT",
    "ALINITY",
    "AMPLIDIAG",
    "TAQPATH_HT",
];
const TEST_PLATFORMS: &[&str] = &[
    "ALTOSTAR_AM16",
    "ABBOTT_M2000",
    "ABBOTT_ALINITY",
    "APPLIED_BIO_7500",
    "ROCHE_FLOW",
    "ROCHE_COBAS",
    "ELITE_INGENIUS",
    "CEPHEID_XPERT",
    "QIASTAT_DX",
    "AUSDIAGNOSTICS",
    "ROCHE_LIGHTCYCLER",
    "INHOUSE",
    "ALTONA",
    "PANTHER",
    "SEEGENE_NIMBUS",
    "QIAGEN_ROTORGENE",
    "BD_MAX",
    "AMPLIDIAG_EASY",
    "THERMO_AMPLITUDE",
];
const TEST_TARGETS: &[&str] = &["S", "N", "E", "RDRP", "ORF1AB", "ORF8", "RDRP+N"];

/// Every column: the 66 of the templates, then two that Majora takes and the templates lack.
pub static ALL: &[&Field] = &[
    &CENTRAL_SAMPLE_ID,
    &ADM1,
    &RECEIVED_DATE,
    &COLLECTION_DATE,
    &SOURCE_AGE,
    &SOURCE_SEX,
    &IS_SURVEILLANCE,
    &COLLECTION_PILLAR,
    &IS_HCW,
    &EMPLOYING_HOSPITAL_NAME,
    &EMPLOYING_HOSPITAL_TRUST_OR_BOARD,
    &IS_HOSPITAL_PATIENT,
    &IS_ICU_PATIENT,
    &ADMITTED_WITH_COVID_DIAGNOSIS,
    &ADMISSION_DATE,
    &ADMITTED_HOSPITAL_NAME,
    &ADMITTED_HOSPITAL_TRUST_OR_BOARD,
    &IS_CARE_HOME_WORKER,
    &IS_CARE_HOME_RESIDENT,
    &ANONYMISED_CARE_HOME_CODE,
    &ADM2,
    &ADM2_PRIVATE,
    &BIOSAMPLE_SOURCE_ID,
    &ROOT_SAMPLE_ID,
    &SENDER_SAMPLE_ID,
    &COLLECTING_ORG,
    &SAMPLE_TYPE_COLLECTED,
    &SAMPLE_TYPE_RECEIVED,
    &SWAB_SITE,
    &SECONDARY_ACCESSION,
    &SECONDARY_IDENTIFIER,
    &EPI_CLUSTER,
    &INVESTIGATION_NAME,
    &INVESTIGATION_SITE,
    &INVESTIGATION_CLUSTER,
    &MAJORA_CREDIT,
    &CT_1_CT_VALUE,
    &CT_1_TEST_TARGET,
    &CT_1_TEST_PLATFORM,
    &CT_1_TEST_KIT,
    &CT_2_CT_VALUE,
    &CT_2_TEST_TARGET,
    &CT_2_TEST_PLATFORM,
    &CT_2_TEST_KIT,
    &SEQUENCING_ORG_RECEIVED_DATE,
    &LIBRARY_NAME,
    &LIBRARY_SEQ_KIT,
    &LIBRARY_SEQ_PROTOCOL,
    &LIBRARY_LAYOUT_CONFIG,
    &LIBRARY_SELECTION,
    &LIBRARY_SOURCE,
    &LIBRARY_STRATEGY,
    &LIBRARY_LAYOUT_INSERT_LENGTH,
    &LIBRARY_LAYOUT_READ_LENGTH,
    &BARCODE,
    &ARTIC_PRIMERS,
    &ARTIC_PROTOCOL,
    &RUN_NAME,
    &INSTRUMENT_MAKE,
    &INSTRUMENT_MODEL,
    &START_TIME,
    &END_TIME,
    &FLOWCELL_ID,
    &FLOWCELL_TYPE,
    &BIOINFO_PIPE_NAME,
    &BIOINFO_PIPE_VERSION,
    &ROOT_BIOSAMPLE_SOURCE_ID,
    &RUN_GROUP,
];

/// How many of [`ALL`] stand in the COG-UK templates.
pub const IN_TEMPLATE: usize = 66;

/// The example of a date that must lie within the last year: the day on which it is asked for.
pub const EXAMPLE_TODAY: &str = "{today}";

pub static CENTRAL_SAMPLE_ID: Field = Field {
    name: "central_sample_id",
    aliases: &["sample_id", "coguk_id"],
    section: Section::Sample,
    targets: &[Target::Sample("central_sample_id")],
    kind: Kind::SampleId,
    need: Need::Required,
    help: "The id of the sample, unique across the project and for all time.",
    example: "HOOT-00001",
    private: false,
};

pub static ADM1: Field = Field {
    name: "adm1",
    aliases: &["collection_location_adm1"],
    section: Section::Sample,
    targets: &[Target::Sample("adm1")],
    kind: Kind::Choice { options: &["UK-ENG", "UK-SCT", "UK-WLS", "UK-NIR"], fold: Fold::Exact },
    need: Need::Required,
    help: "The nation where the sample was taken.",
    example: "UK-ENG",
    private: false,
};

pub static RECEIVED_DATE: Field = Field {
    name: "received_date",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("received_date")],
    kind: Kind::Date(Span::LastYear),
    need: Need::OneOfDates,
    help: "The day the sample reached the sequencing laboratory; needed if there is no collection_date.",
    example: EXAMPLE_TODAY,
    private: false,
};

pub static COLLECTION_DATE: Field = Field {
    name: "collection_date",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("collection_date")],
    kind: Kind::Date(Span::LastYear),
    need: Need::OneOfDates,
    help: "The day the sample was taken.",
    example: EXAMPLE_TODAY,
    private: false,
};

pub static SOURCE_AGE: Field = Field {
    name: "source_age",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("source_age")],
    kind: Kind::Whole,
    need: Need::Optional,
    help: "The age of the patient in whole years.",
    example: "30",
    private: true,
};

pub static SOURCE_SEX: Field = Field {
    name: "source_sex",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("source_sex")],
    kind: Kind::Choice { options: &["F", "M", "Other"], fold: Fold::Exact },
    need: Need::Optional,
    help: "The sex of the patient.",
    example: "F",
    private: true,
};

pub static IS_SURVEILLANCE: Field = Field {
    name: "is_surveillance",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_surveillance")],
    kind: Kind::YesNo,
    need: Need::Required,
    help: "Whether the sample was taken for surveillance, under the national protocol.",
    example: "Y",
    private: false,
};

pub static COLLECTION_PILLAR: Field = Field {
    name: "collection_pillar",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("collection_pillar")],
    kind: Kind::Choice { options: &["1", "2", "103", "34613"], fold: Fold::Exact },
    need: Need::Optional,
    help: "The testing pillar under which the sample was taken.",
    example: "1",
    private: false,
};

pub static IS_HCW: Field = Field {
    name: "is_hcw",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_hcw")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient is a health care worker.",
    example: "N",
    private: true,
};

pub static EMPLOYING_HOSPITAL_NAME: Field = Field {
    name: "employing_hospital_name",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("employing_hospital_name")],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "The hospital that employs the health care worker.",
    example: "",
    private: true,
};

pub static EMPLOYING_HOSPITAL_TRUST_OR_BOARD: Field = Field {
    name: "employing_hospital_trust_or_board",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("employing_hospital_trust_or_board")],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "The trust or board that employs the health care worker.",
    example: "",
    private: true,
};

pub static IS_HOSPITAL_PATIENT: Field = Field {
    name: "is_hospital_patient",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_hospital_patient")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient was in hospital when the sample was taken.",
    example: "N",
    private: true,
};

pub static IS_ICU_PATIENT: Field = Field {
    name: "is_icu_patient",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_icu_patient")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient was in intensive care when the sample was taken.",
    example: "N",
    private: true,
};

pub static ADMITTED_WITH_COVID_DIAGNOSIS: Field = Field {
    name: "admitted_with_covid_diagnosis",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("admitted_with_covid_diagnosis")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient was admitted with a diagnosis of COVID-19.",
    example: "N",
    private: true,
};

pub static ADMISSION_DATE: Field = Field {
    name: "admission_date",
    aliases: &["admitted_date"],
    section: Section::Sample,
    targets: &[Target::Sample("admission_date")],
    kind: Kind::Date(Span::Any),
    need: Need::Optional,
    help: "The day the patient was admitted; is_hospital_patient must then be Y.",
    example: "",
    private: true,
};

pub static ADMITTED_HOSPITAL_NAME: Field = Field {
    name: "admitted_hospital_name",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("admitted_hospital_name")],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "The hospital that admitted the patient.",
    example: "",
    private: true,
};

pub static ADMITTED_HOSPITAL_TRUST_OR_BOARD: Field = Field {
    name: "admitted_hospital_trust_or_board",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("admitted_hospital_trust_or_board")],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "The trust or board that admitted the patient.",
    example: "",
    private: true,
};

pub static IS_CARE_HOME_WORKER: Field = Field {
    name: "is_care_home_worker",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_care_home_worker")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient works in a care home.",
    example: "N",
    private: true,
};

pub static IS_CARE_HOME_RESIDENT: Field = Field {
    name: "is_care_home_resident",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("is_care_home_resident")],
    kind: Kind::YesNo,
    need: Need::Optional,
    help: "Whether the patient lives in a care home.",
    example: "N",
    private: true,
};

pub static ANONYMISED_CARE_HOME_CODE: Field = Field {
    name: "anonymised_care_home_code",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("anonymised_care_home_code")],
    kind: Kind::Text { max: 10 },
    need: Need::Optional,
    help: "A code for the care home that does not name it.",
    example: "",
    private: true,
};

pub static ADM2: Field = Field {
    name: "adm2",
    aliases: &["collection_location_adm2"],
    section: Section::Sample,
    targets: &[Target::Sample("adm2")],
    kind: Kind::County,
    need: Need::Optional,
    help: "The county, in words and without digits.",
    example: "CAMBRIDGESHIRE",
    private: false,
};

pub static ADM2_PRIVATE: Field = Field {
    name: "adm2_private",
    aliases: &["private_collection_location_adm2"],
    section: Section::Sample,
    targets: &[Target::Sample("adm2_private")],
    kind: Kind::OuterPostcode,
    need: Need::Optional,
    help: "The first half of the postcode; it is not published.",
    example: "CB2",
    private: true,
};

pub static BIOSAMPLE_SOURCE_ID: Field = Field {
    name: "biosample_source_id",
    aliases: &["source_id"],
    section: Section::Sample,
    targets: &[Target::Sample("biosample_source_id")],
    kind: Kind::Text { max: NO_LIMIT },
    need: Need::Optional,
    help: "An id for the patient that does not identify them, the same for each of their samples.",
    example: "",
    private: true,
};

pub static ROOT_SAMPLE_ID: Field = Field {
    name: "root_sample_id",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("root_sample_id")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The id of the sample at the testing service, such as a COG-UK root id.",
    example: "",
    private: true,
};

pub static SENDER_SAMPLE_ID: Field = Field {
    name: "sender_sample_id",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("sender_sample_id")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The id of the sample at the laboratory that sent it.",
    example: "",
    private: true,
};

pub static COLLECTING_ORG: Field = Field {
    name: "collecting_org",
    aliases: &["collecting_organisation", "collected_by"],
    section: Section::Sample,
    targets: &[Target::Sample("collecting_org")],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "The site that took the sample.",
    example: "Hypothetical University of Hooting",
    private: false,
};

pub static SAMPLE_TYPE_COLLECTED: Field = Field {
    name: "sample_type_collected",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("sample_type_collected")],
    kind: Kind::Choice {
        options: &["dry swab", "swab", "aspirate", "sputum", "BAL"],
        fold: Fold::LowerUnlessBal,
    },
    need: Need::Optional,
    help: "The kind of sample that was taken.",
    example: "swab",
    private: false,
};

pub static SAMPLE_TYPE_RECEIVED: Field = Field {
    name: "sample_type_received",
    aliases: &["sample_type_current"],
    section: Section::Sample,
    targets: &[Target::Sample("sample_type_received")],
    kind: Kind::Choice { options: &["primary", "extract", "lysate", "culture"], fold: Fold::Exact },
    need: Need::Optional,
    help: "The kind of sample that reached the sequencing laboratory.",
    example: "primary",
    private: false,
};

pub static SWAB_SITE: Field = Field {
    name: "swab_site",
    aliases: &["sample_site"],
    section: Section::Sample,
    targets: &[Target::Sample("swab_site")],
    kind: Kind::Choice {
        options: &["nose", "throat", "nose-throat", "endotracheal", "rectal"],
        fold: Fold::Exact,
    },
    need: Need::Optional,
    help: "Where the swab was taken; only for swabs and aspirates.",
    example: "nose-throat",
    private: false,
};

pub static SECONDARY_ACCESSION: Field = Field {
    name: "secondary_accession",
    aliases: &["secondary_accession_id"],
    section: Section::Sample,
    targets: &[],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "No longer taken by Majora: nothing of this column is sent.",
    example: "",
    private: false,
};

pub static SECONDARY_IDENTIFIER: Field = Field {
    name: "secondary_identifier",
    aliases: &[],
    section: Section::Sample,
    targets: &[],
    kind: Kind::Text { max: 100 },
    need: Need::Optional,
    help: "No longer taken by Majora: nothing of this column is sent.",
    example: "",
    private: false,
};

pub static EPI_CLUSTER: Field = Field {
    name: "epi_cluster",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::SampleTag("epi", "cluster")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "The local epidemiological cluster of the sample.",
    example: "",
    private: false,
};

pub static INVESTIGATION_NAME: Field = Field {
    name: "investigation_name",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::SampleTag("investigation", "name")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "The outbreak investigation that the sample belongs to.",
    example: "",
    private: true,
};

pub static INVESTIGATION_SITE: Field = Field {
    name: "investigation_site",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::SampleTag("investigation", "site")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "The site under investigation.",
    example: "",
    private: true,
};

pub static INVESTIGATION_CLUSTER: Field = Field {
    name: "investigation_cluster",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::SampleTag("investigation", "cluster")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "The cluster within the investigation.",
    example: "",
    private: true,
};

pub static MAJORA_CREDIT: Field = Field {
    name: "majora_credit",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::SampleTag("majora", "credit")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "Who else is to be credited for the sample.",
    example: "",
    private: false,
};

pub static CT_1_CT_VALUE: Field = Field {
    name: "ct_1_ct_value",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(1, "ct_value")],
    kind: Kind::Number,
    need: Need::Optional,
    help: "The cycle threshold of the first test.",
    example: "21.4",
    private: false,
};

pub static CT_1_TEST_TARGET: Field = Field {
    name: "ct_1_test_target",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(1, "test_target")],
    kind: Kind::Choice { options: TEST_TARGETS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The gene that the first test looks for.",
    example: "ORF1AB",
    private: false,
};

pub static CT_1_TEST_PLATFORM: Field = Field {
    name: "ct_1_test_platform",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(1, "test_platform")],
    kind: Kind::Choice { options: TEST_PLATFORMS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The machine of the first test.",
    example: "INHOUSE",
    private: false,
};

pub static CT_1_TEST_KIT: Field = Field {
    name: "ct_1_test_kit",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(1, "test_kit")],
    kind: Kind::Choice { options: TEST_KITS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The kit of the first test.",
    example: "INHOUSE",
    private: false,
};

pub static CT_2_CT_VALUE: Field = Field {
    name: "ct_2_ct_value",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(2, "ct_value")],
    kind: Kind::Number,
    need: Need::Optional,
    help: "The cycle threshold of the second test.",
    example: "",
    private: false,
};

pub static CT_2_TEST_TARGET: Field = Field {
    name: "ct_2_test_target",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(2, "test_target")],
    kind: Kind::Choice { options: TEST_TARGETS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The gene that the second test looks for.",
    example: "",
    private: false,
};

pub static CT_2_TEST_PLATFORM: Field = Field {
    name: "ct_2_test_platform",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(2, "test_platform")],
    kind: Kind::Choice { options: TEST_PLATFORMS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The machine of the second test.",
    example: "",
    private: false,
};

pub static CT_2_TEST_KIT: Field = Field {
    name: "ct_2_test_kit",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Ct(2, "test_kit")],
    kind: Kind::Choice { options: TEST_KITS, fold: Fold::Exact },
    need: Need::Optional,
    help: "The kit of the second test.",
    example: "",
    private: false,
};

pub static SEQUENCING_ORG_RECEIVED_DATE: Field = Field {
    name: "sequencing_org_received_date",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Member("sequencing_org_received_date")],
    kind: Kind::Date(Span::Any),
    need: Need::Optional,
    help: "The day the sample reached the sequencing organisation.",
    example: "",
    private: false,
};

pub static LIBRARY_NAME: Field = Field {
    name: "library_name",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_name")],
    kind: Kind::Name { min: 5, max: 48, reserved: "" },
    need: Need::Required,
    help: "The name of the library, unique across the project and for all time.",
    example: "HOOT-LIB-001",
    private: false,
};

pub static LIBRARY_SEQ_KIT: Field = Field {
    name: "library_seq_kit",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_seq_kit")],
    kind: Kind::Text { max: 48 },
    need: Need::Required,
    help: "The kit with which the library was prepared; the same on each of its rows.",
    example: "LSK109",
    private: false,
};

pub static LIBRARY_SEQ_PROTOCOL: Field = Field {
    name: "library_seq_protocol",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_seq_protocol")],
    kind: Kind::Text { max: 48 },
    need: Need::Required,
    help: "The protocol with which the library was prepared; the same on each of its rows.",
    example: "LIGATION",
    private: false,
};

pub static LIBRARY_LAYOUT_CONFIG: Field = Field {
    name: "library_layout_config",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_layout_config")],
    kind: Kind::Choice { options: &["SINGLE", "PAIRED"], fold: Fold::Exact },
    need: Need::Required,
    help: "Whether reads are single or paired; the same on each row of the library.",
    example: "SINGLE",
    private: false,
};

pub static LIBRARY_SELECTION: Field = Field {
    name: "library_selection",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Member("library_selection")],
    kind: Kind::Choice { options: &["RANDOM", "PCR", "RANDOM_PCR", "OTHER"], fold: Fold::Exact },
    need: Need::Required,
    help: "How the material was selected.",
    example: "PCR",
    private: false,
};

pub static LIBRARY_SOURCE: Field = Field {
    name: "library_source",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Member("library_source")],
    kind: Kind::Choice {
        options: &[
            "GENOMIC",
            "TRANSCRIPTOMIC",
            "METAGENOMIC",
            "METATRANSCRIPTOMIC",
            "VIRAL_RNA",
            "OTHER",
        ],
        fold: Fold::Exact,
    },
    need: Need::Required,
    help: "What the material is.",
    example: "VIRAL_RNA",
    private: false,
};

pub static LIBRARY_STRATEGY: Field = Field {
    name: "library_strategy",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Member("library_strategy")],
    kind: Kind::Choice {
        options: &["WGS", "WGA", "AMPLICON", "TARGETED_CAPTURE", "OTHER"],
        fold: Fold::Exact,
    },
    need: Need::Required,
    help: "How the material was sequenced.",
    example: "AMPLICON",
    private: false,
};

pub static LIBRARY_LAYOUT_INSERT_LENGTH: Field = Field {
    name: "library_layout_insert_length",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_layout_insert_length")],
    kind: Kind::Whole,
    need: Need::Optional,
    help: "The insert length in bases; the same on each row of the library.",
    example: "",
    private: false,
};

pub static LIBRARY_LAYOUT_READ_LENGTH: Field = Field {
    name: "library_layout_read_length",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Library("library_layout_read_length")],
    kind: Kind::Whole,
    need: Need::Optional,
    help: "The read length in bases; the same on each row of the library.",
    example: "",
    private: false,
};

pub static BARCODE: Field = Field {
    name: "barcode",
    aliases: &[],
    section: Section::Library,
    targets: &[Target::Member("barcode")],
    kind: Kind::Text { max: 24 },
    need: Need::Optional,
    help: "The barcode of the sample in the library; Majora checks it but does not store it.",
    example: "",
    private: false,
};

pub static ARTIC_PRIMERS: Field = Field {
    name: "artic_primers",
    aliases: &["library_primers"],
    section: Section::Library,
    targets: &[Target::Member("library_primers"), Target::LibraryTag("artic", "primers")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The primer scheme of the sample.",
    example: "3",
    private: false,
};

pub static ARTIC_PROTOCOL: Field = Field {
    name: "artic_protocol",
    aliases: &["library_protocol"],
    section: Section::Library,
    targets: &[Target::Member("library_protocol"), Target::LibraryTag("artic", "protocol")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The protocol of the sample.",
    example: "ARTIC v3",
    private: false,
};

pub static RUN_NAME: Field = Field {
    name: "run_name",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("run_name")],
    kind: Kind::Name { min: 5, max: 128, reserved: RESERVED },
    need: Need::Required,
    help: "The name of the sequencing run, unique across the project and for all time.",
    example: "HOOT-RUN-001",
    private: false,
};

pub static INSTRUMENT_MAKE: Field = Field {
    name: "instrument_make",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("instrument_make")],
    kind: Kind::Choice {
        options: &["ILLUMINA", "OXFORD_NANOPORE", "ION_TORRENT"],
        fold: Fold::UpperUnderscore,
    },
    need: Need::Required,
    help: "The make of the sequencer.",
    example: "OXFORD_NANOPORE",
    private: false,
};

pub static INSTRUMENT_MODEL: Field = Field {
    name: "instrument_model",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("instrument_model")],
    kind: Kind::Text { max: NO_LIMIT },
    need: Need::Required,
    help: "The model of the sequencer.",
    example: "GridION",
    private: false,
};

pub static START_TIME: Field = Field {
    name: "start_time",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("start_time")],
    kind: Kind::DateTime,
    need: Need::Optional,
    help: "When the run began.",
    example: "",
    private: false,
};

pub static END_TIME: Field = Field {
    name: "end_time",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("end_time")],
    kind: Kind::DateTime,
    need: Need::Optional,
    help: "When the run ended.",
    example: "",
    private: false,
};

pub static FLOWCELL_ID: Field = Field {
    name: "flowcell_id",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("flowcell_id")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The id of the flow cell.",
    example: "",
    private: false,
};

pub static FLOWCELL_TYPE: Field = Field {
    name: "flowcell_type",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("flowcell_type")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The type of the flow cell.",
    example: "",
    private: false,
};

pub static BIOINFO_PIPE_NAME: Field = Field {
    name: "bioinfo_pipe_name",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("bioinfo_pipe_name")],
    kind: Kind::Text { max: 96 },
    need: Need::Optional,
    help: "The name of the pipeline that makes the consensus.",
    example: "",
    private: false,
};

pub static BIOINFO_PIPE_VERSION: Field = Field {
    name: "bioinfo_pipe_version",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::Run("bioinfo_pipe_version")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The version of that pipeline.",
    example: "",
    private: false,
};

pub static ROOT_BIOSAMPLE_SOURCE_ID: Field = Field {
    name: "root_biosample_source_id",
    aliases: &[],
    section: Section::Sample,
    targets: &[Target::Sample("root_biosample_source_id")],
    kind: Kind::Text { max: 48 },
    need: Need::Optional,
    help: "The id of the patient at the testing service.",
    example: "",
    private: true,
};

pub static RUN_GROUP: Field = Field {
    name: "run_group",
    aliases: &[],
    section: Section::Run,
    targets: &[Target::RunRequest("run_group")],
    kind: Kind::Text { max: 128 },
    need: Need::Optional,
    help: "A name under which several runs are kept together; blank means the name of the run.",
    example: "",
    private: false,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Reading;
    use std::collections::HashSet;

    const TODAY: crate::value::Date = jiff::civil::date(2026, 11, 20);

    #[test]
    fn every_column_of_this_file_is_listed() {
        let defined = include_str!("fields.rs").matches("\npub static ").count() - 1;
        assert_eq!(defined, ALL.len());
        assert_eq!(ALL.len(), IN_TEMPLATE + 2);
    }

    #[test]
    fn no_two_columns_share_a_name() {
        let mut names = HashSet::new();
        for name in ALL.iter().flat_map(|field| field.aliases.iter().chain([&field.name])) {
            assert!(names.insert(crate::text::normalised(name)), "{name}");
        }
    }

    #[test]
    fn no_two_columns_write_the_same_place() {
        let mut targets = HashSet::new();
        for target in ALL.iter().flat_map(|field| field.targets) {
            assert!(targets.insert(format!("{target:?}")), "{target:?}");
        }
    }

    #[test]
    fn every_example_passes_its_own_check() {
        for field in ALL {
            let example = field.example.replace(EXAMPLE_TODAY, &TODAY.to_string());
            let value = field.value(&example, Reading::on(TODAY));
            assert!(value.is_ok(), "{}: {value:?}", field.name);
            assert!(field.need == Need::Optional || !example.is_empty(), "{}", field.name);
        }
    }

    #[test]
    fn every_help_is_one_sentence() {
        for field in ALL {
            assert!(field.help.ends_with('.'), "{}", field.name);
            assert_eq!(field.help.matches(". ").count(), 0, "{}", field.name);
        }
    }

    #[test]
    fn targets_belong_to_the_section() {
        for field in ALL {
            for target in field.targets {
                let section = match target {
                    Target::Sample(_) | Target::SampleTag(..) | Target::Ct(..) => Section::Sample,
                    Target::Library(_) | Target::LibraryTag(..) | Target::Member(_) => {
                        Section::Library
                    }
                    Target::Run(_) | Target::RunRequest(_) => Section::Run,
                };
                assert_eq!(section, field.section, "{}", field.name);
            }
        }
    }
}
