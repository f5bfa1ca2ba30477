//! After a form: another sample.

use crate::desk::Desk;
use leptos::prelude::*;
use sheet::check::Checked;
use sheet::form::{self, Cells};

/// Begins another form, with the library and run of this one if the user wants.
pub(super) fn another(desk: Desk, checked: &Checked) -> impl IntoView + use<> {
    let common = in_common(checked);
    let has_common = !common.is_empty();
    let keep = RwSignal::new(has_common);
    let begin = move |_| match keep.get_untracked() {
        true => desk.begin_form(common.clone()),
        false => desk.begin_form(Cells::new()),
    };
    view! {
        <div class="another">
            <p><button class="button" on:click=begin>"Submit another sample"</button></p>
            {has_common.then(|| view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=keep
                        on:change=move |event| keep.set(event_target_checked(&event))
                    />
                    "Keep the answers about the library and run"
                </label>
            })}
        </div>
    }
}

/// What the last sample of the form has in common with the next.
fn in_common(checked: &Checked) -> Cells {
    let sheet = checked.sheet();
    let last = (0..sheet.rows()).rfind(|row| !sheet.is_removed(*row));
    last.map(|row| form::in_common(sheet, row)).unwrap_or_default()
}
