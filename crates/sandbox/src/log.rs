//! The requests a sandbox was sent, for tests that ask.

use std::sync::{Arc, Mutex, PoisonError};

/// One request as it came in.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query without its question mark, or nothing.
    pub query: String,
    /// In the order they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// As text; what is no UTF-8 shows U+FFFD.
    pub body: String,
    /// The status it was answered with; None if the connection was dropped, or it is still at work.
    pub status: Option<u16>,
}

/// Clones share the list. Off until [`Log::keep`] is called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    requests: Arc<Mutex<Option<Vec<Request>>>>,
}

impl Log {
    pub(crate) fn keep(&self) {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default();
    }

    /// Notes a request; gives its place in the list.
    pub(crate) fn add(&self, request: impl FnOnce() -> Request) -> Option<usize> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = requests.as_mut()?;
        requests.push(request());
        Some(requests.len() - 1)
    }

    pub(crate) fn answered(&self, place: Option<usize>, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(place), Some(requests)) = (place, requests.as_mut()) {
            requests[place].status = Some(status);
        }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
    }
}
