//! `GET /auth/session`: who is signed in where.

use std::{sync::Arc, time::Instant};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
};
use protocol::session::{Instance, Session, SignedIn};

use crate::{site, site::Site, site::Upstream};

/// One entry for each configured Majora. It never redirects and never touches a token; a cookie
/// that stands for nothing is taken away.
pub(crate) async fn show(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let mut instances = Vec::new();
    let mut dead = Vec::new();
    for upstream in &site.upstreams {
        let found = site.signed_in(upstream, &headers).unwrap_or_else(|_| {
            dead.push(site.cookies.clear(&site.cookies.session_name(upstream.name())));
            None
        });
        instances.push(entry(&site, upstream, found.as_ref()));
    }
    let clear =
        AppendHeaders(dead.into_iter().map(|cookie| (SET_COOKIE, cookie)).collect::<Vec<_>>());
    (clear, Json(Session { instances })).into_response()
}

fn entry(site: &Site, upstream: &Upstream, signed_in: Option<&site::SignedIn>) -> Instance {
    let settings = upstream.majora.settings();
    Instance {
        name: settings.name.clone(),
        label: settings.label.clone(),
        world: settings.world,
        host: settings.base_url.authority().to_owned(),
        colour: settings.colour.clone(),
        signed_in: signed_in.map(|signed_in| SignedIn {
            username: signed_in.session.username.clone(),
            expires_in: signed_in.session.ends.saturating_duration_since(Instant::now()).as_secs(),
            session_ref: site.user_reference(&signed_in.session),
        }),
    }
}
