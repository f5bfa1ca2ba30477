//! Who is to blame? Majora's messages carry no id; this is what can be proved (RULES.md §6).

use crate::answer::{Answer, Message};
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::record::{Entry, Library, Sample};

/// What an answer says of one record of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is saved; what Majora said of columns that it did not store.
    Saved { not_stored: Vec<Said> },
    /// It is not saved, and why.
    Refused { said: Vec<Said> },
    /// It was not looked at, because of its neighbours.
    PassedOver,
    /// The answer doesn't tell. Sent again by itself it will.
    Unclear,
}

/// A sentence of Majora's, and the column that it is about. The sentence may repeat a cell: it is
/// for the person whose sheet it is, never for a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The column, where Majora names one that we know.
    pub field: Option<&'static Field>,
    /// Majora's words.
    pub text: String,
}

const TAG_KEYS: &[&str] = &["artifact", "group", "process", "tag", "name", "value", "timestamp"];
const CT_KEYS: &[&str] = &[
    "artifact_metric",
    "ct_value",
    "test_kit",
    "test_platform",
    "test_target",
    "artifact",
    "namespace",
    "num_tests",
    "min_ct",
    "max_ct",
];

fn all_among(fields: &[(String, Vec<String>)], keys: &[&str]) -> bool {
    fields.iter().all(|(name, _)| keys.contains(&name.as_str()))
}

fn is_about_a_tag(message: &Message) -> bool {
    matches!(message, Message::Fields(fields) if all_among(fields, TAG_KEYS))
}

/// Whether a message is about a biosample itself, not about one of its tags or tests.
fn is_about_a_sample(message: &Message) -> bool {
    match message {
        Message::Fields(fields) => !all_among(fields, TAG_KEYS) && !all_among(fields, CT_KEYS),
        Message::Text(text) => text.starts_with("Cannot use `partial` on "),
    }
}

/// Texts that are no error of a sample.
fn is_remark(text: &str) -> bool {
    text.ends_with(" records look empty")
        || text.ends_with(" does not describe a valid metric")
        || text.contains("existing Ct value records")
        || text.starts_with("Cannot use `partial` on ")
}

/// One verdict for each biosample of a request, in the order sent.
pub fn samples(sent: &[Sample], answer: &Answer) -> Vec<Verdict> {
    let place = |id: &str| sent.iter().position(|sample| sample.id == id);
    let mut verdicts: Vec<Option<Verdict>> = vec![None; sent.len()];
    let refused = answer.ignored.iter().flatten().filter_map(|id| place(id));
    let about = answer.messages.iter().filter(|message| is_about_a_sample(message));
    let refused: Vec<usize> = refused.collect();
    let about: Vec<&Message> = about.collect();
    for (nth, at) in refused.iter().enumerate() {
        // They have always paired up; if they ever don't, the words are not given to anyone.
        let said = match about.len() == refused.len() {
            true => said(about[nth], Section::Sample),
            false => Vec::new(),
        };
        verdicts[*at] = Some(Verdict::Refused { said });
    }
    let named = answer.new.iter().chain(&answer.updated).filter(|named| named.kind == "Biosample");
    for at in named.filter_map(|named| place(&named.name)) {
        verdicts[at].get_or_insert(Verdict::Saved { not_stored: Vec::new() });
    }
    notes(sent, answer, &mut verdicts);
    broken(answer, verdicts)
}

/// Refused tags and tests belong to a saved sample that sent them.
fn notes(sent: &[Sample], answer: &Answer, verdicts: &mut [Option<Verdict>]) {
    let names = answer.ignored.iter().flatten();
    for name in names.filter(|name| !sent.iter().any(|sample| sample.id == **name)) {
        let is_it = |entry: &&Entry| entry.targets().iter().any(|target| is_named(target, name));
        let owners: Vec<(usize, &Entry)> = sent
            .iter()
            .enumerate()
            .filter(|(at, _)| matches!(verdicts[*at], Some(Verdict::Saved { .. })))
            .filter_map(|(at, sample)| Some((at, sample.entries.iter().find(is_it)?)))
            .collect();
        for (at, entry) in &owners {
            let text = format!("Majora did not store {}", entry.field.name);
            let said = Said { field: Some(entry.field), text };
            match &mut verdicts[*at] {
                Some(Verdict::Saved { not_stored }) if owners.len() == 1 => not_stored.push(said),
                verdict => *verdict = Some(Verdict::Unclear),
            }
        }
    }
}

/// Whether an entry of `ignored` stands for what this target sends.
fn is_named(target: &Target, ignored: &str) -> bool {
    match target {
        Target::SampleTag(tag, name) | Target::LibraryTag(tag, name) => {
            ignored == format!("metadata__{tag}__{name}")
        }
        Target::Ct(record, "ct_value") => ignored == "ct" || ignored == format!("ct:{record}"),
        _ => false,
    }
}

