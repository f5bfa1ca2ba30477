//! situation and event → situation and effects.

use crate::sheets::{TODAY, checked, csv, held, sheet};
use crate::submit::now;
use sheet::answer::Halt;
use sheet::check::check;
use sheet::choices::{Choices, DateOrder};
use sheet::compare::{Doubt, compare};
use sheet::decide::Decisions;
use sheet::fields::{ADM1, CENTRAL_SAMPLE_ID, COLLECTION_DATE};
use sheet::form;
use sheet::held::{Held, questions};
use sheet::history::{Deed, History};
use sheet::plan::plan;
use sheet::read::{Change, ReadError, Sheet, read_as, read_form};
use sheet::receipt::Receipt;
use sheet::record::Key;
use sheet::submit::Progress;
use sheet::workflow::{
    Desk, Effect, Event, File, Findings, Origin, Review, Standing, Weighed, Workflow,
};
use std::sync::Arc;

const ROWS: [&str; 2] = ["A-1 LIB-1 -", "A-2 LIB-1 -"];

fn file(name: &str, sha256: &str) -> File {
    File { name: name.into(), size: 9, sha256: sha256.into(), ..File::default() }
}

fn desk(nth: u32) -> Desk {
    Desk {
        file: file("one.csv", "abc"),
        checked: Arc::new(checked(&csv(&ROWS))),
        review: Review { attempt: 1, nth },
        history: History::default(),
        decisions: Decisions::default(),
    }
}

/// What is found where Majora holds nothing.
fn findings() -> Arc<Findings> {
    let comparison = compare(&checked(&csv(&ROWS)), &Held::default());
    Arc::new(Findings { held: Held::default(), comparison })
}

fn nothing() -> Held {
    Held::default()
}

/// What comes of what Majora holds, worked out at once.
fn weighed(desk: &Desk, held: Held) -> Weighed {
    now(Weighed::of(&desk.checked, held, desk.decisions.clone(), async |_| {}))
}

/// Some decision.
fn ours() -> Decisions {
    Decisions { ours: [Key::Library("LIB-1".into())].into(), ..Decisions::default() }
}

/// The workflow with a new plan, where one has to be made.
fn planned((workflow, effects): (Workflow, Vec<Effect>)) -> Workflow {
    match &workflow {
        Workflow::Reviewing { desk, findings, .. } if effects.contains(&Effect::Plan) => {
            let (findings, decisions) = (findings.clone(), desk.decisions.clone());
            let weighed = now(Weighed::again(&desk.checked, findings, decisions, async |_| {}));
            let review = desk.review;
            workflow.next(Event::Planned { review, weighed }).0
        }
        _ => workflow,
    }
}

/// Every situation by its name; the review is the first, except where none has begun.
fn situation(name: &str) -> Workflow {
    let plan = || Arc::new(plan(&checked(&csv(&ROWS)), &Held::default(), &Decisions::default()));
    let progress = Progress { steps: 2, ..Progress::default() };
    match name {
        "choosing" => Workflow::Choosing,
        "reading" => Workflow::Reading { file: file("one.csv", ""), attempt: 1 },
        "unreadable" => Workflow::Unreadable {
            file: file("one.csv", "abc"),
            attempt: 1,
            error: ReadError::Empty,
        },
        "fixing" => Workflow::Fixing { desk: desk(0), trouble: None },
        "in trouble" => Workflow::Fixing { desk: desk(1), trouble: Some(Halt::Offline) },
        "back" => Workflow::Fixing { desk: desk(1), trouble: None },
        "asking" => Workflow::Asking { desk: desk(1) },
        "asking again" => Workflow::Asking { desk: desk(2) },
        "reviewing" => {
            let (findings, plan) = (findings(), plan());
            Workflow::Reviewing { desk: desk(1), findings, plan, stale: false }
        }
        "planning" => {
            let (findings, plan) = (findings(), plan());
            Workflow::Reviewing { desk: desk(1), findings, plan, stale: true }
        }
        "sending" => Workflow::Sending { desk: desk(1), plan: plan(), progress, stopping: false },
        "stopping" => Workflow::Sending { desk: desk(1), plan: plan(), progress, stopping: true },
        "finished" => {
            Workflow::Finished { desk: desk(1), plan: plan(), receipt: Receipt::default() }
        }
        other => panic!("{other}"),
    }
}

