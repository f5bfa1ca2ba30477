//! How somebody likes to look at a sheet.

use super::{preference, window};

/// Where it is kept how somebody likes to look at a sheet.
const VIEW: &str = "view";

/// On a narrower page, in CSS pixels, a sheet is shown as a list unless somebody has said otherwise.
const NARROW: f64 = 640.0;

/// A way to look at a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All of it, as in a spreadsheet.
    Grid,
    /// A card for each row.
    List,
    /// What it holds, drawn.
    Pictures,
}

impl View {
    const fn word(self) -> &'static str {
        match self {
            View::Grid => "grid",
            View::List => "list",
            View::Pictures => "pictures",
        }
    }
}

/// How somebody likes to look at the rows of a sheet: as they chose before, or else as the page is wide.
pub fn view() -> View {
    let kept = preference::get(VIEW);
    let views = [View::Grid, View::List];
    views.into_iter().find(|view| Some(view.word()) == kept.as_deref()).unwrap_or_else(|| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        if width.is_some_and(|width| width < NARROW) { View::List } else { View::Grid }
    })
}

/// Keeps which of them somebody chose.
pub fn keep_view(view: View) {
    // A sheet is opened to be mended, so nobody begins with its pictures.
    if view != View::Pictures {
        preference::set(VIEW, view.word());
    }
}

/// Forgets it.
pub(super) fn forget() {
    preference::forget(VIEW);
}
