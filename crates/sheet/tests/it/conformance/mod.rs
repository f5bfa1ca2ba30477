//! The checks against a real Majora: every record of every recorded request, as a row of a sheet, is
//! ready where Majora took it and refused, at the same columns, where Majora refused it. Where it is
//! otherwise, [`sheet::stricter`] says why.

mod record;
mod verdict;

use record::{Request, requests};
use sheet::check::{Checked, check};
use sheet::field::{Section, Target};
use sheet::fields;
use sheet::problem::{Fault, Problem, Severity};
use sheet::stricter::Difference;
use sheet::value::Date;
use std::collections::{BTreeMap, BTreeSet};
use verdict::{Verdict, verdicts};

/// What came out of all comparisons.
#[derive(Debug, Default)]
struct Outcome {
    cases: usize,
    requests: usize,
    records: usize,
    agreeing: usize,
    differing: usize,
    /// Whether Majora takes these depends on what it holds.
    of_state: usize,
    /// Majora's answer doesn't tell which of the records it means.
    untold: usize,
    /// They hold lists, objects and the like.
    no_cells: usize,
    differences: BTreeMap<Difference, usize>,
    wrong: Vec<String>,
}

impl Outcome {
    /// Counts the rows in which each difference occurs; how many of them do.
    fn count(&mut self, differences: impl Iterator<Item = Difference>) -> usize {
        let differences: BTreeSet<Difference> = differences.collect();
        for difference in &differences {
            *self.differences.entry(*difference).or_default() += 1;
        }
        differences.len()
    }
}

fn compare_all(today: Date) -> Outcome {
    let mut outcome = Outcome::default();
    let mut cases = BTreeSet::new();
    for request in requests(today) {
        outcome.no_cells += request.no_cells;
        if request.rows.is_empty() {
            continue;
        }
        cases.insert(request.case.clone());
        outcome.requests += 1;
        let checked = check(request.sheet(), today);
        compare(&request, &checked, &mut outcome);
    }
    Outcome { cases: cases.len(), ..outcome }
}

fn compare(request: &Request, checked: &Checked, outcome: &mut Outcome) {
    let mut notes = Vec::new();
    for (row, verdict) in verdicts(request).into_iter().enumerate() {
        outcome.records += 1;
        match verdict {
            Verdict::OfState => outcome.of_state += 1,
            Verdict::Untold => outcome.untold += 1,
            verdict => notes.extend(compare_row(request, checked, row, &verdict, outcome)),
        }
    }
    compare_notes(request, notes, outcome);
}

/// Compares one row; answers with the tags and tests of a saved sample that we refuse.
fn compare_row(
    request: &Request,
    checked: &Checked,
    row: usize,
    verdict: &Verdict,
    outcome: &mut Outcome,
) -> Vec<String> {
    let ours = Ours::of(checked, row);
    let apart = match verdict {
        Verdict::Refused(theirs) => {
            let last = theirs.iter().filter_map(|column| stage(column)).min();
            ours.against(theirs, last.unwrap_or(u8::MAX))
        }
        // Majora broke, and says so in Python's words; any error of ours foresaw it.
        Verdict::Broke if !checked.is_ready(row) => BTreeSet::new(),
        Verdict::Broke => BTreeSet::from(["ready, but Majora breaks".to_owned()]),
        _ => ours.against(&BTreeSet::new(), u8::MAX),
    };
    if *verdict != Verdict::Saved {
        // What comes after the stage at which Majora ended can't be compared.
        let unseen = errors(checked, row).filter(|p| !apart.contains(&named(checked, p)));
        outcome.count(unseen.filter_map(|problem| difference(checked, problem)));
    }
    let explain = |column: &String| explain(request, checked, row, column);
    let (listed, wrong): (Vec<_>, Vec<_>) = apart.into_iter().partition(|c| explain(c).is_some());
    let saved = *verdict == Verdict::Saved;
    let notes = ours.notes.into_iter().filter(|_| saved);
    let (listed_notes, notes): (Vec<_>, Vec<_>) = notes.partition(|c| explain(c).is_some());
    let listed = listed.iter().chain(&listed_notes).filter_map(explain).flatten();
    match (outcome.count(listed), wrong.is_empty()) {
        (0, true) => outcome.agreeing += 1,
        (_, true) => outcome.differing += 1,
        _ => outcome.wrong.push(format!(
            "{} row {row}: Majora {verdict:?}, ours {:?}, unexplained {wrong:?}",
            request.case, ours.stages
        )),
    }
    notes
}

