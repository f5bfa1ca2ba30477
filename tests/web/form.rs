//! The form: one row of a sheet, question by question.

use crate::stage::{Stage, today};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, EventInit, HtmlInputElement, HtmlSelectElement};
use sheet::check::{Checked, check};
use sheet::field::Field;
use sheet::form::{self, FORM};
use sheet::read::read_form;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use uploader::components::form::group::Group;
use uploader::components::form::summary::ErrorSummary;
use uploader::components::form::{Complaint, Entry};
use wasm_bindgen_test::wasm_bindgen_test;

/// A form, and what it has told.
struct Filled {
    stage: Stage,
    entry: Entry,
    told: Arc<Mutex<Vec<&'static str>>>,
}

fn begun() -> Arc<Checked> {
    let text = form::begun(&form::Cells::new());
    let sheet = read_form(text.as_bytes(), &form::choices()).expect("a sheet");
    Arc::new(check(sheet, today()))
}

/// All questions about the sample, whose answers go into the sheet.
async fn form() -> Filled {
    let told = Arc::new(Mutex::new(Vec::new()));
    let checked = RwSignal::new(Some(begun()));
    let on_answer = move |(field, text): (&'static Field, String)| {
        checked.update(|checked| {
            let mut sheet =
                checked.take().map(|c| c.as_ref().clone().into_sheet()).expect("a sheet");
            let column = sheet.column_of(field).expect("a column");
            sheet.set(0, column, text);
            *checked = Some(Arc::new(check(sheet, today())));
        });
    };
    let tell = |what: &'static str| {
        let told = told.clone();
        Callback::new(move |()| told.lock().expect("one thread").push(what))
    };
    let entry = Entry {
        checked: checked.into(),
        row: RwSignal::new(0),
        left: RwSignal::new(BTreeSet::new()),
        said: Signal::stored(Vec::new()),
        on_answer: Callback::new(on_answer),
        on_next: tell("next"),
        on_scan: Some(tell("scan")),
    };
    let stage = Stage::show(move || {
        let sets = FORM.iter().take(4);
        sets.map(|set| view! { <Group entry set/> }).collect_view()
    })
    .await;
    Filled { stage, entry, told }
}

impl Filled {
    /// Types into the line of a question.
    async fn type_into(&self, name: &str, text: &str) {
        let input: HtmlInputElement = self.stage.one(&format!("#answer-{name}")).unchecked_into();
        input.set_value(text);
        self.happens(&format!("#answer-{name}"), "input").await;
    }

    async fn happens(&self, selector: &str, kind: &str) {
        let init = EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict(kind, &init).expect("an event");
        self.stage.one(selector).dispatch_event(&event).expect("an event");
        leptos::task::tick().await;
        leptos::task::tick().await;
    }

    /// Somebody wants to go on, though this question is not answered well.
    fn wants_to_go_on(&self, name: &'static str) {
        self.entry.left.update(|left| {
            left.insert((0, name));
        });
    }

    /// What stands in the sheet.
    fn answer(&self, field: &'static Field) -> String {
        let checked = self.entry.checked.get_untracked().expect("a sheet");
        checked.sheet().get(0, field).to_owned()
    }

    /// What is said below a question.
    fn messages(&self, name: &str) -> Vec<String> {
        self.stage.texts(&format!("#answer-{name}-messages p"))
    }
}

const SLASH: &str = "central_sample_id must not contain a full stop, / or \\";

#[wasm_bindgen_test]
async fn what_is_wrong_is_said_when_a_question_is_left_and_not_while_it_is_answered() {
    let form = form().await;
    form.type_into("central_sample_id", "A/1").await;
    assert_eq!(form.messages("central_sample_id"), [""; 0], "it is still being typed");
    form.happens("#answer-central_sample_id", "blur").await;
    assert_eq!(form.messages("central_sample_id"), [SLASH]);
    let input = form.stage.one("#answer-central_sample_id");
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    let described = input.get_attribute("aria-describedby").expect("a description");
    assert_eq!(described, "answer-central_sample_id-messages answer-central_sample_id-hint");
    form.type_into("central_sample_id", "A/").await;
    assert_eq!(form.messages("central_sample_id"), [""; 0]);
    form.type_into("central_sample_id", "A-1").await;
    form.happens("#answer-central_sample_id", "blur").await;
    assert_eq!(form.messages("central_sample_id"), [""; 0]);
    assert_eq!(form.stage.one("#answer-central_sample_id").get_attribute("aria-invalid"), None);
}

#[wasm_bindgen_test]
async fn nothing_is_missing_before_it_is_asked_for() {
    let form = form().await;
    form.happens("#answer-central_sample_id", "blur").await;
    assert_eq!(form.messages("central_sample_id"), [""; 0]);
    form.wants_to_go_on("central_sample_id");
    leptos::task::tick().await;
    assert_eq!(form.messages("central_sample_id"), ["Enter central_sample_id"]);
}

