//! How many bytes a record takes in a request, at most.

use crate::field::Target;
use crate::record::{Entry, Library, Member, Run, Sample};
use crate::value::Value;

/// The most bytes of records in one request: Majora takes 2,621,440 (RULES.md §2), and the proxy adds
/// who sends it.
pub const MOST_BYTES: usize = 2_500_000;

/// What stands around a value in JSON: quotes, colon, comma, braces of nested keys, `null`.
const AROUND: usize = 48;

pub(crate) fn sample(sample: &Sample) -> usize {
    let erased = sample.erased.iter().flat_map(|field| field.targets);
    text(&sample.id) + AROUND + entries(&sample.entries) + erased.map(key).sum::<usize>()
}

pub(crate) fn own(library: &Library) -> usize {
    text(&library.name) + AROUND + entries(&library.entries)
}

pub(crate) fn member(member: &Member) -> usize {
    text(&member.id) + AROUND + entries(&member.entries)
}

pub(crate) fn run(run: &Run) -> usize {
    text(&run.name) + text(&run.library) + 2 * AROUND + entries(&run.entries)
}

fn entries(entries: &[Entry]) -> usize {
    let one = |entry: &Entry| {
        let value = value(&entry.value);
        entry.targets().iter().map(|target| key(target) + value).sum::<usize>()
    };
    entries.iter().map(one).sum()
}

fn value(value: &Value<'_>) -> usize {
    match value {
        Value::Text(said) | Value::Number(said) => text(said),
        Value::Whole(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
        Value::YesNo(_) => "Y".len(),
        Value::Date(_) => "2020-01-31".len(),
        Value::DateTime(_) => "2020-01-31 12:30".len(),
    }
}

fn key(target: &Target) -> usize {
    AROUND
        + match target {
            Target::SampleTag(tag, name) | Target::LibraryTag(tag, name) => text(tag) + text(name),
            Target::Ct(_, name)
            | Target::Sample(name)
            | Target::Library(name)
            | Target::Member(name)
            | Target::Run(name)
            | Target::RunRequest(name) => name.len(),
        }
}

/// A text in JSON: a quote or backslash takes two bytes, a control character six.
fn text(text: &str) -> usize {
    // All that takes more is of one byte, and looked for without branches: it is every cell that is sent.
    let more = |byte: u8| usize::from(matches!(byte, b'"' | b'\\')) + 5 * usize::from(byte < b' ');
    text.len() + text.bytes().map(more).sum::<usize>()
}
