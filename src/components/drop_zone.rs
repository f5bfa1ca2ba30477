//! Where a file is chosen or dropped.

use leptos::ev::{DragEvent, Event};
use leptos::prelude::*;

/// A real file input with a visible label, in an area that takes dropped files too.
#[component]
pub fn DropZone(
    /// Whether a file is being read. The input keeps the focus meanwhile, so it isn't switched off.
    #[prop(into)]
    busy: Signal<bool>,
    /// Told when files were chosen.
    #[prop(into)]
    on_choose: Callback<Event>,
    /// Told when files were dropped.
    #[prop(into)]
    on_drop: Callback<DragEvent>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    view! {
        <div
            class="drop"
            class:drop-over=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event| {
                event.prevent_default();
                over.set(false);
                on_drop.run(event);
            }
        >
            <h2><label class="drop-label" for="file">"Select a sample sheet"</label></h2>
            <p class="hint" id="file-hint">"Excel, ODS, CSV or TSV, or the sample sheet of an Illumina or Nanopore instrument, up to 64 MB. You can also drop the file here."</p>
            <input
                id="file"
                class="file"
                type="file"
                accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,text/csv,text/tab-separated-values"
                aria-describedby="file-hint"
                aria-disabled=move || busy.get().then_some("true")
                on:change=move |event| on_choose.run(event)
            />
        </div>
    }
}
