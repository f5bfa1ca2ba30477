//! Many buttons that are one stop of the Tab key: arrows lead from one to the next, as in a toolbar of
//! the ARIA Authoring Practices.

use leptos::ev::KeyboardEvent;
use leptos::html::Button;
use leptos::prelude::*;
use std::sync::Arc;

/// Buttons in rows and columns.
#[derive(Clone)]
pub(super) struct Roving {
    /// The row and column of each, row by row.
    places: Arc<Vec<(usize, usize)>>,
    buttons: Arc<Vec<NodeRef<Button>>>,
    /// The one that the Tab key stops at.
    stop: RwSignal<usize>,
    /// The one that the mouse or the keyboard is at.
    at: RwSignal<Option<usize>>,
}

impl Roving {
    pub(super) fn new(places: Vec<(usize, usize)>) -> Roving {
        let buttons = places.iter().map(|_| NodeRef::new()).collect();
        Roving {
            places: Arc::new(places),
            buttons: Arc::new(buttons),
            stop: RwSignal::new(0),
            at: RwSignal::new(None),
        }
    }

    /// The button that the mouse or the keyboard is at.
    pub(super) fn at(&self) -> Signal<Option<usize>> {
        self.at.into()
    }

    /// A button without a text, for what is drawn below it.
    pub(super) fn button(&self, nth: usize, label: String, press: impl Fn() + 'static) -> AnyView {
        let (stop, at) = (self.stop, self.at);
        let enter = move || {
            at.set(Some(nth));
        };
        let leave = move || {
            at.update(|at| *at = at.filter(|at| *at != nth));
        };
        let focus = move || {
            stop.set(nth);
            enter();
        };
        view! {
            <button
                class="picture-part"
                node_ref=self.buttons[nth]
                tabindex=move || if stop.get() == nth { "0" } else { "-1" }
                aria-label=label
                on:click=move |_| press()
                on:focus=move |_| focus()
                on:blur=move |_| leave()
                on:mouseenter=move |_| enter()
                on:mouseleave=move |_| leave()
            ></button>
        }
        .into_any()
    }

    /// Carries out a key that was pressed on one of the buttons.
    pub(super) fn on_key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let here = self.stop.get_untracked();
        let Some((row, column)) = self.places.get(here).copied() else { return };
        let last = self.places.len() - 1;
        let mut others = self.places.iter().enumerate();
        let there = match event.key().as_str() {
            "ArrowRight" => Some((here + 1).min(last)),
            "ArrowLeft" => Some(here.saturating_sub(1)),
            "ArrowDown" => others.position(|(_, at)| at.1 == column && at.0 > row),
            "ArrowUp" => others.rev().find(|(_, at)| at.1 == column && at.0 < row).map(|(n, _)| n),
            "Home" => Some(0),
            "End" => Some(last),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(button) = there.and_then(|there| self.buttons[there].get_untracked()) {
            // A button that can't take the focus leaves it where it is.
            let _ = button.focus();
        }
    }
}
