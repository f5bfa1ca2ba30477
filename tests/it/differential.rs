//! The checks against the stand-in Majora: rows made from the table of columns, good and bad, are
//! judged alike by both, or the difference is one of [`sheet::stricter`].

use crate::cells;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use protocol::endpoint::Endpoint;
use protocol::majora::request::request;
use sandbox::{Clock, GivenToken, Scopes};
use serde_json::{Value, json};
use sheet::check::{Checked, check};
use sheet::decide::Decisions;
use sheet::field::{Field, Section, Target};
use sheet::held::{Held, HeldSample};
use sheet::plan::plan;
use sheet::problem::{Fault, Problem, Severity};
use sheet::stored::StoredLibrary;
use sheet::stricter::Difference;
use sheet::value::Date;
use sheet::{fields, further, read, rules};
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;

const TODAY: Date = Date::constant(2026, 11, 20);
/// Noon of that day, UTC.
const NOON: i64 = 1_795_176_000;
const TOKEN: &str = "differential";
/// Registered before anything is compared.
const KNOWN: (&str, &str) = ("KNOWN-SAMPLE", "KNOWN-LIBRARY");

/// A row of one record: the columns and what stands in them.
type Row = BTreeMap<&'static str, String>;

/// What Majora made of a record.
#[derive(Debug, PartialEq)]
enum Theirs {
    Took,
    /// Refused, at these columns where it names any.
    Refused(BTreeSet<String>),
}

/// What came of comparing one row.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Agreement {
    BothTake,
    BothRefuse,
    Stricter(BTreeSet<Difference>),
}

/// A Majora in this process that stands still at noon of [`TODAY`].
struct Majora {
    app: Router,
    runtime: tokio::runtime::Runtime,
}

impl Majora {
    fn start() -> Majora {
        let mut world = sandbox::World::demo();
        world.access_tokens.push(GivenToken {
            token: TOKEN.to_owned(),
            user: sandbox::DEMO_USERNAME.to_owned(),
            scopes: Scopes::all(),
            expires_in_days: 1,
        });
        let app = sandbox::app(world, Clock::standing_at(NOON));
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let majora = Majora { app, runtime };
        let known = [
            (Endpoint::BiosampleAdd, raw(&good(Section::Sample), Section::Sample)),
            (Endpoint::LibraryAdd, raw(&good(Section::Library), Section::Library)),
        ];
        for (endpoint, body) in known {
            assert_eq!(majora.post(endpoint, body)["errors"], 0);
        }
        majora
    }

    fn post(&self, endpoint: Endpoint, mut body: Value) -> Value {
        body["username"] = sandbox::DEMO_USERNAME.into();
        body["token"] = "of the header".into();
        let request = Request::post(endpoint.upstream_path())
            .header("authorization", format!("Bearer {TOKEN}"))
            .body(Body::from(body.to_string()))
            .expect("a request");
        self.runtime.block_on(async {
            let answer = self.app.clone().oneshot(request).await.expect("an answer");
            let status = answer.status();
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
            assert_eq!(status, 200, "{body}");
            serde_json::from_slice(&bytes).expect("JSON")
        })
    }

    /// What it makes of a row as it stands, nothing trimmed or turned.
    fn judge(&self, row: &Row, section: Section) -> Theirs {
        let endpoint = match section {
            Section::Sample => Endpoint::BiosampleAdd,
            Section::Library => Endpoint::LibraryAdd,
            Section::Run => Endpoint::SequencingAdd,
        };
        let answer = self.post(endpoint, raw(row, section));
        if answer["errors"] == 0 {
            return Theirs::Took;
        }
        let messages = answer["messages"].as_array().into_iter().flatten();
        let keys = messages.filter_map(Value::as_object).flat_map(|faults| faults.keys());
        let columns =
            keys.filter_map(|key| column(key, section)).map(|field| field.name.to_owned());
        Theirs::Refused(columns.collect())
    }
}

/// The column that Majora calls `key` in a record of this kind; none for tags and tests, which it
/// calls all the same.
fn column(key: &str, section: Section) -> Option<&'static Field> {
    let is_it = |target: &Target| match target {
        Target::Sample(name) | Target::Library(name) | Target::Member(name) => *name == key,
        Target::Run(name) | Target::RunRequest(name) => *name == key,
        Target::Ct(..) | Target::SampleTag(..) | Target::LibraryTag(..) => false,
    };
    let mine = fields::ALL.iter().copied().filter(|field| field.section == section);
    mine.into_iter().find(|field| field.targets.iter().any(is_it))
}