const SITUATIONS: [&str; 12] = [
    "choosing",
    "reading",
    "unreadable",
    "fixing",
    "in trouble",
    "back",
    "asking",
    "reviewing",
    "planning",
    "sending",
    "stopping",
    "finished",
];

fn read_event(attempt: u32) -> Event {
    let checked = Ok(Arc::new(checked(&csv(&ROWS))));
    Event::Read { attempt, sha256: "abc".into(), checked }
}

/// What comes of reading the file on the desk again, if nothing happens meanwhile.
fn again(workflow: &Workflow, sheet: Result<Sheet, ReadError>) -> Event {
    let standing = Standing::of(workflow).expect("it may be read again");
    let again = sheet.map(|sheet| now(standing.check_in_pieces(sheet, TODAY, async |_| {})));
    Event::ReadAgain { standing, again }
}

fn edited(cells: Vec<(usize, usize, String)>) -> Event {
    Event::Edited { deed: Deed::Typed, change: Change::of_cells(cells), today: TODAY }
}

fn event(name: &str) -> Event {
    let review = |nth| Review { attempt: 1, nth };
    match name {
        "chosen" => Event::Chosen { file: file("one.csv", ""), attempt: 1 },
        "read" => read_event(1),
        "read late" => read_event(0),
        "unread" => {
            let checked = Err(ReadError::Empty);
            Event::Read { attempt: 1, sha256: "abc".into(), checked }
        }
        "read again" => again(&situation("fixing"), Ok(sheet(&csv(&ROWS)))),
        "unread again" => again(&situation("fixing"), Err(ReadError::Empty)),
        "mended" => again(&situation("unreadable"), Ok(sheet(&csv(&ROWS)))),
        "not mended" => again(&situation("unreadable"), Err(ReadError::Empty)),
        "mended late" => {
            let (file, error) = (file("two.csv", "abc"), ReadError::Empty);
            let other = Workflow::Unreadable { file, attempt: 0, error };
            again(&other, Ok(sheet(&csv(&ROWS))))
        }
        "edited" => edited(vec![]),
        "undone" => Event::Undone { today: TODAY },
        "redone" => Event::Redone { today: TODAY },
        "dates settled" => Event::DatesSettled { columns: vec![3], order: None, today: TODAY },
        "review" => Event::Review { today: TODAY },
        "asked" => Event::Asked { review: review(1), answer: Ok(weighed(&desk(1), nothing())) },
        "asked late" => {
            Event::Asked { review: review(0), answer: Ok(weighed(&desk(0), nothing())) }
        }
        "planned" => Event::Planned { review: review(1), weighed: weighed(&desk(1), nothing()) },
        "planned late" => {
            let earlier = Desk { decisions: ours(), ..desk(1) };
            Event::Planned { review: review(1), weighed: weighed(&earlier, nothing()) }
        }
        "asked of another file" => {
            let review = Review { attempt: 0, nth: 1 };
            Event::Asked { review, answer: Ok(weighed(&desk(1), nothing())) }
        }
        "not asked" => Event::Asked { review: review(1), answer: Err(Halt::Offline) },
        "decided" => Event::Decided(Decisions::default()),
        "back" => Event::BackToSheet,
        "submit" => Event::Submit,
        "progressed" => Event::Progressed(Progress { steps: 2, ..Progress::default() }),
        "stop" => Event::Stop,
        "settled" => Event::Settled(Receipt::default()),
        "discard" => Event::Discard,
        other => panic!("{other}"),
    }
}

