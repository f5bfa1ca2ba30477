//! Who is signed in where, as this page knows it.

use crate::{api, browser};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::session::{Instance, Session};

/// How often the clock moves and the session is asked for again, in milliseconds.
const BEAT: u32 = 30_000;

/// What is known of the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It is being asked for.
    Loading,
    /// The uploader's server doesn't answer.
    Unreachable,
    /// It was told at this moment, in milliseconds since 1970.
    Known { session: Session, at: f64 },
}

/// The session, shared by every page.
#[derive(Clone, Copy)]
pub struct SessionContext {
    standing: RwSignal<Standing>,
    now: RwSignal<f64>,
}

/// Begins to ask for the session, and makes it known to every page below.
pub fn provide_session() -> SessionContext {
    let context = SessionContext {
        standing: RwSignal::new(Standing::Loading),
        now: RwSignal::new(browser::now()),
    };
    provide_context(context);
    // The user may have signed in or out in another tab.
    let _lives_as_long_as_the_page = window_event_listener(leptos::ev::focus, move |_| {
        spawn_local(context.refresh());
    });
    spawn_local(async move {
        loop {
            context.refresh().await;
            TimeoutFuture::new(BEAT).await;
        }
    });
    context
}

/// The session that [`provide_session`] made known.
pub fn use_session() -> SessionContext {
    expect_context()
}

impl SessionContext {
    /// What is known.
    pub fn standing(self) -> Signal<Standing> {
        self.standing.into()
    }

    /// One of the configured Majoras.
    pub fn instance(self, name: &str) -> Option<Instance> {
        self.standing.with(|standing| match standing {
            Standing::Known { session, .. } => {
                session.instances.iter().find(|instance| instance.name == name).cloned()
            }
            _ => None,
        })
    }

    /// Whole minutes until the session with a Majora ends.
    pub fn minutes_left(self, name: &str) -> Option<u64> {
        let now = self.now.get();
        let expires_in = self.instance(name)?.signed_in?.expires_in as f64;
        let at = self.standing.with(|standing| match standing {
            Standing::Known { at, .. } => *at,
            _ => now,
        });
        Some(((expires_in - (now - at) / 1000.0) / 60.0).max(0.0) as u64)
    }

    /// Asks again.
    pub async fn refresh(self) {
        let answer = api::session().await;
        let now = browser::now();
        self.now.set(now);
        let standing = match answer {
            Ok(session) => Standing::Known { session, at: now },
            Err(_) => Standing::Unreachable,
        };
        // A lost connection must not take the signed-in page away from under the user.
        let keep = standing == Standing::Unreachable
            && self.standing.with_untracked(|known| matches!(known, Standing::Known { .. }));
        if !keep {
            self.standing.set(standing);
        }
    }
}
