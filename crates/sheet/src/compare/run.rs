//! A run against the stored one.

use super::{Compared, Doubt, Standing, cells};
use crate::field::{Field, Section};
use crate::fields;
use crate::gather::Gather;
use crate::held::Held;
use crate::record::{Entry, Key};
use crate::stored::{StoredRun, Values};
use std::collections::BTreeSet;

pub(super) fn compare(gather: &Gather<'_>, name: &str, rows: &[usize], held: &Held) -> Compared {
    match held.runs.get(name) {
        _ if held.unread.contains(&Key::Run(name.to_owned())) => Compared::of(Standing::Unread),
        None => Compared::of(Standing::New),
        Some(stored) => with(gather, name, rows, stored),
    }
}

fn with(gather: &Gather<'_>, name: &str, rows: &[usize], stored: &StoredRun) -> Compared {
    let mut compared = Compared::of(Standing::Held);
    let entries = gather.run(rows[0]);
    compared.cells = cells(&entries, &values_without_name(name, &entries, stored));
    let mine: BTreeSet<&str> = rows.iter().map(|row| gather.library(*row)).collect();
    let joins = mine.iter().filter(|library| !stored.libraries.contains(**library));
    compared.joins = joins.map(|library| (*library).to_owned()).collect();
    compared.unseen = unseen(gather, rows[0], stored);
    if compared.differs() {
        let others = stored.libraries.iter().map(String::as_str);
        let mut others: Vec<&str> = others.filter(|library| !mine.contains(library)).collect();
        if !others.is_empty() {
            let rows = gather.not_ready(Section::Run, name);
            let named: BTreeSet<&str> = rows.map(|row| gather.library(row)).collect();
            others.retain(|library| !named.contains(library));
        }
        let names: Vec<String> = others.into_iter().map(str::to_owned).collect();
        compared.doubts.extend((!names.is_empty()).then_some(Doubt::OtherLibraries { names }));
        compared.doubts.extend(compared.erases_unseen());
    }
    compared
}

/// What Majora holds of a run. One that is sent without a group has its name for one (RULES.md §4.5), which is
/// no value of its own.
pub(crate) fn values_without_name(name: &str, sent: &[Entry], stored: &StoredRun) -> Values {
    let mut values = stored.values.clone();
    let group = fields::RUN_GROUP.name;
    let has_none = sent.iter().all(|entry| *entry.field != fields::RUN_GROUP);
    if has_none && values.get(group).is_some_and(|group| group == name) {
        values.remove(group);
    }
    values
}

fn unseen(gather: &Gather<'_>, row: usize, stored: &StoredRun) -> Vec<&'static str> {
    let is_blank = |field: &&'static Field| gather.checked.sheet().get(row, field).is_empty();
    // Times are seen to be there, but not to the minute.
    let times = [&fields::START_TIME, &fields::END_TIME];
    let times = times.into_iter().filter(|field| stored.values.contains_key(field.name));
    let pipe = [&fields::BIOINFO_PIPE_NAME, &fields::BIOINFO_PIPE_VERSION];
    times.chain(pipe).filter(is_blank).map(|field| field.name).collect()
}

/// Whether two times are of the same day and hour, which is all that Majora shows.
pub(crate) fn same_hour(one: &str, other: &str) -> bool {
    let hour = |text: &str| text.split_once(':').map(|(hour, _)| hour.to_owned());
    hour(one).is_some() && hour(one) == hour(other)
}
