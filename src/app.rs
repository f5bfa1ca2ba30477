//! The app: the session and the desk, the frame, and a page for each path.

use crate::browser;
use crate::components::frame::Frame;
use crate::desk::provide_desk;
use crate::pages::check::CheckPage;
use crate::pages::choose::ChoosePage;
use crate::pages::columns::ColumnsPage;
use crate::pages::form::FormPage;
use crate::pages::help::Help;
use crate::pages::home::HomePage;
use crate::pages::identity::Identity;
use crate::pages::not_found::NotFoundPage;
use crate::pages::receipt::ReceiptPage;
use crate::pages::review::ReviewPage;
use crate::pages::send::{SendPage, tell_the_end};
use crate::pages::signed_in::SignedInPage;
use crate::pages::tour::provide_tour;
use crate::session::provide_session;
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    provide_session();
    browser::ignore_stray_files();
    view! {
        <Router>
            <Desked/>
        </Router>
    }
}

/// What needs the router around it.
#[component]
fn Desked() -> impl IntoView {
    provide_desk();
    provide_tour();
    tell_the_end();
    view! {
        <Frame identity=|| view! { <Identity/> } help=|| view! { <Help/> }>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage/>
                <Route path=path!("/columns") view=ColumnsPage/>
                <Route path=path!("/signed-in") view=SignedInPage/>
                <Route path=path!("/:instance/choose") view=ChoosePage/>
                <Route path=path!("/:instance/form") view=FormPage/>
                <Route path=path!("/:instance/check") view=CheckPage/>
                <Route path=path!("/:instance/review") view=ReviewPage/>
                <Route path=path!("/:instance/submit") view=SendPage/>
                <Route path=path!("/:instance/receipt") view=ReceiptPage/>
            </Routes>
        </Frame>
    }
}
