//! What a sheet holds, as pictures. Beside each stands in words what it shows, behind it a table, and
//! each part of it leads to its rows.

mod roving;
mod figure;
mod upright;
mod lengths;
mod fullness;
mod plate;

use crate::words;
use figure::Key;
use fullness::fullness;
use lengths::lengths;
use leptos::prelude::*;
use plate::plates;
use sheet::check::Checked;
use sheet::field::Field;
use sheet::fields;
use sheet::profile::{Profile, Slice};
use std::sync::Arc;
use upright::{days, spread};

/// Where a part of a picture leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Lead {
    /// To the rows of a slice.
    Rows(Slice),
    /// To one row.
    Row(usize),
}

/// What every picture is drawn from.
#[derive(Clone)]
struct Canvas {
    checked: Arc<Checked>,
    profile: Arc<Profile>,
    on_lead: Callback<Lead>,
}

impl Canvas {
    /// The name of a column as the file has it.
    fn name(&self, column: usize) -> String {
        self.checked.sheet().columns()[column].name().to_owned()
    }

    fn field(&self, column: usize) -> Option<&'static Field> {
        self.checked.sheet().columns()[column].field
    }
}

/// The pictures of a sheet.
#[component]
pub fn Pictures(
    /// The sheet.
    checked: Arc<Checked>,
    /// The same, counted.
    profile: Arc<Profile>,
    /// Told where the user wants to go.
    #[prop(into)]
    on_lead: Callback<Lead>,
) -> impl IntoView {
    let canvas = Canvas { checked, profile, on_lead };
    let rows = canvas.profile.rows;
    let said = match rows.to_mend {
        0 => format!("{}, all ready.", words::count(rows.all(), "row")),
        mend => format!(
            "{}, of which {} still to be fixed.",
            words::count(rows.all(), "row"),
            words::thousands(mend)
        ),
    };
    let (left_out, empty) = (left_out(&canvas), rows.all() == 0);
    let drawn = move || {
        view! {
            {figure::patterns()}
            <p>{said.clone()}</p>
            {(rows.to_mend > 0).then(|| figure::legend([Key::Ready, Key::Mend]))}
            <div class="pictures">
                {plates(&canvas)}
                {days(&canvas)}
                {lengths(&canvas)}
                {spread(&canvas)}
                {fullness(&canvas)}
            </div>
            {left_out.clone().map(|text| view! { <p class="hint">{text}</p> })}
        }
    };
    view! {
        <section aria-labelledby="pictures">
            <h2 id="pictures">"What this sheet holds"</h2>
            {match empty {
                true => view! { <p>"No row is left, so there is nothing to draw."</p> }.into_any(),
                false => drawn().into_any(),
            }}
        </section>
    }
}

/// Which pictures the sheet gives no cause for.
fn left_out(canvas: &Canvas) -> Option<String> {
    let profile = &canvas.profile;
    let columns = profile.days.iter().map(|it| it.column);
    let columns = columns.chain(profile.shares.iter().map(|it| it.column));
    let drawn: Vec<&Field> = columns.filter_map(|column| canvas.field(column)).collect();
    let wanted = [
        &fields::COLLECTION_DATE,
        &fields::RECEIVED_DATE,
        &fields::ADM1,
        &fields::ADM2,
        &fields::LIBRARY_NAME,
    ];
    let missing = wanted.iter().filter(|field| !drawn.contains(*field)).map(|field| field.name);
    let cts = profile.spreads.is_empty().then_some("Ct values");
    let missing: Vec<&str> = missing.chain(cts).collect();
    (!missing.is_empty()).then(|| {
        format!("Not drawn, because no row has any that can be read: {}.", missing.join(", "))
    })
}
