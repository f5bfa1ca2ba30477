//! Who and what a sandbox holds before the first request: users, institutes, applications and
//! tokens, in the form of the recorded cases' `fixtures.json`.

use serde::Deserialize;

/// The scopes an uploader asks for: those of the four calls that write (RULES.md 1).
pub const UPLOADER_SCOPES: [&str; 12] = [
    "majora2.add_biosampleartifact",
    "majora2.change_biosampleartifact",
    "majora2.add_biosamplesource",
    "majora2.change_biosamplesource",
    "majora2.add_biosourcesamplingprocess",
    "majora2.change_biosourcesamplingprocess",
    "majora2.add_libraryartifact",
    "majora2.change_libraryartifact",
    "majora2.add_librarypoolingprocess",
    "majora2.change_librarypoolingprocess",
    "majora2.add_dnasequencingprocess",
    "majora2.change_dnasequencingprocess",
];

/// The user of the demo world.
pub const DEMO_USERNAME: &str = "demo-lab";
/// The demo user's password.
pub const DEMO_PASSWORD: &str = "password";
/// The demo world's confidential OAuth client.
pub const DEMO_CLIENT_ID: &str = "uploader";
/// That client's secret.
pub const DEMO_CLIENT_SECRET: &str = "uploader-secret";
/// The name that the *Authorise application* page shows for it.
pub const DEMO_APPLICATION_NAME: &str = "Majora metadata uploader";
/// Who registered it.
pub const DEMO_APPLICATION_OWNER: &str = "demo-admin";
/// Where it may send the browser back to; `*` stands for any port.
pub const DEMO_REDIRECT_URI: &str = "http://127.0.0.1:*/auth/test/callback";

/// Everything a sandbox is started with.
#[derive(Clone, Debug, Deserialize)]
pub struct World {
    /// The organisations users belong to.
    #[serde(default)]
    pub institutes: Vec<Institute>,
    /// Who can sign in.
    pub users: Vec<User>,
    /// The OAuth clients.
    pub applications: Vec<Application>,
    /// Tokens that exist from the start.
    #[serde(default)]
    pub access_tokens: Vec<GivenToken>,
}

/// An organisation that submits samples.
#[derive(Clone, Debug, Deserialize)]
pub struct Institute {
    /// Its short name, as in `submission_org_code`.
    pub code: String,
    /// Its full name, as in `submission_org`.
    pub name: String,
}

/// Someone who can sign in.
#[derive(Clone, Debug, Deserialize)]
pub struct User {
    /// The name to sign in with, which is also what `get` shows as the submitter.
    pub username: String,
    /// In clear; "password" if left out.
    #[serde(default = "default_password")]
    pub password: String,
    /// The code of the user's institute.
    #[serde(default)]
    pub institute: Option<String>,
    /// The key of the one-time codes in hexadecimal: 30 s step, 6 digits, SHA-1.
    #[serde(default)]
    pub totp_key: Option<String>,
    /// The second factor counts as shown: nothing to type. A sandbox's own convenience.
    #[serde(default)]
    pub second_factor_verified: bool,
    /// What the user may let an application do; a token's own scopes are what the API looks at.
    #[serde(default)]
    pub permissions: Scopes,
    /// Someone inactive cannot sign in, and their tokens get a 400.
    #[serde(default = "default_true")]
    pub is_active: bool,
    /// Tokens of someone whose profile was revoked get a 400.
    #[serde(default)]
    pub profile_revoked: bool,
    /// Tokens of someone without a profile get a 500.
    #[serde(default)]
    pub no_profile: bool,
}

/// An OAuth client.
#[derive(Clone, Debug, Deserialize)]
pub struct Application {
    /// The App ID.
    pub client_id: String,
    /// In clear; empty for a public client.
    #[serde(default)]
    pub client_secret: String,
    /// Whether the client must show its secret.
    pub client_type: ClientType,
    /// The name on the *Authorise application* page.
    pub name: String,
    /// The user who registered it.
    pub owner: String,
    /// The first is the one assumed where a request names none. `*` stands for any port.
    pub redirect_uris: Vec<String>,
}

/// Whether a client keeps a secret (RFC 6749 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientType {
    /// It keeps one and must show it.
    Confidential,
    /// It has none: an app on someone's own machine.
    Public,
}

/// An access token that exists from the start, of the first application.
#[derive(Clone, Debug, Deserialize)]
pub struct GivenToken {
    /// The token itself.
    pub token: String,
    /// Whose it is, by username.
    pub user: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// Its life from the sandbox's start, in days; one that is below zero has run out.
    pub expires_in_days: i64,
}

/// A list of scopes, or `"all12"` for [`UPLOADER_SCOPES`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "ScopesForm")]
pub struct Scopes(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum ScopesForm {
    Word(AllTwelve),
    List(Vec<String>),
}

#[derive(Deserialize)]
enum AllTwelve {
    #[serde(rename = "all12")]
    All12,
}

impl From<ScopesForm> for Scopes {
    fn from(form: ScopesForm) -> Self {
        match form {
            ScopesForm::Word(AllTwelve::All12) => Self::all(),
            ScopesForm::List(list) => Self(list),
        }
    }
}

impl Scopes {
    /// The twelve scopes of an uploader.
    pub fn all() -> Self {
        Self(UPLOADER_SCOPES.map(str::to_owned).to_vec())
    }
}

fn default_password() -> String {
    DEMO_PASSWORD.to_owned()
}

fn default_true() -> bool {
    true
}

impl World {
    /// One institute, one user with a second factor shown as verified, one confidential client.
    pub fn demo() -> Self {
        let institute =
            Institute { code: "DEMO".to_owned(), name: "Demonstration Laboratory".to_owned() };
        let user = User {
            username: DEMO_USERNAME.to_owned(),
            password: default_password(),
            institute: Some(institute.code.clone()),
            totp_key: None,
            second_factor_verified: true,
            permissions: Scopes::all(),
            is_active: true,
            profile_revoked: false,
            no_profile: false,
        };
        let application = Application {
            client_id: DEMO_CLIENT_ID.to_owned(),
            client_secret: DEMO_CLIENT_SECRET.to_owned(),
            client_type: ClientType::Confidential,
            name: DEMO_APPLICATION_NAME.to_owned(),
            owner: DEMO_APPLICATION_OWNER.to_owned(),
            redirect_uris: vec![DEMO_REDIRECT_URI.to_owned()],
        };
        Self {
            institutes: vec![institute],
            users: vec![user],
            applications: vec![application],
            access_tokens: Vec::new(),
        }
    }

    pub(crate) fn user(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    pub(crate) fn institute_of(&self, user: &User) -> Option<&Institute> {
        self.institutes.iter().find(|institute| Some(&institute.code) == user.institute.as_ref())
    }

    pub(crate) fn application(&self, client_id: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.client_id == client_id)
    }
}

impl User {
    /// Without a second factor Majora gives no token (RULES.md 8).
    pub(crate) fn has_second_factor(&self) -> bool {
        self.totp_key.is_some() || self.second_factor_verified
    }

    pub(crate) fn may_grant(&self, scope: &str) -> bool {
        self.is_active && self.permissions.0.iter().any(|held| held == scope)
    }
}
