//! plan and a scripted Majora → receipt.

use crate::sheets::{HEADINGS, checked, held, planned, row};
use sheet::answer::{Answer, Go, Halt, Message, Named, Pause, Reply};
use sheet::check::Checked;
use sheet::compare::compare;
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::fields;
use sheet::held::{Held, HeldSample, Questions, Unshown};
use sheet::journal::{Binding, Journal, Note, State};
use sheet::plan::{MEMBERS, Plan, Step, plan};
use sheet::receipt::{Outcome, ReadBack, Receipt, Remark, RowOutcome, Settled};
use sheet::record::{Key, Slot};
use sheet::stored::StoredTest;
use sheet::submit::{Effects, Progress, submit};
use std::cell::RefCell;
use std::task::{Context, Poll, Waker};

/// Runs a future that never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

/// What became of a plan, what was sent, what progress was told and what was written down.
pub(crate) struct Submitted {
    pub(crate) receipt: Receipt,
    pub(crate) sent: Vec<Step>,
    seen: Vec<Progress>,
    pub(crate) notes: Vec<Note>,
}

/// Submits a plan; `reply` answers the nth request. Majora holds nothing when it is asked, and nobody
/// waits. Whatever happens, the receipt must be complete.
fn submitted(plan: &Plan, reply: impl FnMut(usize, &Step) -> Reply) -> Submitted {
    submitted_to(plan, reply, |_, _| Ok(Held::default()), |_| Go::GiveUp)
}

/// The same; `holds` answers questions after so many requests, `go` says whether to go on.
pub(crate) fn submitted_to(
    plan: &Plan,
    mut reply: impl FnMut(usize, &Step) -> Reply,
    mut holds: impl FnMut(usize, &Questions) -> Result<Held, Halt>,
    mut go: impl FnMut(Pause) -> Go,
) -> Submitted {
    let (sent, mut seen, mut notes) = (RefCell::new(Vec::new()), Vec::new(), Vec::new());
    let effects = Effects {
        send: async |step: &Step| {
            sent.borrow_mut().push(step.clone());
            let nth = sent.borrow().len() - 1;
            reply(nth, step)
        },
        ask: async |questions: &Questions| holds(sent.borrow().len(), questions),
        wait: async |pause| go(pause),
        note: |note| notes.push(note),
        seen: |progress| seen.push(progress),
    };
    let receipt = now(submit(plan, effects));
    let sent = sent.into_inner();
    assert!(receipt.settled.keys().eq(plan.fates.keys()), "every record has an outcome");
    let total: usize = RowOutcome::ALL.iter().map(|outcome| receipt.rows_with(*outcome)).sum();
    assert_eq!(total, plan.rows, "the counts add up to the rows");
    progress_only_grows(plan, &seen, &receipt);
    let sending = notes.iter().filter(|note| matches!(note, Note::Sending { .. })).count();
    assert_eq!(sending, sent.len(), "every request is noted");
    Submitted { receipt, sent, seen, notes }
}

fn progress_only_grows(plan: &Plan, seen: &[Progress], receipt: &Receipt) {
    let numbers = |p: &Progress| {
        let records = p.records.iter().flat_map(|count| [count.saved, count.other]);
        [p.done].into_iter().chain(records).collect::<Vec<_>>()
    };
    let grows =
        |pair: &[Progress]| numbers(&pair[0]).iter().zip(numbers(&pair[1])).all(|(a, b)| *a <= b);
    assert!(seen.windows(2).all(grows), "{seen:?}");
    let (first, last) = (seen[0], seen[seen.len() - 1]);
    assert_eq!((first.done, last.done, last.steps), (0, plan.steps.len(), plan.steps.len()));
    for section in Section::ALL {
        let count = last.records[section as usize];
        let sent = plan.count(section, |fate| matches!(fate, sheet::plan::Fate::Send { .. }));
        assert_eq!((count.all, count.saved + count.other), (sent, sent), "{section:?}");
        let slots = receipt.settled.iter().filter(|(slot, _)| slot.section == section);
        let sent = |slot: &Slot| matches!(plan.fates[slot], sheet::plan::Fate::Send { .. });
        let saved = slots.filter(|(slot, s)| sent(slot) && s.outcome.is_held()).count();
        assert_eq!(count.saved, saved, "{section:?}");
    }
}

fn named(kind: &str, name: &str) -> Named {
    Named { kind: kind.into(), name: name.into(), id: format!("id of {name}") }
}

/// Majora's answer where all is well.
pub(crate) fn good(step: &Step) -> Answer {
    let answer = Answer { request: "req-1".into(), ..Answer::default() };
    match step {
        Step::Updates(samples) => {
            let updated = samples.iter().map(|sample| named("Biosample", &sample.id)).collect();
            Answer { updated, ..answer }
        }
        Step::Samples(samples) => {
            let new = samples.iter().map(|sample| named("Biosample", &sample.id)).collect();
            Answer { new, ..answer }
        }
        Step::Library(library) => {
            let members = library.members.iter().map(|member| named("Biosample", &member.id));
            let new = vec![named("Library", &library.name)];
            Answer { new, updated: members.collect(), ..answer }
        }
        Step::Run(_) => Answer { new: vec![named("Sequencing", "")], ..answer },
    }
}

/// Majora's answer where it refuses this sample for its `adm1`.
fn refusing(step: &Step, id: &str) -> Answer {
    let mut answer = good(step);
    answer.errors = 1;
    answer.new.retain(|named| named.name != id);
    answer.ignored.push(Some(id.into()));
    answer.messages.push(Message::Fields(vec![("adm1".into(), vec!["Not this one.".into()])]));
    answer
}

fn all_good(_: usize, step: &Step) -> Reply {
    Reply::Answered(good(step))
}

pub(crate) fn outcome(receipt: &Receipt, row: usize, section: Section) -> Outcome {
    receipt.settled[&Slot { row, section }].outcome.clone()
}

/// The words for a row's records, in their order.
fn words(receipt: &Receipt, row: usize) -> String {
    receipt.of_row(row).map(|(_, settled)| settled.outcome.word()).collect::<Vec<_>>().join(", ")
}

const TWO_LIBRARIES: [&str; 4] =
    ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-2 RUN-2", "A-4 LIB-2 RUN-2"];

#[test]
fn all_is_saved() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let Submitted { receipt, sent, seen, .. } = submitted(&plan, all_good);
    assert_eq!(sent, plan.steps);
    assert_eq!((receipt.rows_with(RowOutcome::Saved), receipt.halted), (4, None));
    assert!(receipt.settled.values().all(|settled| settled.request.as_deref() == Some("req-1")));
    // Before the first step, after each, and when all is read back.
    assert_eq!(seen.len(), plan.steps.len() + 2);
}

#[test]
fn nothing_to_send() {
    let plan = planned(&["A-1 - -"], &["sample:A-1"]);
    let Submitted { receipt, sent, .. } = submitted(&plan, all_good);
    assert!(sent.is_empty());
    assert_eq!(receipt.rows_with(RowOutcome::AlreadyThere), 1);
}

