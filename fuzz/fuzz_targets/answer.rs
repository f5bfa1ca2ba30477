//! Any answer to an upload: every record has an outcome, nothing is called saved that Majora doesn't
//! name, and no sentence of Majora's is lost.

#![no_main]

use fuzz::{TODAY, slots};
use libfuzzer_sys::arbitrary::{self, Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use protocol::majora::answer::reply;
use serde_json::{Value, json};
use sheet::answer::{Answer, Go, Halt, Message, Reply};
use sheet::attribute::{self, Verdict};
use sheet::check::{Checked, check};
use sheet::choices::Choices;
use sheet::decide::Decisions;
use sheet::further;
use sheet::held::{Held, Questions};
use sheet::mend;
use sheet::plan::{Plan, Step, plan};
use sheet::read::read_as;
use sheet::receipt::Outcome;
use sheet::record::Slot;
use sheet::submit::{Effects, submit};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

/// Three samples with tags and tests, two libraries, two runs.
const SHEET: &str = "\
central_sample_id,adm1,collection_date,is_surveillance,epi_cluster,foo.bar,ct_1_ct_value,ct_1_test_kit,ct_2_ct_value,library_name,library_seq_kit,library_seq_protocol,library_layout_config,library_selection,library_source,library_strategy,artic_primers,run_name,instrument_make,instrument_model
A-1,UK-ENG,2026-11-01,Y,C1,x,21.4,ROCHE,30,L-001,K,P,SINGLE,PCR,VIRAL_RNA,AMPLICON,3,R-001,ILLUMINA,MiSeq
A-2,UK-ENG,2026-11-01,Y,C2,,22.4,,,L-001,K,P,SINGLE,PCR,VIRAL_RNA,AMPLICON,3,R-001,ILLUMINA,MiSeq
A-3,UK-ENG,2026-11-01,Y,,,,,,L-002,K,P,SINGLE,PCR,VIRAL_RNA,AMPLICON,,R-002,ILLUMINA,MiSeq
";

static CHECKED: LazyLock<Checked> = LazyLock::new(|| {
    let columns = [(5, further::metadata("foo.bar"))].into();
    let choices = Choices { columns, ..Choices::default() };
    let sheet = read_as(SHEET, &choices).expect("it has headings and rows");
    check(sheet, TODAY)
});
static PLAN: LazyLock<Plan> =
    LazyLock::new(|| plan(&CHECKED, &Held::default(), &Decisions::default()));

/// What Majora may name.
const NAMES: &[&str] = &["A-1", "A-2", "A-3", "L-001", "L-002", "R-001", "", "A-9", " A-1"];
const KINDS: &[&str] = &["Biosample", "Library", "Sequencing", "Biosample Source", ""];
const IGNORED: &[&str] = &[
    "A-1",
    "A-2",
    "A-3",
    "L-001",
    "ct",
    "ct:1",
    "ct:2",
    "ct:x",
    "metadata__epi__cluster",
    "metadata__foo__bar",
    "metadata__artic__primers",
    "metadata__",
    "A-9",
];
const TEXTS: &[&str] = &[
    "'ct' records look empty",
    "'viral_load' does not describe a valid metric",
    "2 existing Ct value records deleted and replaced with new values",
    "Cannot use `partial` on new BiosampleArtifact A-1",
    "'NoneType' object is not iterable",
    "At least one Biosample in your Library was not registered. No samples have been added.",
    "Your token is valid but does not have all of the scopes to perform this action.",
];
const KEYS: &[&str] = &[
    "adm1",
    "source_age",
    "tag",
    "name",
    "value",
    "ct_value",
    "test_kit",
    "library_name",
    "library_source",
    "run_name",
    "__all__",
    "central_sample_id",
    "namespace",
    "unheard_of",
];

/// An answer in Majora's form.
#[derive(Debug, Arbitrary)]
struct Made {
    errors: Option<u8>,
    success: Option<bool>,
    new: Vec<(u8, u8)>,
    updated: Vec<(u8, u8)>,
    ignored: Vec<Option<u8>>,
    messages: Vec<Words>,
}

#[derive(Debug, Arbitrary)]
enum Words {
    Text(u8),
    Odd(u8),
    Fields(Vec<(u8, Vec<u8>)>),
}

fn pick<'a>(list: &[&'a str], nth: u8) -> &'a str {
    list[usize::from(nth) % list.len()]
}

impl Made {
    /// As Majora would write it. Sentences are numbered, so that none can stand for another.
    fn json(&self) -> Value {
        let named = |list: &[(u8, u8)]| {
            let entry =
                |(kind, name): &(u8, u8)| json!([pick(KINDS, *kind), "uuid", pick(NAMES, *name)]);
            list.iter().map(entry).collect::<Vec<_>>()
        };
        let ignored = |entry: &Option<u8>| entry.map_or(json!({}), |nth| json!(pick(IGNORED, nth)));
        let messages = self.messages.iter().enumerate().map(|(nth, words)| match words {
            Words::Text(text) => json!(pick(TEXTS, *text)),
            Words::Odd(number) => json!(format!("sentence {nth} {number}")),
            Words::Fields(fields) => {
                let faults = |count: &[u8]| {
                    let fault = |(at, _): (usize, &u8)| json!({"message": format!("fault {nth} {at}"), "code": ""});
                    count.iter().enumerate().map(fault).collect::<Vec<_>>()
                };
                fields.iter().map(|(key, count)| (pick(KEYS, *key).to_owned(), json!(faults(count)))).collect()
            }
        });
        json!({
            "errors": self.errors.map_or(json!(null), Value::from),
            "success": self.success,
            "new": named(&self.new),
            "updated": named(&self.updated),
            "ignored": self.ignored.iter().map(ignored).collect::<Vec<_>>(),
            "messages": messages.collect::<Vec<_>>(),
            "request": "request"
        })
    }
}

