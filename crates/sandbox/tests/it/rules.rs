//! Rules of the upload API that no recorded case here shows (RULES.md, by section).

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use sandbox::{Clock, GivenToken, Scopes, World, app};
use serde_json::{Value, json};

use crate::browser::send;

const ADD: &str = "/api/v2/artifact/biosample/add/";
const UPDATE: &str = "/api/v2/artifact/biosample/update/";
const GET: &str = "/api/v2/artifact/biosample/get/";
const VALIDITY: &str = "/api/v2/artifact/biosample/query/validity/";
const LIBRARY: &str = "/api/v2/artifact/library/add/";
const RUN: &str = "/api/v2/process/sequencing/add/";
const GET_RUN: &str = "/api/v2/process/sequencing/get/";

/// A fresh demo world on 2026-11-20, with a token.
struct Majora(Router);

impl Majora {
    fn new() -> Self {
        let mut world = World::demo();
        let user = world.users[0].username.clone();
        let token =
            GivenToken { token: "t".to_owned(), user, scopes: Scopes::all(), expires_in_days: 1 };
        world.access_tokens.push(token);
        Self(app(world, Clock::standing_at(1_795_176_000)))
    }

    async fn raw(&self, path: &str, body: String) -> (u16, Value) {
        let request =
            Request::post(path).header("Authorization", "Bearer t").body(Body::from(body));
        let reply = send(&self.0, request.unwrap(), None).await;
        (reply.status, reply.body())
    }

    async fn call(&self, path: &str, mut body: Value) -> Value {
        body["username"] = json!("u");
        body["token"] = json!("t");
        let (status, answer) = self.raw(path, body.to_string()).await;
        if status == 200 { answer } else { json!(status) }
    }

    /// Adds one sample: the usual fields, and those given.
    async fn add(&self, fields: Value) -> Value {
        self.call(ADD, json!({"biosamples": [sample(fields)]})).await
    }

    async fn stored(&self, id: &str) -> Value {
        self.call(GET, json!({"central_sample_id": id})).await["get"][id].clone()
    }

    async fn library(&self, name: &str, samples: &[&str], force: bool) -> Value {
        let samples: Vec<_> =
            samples.iter().map(|id| record(json!({"central_sample_id": id}))).collect();
        self.call(LIBRARY, library(name, json!({"biosamples": samples, "force_biosamples": force})))
            .await
    }
}

fn with(mut base: Value, more: Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        base[key] = value.clone();
    }
    base
}

fn sample(fields: Value) -> Value {
    let base = json!({
        "central_sample_id": "S", "adm1": "UK-ENG", "is_surveillance": "Y", "collection_date": "2026-11-10",
    });
    with(base, fields)
}

fn record(fields: Value) -> Value {
    let base = json!({
        "library_source": "VIRAL_RNA", "library_selection": "PCR", "library_strategy": "AMPLICON",
    });
    with(base, fields)
}

fn library(name: &str, more: Value) -> Value {
    let base = json!({
        "library_name": name, "library_layout_config": "PAIRED", "library_seq_kit": "K",
        "library_seq_protocol": "P",
    });
    with(base, more)
}

fn run(fields: Value) -> Value {
    let base = json!({"run_name": "RUN-1", "instrument_make": "ILLUMINA", "instrument_model": "M"});
    with(base, fields)
}

