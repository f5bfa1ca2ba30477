//! The review's parts: nothing is removed that wasn't ticked, and nothing unseen is called unchanged.

use crate::stage::{Stage, checked};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::compare::{Doubt, Tag, compare};
use sheet::decide::Decisions;
use sheet::derive::example;
use sheet::held::{Held, HeldSample};
use sheet::plan::plan;
use sheet::record::Key;
use sheet::stored::{StoredLibrary, StoredSample};
use sheet::workflow::Findings;
use std::sync::Arc;
use uploader::components::review::doubts::Doubts;
use uploader::components::review::erasures::Erasures;
use uploader::components::review::outlook::Outlook;
use uploader::components::review::records::Records;
use uploader::components::review::tags::{Tags, first, untagged};
use uploader::components::review::unchecked::Unchecked;
use uploader::components::review::unseen::Unseen;
use wasm_bindgen_test::wasm_bindgen_test;

const SHEET: &str = "central_sample_id,adm1,collection_date,is_surveillance,adm2,sender_sample_id,biosample_source_id\n";

fn outlook(sheet: &Arc<Checked>, held: &Held, decisions: Decisions) -> Outlook {
    let findings = Findings { held: held.clone(), comparison: compare(sheet, held) };
    let plan = Arc::new(plan(sheet, held, &decisions));
    Outlook::new(sheet.clone(), Arc::new(findings), plan, decisions)
}

/// A review, and what is to be told of a decision: the review with it.
fn desk(sheet: Arc<Checked>, held: Held) -> (Signal<Arc<Outlook>>, Callback<Decisions>) {
    let review = RwSignal::new(Arc::new(outlook(&sheet, &held, Decisions::default())));
    let decide = Callback::new(move |decisions| {
        review.set(Arc::new(outlook(&sheet, &held, decisions)));
    });
    (review.into(), decide)
}

fn stored(values: &[(&'static str, &str)]) -> HeldSample {
    let usual = [("adm1", "UK-ENG"), ("collection_date", "2026-11-01"), ("is_surveillance", "Y")];
    let values = usual.iter().chain(values).map(|(column, value)| (*column, (*value).to_owned()));
    HeldSample::Read(StoredSample { values: values.collect(), ..StoredSample::default() })
}

fn samples<const N: usize>(samples: [(&str, HeldSample); N]) -> Held {
    let samples = samples.map(|(id, sample)| (id.to_owned(), sample));
    Held { samples: samples.into(), ..Held::default() }
}

#[wasm_bindgen_test]
async fn every_tag_is_counted_and_leads_to_its_records() {
    let sheet = checked(&format!(
        "{SHEET}A-1,UK-ENG,2026-11-01,Y,,,\nA-2,UK-ENG,2026-11-01,Y,KENT,,\n\
        A-3,UK-ENG,2026-11-01,Y,,,\nA-4,UK-ENG,2026-11-01,Y,,S-4,\n\
        A-5,UK-ENG,2026-11-01,Y,,,MINE\nA-6,UK-ENG,2026-11-01,Y,,,\n"
    ));
    let held = samples([
        ("A-2", stored(&[("adm2", "DEVON")])),
        ("A-3", stored(&[])),
        ("A-4", stored(&[])),
        ("A-5", stored(&[("biosample_source_id", "THEIRS")])),
        ("A-6", HeldSample::Unread),
    ]);
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        let tag = RwSignal::new(first(&outlook.get_untracked().counts()));
        view! {
            <Tags outlook tag on_choose=move |of| tag.set(of)/>
            {move || tag.get().map(|tag| view! { <Records outlook tag on_decide/> })}
        }
    })
    .await;
    let counted = [
        "Needs a decision 1",
        "Could not check 1",
        "Will change 1",
        "Not visible 1",
        "New 1",
        "No change 1",
    ];
    assert_eq!(stage.texts(".segment"), counted);
    assert_eq!(stage.texts(".segment[aria-pressed=true]"), ["Needs a decision 1"]);
    let expected = [
        ["Sample A-5", "biosample_source_id", "THEIRS", "MINE (not sent)"],
        ["Sample A-6", "All columns", "Could not check", "Not sent"],
        ["Sample A-2", "adm2", "DEVON", "KENT"],
        ["Sample A-4", "sender_sample_id", "Not visible", "S-4"],
        ["Sample A-1", "New", "", ""],
        ["Sample A-3", "All columns", "The same", "No change"],
    ];
    for (nth, cells) in expected.iter().enumerate() {
        if nth > 0 {
            stage.click(&format!(".segment:nth-child({})", nth + 1)).await;
        }
        leptos::task::tick().await;
        let shown = stage.texts(".record > *");
        assert!(shown.iter().eq(cells.iter().filter(|cell| !cell.is_empty())), "{shown:?}");
    }
    // What is pressed once more is put away again.
    stage.click(".segment[aria-pressed=true]").await;
    leptos::task::tick().await;
    assert!(stage.all(".record").is_empty());
}

