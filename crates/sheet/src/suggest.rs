//! The column that a heading may be meant for. Only ever a suggestion: whose sheet it is decides.

use crate::field::Field;
use crate::fields;
use crate::read::Sheet;
use crate::text;

/// The column whose name or alias is nearest to a heading: at most one letter in four added, left
/// out, changed or swapped, no other column as near, and none that the sheet has already.
pub(crate) fn field(heading: &str, sheet: &Sheet) -> Option<&'static Field> {
    let heading = text::normalised(heading);
    let is_free = |field: &&&'static Field| {
        let place = sheet.column_of(field);
        place.is_none_or(|place| sheet.columns()[place].added && !sheet.columns()[place].derived)
    };
    let near = fields::ALL.iter().filter(is_free).filter_map(|field| {
        let names = field.aliases.iter().chain([&field.name]);
        let distances = names.filter_map(|name| distance(&heading, &text::normalised(name)));
        Some((distances.min()?, *field))
    });
    let near: Vec<(usize, &Field)> = near.collect();
    let nearest = near.iter().map(|(distance, _)| *distance).min()?;
    let mut nearest = near.into_iter().filter(|(distance, _)| *distance == nearest);
    let (_, field) = nearest.next()?;
    nearest.next().is_none().then_some(field)
}

/// How many letters two names are apart, if that is few for their length.
fn distance(a: &str, b: &str) -> Option<usize> {
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
            ("sample_id", "flavour", None),
            ("sample_id", "sex", None),
            ("sample_id", "", None),
        ] {
            let csv = format!("{headings},x\nA,b\n");
            let sheet = crate::read::read(csv.into_bytes()).expect("a sheet");
            assert_eq!(field(heading, &sheet).map(|field| field.name), name, "{heading}");
        }
    }
}