#[test]
fn a_refused_sample_holds_back_its_library_and_run() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let reply = |_, step: &Step| match step {
        Step::Samples(_) => Reply::Answered(refusing(step, "A-2")),
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    assert_eq!(sent.len(), 3, "the samples, and the library and run of the others");
    let all: Vec<String> = (0..4).map(|row| words(&receipt, row)).collect();
    assert_eq!(
        all,
        [
            "Saved, Not sent, Not sent",
            "Refused, Not sent, Not sent",
            "Saved, Saved, Saved",
            "Saved, Saved, Saved",
        ]
    );
    let reasons = Section::ALL.map(|section| outcome(&receipt, 1, section).reason());
    assert_eq!(
        reasons,
        [
            "adm1: Not this one.",
            "The library waits for sample A-2, which was not saved",
            "The run waits for library LIB-1, which was not saved",
        ]
    );
    assert_eq!(receipt.halted, None);
}

#[test]
fn a_refused_library_holds_back_its_run() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let refused = Answer {
        errors: 1,
        ignored: vec![Some("LIB-1".into())],
        messages: vec![Message::Text("Not this library".into())],
        ..Answer::default()
    };
    let reply = |_, step: &Step| match step {
        Step::Library(library) if library.name == "LIB-1" => Reply::Answered(refused.clone()),
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, .. } = submitted(&plan, reply);
    assert_eq!(words(&receipt, 0), "Saved, Refused, Not sent");
    assert_eq!(words(&receipt, 2), "Saved, Saved, Saved");
    let waits = Outcome::Waits { on: Section::Library, name: "LIB-1".into() };
    assert_eq!(outcome(&receipt, 1, Section::Run), waits);
}

#[test]
fn an_empty_library_is_not_run() {
    let plan = planned(&["?A-1 LIB-1 RUN-1"], &["sample:A-1"]);
    let emptied = Answer {
        errors: 1,
        new: vec![named("Library", "LIB-1")],
        ignored: vec![Some("A-1".into())],
        messages: vec![Message::Text("At least one Biosample was not registered".into())],
        ..Answer::default()
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, |_, _| Reply::Answered(emptied.clone()));
    assert_eq!((sent.len(), words(&receipt, 0).as_str()), (1, "Refused, Not sent"));
}

#[test]
fn a_refused_run_leaves_the_rest_saved() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let refused = Answer {
        errors: 1,
        messages: vec![Message::Fields(vec![("instrument_model".into(), vec!["No.".into()])])],
        ..Answer::default()
    };
    let reply = |_, step: &Step| match step {
        Step::Run(run) if run.name == "RUN-1" => Reply::Answered(refused.clone()),
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, .. } = submitted(&plan, reply);
    assert_eq!(words(&receipt, 1), "Saved, Saved, Refused");
    assert_eq!(outcome(&receipt, 1, Section::Run).reason(), "instrument_model: No.");
    assert_eq!(
        (receipt.rows_with(RowOutcome::Refused), receipt.rows_with(RowOutcome::Saved)),
        (2, 2)
    );
}

#[test]
fn a_run_that_is_neither_saved_nor_refused_is_unknown() {
    let plan = planned(&["A-1 LIB-1 RUN-1"], &[]);
    let reply = |_, step: &Step| match step {
        Step::Run(_) => Reply::Answered(Answer::default()),
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, .. } = submitted(&plan, reply);
    assert_eq!(words(&receipt, 0), "Saved, Saved, Unknown");
}

#[test]
fn after_a_halt_nothing_is_sent() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let halts = [
        (Reply::NotSent(Halt::Stopped), "Not sent"),
        (Reply::Refused(Halt::SignedOut), "Not sent"),
        (Reply::Unknown(Halt::TimedOut), "Unknown"),
    ];
    for at in 0..plan.steps.len() {
        for (reply, word) in &halts {
            let script = |nth, step: &Step| match nth == at {
                true => reply.clone(),
                false => Reply::Answered(good(step)),
            };
            let Submitted { receipt, sent, .. } = submitted(&plan, script);
            assert_eq!(sent.len(), at + 1, "{reply:?} at {at}");
            let (Reply::NotSent(halt) | Reply::Refused(halt) | Reply::Unknown(halt)) = reply else {
                panic!("{reply:?} is no halt")
            };
            assert_eq!(receipt.halted, Some(*halt));
            for (nth, step) in plan.steps.iter().enumerate() {
                let expected = match nth.cmp(&at) {
                    std::cmp::Ordering::Less => "Saved",
                    std::cmp::Ordering::Equal => word,
                    std::cmp::Ordering::Greater => "Not sent",
                };
                for slot in step.slots() {
                    let settled = &receipt.settled[&slot];
                    assert_eq!(settled.outcome.word(), expected, "{slot:?}, {reply:?} at {at}");
                    assert_eq!(settled.request.is_some(), expected == "Saved");
                }
            }
        }
    }
}

