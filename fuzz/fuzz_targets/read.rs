//! Any file, read as it is and as a user may say: it is a sheet that comes back from its own CSV, or
//! it is refused with a sentence.

#![no_main]

use fuzz::{comes_back, judge};
use libfuzzer_sys::fuzz_target;
use sheet::choices::Choices;
use sheet::date::DateOrder;
use sheet::fields;
use sheet::layout::Delimiter;
use sheet::read::{headings, read, read_as};
use sheet::text::Encoding;

fuzz_target!(|bytes: &[u8]| {
    match read(bytes) {
        Ok(sheet) => {
            comes_back(&sheet);
            judge(sheet);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let choices = choices(bytes);
    let _ = headings(bytes, &choices);
    if let Ok(sheet) = read_as(bytes, &choices) {
        comes_back(&sheet);
        judge(sheet);
    }
});

/// What a user may say of a file; its last bytes decide, so that a corpus is one of files.
fn choices(bytes: &[u8]) -> Choices {
    let mut bytes = bytes.iter().rev().copied();
    let mut next = || usize::from(bytes.next().unwrap_or_default());
    let mut choices = Choices::default();
    let how = next();
    choices.encoding = Encoding::ALL.get(how % 8).copied();
    choices.delimiter = Delimiter::ALL.get(how / 8 % 4).copied();
    choices.headings = [None, Some(1), Some(2), Some(5)][how / 32 % 4];
    for _ in 0..how / 128 * 3 {
        let (place, meaning) = (next() % 16, next());
        choices.columns.insert(place, fields::ALL.get(meaning).copied());
        let order = DateOrder::ALL.get(meaning % 3).copied();
        choices.dates.extend(order.map(|order| (place, order)));
    }
    choices
}