const EVENTS: [&str; 27] = [
    "chosen",
    "read",
    "read late",
    "unread",
    "read again",
    "unread again",
    "mended",
    "not mended",
    "mended late",
    "edited",
    "undone",
    "redone",
    "dates settled",
    "review",
    "asked",
    "asked late",
    "planned",
    "planned late",
    "asked of another file",
    "not asked",
    "decided",
    "back",
    "submit",
    "progressed",
    "stop",
    "settled",
    "discard",
];

fn effect(name: &str) -> Effect {
    let questions = || questions(&checked(&csv(&ROWS)));
    match name {
        "read" => Effect::Read { attempt: 1 },
        "keep" => Effect::Keep,
        "plan" => Effect::Plan,
        "forget" => Effect::Forget,
        "ask" => Effect::Ask { review: Review { attempt: 1, nth: 1 }, questions: questions() },
        "ask again" => {
            Effect::Ask { review: Review { attempt: 1, nth: 2 }, questions: questions() }
        }
        "submit" => Effect::Submit(Arc::new(plan(
            &checked(&csv(&ROWS)),
            &Held::default(),
            &Decisions::default(),
        ))),
        "stop" => Effect::Stop,
        other => panic!("{other}"),
    }
}

/// What each event makes of each situation. What isn't here changes nothing.
const TABLE: &[(&str, &str, &str, &[&str])] = &[
    ("choosing", "chosen", "reading", &["read"]),
    ("reading", "chosen", "reading", &["read"]),
    ("unreadable", "chosen", "reading", &["read"]),
    ("fixing", "chosen", "reading", &["read"]),
    ("in trouble", "chosen", "reading", &["read"]),
    ("back", "chosen", "reading", &["read"]),
    ("asking", "chosen", "reading", &["read"]),
    ("reviewing", "chosen", "reading", &["read"]),
    ("finished", "chosen", "reading", &["read"]),
    ("reading", "read", "fixing", &["keep"]),
    ("reading", "unread", "unreadable", &[]),
    ("unreadable", "mended", "fixing", &["keep"]),
    ("fixing", "read again", "fixing", &["keep"]),
    ("in trouble", "read again", "back", &["keep"]),
    ("back", "read again", "back", &["keep"]),
    ("fixing", "edited", "fixing", &["keep"]),
    ("in trouble", "edited", "back", &["keep"]),
    ("back", "edited", "back", &["keep"]),
    ("fixing", "undone", "fixing", &["keep"]),
    ("in trouble", "undone", "back", &["keep"]),
    ("back", "undone", "back", &["keep"]),
    ("fixing", "redone", "fixing", &["keep"]),
    ("in trouble", "redone", "back", &["keep"]),
    ("back", "redone", "back", &["keep"]),
    ("fixing", "dates settled", "fixing", &["keep"]),
    ("in trouble", "dates settled", "back", &["keep"]),
    ("back", "dates settled", "back", &["keep"]),
    ("fixing", "review", "asking", &["ask"]),
    ("in trouble", "review", "asking again", &["ask again"]),
    ("back", "review", "asking again", &["ask again"]),
    ("finished", "review", "asking again", &["ask again"]),
    ("asking", "asked", "reviewing", &[]),
    ("asking", "not asked", "in trouble", &[]),
    ("asking", "back", "back", &[]),
    ("reviewing", "back", "back", &[]),
    ("finished", "back", "back", &[]),
    ("planning", "chosen", "reading", &["read"]),
    ("planning", "back", "back", &[]),
    ("planning", "discard", "choosing", &["forget"]),
    ("planning", "decided", "planning", &["plan", "keep"]),
    ("planning", "planned", "reviewing", &[]),
    ("reviewing", "planned", "reviewing", &[]),
    ("reviewing", "decided", "planning", &["plan", "keep"]),
    ("reviewing", "submit", "sending", &["submit", "keep"]),
    ("sending", "stop", "stopping", &["stop"]),
    ("stopping", "stop", "stopping", &["stop"]),
    ("sending", "settled", "finished", &["keep"]),
    ("stopping", "settled", "finished", &["keep"]),
    ("choosing", "discard", "choosing", &["forget"]),
    ("reading", "discard", "choosing", &["forget"]),
    ("unreadable", "discard", "choosing", &["forget"]),
    ("fixing", "discard", "choosing", &["forget"]),
    ("in trouble", "discard", "choosing", &["forget"]),
    ("back", "discard", "choosing", &["forget"]),
    ("asking", "discard", "choosing", &["forget"]),
    ("reviewing", "discard", "choosing", &["forget"]),
    ("finished", "discard", "choosing", &["forget"]),
];

