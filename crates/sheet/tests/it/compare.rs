//! The sheet against what Majora holds, and what is planned of that.

use crate::sheets::{HEADINGS, TODAY, checked, csv, held, row, stored_sample, values};
use sheet::compare::{Compared, Doubt, Tag, What, compare};
use sheet::decide::Decisions;
use sheet::field::Section;
use sheet::held::{Held, HeldSample};
use sheet::plan::{Fate, Plan, Reason, Step, plan};
use sheet::read::Change;
use sheet::record::{Entry, Key, Slot};
use sheet::stored::StoredTest;

/// A sheet with one row, `A-1 LIB-1 RUN-1`, and these further cells.
fn one_row(cells: &[(&str, &str)]) -> String {
    let headings: String = cells.iter().map(|(heading, _)| format!(",{heading}")).collect();
    let filled: String = cells.iter().map(|(_, cell)| format!(",{cell}")).collect();
    format!("{HEADINGS}{headings}\n{}{filled}\n", row("A-1", "LIB-1", "RUN-1"))
}

/// All three records of [`one_row`], as they are without further cells.
fn all() -> Held {
    held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"])
}

fn sample_key() -> Key {
    Key::Sample("A-1".into())
}

fn compared(csv: &str, held: &Held, key: &Key) -> Compared {
    compare(&checked(csv), held).records[key].clone()
}

/// What would become of the cells of a record that aren't equal.
fn cells(compared: &Compared) -> Vec<(&str, Option<&str>, Option<&str>, What)> {
    let cell = |cell: &'_ sheet::compare::Cell| (cell.field.name, cell.what);
    let texts = compared.cells.iter().map(|c| (c.stored.as_deref(), c.sheet.as_deref()));
    let whats = compared.cells.iter().map(cell);
    whats.zip(texts).map(|((name, what), (stored, sheet))| (name, stored, sheet, what)).collect()
}

fn planned(csv: &str, held: &Held, decisions: &Decisions) -> Plan {
    plan(&checked(csv), held, decisions)
}

fn fate(plan: &Plan, row: usize, section: Section) -> &Fate {
    &plan.fates[&Slot { row, section }]
}

fn undecided(doubts: &[Doubt]) -> Fate {
    Fate::Held(Reason::NeedsDecision { doubts: doubts.into() })
}

fn filled(entries: &[Entry]) -> Vec<(&'static str, String)> {
    entries.iter().map(|entry| (entry.field.name, entry.value.to_text().into_owned())).collect()
}

fn pairs<'a>(pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn accepted(key: &Key, doubt: &Doubt) -> Decisions {
    Decisions { accepted: [(key.clone(), doubt.clone())].into(), ..Decisions::default() }
}

fn declined(key: &Key, doubt: &Doubt) -> Decisions {
    Decisions { declined: [(key.clone(), doubt.clone())].into(), ..Decisions::default() }
}

fn with_sample(change: impl FnOnce(&mut sheet::stored::StoredSample)) -> Held {
    let mut held = all();
    let mut stored = stored_sample();
    change(&mut stored);
    held.samples.insert("A-1".into(), HeldSample::Read(stored));
    held
}

#[test]
fn every_record_has_its_tag() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-2 RUN-2", "A-4 - -", "A-5 - -"];
    let mut held = held(&[
        "sample:A-1",
        "sample:A-3",
        "bare:A-4",
        "unread:A-5",
        "library:LIB-2=A-3+A-9",
        "run:RUN-1=LIB-9",
    ]);
    held.unread.insert(Key::Run("RUN-2".into()));
    let checked = checked(&csv(&rows));
    let comparison = compare(&checked, &held);
    let tag = |row, section| comparison.tag(&checked, Slot { row, section });
    let tags = |section| (0..3).map(|row| tag(row, section)).collect::<Vec<_>>();
    assert_eq!(tags(Section::Sample), [Tag::NoChange, Tag::New, Tag::NoChange].map(Some));
    assert_eq!(tags(Section::Library), [Tag::New, Tag::New, Tag::NoChange].map(Some));
    let runs = [Tag::NeedsDecision, Tag::NeedsDecision, Tag::CouldNotCheck];
    assert_eq!(tags(Section::Run), runs.map(Some));
    assert_eq!(tag(3, Section::Sample), Some(Tag::New), "a bare id is filled");
    assert_eq!(tag(4, Section::Sample), Some(Tag::CouldNotCheck));
}

