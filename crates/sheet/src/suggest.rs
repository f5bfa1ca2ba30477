//! The column that a heading may be meant for. Only ever a suggestion: whose sheet it is decides.

use crate::field::Field;
use crate::fields;
use crate::text;

/// The fewest letters of a name that says something where it is part of a longer heading.
const LEAST: usize = 6;

/// What laboratories call a column, where that is no name of it: words that can mean little else in a sheet of
/// samples, but are too common to be taken for it unasked.
const EVERYDAY: &[(&Field, &[&str])] = &[
    (
        &fields::CENTRAL_SAMPLE_ID,
        &["sample", "sample name", "sample no", "sample number", "cog id"],
    ),
    (&fields::ADM1, &["nation", "country", "uk nation", "home nation"]),
    (&fields::ADM2, &["county", "region", "local authority"]),
    (&fields::SOURCE_AGE, &["age", "patient age", "age in years", "age years"]),
    (&fields::SOURCE_SEX, &["sex", "gender", "patient sex", "patient gender"]),
    (&fields::IS_SURVEILLANCE, &["surveillance"]),
    (&fields::COLLECTION_PILLAR, &["pillar"]),
    (
        &fields::COLLECTION_DATE,
        &["collected", "sample date", "date of collection", "date collected"],
    ),
    (&fields::RECEIVED_DATE, &["received", "receipt date", "date received"]),
    (&fields::SAMPLE_TYPE_COLLECTED, &["sample type", "specimen type"]),
    (&fields::CT_1_CT_VALUE, &["ct", "ct value", "cq", "cq value", "ct 1"]),
    (&fields::CT_1_TEST_TARGET, &["target", "gene", "ct target", "target gene"]),
    (&fields::LIBRARY_NAME, &["library", "library id", "lib", "pool", "pool id", "pool name"]),
    (&fields::LIBRARY_SEQ_KIT, &["kit", "library kit", "seq kit", "sequencing kit"]),
    (&fields::LIBRARY_SEQ_PROTOCOL, &["protocol"]),
    (&fields::ARTIC_PRIMERS, &["primers", "primer scheme", "primer set"]),
    (&fields::RUN_NAME, &["run", "run id", "run no", "sequencing run"]),
    (&fields::INSTRUMENT_MODEL, &["instrument", "sequencer", "machine", "model"]),
    (&fields::FLOWCELL_ID, &["flowcell", "flow cell"]),
    (&fields::START_TIME, &["run date", "run start"]),
];

/// The column that a heading is an everyday word for; else the one whose name or alias is nearest to it: at
/// most one letter in four added, left out, changed or swapped, no other column as near; else the one whose
/// name is the longest within it. Only columns that are free, so that none is suggested twice.
pub(crate) fn field(
    heading: &str,
    is_free: impl Fn(&'static Field) -> bool,
) -> Option<&'static Field> {
    let heading = text::normalised(heading);
    let free: Vec<&Field> = fields::ALL.iter().copied().filter(|field| is_free(field)).collect();
    let word = everyday(&heading).filter(|field| free.contains(field));
    let near = || best(&free, |name| distance(&heading, name).map(|distance| -(distance as isize)));
    word.or_else(near).or_else(|| best(&free, |name| length_within(&heading, name)))
}

/// The column that a heading is an everyday word for.
fn everyday(heading: &str) -> Option<&'static Field> {
    let heading = heading.trim_end_matches(['?', '*', ':', '.']).trim_end();
    let is_said = |words: &[&str]| words.iter().any(|word| text::normalised(word) == heading);
    EVERYDAY.iter().find(|(_, words)| is_said(words)).map(|(field, _)| *field)
}

/// The one field of which a name has the highest score; none if there are two of them.
fn best(
    fields: &[&'static Field],
    score: impl Fn(&str) -> Option<isize>,
) -> Option<&'static Field> {
    let scored = fields.iter().filter_map(|field| {
        let names = field.aliases.iter().chain([&field.name]);
        Some((names.filter_map(|name| score(&text::normalised(name))).max()?, *field))
    });
    let scored: Vec<(isize, &Field)> = scored.collect();
    let highest = scored.iter().map(|(score, _)| *score).max()?;
    let mut best = scored.into_iter().filter(|(score, _)| *score == highest);
    let (_, field) = best.next()?;
    best.next().is_none().then_some(field)
}

fn length_within(heading: &str, name: &str) -> Option<isize> {
    (name.len() >= LEAST && heading.contains(name)).then_some(name.len() as isize)
}

/// How many letters two names are apart, if that is few for their length.
pub(crate) fn distance(a: &str, b: &str) -> Option<usize> {
    let shorter = a.chars().count().min(b.chars().count());
    let distance = strsim::osa_distance(a, b);
    (distance <= shorter / 4).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_column_is_suggested() {
        for (headings, heading, name) in [
            ("sample_id", "colection_date", Some("collection_date")),
            ("sample_id", "Collection Dtae", Some("collection_date")),
            ("sample_id", "recieved_date", Some("received_date")),
            ("sample_id", "source_gae", Some("source_age")),
            ("sample_id", "librarry primers", Some("artic_primers")),
            // As near to adm1 as to adm2.
            ("sample_id", "adm3", None),
            // One that the sheet has already is not meant.
            ("sample_id,collection_date", "colection_date", None),
            ("sample_id,adm1", "adm3", Some("adm2")),
            // A name within a longer one; the longest, as shorter ones are part of it.
            ("adm1", "Sample ID (COG)", Some("central_sample_id")),
            ("sample_id", "Date: Collection date (UK)", Some("collection_date")),
            ("adm1", "our root sample ID", Some("root_sample_id")),
            ("sample_id", "Sample ID (COG)", None),
            ("sample_id", "flavour", None),
            // Words of every day, while their column is free.
            ("sample_id", "Sex", Some("source_sex")),
            ("sample_id,source_sex", "Sex", None),
            ("sample_id", "Nation", Some("adm1")),
            ("sample_id", "County", Some("adm2")),
            ("sample_id", "Age", Some("source_age")),
            ("sample_id", "Library", Some("library_name")),
            ("sample_id", "Pool", Some("library_name")),
            ("sample_id", "Run", Some("run_name")),
            ("sample_id", "Ct", Some("ct_1_ct_value")),
            ("sample_id", "Ct value", Some("ct_1_ct_value")),
            ("sample_id", "Surveillance?", Some("is_surveillance")),
            ("sample_id", "flow cell", Some("flowcell_id")),
            ("sample_id", "Comments", None),
            ("sample_id", "", None),
        ] {
            let taken: Vec<_> = headings.split(',').filter_map(crate::heading::meaning).collect();
            let suggested = field(heading, |field| !taken.contains(&field));
            assert_eq!(suggested.map(|field| field.name), name, "{heading}");
        }
    }

    #[test]
    fn everyday_words_are_suggested_and_never_taken() {
        let words = EVERYDAY
            .iter()
            .flat_map(|(field, words)| words.iter().map(move |word| (*field, *word)));
        for (field, word) in words {
            assert_eq!(crate::heading::listed(word), None, "{word}");
            assert_eq!(super::field(word, |_| true), Some(field), "{word}");
        }
    }
}
