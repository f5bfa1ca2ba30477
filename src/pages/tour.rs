//! The tour for those who are here for the first time: one hint on each page of the way, until it was
//! read or the tour skipped. The browser remembers which.

use crate::browser::{self, preference};
use crate::components::tour::TourStop;
use crate::route::{Route, Step};
use crate::words;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

/// The preference that holds the numbers of the stops that were read.
const PREFERENCE: &str = "tour";

/// How many stops there are: the start, each step, and the form.
const STOPS: usize = words::TOUR.len();

/// The stop of the form. It stands for the one of the sheet, and the same way leads past either.
const FORM: usize = STOPS - 1;

/// Which stop the form is on its way, from 1.
const FORM_IS_NTH: usize = 3;

/// Which stops of the tour were read.
#[derive(Clone, Copy)]
pub struct Tour {
    read: RwSignal<[bool; STOPS]>,
}

/// Makes the tour known to every page below.
pub fn provide_tour() {
    let kept = preference::get(PREFERENCE).unwrap_or_default();
    let read = std::array::from_fn(|stop| kept.contains(&stop.to_string()));
    provide_context(Tour { read: RwSignal::new(read) });
}

/// The tour that [`provide_tour`] made known.
pub fn use_tour() -> Tour {
    expect_context()
}

impl Tour {
    fn keep(self, read: [bool; STOPS]) {
        self.read.set(read);
        let stops = (0..STOPS).filter(|stop| read[*stop]).map(|stop| stop.to_string());
        preference::set(PREFERENCE, &stops.collect::<String>());
    }

    fn has_read(self, stop: usize) {
        let mut read = self.read.get_untracked();
        read[stop] = true;
        self.keep(read);
    }
}

/// The stop of this page, if it has one.
fn stop(path: &str) -> Option<usize> {
    match Route::from_path(path)? {
        Route::Home => Some(0),
        Route::At(_, Step::Form) => Some(FORM),
        Route::At(_, step) => Step::OF_SHEET.iter().position(|one| *one == step).map(|at| at + 1),
        Route::Columns | Route::SignedIn => None,
    }
}

/// The hint of this page, as long as it wasn't read.
#[component]
pub fn Hint() -> impl IntoView {
    let (tour, location) = (use_tour(), use_location());
    let open = Memo::new(move |_| {
        let stop = stop(&location.pathname.get())?;
        (!tour.read.get()[stop]).then_some(stop)
    });
    // What was pressed goes away with the hint.
    let then = browser::page::focus_heading;
    move || {
        open.get().map(|stop| {
            let on_read = move |()| {
                tour.has_read(stop);
                then();
            };
            let on_skip = move |()| {
                tour.keep([true; STOPS]);
                then();
            };
            let nth = if stop == FORM { FORM_IS_NTH } else { stop + 1 };
            view! { <TourStop nth of=STOPS - 1 text=words::TOUR[stop] on_read on_skip/> }
        })
    }
}

/// Begins the tour again, on a page that has a stop of it.
pub fn begin_again() -> impl Fn() + Copy + 'static {
    let (tour, location) = (use_tour(), use_location());
    let navigate = StoredValue::new_local(use_navigate());
    move || {
        tour.keep([false; STOPS]);
        if stop(&location.pathname.get_untracked()).is_none() {
            navigate.with_value(|navigate| navigate(&Route::Home.path(), Default::default()));
        }
        browser::page::focus_heading();
    }
}