#[test]
fn every_event_in_every_situation() {
    for from in SITUATIONS {
        for happened in EVENTS {
            let row = TABLE.iter().find(|(f, e, ..)| (*f, *e) == (from, happened));
            let (to, effects) = row.map_or((from, &[][..]), |(_, _, to, effects)| (*to, *effects));
            let effects: Vec<Effect> = effects.iter().map(|name| effect(name)).collect();
            let next = situation(from).next(event(happened));
            assert!(next.0 == situation(to), "{from}, {happened}: {:?}", next.0);
            assert_eq!(next.1, effects, "{from}, {happened}");
        }
    }
    let known = |(from, event, ..): &(&str, &str, &str, &[&str])| {
        SITUATIONS.contains(from) && EVENTS.contains(event)
    };
    assert!(TABLE.iter().all(known), "the table names a situation or event that isn't tried");
}

#[test]
fn a_desk_there_is_from_reading_to_the_receipt() {
    for name in SITUATIONS {
        let without = ["choosing", "reading", "unreadable"].contains(&name);
        assert_eq!(situation(name).desk().is_none(), without, "{name}");
    }
}

#[test]
fn a_file_read_late_does_not_replace_a_newer_one() {
    let chosen = |attempt| Event::Chosen { file: file("one.csv", ""), attempt };
    let (workflow, _) = Workflow::Choosing.next(chosen(1));
    let (workflow, _) = workflow.next(chosen(2));
    let (workflow, effects) = workflow.next(read_event(1));
    assert_eq!(workflow, Workflow::Reading { file: file("one.csv", ""), attempt: 2 });
    assert_eq!(effects, []);
}

