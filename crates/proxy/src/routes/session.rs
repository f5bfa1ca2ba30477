//! `GET /auth/session`: who is signed in where.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
};
use protocol::{
    problem::Code,
    session::{Instance, Session, SignedIn},
};

use crate::{
    refusal::Refusal,
    site::{self, Site, Upstream},
};

/// One entry for each configured Majora. It never redirects, never touches a token and keeps no
/// session alive; a cookie that stands for nothing is taken away.
pub(crate) async fn show(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut instances = Vec::new();
    let mut dead = Vec::new();
    for upstream in &site.upstreams {
        let found = match site.signed_in(upstream, &headers).await {
            Ok(found) => found,
            Err(refusal) if refusal.code == Code::StoreUnavailable => return Err(refusal),
            Err(refusal) => {
                dead.extend(refusal.cookies());
                None
            }
        };
        instances.push(entry(&site, upstream, found.as_ref()));
    }
    let clear =
        AppendHeaders(dead.into_iter().map(|cookie| (SET_COOKIE, cookie)).collect::<Vec<_>>());
    let contact = site.config.contact.clone();
    Ok((clear, Json(Session { instances, contact })).into_response())
}

fn entry(site: &Site, upstream: &Upstream, signed_in: Option<&site::SignedIn>) -> Instance {
    let settings = upstream.majora.settings();
    Instance {
        name: settings.name.clone(),
        label: settings.label.clone(),
        world: settings.world,
        host: settings.base_url.authority().to_owned(),
        origin: settings.base_url.to_string(),
        colour: settings.colour.clone(),
        deadline: settings.deadline.clone(),
        signed_in: signed_in.map(|signed_in| {
            let session = &signed_in.found.value;
            SignedIn {
                username: session.username.clone(),
                expires_in: site.sessions.ends(session).saturating_sub(site.clock.now()) / 1_000,
                session_ref: site.user_reference(session),
            }
        }),
    }
}
