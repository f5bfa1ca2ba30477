//! Writes whose answer is lost, or that have to wait, while somebody else works on the same records.

use crate::sheets::{HEADINGS, checked, csv, held, planned, row};
use crate::submit::{Submitted, good, journal, outcome, submitted_to};
use sheet::answer::{Go, Halt, Reply};
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::held::{Held, HeldSample};
use sheet::plan::{Plan, Step, plan};
use sheet::receipt::{Outcome, ReadBack};
use sheet::record::{Key, Slot};
use sheet::stored::{StoredTest, Values};
use std::cell::Cell;

/// Submits a plan. These replies come first, then all is well; Majora holds one thing until so many requests
/// have gone out, and another from then on.
fn overtaken(
    plan: &Plan,
    replies: &[Reply],
    (until, before, after): (usize, &Held, &Held),
) -> Submitted {
    let reply = |nth: usize, step: &Step| {
        replies.get(nth).cloned().unwrap_or_else(|| Reply::Answered(good(step)))
    };
    let holds = |sent, _: &_| Ok(if sent < until { before.clone() } else { after.clone() });
    submitted_to(plan, reply, holds, |_| Go::On)
}

const LOST: Reply = Reply::Unknown(Halt::TimedOut);
const SIGNED_OUT: Reply = Reply::NotSent(Halt::SignedOut);

fn sample_with(mut held: Held, values: &[(&'static str, &str)]) -> Held {
    if let Some(HeldSample::Read(stored)) = held.samples.get_mut("A-1") {
        stored.values.extend(values.iter().map(|(name, value)| (*name, (*value).to_owned())));
    }
    held
}

fn set(values: &mut Values, name: &'static str, value: &str) {
    values.insert(name, value.to_owned());
}

#[test]
fn a_new_sample_that_somebody_registers_during_the_wait_is_left_alone() {
    let plan = planned(&["A-1 - -"], &[]);
    let theirs = sample_with(held(&["sample:A-1"]), &[("source_age", "77"), ("adm1", "UK-WLS")]);
    let Submitted { receipt, sent, .. } =
        overtaken(&plan, &[LOST, SIGNED_OUT], (2, &Held::default(), &theirs));
    assert_eq!(sent.len(), 2, "a plain add would blank what they have stored");
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Unknown(Halt::TimedOut));
}

#[test]
fn a_cell_that_somebody_changes_during_the_wait_is_left_alone() {
    let sheet = format!("{HEADINGS},source_age\n{},41\n", row("A-1", "", ""));
    let reviewed = sample_with(held(&["sample:A-1"]), &[("source_age", "30")]);
    let plan = plan(&checked(&sheet), &reviewed, &Decisions::default());
    let theirs = sample_with(reviewed.clone(), &[("source_age", "77")]);
    let Submitted { receipt, sent, .. } = overtaken(&plan, &[LOST], (1, &reviewed, &theirs));
    assert_eq!(sent.len(), 1);
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Unknown(Halt::TimedOut));

    // What they have changed beside it doesn't matter to an update, and goes on as it was.
    let beside = sample_with(reviewed.clone(), &[("adm2", "KENT")]);
    let Submitted { sent, .. } = overtaken(&plan, &[LOST], (1, &reviewed, &beside));
    assert_eq!(sent.len(), 2);
}

#[test]
fn tests_that_somebody_adds_during_the_wait_are_not_replaced() {
    let sheet = format!("{HEADINGS},ct_1_ct_value,ct_1_test_target\n{},20,S\n", row("A-1", "", ""));
    let reviewed = held(&["sample:A-1"]);
    let plan = plan(&checked(&sheet), &reviewed, &Decisions::default());
    let mut theirs = reviewed.clone();
    if let Some(HeldSample::Read(stored)) = theirs.samples.get_mut("A-1") {
        let kind = ["E", "", ""].map(str::to_owned);
        stored.tests.push(StoredTest { kind, ct_value: "31".into() });
    }
    let Submitted { receipt, sent, .. } = overtaken(&plan, &[LOST], (1, &reviewed, &theirs));
    assert_eq!(sent.len(), 1);
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Unknown(Halt::TimedOut));
}

/// A library that gets one more sample and another kit, and a run of it that gets another model.
fn library_and_run() -> (Held, Plan) {
    let more = "sequencing_org_received_date,bioinfo_pipe_name,bioinfo_pipe_version";
    let row = |id| {
        let row = row(id, "LIB-1", "RUN-1").replace("LSK109", "LSK110");
        format!("{},2026-11-02,artic,1\n", row.replace("GridION", "MinION"))
    };
    let sheet = format!("{HEADINGS},{more}\n{}{}", row("A-1"), row("A-2"));
    let reviewed = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let plan = plan(&checked(&sheet), &reviewed, &Decisions::default());
    assert_eq!(plan.steps.len(), 2);
    (reviewed, plan)
}