#[test]
fn a_page_that_is_open_since_yesterday_reviews_with_the_day_that_it_is() {
    let tomorrow = TODAY.tomorrow().expect("a day");
    let text = csv(&ROWS).replace("2026-11-01", &tomorrow.to_string());
    let early = Arc::new(checked(&text));
    assert_eq!(early.ready_rows(), 0, "{:?}", early.problems());
    let read = Event::Read { attempt: 1, sha256: "abc".into(), checked: Ok(early) };
    let (fixing, _) = situation("reading").next(read);
    let (asking, effects) = fixing.next(Event::Review { today: tomorrow });
    let desk = asking.desk().expect("a sheet");
    assert_eq!((desk.checked.today(), desk.checked.ready_rows()), (tomorrow, ROWS.len()));
    let [Effect::Ask { questions, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(questions.samples.len(), ROWS.len());
}

#[test]
fn a_hash_that_comes_after_the_sheet_belongs_to_its_file() {
    let checked = Ok(Arc::new(checked(&csv(&ROWS))));
    let read = Event::Read { attempt: 1, sha256: String::new(), checked };
    let (fixing, _) = situation("reading").next(read);
    let hashed = |attempt, sha256: Option<&str>| Event::Hashed {
        attempt,
        sha256: sha256.map(str::to_owned),
    };
    let (asking, _) = fixing.clone().next(Event::Review { today: TODAY });
    let (reviewing, _) = asking.clone().next(event("asked"));
    let unread = Event::Read { attempt: 1, sha256: String::new(), checked: Err(ReadError::Empty) };
    let (unreadable, _) = situation("reading").next(unread);
    for (without, with) in [
        (&fixing, "fixing"),
        (&asking, "asking"),
        (&reviewing, "reviewing"),
        (&unreadable, "unreadable"),
    ] {
        assert_eq!(without.clone().next(hashed(0, Some("abc"))), (without.clone(), vec![]));
        let (known, effects) = without.clone().next(hashed(1, Some("abc")));
        assert!((&known, effects.len()) == (&situation(with), 0), "{with}");
        for late in [Some("def"), None] {
            assert_eq!(known.clone().next(hashed(1, late)).0, known, "it is known already");
        }
        // By it an upload would be known again.
        let (gone, _) = without.clone().next(hashed(1, None));
        let (file, error) = (file("one.csv", ""), ReadError::Gone);
        assert_eq!(gone, Workflow::Unreadable { file, attempt: 1, error });
    }
}

#[test]
fn a_file_is_the_same_before_and_after_its_hash_is_known() {
    let (known, unknown) = (file("one.csv", "abc"), file("one.csv", ""));
    assert!(known.is(&unknown) && unknown.is(&known) && unknown.is(&unknown) && known.is(&known));
    assert!(!known.is(&file("one.csv", "def")) && !unknown.is(&file("two.csv", "")));
    assert!(!known.is(&File { size: 8, ..known.clone() }));
    assert!(!known.is(&File { origin: Origin::Pasted, ..known.clone() }));
}

#[test]
fn an_answer_about_other_ids_makes_no_plan() {
    // Reviewed, gone back, the id changed to one that Majora holds, reviewed again: the answer to the
    // first question doesn't know that id.
    let (workflow, _) = situation("fixing").next(Event::Review { today: TODAY });
    let (workflow, _) = workflow.next(Event::BackToSheet);
    let cells = vec![(0, 0, "A-9".to_owned())];
    let (workflow, _) = workflow.next(edited(cells));
    let (workflow, effects) = workflow.next(Event::Review { today: TODAY });
    let [Effect::Ask { review, questions }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(questions.samples, ["A-9", "A-2"]);
    let (workflow, _) = workflow.next(event("asked"));
    assert!(matches!(workflow, Workflow::Asking { .. }), "{workflow:?}");
    let desk = workflow.desk().expect("it is there");
    let answer = Ok(weighed(desk, held(&["sample:A-9"])));
    let (workflow, _) = workflow.next(Event::Asked { review: *review, answer });
    let Workflow::Reviewing { plan, .. } = workflow else { panic!("{workflow:?}") };
    assert_eq!(plan.sending(sheet::field::Section::Sample), 1);
}

#[test]
fn edits_are_checked_at_once() {
    let cells = vec![(0, 1, "England".to_owned()), (7, 0, "outside".to_owned())];
    let (workflow, _) = situation("fixing").next(edited(cells));
    let desk = workflow.desk().expect("the sheet is still there");
    assert_eq!((desk.checked.ready_rows(), desk.checked.sheet().edits().len()), (1, 1));
}

#[test]
fn a_change_is_undone_and_done_again() {
    let cells = vec![(0, 1, "England".to_owned())];
    let (workflow, _) = situation("fixing").next(edited(cells));
    let (undone, effects) = workflow.clone().next(event("undone"));
    assert_eq!(effects, [Effect::Keep]);
    let ready = |workflow: &Workflow| workflow.desk().map(|desk| desk.checked.ready_rows());
    assert_eq!((ready(&workflow), ready(&undone)), (Some(1), Some(2)));
    let (redone, _) = undone.next(event("redone"));
    assert_eq!(redone, workflow);
}

#[test]
fn an_order_of_dates_is_applied_at_once_and_can_be_changed() {
    let text = csv(&ROWS).replace("2026-11-01", "05/11/2026");
    let checked = Ok(Arc::new(checked(&text)));
    let event = Event::Read { attempt: 1, sha256: "abc".into(), checked };
    let (mut workflow, _) = situation("reading").next(event);
    let date = |workflow: &Workflow| {
        let checked = workflow.desk().expect("the sheet is there").checked.clone();
        let value = checked.value(0, 3).ok().flatten();
        value.map(|value| value.to_text().into_owned())
    };
    assert_eq!(date(&workflow), None);
    for (order, expected) in [
        (Some(DateOrder::DayMonthYear), Some("2026-11-05")),
        (Some(DateOrder::MonthDayYear), Some("2026-05-11")),
        (None, None),
    ] {
        let (next, effects) =
            workflow.next(Event::DatesSettled { columns: vec![3], order, today: TODAY });
        assert_eq!((date(&next).as_deref(), effects), (expected, vec![Effect::Keep]));
        workflow = next;
    }
}

#[test]
fn one_answer_about_two_columns_is_one_step() {
    let text = format!("{},received_date\n", csv(&ROWS[..1]).lines().next().expect("headings"));
    let row = csv(&ROWS[..1]).lines().nth(1).expect("a row").replace("2026-11-01", "05/11/2026");
    let checked = Ok(Arc::new(checked(&format!("{text}{row},06/11/2026\n"))));
    let event = Event::Read { attempt: 1, sha256: "abc".into(), checked };
    let (workflow, _) = situation("reading").next(event);
    let desk = |workflow: &Workflow| workflow.desk().expect("the sheet is there").clone();
    let columns: Vec<usize> = ["collection_date", "received_date"]
        .iter()
        .map(|name| {
            let checked = desk(&workflow).checked;
            let columns = checked.sheet().columns();
            columns.iter().position(|column| column.name() == *name).expect("a column")
        })
        .collect();
    let order = Some(DateOrder::DayMonthYear);
    let (workflow, _) =
        workflow.next(Event::DatesSettled { columns: columns.clone(), order, today: TODAY });
    let settled = desk(&workflow);
    let days = columns.iter().map(|column| settled.checked.value(0, *column).ok().flatten());
    let days: Vec<String> = days.map(|day| day.expect("a day").to_text().into_owned()).collect();
    assert_eq!(days, ["2026-11-05", "2026-11-06"]);
    let undo = settled.history.next_undo().map(|step| step.what.clone());
    assert_eq!(undo.as_deref(), Some("the answer about collection_date and received_date"));
    let (workflow, _) = workflow.next(Event::Undone { today: TODAY });
    let undone = desk(&workflow).checked;
    assert!(columns.iter().all(|column| !matches!(undone.value(0, *column), Ok(Some(_)))));
}

#[test]
fn a_decision_changes_the_plan_and_outlives_the_review() {
    let same = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-1+A-9"]);
    let (workflow, _) = situation("fixing").next(Event::Review { today: TODAY });
    let asked = |workflow: Workflow, nth, held| {
        let answer = Ok(weighed(workflow.desk().expect("it is there"), held));
        planned(workflow.next(Event::Asked { review: Review { attempt: 1, nth }, answer }))
    };
    let workflow = asked(workflow, 1, same.clone());
    let steps = |workflow: &Workflow| match workflow {
        Workflow::Reviewing { plan, .. } => plan.steps.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(steps(&workflow), 0);
    let mut decisions = Decisions::default();
    let others = (Key::Library("LIB-1".into()), Doubt::OtherSamples { count: 1 });
    decisions.accepted.insert(others);
    let decided = workflow.next(Event::Decided(decisions));
    assert_eq!(steps(&decided.0), 0, "the plan is not made yet");
    let (same_still, effects) = decided.0.clone().next(Event::Submit);
    assert_eq!((&same_still, effects), (&decided.0, vec![]), "what isn't shown isn't sent");
    let workflow = planned(decided);
    assert_eq!(steps(&workflow), 1);
    let (workflow, _) = workflow.next(Event::BackToSheet);
    let (workflow, _) = workflow.next(Event::Review { today: TODAY });
    assert_eq!(steps(&asked(workflow.clone(), 2, same)), 1);
    // With more samples of others in the library it is another question.
    let more = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-1+A-8+A-9"]);
    assert_eq!(steps(&asked(workflow, 2, more)), 0);
}

#[test]
fn a_decision_that_was_kept_applies_to_the_answer_that_comes() {
    let others = (Key::Library("LIB-1".into()), Doubt::OtherSamples { count: 1 });
    let decisions = Decisions { accepted: [others].into(), ..Decisions::default() };
    for (library, steps) in [("library:LIB-1=A-1+A-9", 1), ("library:LIB-1=A-1+A-8+A-9", 0)] {
        let held = held(&["sample:A-1", "sample:A-2", library]);
        // It was weighed before the decision was known, or with it.
        for asked in [Decisions::default(), decisions.clone()] {
            let desk = Desk { decisions: asked, ..desk(1) };
            let answer = Ok(weighed(&desk, held.clone()));
            let (workflow, _) = situation("asking").next(Event::Decided(decisions.clone()));
            let review = Review { attempt: 1, nth: 1 };
            match planned(workflow.next(Event::Asked { review, answer })) {
                Workflow::Reviewing { plan, .. } => {
                    assert_eq!(plan.steps.len(), steps, "{library}")
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn edits_outlive_another_meaning_of_columns_but_not_another_row_of_headings() {
    let text = "central_sample_id,Where,is_surveillance\nUK-ENG,adm1,Y\nA-1,UK-ENG,Y\n";
    let read = |choices: &Choices| read_as(text.as_bytes(), choices);
    let file = file("one.csv", "abc");
    let (workflow, _) = Workflow::Reading { file, attempt: 1 }.next(Event::Read {
        attempt: 1,
        sha256: "abc".into(),
        checked: read(&Choices::default()).map(|sheet| Arc::new(check(sheet, TODAY))),
    });
    let date = workflow.desk().and_then(|d| d.checked.sheet().column_of(&COLLECTION_DATE));
    let date = date.expect("a column that the file lacks was added");
    let cells = vec![(1, 1, "UK-WLS".to_owned()), (1, date, "2026-11-01".to_owned())];
    let (workflow, _) = workflow.next(edited(cells));

    let meant = Choices { columns: [(1, Some(&ADM1))].into(), ..Choices::default() };
    let (meant, _) = workflow.clone().next(again(&workflow, read(&meant)));
    let sheet = meant.desk().expect("a sheet").checked.sheet();
    assert_eq!((sheet.get(1, &ADM1), sheet.get(1, &COLLECTION_DATE)), ("UK-WLS", "2026-11-01"));
    assert_eq!(sheet.edits().len(), 2);

    let columns = [(0, Some(&CENTRAL_SAMPLE_ID)), (1, None)].into();
    let lower = Choices { headings: Some(2), columns, ..Choices::default() };
    let event = again(&workflow, read(&lower));
    assert!(matches!(&event, Event::ReadAgain { again: Ok(again), .. } if again.loses()));
    let (lower, _) = workflow.next(event);
    assert_eq!(lower.desk().expect("a sheet").checked.sheet().edits().len(), 0);
}

#[test]
fn a_form_that_is_written_down_is_the_file_from_then_on() {
    let form = |text: String| read_form(text.as_bytes(), &form::choices()).expect("a sheet");
    let origin = Origin::Form;
    let begun = File { origin, ..file("1 sample by form", "first") };
    let sheet = form(form::begun(&form::Cells::new()));
    let mut checked = desk(1);
    checked.file = begun;
    checked.checked = Arc::new(check(sheet, TODAY));
    let workflow = Workflow::Fixing { desk: checked, trouble: Some(Halt::Offline) };
    let change = Change::of_cells(vec![(0, 0, "A-1".into())]);
    let (workflow, effects) =
        workflow.next(Event::Edited { deed: Deed::Answered, change, today: TODAY });
    assert_eq!(effects, [Effect::Keep]);
    let typed = workflow.desk().expect("a desk").checked.clone();
    assert!(!typed.sheet().changes().is_empty());

    let written = File { origin, ..file("1 sample by form", "second") };
    let sheet = form(typed.sheet().to_csv());
    let event = Event::Written { file: written.clone(), sheet: Box::new(sheet), today: TODAY };
    let (workflow, effects) = workflow.next(event);
    assert_eq!(effects, [Effect::Keep]);
    let desk = workflow.desk().expect("a desk");
    assert_eq!((&desk.file, &desk.history), (&written, &History::default()));
    assert_eq!(desk.checked.sheet().cell(0, 0), "A-1");
    assert!(desk.checked.sheet().changes().is_empty(), "all of it is in the file");
    assert_eq!(desk.review.attempt, 1, "it is still the same one");
}

#[test]
fn nothing_is_written_down_while_it_is_sent() {
    let sheet = read_form(csv(&ROWS).as_bytes(), &Choices::default()).expect("a sheet");
    let (before, event) = (
        situation("sending"),
        Event::Written { file: file("other", "other"), sheet: Box::new(sheet), today: TODAY },
    );
    assert_eq!(before.clone().next(event), (before, vec![]));
}

#[test]
fn what_is_done_while_the_file_is_read_again_is_not_taken_back() {
    let workflow = situation("fixing");
    let standing = Standing::of(&workflow).expect("it may be read again");
    let early = again(&workflow, Ok(sheet(&csv(&ROWS))));
    let cells = |text: &str| vec![(0, 1, text.to_owned())];
    let (typed, _) = workflow.next(edited(cells("UK-WLS")));
    let (settled, _) = typed.clone().next(event("dates settled"));
    let (undone, _) = typed.clone().next(event("undone"));
    let (chosen, _) = typed.clone().next(event("chosen"));
    for meanwhile in [&typed, &settled, &chosen] {
        assert!(!standing.holds(meanwhile));
        let (same, effects) = meanwhile.clone().next(early.clone());
        assert_eq!((&same, effects), (meanwhile, vec![]));
    }
    assert!(standing.holds(&undone), "it is the sheet that it was");

    // Read once more with what was done, it has that, and nothing is lost.
    let late = again(&typed, Ok(sheet(&csv(&ROWS))));
    assert!(matches!(&late, Event::ReadAgain { again: Ok(again), .. } if !again.loses()));
    let (again, effects) = typed.next(late);
    assert_eq!(effects, [Effect::Keep]);
    let desk = again.desk().expect("a sheet");
    assert_eq!(desk.checked.sheet().cell(0, 1), "UK-WLS");
    assert!(desk.history.next_undo().is_some());
}

#[test]
fn what_was_sent_before_the_file_was_read_in_another_way_is_not_taken_for_the_same() {
    let mut sent = desk(1);
    sent.decisions.ours = [Key::Sample("A-1".into())].into();
    let workflow = Workflow::Fixing { desk: sent, trouble: None };
    let event = again(&workflow, Ok(sheet(&csv(&ROWS))));
    let (workflow, _) = workflow.next(event);
    assert_eq!(workflow.desk().map(|desk| desk.decisions.ours.len()), Some(0));
}

#[test]
fn reading_again_leaves_the_page_its_time() {
    let workflow = situation("fixing");
    let standing = Standing::of(&workflow).expect("it may be read again");
    let mut shares = Vec::new();
    let rest = async |share| shares.push(share);
    now(standing.check_in_pieces(sheet(&csv(&ROWS)), TODAY, rest));
    assert!(shares.is_sorted() && shares.len() > ROWS.len(), "{shares:?}");
}

#[test]
fn what_an_upload_has_made_is_its_own_no_longer_than_it_lasts() {
    let Workflow::Sending { mut desk, plan, progress, .. } = situation("sending") else {
        panic!("it is sent")
    };
    desk.decisions.ours = [Key::Run("RUN-1".into())].into();
    desk.decisions.unchecked = desk.decisions.ours.clone();
    let sending = Workflow::Sending { desk, plan, progress, stopping: false };
    let (finished, _) = sending.next(event("settled"));
    let decisions = &finished.desk().expect("a desk").decisions;
    // By the next review somebody else may have changed it.
    assert_eq!((decisions.ours.len(), decisions.unchecked.len()), (0, 1));
}
