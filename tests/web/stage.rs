//! A component on a page of its own, and the hands and eyes of a test.

use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{
    ClipboardEvent, ClipboardEventInit, DataTransfer, Element, Event, EventInit, HtmlElement,
    HtmlSelectElement, KeyboardEvent, KeyboardEventInit, PointerEvent, PointerEventInit,
};
use sheet::check::{Checked, check};
use sheet::read::read;
use std::sync::Arc;
use wasm_bindgen_futures::JsFuture;

/// The style sheets, without which nothing has the size that decides what is on screen.
const STYLES: [&str; 12] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/frame.css"),
    include_str!("../../style/parts.css"),
    include_str!("../../style/grid.css"),
    include_str!("../../style/list.css"),
    include_str!("../../style/pictures.css"),
    include_str!("../../style/receipt.css"),
    include_str!("../../style/reading.css"),
    include_str!("../../style/review.css"),
    include_str!("../../style/help.css"),
    include_str!("../../style/form.css"),
];

/// A part of the page that goes away with the test.
pub(crate) struct Stage {
    root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Stage {
    /// Puts a view on the page and lets it settle.
    pub(crate) async fn show<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Stage {
        dress_the_page();
        let root: HtmlElement = document().create_element("div").expect("a page").unchecked_into();
        document().body().expect("a page").append_child(&root).expect("a page");
        let mounted = mount_to(root.clone(), view);
        leptos::task::tick().await;
        leptos::task::tick().await;
        Stage { root, _mounted: Box::new(mounted) }
    }

    /// Everything that matches a selector.
    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length())
            .filter_map(|at| found.get(at))
            .map(|node| node.unchecked_into())
            .collect()
    }

    /// The one thing that matches a selector.
    pub(crate) fn one(&self, selector: &str) -> HtmlElement {
        let mut found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} on {}", self.root.inner_html());
        found.remove(0)
    }

    /// The texts of everything that matches a selector.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(|element| element.inner_text().trim().to_owned()).collect()
    }

    /// Presses a key where the selector points; `Ctrl+` and `Shift+` may stand before it.
    pub(crate) async fn key(&self, selector: &str, key: &str) {
        let init = KeyboardEventInit::new();
        let plain = key.replace("Ctrl+", "").replace("Shift+", "");
        init.set_key(&plain);
        init.set_ctrl_key(key.contains("Ctrl+"));
        init.set_shift_key(key.contains("Shift+"));
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event =
            KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
        self.one(selector).dispatch_event(&event).expect("an event");
        leptos::task::tick().await;
        leptos::task::tick().await;
    }

    /// Chooses an option of a list by its value.
    pub(crate) async fn select(&self, selector: &str, value: &str) {
        self.one(selector).unchecked_into::<HtmlSelectElement>().set_value(value);
        self.mouse(selector, "change").await;
    }

    /// Does something with the mouse in the middle of what the selector points at, or this many pixels
    /// right of its left end. The grid hears of it.
    pub(crate) async fn point(&self, selector: &str, kind: &str, right: Option<f64>, shift: bool) {
        let place = self.one(selector).get_bounding_client_rect();
        let init = PointerEventInit::new();
        init.set_pointer_type("mouse");
        init.set_client_x((place.left() + right.unwrap_or(place.width() / 2.0)) as i32);
        init.set_client_y((place.top() + place.height() / 2.0) as i32);
        init.set_buttons(1);
        init.set_shift_key(shift);
        init.set_bubbles(true);
        let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("an event");
        self.one(selector).dispatch_event(&event).expect("an event");
        leptos::task::tick().await;
        leptos::task::tick().await;
    }

    /// Copies, cuts or pastes in the grid, with this text on the clipboard; gives the text that is on
    /// it then.
    pub(crate) async fn clipboard(&self, kind: &str, text: &str) -> String {
        let data = DataTransfer::new().expect("a clipboard");
        data.set_data("text/plain", text).expect("a clipboard");
        let init = ClipboardEventInit::new();
        init.set_clipboard_data(Some(&data));
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = ClipboardEvent::new_with_event_init_dict(kind, &init).expect("an event");
        self.one("[role=grid]").dispatch_event(&event).expect("an event");
        leptos::task::tick().await;
        leptos::task::tick().await;
        data.get_data("text/plain").expect("a clipboard")
    }

    /// Makes an event of the mouse where the selector points.
    pub(crate) async fn mouse(&self, selector: &str, kind: &str) {
        let init = EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict(kind, &init).expect("an event");
        self.one(selector).dispatch_event(&event).expect("an event");
        leptos::task::tick().await;
        leptos::task::tick().await;
    }

    /// Waits until the page has been drawn with what was scrolled.
    pub(crate) async fn frame(&self) {
        for _ in 0..2 {
            let drawn = js_sys::Promise::new(&mut |told, _| {
                request_animation_frame(move || {
                    told.call0(&told).expect("a promise is fulfilled");
                });
            });
            JsFuture::from(drawn).await.expect("a frame");
        }
        leptos::task::tick().await;
    }

    /// Clicks what the selector points at.
    pub(crate) async fn click(&self, selector: &str) {
        self.one(selector).click();
        leptos::task::tick().await;
    }
}

fn dress_the_page() {
    const ID: &str = "styles";
    if document().get_element_by_id(ID).is_none() {
        let style = document().create_element("style").expect("a page");
        style.set_id(ID);
        style.set_text_content(Some(&STYLES.concat()));
        document().body().expect("a page").append_child(&style).expect("a page");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let root: &Element = &self.root;
        root.remove();
    }
}

/// A sheet, checked on a day that the tests' dates fit.
pub(crate) fn checked(text: &str) -> Arc<Checked> {
    let sheet = read(text.as_bytes()).expect("a sheet");
    Arc::new(check(sheet, today()))
}

/// The day of the tests.
pub(crate) fn today() -> sheet::value::Date {
    "2026-11-20".parse().expect("a date")
}

/// A sheet with so many rows, all good.
pub(crate) fn good_rows(rows: usize) -> Arc<Checked> {
    checked(&sheet::derive::example(today(), rows))
}