#[test]
fn what_a_batch_does_not_tell_is_sent_again() {
    let rows = ["A-1 - -", "A-2 - -", "A-3 - -"];
    let plan = planned(&rows, &[]);
    let mut broke = good(&plan.steps[0]);
    broke.errors = 2;
    broke.new.retain(|named| named.name == "A-1");
    broke.messages = vec![Message::Text("it broke".into()), Message::Text("it broke".into())];
    let reply = |nth, step: &Step| match nth {
        0 => Reply::Answered(broke.clone()),
        _ => Reply::Answered(Answer { request: "req-2".into(), ..refusing(step, "A-3") }),
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    let sizes: Vec<usize> = sent.iter().map(Step::records).collect();
    assert_eq!(sizes, [3, 2]);
    let all: Vec<String> = (0..3).map(|row| words(&receipt, row)).collect();
    assert_eq!(all, ["Saved", "Saved", "Refused"]);
    let request = receipt.settled[&Slot { row: 1, section: Section::Sample }].request.clone();
    assert_eq!(request.as_deref(), Some("req-2"));
}

#[test]
fn a_batch_that_tells_of_nobody_is_halved_until_it_does() {
    let sheet: String = (0..50).map(|n| row(&format!("A-{n}"), "", "") + ",north\n").collect();
    let sheet = format!("{HEADINGS},epi_cluster\n{sheet}");
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    // One tag is refused, and all fifty could be the one whose it is.
    let reply = |_, step: &Step| {
        let is_in =
            matches!(step, Step::Samples(samples) if samples.iter().any(|s| s.id == "A-17"));
        let words = Message::Fields(vec![("value".into(), vec!["Too long.".into()])]);
        Reply::Answered(match is_in {
            true => Answer {
                errors: 1,
                ignored: vec![Some("metadata__epi__cluster".into())],
                messages: vec![words],
                ..good(step)
            },
            false => good(step),
        })
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    let sizes: Vec<usize> = sent.iter().map(Step::records).collect();
    assert_eq!(sizes, [50, 25, 13, 12, 6, 3, 3, 2, 1, 1, 1, 6, 25]);
    for row in 0..50 {
        let settled = outcome(&receipt, row, Section::Sample);
        let not_stored = matches!(settled, Outcome::Saved { not_stored } if !not_stored.is_empty());
        assert_eq!(not_stored, row == 17, "row {row}");
    }
}

#[test]
fn a_sample_that_stays_unclear_is_unknown() {
    let plan = planned(&["A-1 LIB-1 -", "A-2 LIB-2 -"], &[]);
    let reply = |_, step: &Step| match step {
        Step::Samples(_) => Reply::Answered(Answer { errors: 1, ..Answer::default() }),
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    assert_eq!(sent.len(), 3);
    assert_eq!(words(&receipt, 0), "Unknown, Not sent");
    assert_eq!(receipt.halted, None);
}

#[test]
fn a_halt_while_asking_again_leaves_the_rest_unknown() {
    let plan = planned(&["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 - -"], &[]);
    for halting in [
        Reply::NotSent(Halt::Offline),
        Reply::Refused(Halt::Offline),
        Reply::Unknown(Halt::Offline),
    ] {
        let reply = |nth, step: &Step| match nth {
            0 => Reply::Answered(Answer {
                errors: 2,
                new: vec![named("Biosample", "A-3")],
                ..good(step)
            }),
            _ => halting.clone(),
        };
        let Submitted { receipt, sent, .. } = submitted(&plan, reply);
        assert_eq!(sent.len(), 2, "only the first of the two is asked again");
        let all: Vec<String> = (0..3).map(|row| words(&receipt, row)).collect();
        let unknown = "Unknown, Not sent, Not sent";
        // The batch was sent: what isn't told may be stored, whatever became of asking again.
        assert_eq!(all, [unknown, unknown, "Saved"], "{halting:?}");
        assert_eq!(receipt.halted, Some(Halt::Offline));
    }
}

#[test]
fn a_library_that_does_not_tell_is_halved() {
    let plan = planned(
        &["?A-1 LIB-1 RUN-1", "?A-2 LIB-1 RUN-1", "?A-3 LIB-1 RUN-1"],
        &["sample:A-1", "sample:A-2", "sample:A-3"],
    );
    // Since the plan was made somebody has added: they are listed nowhere now.
    let known = vec![named("Library", "LIB-1")];
    let refused = Answer {
        errors: 1,
        updated: known.clone(),
        ignored: vec![None],
        messages: vec![Message::Fields(vec![("library_source".into(), vec!["No.".into()])])],
        ..Answer::default()
    };
    let reply = |_, step: &Step| match step {
        Step::Library(library) => {
            Reply::Answered(match library.members.iter().any(|member| member.id == "A-2") {
                true => refused.clone(),
                false => Answer { updated: known.clone(), ..Answer::default() },
            })
        }
        step => Reply::Answered(good(step)),
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    let sizes: Vec<usize> = sent.iter().map(Step::records).collect();
    assert_eq!(sizes, [3, 2, 1, 1, 1, 1]);
    let all: Vec<String> = (0..3).map(|row| words(&receipt, row)).collect();
    assert_eq!(all, ["Saved, Saved", "Refused, Saved", "Saved, Saved"]);
    assert_eq!(outcome(&receipt, 1, Section::Library).reason(), "library_source: No.");
}

#[test]
fn what_was_not_stored_of_a_saved_sample_is_told() {
    let sheet = format!("{HEADINGS},epi_cluster\n{},north\n", row("A-1", "", ""));
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    let reply = |_, step: &Step| {
        Reply::Answered(Answer {
            errors: 1,
            ignored: vec![Some("metadata__epi__cluster".into())],
            messages: vec![Message::Fields(vec![("value".into(), vec!["Too long.".into()])])],
            ..good(step)
        })
    };
    let Submitted { receipt, sent, .. } = submitted(&plan, reply);
    assert_eq!((sent.len(), words(&receipt, 0).as_str()), (1, "Saved"));
    let reason = outcome(&receipt, 0, Section::Sample).reason();
    assert_eq!(reason, "epi_cluster: Majora did not store it: Too long.");
}

#[test]
fn a_request_without_an_answer_is_asked_about_and_only_the_rest_goes_again() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-1 RUN-1"];
    let plan = planned(&rows, &[]);
    let reply = |nth, step: &Step| match nth {
        0 => Reply::Unknown(Halt::TimedOut),
        _ => Reply::Answered(good(step)),
    };
    let holds =
        |sent, _: &Questions| Ok(if sent == 0 { Held::default() } else { held(&["sample:A-2"]) });
    let mut pauses = Vec::new();
    let Submitted { receipt, sent, .. } = submitted_to(&plan, reply, holds, |pause| {
        pauses.push(pause);
        Go::On
    });
    let sizes: Vec<usize> = sent.iter().map(Step::records).collect();
    assert_eq!(sizes, [3, 2, 3, 1]);
    assert_eq!(pauses, [Pause { halt: Halt::TimedOut, tries: 1 }]);
    assert_eq!((receipt.rows_with(RowOutcome::Saved), receipt.halted), (3, None));
}

#[test]
fn what_majora_holds_otherwise_stays_unknown() {
    let plan = planned(&["A-1 - -", "A-2 - -"], &[]);
    let mut other = held(&["sample:A-1"]);
    if let Some(HeldSample::Read(stored)) = other.samples.get_mut("A-1") {
        stored.values.insert("adm1", "UK-WLS".into());
    }
    let holds = |sent, _: &Questions| Ok(if sent == 0 { Held::default() } else { other.clone() });
    let reply = |nth, step: &Step| match nth {
        0 => Reply::Unknown(Halt::Unusable),
        _ => Reply::Answered(good(step)),
    };
    let Submitted { receipt, sent, .. } = submitted_to(&plan, reply, holds, |_| Go::On);
    assert_eq!(sent.iter().map(Step::records).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((words(&receipt, 0).as_str(), words(&receipt, 1).as_str()), ("Unknown", "Saved"));
}

#[test]
fn a_busy_majora_is_waited_for_as_long_as_it_says() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let busy = Halt::Busy { retry_after: Some(7) };
    let reply = |nth, step: &Step| match nth {
        0..3 => Reply::Refused(busy),
        _ => Reply::Answered(good(step)),
    };
    let mut seconds = Vec::new();
    let Submitted { receipt, sent, .. } = submitted_to(
        &plan,
        reply,
        |_, _| Ok(Held::default()),
        |pause| {
            seconds.push(pause.seconds());
            Go::On
        },
    );
    assert_eq!((seconds, sent.len()), (vec![Some(7); 3], 3 + plan.steps.len()));
    assert_eq!(receipt.rows_with(RowOutcome::Saved), 4);
}

#[test]
fn what_makes_no_sense_again_and_again_is_given_up() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let reply = |_, _: &Step| Reply::Unknown(Halt::Unusable);
    let mut waited = Vec::new();
    let Submitted { receipt, sent, .. } = submitted_to(
        &plan,
        reply,
        |_, _| Ok(Held::default()),
        |pause| {
            waited.extend(pause.seconds());
            Go::On
        },
    );
    assert_eq!((sent.len(), waited), (6, vec![2, 4, 8, 16, 32]));
    assert_eq!(words(&receipt, 0), "Unknown, Not sent, Not sent");
    assert_eq!(receipt.halted, Some(Halt::Unusable));
}

#[test]
fn what_cannot_pass_is_not_waited_for() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    for halt in [Halt::OtherUser, Halt::NoPermission, Halt::Rejected, Halt::Stopped] {
        let reply = |nth, step: &Step| match nth {
            0 => Reply::Answered(good(step)),
            _ => Reply::Refused(halt),
        };
        let never = |_| panic!("there is nothing to wait for");
        let Submitted { receipt, sent, .. } =
            submitted_to(&plan, reply, |_, _| Ok(Held::default()), never);
        assert_eq!((sent.len(), receipt.halted), (2, Some(halt)));
        let lacking = halt == Halt::NoPermission;
        assert_eq!(receipt.lacking.contains(&"add_libraryartifact"), lacking);
    }
}

#[test]
fn who_stops_while_majora_asks_to_wait_is_told_so() {
    let plan = planned(&TWO_LIBRARIES, &[]);
    let busy = Halt::Busy { retry_after: Some(20) };
    for (reply, told) in [
        (Reply::Refused(busy), "Not sent, Not sent, Not sent"),
        // What went out and was not answered stays in doubt, for its own reason.
        (Reply::Unknown(Halt::TimedOut), "Unknown, Not sent, Not sent"),
    ] {
        let stopped =
            submitted_to(&plan, |_, _| reply.clone(), |_, _| Ok(Held::default()), |_| Go::Stop);
        assert_eq!(stopped.receipt.halted, Some(Halt::Stopped));
        assert_eq!(words(&stopped.receipt, 0), told);
        let run = outcome(&stopped.receipt, 0, Section::Run);
        assert_eq!(run, Outcome::NotSent(Halt::Stopped));
    }
    // Majora may ask to wait before it says what it holds, too.
    let asked = submitted_to(&plan, all_good, |_, _| Err(busy), |_| Go::Stop);
    assert_eq!((asked.sent.len(), asked.receipt.halted), (0, Some(Halt::Stopped)));
}

#[test]
fn what_somebody_else_has_made_meanwhile_is_left_alone() {
    let plan = planned(&["A-1 - -", "A-2 - -", "A-3 LIB-1 RUN-1"], &[]);
    let mut meanwhile = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-9", "run:RUN-1=LIB-9"]);
    if let Some(HeldSample::Read(stored)) = meanwhile.samples.get_mut("A-1") {
        stored.values.insert("adm1", "UK-WLS".into());
    }
    let holds = |_, _: &Questions| Ok(meanwhile.clone());
    let Submitted { receipt, sent, .. } = submitted_to(&plan, all_good, holds, |_| Go::On);
    assert_eq!(sent.iter().map(Step::records).collect::<Vec<_>>(), [1]);
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Overtaken);
    // Somebody has registered the very same.
    assert_eq!(outcome(&receipt, 1, Section::Sample), Outcome::AlreadyThere);
    assert_eq!(words(&receipt, 2), "Saved, Not sent, Not sent");
}

