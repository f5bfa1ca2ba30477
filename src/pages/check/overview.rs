//! The pictures of the sheet, counted when somebody looks at them.

use super::bench::Bench;
use crate::browser::slices::Slices;
use crate::components::grid::Only;
use crate::components::pictures::{Lead, Pictures};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sheet::check::Checked;
use sheet::profile::{Counting, Profile};
use std::sync::Arc;

/// How many rows are counted between two looks at the clock.
const PIECE: usize = 250;

/// A sheet and what it holds.
type Counted = (Arc<Checked>, Arc<Profile>);

/// The pictures, and the way from them to the rows.
pub(super) fn overview(bench: Bench) -> impl IntoView {
    let counted = counted(bench.desk.checked());
    let on_lead = move |lead| match lead {
        Lead::Row(row) => bench.lead_to(row, None),
        Lead::Rows(slice) => bench.lead_to_rows(Only::Slice(slice)),
    };
    move || match counted.get() {
        None => view! { <p class="loading" role="status">"Counting the rows…"</p> }.into_any(),
        Some((checked, profile)) => view! { <Pictures checked profile on_lead/> }.into_any(),
    }
}

/// What the sheet holds, once it is counted. What was counted before stays until it is counted anew.
fn counted(checked: Signal<Option<Arc<Checked>>>) -> RwSignal<Option<Counted>> {
    let counted = RwSignal::new(None);
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let Some(checked) = checked.get() else { return };
        latest.update_value(|nth| *nth += 1);
        let nth = latest.get_value();
        spawn_local(async move {
            let (mut counting, mut slices) = (Counting::new(&checked), Slices::begin());
            while counting.go_on(&checked, PIECE) {
                // The sheet was changed meanwhile, or nobody looks any more.
                if slices.rest().await && latest.try_get_value() != Some(nth) {
                    return;
                }
            }
            let profile = Arc::new(counting.finish(&checked));
            counted.try_set(Some((checked, profile)));
        });
    });
    counted
}
