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
enum Standing {
    /// It is being asked for.
    Loading,
    /// The uploader's server doesn't answer.
    Unreachable,
    /// It was told at this moment, in milliseconds since 1970.
    Known { session: Session, at: f64 },
}

/// Whether the session is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is being asked for.
    NotYet,
    /// The uploader's server doesn't answer.
    No,
    /// It is.
    Yes,
}

/// The session, shared by every page.
#[derive(Clone, Copy)]
pub struct SessionContext {
    standing: RwSignal<Standing>,
    now: RwSignal<f64>,
    asked: StoredValue<u32>,
}

/// Begins to ask for the session, and makes it known to every page below.
pub fn provide_session() -> SessionContext {
    let context = SessionContext {
        standing: RwSignal::new(Standing::Loading),
        now: RwSignal::new(browser::now()),
        asked: StoredValue::new(0),
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
    /// What is known, without the clock.
    pub fn known(self) -> Memo<Known> {
        Memo::new(move |_| {
            self.standing.with(|standing| match standing {
                Standing::Loading => Known::NotYet,
                Standing::Unreachable => Known::No,
                Standing::Known { .. } => Known::Yes,
            })
        })
    }

    /// Whether the session is known by now, or can't be.
    pub fn is_settled(self) -> bool {
        self.standing.with_untracked(|standing| *standing != Standing::Loading)
    }

    /// The configured Majoras, once they are known. Their `expires_in` is left out, so that what is
    /// made from them changes only when something but the clock does.
    pub fn instances(self) -> Vec<Instance> {
        self.standing.with(|standing| match standing {
            Standing::Known { session, .. } => session.instances.iter().map(timeless).collect(),
            _ => Vec::new(),
        })
    }

    /// Whom to ask for help, in the operator's words.
    pub fn contact(self) -> Signal<Option<String>> {
        let standing = self.standing;
        Signal::derive(move || {
            standing.with(|standing| match standing {
                Standing::Known { session, .. } => session.contact.clone(),
                _ => None,
            })
        })
    }

    /// One of the configured Majoras; see [`SessionContext::instances`].
    pub fn instance(self, name: &str) -> Option<Instance> {
        self.instances().into_iter().find(|instance| instance.name == name)
    }

    /// Whole minutes until the session with a Majora ends.
    pub fn minutes_left(self, name: &str) -> Option<u64> {
        let now = self.now.get();
        self.standing.with(|standing| {
            let Standing::Known { session, at } = standing else { return None };
            let instance = session.instances.iter().find(|instance| instance.name == name)?;
            let seconds = instance.signed_in.as_ref()?.expires_in as f64 - (now - at) / 1000.0;
            Some((seconds / 60.0).max(0.0) as u64)
        })
    }

    /// Asks again.
    pub async fn refresh(self) {
        self.asked.update_value(|asked| *asked += 1);
        let mine = self.asked.get_value();
        let answer = api::session().await;
        // It may say who was signed in before the user signed out or somebody else signed in.
        if self.asked.get_value() != mine {
            return;
        }
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

fn timeless(instance: &Instance) -> Instance {
    let mut instance = instance.clone();
    if let Some(signed_in) = &mut instance.signed_in {
        signed_in.expires_in = 0;
    }
    instance
}
