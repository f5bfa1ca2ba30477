//! A recorded answer → what it says of each record.

use crate::recorded::{Case, case, cases};
use sheet::answer::{Answer, Message, Named};
use sheet::attribute::{self, Said, Verdict};
use sheet::record::{Library, Member};

const BIOSAMPLES: &str = "/api/v2/artifact/biosample/add/";
const UPDATE: &str = "/api/v2/artifact/biosample/update/";
const LIBRARY: &str = "/api/v2/artifact/library/add/";
const RUN: &str = "/api/v2/process/sequencing/add/";

/// A verdict in words: `saved`, `saved but epi_cluster`, `refused adm1 source_age`, with `-` for a
/// sentence that names no column.
fn words(verdict: &Verdict) -> String {
    let columns = |said: &[Said]| -> String {
        said.iter().map(|said| format!(" {}", said.field.map_or("-", |field| field.name))).collect()
    };
    match verdict {
        Verdict::Saved { not_stored } if not_stored.is_empty() => "saved".into(),
        Verdict::Saved { not_stored } => format!("saved but{}", columns(not_stored)),
        Verdict::Refused { said } => format!("refused{}", columns(said)),
        Verdict::PassedOver => "passed over".into(),
        Verdict::Unclear => "unclear".into(),
    }
}

fn said(verdict: &Verdict) -> &[Said] {
    match verdict {
        Verdict::Saved { not_stored } => not_stored,
        Verdict::Refused { said } => said,
        Verdict::PassedOver | Verdict::Unclear => &[],
    }
}

fn sentences(message: &Message) -> Vec<&str> {
    match message {
        Message::Text(text) => vec![text],
        Message::Fields(fields) => {
            fields.iter().flat_map(|(_, texts)| texts).map(String::as_str).collect()
        }
    }
}

/// Every sentence stands at a record or, as a remark, at the request, unless a record will be asked of
/// again.
#[track_caller]
fn nothing_is_lost(case: &Case, verdicts: &[Verdict]) {
    let remarks = attribute::remarks(&case.answer, verdicts);
    for sentence in case.answer.messages.iter().flat_map(sentences) {
        let told = verdicts.iter().flat_map(said).any(|said| said.text.ends_with(sentence));
        let remarked = remarks.iter().any(|remark| remark == sentence);
        assert!(!(told && remarked), "{}: {sentence} is told twice", case.id);
        let later = verdicts.contains(&Verdict::Unclear);
        assert!(told || remarked || later, "{}: {sentence} in {verdicts:?}", case.id);
    }
}

#[test]
fn recorded_batches() {
    for (id, expected) in [
        ("biosample-batch/all-good", &["saved", "saved", "saved"][..]),
        ("biosample-batch/bad-first", &["refused adm1", "saved", "saved"]),
        ("biosample-batch/bad-last", &["saved", "saved", "refused adm1"]),
        ("biosample-batch/all-bad-same", &["refused adm1", "refused adm1", "refused adm1"]),
        ("biosample-batch/exception-middle", &["refused adm1", "unclear", "refused source_age"]),
        ("biosample-batch/exception-after-save-again", &["saved"]),
        ("biosample-batch/metadata-bad-first", &["unclear", "unclear"]),
        ("biosample-batch/metadata-bad-second", &["unclear", "unclear"]),
        ("biosample-batch/metrics-bad-second", &["unclear", "unclear"]),
        (
            "biosample-batch/mixed",
            &[
                "refused adm1",
                "saved but epi_cluster",
                "refused source_age",
                "saved but ct_1_ct_value",
                "saved",
            ],
        ),
        // Warnings of which two samples could be the cause.
        ("biosample-batch/ct-warnings", &["unclear", "saved", "unclear"]),
        ("biosample-metadata/value-over", &["saved but epi_cluster"]),
        ("biosample-metadata/null", &["refused - -"]),
        ("biosample-metrics/ct-word", &["saved but ct_1_ct_value"]),
        ("biosample-metrics/ct-negative", &["saved but ct_1_ct_value"]),
        ("biosample-metrics/one-of-two-bad", &["saved but ct_2_ct_value"]),
        ("biosample-metrics/target-unknown", &["saved but ct_1_test_target"]),
        ("biosample-metrics/with-metadata-bad", &["saved but epi_cluster ct_1_ct_value"]),
        ("biosample-metrics/ct-and-unknown", &["saved"]),
    ] {
        let case = case(id, BIOSAMPLES);
        let verdicts = attribute::samples(&case.samples().expect(id), &case.answer);
        assert_eq!(verdicts.iter().map(words).collect::<Vec<_>>(), expected, "{id}");
    }
}

