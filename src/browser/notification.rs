//! Notifications of the browser: shown by the system, even while another tab or program is looked at.

use super::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// What the user lets this site do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nobody has asked yet.
    Unasked,
    /// It may show notifications.
    Given,
    /// It may not, or this browser has none.
    Refused,
}

/// Whether this site may show notifications. Nobody is asked.
pub fn permission() -> Permission {
    // Where there are none, to ask for the permission would throw.
    let exists = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false);
    match exists.then(Notification::permission) {
        Some(NotificationPermission::Default) => Permission::Unasked,
        Some(NotificationPermission::Granted) => Permission::Given,
        _ => Permission::Refused,
    }
}

/// Asks the user, who must have pressed something just now.
pub async fn ask() -> Permission {
    if let Ok(answer) = Notification::request_permission() {
        // Whatever the answer is, it stands in the permission afterwards.
        let _ = JsFuture::from(answer).await;
    }
    permission()
}

/// Shows a notification, if the user has allowed it. A click on it leads to this tab.
pub fn show(title: &str, body: &str) {
    if permission() != Permission::Given {
        return;
    }
    let options = NotificationOptions::new();
    options.set_body(body);
    // Some browsers of phones take none from a page. The title of the tab says the same.
    let Ok(shown) = Notification::new_with_options(title, &options) else { return };
    let look = Closure::<dyn Fn()>::new(|| {
        // A window that can't be brought to the front stays where it is.
        let _ = window().focus();
    });
    shown.set_onclick(Some(look.as_ref().unchecked_ref()));
    // The notification may outlive everything else on the page.
    look.forget();
}

/// Whether nobody sees this page.
pub fn is_hidden() -> bool {
    window().document().is_some_and(|document| document.hidden())
}
