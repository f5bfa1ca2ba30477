//! The pages and their paths.

/// A page. All but the first three belong to one Majora, named by the first part of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Sign in and choose a server.
    Home,
    /// What every column means.
    Columns,
    /// A sign-in in a tab of its own has ended well.
    SignedIn,
    /// A step on the way of a sheet to this Majora.
    At(String, Step),
}

/// The query key that names a receipt on its page.
pub const REFERENCE: &str = "reference";

/// The steps of the path, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Give a sheet, or begin one.
    Choose,
    /// Fill in the form for single samples, which stands for [`Step::Check`].
    Form,
    /// Look at the sheet and mend it.
    Check,
    /// See what will be sent.
    Review,
    /// Watch it being sent.
    Send,
    /// Keep the receipt.
    Receipt,
}

impl Step {
    /// The steps of a sheet, in order.
    pub const OF_SHEET: [Step; 5] =
        [Step::Choose, Step::Check, Step::Review, Step::Send, Step::Receipt];

    /// The steps of a form, in order.
    pub const OF_FORM: [Step; 5] =
        [Step::Choose, Step::Form, Step::Review, Step::Send, Step::Receipt];

    /// The last part of its path.
    pub const fn slug(self) -> &'static str {
        match self {
            Step::Choose => "choose",
            Step::Form => "form",
            Step::Check => "check",
            Step::Review => "review",
            Step::Send => "submit",
            Step::Receipt => "receipt",
        }
    }

    /// Its name in the list of steps.
    pub const fn label(self) -> &'static str {
        match self {
            Step::Choose => "Start",
            Step::Form => "Fill in",
            Step::Check => "Check",
            Step::Review => "Review",
            Step::Send => "Submit",
            Step::Receipt => "Receipt",
        }
    }
}

impl Route {
    /// The path of the page.
    pub fn path(&self) -> String {
        match self {
            Route::Home => "/".into(),
            Route::Columns => "/columns".into(),
            Route::SignedIn => "/signed-in".into(),
            Route::At(instance, step) => format!("/{instance}/{}", step.slug()),
        }
    }

    /// The page that has this path, whatever its query is.
    pub fn from_path(path: &str) -> Option<Route> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            [""] => Some(Route::Home),
            ["columns"] => Some(Route::Columns),
            ["signed-in"] => Some(Route::SignedIn),
            [instance, slug] => {
                let mut steps = Step::OF_SHEET.into_iter().chain([Step::Form]);
                let step = steps.find(|step| step.slug() == *slug)?;
                Some(Route::At((*instance).to_owned(), step))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_path() {
        let steps = Step::OF_SHEET.into_iter().chain([Step::Form]);
        let steps = steps.map(|step| Route::At("test".into(), step));
        for route in [Route::Home, Route::Columns, Route::SignedIn].into_iter().chain(steps) {
            assert_eq!(Route::from_path(&route.path()), Some(route));
        }
        let receipt = Route::At("test".into(), Step::Receipt);
        assert_eq!(Route::from_path("/test/receipt?reference=A-1"), Some(receipt));
        for path in ["/test", "/test/other", "/a/b/c"] {
            assert_eq!(Route::from_path(path), None, "{path}");
        }
    }
}
