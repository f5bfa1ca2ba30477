//! Many laboratories at once, and a Majora that is slow and let in to by few.

use crate::sheets::{Csv, all_rows};
use crate::tab::Tab;
use crate::world::{OTHER_USER, Settings, World};
use futures_util::future::join_all;
use protocol::majora::{answer, held, request};
use sandbox::{Effect, Fault};
use serde_json::Value;
use sheet::answer::{Go, Halt, Pause};
use sheet::check::Checked;
use sheet::decide::Decisions;
use sheet::held::{Held, Questions, questions};
use sheet::plan::{Step, plan};
use sheet::receipt::{Receipt, RowOutcome};
use sheet::submit::{Effects, submit};
use std::cell::Cell;
use tokio::sync::Notify;

const LABS: usize = 20;
const ROWS: usize = 60;
/// Two batches of samples, a library and a run.
const WRITES: usize = 4;

/// What all laboratories meet.
#[derive(Default)]
struct Queue {
    /// How many calls were turned away with a time to wait.
    turned_away: Cell<usize>,
    /// A call has come to its end, so that there is room for another.
    moved: Notify,
}

impl Queue {
    /// Waits, here not by the clock but until there is room.
    async fn wait(&self, halt: Halt) {
        assert!(matches!(halt, Halt::Busy { retry_after: Some(_) }), "{halt:?}");
        self.turned_away.set(self.turned_away.get() + 1);
        self.moved.notified().await;
    }
}

async fn upload(tab: &Tab<'_>, checked: &Checked, queue: &Queue) -> Receipt {
    let call = async |endpoint, body: Value| {
        let answer = tab.call(endpoint, &body).await;
        if answer.is_ok() {
            queue.moved.notify_one();
        }
        answer
    };
    // The queue below is where it waits.
    let at_once = async |_| false;
    let held: Held = loop {
        match held::ask(&questions(checked), call, at_once).await {
            Ok(held) => break held,
            Err(halt) => queue.wait(halt).await,
        }
    };
    let effects = Effects {
        send: async |step: &Step| {
            let (endpoint, body) = request::request(step);
            answer::reply(call(endpoint, body).await)
        },
        ask: async |questions: &Questions| held::ask(questions, call, at_once).await,
        wait: async |pause: Pause| {
            queue.wait(pause.halt).await;
            Go::On
        },
        note: |_| {},
        seen: |_| {},
    };
    submit(&plan(checked, &held, &Decisions::default()), effects).await
}

#[tokio::test]
async fn a_slow_majora_makes_uploads_longer_and_loses_none() {
    let limits = "calls_per_second = 10000\ncalls_at_once = 10000\n\
                  calls_per_instance = 2\nwaiting_per_instance = 4";
    let world = World::with(Settings { limits, ..Settings::default() }).await;
    world.test.sandbox.faults().add(Fault::next("/api/", Effect::Delay(20)).times(u32::MAX));
    let queue = Queue::default();
    let lab = async |n: usize| {
        let browser = world.browser();
        let mut tab = world.tab(&browser, "test");
        // A user has ten sessions at most.
        tab.sign_in_as([sandbox::DEMO_USERNAME, OTHER_USER][n % 2]).await;
        let named = |kind: &str| format!("LAB-{n:02}-{kind}");
        let checked = Csv::example(world.test.today(), ROWS)
            .with("central_sample_id", |row| named(&format!("{row:04}")))
            .with("library_name", |_| named("LIB"))
            .with("run_name", |_| named("RUN"))
            .good();
        upload(&tab, &checked, &queue).await
    };
    for receipt in join_all((0..LABS).map(lab)).await {
        all_rows(&receipt, RowOutcome::Saved);
    }
    let turned_away = queue.turned_away.get();
    assert!(turned_away > LABS, "{turned_away} calls had to wait");
    assert_eq!(world.test.writes().len(), LABS * WRITES, "nothing was written twice");
}