#[wasm_bindgen_test]
async fn each_question_has_the_input_that_fits_it() {
    let form = form().await;
    assert_eq!(
        form.stage.one("#answer-source_age").get_attribute("inputmode").as_deref(),
        Some("numeric")
    );
    form.stage.select("#answer-adm1", "UK-WLS").await;
    assert_eq!(form.answer(&sheet::fields::ADM1), "UK-WLS");
    form.stage.click("#answer-is_surveillance-N").await;
    leptos::task::tick().await;
    assert_eq!(form.answer(&sheet::fields::IS_SURVEILLANCE), "N");
    let day: HtmlInputElement = form.stage.all("[type=date]").remove(0).unchecked_into();
    assert_eq!(day.get_attribute("tabindex").as_deref(), Some("-1"));
    day.set_value("2026-11-19");
    let init = EventInit::new();
    let event = Event::new_with_event_init_dict("change", &init).expect("an event");
    day.dispatch_event(&event).expect("an event");
    leptos::task::tick().await;
    assert_eq!(form.answer(&sheet::fields::COLLECTION_DATE), "2026-11-19");
    let line: HtmlInputElement = form.stage.one("#answer-collection_date").unchecked_into();
    assert_eq!(line.value(), "2026-11-19", "the line says what the calendar does");
}

#[wasm_bindgen_test]
async fn an_answer_that_the_list_lacks_can_be_seen() {
    let form = form().await;
    form.entry.on_answer.run((&sheet::fields::SAMPLE_TYPE_COLLECTED, "Dry Swab".into()));
    form.entry.on_answer.run((&sheet::fields::SWAB_SITE, "ear".into()));
    leptos::task::tick().await;
    leptos::task::tick().await;
    let chosen = |name: &str| {
        let list: HtmlSelectElement = form.stage.one(&format!("#answer-{name}")).unchecked_into();
        list.value()
    };
    assert_eq!(chosen("sample_type_collected"), "dry swab", "as Majora reads it");
    assert_eq!(chosen("swab_site"), "ear");
}

#[wasm_bindgen_test]
async fn a_scanner_that_is_a_keyboard_goes_on_to_the_next_question() {
    let form = form().await;
    form.type_into("central_sample_id", "\u{2}HOOT-00001\u{3}").await;
    assert_eq!(form.answer(&sheet::fields::CENTRAL_SAMPLE_ID), "HOOT-00001");
    for key in ["Enter", "Ctrl+m", "Ctrl+j"] {
        form.stage.key("#answer-central_sample_id", key).await;
    }
    form.stage.key("#answer-central_sample_id", "j").await;
    form.stage.click(".answers .button").await;
    assert_eq!(*form.told.lock().expect("one thread"), ["next", "next", "next", "scan"]);
}

#[wasm_bindgen_test]
async fn what_need_not_be_answered_is_folded_away_until_something_is_wrong_there() {
    let form = form().await;
    let open = || -> Vec<bool> {
        form.stage.all("details").iter().map(|details| details.has_attribute("open")).collect()
    };
    assert_eq!(open(), [false, false]);
    assert_eq!(form.stage.texts("summary .hint"), ["4 questions", "9 questions"]);
    form.entry.on_answer.run((&sheet::fields::SOURCE_AGE, "old".into()));
    form.wants_to_go_on("source_age");
    leptos::task::tick().await;
    leptos::task::tick().await;
    assert_eq!(open(), [true, false]);
    assert_eq!(form.stage.texts("summary .hint"), ["1 of 4 answered", "9 questions"]);
}

#[wasm_bindgen_test]
async fn the_summary_leads_to_what_is_wrong() {
    let complaints = RwSignal::new(Vec::new());
    let (asked, gone) = (RwSignal::new(0), RwSignal::new(None::<Complaint>));
    let stage = Stage::show(move || {
        let name_of = |row: usize| (row > 0).then(|| format!("Sample {}", row + 1));
        view! { <ErrorSummary complaints asked name_of on_go=move |complaint| gone.set(Some(complaint))/> }
    })
    .await;
    assert!(stage.all(".summary").is_empty());
    let mut wrong = Complaint::of_row(&begun(), 0);
    wrong.truncate(2);
    wrong[1].row = 1;
    complaints.set(wrong.clone());
    asked.set(1);
    leptos::task::tick().await;
    leptos::task::tick().await;
    let focused = document().active_element().expect("something");
    assert_eq!(focused.class_name(), "summary");
    let texts = [wrong[0].text.clone(), format!("Sample 2: {}", wrong[1].text)];
    assert_eq!(stage.texts(".summary a"), texts);
    stage.click(".summary li:last-child a").await;
    assert_eq!(gone.get_untracked().as_ref(), Some(&wrong[1]));
}

#[wasm_bindgen_test]
async fn an_answer_that_can_be_two_days_is_asked_about_and_becomes_the_one_that_is_meant() {
    let form = form().await;
    form.type_into("collection_date", "04/05/2026").await;
    assert!(form.stage.all(".answer .mend").is_empty(), "it is still being typed");
    form.happens("#answer-collection_date", "blur").await;
    let asked = form.stage.one(".answer .mend").get_attribute("aria-label");
    assert_eq!(asked.as_deref(), Some("Which day is ‘04/05/2026’?"));
    assert_eq!(form.stage.texts(".answer .mend button"), ["4 May 2026", "5 April 2026"]);
    form.stage.click(".answer .mend button:last-child").await;
    form.stage.frame().await;
    assert_eq!(form.answer(&sheet::fields::COLLECTION_DATE), "2026-04-05");
    assert!(form.stage.all(".answer .mend").is_empty());
    assert_eq!(form.messages("collection_date"), [""; 0]);
    let line: HtmlInputElement = form.stage.one("#answer-collection_date").unchecked_into();
    assert_eq!(line.value(), "2026-04-05");
    let focused = document().active_element().expect("something has the focus");
    assert_eq!(focused.id(), "answer-collection_date");
}
