//! What a heading means.

use crate::field::Field;
use crate::fields;
use crate::further;
use crate::text;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Headings of the columns that this program writes beside the rows that are to be mended.
pub(crate) const OURS: [&str; 3] = ["_row", "_status", "_problems"];

/// The heading by which a sample sheet of `MinKNOW` is known, beside those of the sample.
pub(crate) const OF_MINKNOW: &str = "experiment_id";

/// Longer ones are read no further: no heading is as long.
const LONGEST: usize = 200;

static KNOWN: LazyLock<HashMap<String, &'static Field>> = LazyLock::new(|| {
    let names = |field: &'static Field| {
        let all = field.aliases.iter().chain([&field.name]);
        all.map(move |name| (text::normalised(name), field))
    };
    fields::ALL.iter().copied().flat_map(names).collect()
});

/// What a heading means by its name or alias, also with a mark of a form behind it (`adm1 *`) or with points
/// for its spaces, as R writes them (`source.age`).
pub(crate) fn listed(heading: &str) -> Option<&'static Field> {
    if heading.len() > LONGEST {
        return None;
    }
    let heading = text::normalised(heading.trim_end_matches(['*', ':', ' ']));
    KNOWN.get(&heading).or_else(|| KNOWN.get(&heading.replace('.', ""))).copied()
}

/// What a heading means in a plain sheet, where nobody has said otherwise. Metadata that no template names
/// is none of that: of a heading such as `Hosp.No` only the user knows whether Majora may have it, for good.
pub(crate) fn meaning(heading: &str) -> Option<&'static Field> {
    listed(heading).or_else(|| further::of_a_test(heading))
}

/// Whether a column is one that this program has written beside the cells of a laboratory.
pub(crate) fn is_ours(heading: &str) -> bool {
    OURS.iter().any(|ours| heading.eq_ignore_ascii_case(ours))
}

/// Whether a heading says that this program has written the file, so that its cells may have marks.
pub(crate) fn is_row(heading: &str) -> bool {
    heading.eq_ignore_ascii_case(OURS[0])
}