#[wasm_bindgen_test]
async fn a_blank_cell_erases_nothing_before_it_is_ticked() {
    let sheet = checked(&format!("{SHEET}A-1,UK-WLS,2026-11-01,Y,,,\n"));
    let held = samples([("A-1", stored(&[("adm2", "DEVON"), ("biosample_source_id", "B-1")]))]);
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        let tag = Tag::Changes;
        view! {
            <Erasures outlook/>
            <Records outlook tag on_decide/>
        }
    })
    .await;
    assert_eq!(stage.texts(".record-becomes"), ["UK-WLS", "Kept", "Kept"]);
    assert_eq!(stage.texts(".record-stored"), ["UK-ENG", "DEVON", "B-1"]);
    assert!(stage.texts("p")[0].starts_with("1 stored value is blank in your sheet and kept"));
    assert!(stage.all(".erasures").is_empty());

    // Majora never forgets a source, so there is nothing to tick beside it.
    let tick = ".record input[type=checkbox]";
    assert_eq!(
        stage.one(tick).get_attribute("aria-label").as_deref(),
        Some("Remove adm2 of Sample A-1")
    );
    stage.click(tick).await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".record-becomes"), ["UK-WLS", "Removed", "Kept"]);
    assert_eq!(stage.texts(".notice h2"), ["1 stored value will be removed"]);
    assert_eq!(stage.texts(".erasures li"), ["Sample A-1, adm2: DEVON"]);
    stage.click(tick).await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".record-becomes"), ["UK-WLS", "Kept", "Kept"]);
    assert!(stage.all(".erasures").is_empty());
}

#[wasm_bindgen_test]
async fn one_answer_is_enough_for_all_alike_and_can_differ_for_one() {
    let sheet = checked(&format!(
        "{SHEET}A-1,UK-ENG,2026-11-01,Y,,,MINE-1\nA-2,UK-ENG,2026-11-01,Y,,,MINE-2\n"
    ));
    let theirs = stored(&[("biosample_source_id", "THEIRS")]);
    let held = samples([("A-1", theirs.clone()), ("A-2", theirs)]);
    let reviewed = StoredValue::new(None);
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        reviewed.set_value(Some(outlook));
        view! { <Doubts outlook on_decide/> }
    })
    .await;
    let review = || reviewed.get_value().expect("a review").get_untracked();
    assert_eq!(stage.texts("h3"), ["Majora holds another biosample_source_id"]);
    assert_eq!(stage.texts("p[role=status]"), ["2 decisions to take."]);
    assert_eq!(stage.texts(".doubt-record")[1], "Sample A-2: THEIRS would become MINE-2");
    assert!(review().plan.steps.is_empty());

    assert_eq!(stage.texts(".button")[0], "Change it – for all 2 like this");
    stage.click(".actions .button:first-child").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts("p[role=status]"), ["All is decided."]);
    assert_eq!(stage.texts(".segment[aria-pressed=true]"), ["Change it", "Change it"]);
    assert_eq!(review().tally.changed, 2);

    stage.click("[aria-label='Leave it as it is: Sample A-2']").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".segment[aria-pressed=true]"), ["Change it", "Leave it as it is"]);
    assert_eq!(review().tally.changed, 1);
    let doubt = Doubt::Identity { column: "biosample_source_id", stored: "THEIRS".into() };
    assert!(review().decisions.declined.contains(&(Key::Sample("A-2".into()), doubt)));
}

