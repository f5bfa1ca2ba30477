//! What breaks off an upload through the proxy: the receipt is true, and the same sheet sent again ends
//! where an undisturbed upload does.

use crate::majora::Majora;
use crate::sheets::{Csv, counts};
use crate::tab::Tab;
use crate::world::World;
use protocol::endpoint::Endpoint;
use sandbox::{Effect, Fault};
use sheet::answer::Halt;
use sheet::check::Checked;
use sheet::receipt::Receipt;

const ROWS: usize = 60;

/// The first and the second batch of samples, the library and the run.
const WRITES: [(Endpoint, u32); 4] = [
    (Endpoint::BiosampleAdd, 0),
    (Endpoint::BiosampleAdd, 1),
    (Endpoint::LibraryAdd, 0),
    (Endpoint::SequencingAdd, 0),
];

fn sheet(majora: &Majora) -> Checked {
    Csv::example(majora.today(), ROWS).good()
}

/// Puts right what was wrong, signs in again where that is needed, and sends the same sheet.
async fn is_finished_by_the_next(tab: &mut Tab<'_>, sheet: &Checked, halt: Halt) {
    let is_signed_in = tab.session().await.signed_in.is_some();
    assert_eq!(is_signed_in, halt != Halt::SignedOut);
    if !is_signed_in {
        tab.sign_in().await;
    }
    let receipt = tab.send(sheet).await.expect("an upload");
    assert_eq!(receipt.halted, None);
    let [refused, unknown, not_sent, saved, there, removed] = counts(&receipt);
    assert_eq!([refused, unknown, not_sent, saved + there, removed], [0, 0, 0, ROWS, 0]);
}

/// Asserts that the receipt says why it ended, and whether a record's fate is open.
fn is_told(receipt: &Receipt, halt: Halt, unknown: bool) {
    assert_eq!(receipt.halted, Some(halt));
    let [_, open, ..] = counts(receipt);
    assert_eq!(open > 0, unknown, "{open} rows are unknown");
}

#[tokio::test]
async fn what_stands_in_the_way_ends_the_upload_and_the_next_completes_it() {
    let busy = Halt::Busy { retry_after: Some(7) };
    for (effect, halt, unknown) in [
        // The token is good: it is no sign that the session is over.
        (Effect::EmptyBadRequest, Halt::Unusable, false),
        (Effect::ExpireTokens, Halt::SignedOut, false),
        (Effect::TooManyRequests(7), busy, false),
        (Effect::Unavailable(7), busy, false),
        (Effect::ServerError, Halt::Unusable, true),
        (Effect::ServerErrorAfter, Halt::Unusable, true),
        (Effect::CutShort, Halt::Unusable, true),
        (Effect::DropBefore, Halt::Unusable, true),
        (Effect::DropAfter, Halt::Unusable, true),
    ] {
        for (endpoint, skip) in WRITES {
            let world = World::start().await;
            let browser = world.browser();
            let mut tab = world.tab(&browser, "test");
            tab.sign_in().await;
            let sheet = sheet(&world.test);
            let fault = Fault::next(endpoint.upstream_path(), effect).after(skip);
            world.test.sandbox.faults().add(fault);
            is_told(&tab.send(&sheet).await.expect("a receipt"), halt, unknown);
            is_finished_by_the_next(&mut tab, &sheet, halt).await;
            let library = world.test.sandbox.library("HOOT-LIB-001").expect("a library");
            assert_eq!(library["biosamples"].as_array().map(Vec::len), Some(ROWS), "{effect:?}");
            assert!(world.test.sandbox.run("HOOT-RUN-001").is_some());
        }
    }
}

#[tokio::test]
async fn a_majora_that_is_gone_is_asked_again_when_it_is_back() {
    let mut world = World::start().await;
    let browser = world.browser();
    let mut tab = world.tab(&browser, "test");
    tab.sign_in().await;
    let sheet = sheet(&world.test);
    world.test.go_down().await;
    assert_eq!(tab.send(&sheet).await, Err(Halt::Unreachable));
    world.test.come_back().await;
    is_finished_by_the_next(&mut tab, &sheet, Halt::Unreachable).await;
}