#[test]
fn a_library_or_run_that_somebody_changes_during_the_wait_is_left_alone() {
    let (reviewed, plan) = library_and_run();
    let changes: [fn(&mut Held); 3] = [
        |held| {
            set(
                &mut held.libraries.get_mut("LIB-1").expect("it").values,
                "library_seq_kit",
                "LSK114",
            )
        },
        // A column that the sheet leaves blank would be blanked.
        |held| {
            let values = &mut held.libraries.get_mut("LIB-1").expect("it").values;
            set(values, "library_layout_read_length", "250");
        },
        |held| {
            let places = &mut held.libraries.get_mut("LIB-1").expect("it").members;
            places.insert("A-2".into(), [("artic_primers", "theirs".to_owned())].into());
        },
    ];
    for (nth, change) in changes.into_iter().enumerate() {
        let mut theirs = reviewed.clone();
        change(&mut theirs);
        let Submitted { receipt, sent, .. } = overtaken(&plan, &[LOST], (1, &reviewed, &theirs));
        let libraries = sent.iter().filter(|step| matches!(step, Step::Library(_))).count();
        assert_eq!(libraries, 1, "{nth}");
        assert_eq!(
            outcome(&receipt, 1, Section::Library),
            Outcome::Unknown(Halt::TimedOut),
            "{nth}"
        );
    }
    let mut stored = reviewed.clone();
    let library = stored.libraries.get_mut("LIB-1").expect("it");
    set(&mut library.values, "library_seq_kit", "LSK110");
    let place = library.members["A-1"].clone();
    library.members.insert("A-2".into(), place);
    let mut theirs = stored.clone();
    set(&mut theirs.runs.get_mut("RUN-1").expect("it").values, "flowcell_id", "THEIRS");
    let replies = [Reply::Answered(good(&plan.steps[0])), LOST];
    let Submitted { receipt, sent, .. } = overtaken(&plan, &replies, (2, &reviewed, &theirs));
    assert_eq!(sent.len(), 2);
    assert_eq!(outcome(&receipt, 0, Section::Run), Outcome::Unknown(Halt::TimedOut));
    // As it was reviewed it goes again.
    let Submitted { receipt, sent, .. } = overtaken(&plan, &replies, (2, &reviewed, &stored));
    assert_eq!(sent.len(), 3);
    assert!(outcome(&receipt, 0, Section::Run).is_held());
}

#[test]
fn a_further_request_is_looked_at_anew_after_a_wait() {
    let sheet = format!(
        "{HEADINGS},bioinfo_pipe_name,bioinfo_pipe_version\n{},a,1\n{},a,1\n",
        row("A-1", "LIB-1", "RUN-1").replace("GridION", "MinION"),
        row("A-2", "LIB-2", "RUN-1").replace("GridION", "MinION")
    );
    let libraries = ["library:LIB-1=A-1", "library:LIB-2=A-2", "run:RUN-1=LIB-1"];
    let reviewed = held(&[&["sample:A-1", "sample:A-2"], &libraries[..]].concat());
    let plan = plan(&checked(&sheet), &reviewed, &Decisions::default());
    assert_eq!(plan.steps.len(), 2, "the run, for each library");
    let mut ours = reviewed.clone();
    set(&mut ours.runs.get_mut("RUN-1").expect("it").values, "instrument_model", "MinION");
    let mut theirs = ours.clone();
    set(&mut theirs.runs.get_mut("RUN-1").expect("it").values, "flowcell_id", "THEIRS");
    let replies = [Reply::Answered(good(&plan.steps[0])), SIGNED_OUT];
    let Submitted { receipt, sent, .. } = overtaken(&plan, &replies, (1, &reviewed, &theirs));
    assert_eq!(sent.len(), 2, "what they have stored would be blanked");
    assert_eq!(outcome(&receipt, 1, Section::Run), Outcome::Overtaken);
    let Submitted { receipt, sent, .. } = overtaken(&plan, &replies, (1, &reviewed, &ours));
    assert_eq!(sent.len(), 3);
    assert!(outcome(&receipt, 1, Section::Run).is_held());
}