#[test]
fn what_was_changed_since_the_review_is_not_overwritten() {
    let sheet =
        format!("{HEADINGS},source_age\n{},41\n{},42\n", row("A-1", "", ""), row("A-2", "", ""));
    let seen = held(&["sample:A-1", "sample:A-2"]);
    let plan = plan(&checked(&sheet), &seen, &Decisions::default());
    let mut now = seen.clone();
    if let Some(HeldSample::Read(stored)) = now.samples.get_mut("A-1") {
        stored.values.insert("source_age", "40".into());
    }
    let Submitted { receipt, sent, .. } =
        submitted_to(&plan, all_good, |_, _| Ok(now.clone()), |_| Go::On);
    assert_eq!(sent.iter().map(Step::records).collect::<Vec<_>>(), [1]);
    assert_eq!(outcome(&receipt, 0, Section::Sample), Outcome::Overtaken);
    // It was read back, and isn't there.
    let settled = &receipt.settled[&Slot { row: 1, section: Section::Sample }];
    assert!(matches!(settled.read_back, Some(ReadBack::Differs { .. })), "{settled:?}");
}

#[test]
fn of_a_name_that_somebody_else_has_made_meanwhile_no_part_is_sent() {
    let two = planned(&["A-1 LIB-1 RUN-1", "A-2 LIB-2 RUN-1"], &[]);
    let rows: Vec<String> = (0..501).map(|n| format!("?A-{n} LIB-1 -")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let holds: Vec<String> = (0..501).map(|n| format!("sample:A-{n}")).collect();
    let large = planned(&rows, &holds.iter().map(String::as_str).collect::<Vec<_>>());
    for (plan, section, meanwhile) in [
        (two, Section::Run, held(&["run:RUN-1=LIB-9"])),
        (large, Section::Library, held(&["library:LIB-1=B-1"])),
    ] {
        assert_eq!(plan.steps.iter().filter(|step| step.section() == section).count(), 2);
        let told = submitted_to(&plan, all_good, |_, _| Ok(meanwhile.clone()), |_| Go::On);
        assert!(told.sent.iter().all(|step| step.section() != section), "{section:?}");
        let slots = told.receipt.settled.iter().filter(|(slot, _)| slot.section == section);
        for (slot, settled) in slots {
            assert_eq!(settled.outcome, Outcome::Overtaken, "{slot:?}");
        }
        // The same where it came between the last question and a request without an answer.
        let first = |section| move |step: &&Step| step.section() == section;
        let before = plan.steps.iter().position(|step| first(section)(&step)).expect("one");
        let reply = |nth, step: &Step| match nth == before {
            true => Reply::Unknown(Halt::TimedOut),
            false => Reply::Answered(good(step)),
        };
        let holds = |sent, _: &Questions| match sent > before {
            true => Ok(meanwhile.clone()),
            false => Ok(Held::default()),
        };
        let told = submitted_to(&plan, reply, holds, |_| Go::On);
        assert_eq!(told.sent.iter().filter(first(section)).count(), 1, "{section:?}");
    }
}

#[test]
fn a_library_or_run_that_was_changed_since_the_review_is_not_overwritten() {
    let sheet = format!(
        "{HEADINGS},sequencing_org_received_date,bioinfo_pipe_name,bioinfo_pipe_version\n\
         {},2026-11-02,artic,1\n",
        row("A-1", "LIB-1", "RUN-1").replace("LSK109", "LSK110").replace("GridION", "MinION")
    );
    let seen = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let plan = plan(&checked(&sheet), &seen, &Decisions::default());
    let sections: Vec<Section> = plan.steps.iter().map(Step::section).collect();
    assert_eq!(sections, [Section::Library, Section::Run]);
    let unchanged = submitted_to(&plan, all_good, |_, _| Ok(seen.clone()), |_| Go::On);
    assert_eq!(unchanged.sent, plan.steps);
    let mut now = seen.clone();
    let run = now.runs.get_mut("RUN-1").expect("it is held");
    run.values.insert("flowcell_id", "FAO1".into());
    let told = submitted_to(&plan, all_good, |_, _| Ok(now.clone()), |_| Go::On);
    assert_eq!(told.sent, plan.steps[..1]);
    assert_eq!(outcome(&told.receipt, 0, Section::Run), Outcome::Overtaken);
    let library = now.libraries.get_mut("LIB-1").expect("it is held");
    library.members.get_mut("A-1").expect("it is in").insert("library_primers", "4".into());
    let told = submitted_to(&plan, all_good, |_, _| Ok(now.clone()), |_| Go::On);
    assert_eq!(told.sent, []);
    assert_eq!(outcome(&told.receipt, 0, Section::Library), Outcome::Overtaken);
}

#[test]
fn what_had_to_wait_is_looked_at_anew() {
    let sheet = format!(
        "{HEADINGS},sequencing_org_received_date\n{},2026-11-02\n",
        row("A-1", "LIB-1", "").replace("LSK109", "LSK110")
    );
    let seen = held(&["sample:A-1", "library:LIB-1=A-1"]);
    let plan = plan(&checked(&sheet), &seen, &Decisions::default());
    assert_eq!(plan.steps.len(), 1);
    // It is hours until somebody has signed in again.
    let reply = |nth, step: &Step| match nth {
        0 => Reply::NotSent(Halt::SignedOut),
        _ => Reply::Answered(good(step)),
    };
    let mut now = seen.clone();
    let library = now.libraries.get_mut("LIB-1").expect("it is held");
    library.members.get_mut("A-1").expect("it is in").insert("library_primers", "4".into());
    let ask = |nth, _: &Questions| Ok(if nth == 0 { seen.clone() } else { now.clone() });
    let told = submitted_to(&plan, reply, ask, |_| Go::On);
    assert_eq!(told.sent.len(), 1);
    assert_eq!(outcome(&told.receipt, 0, Section::Library), Outcome::Overtaken);
    // Where nobody has changed it, it goes.
    let told = submitted_to(&plan, reply, |_, _| Ok(seen.clone()), |_| Go::On);
    assert_eq!(told.sent.len(), 2);
    assert_eq!(told.receipt.halted, None);
    assert_ne!(outcome(&told.receipt, 0, Section::Library), Outcome::Overtaken);
}

#[test]
fn a_name_is_asked_about_before_the_first_request_that_goes_out_with_it() {
    // The first library of the run is not sent, and so is the request that would make the run.
    let plan = planned(&["A-1 LIB-1 RUN-1", "A-2 LIB-2 RUN-1"], &[]);
    let reply = |_, step: &Step| match step {
        Step::Samples(_) => Reply::Answered(refusing(step, "A-1")),
        step => Reply::Answered(good(step)),
    };
    let meanwhile = held(&["run:RUN-1=LIB-9"]);
    let told = submitted_to(&plan, reply, |_, _| Ok(meanwhile.clone()), |_| Go::On);
    assert_eq!(
        told.sent.iter().map(Step::section).collect::<Vec<_>>(),
        [Section::Sample, Section::Library]
    );
    assert_eq!(outcome(&told.receipt, 1, Section::Run), Outcome::Overtaken);
}

#[test]
fn a_sample_that_somebody_else_has_registered_is_there_only_if_all_of_it_is_seen() {
    let sheet = format!("{HEADINGS},sender_sample_id\n{},S-1\n", row("A-1", "", ""));
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    let meanwhile = held(&["sample:A-1"]);
    let told = submitted_to(&plan, all_good, |_, _| Ok(meanwhile.clone()), |_| Go::On);
    assert_eq!(told.sent, []);
    assert_eq!(outcome(&told.receipt, 0, Section::Sample), Outcome::Overtaken);
}

#[test]
fn an_outage_leaves_as_many_tries_as_there_were() {
    let plan = planned(&["A-1 - -"], &[]);
    let reply = |nth, step: &Step| match nth {
        0..8 => Reply::NotSent(Halt::Unreachable),
        8 => Reply::Unknown(Halt::TimedOut),
        _ => Reply::Answered(good(step)),
    };
    let told = submitted_to(&plan, reply, |_, _| Ok(Held::default()), |_| Go::On);
    assert_eq!((told.sent.len(), words(&told.receipt, 0).as_str()), (10, "Saved"));
}

#[test]
fn what_is_saved_is_read_back() {
    let sheet = format!(
        "{HEADINGS},sender_sample_id,start_time\n{},S-1,2026-11-02 10:30\n",
        row("A-1", "LIB-1", "RUN-1")
    );
    let plan = plan(&checked(&sheet), &Held::default(), &Decisions::default());
    let mut stored = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let run = stored.runs.get_mut("RUN-1").expect("it is held");
    run.values.insert("start_time", "2026-11-02 10:11".into());
    let holds = |sent, _: &Questions| Ok(if sent < 3 { Held::default() } else { stored.clone() });
    let Submitted { receipt, .. } = submitted_to(&plan, all_good, holds, |_| Go::On);
    let told = receipt.of_row(0).map(|(_, settled)| settled.read_back.clone());
    let agrees = |unseen| Some(ReadBack::Agrees { unseen });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            agrees(vec![&fields::SENDER_SAMPLE_ID]),
            agrees(vec![]),
            agrees(vec![&fields::START_TIME])
        ]
    );
}