/// Compares the tags and tests that were refused beside saved samples: as many at each column.
fn compare_notes(request: &Request, mut ours: Vec<String>, outcome: &mut Outcome) {
    let mut theirs = verdict::notes(request);
    ours.retain(|column| match theirs.iter().position(|other| other == column) {
        Some(place) => {
            theirs.remove(place);
            false
        }
        None => true,
    });
    let padded =
        |column: &String| (0..request.rows.len()).any(|row| request.is_padded(row, column));
    let (padded, theirs): (Vec<_>, Vec<_>) = theirs.into_iter().partition(padded);
    outcome.count(padded.iter().map(|_| Difference::Padding));
    if !(ours.is_empty() && theirs.is_empty()) {
        let both = format!("Majora alone {theirs:?}, we alone {ours:?}");
        outcome.wrong.push(format!("{}: of tags and tests {both}", request.case));
    }
}

/// The columns at which a row has errors, by the stage at which Majora looks at them: at the first
/// with an error it ends.
struct Ours {
    stages: BTreeMap<u8, BTreeSet<String>>,
    /// Columns of tags and tests, for which Majora keeps the sample.
    notes: Vec<String>,
}

impl Ours {
    fn of(checked: &Checked, row: usize) -> Ours {
        let mut ours = Ours { stages: BTreeMap::new(), notes: Vec::new() };
        for column in errors(checked, row).map(|problem| named(checked, problem)) {
            match stage(&column) {
                None => ours.notes.push(column),
                Some(stage) => drop(ours.stages.entry(stage).or_default().insert(column)),
            }
        }
        ours
    }

    /// The columns at which only one of both sees an error, up to the stage at which Majora ended.
    fn against(&self, theirs: &BTreeSet<String>, last: u8) -> BTreeSet<String> {
        let looked_at = self.stages.iter().filter(|(stage, _)| **stage <= last);
        let ours: BTreeSet<String> = looked_at.flat_map(|(_, columns)| columns.clone()).collect();
        ours.symmetric_difference(theirs).cloned().collect()
    }
}

fn errors(checked: &Checked, row: usize) -> impl Iterator<Item = &Problem> {
    checked.problems_of(row).iter().filter(|problem| problem.severity() == Severity::Error)
}

/// The column that a problem is at, as Majora would have it.
fn named(checked: &Checked, problem: &Problem) -> String {
    let field = problem.column.and_then(|column| checked.sheet().columns()[column].field);
    match problem.fault {
        Fault::NoDate => "received_date".to_owned(),
        _ => field.map_or("", |field| field.name).to_owned(),
    }
}

fn difference(checked: &Checked, problem: &Problem) -> Option<Difference> {
    let column = problem.column?;
    let cell = checked.sheet().cell(problem.row?, column);
    Difference::behind(problem.fault, checked.sheet().columns()[column].field?, cell)
}

