//! The requests that `plan` shows, against keys and paths written by hand from RULES.md §1 and §4.

use serde_json::{Value, json};

use super::{GOOD, Ran, documented, piped};

const COLUMNS: &str = "central_sample_id,adm1,collection_date,is_surveillance,library_name,\
    library_seq_kit,library_seq_protocol,library_layout_config,library_selection,library_source,\
    library_strategy,run_name,instrument_make,instrument_model\n";
const LIBRARY: &str = "HOOT-LIB,LSK109,LIGATION,SINGLE,PCR,VIRAL_RNA,AMPLICON";
const RUN: &str = "HOOT-RUN,OXFORD_NANOPORE,GridION";

fn plan(sheet: &str) -> Ran {
    piped(&["plan", "--json", "-"], sheet.as_bytes())
}

#[test]
fn samples_go_before_their_library_and_that_before_its_run() {
    let row = |id| format!("{id},UK-ENG,2026-11-01,Y,{LIBRARY},{RUN}\n");
    let ran = plan(&format!("{COLUMNS}{}{}", row("HOOT-1"), row("HOOT-2")));
    let sample = |id| {
        json!({
            "central_sample_id": id, "adm1": "UK-ENG", "collection_date": "2026-11-01",
            "is_surveillance": "Y"
        })
    };
    let member = |id| {
        json!({
            "central_sample_id": id, "library_selection": "PCR", "library_source": "VIRAL_RNA",
            "library_strategy": "AMPLICON"
        })
    };
    let post = |path, body: Value| json!({ "method": "POST", "path": path, "body": body });
    let expected = json!({
        "version": 1,
        "requests": [
            post(
                "/api/v2/artifact/biosample/add/",
                json!({ "biosamples": [sample("HOOT-1"), sample("HOOT-2")] })
            ),
            post(
                "/api/v2/artifact/library/add/",
                json!({
                    "library_name": "HOOT-LIB", "library_seq_kit": "LSK109",
                    "library_seq_protocol": "LIGATION", "library_layout_config": "SINGLE",
                    "biosamples": [member("HOOT-1"), member("HOOT-2")]
                })
            ),
            post(
                "/api/v2/process/sequencing/add/",
                json!({
                    "library_name": "HOOT-LIB",
                    "runs": [{
                        "run_name": "HOOT-RUN", "instrument_make": "OXFORD_NANOPORE",
                        "instrument_model": "GridION"
                    }]
                })
            ),
        ],
        "left_out": [],
    });
    assert_eq!((ran.code, ran.json(), ran.stderr.as_str()), (Some(0), expected, ""));
    assert!(ran.stdout.starts_with(r#"{"version":1,"requests":[{"method":"POST","path":"#));
}

#[test]
fn metadata_goes_where_it_is_said_to_be() {
    let mut lines = GOOD.lines().zip(["foo.bar", "a thing"]);
    let sheet: String = lines.by_ref().map(|(line, cell)| format!("{line},{cell}\n")).collect();
    let metadata = |more: &[&str]| {
        let arguments = [&["plan", "--json", "-"], more].concat();
        let planned = piped(&arguments, sheet.as_bytes()).json();
        planned["requests"][0]["body"]["biosamples"][0]["metadata"]["foo"]["bar"].clone()
    };
    assert_eq!(metadata(&[]), Value::Null, "it can't be taken back");
    assert_eq!(metadata(&["--metadata"]), "a thing");
}

#[test]
fn many_samples_go_in_several_requests() {
    let row = "HOOT,UK-ENG,2026-11-01,Y\n";
    let rows: String = (0..120).map(|n| row.replace("HOOT", &format!("HOOT-{n}"))).collect();
    let document = plan(&format!("{}\n{rows}", GOOD.lines().next().unwrap())).json();
    let requests = document["requests"].as_array().unwrap();
    let samples = |request: &Value| request["body"]["biosamples"].as_array().unwrap().len();
    assert_eq!(requests.iter().map(samples).collect::<Vec<_>>(), [50, 50, 20]);
}

#[test]
fn a_row_with_errors_is_left_out_and_the_exit_code_says_so() {
    let good = format!("HOOT-1,UK-ENG,2026-11-01,Y,{LIBRARY},\n");
    let bad = format!("HOOT-2,England,2026-11-01,Y,{LIBRARY},\n");
    let sheet = format!("{COLUMNS}{good}{bad}").replace(",\n", "\n");
    let ran = plan(&sheet);
    let line = |record| {
        json!({
            "row": 3, "record": record, "reason": "row_has_errors",
            "message": "The row has errors, which check names"
        })
    };
    let document = ran.json();
    assert_eq!(
        (ran.code, &document["left_out"]),
        (Some(1), &json!([line("sample"), line("library")]))
    );
    assert_eq!(document["requests"].as_array().unwrap().len(), 2);
    assert!(!ran.stdout.contains("HOOT-2"));

    let text = piped(&["plan", "-"], sheet.as_bytes());
    let expected = "To a Majora that holds nothing, 2 requests would be sent\n  1 sample in 1 request\n  \
        1 library in 1 request\n\
        Left out: the sample of 1 row (3). The row has errors, which check names\n\
        Left out: the library of 1 row (3). The row has errors, which check names\n";
    assert_eq!((text.code, text.stdout.as_str()), (Some(1), expected));
}

/// Its samples may well be in Majora, but nobody asked.
#[test]
fn a_library_of_other_sites_samples_is_left_out_without_an_error() {
    let columns = COLUMNS.replace("adm1,collection_date,is_surveillance,", "");
    let sheet = format!("{columns}HOOT-1,{LIBRARY},{RUN}\n");
    let ran = plan(&sheet);
    let document = ran.json();
    let left_out = document["left_out"].as_array().unwrap().iter();
    let left_out: Vec<_> = left_out.map(|line| (&line["record"], &line["reason"])).collect();
    let (library, run) = (json!("library"), json!("run"));
    let (not_registered, no_library) = (json!("not_registered"), json!("no_library"));
    assert_eq!(left_out, [(&library, &not_registered), (&run, &no_library)]);
    assert_eq!((ran.code, &document["requests"]), (Some(0), &json!([])));
    ["not_registered", "no_library", "row_has_errors"].into_iter().for_each(documented);
    assert!(!ran.stdout.contains("HOOT-1"), "a reason names no sample");
    assert!(
        piped(&["plan", "-"], sheet.as_bytes())
            .stdout
            .starts_with("To a Majora that holds nothing, 0 requests would be sent\nLeft out: the library of 1 row (2). ")
    );
}

#[test]
fn the_documents_example_is_what_is_printed() {
    let example = super::DOCUMENT.lines().find(|line| line.contains(r#""requests":["#)).unwrap();
    let ran = plan(&format!("{GOOD}HOOT-2,England,2026-11-01,Y\n"));
    assert_eq!(ran.json(), serde_json::from_str::<Value>(example).unwrap());
}
