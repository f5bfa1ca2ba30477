//! Who is to blame? Majora's messages carry no id; this is what can be proved (RULES.md §6).

use crate::answer::{Answer, Message, Named};
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::further;
use crate::plan::Step;
use crate::record::{Entry, Key, Library, Sample};
use std::collections::{HashMap, VecDeque};

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

fn is_about_a_test(message: &Message) -> bool {
    matches!(message, Message::Fields(fields) if all_among(fields, CT_KEYS))
        && !is_about_a_tag(message)
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
    let places: HashMap<&str, usize> =
        sent.iter().enumerate().map(|(at, sample)| (sample.id.as_str(), at)).collect();
    let place = |id: &String| places.get(id.as_str()).copied();
    let mut verdicts: Vec<Option<Verdict>> = vec![None; sent.len()];
    let refused: Vec<usize> = answer.ignored.iter().flatten().filter_map(place).collect();
    let about: Vec<&Message> = answer.messages.iter().filter(|m| is_about_a_sample(m)).collect();
    for (nth, at) in refused.iter().enumerate() {
        verdicts[*at] = Some(match sent.len() {
            1 => Verdict::Refused { said: about.iter().flat_map(|m| said_of_sample(m)).collect() },
            // They have always paired up; if they ever don't, the words are not given to anyone.
            _ if about.len() != refused.len() => Verdict::Unclear,
            _ => Verdict::Refused { said: said_of_sample(about[nth]) },
        });
    }
    let named = answer.new.iter().chain(&answer.updated).filter(|named| named.kind == "Biosample");
    for at in named.filter_map(|named| place(&named.name)) {
        verdicts[at].get_or_insert(Verdict::Saved { not_stored: Vec::new() });
    }
    notes(sent, answer, &mut verdicts);
    broken(answer, verdicts)
}

fn said_of_sample(message: &Message) -> Vec<Said> {
    said(message, Section::Sample)
}

/// Refused tags and tests belong to a saved sample that sent them.
fn notes(sent: &[Sample], answer: &Answer, verdicts: &mut [Option<Verdict>]) {
    for note in Note::all(answer) {
        if sent.iter().any(|sample| sample.id == note.name) {
            continue;
        }
        if let [Some(Verdict::Saved { not_stored })] = verdicts {
            not_stored.extend(note.said(note.entry_of(&sent[0].entries)));
            continue;
        }
        let owners: Vec<(usize, &Entry)> = sent
            .iter()
            .enumerate()
            .filter(|(at, _)| matches!(verdicts[*at], Some(Verdict::Saved { .. })))
            .filter_map(|(at, sample)| Some((at, note.entry_of(&sample.entries)?)))
            .collect();
        for (at, entry) in &owners {
            match &mut verdicts[*at] {
                Some(Verdict::Saved { not_stored }) if owners.len() == 1 => {
                    not_stored.extend(note.said(Some(entry)));
                }
                verdict => *verdict = Some(Verdict::Unclear),
            }
        }
    }
}

/// A tag or test that Majora ignored, and its words for that.
struct Note<'a> {
    name: &'a str,
    message: Option<&'a Message>,
}

impl<'a> Note<'a> {
    /// Every refused tag and test has one message, in the order of `ignored` (RULES.md §4.2, §4.3).
    fn all(answer: &'a Answer) -> Vec<Note<'a>> {
        let paired = |prefix: &str, is_about: fn(&Message) -> bool| -> Vec<Note<'a>> {
            let names = answer.ignored.iter().flatten().map(String::as_str);
            let names: Vec<&str> = names.filter(|name| name.starts_with(prefix)).collect();
            let about: Vec<&Message> = answer.messages.iter().filter(|m| is_about(m)).collect();
            let message =
                |nth: usize| about.get(nth).copied().filter(|_| about.len() == names.len());
            let notes = names.iter().enumerate();
            notes.map(|(nth, name)| Note { name, message: message(nth) }).collect()
        };
        let mut notes = paired("metadata__", is_about_a_tag);
        notes.extend(paired("ct:", is_about_a_test));
        let empty = answer.ignored.iter().flatten().filter(|name| *name == "ct");
        notes.extend(empty.map(|name| Note { name, message: None }));
        notes
    }

