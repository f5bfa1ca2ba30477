use super::*;
use crate::session::Instance;
use sheet::answer::Halt;
use sheet::attribute::Said;
use sheet::check::{Checked, check};
use sheet::compare::What;
use sheet::field::Section;
use sheet::fields;
use sheet::plan::{Reason, Rewrite};
use sheet::read::{Change as Edit, read};
use sheet::receipt::{Outcome, ReadBack, Receipt, Settled};
use sheet::record::{Key, Slot};
use sheet::value::Date;

const UUID: &str = "3f2b1c9e-0d4a-4b6f-9c81-2a7e5d3f1b60";

const HEADINGS: &str = "central_sample_id,adm1,is_surveillance,collection_date";

/// Seven rows: five good ones, one with an error, one that was taken out.
fn checked() -> Checked {
    let good = |id: &str| format!("{id},UK-ENG,Y,2026-11-01\n");
    let mut text = format!("{HEADINGS}\n");
    for id in ["A-1", "=A,2", "A-3", "A-4", "A-5"] {
        text += &good(&format!("\"{id}\""));
    }
    text += &good("A-6").replace("UK-ENG", "England");
    text += &good("A-7");
    let mut sheet = read(text.into_bytes()).expect("a sheet");
    sheet.change(Edit::of_rows([6], true));
    check(sheet, Date::constant(2026, 11, 20))
}

fn saved() -> Outcome {
    Outcome::Saved { not_stored: Vec::new() }
}

fn receipt() -> Receipt {
    let agrees = ReadBack::Agrees { unseen: vec![&fields::SENDER_SAMPLE_ID] };
    let differs = ReadBack::Differs { columns: vec![&fields::ADM2] };
    let said = |text: &str| Said { field: Some(&fields::ADM1), text: text.into() };
    let outcomes = [
        (saved(), Some(agrees)),
        (Outcome::Refused { said: vec![said("=1+1\nNo"), said("No")] }, None),
        (saved(), Some(differs)),
        (saved(), Some(ReadBack::Failed)),
        (Outcome::Unknown(Halt::TimedOut), None),
        (Outcome::Held(Reason::RowHasErrors), None),
    ];
    let settled = |(row, (outcome, read_back))| {
        let slot = Slot { row, section: Section::Sample };
        (slot, Settled { outcome, request: Some(format!("r-{}", row / 2)), read_back })
    };
    Receipt {
        settled: outcomes.into_iter().enumerate().map(settled).collect(),
        rows: 7,
        halted: Some(Halt::TimedOut),
        ids: [
            (Key::Sample("A-1".into()), UUID.into()),
            (Key::Sample("A-3".into()), "no id".into()),
        ]
        .into(),
        ..Receipt::default()
    }
}

fn rewrite(row: usize) -> Rewrite {
    Rewrite {
        key: Key::Sample(format!("A-{}", row + 1)),
        field: &fields::ADM1,
        what: What::Changes,
        from: Some("UK-OLD".into()),
        to: Some("UK-ENG".into()),
        slots: vec![Slot { row, section: Section::Sample }],
    }
}

fn paper() -> Paper {
    paper_of(&checked(), &receipt())
}

fn paper_of(checked: &Checked, receipt: &Receipt) -> Paper {
    let instance = Instance {
        name: "test".into(),
        label: "Practice".into(),
        world: World::Test,
        host: "majora.example".into(),
        origin: "https://majora.example".into(),
        colour: None,
        deadline: None,
        signed_in: None,
    };
    let file = sheet::workflow::File {
        name: "plate.csv".into(),
        size: 9,
        sha256: "ab".into(),
        ..Default::default()
    };
    let submission = Submission {
        instance: &instance,
        username: "demo-lab",
        file: &file,
        checked,
        rewrites: &[rewrite(0), rewrite(1)],
        began: 1_795_212_843_000.0,
        ended: 1_795_212_845_250.0,
    };
    of(&submission, receipt)
}

#[test]
fn every_row_of_the_file_is_counted_once() {
    let Paper { head, rows, .. } = paper();
    let counts: Vec<_> = head.counts.iter().map(|count| (count.outcome, count.rows)).collect();
    assert_eq!(
        counts,
        [
            (State::Refused, 1),
            (State::Unknown, 1),
            (State::HasErrors, 1),
            (State::SavedInPart, 1),
            (State::SavedNotChecked, 1),
            (State::SavedAndChecked, 1),
            (State::Removed, 1),
        ]
    );
    assert_eq!(head.counts.iter().map(|count| count.rows).sum::<usize>(), head.rows_in_all);
    assert_eq!((head.rows_in_all, head.whole(), head.to_look_at()), (7, 2, 4));
    let lines: Vec<u32> = rows.iter().map(|row| row.row).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8]);
    assert_eq!((rows[6].sample.as_str(), rows[6].records.len()), ("A-7", 0));
}

