//! The app: the session and the desk, the frame, and a page for each path.

use crate::browser;
use crate::components::frame::Frame;
use crate::desk::provide_desk;
use crate::pages::choose::ChoosePage;
use crate::pages::help::Help;
use crate::pages::home::HomePage;
use crate::pages::identity::Identity;
use crate::pages::later::{later, provide_later};
use crate::pages::not_found::NotFoundPage;
use crate::pages::send::tell_the_end;
use crate::pages::tour::provide_tour;
use crate::pages::workspace::workspace;
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
    provide_later(provide_desk(), || Box::pin(async { workspace().await.ok() }));
    provide_tour();
    tell_the_end();
    view! {
        <Frame identity=|| view! { <Identity/> } help=|| view! { <Help/> }>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage/>
                <Route path=path!("/columns") view=|| later(|workspace| workspace.columns)/>
                <Route path=path!("/signed-in") view=|| later(|workspace| workspace.signed_in)/>
                <Route path=path!("/:instance/choose") view=ChoosePage/>
                <Route path=path!("/:instance/form") view=|| later(|workspace| workspace.form)/>
                <Route path=path!("/:instance/check") view=|| later(|workspace| workspace.check)/>
                <Route path=path!("/:instance/review") view=|| later(|workspace| workspace.review)/>
                <Route path=path!("/:instance/submit") view=|| later(|workspace| workspace.send)/>
                <Route path=path!("/:instance/receipt") view=|| later(|workspace| workspace.receipt)/>
            </Routes>
        </Frame>
    }
}
