//! The routes, each in a file of its own.

pub(crate) mod relay;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_out;

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use gate::route::Route;
use protocol::problem::Code;

use crate::{
    refusal::Refusal,
    site::{Site, Upstream},
};

/// The configured Majora that the path names, by its bytes as they came.
pub(crate) struct Named(pub(crate) Arc<Upstream>);

impl FromRequestParts<Arc<Site>> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Named, Refusal> {
        let name = Route::of(parts.uri.path()).instance();
        let upstream = name.and_then(|name| site.upstream(name)).cloned();
        upstream.map(Named).ok_or_else(|| Refusal::new(Code::NotFound))
    }
}

/// Everything that isn't below `/auth` or `/api` is the app's.
pub(crate) async fn app(State(site): State<Arc<Site>>, request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match Route::of(request.uri().path()) {
        Route::App if is_read => {
            site.app_files.answer(request.uri().path(), request.headers()).await
        }
        Route::App => Refusal::only("GET,HEAD").into_response(),
        _ => Refusal::new(Code::NotFound).into_response(),
    }
}

/// The route exists, the method doesn't; the router itself says which methods do.
pub(crate) async fn method_not_allowed() -> Response {
    Refusal::new(Code::MethodNotAllowed).into_response()
}