/// What is left over broke inside Majora and may or may not have been saved.
fn broken(answer: &Answer, verdicts: Vec<Option<Verdict>>) -> Vec<Verdict> {
    let left = verdicts.iter().filter(|verdict| verdict.is_none()).count();
    let texts = answer.messages.iter().filter_map(|message| match message {
        Message::Text(text) if !is_remark(text) => Some(text.as_str()),
        _ => None,
    });
    let texts: Vec<&str> = texts.collect();
    let alone = verdicts.len() == 1 && texts.len() == left;
    let one = |verdict: Option<Verdict>| match verdict {
        Some(verdict) => verdict,
        None if alone => Verdict::Refused { said: vec![plain(texts[0])] },
        None => Verdict::Unclear,
    };
    verdicts.into_iter().map(one).collect()
}

/// One verdict for each biosample of a library's request, in the order sent, and whether Majora holds
/// the library now.
///
/// Certain only if none of the biosamples was in the library before, as [`crate::plan`] sees to.
pub fn library(sent: &Library, answer: &Answer) -> (Vec<Verdict>, bool) {
    let all = |verdict: Verdict| vec![verdict; sent.members.len()];
    let named = |list: &[crate::answer::Named], kind: &str, name: &str| {
        list.iter().any(|named| named.kind == kind && named.name == name)
    };
    let made =
        named(&answer.new, "Library", &sent.name) || named(&answer.updated, "Library", &sent.name);
    if !made {
        let said = answer.messages.iter().flat_map(|message| said(message, Section::Library));
        return (all(Verdict::Refused { said: said.collect() }), false);
    }
    let ignored = |id: &str| answer.ignored.iter().flatten().any(|ignored| ignored == id);
    if sent.members.iter().any(|member| ignored(&member.id)) {
        let unknown = |id: &str| match ignored(id) {
            true => Verdict::Refused {
                said: answer.messages.iter().flat_map(|m| said(m, Section::Library)).collect(),
            },
            false => Verdict::PassedOver,
        };
        return (sent.members.iter().map(|member| unknown(&member.id)).collect(), true);
    }
    let refused = answer.ignored.iter().filter(|entry| entry.is_none()).count();
    let saved = |id: &str| named(&answer.updated, "Biosample", id);
    let candidates = sent.members.iter().filter(|member| !saved(&member.id)).count();
    let about: Vec<&Message> = answer
        .messages
        .iter()
        .filter(|m| matches!(m, Message::Fields(_)) && !is_about_a_tag(m))
        .collect();
    let certain = candidates == refused && about.len() == refused;
    let not_stored = tags_not_stored(sent, answer);
    let mut about = about.into_iter();
    let verdict = |id: &str| match (saved(id), certain) {
        (true, _) => Verdict::Saved { not_stored: not_stored.clone() },
        (false, true) => Verdict::Refused {
            said: about.next().map(|message| said(message, Section::Library)).unwrap_or_default(),
        },
        (false, false) => Verdict::Unclear,
    };
    (sent.members.iter().map(|member| member.id.as_str()).map(verdict).collect(), true)
}

fn tags_not_stored(sent: &Library, answer: &Answer) -> Vec<Said> {
    let ignored = answer.ignored.iter().flatten();
    let entry = |name: &String| {
        let is_it = |entry: &&Entry| entry.targets().iter().any(|target| is_named(target, name));
        let entry = sent.entries.iter().find(is_it)?;
        let text = format!("Majora did not store {} with the library", entry.field.name);
        Some(Said { field: Some(entry.field), text })
    };
    ignored.filter_map(entry).collect()
}

/// The verdict on the one run of a request.
pub fn run(answer: &Answer) -> Verdict {
    let listed =
        |list: &[crate::answer::Named]| list.iter().any(|named| named.kind == "Sequencing");
    match answer.errors == 0 && (listed(&answer.new) || listed(&answer.updated)) {
        true => Verdict::Saved { not_stored: Vec::new() },
        false => Verdict::Refused {
            said: answer.messages.iter().flat_map(|message| said(message, Section::Run)).collect(),
        },
    }
}

fn plain(text: &str) -> Said {
    Said { field: None, text: text.to_owned() }
}

/// A message's sentences, each with the column that it is about.
fn said(message: &Message, section: Section) -> Vec<Said> {
    match message {
        Message::Text(text) => vec![plain(text)],
        Message::Fields(fields) => fields
            .iter()
            .flat_map(|(key, texts)| {
                let field = field_of(key, section);
                texts.iter().map(move |text| Said { field, text: text.clone() })
            })
            .collect(),
    }
}

/// The column that Majora calls `key` in this record.
fn field_of(key: &str, section: Section) -> Option<&'static Field> {
    let is_it = |target: &Target| match target {
        Target::Sample(name) | Target::Library(name) | Target::Member(name) => *name == key,
        Target::Run(name) | Target::RunRequest(name) => *name == key,
        Target::Ct(..) | Target::SampleTag(..) | Target::LibraryTag(..) => false,
    };
    if key == "central_sample_id" {
        return Some(&fields::CENTRAL_SAMPLE_ID);
    }
    let mine = fields::ALL.iter().copied().filter(|field| field.section == section);
    mine.into_iter().find(|field| field.targets.iter().any(is_it))
}