#[test]
fn every_recorded_answer_about_samples_is_told_truly_and_whole() {
    let topics = [
        "biosample-batch",
        "biosample-metadata",
        "biosample-metrics",
        "biosample-add",
        "biosample-resubmit",
    ];
    let mut told = 0;
    let of = |topic: &&str| [cases(topic, BIOSAMPLES), cases(topic, UPDATE)].concat();
    for case in topics.iter().flat_map(of) {
        let Some(samples) = case.samples() else { continue };
        let verdicts = attribute::samples(&samples, &case.answer);
        assert_eq!(verdicts.len(), samples.len());
        let listed = |list: &[Named], id: &str| {
            list.iter().any(|named| named.kind == "Biosample" && named.name == id)
        };
        for (sample, verdict) in samples.iter().zip(&verdicts) {
            let ignored = case.answer.ignored.iter().flatten().any(|id| *id == sample.id);
            let saved =
                listed(&case.answer.new, &sample.id) || listed(&case.answer.updated, &sample.id);
            match verdict {
                Verdict::Saved { .. } => assert!(saved && !ignored, "{}", case.id),
                Verdict::Refused { said } => {
                    assert!(!saved && !said.is_empty(), "{}", case.id);
                    assert!(ignored || samples.len() == 1, "{}", case.id);
                }
                Verdict::Unclear => assert!(!ignored && samples.len() > 1, "{}", case.id),
                Verdict::PassedOver => panic!("{}: samples stand alone", case.id),
            }
        }
        nothing_is_lost(&case, &verdicts);
        told += 1;
    }
    assert!(told > 130, "only {told} cases were looked at");
}

#[test]
fn remarks_that_name_nobody_are_kept() {
    let case = case("biosample-resubmit/ct-replaced", BIOSAMPLES);
    let verdicts = attribute::samples(&case.samples().expect("one"), &case.answer);
    let remark = "1 existing Ct value records deleted and replaced with new values";
    assert_eq!(words(&verdicts[0]), "saved");
    assert_eq!(attribute::remarks(&case.answer, &verdicts), [remark]);
}

#[test]
fn words_that_pair_with_nobody_are_given_to_nobody() {
    let mut case = case("biosample-batch/all-bad-same", BIOSAMPLES);
    case.answer.messages.pop();
    let samples = case.samples().expect("three");
    let verdicts = attribute::samples(&samples, &case.answer);
    assert_eq!(verdicts, vec![Verdict::Unclear; 3]);
    // With one sample there is nobody else.
    case.answer.ignored.truncate(1);
    let verdicts = attribute::samples(&samples[..1], &case.answer);
    assert_eq!(words(&verdicts[0]), "refused adm1 adm1");
}

#[test]
fn what_broke_inside_majora_may_be_stored() {
    let case = case("biosample-metadata/null", BIOSAMPLES);
    let verdicts = attribute::samples(&case.samples().expect("one"), &case.answer);
    let texts: Vec<&str> = said(&verdicts[0]).iter().map(|said| said.text.as_str()).collect();
    let part = "Majora broke off here and may hold a part of it";
    assert_eq!(texts, ["'NoneType' object is not iterable", part]);
}

#[test]
fn the_words_of_a_refused_test_are_kept() {
    let case = case("biosample-metrics/ct-word", BIOSAMPLES);
    let verdicts = attribute::samples(&case.samples().expect("one"), &case.answer);
    assert_eq!(said(&verdicts[0])[0].text, "Majora did not store it: Enter a number.");
}

#[test]
fn recorded_libraries() {
    for (id, expected) in [
        ("library-add/minimal", &["saved"][..]),
        ("library-add/layout-missing", &["refused library_layout_config"]),
        (
            "library-add/several-bad",
            &["refused library_layout_config library_layout_read_length library_seq_kit"],
        ),
        ("library-add/source-missing", &["refused library_source"]),
        ("library-add/three-bad-middle", &["saved", "refused library_source", "saved"]),
        ("library-add/three-bad-two", &["refused library_selection", "saved", "refused barcode"]),
        ("library-add/primers-49", &["refused artic_primers artic_protocol"]),
        // Two of them were in the library before and are listed nowhere.
        ("library-add/bad-among-known", &["unclear", "unclear", "unclear"]),
        ("library-add/another-sample", &["saved"]),
        ("library-add/metadata-bad", &["saved but artic_primers"]),
        ("library-add/metadata-text", &["saved but -"]),
        ("library-add/metadata-and-record-bad", &["refused library_source artic_primers"]),
        ("library-add/received-number", &["refused - -"]),
        ("library-add/name-long-digits", &["refused - -"]),
        ("library-add/name-long-digits-again", &["refused"]),
    ] {
        let case = case(id, LIBRARY);
        let verdicts = attribute::library(&case.library().expect(id), &case.answer);
        assert_eq!(verdicts.iter().map(words).collect::<Vec<_>>(), expected, "{id}");
    }
}

