//! Whatever breaks off an upload, at whatever request: the receipt is true, and the same sheet sent
//! again ends where an undisturbed upload does, with nothing written twice.

use crate::majora::Majora;
use crate::sheets::{Csv, counts};
use crate::tab::Tab;
use crate::world::World;
use protocol::majora::{answer, held, request};
use sandbox::{Effect, Request};
use serde_json::Value;
use sheet::answer::Halt;
use sheet::check::Checked;
use sheet::field::Section;
use sheet::fields;
use sheet::held::questions;
use sheet::plan::{Step, plan};
use sheet::receipt::{Outcome, Receipt};
use sheet::submit::submit;
use std::collections::{BTreeMap, BTreeSet};

const ROWS: usize = 120;

/// The calls of an undisturbed upload: one for the samples, one for each library and one for the
/// runs to ask what Majora holds, then three batches, two libraries, two runs.
const CALLS: usize = 1 + 2 + 1 + 3 + 2 + 2;

/// The first call that writes.
const FIRST_WRITE: usize = 4;

fn sheet(majora: &Majora) -> Checked {
    Csv::in_libraries(majora.today(), ROWS, 2).good()
}

/// What Majora holds after an undisturbed upload.
async fn undisturbed() -> Value {
    let world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    tab.send(&sheet(&world.test)).await.expect("an upload");
    assert_eq!(world.test.calls().len(), CALLS);
    world.test.holdings()
}

/// Orders the effect at each call in turn and sees the upload through. `unknown` says whether the
/// interrupted records' fate is open.
async fn at_every_call(effect: Effect, halt: Halt, unknown: bool) {
    let expected = undisturbed().await;
    for at in 0..CALLS {
        let mut world = World::start().await;
        let browser = world.browser();
        let mut tab = world.tab(&browser, "test");
        tab.sign_in().await;
        let sheet = sheet(&world.test);
        world.test.fail(at, effect);
        let interrupted = tab.send(&sheet).await;
        assert_eq!(world.test.calls().len(), at + 1, "it goes on after {effect:?} at call {at}");
        is_true(&world.test, &sheet, &interrupted, (at, halt, unknown));
        is_finished_by_the_next(&mut world, &mut tab, &sheet, halt).await;
        each_is_written_once(&world.test, effect == Effect::DropAfter);
        assert_eq!(world.test.holdings(), expected, "{effect:?} at call {at}");
    }
}

/// Asserts that what the user is told is what Majora holds.
fn is_true(
    majora: &Majora,
    sheet: &Checked,
    told: &Result<Receipt, Halt>,
    (at, halt, unknown): (usize, Halt, bool),
) {
    let receipt = match told {
        Err(told) => {
            assert!(at < FIRST_WRITE, "the receipt is lost");
            assert_eq!(*told, halt);
            return assert!(majora.writes().is_empty());
        }
        Ok(receipt) => receipt,
    };
    assert!(at >= FIRST_WRITE);
    assert_eq!(receipt.halted, Some(halt));
    assert_eq!(counts(receipt).iter().sum::<usize>(), ROWS);
    let (mut open, members) = (0, members(majora, sheet));
    for (slot, settled) in &receipt.settled {
        let cell = |field| sheet.sheet().get(slot.row, field);
        let id = cell(&fields::CENTRAL_SAMPLE_ID);
        let holds = match slot.section {
            Section::Sample => majora.sandbox.biosample(id).is_some(),
            Section::Library => members[cell(&fields::LIBRARY_NAME)].iter().any(|m| m == id),
            Section::Run => majora.sandbox.run(cell(&fields::RUN_NAME)).is_some(),
        };
        match &settled.outcome {
            Outcome::Saved { .. } => assert!(holds, "{slot:?} is told saved"),
            Outcome::NotSent(_) | Outcome::Waits { .. } => {
                assert!(!holds, "{slot:?} is told unsent")
            }
            Outcome::Unknown(_) => open += 1,
            other => panic!("{slot:?}: {other:?}"),
        }
    }
    assert_eq!(receipt.settled.len(), 3 * ROWS);
    assert_eq!(open > 0, unknown, "{open} records are unknown");
}

/// The ids of the samples in each library of a sheet, as Majora has them.
fn members(majora: &Majora, sheet: &Checked) -> BTreeMap<String, Vec<String>> {
    let names: BTreeSet<_> = questions(sheet).libraries.into_iter().collect();
    let ids = |name: &String| -> Vec<String> {
        let library = majora.sandbox.library(name).unwrap_or_default();
        let members = library["biosamples"].as_array().cloned().unwrap_or_default();
        members.iter().flat_map(|m| m["central_sample_id"].as_str().map(str::to_owned)).collect()
    };
    names.into_iter().map(|name| (name.clone(), ids(&name))).collect()
}