#[test]
fn a_record_that_majora_fails_to_show_says_nothing_of_the_others() {
    let plan = planned(&["A-1 - -", "A-2 - -"], &[]);
    let mut asked = Vec::new();
    let holds = |sent, questions: &Questions| match (sent, questions.unshown) {
        (0, _) => Ok(Held::default()),
        (_, Unshown::Ends) => Err(Halt::Unusable),
        (_, Unshown::IsUnread) => {
            asked.push(questions.samples.clone());
            Ok(held(&["sample:A-1", "unread:A-2"]))
        }
    };
    let Submitted { receipt, .. } = submitted_to(&plan, all_good, holds, |_| Go::On);
    let told: Vec<_> = receipt.settled.values().map(|settled| settled.read_back.clone()).collect();
    let agrees = ReadBack::Agrees { unseen: Vec::new() };
    assert_eq!(told, [Some(agrees), Some(ReadBack::Failed)]);
    assert_eq!(asked, [["A-1", "A-2"]], "once, and all of them");
}

#[test]
fn a_remark_is_kept_with_its_rows() {
    let plan = planned(&["A-1 - -", "A-2 - -"], &[]);
    let remark = "2 existing Ct value records deleted and replaced with new values";
    let reply = |_, step: &Step| {
        Reply::Answered(Answer { messages: vec![Message::Text(remark.into())], ..good(step) })
    };
    let Submitted { receipt, .. } = submitted(&plan, reply);
    assert_eq!(receipt.remarks, [Remark { text: remark.into(), rows: vec![0, 1] }]);
}

/// The journal of an upload that begins.
pub(crate) fn journal(checked: &Checked) -> Journal {
    let binding = Binding {
        sha256: "abc".into(),
        instance: "test".into(),
        host: "majora.example.org".into(),
        username: "hoot".into(),
    };
    let (plan, decisions) = (Plan::default(), Decisions::default());
    Journal::new(binding, "sheet.csv".into(), checked, &plan, decisions)
}

