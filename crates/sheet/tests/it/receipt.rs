//! The receipt: what it says of a row, and as CSV.

use sheet::answer::Halt;
use sheet::attribute::Said;
use sheet::compare::Doubt;
use sheet::field::Section;
use sheet::fields;
use sheet::plan::Reason;
use sheet::receipt::{Outcome, ReadBack, Receipt, RowOutcome, Settled};
use sheet::record::Slot;
use sheet::stored::StoredTest;

fn saved() -> Outcome {
    Outcome::Saved { not_stored: Vec::new() }
}

fn refused(text: &str) -> Outcome {
    Outcome::Refused { said: vec![Said { field: None, text: text.into() }] }
}

/// A receipt whose rows have these outcomes: sample, library, run.
fn receipt(rows: &[&[Outcome]]) -> Receipt {
    let mut receipt = Receipt { rows: rows.len(), ..Receipt::default() };
    for (row, outcomes) in rows.iter().enumerate() {
        for (section, outcome) in Section::ALL.into_iter().zip(outcomes.iter()) {
            let settled = Settled { outcome: outcome.clone(), request: None, read_back: None };
            receipt.settled.insert(Slot { row, section }, settled);
        }
    }
    receipt
}

#[test]
fn a_row_is_as_well_as_its_worst_record() {
    let (there, unknown) = (Outcome::AlreadyThere, Outcome::Unknown(Halt::TimedOut));
    let not_sent = Outcome::NotSent(Halt::Stopped);
    let waits = Outcome::Waits { on: Section::Library, name: "LIB-1".into() };
    let held = Outcome::Held(Reason::NoLibrary);
    let cases: [(&[Outcome], RowOutcome); 11] = [
        (&[saved()], RowOutcome::Saved),
        (std::slice::from_ref(&there), RowOutcome::AlreadyThere),
        (&[there.clone(), saved(), there.clone()], RowOutcome::Saved),
        (&[saved(), held, there.clone()], RowOutcome::NotSent),
        (&[saved(), saved(), waits.clone()], RowOutcome::NotSent),
        (&[saved(), not_sent.clone(), not_sent.clone()], RowOutcome::NotSent),
        (&[unknown.clone(), not_sent, waits.clone()], RowOutcome::Unknown),
        (&[saved(), refused("no"), waits.clone()], RowOutcome::Refused),
        (&[unknown, refused("no"), waits], RowOutcome::Refused),
        (&[], RowOutcome::NotSent),
        (&[Outcome::Held(Reason::RowRemoved)], RowOutcome::Removed),
    ];
    let rows: Vec<&[Outcome]> = cases.iter().map(|(outcomes, _)| *outcomes).collect();
    let receipt = receipt(&rows);
    for (row, (_, expected)) in cases.iter().enumerate() {
        assert_eq!(receipt.row(row), *expected, "row {row}");
    }
    let counts = RowOutcome::ALL.map(|outcome| receipt.rows_with(outcome));
    assert_eq!(counts, [2, 1, 4, 2, 1, 1]);
    assert_eq!(counts.iter().sum::<usize>(), cases.len());
    // By section: how many rows have such a record, and of how many Majora holds it.
    let records = Section::ALL.map(|section| receipt.records(section));
    assert_eq!(records, [(9, 7), (7, 2), (7, 2)]);
}

