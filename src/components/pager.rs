//! A long list, a page of it at a time.

use crate::words;
use leptos::prelude::*;

/// How many lines stand on one page: more than a plate has.
const PAGE: usize = 100;

/// Which part of a list is shown.
#[derive(Clone, Copy)]
pub struct Paging {
    chosen: RwSignal<usize>,
    page: Memo<usize>,
    all: Signal<usize>,
}

impl Paging {
    /// The first page of so many lines.
    pub fn new(all: Signal<usize>) -> Paging {
        let chosen = RwSignal::new(0);
        // Of another list there may be fewer pages.
        let page = Memo::new(move |_| chosen.get().min(all.get().saturating_sub(1) / PAGE));
        Paging { chosen, page, all }
    }

    /// The lines that are shown.
    pub fn shown<T: Clone>(self, list: &[T]) -> Vec<T> {
        list.iter().skip(self.page.get() * PAGE).take(PAGE).cloned().collect()
    }

    fn is_first(self) -> bool {
        self.page.get() == 0
    }

    fn is_last(self) -> bool {
        (self.page.get() + 1) * PAGE >= self.all.get()
    }
}

/// Which part is shown, and the way to the parts before and after. Nothing where all is shown.
#[component]
pub fn Pager(
    /// Which part is shown.
    paging: Paging,
    /// What it is a list of, in the plural.
    #[prop(default = "lines")]
    of: &'static str,
    /// What more there is to say.
    #[prop(optional)]
    more: &'static str,
) -> impl IntoView {
    let text = move || {
        let (page, all) = (paging.page.get(), paging.all.get());
        let [from, to, all] =
            [page * PAGE + 1, ((page + 1) * PAGE).min(all), all].map(words::thousands);
        format!("{from} to {to} of {all} {of}.{more}")
    };
    // A button that is switched off would lose the focus of somebody who has just pressed it.
    let back = move |_| {
        if !paging.is_first() {
            paging.chosen.set(paging.page.get_untracked() - 1);
        }
    };
    let on = move |_| {
        if !paging.is_last() {
            paging.chosen.set(paging.page.get_untracked() + 1);
        }
    };
    view! {
        <Show when=move || { paging.all.get() > PAGE }>
            <p role="status">{text}</p>
            <p class="actions">
                <button class="button button-quiet" aria-disabled=move || paging.is_first().to_string() on:click=back>"Previous "{of}</button>
                <button class="button button-quiet" aria-disabled=move || paging.is_last().to_string() on:click=on>"Next "{of}</button>
            </p>
        </Show>
    }
}
