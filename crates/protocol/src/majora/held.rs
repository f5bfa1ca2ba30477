//! Asking Majora what it holds, with as few calls as it allows: several at once, and the samples of a
//! library with the library.

mod shown;

use super::answer::object;
use super::failure::Failure;
use super::patience::patiently;
use crate::endpoint::Endpoint;
use futures_util::stream::{self, StreamExt};
use serde_json::{Map, Value, json};
use sheet::answer::Halt;
use sheet::held::{Held, HeldSample, Questions, Unshown};
use sheet::record::Key;
use std::collections::BTreeSet;

/// How many names go into one question.
const NAMES: usize = 200;

/// How many runs go into one question: Majora shows each with its libraries and all their samples.
const RUNS: usize = 10;

/// How many questions are under way at once.
pub const AT_ONCE: usize = 4;

/// How far the asking is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Calls that were answered.
    pub done: usize,
    /// Calls that are known to be needed; it grows where samples have to be asked about one by one.
    pub all: usize,
}

/// Asks Majora everything that a plan needs, or a step of it. The first call that fails ends the asking: a
/// decision made on half an answer could overwrite what the other half would have shown. A record that
/// Majora fails to show is told as unread where the questions allow that.
///
/// A question that is sent back to wait a moment is put again when `wait` has waited for so many seconds,
/// unless it says that the answer is of no use any more: there may be more of them than the proxy lets
/// through at once, and those that were answered are not put twice.
///
/// # Errors
/// Why a call got no answer.
pub async fn ask(
    questions: &Questions,
    call: impl AsyncFn(Endpoint, Value) -> Result<Value, Failure>,
    wait: impl AsyncFn(u64) -> bool,
) -> Result<Held, Halt> {
    review(questions, call, wait, |_| {}, || false).await
}

/// The same for a review: `seen` is told how far it is, and once `skip` says so, samples that would have to
/// be asked about one by one are left unread.
///
/// # Errors
/// Why a call without which nothing can be planned got no answer.
pub async fn review(
    questions: &Questions,
    call: impl AsyncFn(Endpoint, Value) -> Result<Value, Failure>,
    wait: impl AsyncFn(u64) -> bool,
    seen: impl FnMut(Asked),
    skip: impl Fn() -> bool,
) -> Result<Held, Halt> {
    let call = async |endpoint, body: Value| {
        patiently(async || call(endpoint, body.clone()).await, &wait).await
    };
    Asking { call, seen, skip }.ask(questions).await
}

struct Asking<C, P, S> {
    call: C,
    seen: P,
    skip: S,
}

