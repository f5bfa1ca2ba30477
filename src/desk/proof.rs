//! Where a sheet goes, and the receipt of what went there.

use crate::browser::draft::Owner;
use protocol::receipt::Paper;
use sheet::check::Checked;
use sheet::receipt::Receipt;
use std::sync::Arc;

/// Where a sheet goes, and as whom. Label, address and session come from this one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The Majora.
    pub instance: protocol::session::Instance,
    /// Majora's name of the user.
    pub username: String,
    /// The session; another user's is refused by the proxy.
    pub session_ref: String,
}

impl Destination {
    /// Whose a sheet is that is worked on with this one in sight.
    pub(super) fn owner(&self) -> Owner {
        Owner {
            instance: self.instance.name.clone(),
            host: self.instance.host.clone(),
            username: self.username.clone(),
        }
    }
}

/// When a submission began and ended, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// The first request.
    pub began: f64,
    /// The last answer.
    pub ended: f64,
}

/// The receipt of the last submission, with all that it is about. It stays when the user goes back.
#[derive(Clone, PartialEq)]
pub struct Proof {
    /// Its sheet as it was submitted.
    pub checked: Arc<Checked>,
    /// What became of it.
    pub receipt: Arc<Receipt>,
    /// The same as it is shown, kept and handed out.
    pub paper: Arc<Paper>,
    /// Where it went, and as whom.
    pub to: Destination,
    /// Whether it is kept beyond this page: by this browser, or by the user as a file.
    pub saved: bool,
}