#[test]
fn what_majora_did_not_take_is_not_this_uploads_own() {
    let rows = ["?A-1 LIB-1 RUN-1", "?A-2 LIB-2 RUN-1"];
    let plan = planned(&rows, &["sample:A-1", "sample:A-2"]);
    let checked = checked(&crate::sheets::csv(&rows));
    let ours = |reply: &dyn Fn(usize, &Step) -> Reply| {
        let told = submitted_to(&plan, reply, |_, _| Ok(Held::default()), |_| Go::GiveUp);
        let mut journal = journal(&checked);
        told.notes.into_iter().for_each(|note| journal.write(note));
        journal.resume(&checked).ours
    };
    let nothing = || Reply::Answered(Answer { errors: 1, ..Answer::default() });
    let (first, run) = (Key::Library("LIB-1".into()), Key::Run("RUN-1".into()));
    let (second, place) = (Key::Library("LIB-2".into()), Key::place("LIB-1", "A-1"));
    let of_second = [second, Key::place("LIB-2", "A-2"), run.clone()];
    // Of a library that was refused nothing is there.
    let refused = Answer {
        errors: 1,
        ignored: vec![Some("LIB-1".into())],
        messages: vec![Message::Fields(vec![("library_seq_kit".into(), vec!["No.".into()])])],
        ..Answer::default()
    };
    let told = ours(&|nth, step| match nth {
        0 => Reply::Answered(refused.clone()),
        _ => Reply::Answered(good(step)),
    });
    assert_eq!(told, of_second.clone().into());
    // One that was made without its samples is this upload's own, and they aren't in it.
    let empty = Answer {
        errors: 1,
        new: vec![named("Library", "LIB-1")],
        ignored: vec![None],
        messages: vec![Message::Fields(vec![("library_source".into(), vec!["No.".into()])])],
        ..Answer::default()
    };
    let told = ours(&|nth, step| match nth {
        0 => Reply::Answered(empty.clone()),
        _ => Reply::Answered(good(step)),
    });
    assert!(told.contains(&first) && !told.contains(&place), "{told:?}");
    // What never left isn't there; what may have arrived is, if it is.
    let halt = Halt::Offline;
    assert_eq!(ours(&|_, _| Reply::NotSent(halt)), [].into());
    assert_eq!(ours(&|_, _| Reply::Refused(halt)), [].into());
    assert_eq!(ours(&|_, _| Reply::Unknown(halt)), [first.clone(), place.clone()].into());
    // A run stays this upload's own where only the second of its libraries is refused.
    let told = ours(&|nth, step| match nth {
        3 => nothing(),
        _ => Reply::Answered(good(step)),
    });
    assert!(told.contains(&run), "{told:?}");
    let told = ours(&|nth, step| match nth {
        2 => nothing(),
        _ => Reply::Answered(good(step)),
    });
    assert!(told.contains(&run), "the second request has made it: {told:?}");
    let told = ours(&|nth, step| match nth {
        2 | 3 => nothing(),
        _ => Reply::Answered(good(step)),
    });
    assert!(!told.contains(&run) && told.contains(&first), "{told:?}");
}

#[test]
fn the_receipt_of_the_rest_names_what_was_saved_before_and_its_ids() {
    let checked = checked(&crate::sheets::csv(&["A-1 - -", "A-2 - -"]));
    let key = |id: &str| Key::Sample(id.into());
    let journal = || journal(&checked);
    let mut before = journal();
    let request = Some("request-1".to_owned());
    before.write(Note::Sending { keys: vec![key("A-1")], is_new: true });
    before.write(Note::Named { key: key("A-1"), id: "id-1".into() });
    before.write(Note::Settled { key: key("A-1"), state: State::Saved, request: request.clone() });
    before.began = Some(1_000);
    let mut after = journal();
    after.began = Some(9_000);
    after.follow(before);
    assert_eq!(after.began, Some(1_000), "what it tells of began then");
    after.write(Note::Named { key: key("A-2"), id: "id-2".into() });

    let there = Settled { outcome: Outcome::AlreadyThere, request: None, read_back: None };
    let slot = Slot { row: 0, section: Section::Sample };
    let mut receipt = Receipt { settled: [(slot, there)].into(), ..Receipt::default() };
    after.complete(&checked, &mut receipt);
    assert_eq!(receipt.settled[&slot].request, request);
    let ids = [(key("A-1"), "id-1".to_owned()), (key("A-2"), "id-2".to_owned())];
    assert_eq!(receipt.ids, ids.into());
}

#[test]
fn what_was_sent_before_the_sheet_was_changed_is_not_known_to_be_what_it_says() {
    let before = checked(&crate::sheets::csv(&["A-1 - -"]));
    let key = Key::Sample("A-1".into());
    let saved = || {
        let mut journal = journal(&before);
        journal.write(Note::Sending { keys: vec![key.clone()], is_new: true });
        journal.write(Note::Settled { key: key.clone(), state: State::Saved, request: None });
        journal
    };
    assert_eq!(saved().resume(&before).ours, [key.clone()].into());
    let (changed, _) =
        before.clone().edit(before.today(), |sheet| sheet.set(0, 1, "UK-WLS".into()));
    // The upload of the changed sheet stops before it comes to that sample, and is completed.
    let mut after = journal(&changed);
    after.follow(saved());
    assert_eq!(after.resume(&changed).ours, [].into(), "it is sent again");
    after.write(Note::Settled { key: key.clone(), state: State::Saved, request: None });
    assert_eq!(after.resume(&changed).ours, [key].into());
}

