//! Which rows are shown, and in which order.

use crate::components::grid::{Look, Only};
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::group::Group;
use sheet::shown::Shown;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The first row that was not taken out.
pub(super) fn first_row(checked: Signal<Option<Arc<Checked>>>) -> usize {
    checked
        .with_untracked(|checked| {
            let sheet = checked.as_ref()?.sheet();
            (0..sheet.rows()).find(|row| !sheet.is_removed(*row))
        })
        .unwrap_or_default()
}

/// The column of sample ids.
pub(super) fn id_column(checked: &Checked) -> Option<usize> {
    checked.sheet().column_of(&sheet::fields::CENTRAL_SAMPLE_ID)
}

/// The rows that are wanted, in the order that is wanted.
pub(super) fn shown(
    look: Look,
    checked: Signal<Option<Arc<Checked>>>,
    groups: Memo<Arc<Vec<Group>>>,
) -> Memo<Arc<Shown>> {
    // Rows stay where they are while cells change: one that moved away from under the hand would be
    // lost.
    let order = Memo::new(move |_| {
        let sort = look.sort.get()?;
        checked.with_untracked(|c| Some(sort.order(c.as_deref()?)))
    });
    Memo::new(move |_| {
        let Some(checked) = checked.get() else { return Arc::default() };
        let (which, order) = (look.which.get(), order.get());
        let only = look.only.get().map(|only| within(&only, groups));
        let wanted = |row| {
            let is_within = match &only {
                None => true,
                Some(Within::Rows(rows)) => rows.contains(&row),
                Some(Within::Slice(slice)) => slice.holds(&checked, row),
            };
            is_within && which.wants(&checked, row)
        };
        Arc::new(look.text.with(|text| Shown::new(&checked, wanted, text, order)))
    })
}

/// Rows that have something in common.
enum Within {
    Rows(Arc<BTreeSet<usize>>),
    Slice(sheet::profile::Slice),
}

fn within(only: &Only, groups: Memo<Arc<Vec<Group>>>) -> Within {
    match only {
        Only::Slice(slice) => Within::Slice(slice.clone()),
        Only::Open(rows) => Within::Rows(rows.clone()),
        Only::Problem(column, message) => groups.with(|groups| {
            let is_it = |group: &&Group| group.column == *column && group.message == *message;
            let group = groups.iter().find(is_it);
            let rows = group.into_iter().flat_map(|group| group.rows.iter().copied());
            Within::Rows(Arc::new(rows.collect()))
        }),
    }
}
