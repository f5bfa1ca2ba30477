//! The proxy's routes as functions. The only code that makes HTTP requests.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use protocol::endpoint::Endpoint;
use protocol::majora::failure::Failure;
use protocol::problem::Problem;
use protocol::session::{CSRF_HEADER, SESSION_HEADER, Session};
use serde_json::Value;

/// Who is signed in where.
pub async fn session() -> Result<Session, Failure> {
    let response = Request::get("/auth/session").send().await.map_err(|_| Failure::NoAnswer)?;
    let response = accepted(response).await?;
    response.json().await.map_err(|_| Failure::NoAnswer)
}

/// Signs out of one Majora.
pub async fn sign_out(instance: &str) -> Result<(), Failure> {
    let request = guarded(&format!("/auth/{instance}/logout"));
    let response = request.send().await.map_err(|_| Failure::NoAnswer)?;
    accepted(response).await.map(drop)
}

/// Makes one call to one Majora, in the session that has this reference.
pub async fn call(
    instance: &str,
    session_ref: &str,
    endpoint: Endpoint,
    body: &Value,
) -> Result<Value, Failure> {
    let request = guarded(&format!("/api/{instance}/{}", endpoint.path()));
    let request = request.header(SESSION_HEADER, session_ref).json(body);
    let response = request.map_err(|_| Failure::NoAnswer)?.send().await;
    let response = accepted(response.map_err(|_| Failure::NoAnswer)?).await?;
    response.json().await.map_err(|_| Failure::NoAnswer)
}

/// The address at which a sign-in begins, and to which page it returns.
pub fn sign_in_path(instance: &str, return_to: &str) -> String {
    format!("/auth/{instance}/login?return_to={return_to}")
}

fn guarded(path: &str) -> RequestBuilder {
    let (name, value) = CSRF_HEADER;
    RequestBuilder::new(path).method(Method::POST).header(name, value)
}

/// The answer, if it is a good one; the proxy's problem otherwise.
async fn accepted(response: Response) -> Result<Response, Failure> {
    match response.ok() {
        true => Ok(response),
        false => Err(response.json::<Problem>().await.map_or(Failure::NoAnswer, Failure::Problem)),
    }
}