    /// The column that sent it, if one of these did.
    fn entry_of<'e>(&self, entries: &'e [Entry]) -> Option<&'e Entry> {
        entries
            .iter()
            .find(|entry| entry.targets().iter().any(|target| is_named(target, self.name)))
    }

    /// What Majora said of it; `entry` is the column that sent it.
    fn said(&self, entry: Option<&Entry>) -> Vec<Said> {
        let own = entry.map(|entry| entry.field);
        let not_stored = |words: Option<&str>| match words {
            Some(words) => format!("Majora did not store it: {words}"),
            None => "Majora did not store it".into(),
        };
        match self.message {
            Some(Message::Fields(fields)) => fields
                .iter()
                .flat_map(|(key, texts)| {
                    let field = own.and_then(|own| sibling(own, key)).or(own);
                    texts.iter().map(move |text| Said { field, text: not_stored(Some(text)) })
                })
                .collect(),
            _ => vec![Said { field: own, text: not_stored(None) }],
        }
    }
}

/// The column of the same test that Majora calls `key`.
fn sibling(field: &Field, key: &str) -> Option<&'static Field> {
    further::test(further::test_number(field)?, key)
}

/// Whether an entry of `ignored` stands for what this target sends.
fn is_named(target: &Target, ignored: &str) -> bool {
    match target {
        Target::SampleTag(tag, name) | Target::LibraryTag(tag, name) => {
            ignored.strip_prefix("metadata__").and_then(|rest| rest.strip_prefix(tag))
                == Some(format!("__{name}").as_str())
        }
        Target::Ct(record, "ct_value") => {
            ignored == "ct" || ignored.strip_prefix("ct:") == Some(record.to_string().as_str())
        }
        _ => false,
    }
}

/// What is left over broke inside Majora and may or may not have been saved.
fn broken(answer: &Answer, verdicts: Vec<Option<Verdict>>) -> Vec<Verdict> {
    let words = bare_texts(answer);
    let alone = verdicts.len() == 1 && !words.is_empty();
    let one = |verdict: Option<Verdict>| match verdict {
        Some(verdict) => verdict,
        None if alone => Verdict::Refused { said: broke_off(&words) },
        None => Verdict::Unclear,
    };
    verdicts.into_iter().map(one).collect()
}