/// Field and message of every error in the answer's only message.
fn faults(answer: &Value) -> Vec<(String, String)> {
    let messages = answer["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1, "{answer}");
    let Some(fields) = messages[0].as_object() else {
        return vec![(String::new(), messages[0].as_str().unwrap().to_owned())];
    };
    let each = fields.iter().flat_map(|(field, faults)| {
        let message =
            |fault: &Value| (field.clone(), fault["message"].as_str().unwrap().to_owned());
        faults.as_array().unwrap().iter().map(message).collect::<Vec<_>>()
    });
    each.collect()
}

#[tokio::test]
async fn one_bad_value_in_a_sample() {
    let long = "L".repeat(101);
    for (fields, field, message) in [
        (json!({"source_age": "30.5"}), "source_age", "Enter a whole number."),
        (
            json!({"source_age": 9_223_372_036_854_775_808_u64}),
            "",
            "Python int too large to convert to SQLite INTEGER",
        ),
        (
            json!({"source_sex": "f"}),
            "source_sex",
            "Select a valid choice. f is not one of the available choices.",
        ),
        (
            json!({"sample_type_collected": "None"}),
            "sample_type_collected",
            "Select a valid choice. none is not one of the available choices.",
        ),
        (json!({"sample_type_collected": ["swab"]}), "", "'list' object has no attribute 'strip'"),
        (json!({"adm2": true}), "", "'bool' object has no attribute 'strip'"),
        (
            json!({"adm2": &long}),
            "adm2",
            "Ensure this value has at most 100 characters (it has 101).",
        ),
        (
            json!({"employing_hospital_name": &long}),
            "employing_hospital_name",
            "Ensure this value has at most 100 characters (it has 101).",
        ),
        (
            json!({"anonymised_care_home_code": "LLLLLLLLLLL"}),
            "anonymised_care_home_code",
            "Ensure this value has at most 10 characters (it has 11).",
        ),
        (json!({"is_hcw": {}}), "", "unhashable type: 'dict'"),
        (
            json!({"admission_date": "2026-11-01"}),
            "is_hospital_patient",
            "Admission date implies patient was admitted to hospital but you've not set is_hospital_patient to Y",
        ),
        (
            json!({"collection_date": "2026-11-21"}),
            "collection_date",
            "Sample cannot be collected in the future",
        ),
        (
            json!({"received_date": "2025-11-19"}),
            "received_date",
            "Sample cannot be received more than a year ago...",
        ),
        (
            json!({"central_sample_id": "A.B"}),
            "central_sample_id",
            r"central_sample_id cannot contain a reserved character: ['.', '/', '\\']",
        ),
    ] {
        let answer = Majora::new().add(fields.clone()).await;
        assert_eq!(faults(&answer), [(field.to_owned(), message.to_owned())], "{fields}");
        let ignored =
            if field.is_empty() { json!([]) } else { json!([sample(fields)["central_sample_id"]]) };
        assert_eq!(answer["ignored"], ignored);
    }
}

#[tokio::test]
async fn good_values_and_what_is_stored_of_them() {
    for (fields, field, stored) in [
        (json!({"collection_date": "11/10/26"}), "collection_date", json!("2026-11-10")),
        (json!({"collection_date": "2026-11-9"}), "collection_date", json!("2026-11-09")),
        (json!({"collection_date": "2025-11-20"}), "collection_date", json!("2025-11-20")),
        (json!({"source_age": "1_0"}), "source_age", json!(10)),
        (json!({"is_surveillance": 0}), "is_surveillance", json!("N")),
        (json!({"is_surveillance": " no "}), "is_surveillance", json!("N")),
        (json!({"collection_pillar": 34613}), "collection_pillar", json!(34613)),
        (json!({"adm2": "ynys môn"}), "adm2", json!("YNYS MÔN")),
        (json!({"root_sample_id": 5.0}), "root_sample_id", json!("5.0")),
        (json!({"root_sample_id": []}), "root_sample_id", Value::Null),
    ] {
        let majora = Majora::new();
        assert_eq!(majora.add(fields.clone()).await["success"], json!(true), "{fields}");
        assert_eq!(majora.stored("S").await[field], stored, "{fields}");
    }
}

#[tokio::test]
async fn tags_of_every_type() {
    let majora = Majora::new();
    let metadata = json!({
        "t": {"number": 5, "truth": true, "none": null, "list": [], "blank": "  "},
        "investigation": {"kept": "but never shown"},
    });
    assert_eq!(majora.add(json!({"metadata": metadata})).await["success"], json!(true));
    let shown = json!({"t": {"number": "5", "truth": "True", "none": "", "list": "", "blank": ""}});
    assert_eq!(majora.stored("S").await["metadata"], shown);
    for (metadata, text) in [
        (json!({"t": null}), "'NoneType' object is not iterable"),
        (json!(5), "'int' object is not iterable"),
        (json!([0]), "'int' object is not iterable"),
        (json!({"t": ["n"]}), "list indices must be integers or slices, not str"),
    ] {
        let answer = majora.add(json!({"metadata": metadata})).await;
        assert_eq!(faults(&answer), [(String::new(), text.to_owned())]);
        assert_eq!(answer["updated"], json!([]));
    }
}

#[tokio::test]
async fn a_nameless_sample_takes_no_tags() {
    let answer =
        Majora::new().add(json!({"central_sample_id": "", "metadata": {"t": {"n": "v"}}})).await;
    let message = "You must provide one 'artifact', 'group' or 'process' to attach metadata to";
    let fields: Vec<_> = faults(&answer)
        .into_iter()
        .map(|(field, text)| {
            assert_eq!(text, message);
            field
        })
        .collect();
    assert_eq!(fields, ["artifact", "group", "process"]);
    assert_eq!(answer["ignored"], json!(["metadata__t__n"]));
}

#[tokio::test]
async fn ct_records() {
    let ct = |records: Value| json!({"metrics": {"ct": {"records": records}}});
    let majora = Majora::new();
    let records = json!({
        "1": {"ct_value": 20, "test_kit": "BD"}, "2": {"ct_value": true, "test_kit": "BD"}, "3": {"ct_value": ""},
    });
    let answer = majora.add(ct(records)).await;
    assert_eq!((&answer["warnings"], &answer["ignored"]), (&json!(1), &json!(["ct:3"])));
    assert_eq!(answer["messages"], json!([]));
    let stored = &majora.stored("S").await["metrics"]["ct"];
    assert_eq!(stored["num_tests"], json!(1), "equal kit, platform and target are one record");
    assert_eq!(stored["records"][0]["ct_value"], json!(1.0));
    for (metrics, text) in [
        (json!({"ct": []}), "list indices must be integers or slices, not str"),
        (json!({"load": 5}), "'int' object does not support item assignment"),
        (
            json!({"ct": {"records": [{"ct_value": 1}]}}),
            "list indices must be integers or slices, not dict",
        ),
        (json!({"ct": {"records": {"1": "25"}}}), "'str' object has no attribute 'get'"),
        (json!("ct"), "string indices must be integers, not 'str'"),
    ] {
        let answer = majora.add(json!({"metrics": metrics})).await;
        assert_eq!(faults(&answer), [(String::new(), text.to_owned())]);
    }
}

#[tokio::test]
async fn a_bad_neighbour_harms_nobody_and_the_same_id_cannot_be_told() {
    let majora = Majora::new();
    let samples = json!([
        sample(json!({"central_sample_id": "A"})),
        sample(json!({"central_sample_id": "B", "adm1": "XX"})),
        sample(json!({"central_sample_id": "A", "adm1": "XX"})),
    ]);
    let answer = majora.call(ADD, json!({"biosamples": samples})).await;
    assert_eq!(answer["ignored"], json!(["B", "A"]));
    assert_eq!(answer["new"][0][2], json!("A"));
}

#[tokio::test]
async fn update_leaves_what_is_not_sent_and_checks_what_is() {
    let majora = Majora::new();
    majora.add(json!({"adm2": "Leeds", "source_age": 5})).await;
    let update = async |fields: Value| {
        let fields = with(json!({"central_sample_id": "S"}), fields);
        majora.call(UPDATE, json!({"biosamples": [fields]})).await
    };
    let answer = update(json!({"admission_date": "2026-11-01", "is_hospital_patient": "N"})).await;
    assert_eq!(faults(&answer)[0].0, "is_hospital_patient");
    assert_eq!(faults(&update(json!({"collection_date": "x"})).await).len(), 1);
    assert_eq!(update(json!({"source_age": ""})).await["success"], json!(true));
    let stored = majora.stored("S").await;
    assert_eq!((&stored["adm2"], &stored["source_age"]), (&json!("LEEDS"), &Value::Null));
}

#[tokio::test]
async fn a_forced_sample_is_filled_by_add_and_not_by_update() {
    let majora = Majora::new();
    assert_eq!(majora.library("LIB-1", &["F"], true).await["warnings"], json!(1));
    let update = json!({"biosamples": [{"central_sample_id": "F", "adm1": "UK-ENG"}]});
    let answer = majora.call(UPDATE, update).await;
    assert_eq!(answer["messages"], json!(["Cannot use `partial` on empty BiosampleArtifact F"]));
    let about = async || {
        majora.call(VALIDITY, json!({"biosamples": ["F"]})).await["result"]["F"]["has_metadata"]
            .clone()
    };
    assert_eq!(about().await, json!(false));
    let answer = majora.add(json!({"central_sample_id": "F"})).await;
    assert_eq!((&answer["new"], &answer["updated"][0][2]), (&json!([]), &json!("F")));
    assert_eq!(about().await, json!(true));
}

#[tokio::test]
async fn unknown_samples_keep_a_library_empty() {
    let majora = Majora::new();
    majora.add(json!({"central_sample_id": "A"})).await;
    let answer = majora.library("LIB-1", &["A", "NONE-1", "NONE-2"], false).await;
    assert_eq!((&answer["errors"], &answer["ignored"]), (&json!(2), &json!(["NONE-1", "NONE-2"])));
    assert_eq!(majora.stored("LIB-1").await["biosamples"], json!([]));
}

#[tokio::test]
async fn names_are_one_namespace() {
    let majora = Majora::new();
    majora.add(json!({"central_sample_id": "SAME-NAME"})).await;
    let answer = majora.library("SAME-NAME", &["SAME-NAME"], false).await;
    let text = "UNIQUE constraint failed: majora2_majoraartifact.dice_name";
    assert_eq!(faults(&answer), [(String::new(), text.to_owned())]);
    assert_eq!(answer["ignored"], json!([]));
}

#[tokio::test]
async fn the_text_none_passes_lists_of_a_library() {
    let majora = Majora::new();
    majora.add(json!({})).await;
    let none = json!({
        "central_sample_id": "S", "library_source": "None", "library_selection": "None", "library_strategy": "None",
    });
    let request = library("LIB-1", json!({"library_layout_config": "None", "biosamples": [none]}));
    assert_eq!(majora.call(LIBRARY, request).await["success"], json!(true));
    let stored = majora.stored("LIB-1").await;
    assert_eq!(stored["library_layout_config"], json!("None"));
    assert_eq!(stored["biosamples"][0]["library_strategy"], json!("None"));
}

#[tokio::test]
async fn a_run_shows_its_month_for_its_minutes_and_its_libraries() {
    let majora = Majora::new();
    majora.add(json!({})).await;
    majora.library("LIB-1", &["S"], false).await;
    majora.library("LIB-2", &["S"], false).await;
    let runs = json!([run(json!({"start_time": "2026-11-02 10:00", "run_group": "discarded"}))]);
    for library in ["LIB-1", "LIB-2"] {
        let request = json!({"library_name": library, "runs": runs, "run_group": ""});
        assert_eq!(majora.call(RUN, request).await["success"], json!(true));
    }
    let got = majora.call(GET_RUN, json!({"run_name": ["RUN-1"]})).await["get"]["RUN-1"].clone();
    assert_eq!(got["start_time"], json!("2026-11-02 10:11"));
    assert_eq!(got["run_group"], json!("RUN-1"));
    assert_eq!(got["sequencing_submission_date"], json!("2026-11-02"));
    assert_eq!(got["libraries"][1]["library_name"], json!("LIB-2"));
}

#[tokio::test]
async fn a_run_that_broke_when_it_was_made_cannot_be_shown() {
    let majora = Majora::new();
    majora.add(json!({})).await;
    majora.library("LIB-1", &["S"], false).await;
    let request =
        json!({"library_name": "LIB-1", "runs": [run(json!({"run_name": "RUN-9876543210"}))]});
    majora.call(RUN, request.clone()).await;
    let again = majora.call(RUN, request).await;
    assert_eq!(
        (again["new"].as_array().unwrap().len(), again["updated"].as_array().unwrap().len()),
        (3, 1)
    );
    let got = majora.call(GET_RUN, json!({"run_name": ["RUN-9876543210"]})).await;
    assert_eq!(faults(&got)[0].1, "'NoneType' object has no attribute 'profile'");
    assert_eq!(got["get"], json!({}));
}

#[tokio::test]
async fn bodies_that_break_the_server() {
    let majora = Majora::new();
    for (path, body) in [
        (ADD, json!({"biosamples": true})),
        (ADD, json!({"biosamples": 0})),
        (VALIDITY, json!({"biosamples": [{}]})),
        (VALIDITY, json!({"biosamples": null})),
        (LIBRARY, library("LIB-1", json!({"biosamples": [null]}))),
        (GET_RUN, json!({"run_name": 5})),
        (GET_RUN, json!({"run_name": {"a": 1}})),
    ] {
        assert_eq!(majora.call(path, body.clone()).await, json!(500), "{path} {body}");
    }
    for body in ["null", "5", "[]"] {
        assert_eq!(majora.raw(ADD, body.to_owned()).await.0, 500, "{body}");
    }
    assert_eq!(majora.raw(ADD, "{} {}".to_owned()).await, (400, json!("")));
}

#[tokio::test]
async fn an_ocarina_must_be_new_enough() {
    let majora = Majora::new();
    let too_old = "Update your 'ocarina' client to version v0.37.0";
    let odd = "It appears you are using 'ocarina', but your version number doesn't make sense... This shouldn't happen...";
    for (version, message) in [
        (json!("0.37"), Some(too_old)),
        (json!("0.37.0"), None),
        (json!("1.0"), None),
        (json!("new"), Some(odd)),
        (json!(0.38), Some(odd)),
        (Value::Null, Some(odd)),
    ] {
        let request =
            json!({"client_name": "ocarina", "client_version": version, "biosamples": ["X"]});
        let answer = majora.call(VALIDITY, request).await;
        let messages = message.map_or(json!([]), |message| json!([message]));
        assert_eq!(answer["messages"], messages, "{version}");
    }
}

#[tokio::test]
async fn a_path_without_its_last_slash_is_sent_to_the_right_one() {
    let majora = Majora::new();
    let path = ADD.trim_end_matches('/');
    let reply = send(&majora.0, Request::post(path).body(Body::empty()).unwrap(), None).await;
    assert_eq!((reply.status, reply.header("location")), (301, Some(ADD)));
    let reply =
        send(&majora.0, Request::post("/api/v2/nope").body(Body::empty()).unwrap(), None).await;
    assert_eq!(reply.status, 404);
}