#[wasm_bindgen_test]
async fn what_could_not_be_checked_is_sent_only_where_it_is_ticked() {
    let sheet =
        checked(&format!("{SHEET}A-1,UK-ENG,2026-11-01,Y,,,\nA-2,UK-ENG,2026-11-01,Y,,,\n"));
    let held = samples([("A-1", HeldSample::Unread), ("A-2", HeldSample::Unread)]);
    let (reviewed, again) = (StoredValue::new(None), StoredValue::new(0));
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        reviewed.set_value(Some(outlook));
        let on_again = move |()| again.update_value(|times| *times += 1);
        view! { <Unchecked outlook on_decide on_again/> }
    })
    .await;
    let sent = || reviewed.get_value().expect("a review").get_untracked().plan.steps.len();
    assert_eq!(stage.texts("p[role=status]"), ["0 of 2 samples to be sent unchecked."]);
    assert_eq!(sent(), 0);
    stage.click("[aria-label='Send unchecked: Sample A-2']").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts("p[role=status]"), ["1 of 2 samples to be sent unchecked."]);
    assert_eq!(sent(), 1);
    stage.click(".actions .button:last-child").await;
    leptos::task::tick().await;
    assert_eq!(sent(), 0);
    stage.click(".actions .button:first-child").await;
    assert_eq!(again.get_value(), 1);
}

#[wasm_bindgen_test]
async fn a_removal_that_would_erase_something_unseen_waits_for_a_decision() {
    let sheet = checked(
        "central_sample_id,adm1,collection_date,is_surveillance,library_name,library_layout_config,library_seq_kit,library_seq_protocol,library_source,library_selection,library_strategy\n\
        A-1,UK-ENG,2026-11-01,Y,LIB-ONE,SINGLE,KIT,PROTOCOL,VIRAL_RNA,PCR,AMPLICON\n",
    );
    assert!(sheet.is_ready(0), "{:?}", sheet.problems());
    let place = [
        ("library_source", "VIRAL_RNA"),
        ("library_selection", "PCR"),
        ("library_strategy", "AMPLICON"),
        ("artic_primers", "3"),
    ];
    let own = [
        ("library_layout_config", "SINGLE"),
        ("library_seq_kit", "KIT"),
        ("library_seq_protocol", "PROTOCOL"),
    ];
    let values = |values: &[(&'static str, &str)]| {
        values.iter().map(|(column, value)| (*column, (*value).to_owned())).collect()
    };
    let members = [("A-1".to_owned(), values(&place))].into();
    let library = StoredLibrary { members, values: values(&own) };
    let mut held = samples([("A-1", stored(&[]))]);
    held.libraries.insert("LIB-ONE".into(), library);
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        let tag = Tag::NoChange;
        view! {
            <Tags outlook tag on_choose=|_| ()/>
            <Erasures outlook/>
            <Doubts outlook on_decide/>
            <Records outlook tag on_decide/>
        }
    })
    .await;
    assert_eq!(stage.texts(".segment")[0], "Needs a decision 0");
    stage.click("[aria-label='Remove artic_primers of Sample A-1 in library LIB-ONE']").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".segment")[0], "Needs a decision 1");
    assert!(stage.all(".erasures").is_empty(), "nothing is removed before that is decided");
    let waits = "Kept until you have decided about this record".to_owned();
    assert!(stage.texts(".record-becomes").contains(&waits));
    stage.click("[aria-label='Overwrite it: Sample A-1 in library LIB-ONE']").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".erasures li"), ["Sample A-1 in library LIB-ONE, artic_primers: 3"]);
}