/// A row that both take.
fn good(section: Section) -> Row {
    let today = TODAY.to_string();
    let cells: &[(&'static str, &str)] = match section {
        Section::Sample => &[
            ("central_sample_id", KNOWN.0),
            ("adm1", "UK-ENG"),
            ("collection_date", &today),
            ("is_surveillance", "Y"),
        ],
        Section::Library => &[
            ("central_sample_id", KNOWN.0),
            ("library_name", KNOWN.1),
            ("library_seq_kit", "KIT"),
            ("library_seq_protocol", "PROTOCOL"),
            ("library_layout_config", "SINGLE"),
            ("library_source", "VIRAL_RNA"),
            ("library_selection", "PCR"),
            ("library_strategy", "AMPLICON"),
        ],
        Section::Run => &[
            ("central_sample_id", KNOWN.0),
            ("library_name", KNOWN.1),
            ("run_name", "RUN-1"),
            ("instrument_make", "ILLUMINA"),
            ("instrument_model", "MiSeq"),
        ],
    };
    cells.iter().map(|(name, cell)| (*name, (*cell).to_owned())).collect()
}

/// The columns of a record that Majora takes.
fn columns(section: Section) -> Vec<&'static Field> {
    let mine = |field: &&Field| field.section == section && !field.targets.is_empty();
    fields::ALL.iter().copied().filter(mine).collect()
}

/// The body of the request that carries a row's cells as they stand; empty ones are left out.
fn raw(row: &Row, section: Section) -> Value {
    let mut top = json!({});
    let mut record = json!({});
    for (name, cell) in row.iter().filter(|(_, cell)| !cell.is_empty()) {
        let field = fields::ALL.iter().find(|field| field.name == *name).expect("a column");
        for target in field.targets {
            match target {
                Target::Sample(key) if section == Section::Sample => record[*key] = json!(cell),
                Target::Sample(key) if section == Section::Library => record[*key] = json!(cell),
                Target::SampleTag(tag, name) => record["metadata"][*tag][*name] = json!(cell),
                Target::Ct(test, key) => {
                    record["metrics"]["ct"]["records"][test.to_string()][*key] = json!(cell);
                }
                Target::Library(key) if section == Section::Library => top[*key] = json!(cell),
                Target::LibraryTag(tag, name) => top["metadata"][*tag][*name] = json!(cell),
                Target::Member(key) => record[*key] = json!(cell),
                Target::Run(key) => record[*key] = json!(cell),
                Target::RunRequest(key) => top[*key] = json!(cell),
                Target::Library(key) => top[*key] = json!(cell),
                Target::Sample(_) => {}
            }
        }
    }
    top[if section == Section::Run { "runs" } else { "biosamples" }] = json!([record]);
    top
}

/// The sheet of one row, checked.
fn checked(row: &Row) -> Checked {
    let mut out = csv_line(row.keys().copied());
    out.push_str(&csv_line(row.values().map(String::as_str)));
    let sheet = read::read(out.into_bytes()).unwrap_or_else(|error| panic!("{error}: {row:?}"));
    check(sheet, TODAY)
}

fn csv_line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> =
        cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(",") + "\n"
}

fn errors(checked: &Checked) -> Vec<&Problem> {
    let problems = checked.problems_of(0).iter();
    problems.filter(|problem| problem.severity() == Severity::Error).collect()
}

/// The columns that an error is about: where it stands, and those that its rule reads.
fn about(checked: &Checked, problem: &Problem) -> Vec<&'static str> {
    let field = problem.column.and_then(|column| checked.sheet().columns()[column].field);
    let of_rule = rules::ALL.iter().filter(|rule| rule.fault == problem.fault);
    field
        .into_iter()
        .chain(of_rule.flat_map(|rule| rule.columns.iter().copied()))
        .map(|f| f.name)
        .collect()
}

fn behind(checked: &Checked, problem: &Problem) -> Option<Difference> {
    let column = problem.column?;
    let field = checked.sheet().columns()[column].field?;
    // Majora looks at nothing else of a test that it drops.
    let dropped = |other: &&&Problem| {
        let other = other.column.and_then(|column| checked.sheet().columns()[column].field);
        other.map(further::test_number) == Some(further::test_number(field))
    };
    let without = |other: &&&Problem| other.fault == Fault::TestWithoutValue;
    if further::test_number(field).is_some()
        && errors(checked).iter().filter(without).any(|other| dropped(&other))
    {
        return Some(Difference::TestWithoutValue);
    }
    Difference::behind(problem.fault, field, checked.sheet().cell(0, column))
}

