//! Whatever happens at whatever request: the upload ends where an undisturbed one does, nothing is
//! written twice, and the receipt is true.

use crate::cable::{Cable, Trouble};
use crate::sheets::Csv;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use protocol::journal::{notes_to_json, restored, to_json};
use protocol::majora::{answer, held, request};
use sandbox::{Effect, Sandbox};
use serde_json::{Value, json};
use sheet::answer::{Go, Halt, Pause};
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::field::{Section, Target};
use sheet::fields;
use sheet::held::{Held, Questions, Unshown, questions};
use sheet::journal::{Binding, Journal, Note};
use sheet::plan::{Plan, Step, plan};
use sheet::receipt::{Outcome, ReadBack, Receipt, RowOutcome};
use sheet::sight::{Sight, sight};
use sheet::submit::{Effects, submit};
use sheet::value::Date;
use std::cell::RefCell;
use std::time::Duration;

/// So many samples in three libraries; the first two are of one run.
fn sheet(sandbox: &Sandbox, rows: usize) -> Checked {
    let seconds = u64::try_from(sandbox.clock().now_seconds()).expect("after 1970");
    let today = Date::constant(1970, 1, 1).saturating_add(Duration::from_secs(seconds));
    let checked = Csv::in_libraries(today, rows, 3)
        .with("run_name", |row| format!("HOOT-RUN-{:03}", (3 * row / rows) / 2 + 1))
        .with("sender_sample_id", |row| format!("sender-{row}"))
        .with("epi_cluster", |row| format!("cluster {}", row % 4))
        .checked();
    assert_eq!(checked.ready_rows(), rows);
    checked
}

fn binding() -> Binding {
    Binding {
        sha256: "the file's".into(),
        instance: "test".into(),
        host: "majora.example.org".into(),
        username: sandbox::DEMO_USERNAME.into(),
    }
}

/// Waits no time at all.
async fn at_once(_: u64) -> bool {
    true
}

/// Asks what Majora holds until it says so, signing in again where that is needed.
async fn review(cable: &Cable, checked: &Checked) -> Held {
    loop {
        let call = async |endpoint, body| cable.call(endpoint, body).await;
        let questions = Questions { unshown: Unshown::Ends, ..questions(checked) };
        match held::ask(&questions, call, at_once).await {
            Ok(held) => return held,
            Err(Halt::SignedOut) => cable.sign_in(),
            Err(halt) => assert!(halt.passes(), "{halt:?}"),
        }
    }
}

/// An upload's journal as a browser keeps it, and what has come to it since.
#[derive(Default)]
struct Diary {
    whole: String,
    entries: Vec<String>,
    unwritten: Vec<Note>,
}

impl Diary {
    fn begin(journal: &Journal) -> Diary {
        Diary { whole: to_json(journal), ..Diary::default() }
    }

    /// Keeps what has come to it, as is done before each request.
    fn write_down(&mut self) {
        self.entries.push(notes_to_json(&std::mem::take(&mut self.unwritten)));
    }

    /// What the next tab finds.
    fn found(&self) -> Journal {
        restored(&self.whole, &self.entries).expect("a journal")
    }
}

/// Sends a plan, waiting for nothing and signing in again where that is needed.
async fn send(cable: &Cable, plan: &Plan, diary: &RefCell<Diary>) -> Receipt {
    let effects = Effects {
        send: async |step: &Step| {
            diary.borrow_mut().write_down();
            let (endpoint, body) = request::request(step);
            answer::reply(cable.call(endpoint, body).await)
        },
        ask: async |questions: &Questions| {
            let call = async |endpoint, body| cable.call(endpoint, body).await;
            held::ask(questions, call, at_once).await
        },
        wait: async |pause: Pause| {
            if pause.halt == Halt::SignedOut {
                cable.sign_in();
            }
            Go::On
        },
        note: |note| diary.borrow_mut().unwritten.push(note),
        seen: |_| {},
    };
    submit(plan, effects).await
}

/// Reviews and sends; taken up from its journal as often as the client is killed.
async fn upload(cable: &Cable, checked: &Checked) -> (Receipt, usize) {
    let mut journal = Journal::new(
        binding(),
        "sheet.csv".into(),
        checked,
        &Plan::default(),
        Decisions::default(),
    );
    for lives in 1.. {
        let diary = RefCell::new(Diary::begin(&journal));
        assert_eq!(journal.fits(&binding()), Ok(()));
        let work = async {
            let held = review(cable, checked).await;
            let plan = plan(checked, &held, &journal.resume(checked));
            let mut receipt = send(cable, &plan, &diary).await;
            journal.complete(checked, &mut receipt);
            receipt
        };
        tokio::select! {
            biased;
            receipt = work => return (receipt, lives),
            () = cable.killed() => {}
        }
        journal = diary.borrow().found();
    }
    unreachable!("it has an end")
}

