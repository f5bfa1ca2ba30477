//! An upload's journal as JSON, as the browser keeps it: the whole when the upload begins, then the
//! entries that come to it. What a request costs is so much as it has changed, however long the journal is.

use crate::decided::{self, Name, key, name};
use serde::{Deserialize, Serialize};
use sheet::date::DateOrder;
use sheet::journal::{Binding, Journal, Line, Note, State};
use sheet::read::Change;

/// The version of the form. A journal of another version is none.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    sha256: String,
    instance: String,
    host: String,
    username: String,
    file: String,
    rows: Option<usize>,
    cells: Vec<(usize, usize, String)>,
    removed: Vec<(usize, bool)>,
    dates: Vec<(usize, Option<Order>)>,
    #[serde(flatten)]
    decided: decided::Written,
    #[serde(default)]
    began: Option<u64>,
    planned: usize,
    records: Vec<(Name, WrittenState, Option<String>, bool)>,
    #[serde(default)]
    ids: Vec<(Name, String)>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenState {
    Sending,
    Saved,
    NotSaved,
    NotMade,
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenNote {
    Sending(Vec<Name>, bool),
    Settled(Name, WrittenState, Option<String>),
    Named(Name, String),
}

/// Entries of a journal as JSON, in their order.
pub fn notes_to_json(notes: &[Note]) -> String {
    let written = notes.iter().map(|note| match note {
        Note::Sending { keys, is_new } => {
            WrittenNote::Sending(keys.iter().map(name).collect(), *is_new)
        }
        Note::Settled { key, state: how, request } => {
            WrittenNote::Settled(name(key), state(*how), request.clone())
        }
        Note::Named { key, id } => WrittenNote::Named(name(key), id.clone()),
    });
    // Text, numbers and lists are always JSON.
    serde_json::to_string(&written.collect::<Vec<_>>()).unwrap_or_default()
}

fn notes_from_json(text: &str) -> Option<Vec<Note>> {
    let written: Vec<WrittenNote> = serde_json::from_str(text).ok()?;
    let notes = written.into_iter().map(|note| match note {
        WrittenNote::Sending(names, is_new) => {
            Note::Sending { keys: names.into_iter().map(key).collect(), is_new }
        }
        WrittenNote::Settled(name, how, request) => {
            Note::Settled { key: key(name), state: of(how), request }
        }
        WrittenNote::Named(name, id) => Note::Named { key: key(name), id },
    });
    Some(notes.collect())
}

/// The journal that was written so, with the entries that have come to it since. From the first that
/// can't be read it stands as it did before: what came after may rest on that.
pub fn restored<T: AsRef<str>>(
    whole: &str,
    entries: impl IntoIterator<Item = T>,
) -> Option<Journal> {
    let mut journal = from_json(whole)?;
    let notes = entries.into_iter().map_while(|entries| notes_from_json(entries.as_ref()));
    notes.flatten().for_each(|note| journal.write(note));
    Some(journal)
}

/// The journal as JSON.
pub fn to_json(journal: &Journal) -> String {
    let Binding { sha256, instance, host, username } = journal.binding.clone();
    let records = journal.records.iter();
    let form = Written {
        version: VERSION,
        sha256,
        instance,
        host,
        username,
        file: journal.file.clone(),
        rows: journal.changes.added,
        cells: journal.changes.cells.clone(),
        removed: journal.changes.removed.clone(),
        dates: journal.changes.dates.iter().map(|(at, order)| (*at, order.map(order_as))).collect(),
        decided: decided::written(&journal.decisions),
        began: journal.began,
        planned: journal.planned,
        records: records
            .map(|(key, line)| (name(key), state(line.state), line.request.clone(), line.ours))
            .collect(),
        ids: journal.ids.iter().map(|(key, id)| (name(key), id.clone())).collect(),
    };
    // Text, numbers and lists are always JSON.
    serde_json::to_string(&form).unwrap_or_default()
}

/// The journal that was written so; nothing where it is of another version or none at all.
pub fn from_json(text: &str) -> Option<Journal> {
    let form: Written =
        serde_json::from_str(text).ok().filter(|form: &Written| form.version == VERSION)?;
    let records = form.records.into_iter().map(|(name, written, request, ours)| {
        (key(name), Line { state: of(written), request, ours })
    });
    Some(Journal {
        binding: Binding {
            sha256: form.sha256,
            instance: form.instance,
            host: form.host,
            username: form.username,
        },
        file: form.file,
        changes: Change {
            added: form.rows,
            cells: form.cells,
            removed: form.removed,
            dates: form.dates.into_iter().map(|(at, order)| (at, order.map(order_of))).collect(),
        },
        decisions: decided::read(form.decided)?,
        began: form.began,
        planned: form.planned,
        records: records.collect(),
        ids: form.ids.into_iter().map(|(name, id)| (key(name), id)).collect(),
    })
}

fn order_as(order: DateOrder) -> Order {
    match order {
        DateOrder::DayMonthYear => Order::DayMonthYear,
        DateOrder::MonthDayYear => Order::MonthDayYear,
        DateOrder::YearMonthDay => Order::YearMonthDay,
    }
}

fn order_of(order: Order) -> DateOrder {
    match order {
        Order::DayMonthYear => DateOrder::DayMonthYear,
        Order::MonthDayYear => DateOrder::MonthDayYear,
        Order::YearMonthDay => DateOrder::YearMonthDay,
    }
}

fn state(state: State) -> WrittenState {
    match state {
        State::Sending => WrittenState::Sending,
        State::Saved => WrittenState::Saved,
        State::NotSaved => WrittenState::NotSaved,
        State::NotMade => WrittenState::NotMade,
        State::Unknown => WrittenState::Unknown,
    }
}

fn of(state: WrittenState) -> State {
    match state {
        WrittenState::Sending => State::Sending,
        WrittenState::Saved => State::Saved,
        WrittenState::NotSaved => State::NotSaved,
        WrittenState::NotMade => State::NotMade,
        WrittenState::Unknown => State::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sheet::compare::Doubt;
    use sheet::decide::Decisions;
    use sheet::record::Key;

    fn journal() -> Journal {
        let sample = Key::Sample("A-1".into());
        let run = Key::Run("RUN-1".into());
        let line = |state, ours| Line { state, request: Some("r".into()), ours };
        Journal {
            binding: Binding {
                sha256: "abc".into(),
                instance: "test".into(),
                host: "majora.example.org".into(),
                username: "hoot".into(),
            },
            file: "sheet.csv".into(),
            changes: Change {
                added: Some(3),
                cells: vec![(0, 1, "\"x\"".into())],
                removed: vec![(2, true)],
                dates: vec![(3, Some(DateOrder::DayMonthYear)), (4, None)],
            },
            decisions: Decisions {
                accepted: [
                    (
                        sample.clone(),
                        Doubt::Identity { column: "root_sample_id", stored: "R".into() },
                    ),
                    (sample.clone(), Doubt::TestsLost { tests: vec![Default::default()] }),
                    (run.clone(), Doubt::ErasesUnseen { columns: vec!["start_time"] }),
                ]
                .into(),
                declined: [
                    (Key::Library("LIB-1".into()), Doubt::OtherSamples { count: 1 }),
                    (run.clone(), Doubt::OtherLibraries { names: vec!["LIB-9".into()] }),
                ]
                .into(),
                erased: [((sample.clone(), "foo.bar"), "x".to_owned())].into(),
                unchecked: [Key::Sample("A-2".into())].into(),
                ..Decisions::default()
            },
            began: Some(1_795_212_843_000),
            planned: 12,
            records: [
                (sample, line(State::Saved, true)),
                (Key::Library("LIB-1".into()), line(State::Sending, true)),
                (Key::place("LIB-1", "A-1"), line(State::NotSaved, false)),
                (run.clone(), line(State::Unknown, false)),
            ]
            .into(),
            ids: [(run, "3f2b1c9e-0d4a-4b6f-9c81-2a7e5d3f1b60".to_owned())].into(),
        }
    }

    #[test]
    fn a_journal_reads_back() {
        let journal = journal();
        assert_eq!(from_json(&to_json(&journal)), Some(journal));
    }

    /// Entries about few records, so that one comes after another of the same.
    fn note() -> impl Strategy<Value = Note> {
        let key = prop_oneof![
            "[AB]-[12]".prop_map(Key::Sample),
            Just(Key::Library("LIB-1".into())),
            "[AB]-1".prop_map(|sample| Key::place("LIB-1", &sample)),
            Just(Key::Run("RUN-1".into())),
        ];
        let state = prop_oneof![
            Just(State::Sending),
            Just(State::Saved),
            Just(State::NotSaved),
            Just(State::NotMade),
            Just(State::Unknown)
        ];
        let request = prop::option::of("[a-f]{2}");
        prop_oneof![
            (prop::collection::vec(key.clone(), 0..4), any::<bool>())
                .prop_map(|(keys, is_new)| Note::Sending { keys, is_new }),
            (key.clone(), state, request).prop_map(|(key, state, request)| Note::Settled {
                key,
                state,
                request
            }),
            (key, "[a-f\"]{2}").prop_map(|(key, id)| Note::Named { key, id }),
        ]
    }

    proptest! {
        /// Wherever it ends: a tab may die between any two that are kept.
        #[test]
        fn a_journal_and_what_came_to_it_is_the_journal_as_it_was_then(
            entries in prop::collection::vec(prop::collection::vec(note(), 0..4), 0..6),
        ) {
            let mut now = journal();
            let whole = to_json(&now);
            let mut kept: Vec<String> = Vec::new();
            for notes in entries {
                notes.iter().for_each(|note| now.write(note.clone()));
                kept.push(notes_to_json(&notes));
                let restored = restored(&whole, &kept);
                prop_assert_eq!(restored.as_ref(), Some(&now));
            }
            prop_assert_eq!(restored(&to_json(&now), [""; 0]), Some(now));
        }
    }

    #[test]
    fn what_comes_to_a_journal_is_as_long_as_the_request_and_not_as_the_journal() {
        let saved = |nth: usize| Note::Settled {
            key: Key::Sample(format!("HOOT-{nth:06}")),
            state: State::Saved,
            request: Some("f".repeat(36)),
        };
        let batch: Vec<Note> = (0..50).map(saved).collect();
        assert!(notes_to_json(&batch).len() < 50 * 100);
    }

    #[test]
    fn nothing_is_taken_from_behind_an_entry_that_is_no_entry() {
        let sample = || Key::Sample("A-9".into());
        let sending = notes_to_json(&[Note::Sending { keys: vec![sample()], is_new: true }]);
        let saved = Note::Settled { key: sample(), state: State::Saved, request: None };
        let saved = notes_to_json(&[saved]);
        let state = |entries: &[&str]| {
            let journal = restored(&to_json(&journal()), entries).expect("a journal");
            journal.records.get(&sample()).map(|line| line.state)
        };
        assert_eq!(state(&[&sending, &saved]), Some(State::Saved));
        for torn in ["", "{}", &saved[..20], "[{\"lost\":[]}]"] {
            assert_eq!(state(&[&sending, torn, &saved]), Some(State::Sending), "{torn}");
        }
        assert_eq!(restored("", [sending]), None);
    }

    #[test]
    fn a_journal_of_before_ids_or_its_beginning_were_kept_reads_without_them() {
        let mut form: serde_json::Value = serde_json::from_str(&to_json(&journal())).expect("JSON");
        for name in ["ids", "began"] {
            form.as_object_mut().expect("an object").remove(name);
        }
        let read = from_json(&form.to_string()).expect("a journal");
        assert_eq!((read.ids.len(), read.began, read.records), (0, None, journal().records));
    }

    #[test]
    fn what_is_no_journal_of_this_version_is_none() {
        let other = to_json(&journal()).replace("\"version\":1", "\"version\":2");
        let column = to_json(&journal()).replace("root_sample_id", "nonsense");
        for text in ["", "{}", &other, &column, &to_json(&journal())[..100]] {
            assert_eq!(from_json(text), None, "{text}");
        }
    }
}