#[wasm_bindgen_test]
async fn few_of_many_records_are_in_the_page() {
    let sheet = checked(&example(crate::stage::today(), 2_000));
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), Held::default());
        let tag = Tag::New;
        view! { <Records outlook tag on_decide/> }
    })
    .await;
    // A sample and its place in the library for each row, the library and the run.
    assert_eq!(stage.all(".record").len(), 100);
    assert_eq!(stage.texts("[role=status]"), ["1 to 100 of 4,002 lines."]);
    stage.click(".actions button:last-child").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".record th")[0], "Sample HOOT-00101");
}

#[wasm_bindgen_test]
async fn what_majora_never_shows_of_a_library_goes_if_the_user_says_so() {
    let sheet = checked(
        "central_sample_id,adm1,collection_date,is_surveillance,library_name,library_layout_config,library_seq_kit,library_seq_protocol,library_source,library_selection,library_strategy,sequencing_org_received_date\n\
        A-1,UK-ENG,2026-11-01,Y,LIB-ONE,SINGLE,KIT,PROTOCOL,VIRAL_RNA,PCR,AMPLICON,2026-11-02\n",
    );
    let values = |values: &[(&'static str, &str)]| {
        values.iter().map(|(column, value)| (*column, (*value).to_owned())).collect()
    };
    let place = [
        ("library_source", "VIRAL_RNA"),
        ("library_selection", "PCR"),
        ("library_strategy", "AMPLICON"),
    ];
    let own = [
        ("library_layout_config", "SINGLE"),
        ("library_seq_kit", "KIT"),
        ("library_seq_protocol", "PROTOCOL"),
    ];
    let members = [("A-1".to_owned(), values(&place))].into();
    let mut held = samples([("A-1", stored(&[]))]);
    held.libraries.insert("LIB-ONE".into(), StoredLibrary { members, values: values(&own) });
    let stage = Stage::show(move || {
        let (outlook, on_decide) = desk(sheet.clone(), held.clone());
        let tag = Tag::NotVisible;
        view! { <Unseen outlook on_decide/> <Records outlook tag on_decide/> }
    })
    .await;
    assert_eq!(stage.texts("h3"), ["1 sample in its library"]);
    assert_eq!(stage.texts(".segment[aria-pressed=true]"), ["Don’t send them"]);
    assert_eq!(stage.texts(".record-becomes"), ["2026-11-02 (not sent)"]);
    stage.click(".segment:last-child").await;
    leptos::task::tick().await;
    assert_eq!(stage.texts(".segment[aria-pressed=true]"), ["Send them again"]);
    assert_eq!(stage.texts(".record-becomes"), ["2026-11-02"]);
}

#[wasm_bindgen_test]
fn of_records_that_cannot_be_sent_nobody_says_that_all_is_well() {
    let ghosts = checked(
        "central_sample_id,library_name,library_layout_config,library_seq_kit,library_seq_protocol,library_source,library_selection,library_strategy\n\
        GHOST-1,LIB-ONE,SINGLE,KIT,PROTOCOL,VIRAL_RNA,PCR,AMPLICON\n\
        GHOST-2,LIB-ONE,SINGLE,KIT,PROTOCOL,VIRAL_RNA,PCR,AMPLICON\n",
    );
    assert_eq!(ghosts.ready_rows(), 2, "{:?}", ghosts.problems());
    let review = outlook(&ghosts, &Held::default(), Decisions::default());
    assert!(review.plan.steps.is_empty());
    assert_eq!(first(&review.counts()), None);
    let (_, new) = review.counts().into_iter().find(|(tag, _)| *tag == Tag::New).expect("a count");
    assert_eq!((review.waiting(), new), (new, 3), "a library and two places in it");
    assert!(untagged(review.waiting()).starts_with("3 of the new records are not sent"));

    let good = checked(&format!("{SHEET}A-1,UK-ENG,2026-11-01,Y,,,\n"));
    let review = outlook(&good, &Held::default(), Decisions::default());
    assert_eq!(review.waiting(), 0);
    assert!(untagged(0).starts_with("None of these needs your attention"));
}