/// All that Majora holds of a sheet: its libraries show its samples, and the rest is looked up.
fn holdings(sandbox: &Sandbox, checked: &Checked) -> Value {
    let asked = questions(checked);
    let unseen = |target: &Target| match target {
        Target::Sample(key) => Some(*key),
        _ => None,
    };
    let fields = fields::ALL.iter().filter(|field| sight(field) == Sight::Nothing);
    let unseen: Vec<&str> = fields.flat_map(|field| field.targets).filter_map(unseen).collect();
    let sample = |id: &String| -> Value {
        unseen.iter().map(|key| sandbox.stored(id, key).unwrap_or_default()).collect()
    };
    let run = |name: &String| {
        let mut run = sandbox.run(name)?;
        run["sequencing_uuid"].take();
        let libraries = run["libraries"].as_array_mut().into_iter().flatten();
        libraries.for_each(|library| *library = library["library_name"].take());
        Some(run)
    };
    json!([
        asked.samples.iter().map(sample).collect::<Vec<_>>(),
        asked.libraries.iter().map(|name| sandbox.library(name)).collect::<Vec<_>>(),
        asked.runs.iter().map(run).collect::<Vec<_>>(),
    ])
}

/// Asserts that all is saved and that the receipt says so of each record.
fn is_true_and_whole(receipt: &Receipt, rows: usize) {
    assert_eq!((receipt.halted, receipt.rows), (None, rows));
    assert_eq!(receipt.rows_with(RowOutcome::Saved), rows);
    assert_eq!(receipt.settled.len(), 3 * rows);
    for (slot, settled) in &receipt.settled {
        assert!(matches!(settled.outcome, Outcome::Saved { .. }), "{slot:?}: {settled:?}");
        let Some(ReadBack::Agrees { unseen }) = &settled.read_back else {
            panic!("{slot:?} was not compared with what Majora shows: {settled:?}");
        };
        let unseen: Vec<&str> = unseen.iter().map(|field| field.name).collect();
        let sender = fields::SENDER_SAMPLE_ID.name;
        assert_eq!(unseen.contains(&sender), slot.section == Section::Sample, "{slot:?}");
    }
    assert_eq!(Section::ALL.map(|section| receipt.records(section)), [(rows, rows); 3]);
}

/// What an undisturbed upload comes to, and how many calls it takes.
async fn undisturbed(rows: usize) -> (Value, usize) {
    let cable = Cable::to_a_new_majora(&[]).await;
    let checked = sheet(&cable.sandbox, rows);
    let (receipt, _) = upload(&cable, &checked).await;
    is_true_and_whole(&receipt, rows);
    cable.each_is_written_once();
    (holdings(&cable.sandbox, &checked), cable.calls())
}

/// One upload with these troubles; all that must hold of it.
async fn is_survived(troubles: &[(usize, Trouble)], rows: usize, expected: &Value) {
    let cable = Cable::to_a_new_majora(troubles).await;
    let checked = sheet(&cable.sandbox, rows);
    let (receipt, _) = upload(&cable, &checked).await;
    is_true_and_whole(&receipt, rows);
    cable.each_is_written_once();
    assert!(holdings(&cable.sandbox, &checked) == *expected, "Majora holds something else");
}

/// Orders each trouble at each call of an upload in turn.
#[expect(clippy::print_stdout, reason = "where it fails, this says at which call")]
async fn at_every_call(troubles: &[Trouble]) {
    let (expected, calls) = undisturbed(ROWS).await;
    for trouble in troubles {
        for at in 0..calls {
            println!("{trouble:?} at call {at} of {calls}");
            is_survived(&[(at, *trouble)], ROWS, &expected).await;
        }
    }
}

const ROWS: usize = 200;

#[tokio::test]
async fn a_connection_that_is_lost_at_any_request_costs_nothing() {
    at_every_call(&[Trouble::Fault(Effect::DropBefore), Trouble::Fault(Effect::DropAfter)]).await;
}

#[tokio::test]
async fn a_token_that_runs_out_at_any_request_costs_nothing() {
    let troubles = [Effect::ExpireTokens, Effect::EmptyBadRequest].map(Trouble::Fault);
    at_every_call(&troubles).await;
}

#[tokio::test]
async fn a_busy_majora_at_any_request_costs_nothing() {
    let troubles = [Effect::TooManyRequests(7), Effect::Unavailable(3)].map(Trouble::Fault);
    at_every_call(&troubles).await;
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_at_any_request_costs_nothing() {
    let troubles = [Effect::ServerError, Effect::ServerErrorAfter, Effect::CutShort];
    at_every_call(&troubles.map(Trouble::Fault)).await;
}

#[tokio::test]
async fn a_client_that_is_killed_at_any_request_takes_the_upload_up() {
    at_every_call(&[Trouble::KillBefore, Trouble::KillAfter]).await;
}

#[test]
fn any_sequence_of_troubles_is_survived() {
    const FEW: usize = 30;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let (expected, calls) = runtime.block_on(undisturbed(FEW));
    let trouble = prop::sample::select(vec![
        Trouble::KillBefore,
        Trouble::KillAfter,
        Trouble::Fault(Effect::DropBefore),
        Trouble::Fault(Effect::DropAfter),
        Trouble::Fault(Effect::ExpireTokens),
        Trouble::Fault(Effect::EmptyBadRequest),
        Trouble::Fault(Effect::TooManyRequests(1)),
        Trouble::Fault(Effect::Unavailable(1)),
        Trouble::Fault(Effect::ServerError),
        Trouble::Fault(Effect::ServerErrorAfter),
        Trouble::Fault(Effect::CutShort),
    ]);
    // Of answers that make no sense, six in a row are given up, and rightly.
    let troubles = prop::collection::vec((0..2 * calls, trouble), 1..6);
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let survived = TestRunner::new(config).run(&troubles, |troubles| {
        runtime.block_on(is_survived(&troubles, FEW, &expected));
        Ok(())
    });
    survived.unwrap_or_else(|error| panic!("{error}"));
}