/// Puts right what was wrong, signs in again where that is needed, and sends the same sheet.
async fn is_finished_by_the_next(
    world: &mut World,
    tab: &mut Tab<'_>,
    sheet: &Checked,
    halt: Halt,
) {
    let is_signed_in = tab.session().await.signed_in.is_some();
    assert_eq!(is_signed_in, halt != Halt::SignedOut);
    if !is_signed_in {
        tab.sign_in().await;
    }
    let receipt = tab.send(sheet).await.expect("an upload");
    assert_eq!(receipt.halted, None);
    let [refused, unknown, not_sent, saved, there] = counts(&receipt);
    assert_eq!([refused, unknown, not_sent, saved + there], [0, 0, 0, ROWS]);
    assert!(world.test.calls().len() <= 2 * CALLS);
}

/// Asserts that no sample, member or run was stored by two requests. Of a request without an answer
/// `acted` says whether Majora carried it out.
fn each_is_written_once(majora: &Majora, acted: bool) {
    let carried_out = |request: &Request| request.status.map_or(acted, |status| status == 200);
    let mut written = BTreeSet::new();
    for write in majora.writes().iter().filter(|write| carried_out(write)) {
        let body: Value = serde_json::from_str(&write.body).expect("JSON");
        let records = body.get("biosamples").or(body.get("runs")).and_then(Value::as_array);
        for record in records.expect("records") {
            let name = record.get("central_sample_id").or(record.get("run_name"));
            let name = name.and_then(Value::as_str).expect("a name").to_owned();
            assert!(written.insert((write.path.clone(), name.clone())), "{name} is written twice");
        }
    }
    assert_eq!(written.len(), 2 * ROWS + 2);
}

#[tokio::test]
async fn a_400_without_a_body_signs_out_and_nothing_is_lost() {
    at_every_call(Effect::EmptyBadRequest, Halt::SignedOut, false).await;
}

#[tokio::test]
async fn a_token_that_runs_out_half_way_signs_out_and_nothing_is_lost() {
    at_every_call(Effect::ExpireTokens, Halt::SignedOut, false).await;
}

#[tokio::test]
async fn a_majora_that_asks_to_wait_is_left_alone() {
    let halt = Halt::Busy { retry_after: Some(7) };
    at_every_call(Effect::TooManyRequests(7), halt, false).await;
}

#[tokio::test]
async fn a_500_page_leaves_the_request_unknown() {
    at_every_call(Effect::ServerError, Halt::Unusable, true).await;
}

#[tokio::test]
async fn a_connection_lost_before_majora_acts_leaves_the_request_unknown() {
    at_every_call(Effect::DropBefore, Halt::Unusable, true).await;
}

#[tokio::test]
async fn a_connection_lost_after_majora_has_acted_leaves_the_request_unknown() {
    at_every_call(Effect::DropAfter, Halt::Unusable, true).await;
}

/// Sends a sheet to a Majora that goes down just before one of the calls.
async fn send_and_go_down(
    majora: &mut Majora,
    tab: &Tab<'_>,
    sheet: &Checked,
    at: usize,
) -> Result<Receipt, Halt> {
    let mut left = at;
    let mut call = async |endpoint, body: Value| {
        match left {
            0 => majora.go_down().await,
            _ => left -= 1,
        }
        tab.call(endpoint, &body).await
    };
    let held = held::ask(&questions(sheet), &mut call).await?;
    let send = async |step: &Step| {
        let (endpoint, body) = request::request(step);
        answer::reply(call(endpoint, body).await)
    };
    Ok(submit(&plan(sheet, &held), send, |_| {}).await)
}

#[tokio::test]
async fn a_majora_that_goes_down_half_way_has_been_sent_nothing_more() {
    let expected = undisturbed().await;
    for at in 0..CALLS {
        let mut world = World::start().await;
        let browser = world.browser();
        let mut tab = world.tab(&browser, "test");
        tab.sign_in().await;
        let sheet = sheet(&world.test);
        let interrupted = send_and_go_down(&mut world.test, &tab, &sheet, at).await;
        world.test.come_back().await;
        is_true(&world.test, &sheet, &interrupted, (at, Halt::Unreachable, false));
        is_finished_by_the_next(&mut world, &mut tab, &sheet, Halt::Unreachable).await;
        each_is_written_once(&world.test, false);
        assert_eq!(world.test.holdings(), expected, "down at call {at}");
    }
}
