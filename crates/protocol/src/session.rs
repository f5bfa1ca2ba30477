//! Who is signed in where, as `GET /auth/session` tells the browser, and the words both sides use.

use serde::{Deserialize, Serialize};

/// The header that every call to `/api` and every POST to `/auth` must carry, and its value.
/// A page of another origin can't set it without a preflight, which the proxy refuses.
pub const CSRF_HEADER: (&str, &str) = ("x-uploader-csrf", "1");

/// The header with the [`SignedIn::session_ref`] that the page was loaded with: another user's
/// session from the same browser then can't be used by mistake.
pub const SESSION_HEADER: &str = "x-uploader-session";

/// The query key on `/` and `/sign-in` by which a failed sign-in names its [`SignInError`].
pub const SIGN_IN_ERROR_KEY: &str = "sign_in_error";

/// The query key that names the instance of that failed sign-in.
pub const SIGN_IN_INSTANCE_KEY: &str = "instance";

/// The twelve permissions that an uploader asks for (RULES.md §1), space-separated, in Majora's order.
pub const UPLOADER_SCOPES: &str = "majora2.add_biosampleartifact majora2.change_biosampleartifact \
majora2.add_biosamplesource majora2.change_biosamplesource \
majora2.add_biosourcesamplingprocess majora2.change_biosourcesamplingprocess \
majora2.add_libraryartifact majora2.change_libraryartifact \
majora2.add_librarypoolingprocess majora2.change_librarypoolingprocess \
majora2.add_dnasequencingprocess majora2.change_dnasequencingprocess";

/// The answer of `GET /auth/session`: one entry for each configured Majora, in configured order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The configured Majoras.
    pub instances: Vec<Instance>,
    /// Whom to ask for help, as the operator wrote it: an address of mail or of a page, or words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// One configured Majora and this browser's standing with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its key in every path, lower-case letters, digits and hyphens: `test`.
    pub name: String,
    /// Its name for people: `Test`.
    pub label: String,
    /// Whether what is written there is practice or real.
    pub world: World,
    /// The host (and port, if unusual) of the Majora that is written to: `majora.example.org`.
    pub host: String,
    /// What the address of each of its pages begins with: `https://majora.example.org`.
    pub origin: String,
    /// The band's colour as `#rrggbb` where the operator chose one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// By when something must be there to be taken further, in the operator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// Who is signed in there from this browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<SignedIn>,
}

/// Test and production are separate worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// Practice data only.
    Test,
    /// Real data.
    Production,
}

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Majora's user name.
    pub username: String,
    /// Seconds until the session ends, counted when the answer was made.
    pub expires_in: u64,
    /// A name of the user that isn't secret, the same when they sign in again; see [`SESSION_HEADER`].
    pub session_ref: String,
}

/// Why a sign-in ended without a session. Travels as a query value, so it says no more than this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInError {
    /// The user pressed Cancel on Majora's page (`access_denied`).
    Denied,
    /// The user lacks one of the permissions asked for (`invalid_scope`).
    MissingPermission,
    /// The user's second factor isn't set up at Majora (`access_denied` at the token step).
    NoSecondFactor,
    /// The callback belongs to no sign-in that this browser has begun, or was used already.
    NotOurs,
    /// The browser came back without any cookie: it keeps none of this site, or it isn't the one in
    /// which the sign-in began.
    NoCookie,
    /// The sign-in took longer than it may (ten minutes), or its code had run out.
    TooLate,
    /// Majora doesn't know our client or its secret: only the operator can mend that.
    ClientRejected,
    /// Majora can't be reached or didn't answer.
    MajoraDown,
    /// Majora answered in a way that makes no sense.
    Unusable,
}

impl SignInError {
    /// Every reason.
    pub const ALL: [SignInError; 9] = [
        SignInError::Denied,
        SignInError::MissingPermission,
        SignInError::NoSecondFactor,
        SignInError::NotOurs,
        SignInError::NoCookie,
        SignInError::TooLate,
        SignInError::ClientRejected,
        SignInError::MajoraDown,
        SignInError::Unusable,
    ];

    /// The reason as a query value.
    pub const fn code(self) -> &'static str {
        match self {
            SignInError::Denied => "denied",
            SignInError::MissingPermission => "missing_permission",
            SignInError::NoSecondFactor => "no_second_factor",
            SignInError::NotOurs => "not_ours",
            SignInError::NoCookie => "no_cookie",
            SignInError::TooLate => "too_late",
            SignInError::ClientRejected => "client_rejected",
            SignInError::MajoraDown => "majora_down",
            SignInError::Unusable => "unusable",
        }
    }

    /// The reason that a query value names.
    pub fn from_code(code: &str) -> Option<SignInError> {
        SignInError::ALL.into_iter().find(|error| error.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheet::check::check;
    use sheet::decide::Decisions;
    use sheet::held::Held;
    use sheet::plan::{Step, plan};
    use sheet::read::read;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_twelve_uploader_scopes() {
        assert_eq!(UPLOADER_SCOPES.split(' ').filter(|s| s.starts_with("majora2.")).count(), 12);
    }

    #[test]
    fn they_are_those_that_requests_need() {
        let today = "2026-11-20".parse().expect("a date");
        let text = sheet::derive::example(today, 1);
        let checked = check(read(text.into_bytes()).expect("a sheet"), today);
        let mut steps = plan(&checked, &Held::default(), &Decisions::default()).steps;
        steps.push(Step::Updates(Vec::new()));
        let scopes = steps.iter().flat_map(Step::scopes);
        let needed: BTreeSet<String> = scopes.map(|scope| format!("majora2.{scope}")).collect();
        let asked = UPLOADER_SCOPES.split(' ').map(str::to_owned).collect();
        assert_eq!(needed, asked);
    }

    #[test]
    fn a_sign_in_error_has_one_spelling() {
        for error in SignInError::ALL {
            assert_eq!(SignInError::from_code(error.code()), Some(error));
            let json = serde_json::to_value(error).expect("plain data");
            assert_eq!(json, error.code());
        }
    }
}
