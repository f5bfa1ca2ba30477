//! The page of a sheet, drawn where nobody sees it.

use super::onwards::counts;
use super::rows::shown;
use crate::browser::slices;
use crate::components::grid::{CellPlace, Grid, Look};
use crate::components::grid_tools::{Inputs, finding};
use crate::components::problem_list::ProblemList;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use sheet::check::Checked;
use sheet::group::groups;
use std::sync::Arc;

/// Draws a made-up sheet and takes it away again. A browser compiles what draws a page when that first
/// runs, and is slow with it for a while; somebody who looks for a file doesn't wait for that.
pub fn rehearse(checked: Arc<Checked>) {
    let Ok(stage) = document().create_element("div") else { return };
    let drawn = mount_to(stage.unchecked_into(), move || {
        let checked = Signal::stored(Some(checked));
        let found = move |_: Option<&Arc<_>>| {
            Arc::new(checked.with(|c| c.as_deref().map(groups).unwrap_or_default()))
        };
        let (groups, look) = (Memo::new(found), Look::at(CellPlace::default()));
        let shown = shown(look, checked, groups);
        view! {
            {counts(checked)}
            <ProblemList checked groups on_ask=|_| ()/>
            {finding(look, checked, shown, Inputs::default())}
            <Grid checked shown look on_change=|_| ()/>
        }
    });
    spawn_local(async move {
        // By then it has done what follows from being drawn.
        slices::turn().await;
        drop(drawn);
    });
}
