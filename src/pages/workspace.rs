//! The entries to the workspace, a part of the app that is fetched when it is needed.

use crate::browser;
use crate::pages::check::{CheckPage, rehearse};
use crate::pages::choose::mend::mend;
use crate::pages::columns::ColumnsPage;
use crate::pages::form::FormPage;
use crate::pages::later::Workspace;
use crate::pages::left::LeftBehind;
use crate::pages::place::use_instance;
use crate::pages::receipt::{ReceiptPage, kept_receipts};
use crate::pages::review::ReviewPage;
use crate::pages::send::SendPage;
use crate::pages::signed_in::SignedInPage;
use crate::pages::unfinished::Unfinished;
use crate::part;
use leptos::prelude::*;
use sheet::derive;
use sheet::practice;

/// The example sheet that can be downloaded to practise with.
const EXAMPLE_SAMPLES: usize = 96;

/// How many letters and digits tell the names of one example from those of another.
const MARK: usize = 4;

part! {
    /// The pages and downloads of the workspace.
    pub fn workspace() -> Workspace {
        Workspace {
            columns: || ColumnsPage().into_any(),
            form: || FormPage().into_any(),
            check: || CheckPage().into_any(),
            review: || ReviewPage().into_any(),
            send: || SendPage().into_any(),
            receipt: || ReceiptPage().into_any(),
            signed_in: || SignedInPage().into_any(),
            unfinished: || Unfinished().into_any(),
            left: || LeftBehind().into_any(),
            receipts: || kept_receipts(None).into_any(),
            receipts_here: || {
                let here = use_instance().get_untracked().map(|instance| instance.name);
                kept_receipts(here).into_any()
            },
            mend,
            rehearse,
            template: || {
                let template = derive::Template::All.csv();
                browser::save("majora-template.csv", "text/csv", &template);
            },
            example: || {
                let mark = browser::new_id().to_uppercase();
                let mark: String = mark.chars().rev().take(MARK).collect();
                let sheet = practice::sheet(browser::today(), EXAMPLE_SAMPLES, &mark);
                browser::save("majora-example.csv", "text/csv", &sheet);
            },
        }
    }
}