fuzz_target!(|bytes: &[u8]| {
    // A corpus of recorded answers is one of JSON; everything else makes answers in that form.
    let recorded: Option<Value> = serde_json::from_slice(bytes).ok().filter(Value::is_object);
    let mut answers: Vec<Value> = recorded.into_iter().collect();
    if answers.is_empty() {
        let mut made = Unstructured::new(bytes);
        while let Ok(answer) = Made::arbitrary(&mut made) {
            answers.push(answer.json());
            if made.is_empty() || answers.len() == 16 {
                break;
            }
        }
    }
    for answer in &answers {
        for step in &PLAN.steps {
            if let Reply::Answered(answer) = reply(Ok(answer.clone())) {
                verify(step, &answer);
            }
        }
    }
    whole(&answers);
});

/// A whole submission to which these are the answers, and the questions whether something is there.
fn whole(answers: &[Value]) {
    let answers = RefCell::new(answers.iter());
    let next = || answers.borrow_mut().next().cloned();
    let mut patience = 8;
    let mut last = None;
    let effects = Effects {
        send: async |_: &Step| match next() {
            Some(answer) => reply(Ok(answer)),
            None => Reply::Unknown(Halt::TimedOut),
        },
        ask: async |_: &Questions| Ok(Held::default()),
        wait: async |_| {
            patience -= 1;
            if patience > 0 { Go::On } else { Go::Stop }
        },
        note: |_| {},
        seen: |progress| last = Some(progress),
    };
    let receipt = now(submit(&PLAN, effects));
    let settled: BTreeSet<Slot> = receipt.settled.keys().copied().collect();
    assert_eq!(slots(&CHECKED), settled);
    let progress = last.expect("it was told at least once");
    assert_eq!((progress.done, progress.steps), (PLAN.steps.len(), PLAN.steps.len()));
    for count in progress.records {
        assert_eq!(count.all, count.saved + count.other);
    }
    for settled in receipt.settled.values() {
        let reason = settled.outcome.reason();
        let silent =
            matches!(&settled.outcome, Outcome::Saved { not_stored } if not_stored.is_empty());
        assert!(silent || !reason.is_empty());
    }
    let rows = mend::rows(&CHECKED, &receipt);
    assert!(!mend::file(&CHECKED, &receipt, &rows).is_empty());
}

/// What holds for the verdicts on one step.
fn verify(step: &Step, answer: &Answer) {
    let (ids, verdicts): (Vec<&str>, Vec<Verdict>) = match step {
        Step::Samples(samples) | Step::Updates(samples) => {
            (samples.iter().map(|s| s.id.as_str()).collect(), attribute::samples(samples, answer))
        }
        Step::Library(library) => (
            library.members.iter().map(|member| member.id.as_str()).collect(),
            attribute::library(library, answer),
        ),
        Step::Run(_) => (vec![""], vec![attribute::run(answer)]),
    };
    assert_eq!(ids.len(), verdicts.len());
    if matches!(step, Step::Samples(_)) {
        for (id, verdict) in ids.iter().zip(&verdicts) {
            let named =
                |named: &sheet::answer::Named| named.kind == "Biosample" && named.name == *id;
            let listed = answer.new.iter().chain(&answer.updated).any(named);
            assert!(listed || !matches!(verdict, Verdict::Saved { .. }), "{id} is nowhere named");
        }
    }
    nothing_is_lost(answer, &verdicts);
}

/// Every sentence stands at a record or is kept as a remark, unless a record will be asked of again.
fn nothing_is_lost(answer: &Answer, verdicts: &[Verdict]) {
    if verdicts.contains(&Verdict::Unclear) {
        return;
    }
    let said = verdicts.iter().flat_map(|verdict| match verdict {
        Verdict::Saved { not_stored: said } | Verdict::Refused { said } => said.as_slice(),
        Verdict::PassedOver | Verdict::Unclear => &[],
    });
    let mut kept = attribute::remarks(answer, verdicts);
    kept.extend(said.map(|said| said.text.clone()));
    let sentences = answer.messages.iter().flat_map(|message| match message {
        Message::Text(text) => vec![text],
        Message::Fields(fields) => fields.iter().flat_map(|(_, texts)| texts).collect(),
    });
    for sentence in sentences {
        let is_kept = kept.iter().any(|kept| kept.ends_with(sentence.as_str()));
        assert!(is_kept, "{sentence:?} is lost: {verdicts:?}");
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("no reply here is waited for"),
    }
}
