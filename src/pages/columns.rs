//! What every column means, from the table of columns.

use crate::browser;
use crate::components::column_guide::ColumnGuide;
use crate::components::heading::Heading;
use crate::desk::use_desk;
use leptos::prelude::*;
use sheet::further;

/// The guide to the columns.
#[component]
pub fn ColumnsPage() -> impl IntoView {
    // An address may name a column, after `#`.
    Effect::new(|_| request_animation_frame(browser::page::follow_fragment));
    let tests = further::OF_A_TEST.iter().map(|key| format!("ct_N_{key}")).collect::<Vec<_>>();
    view! {
        {back_to_sheet()}
        <Heading title="What every column means" suffix="Majora upload"/>
        <p>
            "Headings may be written in any case, with spaces, hyphens, underscores or points between the words. Columns may stand in any order, and those that you do not need may be left out. Only "
            <code>"central_sample_id"</code>" must be in a sheet; the others that are needed are so where a row holds their record."
        </p>
        <p>
            "A private column may say something about a person. It goes to Majora and nowhere else. What looks like an NHS number or a full postcode is refused in every column. It is only told where a column has many numbers of ten digits and most can be no NHS numbers, and in ids and names a postcode without its space is taken for part of the name."
        </p>
        <ColumnGuide/>
        <section class="guide-section">
            <h2>"Columns that no list can hold"</h2>
            <ul>
                <li><code>{tests.join(", ")}</code>": the test of that number, up to 255. They take what those of the first test take."</li>
                <li><code>"namespace.key"</code>", in exactly this spelling: metadata of the sample that no template names. It is sent if you say so under ‘Change how it is read’, and treated as private."</li>
            </ul>
        </section>
        <p class="actions">
            <button class="button button-quiet" on:click=move |_| browser::print()>"Print this guide"</button>
        </p>
    }
}

/// The way back to the sheet that somebody is working on. Whoever reloads this page comes from none.
fn back_to_sheet() -> impl IntoView {
    let desk = use_desk();
    let name = Memo::new(move |_| {
        let name = desk.workflow().with(|w| w.desk().map(|desk| desk.file.name.clone()));
        name.filter(|_| desk.can_go())
    });
    let back = move |_| desk.go(untrack(|| desk.step()));
    move || {
        name.get().map(
            |name| view! { <p><button class="link" on:click=back>"Back to "{name}</button></p> },
        )
    }
}