#[test]
fn a_sample_is_compared_cell_by_cell() {
    let sheet = one_row(&[
        ("source_age", "41"),
        ("adm2", "Kent"),
        ("source_sex", ""),
        ("swab_site", "nose"),
        ("is_hcw", "N"),
        ("epi_cluster", "C2"),
        ("investigation_name", "Outbreak"),
        ("foo.bar", "x"),
    ]);
    let held = with_sample(|stored| {
        stored.values.extend(values(&[
            ("source_age", "40"),
            ("adm2", "KENT"),
            ("source_sex", "F"),
        ]));
        let tag = |tag: &str, name: &str| (tag.to_owned(), name.to_owned());
        stored.tags.extend([
            (tag("epi", "cluster"), "C1".to_owned()),
            (tag("foo", "bar"), "x".to_owned()),
            (tag("majora", "credit"), "Somebody".to_owned()),
        ]);
    });
    let compared = compared(&sheet, &held, &sample_key());
    let mut found = cells(&compared);
    found.sort();
    let expected = [
        ("epi_cluster", Some("C1"), Some("C2"), What::Changes),
        ("investigation_name", None, Some("Outbreak"), What::Unseen),
        ("is_hcw", None, Some("N"), What::Unseen),
        ("majora_credit", Some("Somebody"), None, What::Kept),
        ("source_age", Some("40"), Some("41"), What::Changes),
        ("source_sex", Some("F"), None, What::Kept),
        ("swab_site", None, Some("nose"), What::Fills),
    ];
    assert_eq!(found, expected);
    assert_eq!(compared.tag(), Tag::Changes);
    let plan = planned(&sheet, &held, &Decisions::default());
    let [Step::Updates(samples)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let sent = [
        ("source_age", "41"),
        ("swab_site", "nose"),
        ("is_hcw", "N"),
        ("epi_cluster", "C2"),
        ("investigation_name", "Outbreak"),
    ];
    assert_eq!(filled(&samples[0].entries), pairs(&sent));
    assert_eq!(samples[0].erased, Vec::<&sheet::field::Field>::new());
}

#[test]
fn what_cannot_be_seen_is_never_unchanged() {
    let sheet = one_row(&[("sender_sample_id", "S-1")]);
    let held = all();
    assert_eq!(compared(&sheet, &held, &sample_key()).tag(), Tag::NotVisible);
    let plan = planned(&sheet, &held, &Decisions::default());
    let [Step::Updates(samples)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    assert_eq!(filled(&samples[0].entries), pairs(&[("sender_sample_id", "S-1")]));
    // Places and runs can only be overwritten whole; that they can't be seen is no reason to.
    let sheet = one_row(&[
        ("sequencing_org_received_date", "2026-11-02"),
        ("start_time", "2026-11-02 10:30"),
        ("barcode", "NB01"),
    ]);
    let mut held = all();
    let run = held.runs.get_mut("RUN-1").expect("it is held");
    run.values.insert("start_time", "2026-11-02 10:11".into());
    let comparison = compare(&checked(&sheet), &held);
    for key in [Key::place("LIB-1", "A-1"), Key::Run("RUN-1".into())] {
        assert_eq!(comparison.records[&key].tag(), Tag::NotVisible, "{key:?}");
    }
    assert_eq!(comparison.records[&Key::Library("LIB-1".into())].tag(), Tag::NoChange);
    assert_eq!(planned(&sheet, &held, &Decisions::default()).steps, []);
    // Nobody is told a minute that was never stored: it is the number of the month.
    let told = |key: &str| {
        let cells = &comparison.records[&Key::Run("RUN-1".into())].cells;
        cells.iter().find(|cell| cell.field.name == key).and_then(|cell| cell.stored.clone())
    };
    assert_eq!(told("start_time").as_deref(), Some("2026-11-02 10:??"));
}

#[test]
fn a_stored_test_is_kept_where_the_sheet_has_none() {
    let test = StoredTest { kind: ["", "E", ""].map(String::from), ct_value: "30".into() };
    let held = with_sample(|sample| sample.tests = vec![test.clone()]);
    let sheet = one_row(&[("ct_1_ct_value", "")]);
    let compared = compared(&sheet, &held, &sample_key());
    let cells =
        compared.cells.iter().map(|cell| (cell.field.name, cell.stored.as_deref(), cell.what));
    let expected = ("ct_1_ct_value", Some("30 (E)"), What::Kept);
    assert!(cells.into_iter().any(|cell| cell == expected), "{:?}", compared.cells);
    assert_eq!((compared.tag(), compared.doubts), (Tag::NoChange, vec![]));
    assert_eq!(planned(&sheet, &held, &Decisions::default()).steps, []);
}

#[test]
fn a_value_is_erased_only_as_it_was_shown() {
    let sheet = one_row(&[("adm2", "")]);
    let erase = |column, value: &str| {
        let erased = [((sample_key(), column), value.to_owned())].into();
        Decisions { erased, ..Decisions::default() }
    };
    let held = with_sample(|stored| {
        stored.values.extend(values(&[("adm2", "KENT"), ("biosample_source_id", "P-1")]));
    });
    let erased = |decisions: &Decisions| match planned(&sheet, &held, decisions).steps.as_slice() {
        [] => vec![],
        [Step::Updates(samples)] => samples[0].erased.iter().map(|field| field.name).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(erased(&Decisions::default()), Vec::<&str>::new());
    assert_eq!(erased(&erase("adm2", "KENT")), ["adm2"]);
    assert_eq!(erased(&erase("adm2", "ESSEX")), Vec::<&str>::new(), "it has changed since");
    assert_eq!(erased(&erase("biosample_source_id", "P-1")), Vec::<&str>::new());
    assert_eq!(erased(&erase("adm1", "UK-ENG")), Vec::<&str>::new());
}

#[test]
fn another_source_needs_a_decision_that_names_the_stored_one() {
    let sheet = one_row(&[("biosample_source_id", "P-2"), ("source_age", "41")]);
    let held = with_sample(|stored| {
        stored.values.extend(values(&[("biosample_source_id", "P-1")]));
    });
    let doubt = Doubt::Identity { column: "biosample_source_id", stored: "P-1".into() };
    let sent = |decisions: &Decisions| {
        let plan = planned(&sheet, &held, decisions);
        match plan.steps.as_slice() {
            [Step::Updates(samples)] => Ok(filled(&samples[0].entries)),
            _ => Err(fate(&plan, 0, Section::Sample).clone()),
        }
    };
    assert_eq!(sent(&Decisions::default()), Err(undecided(std::slice::from_ref(&doubt))));
    let both = pairs(&[("biosample_source_id", "P-2"), ("source_age", "41")]);
    assert_eq!(sent(&accepted(&sample_key(), &doubt)), Ok(both));
    assert_eq!(sent(&declined(&sample_key(), &doubt)), Ok(pairs(&[("source_age", "41")])));
    let other = Doubt::Identity { column: "biosample_source_id", stored: "P-0".into() };
    assert!(sent(&accepted(&sample_key(), &other)).is_err());
    // Where Majora holds none there is nothing to lose.
    let none = planned(&sheet, &all(), &Decisions::default());
    assert_eq!(none.steps.len(), 1);
}

#[test]
fn tests_are_replaced_together_so_lost_ones_need_a_decision() {
    let test = |target: &str, value: &str| StoredTest {
        kind: [target, "", ""].map(str::to_owned),
        ct_value: value.to_owned(),
    };
    let sheet = one_row(&[("ct_1_ct_value", "30.0"), ("ct_1_test_target", "E")]);
    let lost = |target, value| Doubt::TestsLost { tests: vec![test(target, value)] };
    let doubt = lost("N", "30");
    for (stored, expected) in [
        (vec![], Ok(2)),
        (vec![test("E", "30")], Err(Fate::AlreadyThere)),
        (vec![test("E", "31.5")], Ok(2)),
        // What the sheet lists is stored, and so is more: nothing goes, nothing is lost.
        (vec![test("E", "30"), test("S", "28")], Err(Fate::AlreadyThere)),
        (vec![test("E", "31.5"), test("S", "28")], Err(undecided(&[lost("S", "28")]))),
        (vec![test("N", "30")], Err(undecided(std::slice::from_ref(&doubt)))),
    ] {
        let held = with_sample(|sample| sample.tests.clone_from(&stored));
        let plan = planned(&sheet, &held, &Decisions::default());
        let sent = match plan.steps.as_slice() {
            [Step::Updates(samples)] => Ok(samples[0].entries.len()),
            _ => Err(fate(&plan, 0, Section::Sample).clone()),
        };
        assert_eq!(sent, expected, "{stored:?}");
    }
    let held = with_sample(|sample| sample.tests = vec![test("N", "30")]);
    let plan = planned(&sheet, &held, &accepted(&sample_key(), &doubt));
    assert_eq!(plan.steps.len(), 1);
    // What is lost is among the values that go, on the screen and on the receipt.
    let gone = plan.rewrites.iter().filter(|rewrite| rewrite.to.is_none());
    assert_eq!(gone.map(|r| r.from.as_deref()).collect::<Vec<_>>(), [Some("30 (N)")]);
    let plan = planned(&sheet, &held, &declined(&sample_key(), &doubt));
    assert_eq!(fate(&plan, 0, Section::Sample), &Fate::Held(Reason::Declined));
    // A yes is about the tests that were seen, and none other.
    let other = with_sample(|sample| sample.tests = vec![test("S", "12")]);
    let plan = planned(&sheet, &other, &accepted(&sample_key(), &doubt));
    assert_eq!(plan.steps, []);
}

#[test]
fn what_majora_does_not_show_is_not_sent_unless_the_user_says_so() {
    let sheet =
        one_row(&[("source_age", "41"), ("biosample_source_id", "P"), ("ct_1_ct_value", "3")]);
    let mut held = all();
    held.samples.insert("A-1".into(), HeldSample::Unread);
    let plan = planned(&sheet, &held, &Decisions::default());
    assert_eq!(fate(&plan, 0, Section::Sample), &Fate::Held(Reason::CouldNotCheck));
    let unchecked = Decisions { unchecked: [sample_key()].into(), ..Decisions::default() };
    let plan = planned(&sheet, &held, &unchecked);
    let [Step::Updates(samples)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let sent: Vec<&str> = samples[0].entries.iter().map(|entry| entry.field.name).collect();
    assert_eq!(sent, ["adm1", "is_surveillance", "collection_date", "source_age"]);
    held.unread.extend([Key::Library("LIB-2".into()), Key::Run("RUN-1".into())]);
    held.libraries.clear();
    let sheet = sheet.replace("LIB-1", "LIB-2");
    let plan = planned(&sheet, &held, &Decisions::default());
    for section in Section::ALL {
        assert_eq!(fate(&plan, 0, section), &Fate::Held(Reason::CouldNotCheck), "{section:?}");
    }
}

#[test]
fn a_library_is_sent_with_what_majora_holds_where_the_sheet_is_blank() {
    let sheet = one_row(&[("library_layout_read_length", "")]).replace("LSK109", "LSK110");
    let mut held = all();
    let library = held.libraries.get_mut("LIB-1").expect("it is held");
    library.values.extend(values(&[("library_layout_read_length", "400")]));
    let place = library.members.get_mut("A-1").expect("it is in");
    place.insert("artic_primers", "3".into());
    let key = Key::Library("LIB-1".into());
    assert_eq!(
        cells(&compared(&sheet, &held, &key)),
        [
            ("library_seq_kit", Some("LSK109"), Some("LSK110"), What::Changes),
            ("library_layout_read_length", Some("400"), None, What::Kept),
        ]
    );
    // When the sample was received isn't shown, and to send the library means to send a place in it.
    let doubt = Doubt::ErasesUnseen { columns: vec!["sequencing_org_received_date"] };
    let plan = planned(&sheet, &held, &Decisions::default());
    assert_eq!(fate(&plan, 0, Section::Library), &undecided(std::slice::from_ref(&doubt)));
    let plan = planned(&sheet, &held, &accepted(&key, &doubt));
    let [Step::Library(library)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let own = [
        ("library_seq_kit", "LSK110"),
        ("library_seq_protocol", "LIGATION"),
        ("library_layout_config", "SINGLE"),
        ("library_layout_read_length", "400"),
    ];
    assert_eq!(filled(&library.entries), pairs(&own));
    let member = filled(&library.members[0].entries);
    assert!(member.contains(&("artic_primers", "3".to_owned())), "{member:?}");
    let known = Decisions { ours: [key.clone()].into(), ..Decisions::default() };
    assert_eq!(planned(&sheet, &held, &known).steps.len(), 1, "what we made we know");
    // With the day filled nothing unseen is lost.
    let with_day =
        one_row(&[("sequencing_org_received_date", "2026-11-02")]).replace("LSK109", "LSK110");
    assert_eq!(planned(&with_day, &held, &Decisions::default()).steps.len(), 1);
}

#[test]
fn a_library_of_others_needs_a_decision() {
    let held = held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-8+A-9", "run:RUN-1=LIB-1"]);
    let csv = csv(&["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1"]);
    let doubt = Doubt::OtherSamples { count: 2 };
    let key = Key::Library("LIB-1".into());
    let plan = planned(&csv, &held, &Decisions::default());
    for row in 0..2 {
        assert_eq!(fate(&plan, row, Section::Library), &undecided(std::slice::from_ref(&doubt)));
    }
    assert_eq!(plan.steps, []);
    let plan = planned(&csv, &held, &accepted(&key, &doubt));
    let [Step::Library(library)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    assert_eq!((library.members.len(), library.is_new), (2, false));
    let plan = planned(&csv, &held, &declined(&key, &doubt));
    assert_eq!(fate(&plan, 0, Section::Library), &Fate::Held(Reason::Declined));
}

#[test]
fn what_stands_in_a_row_with_errors_is_named_by_the_sheet() {
    let rows = ["A-1 LIB-1 RUN-1", "A-2 LIB-1 RUN-1", "A-3 LIB-2 RUN-1", "A-4 LIB-1 RUN-1"];
    let text = csv(&rows).replace("LSK109", "LSK110").replace("GridION", "MinION");
    // Two rows with errors, and one that the user takes out.
    let text = text.replace("A-2,UK-ENG", "A-2,").replace("A-3,UK-ENG", "A-3,");
    let out = Change { removed: vec![(3, true)], ..Change::default() };
    let (checked, _) = checked(&text).edit(TODAY, |sheet| drop(sheet.change(out)));
    let ready: Vec<bool> = (0..4).map(|row| checked.is_ready(row)).collect();
    assert_eq!(ready, [true, false, false, false]);
    let of = |holds: &[&str]| {
        let comparison = compare(&checked, &held(holds));
        let of = |key| comparison.records[&key].doubts.clone();
        let doubts = [of(Key::Library("LIB-1".into())), of(Key::Run("RUN-1".into()))].concat();
        doubts
            .into_iter()
            .filter(|doubt| !matches!(doubt, Doubt::ErasesUnseen { .. }))
            .collect::<Vec<_>>()
    };
    let samples = ["sample:A-1", "sample:A-2", "sample:A-3", "sample:A-4"];
    let ours = ["library:LIB-1=A-1+A-2", "library:LIB-2=A-3", "run:RUN-1=LIB-1+LIB-2"];
    assert_eq!(of(&[&samples[..], &ours].concat()), []);
    let theirs = ["library:LIB-1=A-1+A-2+A-3+A-4", "library:LIB-9=A-3", "run:RUN-1=LIB-1+LIB-9"];
    let names = vec!["LIB-9".to_owned()];
    assert_eq!(
        of(&[&samples[..], &theirs].concat()),
        [Doubt::OtherSamples { count: 2 }, Doubt::OtherLibraries { names }]
    );
}

#[test]
fn a_run_that_is_half_done_is_completed() {
    let csv = csv(&["A-1 LIB-1 RUN-1", "A-2 LIB-2 RUN-1"]);
    let stored =
        ["sample:A-1", "sample:A-2", "library:LIB-1=A-1", "library:LIB-2=A-2", "run:RUN-1=LIB-1"];
    let held = held(&stored);
    let key = Key::Run("RUN-1".into());
    let compared = compare(&checked(&csv), &held).records[&key].clone();
    assert_eq!(compared.joins, ["LIB-2"]);
    // Whether the run has a pipeline Majora doesn't show; if this upload made it, it has none.
    let doubt = Doubt::ErasesUnseen { columns: vec!["bioinfo_pipe_name", "bioinfo_pipe_version"] };
    assert_eq!(compared.doubts, std::slice::from_ref(&doubt));
    let ours = Decisions { ours: [key.clone()].into(), ..Decisions::default() };
    for decisions in [ours, accepted(&key, &doubt)] {
        let plan = planned(&csv, &held, &decisions);
        let [Step::Run(run)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
        assert_eq!((run.library.as_str(), &run.rows[..], run.is_new), ("LIB-2", &[1][..], false));
        assert_eq!(fate(&plan, 0, Section::Run), &Fate::AlreadyThere);
    }
}

#[test]
fn a_run_of_other_libraries_or_with_other_values_needs_a_decision() {
    let sheet = one_row(&[("bioinfo_pipe_name", "artic"), ("bioinfo_pipe_version", "1")]);
    let key = Key::Run("RUN-1".into());
    let elsewhere = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-8+LIB-9"]);
    let names = vec!["LIB-8".to_owned(), "LIB-9".to_owned()];
    let doubt = Doubt::OtherLibraries { names };
    assert_eq!(compared(&sheet, &elsewhere, &key).doubts, std::slice::from_ref(&doubt));
    let plan = planned(&sheet, &elsewhere, &Decisions::default());
    assert_eq!(fate(&plan, 0, Section::Run), &undecided(&[doubt]));
    // Every column that Majora doesn't show is filled: the change can go.
    let mut held = all();
    let run = held.runs.get_mut("RUN-1").expect("it is held");
    run.values.extend(values(&[("instrument_model", "MinION"), ("flowcell_id", "FAO1")]));
    let plan = planned(&sheet, &held, &Decisions::default());
    let [Step::Run(sent)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let whole = [
        ("instrument_make", "OXFORD_NANOPORE"),
        ("instrument_model", "GridION"),
        ("bioinfo_pipe_name", "artic"),
        ("bioinfo_pipe_version", "1"),
        ("flowcell_id", "FAO1"),
    ];
    assert_eq!(filled(&sent.entries), pairs(&whole));
    // A stored time is seen to the hour only, so it can't be sent again as it is.
    held.runs
        .get_mut("RUN-1")
        .expect("it is held")
        .values
        .insert("end_time", "2026-11-02 10:11".into());
    let doubt = Doubt::ErasesUnseen { columns: vec!["end_time"] };
    assert_eq!(compared(&sheet, &held, &key).doubts, [doubt]);
}

#[test]
fn erasing_in_a_place_asks_about_what_goes_unseen_with_it() {
    let sheet = one_row(&[]);
    let mut held = all();
    let library = held.libraries.get_mut("LIB-1").expect("it is held");
    library.members.get_mut("A-1").expect("it is in").insert("artic_primers", "3".into());
    let place = Key::place("LIB-1", "A-1");
    let erased = [((place.clone(), "artic_primers"), "3".to_owned())].into();
    let mut decisions = Decisions { erased, ..Decisions::default() };
    let doubt = Doubt::ErasesUnseen { columns: vec!["sequencing_org_received_date"] };
    let plan = planned(&sheet, &held, &decisions);
    assert_eq!(fate(&plan, 0, Section::Library), &undecided(std::slice::from_ref(&doubt)));
    decisions.accepted.insert((place, doubt));
    let plan = planned(&sheet, &held, &decisions);
    let [Step::Library(library)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
    let columns: Vec<&str> = library.members[0].entries.iter().map(|e| e.field.name).collect();
    assert_eq!(columns, ["library_selection", "library_source", "library_strategy"]);
}

#[test]
fn requests_are_bounded_by_bytes_and_a_large_library_goes_in_parts() {
    let long = "é".repeat(1_000_000);
    let rows = |count: usize, source: &str| -> String {
        let rows = (0..count).map(|n| format!("{},{source}\n", row(&format!("A-{n}"), "", "")));
        format!("{HEADINGS},biosample_source_id\n{}", rows.collect::<String>())
    };
    let plan_of = |sheet: &str| planned(sheet, &Held::default(), &Decisions::default());
    let sizes: Vec<usize> = plan_of(&rows(3, &long)).steps.iter().map(Step::records).collect();
    assert_eq!(sizes, [1, 1, 1]);
    let plan = plan_of(&rows(1, &long.repeat(2)));
    assert_eq!(fate(&plan, 0, Section::Sample), &Fate::Held(Reason::TooLarge));
    let rows: Vec<String> = (0..1_200).map(|n| format!("A-{n} LIB-1 -")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let plan = plan_of(&csv(&rows));
    let libraries = plan.steps.iter().filter_map(|step| match step {
        Step::Library(library) => {
            Some((library.members.len(), library.is_new, library.entries.len()))
        }
        _ => None,
    });
    assert_eq!(libraries.collect::<Vec<_>>(), [(500, true, 3), (500, false, 3), (200, false, 3)]);
    assert_eq!(plan.sending(Section::Library), 1);
}

/// Two places of a library whose kit the sheet changes, with what its first place is to be.
fn of_another_kit(selection: &str, received: &str) -> (String, Held) {
    let sheet = csv(&["A-1 LIB-1 -", "A-2 LIB-1 -"]).replace("LSK109", "LSK110");
    let (headings, rows) = sheet.split_once('\n').expect("two rows");
    let (first, second) = rows.split_once('\n').expect("two rows");
    let first = first.replace(",PCR,", &format!(",{selection},"));
    let sheet = format!("{headings},sequencing_org_received_date\n{first},\n{second},{received}\n");
    (sheet, held(&["sample:A-1", "sample:A-2", "library:LIB-1=A-1+A-2"]))
}

#[test]
fn a_change_of_a_library_takes_no_place_along_that_the_user_left_alone() {
    let doubt = Doubt::ErasesUnseen { columns: vec!["sequencing_org_received_date"] };
    let place = Key::place("LIB-1", "A-1");
    let fates = |plan: &Plan| [0, 1].map(|row| fate(plan, row, Section::Library).clone());
    // Nothing of the library can go without a place of it, and the other place is shown no better.
    let (sheet, held) = of_another_kit("RANDOM", "");
    let plan = planned(&sheet, &held, &declined(&place, &doubt));
    assert_eq!(plan.steps, []);
    assert_eq!(fates(&plan), [Fate::Held(Reason::Declined), Fate::Held(Reason::Declined)]);
    let plan = planned(&sheet, &held, &Decisions::default());
    assert_eq!(plan.steps, []);
    let open = undecided(std::slice::from_ref(&doubt));
    assert_eq!(fates(&plan), [open.clone(), open.clone()]);
    let plan = planned(&sheet, &held, &accepted(&place, &doubt));
    // The other row has the library's new kit by that, too.
    assert_eq!(fates(&plan), [Fate::Send { step: 0 }, Fate::Send { step: 0 }]);
    // A place of which nothing unseen is lost can take the change along.
    let (sheet, held) = of_another_kit("RANDOM", "2026-11-02");
    for (decisions, first) in
        [(declined(&place, &doubt), Fate::Held(Reason::Declined)), (Decisions::default(), open)]
    {
        let plan = planned(&sheet, &held, &decisions);
        let [Step::Library(library)] = plan.steps.as_slice() else { panic!("{:?}", plan.steps) };
        let ids: Vec<&str> = library.members.iter().map(|member| member.id.as_str()).collect();
        assert_eq!(ids, ["A-2"]);
        assert_eq!(fates(&plan), [first, Fate::Send { step: 0 }]);
    }
    // Where no place differs, the library itself asks, and its rows say so.
    let (sheet, held) = of_another_kit("PCR", "");
    let key = Key::Library("LIB-1".into());
    let plan = planned(&sheet, &held, &declined(&key, &doubt));
    assert_eq!(fates(&plan), [Fate::Held(Reason::Declined), Fate::Held(Reason::Declined)]);
}

#[test]
fn a_value_that_goes_in_several_requests_changes_once() {
    let rows: Vec<String> = (0..502).map(|n| format!("?A-{n} LIB-1 -")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let ids: Vec<String> = (0..502).map(|n| format!("A-{n}")).collect();
    let mut holds: Vec<String> = ids.iter().map(|id| format!("sample:{id}")).collect();
    holds.push("library:LIB-1=A-0".into());
    let holds: Vec<&str> = holds.iter().map(String::as_str).collect();
    let sheet = csv(&rows).replace("LSK109", "LSK110");
    let (headings, rows) = sheet.split_once('\n').expect("rows");
    let rows: String = rows.lines().map(|row| format!("{row},2026-11-02\n")).collect();
    let sheet = format!("{headings},sequencing_org_received_date\n{rows}");
    let held = held(&holds);
    let plan = planned(&sheet, &held, &Decisions::default());
    assert_eq!(plan.steps.len(), 2);
    let kit = |name: &str| name == "library_seq_kit";
    let rewrites: Vec<_> = plan.rewrites.iter().filter(|one| kit(one.field.name)).collect();
    assert_eq!((rewrites.len(), rewrites[0].slots.len()), (1, 502));
}

#[test]
fn what_may_be_erased_unseen_is_on_the_receipt() {
    let sheet = csv(&["A-1 LIB-1 RUN-1"]).replace("GridION", "MinION");
    let held = held(&["sample:A-1", "library:LIB-1=A-1", "run:RUN-1=LIB-1"]);
    let key = Key::Run("RUN-1".into());
    let comparison = compare(&checked(&sheet), &held);
    let doubts = &comparison.records[&key].doubts;
    let [Doubt::ErasesUnseen { columns }] = doubts.as_slice() else { panic!("{doubts:?}") };
    let plan = planned(&sheet, &held, &accepted(&key, &doubts[0]));
    let unseen = plan.rewrites.iter().filter(|one| (&one.from, &one.to) == (&None, &None));
    let unseen: Vec<&str> = unseen.map(|one| one.field.name).collect();
    assert_eq!(&unseen, columns);
    // A library changes with a place, of which the one unseen column is.
    let sheet = csv(&["A-1 LIB-1 RUN-1"]).replace("LSK109", "LSK110");
    let key = Key::Library("LIB-1".into());
    let comparison = compare(&checked(&sheet), &held);
    let plan = planned(&sheet, &held, &accepted(&key, &comparison.records[&key].doubts[0]));
    let unseen = plan.rewrites.iter().filter(|one| (&one.from, &one.to) == (&None, &None));
    assert_eq!(unseen.map(|one| one.key.clone()).collect::<Vec<_>>(), [Key::place("LIB-1", "A-1")]);
    // What this upload itself has sent says what Majora holds there.
    let sheet = csv(&["A-1 LIB-1 RUN-1"]).replace("GridION", "MinION");
    let ours = Decisions { ours: [Key::Run("RUN-1".into())].into(), ..Decisions::default() };
    let plan = planned(&sheet, &held, &ours);
    assert_eq!(plan.steps.len(), 1);
    assert!(plan.rewrites.iter().all(|one| one.from.is_some() || one.to.is_some()));
}