#[test]
fn what_majora_said_is_with_its_column() {
    let paper = paper();
    let refused = &paper.rows[1].records[0];
    assert_eq!((refused.name.as_str(), &refused.columns), ("=A,2", &vec!["adm1".to_owned()]));
    assert_eq!(paper.rows[2].records[0].columns, ["adm2"]);
    assert_eq!(paper.rows[5].errors, ["adm1 must be UK-ENG, UK-SCT, UK-WLS or UK-NIR"]);
    assert_eq!(paper.unseen, ["sender_sample_id"]);
    assert_eq!(paper.stopped.as_deref(), Some("Majora did not answer in time"));
}

#[test]
fn a_record_leads_to_its_page_where_majora_told_its_id() {
    let links: Vec<Option<String>> =
        paper().rows.into_iter().flat_map(|row| row.records).map(|record| record.link).collect();
    let known = Some(format!("https://majora.example/artifact/{UUID}/"));
    assert_eq!(links, [known, None, None, None, None, None]);
}

#[test]
fn only_what_was_saved_is_a_change() {
    let changes = paper().changes;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].name.as_str(), changes[0].from.as_deref()), ("A-1", Some("UK-OLD")));
    let kept = paper().without_values();
    assert_eq!((kept.changes[0].column.as_str(), &kept.changes[0].from), ("adm1", &None));
    assert!(!kept.to_json().contains("UK-OLD"), "no cell is kept");
}

#[test]
fn its_names_in_json_stay() {
    let paper = paper();
    let json: serde_json::Value = serde_json::from_str(&paper.to_json()).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "began",
            "changes",
            "columns_left_out",
            "counts",
            "edits",
            "ended",
            "file",
            "missing_permissions",
            "reference",
            "remarks",
            "rows",
            "rows_in_all",
            "server",
            "stopped",
            "unseen",
            "username",
            "version",
        ]
    );
    assert_eq!((&json["version"], &json["began"]), (&1.into(), &"2026-11-20T22:14:03Z".into()));
    assert_eq!(json["rows"][4]["outcome"], State::Unknown.code());
    assert_eq!(json["rows"][4]["records"][0]["record"], "sample");
    for state in State::ALL {
        assert_eq!(serde_json::to_value(state).expect("JSON"), state.code());
    }
}

#[test]
fn it_is_read_again_unless_its_version_is_another() {
    let paper = paper();
    assert_eq!(Paper::from_json(&paper.to_json()).as_ref(), Some(&paper));
    assert_eq!(Head::from_json(&paper.head.to_json()).as_ref(), Some(&paper.head));
    assert_eq!(Head::from_json(&paper.to_json()).as_ref(), Some(&paper.head));
    let newer = paper.to_json().replace("\"version\": 1", "\"version\": 2");
    assert_eq!((Paper::from_json(&newer), Head::from_json(&newer)), (None, None));
    assert_eq!(
        (paper.head.began_at(), paper.head.ended_at()),
        (1_795_212_843_000.0, 1_795_212_845_250.0)
    );
}

#[test]
fn the_file_in_csv_has_a_line_for_each_row_and_no_formula() {
    let paper = paper();
    let csv = paper.to_csv();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 8);
    assert_eq!(
        lines[0],
        "\u{feff}reference,server,username,ended,row,central_sample_id,outcome,sample,library,run,columns,reason,requests,links,columns_left_out,edits"
    );
    let head = format!(
        "{},Practice (majora.example),demo-lab,2026-11-20T22:14:05.25Z",
        paper.head.reference
    );
    let link = format!("https://majora.example/artifact/{UUID}/");
    assert_eq!(
        lines[1],
        format!("{head},2,A-1,saved_and_checked,saved_and_checked,,,,,r-0,{link},,1 row removed")
    );
    assert_eq!(
        lines[2],
        format!(
            "{head},3,\"'=A,2\",refused,refused,,,adm1,adm1: =1+1 No; adm1: No,r-0,,,1 row removed"
        )
    );
    assert_eq!(lines[7], format!("{head},8,A-7,removed,,,,,,,,,1 row removed"));
    assert_eq!(paper.file_name("csv"), format!("majora-receipt-test-{}.csv", paper.head.reference));
}

#[test]
fn a_row_of_which_something_is_saved_is_never_called_not_sent() {
    let all = State::ALL;
    let of = |records: &[State]| State::of_row(records.iter().copied());
    for state in all {
        assert_eq!(of(&[state]), state);
        assert_eq!(of(&[state, State::Refused]), State::Refused);
        let is_held = state.is_held();
        let expected = if is_held { State::SavedInPart } else { state.min(State::NotSent) };
        assert_eq!(of(&[state, State::NotSent]), expected, "{state:?}");
    }
    assert_eq!(of(&[]), State::NotSent);
}