/// Compares both judgements of one row; what they can't agree on, in words.
fn compare(majora: &Majora, row: &Row, section: Section) -> Result<Agreement, String> {
    let checked = checked(row);
    if checked.is_ready(0) {
        return sent(majora, &checked).map(|()| Agreement::BothTake);
    }
    let errors = errors(&checked);
    let theirs = majora.judge(row, section);
    let Theirs::Refused(named) = &theirs else {
        let reasons: Option<BTreeSet<_>> = errors.iter().map(|e| behind(&checked, e)).collect();
        return reasons.map(Agreement::Stricter).ok_or_else(|| {
            format!(
                "Majora takes it, ours {:?}",
                errors.iter().map(|e| e.fault).collect::<Vec<_>>()
            )
        });
    };
    let ours: Vec<&str> = errors.iter().flat_map(|error| about(&checked, error)).collect();
    let same = named.iter().any(|name| ours.contains(&name.as_str()));
    // Majora minds spaces and most forms of dates, and misses a date that it couldn't read.
    let passes = |name: &str| {
        let field = fields::ALL.iter().find(|field| field.name == name);
        let cell = row.get(name).filter(|cell| !cell.is_empty());
        field.zip(cell).is_some_and(|(field, cell)| Difference::passing(field, cell).is_some())
    };
    let echo = |name: &str| name == "received_date" && passes("collection_date");
    match same || named.iter().all(|name| passes(name) || echo(name)) {
        true => Ok(Agreement::BothRefuse),
        false => Err(format!("Majora refuses {named:?}, ours {ours:?}")),
    }
}

/// Sends what is ready as it would be sent. Majora must take all of it.
fn sent(majora: &Majora, checked: &Checked) -> Result<(), String> {
    let mut held = Held::default();
    held.samples.insert(KNOWN.0.to_owned(), HeldSample::Unread);
    if checked.parts(0).sample {
        held.samples.clear();
    }
    if checked.parts(0).run {
        held.libraries.insert(KNOWN.1.to_owned(), StoredLibrary::default());
    }
    let plan = plan(checked, &held, &Decisions::default());
    let [step] = plan.steps.as_slice() else {
        return Err(format!("ready, and {} steps are planned", plan.steps.len()));
    };
    let (endpoint, body) = request(step);
    let answer = majora.post(endpoint, body);
    match answer["errors"] == 0 {
        true => Ok(()),
        false => Err(format!("ready, and Majora says {}", answer["messages"])),
    }
}

fn with(section: Section, changes: &[(&'static Field, String)]) -> Row {
    let mut row = good(section);
    row.extend(changes.iter().map(|(field, cell)| (field.name, cell.clone())));
    row
}

#[test]
fn every_column_takes_what_majora_takes() {
    let mut outcomes: BTreeMap<Agreement, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for section in Section::ALL {
        let majora = Majora::start();
        for field in columns(section) {
            for cell in cells::of(field, TODAY) {
                let mut row = with(section, &[(field, cell.clone())]);
                if further::test_number(field).is_some() {
                    for value in [&fields::CT_1_CT_VALUE, &fields::CT_2_CT_VALUE] {
                        row.entry(value.name).or_insert_with(|| "21.4".to_owned());
                    }
                }
                match compare(&majora, &row, section) {
                    Ok(agreement) => *outcomes.entry(agreement).or_default() += 1,
                    Err(why) => wrong.push(format!("{} {cell:?}: {why}", field.name)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    println!("{outcomes:#?}");
    // Rows that nobody judged must not pass.
    let count = |agreement| outcomes.get(&agreement).copied().unwrap_or_default();
    assert!(count(Agreement::BothTake) > 900 && count(Agreement::BothRefuse) > 700);
    for difference in [
        Difference::NoId,
        Difference::NoneAsChoice,
        Difference::DateOrder,
        Difference::NeitherYesNorNo,
        Difference::OutsideTheMeantList,
        Difference::LongDigits,
        Difference::IdDefeatsAttribution,
        Difference::NulCharacter,
        Difference::PersonalIdentifier,
    ] {
        assert!(count(Agreement::Stricter([difference].into())) > 0, "{difference:?} never occurs");
    }
}

#[test]
fn rows_of_several_changes_are_judged_alike() {
    let section = prop::sample::select(Section::ALL.to_vec());
    let change = |section| {
        let field = prop::sample::select(columns(section));
        field.prop_flat_map(|field| {
            let listed = prop::sample::select(cells::of(field, TODAY));
            (Just(field), prop_oneof![2 => listed, 1 => cells::any()])
        })
    };
    let rows = section
        .prop_flat_map(move |section| (Just(section), prop::collection::vec(change(section), 1..6)))
        .prop_map(|(section, changes)| (section, with(section, &changes)));
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let compared = TestRunner::new(config).run(&rows, |(section, row)| {
        // What another row left there would count: a name can be given once.
        let majora = Majora::start();
        compare(&majora, &row, section).map(drop).map_err(TestCaseError::fail)
    });
    compared.unwrap_or_else(|error| panic!("{error}"));
}
