//! checked, and what Majora holds → plan.

use crate::sheets::{HEADINGS, checked, csv, held, planned, row};
use sheet::compare::Doubt;
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::held::{Held, questions};
use sheet::plan::{BATCH, Fate, Plan, Reason, Step, plan};
use sheet::record::{Entry, Key, Sample, Slot};

/// A step in words: `samples A-1 A-2`, `library LIB-1: A-1`, `run RUN-1 of LIB-1`.
fn words(step: &Step) -> String {
    match step {
        Step::Samples(samples) => format!("samples {}", ids(samples)),
        Step::Updates(samples) => format!("updates {}", ids(samples)),
        Step::Library(library) => {
            let ids: Vec<&str> = library.members.iter().map(|member| member.id.as_str()).collect();
            format!("library {}: {}", library.name, ids.join(" "))
        }
        Step::Run(run) => format!("run {} of {}", run.name, run.library),
    }
}

fn ids(samples: &[Sample]) -> String {
    samples.iter().map(|sample| sample.id.as_str()).collect::<Vec<_>>().join(" ")
}

fn steps(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(words).collect()
}

fn fate(plan: &Plan, row: usize, section: Section) -> &Fate {
    &plan.fates[&Slot { row, section }]
}

#[track_caller]
fn plans(rows: &[&str], holds: &[&str], expected: &[&str]) -> Plan {
    let plan = planned(rows, holds);
    assert_eq!(steps(&plan), expected);
    plan
}

fn held_back(reason: Reason) -> Fate {
    Fate::Held(reason)
}

fn filled(entries: &[Entry]) -> Vec<(&str, String)> {
    entries.iter().map(|entry| (entry.field.name, entry.value.to_text().into_owned())).collect()
}

#[test]
fn a_library_that_was_run_twice_is_sent_once() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-1 LIB-1 RUN-2", "A-2 LIB-1 RUN-2"];
    let steps =
        ["samples A-1 A-2", "library LIB-1: A-1 A-2", "run RUN-1 of LIB-1", "run RUN-2 of LIB-1"];
    let plan = plans(&rows, &[], &steps);
    // Every row is answered for.
    let rows: Vec<usize> = plan.steps[1].slots().iter().map(|slot| slot.row).collect();
    assert_eq!(rows, [0, 2, 1, 3]);
}

#[test]
fn a_run_goes_alone_where_majora_holds_its_library() {
    let csv = "sample_id,library_name,run_name,instrument_make,instrument_model\n\
        A-1,LIB-1,RUN-1,ILLUMINA,MiSeq\nA-2,LIB-1,RUN-1,ILLUMINA,MiSeq\n";
    let checked = checked(csv);
    let asked = questions(&checked);
    assert_eq!((asked.libraries, asked.runs), (vec!["LIB-1".to_owned()], vec!["RUN-1".to_owned()]));
    let sent = plan(&checked, &held(&["library:LIB-1=A-1+A-2"]), &Decisions::default());
    let [Step::Run(run)] = &sent.steps[..] else { panic!("{:?}", sent.steps) };
    assert_eq!(
        (run.name.as_str(), run.library.as_str(), &run.rows[..]),
        ("RUN-1", "LIB-1", &[0, 1][..])
    );
    let unknown = plan(&checked, &held(&[]), &Decisions::default());
    assert!(unknown.steps.is_empty());
    assert!(unknown.fates.values().all(|fate| *fate == Fate::Held(Reason::NoLibrary)));
}

#[test]
fn of_a_library_that_majora_fails_to_show_nobody_says_that_it_is_not_there() {
    let mut holds = held(&["sample:A-1"]);
    holds.unread.insert(Key::Library("LIB-1".into()));
    let whole = csv(&["A-1 LIB-1 RUN-1"]);
    let run_alone = "sample_id,library_name,run_name,instrument_make,instrument_model\n\
        A-1,LIB-1,RUN-1,ILLUMINA,MiSeq\n";
    for sheet in [whole.as_str(), run_alone] {
        let plan = plan(&checked(sheet), &holds, &Decisions::default());
        assert_eq!(*fate(&plan, 0, Section::Run), held_back(Reason::CouldNotCheck), "{sheet}");
    }
}