/// The texts that tell of something that broke.
fn bare_texts(answer: &Answer) -> Vec<&str> {
    let texts = answer.messages.iter().filter_map(|message| match message {
        Message::Text(text) if !is_remark(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Majora's words where it broke, and what that means: what came before may be stored (RULES.md §5).
fn broke_off(words: &[&str]) -> Vec<Said> {
    let rest = "Majora broke off here and may hold a part of it";
    words.iter().copied().chain([rest]).map(plain).collect()
}

/// One verdict for each biosample of a library's request, in the order sent.
///
/// Certain only if none of the biosamples was in the library before, as [`crate::plan`] sees to, or if
/// there is only one.
pub fn library(sent: &Library, answer: &Answer) -> Vec<Verdict> {
    let made = is_named_in(&answer.new, "Library", &sent.name)
        || is_named_in(&answer.updated, "Library", &sent.name);
    if !made {
        let verdict = Verdict::Refused { said: everything_said(answer) };
        return vec![verdict; sent.members.len()];
    }
    let ignored = |id: &str| answer.ignored.iter().flatten().any(|ignored| ignored == id);
    if sent.members.iter().any(|member| ignored(&member.id)) {
        let unknown = |id: &str| match ignored(id) {
            true => Verdict::Refused { said: everything_said(answer) },
            false => Verdict::PassedOver,
        };
        return sent.members.iter().map(|member| unknown(&member.id)).collect();
    }
    members(sent, answer)
}

/// The verdicts where the library was made and each of its biosamples is known.
fn members(sent: &Library, answer: &Answer) -> Vec<Verdict> {
    let refused = answer.ignored.iter().filter(|entry| entry.is_none()).count();
    let texts = bare_texts(answer);
    // Without a refusal each was added or, if it was in the library before, overwritten.
    let all = refused == 0 && texts.is_empty();
    let added = |id: &str| all || is_named_in(&answer.updated, "Biosample", id);
    let about = answer.messages.iter();
    let about = about.filter(|m| matches!(m, Message::Fields(_)) && !is_about_a_tag(m));
    let mut about = about.map(|message| said(message, Section::Library)).collect::<VecDeque<_>>();
    let left = sent.members.iter().filter(|member| !added(&member.id)).count();
    let of_tags = said_of_tags(sent, answer);
    if sent.members.len() == 1 && left == 1 {
        let said = about.drain(..).flatten().chain(of_tags);
        return vec![match refused {
            0 => Verdict::Refused { said: said.chain(broke_off(&texts)).collect() },
            _ => Verdict::Refused { said: said.chain(texts.into_iter().map(plain)).collect() },
        }];
    }
    // Where no record broke, the library's tags did.
    let texts = texts.into_iter().filter(|_| left == refused).map(plain);
    let shared: Vec<Said> = of_tags.into_iter().chain(texts).collect();
    let certain = left == refused && about.len() == refused;
    let verdict = |id: &str| match (added(id), certain) {
        (true, _) => Verdict::Saved { not_stored: shared.clone() },
        (false, true) => {
            let own = about.pop_front().unwrap_or_default();
            Verdict::Refused { said: own.into_iter().chain(shared.clone()).collect() }
        }
        (false, false) => Verdict::Unclear,
    };
    sent.members.iter().map(|member| member.id.as_str()).map(verdict).collect()
}

/// What no verdict tells: remarks that name nobody. They are about the request as a whole. Words about
/// a record that is still unclear are none of them: they come again when it is sent by itself.
pub fn remarks(answer: &Answer, verdicts: &[Verdict]) -> Vec<String> {
    let unclear = verdicts.contains(&Verdict::Unclear);
    let told = |text: &str| verdicts.iter().flat_map(said_in).any(|said| said.text.ends_with(text));
    let left = |text: &&str| !told(text) && (!unclear || is_remark(text));
    answer.messages.iter().flat_map(sentences).filter(left).map(str::to_owned).collect()
}

fn said_in(verdict: &Verdict) -> &[Said] {
    match verdict {
        Verdict::Saved { not_stored: said } | Verdict::Refused { said } => said,
        Verdict::PassedOver | Verdict::Unclear => &[],
    }
}

fn sentences(message: &Message) -> Vec<&str> {
    match message {
        Message::Text(text) => vec![text],
        Message::Fields(fields) => {
            fields.iter().flat_map(|(_, texts)| texts).map(String::as_str).collect()
        }
    }
}

fn is_named_in(list: &[Named], kind: &str, name: &str) -> bool {
    list.iter().any(|named| named.kind == kind && named.name == name)
}

fn everything_said(answer: &Answer) -> Vec<Said> {
    answer.messages.iter().flat_map(|message| said(message, Section::Library)).collect()
}

fn said_of_tags(sent: &Library, answer: &Answer) -> Vec<Said> {
    let notes = Note::all(answer).into_iter();
    notes.flat_map(|note| note.said(note.entry_of(&sent.entries))).collect()
}

/// Majora's own ids of the records that an answer names.
pub fn ids(step: &Step, answer: &Answer) -> Vec<(Key, String)> {
    let key = |named: &Named| match (named.kind.as_str(), step) {
        ("Biosample", _) => Some(Key::Sample(named.name.clone())),
        ("Library", _) => Some(Key::Library(named.name.clone())),
        // A request has one run, and the answer doesn't repeat its name.
        ("Sequencing", Step::Run(run)) => Some(Key::Run(run.name.clone())),
        _ => None,
    };
    let named = answer.new.iter().chain(&answer.updated);
    named.filter_map(|named| Some((key(named)?, named.id.clone()))).collect()
}

/// The verdict on the one run of a request.
pub fn run(answer: &Answer) -> Verdict {
    let listed = |list: &[Named]| list.iter().any(|named| named.kind == "Sequencing");
    let listed = listed(&answer.new) || listed(&answer.updated);
    let said = answer.messages.iter().flat_map(|message| said(message, Section::Run));
    match (answer.errors == 0, listed) {
        (true, true) => Verdict::Saved { not_stored: Vec::new() },
        // Neither saved nor refused: Majora has to be asked.
        (true, false) => Verdict::Unclear,
        (false, false) => Verdict::Refused { said: said.collect() },
        // It broke after the run was made (RULES.md §4.5).
        (false, true) => Verdict::Refused { said: said.chain(broke_off(&[])).collect() },
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
