//! A library and the places in it against the stored ones.

use super::{Compared, Comparison, Doubt, Standing, cells};
use crate::field::{Field, Section, Target};
use crate::fields;
use crate::gather::Gather;
use crate::held::Held;
use crate::pieces::Breaks;
use crate::record::{Entry, Key};
use crate::stored::{StoredLibrary, Values};
use std::collections::BTreeSet;

pub(super) async fn compare(
    gather: &Gather<'_>,
    name: &str,
    rows: &[usize],
    held: &Held,
    comparison: &mut Comparison,
    breaks: &mut Breaks,
) {
    let key = Key::Library(name.to_owned());
    let standing = match held.libraries.get(name) {
        _ if held.unread.contains(&key) => Standing::Unread,
        None => Standing::New,
        Some(stored) => {
            let mut places = Vec::with_capacity(rows.len());
            for row in rows {
                places.push((Key::place(name, gather.id(*row)), place(gather, *row, stored)));
                breaks.after(1).await;
            }
            comparison.records.insert(key, own(gather, (name, rows), stored, &places));
            comparison.records.extend(places);
            return;
        }
    };
    for row in rows {
        let place = Key::place(name, gather.id(*row));
        comparison.records.insert(place, Compared::of(standing));
        breaks.after(1).await;
    }
    comparison.records.insert(key, Compared::of(standing));
}

fn place(gather: &Gather<'_>, row: usize, stored: &StoredLibrary) -> Compared {
    let Some(values) = stored.members.get(gather.id(row)) else {
        return Compared::of(Standing::New);
    };
    let mut compared = Compared::of(Standing::Held);
    compared.cells = cells(&gather.place(row), values);
    compared.unseen = unseen(gather, row);
    if compared.differs() {
        compared.doubts.extend(compared.erases_unseen());
    }
    compared
}

/// When the sample reached the sequencing site is the one thing of a place that Majora never shows.
fn unseen(gather: &Gather<'_>, row: usize) -> Vec<&'static str> {
    let column = &fields::SEQUENCING_ORG_RECEIVED_DATE;
    let is_blank = gather.checked.sheet().get(row, column).is_empty();
    if is_blank { vec![column.name] } else { Vec::new() }
}

fn own(
    gather: &Gather<'_>,
    (name, rows): (&str, &[usize]),
    stored: &StoredLibrary,
    places: &[(Key, Compared)],
) -> Compared {
    let mut compared = Compared::of(Standing::Held);
    let entries = gather.library_own(rows, false);
    compared.cells = cells(&entries, &own_values(&entries, stored));
    let changes = compared.changes_cells();
    let grows = places.iter().any(|(_, place)| place.standing == Standing::New);
    let count = if changes || grows { others(gather, (name, rows), stored) } else { 0 };
    if count > 0 {
        compared.doubts.push(Doubt::OtherSamples { count });
    }
    let is_sent = grows || places.iter().any(|(_, place)| place.differs());
    // A request needs a sample, so one is sent again with the library's own values.
    if !is_sent {
        compared.unseen = unseen(gather, vehicle(gather, rows));
    }
    if changes {
        compared.doubts.extend(compared.erases_unseen());
    }
    compared
}

/// How many samples Majora holds the library with that no row of the sheet names for it.
fn others(gather: &Gather<'_>, (name, rows): (&str, &[usize]), stored: &StoredLibrary) -> usize {
    let mine: BTreeSet<&str> = rows.iter().map(|row| gather.id(*row)).collect();
    let others = stored.members.keys().map(String::as_str).filter(|id| !mine.contains(id));
    let mut others: BTreeSet<&str> = others.collect();
    if !others.is_empty() {
        for row in gather.not_ready(Section::Library, name) {
            others.remove(gather.id(row));
        }
    }
    others.len()
}

/// What Majora holds in the library's own columns, and in those that are sent with a new one.
pub(crate) fn own_values(sent: &[Entry], stored: &StoredLibrary) -> Values {
    let own = |name: &str| fields::ALL.iter().any(|f| f.name == name && is_own(f));
    let is_sent = |name: &str| sent.iter().any(|entry| entry.field.name == name);
    let values = stored.values.iter().filter(|(name, _)| own(name) || is_sent(name));
    values.map(|(name, value)| (*name, value.clone())).collect()
}

/// Whether a column is the library's own. Its tags are columns of its places, and compared there.
pub(crate) fn is_own(field: &Field) -> bool {
    field.targets.iter().any(|target| matches!(target, Target::Library(_)))
}

/// The row whose place is sent again where only the library's own values change: one of which
/// nothing unseen is lost, if there is any.
pub(crate) fn vehicle(gather: &Gather<'_>, rows: &[usize]) -> usize {
    *rows.iter().find(|row| is_safe(gather, **row)).unwrap_or(&rows[0])
}

/// Whether nothing unseen is lost when the place of a row is sent again.
pub(crate) fn is_safe(gather: &Gather<'_>, row: usize) -> bool {
    unseen(gather, row).is_empty()
}