#[test]
fn what_cant_be_seen_to_have_arrived_goes_again() {
    let sheet = format!(
        "{HEADINGS},sequencing_org_received_date,bioinfo_pipe_name,bioinfo_pipe_version\n\
        {},2026-11-02,artic,1.2\n",
        row("A-1", "LIB-1", "RUN-1")
    );
    let reviewed = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let (place, run) = (Key::place("LIB-1", "A-1"), Key::Run("RUN-1".into()));
    let decisions = Decisions { unchecked: [place, run].into(), ..Decisions::default() };
    let plan = plan(&checked(&sheet), &reviewed, &decisions);
    let arrived = Cell::new(0);
    let reply = |nth: usize, step: &Step| match nth % 2 {
        0 => LOST,
        _ => {
            arrived.set(arrived.get() + 1);
            Reply::Answered(good(step))
        }
    };
    let Submitted { sent, .. } =
        submitted_to(&plan, reply, |_, _| Ok(reviewed.clone()), |_| Go::On);
    assert_eq!((sent.len(), arrived.get()), (4, 2), "nothing lost counts as stored");
}

#[test]
fn an_erasure_counts_only_when_the_value_is_gone() {
    let sheet = format!(
        "{HEADINGS},sequencing_org_received_date,bioinfo_pipe_name,bioinfo_pipe_version\n\
        {},2026-11-02,artic,1.2\n",
        row("A-1", "LIB-1", "RUN-1")
    );
    let mut reviewed = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let library = reviewed.libraries.get_mut("LIB-1").expect("it");
    set(&mut library.values, "library_layout_read_length", "400");
    set(&mut reviewed.runs.get_mut("RUN-1").expect("it").values, "flowcell_id", "FAO1");
    let mut decisions = Decisions::default();
    let library = Key::Library("LIB-1".into());
    decisions.erased.insert((library, "library_layout_read_length"), "400".into());
    decisions.erased.insert((Key::Run("RUN-1".into()), "flowcell_id"), "FAO1".into());
    let plan = plan(&checked(&sheet), &reviewed, &decisions);
    assert_eq!(plan.steps.len(), 2);
    // The first try of each is lost on its way, and Majora keeps the values whatever it answers.
    let replies = [LOST, Reply::Answered(good(&plan.steps[0])), LOST];
    let Submitted { receipt, sent, .. } =
        overtaken(&plan, &replies, (usize::MAX, &reviewed, &reviewed));
    assert_eq!(sent.len(), 4);
    for (section, column) in
        [(Section::Library, "library_layout_read_length"), (Section::Run, "flowcell_id")]
    {
        let settled = &receipt.settled[&Slot { row: 0, section }];
        let Some(ReadBack::Differs { columns }) = &settled.read_back else {
            panic!("{section:?} {settled:?}")
        };
        assert_eq!(columns.iter().map(|field| field.name).collect::<Vec<_>>(), [column]);
    }
}

#[test]
fn what_the_user_has_paused_is_looked_at_anew() {
    let plan = planned(&["A-1 - -"], &[]);
    let theirs = sample_with(held(&["sample:A-1"]), &[("adm1", "UK-WLS")]);
    let paused = [Reply::NotSent(Halt::Paused)];
    let Submitted { receipt, sent, .. } = overtaken(&plan, &paused, (1, &Held::default(), &theirs));
    assert_eq!(sent.len(), 1);
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Overtaken);
}

#[test]
fn what_somebody_else_has_made_during_the_wait_is_not_this_uploads_own() {
    let rows = ["?A-1 LIB-1 RUN-1", "?A-1 LIB-2 RUN-1"];
    let reviewed = held(&["sample:A-1", "library:LIB-1=A-1", "library:LIB-2=A-1"]);
    let checked = checked(&csv(&rows));
    let plan = plan(&checked, &reviewed, &Decisions::default());
    assert_eq!(plan.steps.len(), 2, "a new run, for each library");
    let mut theirs = reviewed.clone();
    theirs.runs = held(&["run:RUN-1=LIB-1"]).runs;
    let values = &mut theirs.runs.get_mut("RUN-1").expect("it").values;
    set(values, "instrument_model", "MinION");
    set(values, "start_time", "2026-11-02 10:11");
    let answered = Reply::Answered(good(&plan.steps[0]));
    // It is theirs at the first request, or at the second, which got no answer or had to wait.
    for replies in [&[LOST][..], &[answered.clone(), LOST], &[answered, SIGNED_OUT]] {
        let Submitted { receipt, notes, .. } =
            overtaken(&plan, replies, (replies.len(), &reviewed, &theirs));
        assert!(!outcome(&receipt, 1, Section::Run).is_held(), "{replies:?}");
        let mut journal = journal(&checked);
        notes.into_iter().for_each(|note| journal.write(note));
        let taken_up = journal.resume(&checked);
        assert_eq!((taken_up.ours, taken_up.unchecked), Default::default(), "{replies:?}");
    }
}
