//! The column that a heading may be meant for. Only ever a suggestion: whose sheet it is decides.

use crate::field::Field;
use crate::fields;
use crate::text;

/// The fewest letters of a name that says something where it is part of a longer heading.
const LEAST: usize = 6;

/// The column whose name or alias is nearest to a heading: at most one letter in four added, left
/// out, changed or swapped, no other column as near; else the one whose name is the longest within
/// it. Only columns that are free, so that none is suggested twice.
pub(crate) fn field(
    heading: &str,
    is_free: impl Fn(&'static Field) -> bool,
) -> Option<&'static Field> {
    let heading = text::normalised(heading);
    let free: Vec<&Field> = fields::ALL.iter().copied().filter(|field| is_free(field)).collect();
    let near = best(&free, |name| distance(&heading, name).map(|distance| -(distance as isize)));
    near.or_else(|| best(&free, |name| length_within(&heading, name)))
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
            ("sample_id", "sex", None),
            ("sample_id", "", None),
        ] {
            let taken: Vec<_> = headings.split(',').filter_map(crate::heading::meaning).collect();
            let suggested = field(heading, |field| !taken.contains(&field));
            assert_eq!(suggested.map(|field| field.name), name, "{heading}");
        }
    }
}