#[test]
fn samples_go_before_libraries_and_these_before_runs() {
    let rows = ["A-1 LIB-2 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-2 RUN-2", "A-4 - -"];
    let plan = plans(
        &rows,
        &[],
        &[
            "samples A-1 A-2 A-3 A-4",
            "library LIB-2: A-1 A-3",
            "library LIB-1: A-2",
            "run RUN-1 of LIB-1",
            "run RUN-1 of LIB-2",
            "run RUN-2 of LIB-2",
        ],
    );
    assert_eq!(fate(&plan, 1, Section::Sample), &Fate::Send { step: 0 });
    assert_eq!(fate(&plan, 1, Section::Library), &Fate::Send { step: 2 });
    assert_eq!(fate(&plan, 1, Section::Run), &Fate::Send { step: 3 });
    assert_eq!(Section::ALL.map(|section| plan.sending(section)), [4, 2, 2]);
    assert_eq!((plan.rows, plan.fates.len()), (4, 10));
}

#[test]
fn a_sample_in_two_libraries_is_sent_once() {
    let rows = ["A-1 LIB-1 -", "A-1 LIB-2 -", "?A-1 LIB-3 -"];
    let plan = plans(
        &rows,
        &[],
        &["samples A-1", "library LIB-1: A-1", "library LIB-2: A-1", "library LIB-3: A-1"],
    );
    let Step::Samples(samples) = &plan.steps[0] else { panic!("samples go first") };
    assert_eq!(samples[0].rows, [0, 1]);
    assert_eq!(fate(&plan, 1, Section::Sample), &Fate::Send { step: 0 });
    assert!(!plan.fates.contains_key(&Slot { row: 2, section: Section::Sample }));
}