#[test]
fn a_new_library_of_which_two_requests_get_no_answer_stays_this_uploads_own() {
    let rows = ["?A-1 LIB-1 -", "?A-2 LIB-1 -", "?A-3 LIB-1 -"];
    let plan = planned(&rows, &["sample:A-1", "sample:A-2", "sample:A-3"]);
    let lost = |nth, step: &Step| match nth {
        0 | 1 => Reply::Unknown(Halt::TimedOut),
        _ => Reply::Answered(good(step)),
    };
    // Majora has stored one sample of the first request and another of the second.
    let holds = |sent: usize, _: &Questions| {
        let stored = ["library:LIB-1=A-1", "library:LIB-1=A-1+A-2"];
        Ok(held(&stored[..sent.min(2)]))
    };
    let Submitted { receipt, sent, .. } = submitted_to(&plan, lost, holds, |_| Go::On);
    assert_eq!(sent.iter().map(Step::records).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(receipt.rows_with(RowOutcome::Saved), 3, "{:?}", receipt.settled);
}

#[test]
fn the_first_request_that_goes_out_with_a_new_library_makes_it() {
    let rows: Vec<String> = (0..=MEMBERS).map(|n| format!("A-{n} LIB-1 -")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan = planned(&rows, &[]);
    let reply = |_, step: &Step| match step.keys().contains(&Key::Sample("A-0".into())) {
        true => Reply::Answered(refusing(step, "A-0")),
        false => Reply::Answered(good(step)),
    };
    let Submitted { notes, .. } = submitted(&plan, reply);
    let library = Key::Library("LIB-1".into());
    let making: Vec<_> = notes
        .iter()
        .filter_map(|note| match note {
            Note::Sending { keys, is_new } if keys.contains(&library) => {
                Some((keys.len() - 1, *is_new))
            }
            _ => None,
        })
        .collect();
    assert_eq!(making, [(1, true)], "the larger part waits for its sample");
}

#[test]
fn what_cannot_be_seen_is_saved_only_if_this_sheet_was_sent() {
    let text = format!("{HEADINGS},bioinfo_pipe_name\n{},artic\n", row("A-1", "LIB-1", "RUN-1"));
    let checked = checked(&text);
    let mut journal = journal(&checked);
    let key = Key::Run("RUN-1".into());
    journal.write(Note::Sending { keys: vec![key.clone()], is_new: true });
    journal.write(Note::Settled { key, state: State::Saved, request: None });
    let slot = Slot { row: 0, section: Section::Run };
    let completed = |journal: &Journal| {
        let there = Settled { outcome: Outcome::AlreadyThere, request: None, read_back: None };
        let mut receipt = Receipt { settled: [(slot, there)].into(), ..Receipt::default() };
        journal.complete(&checked, &mut receipt);
        words(&receipt, 0)
    };
    assert_eq!(completed(&journal), "Saved");
    journal.disown();
    assert_eq!(completed(&journal), "Already in Majora");
}

/// Three rows whose places are in Majora, of a library whose kit the sheet corrects.
fn only_the_kit_differs() -> (Checked, Held, Plan) {
    let row = |id| row(id, "LIB-1", "").replace("LSK109", "LSK110") + ",2026-11-02\n";
    let rows: String = ["A-1", "A-2", "A-3"].map(row).concat();
    let checked = checked(&format!("{HEADINGS},sequencing_org_received_date\n{rows}"));
    let held = held(&["sample:A-1", "sample:A-2", "sample:A-3", "library:LIB-1=A-1+A-2+A-3"]);
    let plan = plan(&checked, &held, &Decisions::default());
    assert_eq!(plan.steps[0].records(), 1, "one place takes the change along");
    (checked, held, plan)
}

#[test]
fn a_change_of_a_library_becomes_the_same_for_all_its_rows() {
    let (checked, held, plan) = only_the_kit_differs();
    let refused = Answer {
        errors: 1,
        ignored: vec![Some("LIB-1".into())],
        messages: vec![Message::Fields(vec![("library_seq_kit".into(), vec!["No.".into()])])],
        ..Answer::default()
    };
    let mut theirs = held.clone();
    let values = &mut theirs.libraries.get_mut("LIB-1").expect("it").values;
    values.insert("library_layout_read_length", "250".into());
    let rows = |receipt: &Receipt| (0..3).map(|row| receipt.row(row)).collect::<Vec<_>>();
    for (reply, now, expected) in [
        (Reply::Answered(refused), &held, RowOutcome::Refused),
        (Reply::NotSent(Halt::Stopped), &held, RowOutcome::NotSent),
        (Reply::Refused(Halt::NoPermission), &held, RowOutcome::NotSent),
        (Reply::Answered(good(&plan.steps[0])), &theirs, RowOutcome::NotSent),
    ] {
        let submitted =
            submitted_to(&plan, |_, _| reply.clone(), |_, _| Ok(now.clone()), |_| Go::GiveUp);
        assert_eq!(rows(&submitted.receipt), [expected; 3], "{reply:?}");
        assert_eq!(sheet::mend::rows(&checked, &submitted.receipt), [0, 1, 2]);
    }
    // Majora says that all is well, and shows the old kit.
    let Submitted { receipt, .. } =
        submitted_to(&plan, all_good, |_, _| Ok(held.clone()), |_| Go::GiveUp);
    let kit = |row| match &receipt.settled[&Slot { row, section: Section::Library }].read_back {
        Some(ReadBack::Differs { columns }) => columns.iter().map(|field| field.name).collect(),
        _ => Vec::new(),
    };
    assert_eq!([0, 1, 2].map(kit), [["library_seq_kit"]; 3]);
}

#[test]
fn a_change_of_a_library_is_stored_though_the_place_that_took_it_along_is_refused() {
    let (checked, mut holds, plan) = only_the_kit_differs();
    // Majora has overwritten the library before it looks at the place.
    let refused = Answer {
        errors: 1,
        updated: vec![named("Library", "LIB-1")],
        ignored: vec![None],
        messages: vec![Message::Fields(vec![("library_source".into(), vec!["No.".into()])])],
        request: "req-1".into(),
        ..Answer::default()
    };
    let before = holds.clone();
    let values = &mut holds.libraries.get_mut("LIB-1").expect("it").values;
    values.insert("library_seq_kit", "LSK110".into());
    let now = |sent: usize, _: &Questions| Ok([&before, &holds][sent.min(1)].clone());
    let submitted =
        submitted_to(&plan, |_, _| Reply::Answered(refused.clone()), now, |_| Go::GiveUp);
    let receipt = submitted.receipt;
    let all: Vec<String> = (0..3).map(|row| words(&receipt, row)).collect();
    assert_eq!(all.iter().filter(|words| words.contains("Refused")).count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|words| words.ends_with("Saved")).count(), 2, "{all:?}");
    assert_eq!(sheet::mend::rows(&checked, &receipt).len(), 1);
    let slots = &plan.rewrites[0].slots;
    let is_made = slots.iter().any(|slot| receipt.settled[slot].outcome.is_held());
    assert!(is_made, "the receipt has the old kit and the new");
}

#[test]
fn what_keeps_a_librarys_change_back_keeps_it_back_for_all_its_rows() {
    let row = |id| row(id, "LIB-1", "").replace("LSK109", "LSK110") + ",2026-11-02\n";
    let sheet = format!("{HEADINGS},sequencing_org_received_date\n{}{}", row("A-1"), row("A-2"));
    let holds = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-1+B-9"]);
    let plan = plan(&checked(&sheet), &holds, &Decisions::default());
    assert_eq!(plan.steps, []);
    let waits = |fate: &sheet::plan::Fate| matches!(fate, sheet::plan::Fate::Held(_));
    assert_eq!(plan.count(Section::Library, waits), 2);
}

/// A sample of which Majora holds another source and another test.
fn of_another_source() -> (Checked, Held) {
    let columns = "source_age,ct_1_ct_value,ct_1_test_target,biosample_source_id";
    let checked = checked(&format!("{HEADINGS},{columns}\n{},41,20,S,P-2\n", row("A-1", "", "")));
    let mut holds = held(&["sample:A-1"]);
    if let Some(HeldSample::Read(stored)) = holds.samples.get_mut("A-1") {
        let kind = ["E", "", ""].map(str::to_owned);
        stored.tests = vec![StoredTest { kind, ct_value: "31".into() }];
        stored.values.insert("biosample_source_id", "P-1".into());
    }
    (checked, holds)
}

#[test]
fn cells_that_the_user_left_out_are_not_told_as_saved() {
    let (checked, holds) = of_another_source();
    let key = Key::Sample("A-1".into());
    let comparison = compare(&checked, &holds);
    let doubts = comparison.records[&key].doubts.iter().map(|doubt| (key.clone(), doubt.clone()));
    let declined = Decisions { declined: doubts.collect(), ..Decisions::default() };
    assert_eq!(declined.declined.len(), 2);
    let unread = held(&["unread:A-1"]);
    let unchecked = Decisions { unchecked: [key].into(), ..Decisions::default() };
    for (holds, decisions, why) in [
        (holds, declined, "Not sent, because what Majora holds is to stay"),
        (unread, unchecked, "Not sent, because Majora didn’t show what it holds"),
    ] {
        let plan = plan(&checked, &holds, &decisions);
        let submitted = submitted_to(&plan, all_good, |_, _| Ok(holds.clone()), |_| Go::GiveUp);
        let settled = &submitted.receipt.settled[&Slot { row: 0, section: Section::Sample }];
        assert!(settled.is_in_part());
        for column in ["ct_1_ct_value", "biosample_source_id"] {
            assert!(settled.reason().contains(&format!("{column}: {why}")), "{settled:?}");
        }
        assert_eq!(sheet::mend::rows(&checked, &submitted.receipt), [0]);
    }
}

#[test]
fn a_sample_that_was_saved_before_without_what_is_to_stay_is_not_told_as_not_sent() {
    let (checked, mut holds) = of_another_source();
    let key = Key::Sample("A-1".into());
    let doubts = compare(&checked, &holds).records[&key].doubts.clone();
    let declined = doubts.into_iter().map(|doubt| (key.clone(), doubt)).collect();
    let mut journal = journal(&checked);
    journal.decisions = Decisions { declined, ..Decisions::default() };
    let begun = plan(&checked, &holds, &journal.decisions);
    let told = submitted_to(&begun, all_good, |_, _| Ok(holds.clone()), |_| Go::GiveUp);
    told.notes.into_iter().for_each(|note| journal.write(note));
    let slot = Slot { row: 0, section: Section::Sample };
    let before = told.receipt.settled[&slot].outcome.clone();

    if let Some(HeldSample::Read(stored)) = holds.samples.get_mut("A-1") {
        stored.values.insert("source_age", "41".into());
    }
    let plan = plan(&checked, &holds, &journal.resume(&checked));
    assert_eq!(plan.steps, []);
    let mut receipt = submitted(&plan, all_good).receipt;
    // Of one that this upload has not saved, nothing was sent.
    journal_of_nothing(&checked, &journal).complete(&checked, &mut receipt);
    assert_eq!(receipt.settled[&slot].outcome, Outcome::Held(sheet::plan::Reason::Declined));
    journal.complete(&checked, &mut receipt);
    let settled = &receipt.settled[&slot];
    assert!(settled.is_in_part(), "{settled:?}");
    assert_eq!(settled.request.as_deref(), Some("req-1"));
    for column in ["ct_1_ct_value", "biosample_source_id"] {
        let said = format!("{column}: Not sent, because what Majora holds is to stay");
        let reasons = [before.reason(), settled.outcome.reason()];
        assert!(reasons.iter().all(|reason| reason.contains(&said)), "{reasons:?}");
    }
}

/// The same journal before anything was sent.
fn journal_of_nothing(checked: &Checked, decided: &Journal) -> Journal {
    Journal { decisions: decided.decisions.clone(), ..journal(checked) }
}

#[test]
fn what_may_not_have_arrived_of_an_unfinished_upload_goes_again() {
    let columns = "sender_sample_id,sequencing_org_received_date,bioinfo_pipe_name,\
        bioinfo_pipe_version";
    let text =
        format!("{HEADINGS},{columns}\n{},S-1,2026-11-02,a,1\n", row("A-1", "LIB-1", "RUN-1"));
    let checked = checked(&text);
    let keys = [
        Key::Sample("A-1".into()),
        Key::Library("LIB-1".into()),
        Key::place("LIB-1", "A-1"),
        Key::Run("RUN-1".into()),
    ];
    let all = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    for (state, steps) in [(State::Sending, 3), (State::Unknown, 3), (State::Saved, 0)] {
        let mut journal = journal(&checked);
        for key in keys.clone() {
            journal.write(Note::Sending { keys: vec![key.clone()], is_new: true });
            if state != State::Sending {
                journal.write(Note::Settled { key, state, request: None });
            }
        }
        let plan = plan(&checked, &all, &journal.resume(&checked));
        assert_eq!(plan.steps.len(), steps, "{state:?}");
        let submitted = submitted_to(&plan, all_good, |_, _| Ok(all.clone()), |_| Go::GiveUp);
        assert_eq!(submitted.sent.len(), steps);
        let mut receipt = submitted.receipt;
        journal.complete(&checked, &mut receipt);
        assert_eq!(words(&receipt, 0), "Saved, Saved, Saved", "{state:?}");
    }
}

#[test]
fn what_may_not_have_arrived_goes_again_whatever_was_decided_before_it_stopped() {
    let text = format!("{HEADINGS},bioinfo_pipe_name\n{},a\n", row("A-1", "LIB-1", "RUN-1"));
    let checked = checked(&text);
    let key = Key::Run("RUN-1".into());
    let erased = ((Key::Sample("A-1".into()), "adm2"), "KENT".to_owned());
    let decided = Decisions { erased: [erased].into(), ..Decisions::default() };
    let mut journal = Journal { decisions: decided.clone(), ..journal(&checked) };
    journal.write(Note::Sending { keys: vec![key.clone()], is_new: true });
    let all = [key];
    for kept in [None, Some(decided.clone())] {
        let taken_up = journal.take_up(&checked, kept);
        assert_eq!(
            taken_up,
            Decisions {
                ours: all.clone().into(),
                unchecked: all.clone().into(),
                ..decided.clone()
            }
        );
    }
    // What the user has decided since then counts.
    let since = Decisions::default();
    let taken_up = journal.take_up(&checked, Some(since.clone()));
    assert_eq!(taken_up, Decisions { ours: all.into(), ..since });
}

#[test]
fn an_unfinished_upload_says_how_much_of_it_is_saved() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-1 RUN-1"];
    let checked = checked(&crate::sheets::csv(&rows));
    let plan = planned(&rows, &[]);
    let binding = Binding {
        sha256: "abc".into(),
        instance: "test".into(),
        host: "majora.example.org".into(),
        username: "hoot".into(),
    };
    let begun = |plan: &Plan| {
        let (binding, file) = (binding.clone(), "sheet.csv".to_owned());
        Journal::new(binding, file, &checked, plan, Decisions::default())
    };
    let mut journal = begun(&plan);
    let Submitted { notes, .. } = submitted(&plan, all_good);
    let of_library = |note: &Note| match note {
        Note::Sending { keys, .. } => keys.contains(&Key::Library("LIB-1".into())),
        _ => false,
    };
    let at = notes.iter().position(of_library).expect("the library is sent");
    let (first, rest) = notes.split_at(at);
    first.iter().for_each(|note| journal.write(note.clone()));
    assert_eq!((journal.saved(), journal.planned), (3, 7));
    rest.iter().for_each(|note| journal.write(note.clone()));
    assert_eq!((journal.saved(), journal.planned), (7, 7), "three samples, places, and a run");
    // What goes on from one that has saved the samples says the same of the whole.
    let mut before = begun(&plan);
    for id in ["A-1", "A-2", "A-3"] {
        let key = Key::Sample(id.into());
        before.write(Note::Settled { key, state: State::Saved, request: None });
    }
    let mut after = begun(&planned(&rows, &["sample:A-1", "sample:A-2", "sample:A-3"]));
    assert_eq!(after.planned, 4);
    after.follow(before);
    assert_eq!((after.saved(), after.planned), (3, 7));
}
