//! The upload API (RULES.md 1 to 7).

mod answer;
mod name_date;
mod metadata;
mod metrics;
mod sample_form;
mod biosample;
mod library;
mod sequencing;
mod query;

use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use jiff::civil::Date;

use crate::core::{Core, State};
use crate::python::{Dict, Fallible, Value, int, loads};
use crate::records::{Records, Submission};
use crate::reply::{empty, json, only_post, server_error};
use crate::tokens::Access;
use crate::world::{UPLOADER_SCOPES, User};

use answer::Answer;

/// What a call works on: the records, who calls, and the day.
struct Desk<'a> {
    records: &'a mut Records,
    caller: Submission,
    today: Date,
}

/// The calls of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    AddBiosamples,
    UpdateBiosamples,
    Validity,
    GetBiosample,
    AddLibrary,
    AddSequencing,
    GetSequencing,
}

/// Where each call is found.
pub(crate) const CALLS: [(&str, Call); 7] = [
    ("/api/v2/artifact/biosample/add/", Call::AddBiosamples),
    ("/api/v2/artifact/biosample/update/", Call::UpdateBiosamples),
    ("/api/v2/artifact/biosample/query/validity/", Call::Validity),
    ("/api/v2/artifact/biosample/get/", Call::GetBiosample),
    ("/api/v2/artifact/library/add/", Call::AddLibrary),
    ("/api/v2/process/sequencing/add/", Call::AddSequencing),
    ("/api/v2/process/sequencing/get/", Call::GetSequencing),
];

impl Call {
    /// The scopes a token needs, all of them, in the order the message names them.
    fn scopes(self) -> Vec<&'static str> {
        let [add_sample, sample, add_source, source, add_sampling, sampling, ..] = UPLOADER_SCOPES;
        let [.., add_library, library, add_pooling, pooling, add_sequencing, sequencing] =
            UPLOADER_SCOPES;
        match self {
            Self::AddBiosamples => {
                vec![add_sample, sample, add_source, source, add_sampling, sampling]
            }
            Self::UpdateBiosamples => vec![sample, add_source, source, sampling],
            Self::AddLibrary => {
                vec![add_sample, sample, add_library, library, add_pooling, pooling]
            }
            Self::AddSequencing => vec![library, add_sequencing, sequencing],
            Self::Validity | Self::GetBiosample | Self::GetSequencing => Vec::new(),
        }
    }

    /// These two know which methods they have; the others take anything but POST for bad.
    fn knows_methods(self) -> bool {
        matches!(self, Self::AddBiosamples | Self::UpdateBiosamples)
    }

    fn work(self, desk: &mut Desk<'_>, request: &Dict, answer: &mut Answer) -> Fallible<()> {
        match self {
            Self::AddBiosamples => biosample::save(desk, request, false, answer),
            Self::UpdateBiosamples => biosample::save(desk, request, true, answer),
            Self::Validity => query::validity(desk, request, answer),
            Self::AddLibrary => library::save(desk, request, answer),
            Self::AddSequencing => sequencing::save(desk, request, answer),
            Self::GetSequencing => query::sequencing(desk, request, answer),
            Self::GetBiosample => {
                query::biosample(desk, request, answer);
                Ok(())
            }
        }
    }
}

/// Answers a call.
pub(crate) fn handle(
    core: &Core,
    call: Call,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    if *method != Method::POST {
        return match (call.knows_methods(), method) {
            (true, &Method::OPTIONS) => only_post(StatusCode::OK),
            (true, _) => only_post(StatusCode::METHOD_NOT_ALLOWED),
            (false, _) => empty(StatusCode::BAD_REQUEST),
        };
    }
    if text(headers, header::CONTENT_TYPE).starts_with("multipart/") {
        return server_error();
    }
    let request = match loads(body) {
        Some(Value::Dict(request)) => request,
        Some(_) => return server_error(),
        None => return empty(StatusCode::BAD_REQUEST),
    };
    let given = |key: &str| request.get(key).is_some_and(Value::is_truthy);
    if !given("username") || !given("token") {
        return empty(StatusCode::BAD_REQUEST);
    }
    match bearer(headers) {
        Some(token) => authorised(core, call, &request, token),
        None => empty(StatusCode::BAD_REQUEST),
    }
}

fn authorised(core: &Core, call: Call, request: &Dict, token: &str) -> Response {
    let mut state = core.state();
    let access =
        state.tokens.access.get(token).filter(|access| access.is_live(core.clock.now_ms()));
    let Some((access, user)) = access.and_then(|access| with_user(&state, access)) else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let mut answer = Answer::new();
    let scopes = call.scopes();
    if !access.covers(&scopes) {
        let scopes = scopes.join(" ");
        answer.error(format!(
            "Your token is valid but does not have all of the scopes to perform this action. Required scopes: {scopes}"
        ));
        return json(StatusCode::OK, &answer.into_value(false));
    }
    if user.no_profile {
        return server_error();
    }
    let is_sudo = request.get("sudo_as").is_some_and(Value::is_truthy);
    if !user.is_active || user.profile_revoked || is_sudo {
        return empty(StatusCode::BAD_REQUEST);
    }
    let caller = state.submission(user);
    if let Some(complaint) = outdated(request) {
        answer.error(complaint);
        return json(StatusCode::OK, &answer.into_value(true));
    }
    let mut desk = Desk { records: &mut state.records, caller, today: core.clock.today() };
    match call.work(&mut desk, request, &mut answer) {
        Ok(()) => json(StatusCode::OK, &answer.into_value(true)),
        Err(_) => server_error(),
    }
}

fn with_user<'a>(state: &'a State, access: &'a Access) -> Option<(&'a Access, &'a User)> {
    state.world.user(&access.username).map(|user| (access, user))
}

/// The token of `Authorization: Bearer TOKEN`; the word must begin with a capital.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut words = text(headers, header::AUTHORIZATION).split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("Bearer"), Some(token), None) => Some(token),
        _ => None,
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What Majora says to an Ocarina older than 0.37.0.
fn outdated(request: &Dict) -> Option<&'static str> {
    if request.get("client_name") != Some(&"ocarina".into()) {
        return None;
    }
    let version = match request.get("client_version") {
        Some(Value::Str(version)) => {
            let part = |part: &str| int(part).and_then(|digits| digits.parse::<i64>().ok());
            version.split('.').map(part).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    match version {
        None => Some(
            "It appears you are using 'ocarina', but your version number doesn't make sense... This shouldn't happen...",
        ),
        Some(version) if version < vec![0, 37, 0] => {
            Some("Update your 'ocarina' client to version v0.37.0")
        }
        Some(_) => None,
    }
}