#[test]
fn samples_go_in_batches() {
    for (count, sizes) in [(1, &[1][..]), (50, &[50]), (51, &[50, 1]), (120, &[50, 50, 20])] {
        let rows: Vec<String> = (0..count).map(|n| format!("A-{n} - -")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let batches: Vec<usize> = planned(&rows, &[]).steps.iter().map(Step::records).collect();
        assert_eq!(batches, sizes);
        assert!(sizes.iter().all(|size| *size <= BATCH));
    }
}

#[test]
fn a_thousand_rows_in_ten_libraries_and_runs_are_at_most_forty_requests() {
    let rows: Vec<String> =
        (0..1000).map(|n| format!("A-{n} LIB-{} RUN-{}", n % 10, n % 10)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan = planned(&rows, &[]);
    assert_eq!(plan.steps.len(), 40);
    assert_eq!(Section::ALL.map(|section| plan.sending(section)), [1000, 10, 10]);
    assert_eq!(plan.fates.len(), 3000);
}

#[test]
fn what_majora_holds_is_never_sent() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1"];
    let all = ["sample:A-1", "sample:A-2", "library:LIB-1=A-1+A-2", "run:RUN-1=LIB-1"];
    let plan = plans(&rows, &all, &[]);
    assert!(plan.fates.values().all(|fate| *fate == Fate::AlreadyThere));
    assert_eq!(plan.fates.len(), 6);
    // Only what is new of a library goes, and its run stays as it is.
    let some = ["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"];
    let plan = plans(&rows, &some, &["samples A-2", "library LIB-1: A-2"]);
    assert_eq!(fate(&plan, 0, Section::Library), &Fate::AlreadyThere);
    assert_eq!(plan.count(Section::Run, |fate| *fate == Fate::AlreadyThere), 2);
}

#[test]
fn an_id_that_a_library_brought_along_gets_its_details() {
    plans(&["A-1 - -"], &["bare:A-1"], &["samples A-1"]);
    plans(&["?A-1 LIB-1 -"], &["bare:A-1"], &["library LIB-1: A-1"]);
}

#[test]
fn rows_with_errors_stay_out_alone() {
    let csv = csv(&["A-1 LIB-1 RUN-1", "A/2 LIB-1 RUN-1", "A-3 LIB-1 -"]);
    let plan = plan(&checked(&csv), &Held::default(), &Decisions::default());
    assert_eq!(steps(&plan), ["samples A-1 A-3", "library LIB-1: A-1 A-3", "run RUN-1 of LIB-1"]);
    for section in Section::ALL {
        assert_eq!(fate(&plan, 1, section), &held_back(Reason::RowHasErrors));
    }
}

#[test]
fn a_library_waits_for_samples_that_nobody_registers() {
    let rows = ["A-1 LIB-1 RUN-1", "?A-2 LIB-1 -", "?A-3 LIB-1 -"];
    let plan = plans(&rows, &["sample:A-3"], &["samples A-1"]);
    let missing = held_back(Reason::NotRegistered { ids: ["A-2".to_owned()].into() });
    for row in 0..3 {
        assert_eq!(fate(&plan, row, Section::Library), &missing);
    }
    assert_eq!(fate(&plan, 0, Section::Run), &held_back(Reason::NoLibrary));
    // A library that Majora holds can be run all the same.
    let there = ["sample:A-3", "library:LIB-1"];
    let plan = plans(&rows, &there, &["samples A-1", "run RUN-1 of LIB-1"]);
    assert_eq!(fate(&plan, 0, Section::Library), &missing);
}

#[test]
fn ten_thousand_unregistered_samples_share_one_reason() {
    let rows: Vec<String> = (0..10_000).map(|n| format!("?A-{n} LIB-1 -")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan = planned(&rows, &[]);
    let ids = |row| match fate(&plan, row, Section::Library) {
        Fate::Held(Reason::NotRegistered { ids }) => ids.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(ids(0).len(), 10_000);
    assert!(std::sync::Arc::ptr_eq(&ids(0), &ids(9_999)));
}

#[test]
fn what_the_rows_of_a_library_mean_alike_is_sent() {
    let sheet = format!(
        "{HEADINGS},library_layout_read_length\n{},400\n{},400.0\n",
        row("A-1", "LIB-1", ""),
        row("A-2", "LIB-1", "")
    );
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    let Step::Library(library) = &plan.steps[1] else { panic!("{:?}", steps(&plan)) };
    let entry = ("library_layout_read_length", "400".to_owned());
    assert!(filled(&library.entries).contains(&entry), "{:?}", library.entries);
}

#[test]
fn tags_of_a_library_go_only_with_a_new_one() {
    let sheet = format!(
        "{HEADINGS},artic_primers,artic_protocol\n{},3,v1\n{},3,v2\n",
        row("A-1", "LIB-1", ""),
        row("A-2", "LIB-1", "")
    );
    let library = |held: &Held| {
        let plan = plan(&checked(&sheet), held, &Decisions::default());
        let library = plan.steps.iter().find_map(|step| match step {
            Step::Library(library) => Some(library.clone()),
            _ => None,
        });
        library.expect("the library is sent")
    };
    let columns = |library: &sheet::record::Library| {
        library.entries.iter().map(|entry| entry.field.name).collect::<Vec<_>>()
    };
    let own = ["library_seq_kit", "library_seq_protocol", "library_layout_config"];
    let new = library(&Held::default());
    // What the rows don't agree on says nothing of the library.
    assert_eq!(columns(&new), [&own[..], &["artic_primers"]].concat());
    let known = library(&held(&["library:LIB-1"]));
    assert_eq!(columns(&known), own);
    for library in [new, known] {
        let member = filled(&library.members[1].entries);
        let expected = [
            ("library_selection", "PCR"),
            ("library_source", "VIRAL_RNA"),
            ("library_strategy", "AMPLICON"),
            ("artic_primers", "3"),
            ("artic_protocol", "v2"),
        ];
        assert_eq!(member, expected.map(|(column, value)| (column, value.to_owned())));
    }
}

#[test]
fn records_hold_what_is_filled_as_majora_reads_it() {
    let sheet = format!(
        "{HEADINGS},source_age,adm2,ct_1_ct_value,start_time,run_group,secondary_accession,x\n\
         {},30.0,Ynys Môn,21.40,2026-11-1 9:05,,EPI,y\n",
        row(" A-1 ", "LIB-1", "RUN-1").replace("OXFORD_NANOPORE", "oxford nanopore")
    );
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    let [Step::Samples(samples), Step::Library(library), Step::Run(run)] = plan.steps.as_slice()
    else {
        panic!("{:?}", steps(&plan))
    };
    assert_eq!((samples[0].id.as_str(), library.members[0].id.as_str()), ("A-1", "A-1"));
    let texts = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs.iter().map(|(column, text)| (*column, (*text).to_owned())).collect()
    };
    assert_eq!(
        filled(&samples[0].entries),
        texts(&[
            ("adm1", "UK-ENG"),
            ("is_surveillance", "Y"),
            ("collection_date", "2026-11-01"),
            ("source_age", "30"),
            ("adm2", "YNYS MÔN"),
            ("ct_1_ct_value", "21.40"),
        ])
    );
    assert_eq!(
        filled(&run.entries),
        texts(&[
            ("instrument_make", "OXFORD_NANOPORE"),
            ("instrument_model", "GridION"),
            ("start_time", "2026-11-01 09:05"),
        ])
    );
}

#[test]
fn majora_is_asked_each_name_of_ready_rows_once() {
    let csv = csv(&["A-1 LIB-1 RUN-1", "A-1 LIB-2 RUN-1", "A/3 LIB-3 RUN-3", "?A-2 LIB-1 -"]);
    let asked = questions(&checked(&csv));
    assert_eq!(asked.samples, ["A-1", "A-2"]);
    assert_eq!(asked.libraries, ["LIB-1", "LIB-2"]);
    assert_eq!(asked.runs, ["RUN-1"]);
}

#[test]
fn what_majora_never_shows_of_a_place_or_run_goes_if_the_user_says_so() {
    let csv = format!(
        "{HEADINGS},sequencing_org_received_date,bioinfo_pipe_name\n{},2026-11-02,artic\n",
        row("A-1", "LIB-1", "RUN-1")
    );
    let checked = checked(&csv);
    let held = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let run = Key::Run("RUN-1".into());
    let mut decisions = Decisions::default();
    let planned = |decisions: &Decisions| plan(&checked, &held, decisions);
    assert_eq!(steps(&planned(&decisions)), Vec::<String>::new());
    decisions.unchecked = [Key::place("LIB-1", "A-1"), run.clone()].into();
    let sent = planned(&decisions);
    assert_eq!(steps(&sent), ["library LIB-1: A-1"]);
    let [Step::Library(library)] = &sent.steps[..] else { panic!("{:?}", sent.steps) };
    let date = ("sequencing_org_received_date", "2026-11-02".to_owned());
    assert!(filled(&library.members[0].entries).contains(&date));
    // The run goes whole, and what is blank in the sheet would be erased unseen.
    let doubt = Doubt::ErasesUnseen { columns: vec!["bioinfo_pipe_version"] };
    let reason = Reason::NeedsDecision { doubts: [doubt.clone()].into() };
    assert_eq!(*fate(&sent, 0, Section::Run), held_back(reason));
    decisions.accepted.insert((run, doubt));
    assert_eq!(steps(&planned(&decisions)), ["library LIB-1: A-1", "run RUN-1 of LIB-1"]);
}