#[test]
fn a_record_that_was_not_compared_whole_says_so() {
    let text = "central_sample_id,library_name,run_name,bioinfo_pipe_name,instrument_make\n\
                A-1,LIB-1,RUN-1,artic,ILLUMINA\n";
    let checked = check(read(text.as_bytes()).expect("a sheet"), Date::constant(2026, 11, 20));
    let there = Settled { outcome: Outcome::AlreadyThere, request: None, read_back: None };
    let told = |section| make::record(&checked, 0, section, &there).reason;
    assert_eq!(told(Section::Library), "");
    let reason =
        "Majora doesn’t show what it holds in bioinfo_pipe_name: not compared and not sent";
    assert_eq!(told(Section::Run), reason);
}

#[test]
fn columns_that_hold_anything_and_are_not_sent_are_named_without_their_cells() {
    let text = "central_sample_id,Library,,943 476 5919,Ct,=Age,empty,adm1\n\
                A-1,POOL-9,x,y,,40,,UK-ENG\nA-2,POOL-9,,,,41,,UK-ENG\nA-3,POOL-9,,,23.1,42,,UK-ENG\n";
    let mut sheet = read(text.as_bytes()).expect("a sheet");
    sheet.change(Edit::of_rows([2], true));
    let receipt = Receipt { rows: 3, ..Receipt::default() };
    let paper = paper_of(&check(sheet, Date::constant(2026, 11, 20)), &receipt);
    let told: Vec<String> = paper.columns_left_out.iter().map(LeftOut::told).collect();
    // Of a row that was taken out nobody expects a cell to be sent.
    assert_eq!(
        told,
        ["Library (2 cells)", "column C (1 cell)", "column D (1 cell)", "=Age (2 cells)"]
    );
    let (json, csv) = (paper.to_json(), paper.to_csv());
    for text in [&json, &csv] {
        assert!(text.contains("Library") && text.contains("=Age"));
        assert!(!text.contains("POOL-9") && !text.contains("943"));
    }
    let first = csv.lines().nth(1).expect("a line");
    assert!(
        first.ends_with(
            ",Library (2 cells); column C (1 cell); column D (1 cell); =Age (2 cells),1 row removed"
        ),
        "{first}"
    );
}

#[test]
fn a_receipt_of_before_the_sheet_was_told_of_is_read() {
    let mut old: serde_json::Value = serde_json::from_str(&paper().to_json()).expect("JSON");
    for name in ["columns_left_out", "edits"] {
        old.as_object_mut().expect("an object").remove(name);
    }
    let old = Paper::from_json(&old.to_string());
    assert_eq!(old, Some(Paper { edits: None, ..paper() }));
    assert!(old.is_some_and(|old| old.to_csv().lines().nth(1).is_some_and(|l| l.ends_with(",,"))));
}

#[test]
fn what_was_changed_after_the_file_was_read_is_told_without_what_stands_there() {
    let text = format!(
        "{HEADINGS}\nA-1,England,Y,2026-11-01\nA-2,England,Y,2026-11-01\nA-3,UK-ENG,Y,2026-11-01\n"
    );
    let mut sheet = read(text.as_bytes()).expect("a sheet");
    sheet.change(Edit { added: Some(1), ..Edit::of_rows([2], true) });
    sheet.set(0, 1, "UK-WLS".into());
    sheet.set(1, 1, "UK-WLS".into());
    sheet.set(3, 0, "A-9".into());
    let receipt = Receipt { rows: 4, ..Receipt::default() };
    let paper = paper_of(&check(sheet, Date::constant(2026, 11, 20)), &receipt);
    let edits = paper.edits.clone().expect("what was changed");
    assert_eq!(edits.told(), "3 cells changed, 1 row added, 1 row removed");
    let places: Vec<(&str, &[u32])> =
        edits.columns.iter().map(|of| (of.column.as_str(), of.rows.as_slice())).collect();
    assert_eq!(places, [("central_sample_id", &[5][..]), ("adm1", &[2, 3])]);
    assert!(!serde_json::to_string(&edits).expect("JSON").contains("UK-WLS"), "a cell");
    let csv = paper.to_csv();
    let told = csv.lines().nth(1).expect("a line");
    assert!(told.ends_with(",\"3 cells changed, 1 row added, 1 row removed\""), "{told}");
    assert_eq!(Edits::default().told(), "");
}

#[test]
fn a_receipt_knows_whether_anything_was_sent() {
    assert!(paper().has_sent());
    let mut idle = paper();
    idle.rows.iter_mut().flat_map(|row| &mut row.records).for_each(|record| {
        record.outcome = State::AlreadyThere;
    });
    assert!(!idle.has_sent());
}