impl<C, P, S> Asking<C, P, S>
where
    C: AsyncFn(Endpoint, Value) -> Result<Value, Failure>,
    P: FnMut(Asked),
    S: Fn() -> bool,
{
    async fn ask(&mut self, questions: &Questions) -> Result<Held, Halt> {
        let mut held = Held::default();
        let ids = questions.samples.chunks(NAMES);
        let runs = questions.runs.chunks(RUNS);
        let mut asked = Asked { done: 0, all: ids.len() + questions.libraries.len() + runs.len() };
        let known = ids.map(|ids| (ids, Endpoint::BiosampleValidity, json!({ "biosamples": ids })));
        self.each(known, &mut asked, |ids, answer| validity(ids, answer?, &mut held)).await?;
        let names = questions.libraries.iter();
        let libraries =
            names.map(|name| (name, Endpoint::BiosampleGet, json!({ "central_sample_id": name })));
        let unshown = questions.unshown;
        self.each(libraries, &mut asked, |name, answer| library(name, answer, unshown, &mut held))
            .await?;
        let question = |names| (names, Endpoint::SequencingGet, json!({ "run_name": names }));
        let mut alone: Vec<&[String]> = Vec::new();
        self.each(runs.map(question), &mut asked, |names, answer| match answer {
            // It may be for one of them, or for the length of the answer.
            Err(halt) if names.len() > 1 && halt.may_be_of_one_record() => {
                alone.extend(names.chunks(1));
                Ok(())
            }
            answer => self::runs(names, answer, unshown, &mut held),
        })
        .await?;
        asked.all += alone.len();
        let alone = alone.into_iter().map(question);
        self.each(alone, &mut asked, |names, answer| self::runs(names, answer, unshown, &mut held))
            .await?;
        let is_unread = |id: &&String| held.samples.get(*id) == Some(&HeldSample::Unread);
        let rest: Vec<String> = questions.samples.iter().filter(is_unread).cloned().collect();
        asked.all += rest.len();
        let samples =
            rest.iter().map(|id| (id, Endpoint::BiosampleGet, json!({ "central_sample_id": id })));
        for some in samples.collect::<Vec<_>>().chunks(AT_ONCE) {
            if (self.skip)() {
                break;
            }
            let some = some.iter().cloned();
            self.each(some, &mut asked, |id, answer| sample(id, answer, unshown, &mut held))
                .await?;
        }
        Ok(held)
    }

    /// Makes these calls, [`AT_ONCE`] at a time, and hands on each answer.
    async fn each<T>(
        &mut self,
        calls: impl Iterator<Item = (T, Endpoint, Value)>,
        asked: &mut Asked,
        mut answered: impl FnMut(T, Result<Value, Halt>) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let call = &self.call;
        let made = calls.map(async |(of, endpoint, body)| (of, call(endpoint, body).await));
        let mut answers = stream::iter(made).buffer_unordered(AT_ONCE);
        while let Some((of, answer)) = answers.next().await {
            answered(of, answer.map_err(|failure| failure.halt()))?;
            asked.done += 1;
            (self.seen)(*asked);
        }
        Ok(())
    }
}

fn validity(ids: &[String], answer: Value, held: &mut Held) -> Result<(), Halt> {
    let result = object(answer, "result")?.ok_or(Halt::Unusable)?;
    // A name that Majora passes over in silence must not be taken for one that it doesn't know.
    if !ids.iter().all(|id| result.contains_key(id)) {
        return Err(Halt::Unusable);
    }
    let says = |answer: &Value, key: &str| answer.get(key) == Some(&Value::Bool(true));
    for (id, answer) in result.into_iter().filter(|(_, answer)| says(answer, "exists")) {
        let sample = match says(&answer, "has_metadata") {
            true => HeldSample::Unread,
            false => HeldSample::Bare,
        };
        held.samples.insert(id, sample);
    }
    Ok(())
}

fn library(
    name: &str,
    answer: Result<Value, Halt>,
    unshown: Unshown,
    held: &mut Held,
) -> Result<(), Halt> {
    let found = answer.and_then(|answer| object(answer, "get"));
    let found = found.and_then(|found| match found {
        None => Ok(None),
        Some(found) => found.get(name).cloned().map(Some).ok_or(Halt::Unusable),
    });
    match found {
        Ok(None) => {}
        Ok(Some(found)) => {
            held.libraries.extend(shown::library(&found).map(|library| (name.to_owned(), library)));
            for (id, stored) in shown::samples_of(&found) {
                if let Some(sample @ HeldSample::Unread) = held.samples.get_mut(&id) {
                    *sample = HeldSample::Read(stored);
                }
            }
        }
        Err(halt) if unshown == Unshown::IsUnread && halt.may_be_of_one_record() => {
            held.unread.insert(Key::Library(name.to_owned()));
        }
        Err(halt) => return Err(halt),
    }
    Ok(())
}

fn runs(
    names: &[String],
    answer: Result<Value, Halt>,
    unshown: Unshown,
    held: &mut Held,
) -> Result<(), Halt> {
    let (found, unknown) = match answer {
        Ok(answer) => {
            let unknown = strings(&answer["ignored"]);
            (object(answer, "get")?.ok_or(Halt::Unusable)?, unknown)
        }
        Err(halt) if unshown == Unshown::IsUnread && halt.may_be_of_one_record() => {
            (Map::new(), BTreeSet::new())
        }
        Err(halt) => return Err(halt),
    };
    let answered = |name: &String| found.contains_key(name) || unknown.contains(name);
    let silent: Vec<&String> = names.iter().filter(|name| !answered(name)).collect();
    if !silent.is_empty() && unshown == Unshown::Ends {
        return Err(Halt::Unusable);
    }
    held.unread.extend(silent.into_iter().map(|name| Key::Run(name.clone())));
    held.runs.extend(found.iter().map(|(name, found)| (name.clone(), shown::run(found))));
    Ok(())
}