/// When Majora looks at a column (RULES.md §4.1, §4.4); none for tags and tests.
fn stage(column: &str) -> Option<u8> {
    const SUPPLEMENT: &[&str] = &[
        "is_surveillance",
        "is_hcw",
        "is_hospital_patient",
        "is_icu_patient",
        "is_care_home_worker",
        "is_care_home_resident",
        "admitted_with_covid_diagnosis",
        "employing_hospital_name",
        "employing_hospital_trust_or_board",
        "admitted_hospital_name",
        "admitted_hospital_trust_or_board",
        "anonymised_care_home_code",
        "admission_date",
        "collection_pillar",
    ];
    const COLLECTION: &[&str] = &[
        "collection_date",
        "received_date",
        "source_age",
        "source_sex",
        "adm1",
        "adm2",
        "adm2_private",
        "collecting_org",
    ];
    let Some(field) = fields::ALL.iter().find(|field| field.name == column) else {
        return (!column.contains('.') && !column.starts_with("ct_")).then_some(9);
    };
    let of_library = |target: &Target| matches!(target, Target::Library(_));
    let beside = |target: &Target| matches!(target, Target::SampleTag(..) | Target::Ct(..));
    match field {
        _ if SUPPLEMENT.contains(&column) => Some(1),
        _ if COLLECTION.contains(&column) => Some(2),
        _ if field.targets.iter().any(beside) => None,
        _ if field.section == Section::Library && field.targets.iter().any(of_library) => Some(2),
        _ => Some(3),
    }
}

/// The listed differences behind a column on which both don't agree, if they are all listed.
fn explain(
    request: &Request,
    checked: &Checked,
    row: usize,
    column: &str,
) -> Option<Vec<Difference>> {
    let ours: Vec<&Problem> =
        errors(checked, row).filter(|problem| named(checked, problem) == column).collect();
    if ours.is_empty() {
        return passing(request, row, column).map(|difference| vec![difference]);
    }
    if request.blanks(row, column) {
        return Some(vec![Difference::Blanked]);
    }
    let difference = |problem: &Problem| match problem.fault {
        // Of a day that Majora can't read it asks nothing more; sent as ISO, it can read it.
        Fault::AdmissionWithoutHospital => passing(request, row, "admission_date"),
        _ => difference(checked, problem),
    };
    ours.into_iter().map(difference).collect()
}

/// The listed difference by which a cell passes that Majora refused.
fn passing(request: &Request, row: usize, column: &str) -> Option<Difference> {
    if request.is_padded(row, column) {
        return Some(Difference::Padding);
    }
    let field = fields::ALL.iter().find(|field| field.name == column)?;
    Difference::passing(field, request.cell(row, column))
}

#[test]
fn every_recorded_record_is_judged_as_majora_judged_it() {
    // Of the first day, 25/10/2026, 21-10-2026, 2026/10/21 and 1 Jan 2026 are read here and refused by
    // Majora; on the later days the last is too old for both. Thirty days before the last day is 3 February,
    // which in numbers can be read as 2 March: so Majora does, and here it is asked for.
    let mut differences = BTreeSet::new();
    for (today, agreeing, differing) in [
        (jiff::civil::date(2026, 11, 20), 1311, 48),
        (jiff::civil::date(2028, 2, 29), 1313, 46),
        (jiff::civil::date(2027, 3, 5), 1312, 47),
    ] {
        let outcome = compare_all(today);
        let count = outcome.wrong.len();
        assert!(count == 0, "{count} wrong\n{}", outcome.wrong.join("\n"));
        println!("{outcome:#?}");
        // As many as there are: a record that is lost must not pass.
        assert_eq!((outcome.cases, outcome.requests, outcome.records), (358, 579, 1379));
        assert_eq!((outcome.agreeing, outcome.differing), (agreeing, differing), "{today}");
        assert_eq!((outcome.of_state, outcome.untold, outcome.no_cells), (15, 5, 35));
        differences.extend(outcome.differences.into_keys());
    }
    // No recorded request has a NUL character or a placeholder in the source of a sample, and none has
    // been through a spreadsheet.
    use Difference::{LostInSpreadsheet, NulCharacter, Placeholder};
    differences.extend([NulCharacter, Placeholder, LostInSpreadsheet]);
    assert_eq!(differences, BTreeSet::from(Difference::ALL), "one of them never occurs");
}
