//! Small sheets, and one row of each kind.

use sheet::check::{Checked, check};
use sheet::decide::Decisions;
use sheet::held::{Held, HeldSample};
use sheet::plan::{Plan, plan};
use sheet::read::{Sheet, read};
use sheet::stored::{StoredLibrary, StoredRun, StoredSample, Values};
use sheet::value::Date;

/// The day on which every test takes place.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 20);

/// The columns that a sample, a library and a run need.
pub(crate) const HEADINGS: &str = "central_sample_id,adm1,is_surveillance,collection_date,\
    library_name,library_seq_kit,library_seq_protocol,library_layout_config,library_selection,\
    library_source,library_strategy,run_name,instrument_make,instrument_model";

/// A good row: a sample, in a library and on a run where these are named.
pub(crate) fn row(id: &str, library: &str, run: &str) -> String {
    format!("{id},UK-ENG,Y,2026-11-01,{}", rest(library, run))
}

/// A good row without the sample: it is registered elsewhere.
pub(crate) fn row_without_sample(id: &str, library: &str, run: &str) -> String {
    format!("{id},,,,{}", rest(library, run))
}

fn rest(library: &str, run: &str) -> String {
    let library = match library {
        "" => ",,,,,,".to_owned(),
        name => format!("{name},LSK109,LIGATION,SINGLE,PCR,VIRAL_RNA,AMPLICON"),
    };
    let run = match run {
        "" => ",,".to_owned(),
        name => format!("{name},OXFORD_NANOPORE,GridION"),
    };
    format!("{library},{run}")
}

/// Rows of three words each, `sample library run`, with `-` where there is none; a `?` before the
/// sample leaves out everything of it but its id.
pub(crate) fn csv(rows: &[&str]) -> String {
    let mut csv = HEADINGS.to_owned();
    for words in rows {
        let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches('-')).collect();
        let [id, library, run] = words[..] else { panic!("three words: {words:?}") };
        csv.push('\n');
        csv.push_str(&match id.strip_prefix('?') {
            Some(id) => row_without_sample(id, library, run),
            None => row(id, library, run),
        });
    }
    csv
}

pub(crate) fn sheet(csv: &str) -> Sheet {
    read(csv.as_bytes()).expect("the test's sheet can be read")
}

pub(crate) fn checked(csv: &str) -> Checked {
    check(sheet(csv), TODAY)
}

/// What Majora holds: `sample:A` (with the values of [`row`]), `bare:A` (an id without details),
/// `unread:A`, `library:L=A+B` and `run:R=L` (with the values of [`row`]).
pub(crate) fn held(words: &[&str]) -> Held {
    let mut held = Held::default();
    for word in words {
        let (kind, name) = word.split_once(':').expect("kind:name");
        let (name, parts) = name.split_once('=').unwrap_or((name, ""));
        let parts = parts.split('+').filter(|part| !part.is_empty()).map(str::to_owned);
        let name = name.to_owned();
        match kind {
            "sample" => drop(held.samples.insert(name, HeldSample::Read(stored_sample()))),
            "bare" => drop(held.samples.insert(name, HeldSample::Bare)),
            "unread" => drop(held.samples.insert(name, HeldSample::Unread)),
            "library" => {
                let members = parts.map(|id| (id, place())).collect();
                held.libraries.insert(name, StoredLibrary { members, values: library() });
            }
            "run" => {
                let run = StoredRun { libraries: parts.collect(), values: run(&name) };
                held.runs.insert(name, run);
            }
            _ => panic!("{word}"),
        }
    }
    held
}

/// Stored values.
pub(crate) fn values(values: &[(&'static str, &str)]) -> Values {
    values.iter().map(|(column, value)| (*column, (*value).to_owned())).collect()
}

/// The sample of a [`row`] as Majora shows it.
pub(crate) fn stored_sample() -> StoredSample {
    let values =
        values(&[("adm1", "UK-ENG"), ("is_surveillance", "Y"), ("collection_date", "2026-11-01")]);
    StoredSample { values, ..StoredSample::default() }
}

fn library() -> Values {
    values(&[
        ("library_seq_kit", "LSK109"),
        ("library_seq_protocol", "LIGATION"),
        ("library_layout_config", "SINGLE"),
    ])
}

fn place() -> Values {
    values(&[
        ("library_selection", "PCR"),
        ("library_source", "VIRAL_RNA"),
        ("library_strategy", "AMPLICON"),
    ])
}

fn run(name: &str) -> Values {
    values(&[
        ("run_group", name),
        ("instrument_make", "OXFORD_NANOPORE"),
        ("instrument_model", "GridION"),
    ])
}

/// The plan of a sheet of [`csv`] rows.
pub(crate) fn planned(rows: &[&str], holds: &[&str]) -> Plan {
    plan(&checked(&csv(rows)), &held(holds), &Decisions::default())
}
