//! Icons of the set Lucide, compiled in. None says anything that the words beside it don't say.

use icondata_core::IconData;
use icondata_lu as lucide;
use leptos::prelude::*;
use protocol::session::World;

/// What an icon stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The name of a server.
    Server(World),
    /// Something that stopped.
    Error,
    /// Something to know before going on.
    Warning,
    /// Something that went well.
    Good,
    /// Something to know.
    Info,
}

impl Icon {
    fn data(self) -> &'static IconData {
        match self {
            Icon::Server(World::Test) => lucide::LuFlaskConical,
            Icon::Server(World::Production) => lucide::LuDatabase,
            Icon::Error => lucide::LuOctagonAlert,
            Icon::Warning => lucide::LuTriangleAlert,
            Icon::Good => lucide::LuCircleCheck,
            Icon::Info => lucide::LuInfo,
        }
    }
}

/// An icon, as tall as the letters beside it.
pub fn icon(icon: Icon) -> impl IntoView {
    let IconData { view_box, data, .. } = *icon.data();
    view! {
        <svg
            class="icon"
            viewBox=view_box
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=data
        ></svg>
    }
}