fn sample(
    id: &str,
    answer: Result<Value, Halt>,
    unshown: Unshown,
    held: &mut Held,
) -> Result<(), Halt> {
    let found = answer.and_then(|answer| object(answer, "get"));
    let found = found.and_then(|found| found.ok_or(Halt::Unusable));
    match found.as_ref().map(|found| found.get(id)) {
        Ok(Some(found)) => {
            held.samples.insert(id.to_owned(), HeldSample::Read(shown::sample(found)));
            Ok(())
        }
        Ok(None) if unshown == Unshown::Ends => Err(Halt::Unusable),
        Err(halt) if unshown == Unshown::Ends || !halt.may_be_of_one_record() => Err(*halt),
        Ok(None) | Err(_) => Ok(()),
    }
}

fn strings(list: &Value) -> BTreeSet<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheet::stored::{StoredLibrary, StoredRun, StoredSample, StoredTest, Values};
    use std::cell::{Cell, RefCell};
    use std::task::{Context, Poll, Waker};

    /// Runs a future that never waits.
    fn now<T>(future: impl Future<Output = T>) -> T {
        let mut future = std::pin::pin!(future);
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("nothing here waits"),
        }
    }

    /// Doesn't wait.
    async fn given_up(_: u64) -> bool {
        false
    }

    fn asking() -> Questions {
        Questions {
            samples: vec!["A-1".into(), "A-2".into(), "A-3".into(), "A-4".into()],
            libraries: vec!["LIB-1".into(), "LIB-2".into()],
            runs: vec!["RUN-1".into(), "RUN-2".into()],
            unshown: Unshown::Ends,
        }
    }

    fn majora(endpoint: Endpoint, body: &Value) -> Value {
        let sample =
            |exists: bool, details: bool| json!({"exists": exists, "has_metadata": details});
        match endpoint {
            Endpoint::BiosampleValidity => json!({"success": true, "result": {
                "A-1": sample(true, true), "A-2": sample(true, false), "A-3": sample(false, false),
                "A-4": sample(true, true)
            }}),
            Endpoint::BiosampleGet if body["central_sample_id"] == "LIB-1" => json!({
                "success": true, "get": {"LIB-1": {
                    "library_name": "LIB-1", "library_seq_kit": "LSK109", "layout_read_length": 400,
                    "layout_insert_length": null, "metadata": {"artic": {"primers": "3"}},
                    "biosamples": [{
                        "central_sample_id": "A-1", "adm1": "UK-ENG", "adm2": null, "source_sex": "",
                        "source_age": 41, "collection_pillar": 2, "collected_by": "",
                        "biosample_sources": [{"source_type": "human", "biosample_source_id": "S"}],
                        "metadata": {"epi": {"cluster": "C1", "other": ""}},
                        "metrics": {"ct": {"num_tests": 1, "records": [{
                            "ct_value": 30.1, "test_kit": "ROCHE", "test_platform": "",
                            "test_target": "E"
                        }]}},
                        "library_strategy": "AMPLICON", "library_primers": "3"
                    }]
                }}
            }),
            Endpoint::BiosampleGet if body["central_sample_id"] == "A-4" => json!({
                "success": true, "get": {"A-4": {"central_sample_id": "A-4", "adm1": "UK-WLS"}}
            }),
            Endpoint::BiosampleGet => json!({"success": false, "errors": 1}),
            _ => json!({
                "success": true, "ignored": ["RUN-2"],
                "get": {"RUN-1": {
                    "run_name": "RUN-1", "run_group": "RUN-1", "instrument_make": "ILLUMINA",
                    "flowcell_id": "", "start_time": "2026-11-02 10:11",
                    "libraries": [{"library_name": "LIB-1"}]
                }}
            }),
        }
    }

    fn values(values: &[(&'static str, &str)]) -> Values {
        values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    fn expected() -> Held {
        let first = StoredSample {
            values: values(&[
                ("adm1", "UK-ENG"),
                ("source_age", "41"),
                ("collection_pillar", "2"),
                ("biosample_source_id", "S"),
            ]),
            tags: [(("epi".to_owned(), "cluster".to_owned()), "C1".to_owned())].into(),
            tests: vec![StoredTest {
                kind: ["E", "", "ROCHE"].map(str::to_owned),
                ct_value: "30.1".into(),
            }],
        };
        let fourth =
            StoredSample { values: values(&[("adm1", "UK-WLS")]), ..StoredSample::default() };
        let library = StoredLibrary {
            members: [(
                "A-1".to_owned(),
                values(&[("library_strategy", "AMPLICON"), ("artic_primers", "3")]),
            )]
            .into(),
            values: values(&[
                ("library_layout_read_length", "400"),
                ("library_seq_kit", "LSK109"),
                ("artic_primers", "3"),
            ]),
        };
        let run = StoredRun {
            libraries: ["LIB-1".to_owned()].into(),
            values: values(&[
                ("run_group", "RUN-1"),
                ("instrument_make", "ILLUMINA"),
                ("start_time", "2026-11-02 10:11"),
            ]),
        };
        Held {
            samples: [
                ("A-1".to_owned(), HeldSample::Read(first)),
                ("A-2".to_owned(), HeldSample::Bare),
                ("A-4".to_owned(), HeldSample::Read(fourth)),
            ]
            .into(),
            libraries: [("LIB-1".to_owned(), library)].into(),
            runs: [("RUN-1".to_owned(), run)].into(),
            unread: BTreeSet::new(),
        }
    }

    #[test]
    fn what_majora_holds_is_read_with_its_values() {
        let mut calls = Vec::new();
        let asked = RefCell::new(&mut calls);
        let told = async |endpoint, body: Value| {
            asked.borrow_mut().push(endpoint);
            Ok(majora(endpoint, &body))
        };
        let held = now(ask(&asking(), told, given_up));
        assert_eq!(held, Ok(expected()));
        // A-1 came with its library; only A-4 is asked about by itself.
        let gets = calls.iter().filter(|endpoint| **endpoint == Endpoint::BiosampleGet).count();
        assert_eq!((gets, calls.len()), (3, 5));
    }

    #[test]
    fn where_one_record_may_be_missing_the_asking_goes_on() {
        let failing = async |endpoint, body: Value| {
            let name = body["central_sample_id"].as_str().unwrap_or_default().to_owned();
            match ["LIB-1", "A-4"].contains(&name.as_str()) || endpoint == Endpoint::SequencingGet {
                true => Err(Failure::Problem(unusable())),
                false => Ok(majora(endpoint, &body)),
            }
        };
        let some = Questions { unshown: Unshown::IsUnread, ..asking() };
        let held = now(ask(&some, failing, given_up)).expect("an answer");
        let unread =
            [Key::Library("LIB-1".into()), Key::Run("RUN-1".into()), Key::Run("RUN-2".into())];
        assert_eq!(held.unread, unread.into());
        assert_eq!(held.samples["A-4"], HeldSample::Unread);
        assert_eq!(now(ask(&asking(), failing, given_up)), Err(Halt::Unusable));
        let gone = async |_, _| Err(Failure::NoAnswer);
        assert_eq!(now(ask(&some, gone, given_up)), Err(Halt::Offline));
    }

    #[test]
    fn a_run_that_majora_fails_to_show_says_nothing_of_the_others() {
        let failing = async |endpoint, body: Value| {
            let runs = body["run_name"].as_array().cloned().unwrap_or_default();
            match runs.contains(&json!("RUN-2")) {
                true => Err(Failure::Problem(unusable())),
                false => Ok(majora(endpoint, &body)),
            }
        };
        let some = Questions { unshown: Unshown::IsUnread, ..asking() };
        let mut seen = Vec::new();
        let held = now(review(&some, failing, given_up, |asked| seen.push(asked), || false));
        let held = held.expect("an answer");
        assert_eq!(held.unread, [Key::Run("RUN-2".into())].into());
        assert_eq!(held.runs, expected().runs);
        let last = seen.last().expect("it is told");
        assert_eq!((last.done, last.all), (7, 7));
        // What is to be written rests on every answer.
        assert_eq!(now(ask(&asking(), failing, given_up)), Err(Halt::Unusable));
    }

    #[test]
    fn a_review_is_told_and_can_be_cut_short() {
        let mut seen = Vec::new();
        let majora = async |endpoint, body: Value| Ok(majora(endpoint, &body));
        let held = now(review(&asking(), majora, given_up, |asked| seen.push(asked), || true));
        assert_eq!(held.expect("an answer").samples["A-4"], HeldSample::Unread);
        assert_eq!(seen, [1, 2, 3, 4].map(|done| Asked { done, all: 4 }));
    }

    fn unusable() -> crate::problem::Problem {
        crate::problem::Problem {
            title: String::new(),
            status: 502,
            code: crate::problem::Code::UpstreamUnusable,
            request_id: String::new(),
            outcome: None,
            retry_after: None,
        }
    }

    #[test]
    fn a_name_passed_over_ends_the_asking() {
        for (endpoint, key, name) in [
            (Endpoint::BiosampleValidity, "result", "A-3"),
            (Endpoint::SequencingGet, "ignored", ""),
        ] {
            let forgetful = async |called, body: Value| {
                let mut answer = majora(called, &body);
                if called == endpoint {
                    match answer[key].as_object_mut() {
                        Some(object) => drop(object.remove(name)),
                        None => answer[key] = json!([]),
                    }
                }
                Ok(answer)
            };
            assert_eq!(
                now(ask(&asking(), forgetful, given_up)),
                Err(Halt::Unusable),
                "{endpoint:?}"
            );
        }
    }

    #[test]
    fn a_call_that_fails_ends_the_asking() {
        let calls = Cell::new(0);
        let failing = async |_, _| {
            calls.set(calls.get() + 1);
            Err(Failure::NoAnswer)
        };
        assert_eq!(now(ask(&asking(), failing, given_up)), Err(Halt::Offline));
        assert_eq!(calls.get(), 1);
    }

    #[test]
    fn many_names_go_in_few_calls() {
        let samples = (0..1000).map(|n| format!("A-{n}")).collect();
        let calls = Cell::new(0);
        let counting = async |_, body: Value| {
            calls.set(calls.get() + 1);
            let unknown = json!({"exists": false});
            let ids = body["biosamples"].as_array().cloned().unwrap_or_default();
            let result =
                ids.iter().filter_map(|id| Some((id.as_str()?.to_owned(), unknown.clone())));
            Ok(json!({"success": true, "result": result.collect::<Map<_, _>>()}))
        };
        let held = now(ask(&Questions { samples, ..Questions::default() }, counting, given_up));
        assert_eq!(held, Ok(Held::default()));
        assert_eq!(calls.get(), 5);
    }

    #[test]
    fn a_few_calls_are_under_way_at_once() {
        let (under_way, most) = (Cell::new(0), Cell::new(0));
        let slow = async |endpoint, body: Value| {
            under_way.set(under_way.get() + 1);
            most.set(most.get().max(under_way.get()));
            let mut asked = false;
            std::future::poll_fn(|context| {
                context.waker().wake_by_ref();
                if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            under_way.set(under_way.get() - 1);
            Ok(majora(endpoint, &body))
        };
        let libraries = (0..9).map(|n| format!("LIB-{}", n + 10)).collect();
        let questions = Questions { libraries, ..Questions::default() };
        let mut asking = std::pin::pin!(ask(&questions, slow, given_up));
        let mut context = Context::from_waker(Waker::noop());
        let turns = (0..).find(|_| asking.as_mut().poll(&mut context).is_ready());
        assert!(turns.is_some());
        assert_eq!((most.get(), under_way.get()), (AT_ONCE, 0));
    }
}