#[test]
fn every_outcome_has_its_sentence() {
    let said = |field, text: &str| Said { field, text: text.into() };
    let ids = |ids: &[&str]| Reason::NotRegistered {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    let doubts = |doubts: &[Doubt]| Outcome::Held(Reason::NeedsDecision { doubts: doubts.into() });
    for (outcome, word, reason) in [
        (saved(), "Saved", ""),
        (Outcome::AlreadyThere, "Already in Majora", ""),
        (
            Outcome::Saved {
                not_stored: vec![said(Some(&fields::EPI_CLUSTER), "Majora did not store it")],
            },
            "Saved",
            "epi_cluster: Majora did not store it",
        ),
        (Outcome::Refused { said: vec![] }, "Refused", "Majora gave no reason"),
        (
            Outcome::Refused { said: vec![said(Some(&fields::ADM1), "This."), said(None, "That")] },
            "Refused",
            "adm1: This.; That",
        ),
        (Outcome::Held(Reason::RowHasErrors), "Not sent", "The row has errors"),
        (
            Outcome::Held(ids(&["A-1"])),
            "Not sent",
            "A-1 is not registered in Majora. Add the columns of the sample or ask the sending site",
        ),
        (
            Outcome::Held(ids(&["A-1", "A-2", "A-3"])),
            "Not sent",
            "A-1 and 2 more are not registered in Majora. Add the columns of the sample or ask the sending site",
        ),
        (
            doubts(&[
                Doubt::Identity { column: "root_sample_id", stored: "R-1".into() },
                Doubt::TestsLost { tests: vec![StoredTest::default()] },
                Doubt::TestsLost { tests: vec![StoredTest::default(); 3] },
                Doubt::ErasesUnseen { columns: vec!["bioinfo_pipe_name", "start_time"] },
            ]),
            "Not sent",
            "You have to decide first. Majora holds another root_sample_id. Majora holds a test that is not in the sheet and would be replaced. Majora holds 3 tests that are not in the sheet and would be replaced. The sheet is blank in bioinfo_pipe_name, start_time, and what Majora holds there would be erased unseen",
        ),
        (
            doubts(&[
                Doubt::OtherSamples { count: 1 },
                Doubt::OtherLibraries { names: vec!["LIB-8".into(), "LIB-9".into()] },
            ]),
            "Not sent",
            "You have to decide first. Majora holds this library with 1 sample that the sheet doesn’t name. Majora holds this run with library LIB-8, LIB-9, which the sheet doesn’t name for it",
        ),
        (Outcome::Held(Reason::Declined), "Not sent", "You decided that what Majora holds stays"),
        (
            Outcome::Held(Reason::CouldNotCheck),
            "Not sent",
            "Majora did not show what it holds, so this could overwrite something unseen",
        ),
        (
            Outcome::Held(Reason::TooLarge),
            "Not sent",
            "It is larger than Majora takes in one request",
        ),
        (
            Outcome::Overtaken,
            "Not sent",
            "Somebody has changed it in Majora since you reviewed it. Review it again",
        ),
        (Outcome::Held(Reason::NoLibrary), "Not sent", "The library of the run is not in Majora"),
        (
            Outcome::Waits { on: Section::Sample, name: "A-1".into() },
            "Not sent",
            "The library waits for sample A-1, which was not saved",
        ),
        (
            Outcome::Waits { on: Section::Library, name: "LIB-1".into() },
            "Not sent",
            "The run waits for library LIB-1, which was not saved",
        ),
        (Outcome::NotSent(Halt::SignedOut), "Not sent", "You have been signed out"),
        (
            Outcome::Unknown(Halt::TimedOut),
            "Unknown",
            "Majora did not answer in time. Majora may or may not hold it",
        ),
    ] {
        assert_eq!((outcome.word(), outcome.reason().as_str()), (word, reason));
    }
}

#[test]
fn what_was_read_back_is_told() {
    let not_stored = vec![Said { field: Some(&fields::EPI_CLUSTER), text: "No".into() }];
    for (outcome, read_back, reason) in [
        (saved(), None, ""),
        (saved(), Some(ReadBack::Agrees { unseen: vec![&fields::SENDER_SAMPLE_ID] }), ""),
        (
            saved(),
            Some(ReadBack::Differs { columns: vec![&fields::ADM2, &fields::ADM1] }),
            "Sent but not stored: adm2, adm1",
        ),
        (
            Outcome::Saved { not_stored },
            Some(ReadBack::Failed),
            "epi_cluster: No; It can’t be read back",
        ),
    ] {
        let settled = Settled { outcome, request: None, read_back };
        assert_eq!(settled.reason(), reason);
    }
}

#[test]
fn every_halt_has_its_sentence() {
    for (halt, sentence) in [
        (Halt::SignedOut, "You have been signed out"),
        (Halt::OtherUser, "Somebody else has signed in from this browser"),
        (Halt::NoPermission, "Your Majora account lacks a permission for this"),
        (Halt::Offline, "The connection to the uploader dropped"),
        (Halt::Unreachable, "Majora can’t be reached"),
        (
            Halt::Busy { retry_after: Some(1) },
            "Majora or the uploader’s server asks to wait for 1 second",
        ),
        (
            Halt::Busy { retry_after: Some(20) },
            "Majora or the uploader’s server asks to wait for 20 seconds",
        ),
        (
            Halt::Busy { retry_after: None },
            "Majora or the uploader’s server is busy, or closed for maintenance",
        ),
        (Halt::TimedOut, "Majora did not answer in time"),
        (Halt::Unusable, "Majora gave no usable answer"),
        (Halt::Rejected, "The uploader’s server refused the request"),
        (Halt::Stopped, "You stopped the upload"),
    ] {
        assert_eq!(halt.message(), sentence);
    }
}