#[test]
fn every_recorded_answer_about_libraries_is_told_truly_and_whole() {
    let mut told = 0;
    for case in cases("library-add", LIBRARY) {
        let Some(library) = case.library() else { continue };
        let verdicts = attribute::library(&library, &case.answer);
        assert_eq!(verdicts.len(), library.members.len());
        for (member, verdict) in library.members.iter().zip(&verdicts) {
            let added = case.answer.updated.iter().any(|named| named.name == member.id);
            match verdict {
                Verdict::Saved { .. } => assert!(added || case.answer.errors == 0, "{}", case.id),
                _ => assert!(!added && case.answer.errors > 0, "{}", case.id),
            }
        }
        nothing_is_lost(&case, &verdicts);
        told += 1;
    }
    assert!(told > 45, "only {told} cases were looked at");
}

/// A library of these biosamples, sent without anything else.
fn library(ids: &[&str]) -> Library {
    let member =
        |(row, id): (usize, &&str)| Member { id: (*id).into(), entries: vec![], rows: vec![row] };
    let members = ids.iter().enumerate().map(member).collect();
    Library {
        name: "LIB-1".into(),
        entries: vec![],
        members,
        resting: vec![],
        stored: None,
        is_new: true,
    }
}

fn named(kind: &str, name: &str) -> Named {
    Named { kind: kind.into(), name: name.into(), id: format!("id of {name}") }
}

#[test]
fn unknown_samples_hold_up_their_neighbours() {
    let message = "At least one Biosample in your Library was not registered. No samples have been added to this Library. Register the missing samples, or remove them from your request and try again.";
    let answer = Answer {
        errors: 1,
        new: vec![named("Library", "LIB-1")],
        ignored: vec![Some("A-2".into())],
        messages: vec![Message::Text(message.into())],
        ..Answer::default()
    };
    let verdicts = attribute::library(&library(&["A-1", "A-2", "A-3"]), &answer);
    let expected = ["passed over", "refused -", "passed over"];
    assert_eq!(verdicts.iter().map(words).collect::<Vec<_>>(), expected);
    assert_eq!(said(&verdicts[1])[0].text, message);
}

#[test]
fn samples_that_were_in_the_library_before_are_listed_nowhere() {
    let mut answer = Answer { updated: vec![named("Library", "LIB-1")], ..Answer::default() };
    let verdicts = attribute::library(&library(&["A-1", "A-2"]), &answer);
    assert_eq!(verdicts.iter().map(words).collect::<Vec<_>>(), ["saved", "saved"]);
    // Another's error doesn't change that for one that is sent alone.
    answer.errors = 1;
    answer.ignored = vec![Some("metadata__artic__primers".into())];
    assert_eq!(words(&attribute::library(&library(&["A-1"]), &answer)[0]), "saved but -");
    answer.ignored = vec![None];
    assert_eq!(words(&attribute::library(&library(&["A-1"]), &answer)[0]), "refused");
}

#[test]
fn a_record_that_broke_is_asked_of_again_alone() {
    let answer = Answer {
        errors: 1,
        new: vec![named("Library", "LIB-1")],
        updated: vec![named("Biosample", "A-1"), named("Biosample", "A-3")],
        messages: vec![Message::Text("'int' object has no attribute 'strip'".into())],
        ..Answer::default()
    };
    let verdicts = attribute::library(&library(&["A-1", "A-2", "A-3"]), &answer);
    assert_eq!(verdicts.iter().map(words).collect::<Vec<_>>(), ["saved", "unclear", "saved"]);
}

#[test]
fn recorded_runs() {
    for (id, expected) in [
        ("sequencing-add/minimal", "saved"),
        ("sequencing-add/make-pacbio", "refused instrument_make"),
        ("sequencing-add/flowcell-49", "refused flowcell_id flowcell_type"),
        ("sequencing-add/group-129", "refused run_group"),
        ("sequencing-add/library-padded", "refused -"),
        ("sequencing-add/name-four-and-make", "refused -"),
        // It was made, and then broke.
        ("sequencing-add/name-ten-digits", "refused - -"),
    ] {
        assert_eq!(words(&attribute::run(&case(id, RUN).answer)), expected, "{id}");
    }
    for case in cases("sequencing-add", RUN) {
        let verdict = attribute::run(&case.answer);
        let saved = matches!(verdict, Verdict::Saved { .. });
        assert_eq!(saved, case.answer.errors == 0, "{}", case.id);
        nothing_is_lost(&case, &[verdict]);
    }
}
