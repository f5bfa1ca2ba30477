//! What the operator decides: one TOML file, environment variables, and Ocarina's settings.

mod limits;
mod surroundings;
mod ocarina;
mod keeping;
mod network;
mod line;
mod file;

use std::{
    env, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use protocol::session::World;
use secrecy::SecretString;

use crate::{
    opaque::Digest,
    origin::{Origin, OriginFault},
};

pub use self::{
    keeping::{Keeping, KeySource, Place},
    limits::Limits,
    network::{Network, TlsFiles},
};

/// A checked configuration. Only [`Config::load`] and [`Config::parse`] make one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The address to listen on; a loopback one, unless there is a certificate or a web server in
    /// front.
    pub listen: SocketAddr,
    /// Where browsers reach the app. Redirect URIs, cookies and origin checks come from it, never
    /// from a request.
    pub public_url: Origin,
    /// The folder of the built app; without it the embedded one is served.
    pub static_dir: Option<PathBuf>,
    /// How the log is written.
    pub log: LogFormat,
    /// Whom browsers are told to visit by https only, where the app itself is.
    pub hsts: Hsts,
    /// How much of everything is allowed.
    pub limits: Limits,
    /// Where sessions are kept.
    pub store: Keeping,
    /// Who connects, and where.
    pub network: Network,
    /// The Majoras that one can sign in to, in the order in which the app shows them.
    pub instances: Vec<Instance>,
    /// Whom the users may ask for help: an address of mail or of a page, or words.
    pub contact: Option<String>,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Which hosts browsers are told to visit by https only, for a year (RFC 6797).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hsts {
    /// None, or a web server in front says it.
    Off,
    /// The app's own.
    #[default]
    Host,
    /// The app's own and all below it.
    Subdomains,
}

/// One Majora.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Instance {
    /// Its key in paths and cookie names: lower-case letters, digits and hyphens.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Practice or real.
    pub world: World,
    /// The server.
    pub base_url: Origin,
    /// The OAuth client id that Majora gave this installation.
    pub client_id: String,
    /// The OAuth client secret. Printed as `[REDACTED]`.
    pub client_secret: SecretString,
    /// The band's colour, `#rrggbb`.
    pub colour: Option<String>,
    /// By when something must be there to be taken further, in words for people.
    pub deadline: Option<String>,
}

/// Why there is no configuration. It names the key and never repeats a value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file itself.
    #[error("{path}: can't be read ({kind}); check that it exists and that this user may read it")]
    Unreadable {
        /// The file as it was named.
        path: String,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The text isn't TOML.
    #[error("line {line}: not TOML; texts need quotes, and each key may stand only once")]
    Syntax {
        /// Counted from 1.
        line: usize,
    },
    /// One key.
    #[error("{key} {fault}")]
    Key {
        /// Its place: `instance[0].base_url`, counted from 0.
        key: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// One key, and where it stands.
    #[error("line {line}: {error}")]
    At {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        error: Box<ConfigError>,
    },
}

impl ConfigError {
    /// The same error with its line in this text, if it has one there.
    fn at_line(self, text: &str) -> ConfigError {
        let line = match &self {
            ConfigError::Key { key, .. } => line::of(text, key),
            _ => None,
        };
        match line {
            Some(line) => ConfigError::At { line, error: Box::new(self) },
            None => self,
        }
    }
}

/// What works, and is hardly meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The Redis is on another machine, and the way there is open.
    #[error(
        "store: the way to the Redis is not encrypted, its password included; write its URL with \
         rediss://"
    )]
    RedisInPlain,
    /// The Redis may be anybody.
    #[error(
        "store: the certificate of the Redis is not looked at; write its URL without #insecure"
    )]
    RedisUnverified,
}

impl Doubt {
    /// Its name in the log.
    pub(crate) const fn event(self) -> &'static str {
        match self {
            Doubt::RedisInPlain => "redis_in_plain",
            Doubt::RedisUnverified => "redis_unverified",
        }
    }
}

/// What is wrong with one key of the configuration, and what to do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No such key.
    #[error("is no key of this file; it may be misspelt, uploader.example.toml shows them all")]
    Unknown,
    /// A key that has no default.
    #[error("is missing; add it")]
    Missing,
    /// The wrong kind of value.
    #[error("has the wrong kind of value; expected {0}")]
    Kind(String),
    /// Not an origin.
    #[error("{0}")]
    Origin(#[from] OriginFault),
    /// No socket address.
    #[error("is no address to listen on; write it like 127.0.0.1:8080")]
    Listen,
    /// Plain http on the network.
    #[error(
        "isn't a loopback address; give the server a certificate ([tls]), name the web server in front that has one ([front] trusted), or listen on 127.0.0.1 or [::1]"
    )]
    ListenOpen,
    /// No network.
    #[error("is no address or network; write it like 10.1.2.3 or 10.1.0.0/16")]
    Network,
    /// A network that everybody is in.
    #[error(
        "is every address that there is, and each could say that it is another one; name the web servers in front"
    )]
    NetworkOfAll,
    /// An address of this machine for a server that others reach.
    #[error(
        "is for people on this machine, and listen is for others too; write the https address by \
         which they come, or listen on 127.0.0.1 or [::1]"
    )]
    PublicUrlLocal,
    /// A name that can't stand in a path.
    #[error(
        "must begin with a lower-case letter and have at most 32 lower-case letters, digits and hyphens"
    )]
    Name,
    /// The same name twice.
    #[error("is used by two instances; give each its own")]
    NameTwice,
    /// The same label twice.
    #[error("is used by two instances; people tell them apart by it")]
    LabelTwice,
    /// One server as test and as production.
    #[error("is the server of an instance of the other world; one of the two is mistaken")]
    BothWorlds,
    /// An empty or endless label.
    #[error("must have 1 to 40 characters")]
    Label,
    /// No colour.
    #[error("must be a colour like #b5179e")]
    Colour,
    /// Empty or endless words for people, or more than a line of them.
    #[error("must be one line of 1 to 200 characters")]
    Words,
    /// No character, or characters that a header can't carry.
    #[error("is empty or has characters other than printable ASCII")]
    ClientId,
    /// A secret written into the file.
    #[error(
        "doesn't belong in this file; put the secret into a file of its own and name it with client_secret_file"
    )]
    InlineSecret,
    /// No way to a client secret, or two.
    #[error(
        "needs exactly one of client_secret_file, client_secret_env, ocarina_file and ocarina_env"
    )]
    SecretSource,
    /// Keys that Ocarina's settings already give.
    #[error("is given by Ocarina's settings already; leave one of the two out")]
    GivenByOcarina,
    /// More than one instance from one set of variables.
    #[error("is set for two instances, but there is only one set of MAJORA_ variables")]
    OcarinaEnvTwice,
    /// A file that a key names.
    #[error("names a file that can't be read ({0}); check the path and that this user may read it")]
    FileUnreadable(io::ErrorKind),
    /// An environment variable that a key names.
    #[error("names the environment variable {0}, which isn't set or is empty")]
    VariableMissing(String),
    /// An empty secret.
    #[error("leads to an empty secret; put the client secret there")]
    SecretEmpty,
    /// A secret with what no client secret has.
    #[error(
        "leads to a client secret with a line break, a byte order mark or another invisible character \
         inside; put the secret there alone, in one line of plain text"
    )]
    SecretBroken,
    /// Ocarina's file isn't what Ocarina writes.
    #[error("names a file that isn't Ocarina's JSON")]
    OcarinaNotJson,
    /// A value that Ocarina's settings lack.
    #[error("leads to Ocarina settings without {0}; add it there")]
    OcarinaLacks(&'static str),
    /// `MAJORA_DOMAIN` isn't an origin.
    #[error("leads to Ocarina settings whose MAJORA_DOMAIN {0}")]
    OcarinaDomain(OriginFault),
    /// More than one store.
    #[error("names more than one place; keep one of file, memory, redis_env and redis_file")]
    TwoStores,
    /// Keys from two places.
    #[error("can't stand beside keys_file; leave one of the two out")]
    TwoKeySources,
    /// Redis without keys.
    #[error(
        "needs keys_file or keys_env: all servers that share a Redis must have the same keys \
         (openssl rand -base64 32 makes one)"
    )]
    SharedKeys,
    /// No Redis URL.
    #[error("doesn't lead to a Redis URL; write it like rediss://user:password@redis.example.org")]
    RedisUrl,
    /// Text that isn't keys.
    #[error(
        "leads to something other than keys; there must be one a line, each 32 bytes as base64 \
         (openssl rand -base64 32 makes one)"
    )]
    Keys,
    /// A bound of nothing.
    #[error("must be at least 1")]
    Zero,
    /// A bound that is none.
    #[error("must be at most {0}")]
    TooMuch(u64),
    /// No instance at all.
    #[error("is missing; add at least one [[instance]] table with the Majora to sign in to")]
    NoInstance,
}

impl Config {
    /// Reads the file and the environment of this process.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.display().to_string(),
            kind: error.kind(),
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let config = Config::parse(&text, folder, |name| env::var(name).ok());
        config.map_err(|error| error.at_line(&text))
    }

    /// Reads a configuration from its text. Paths in it are relative to `folder`; `variable` looks
    /// up an environment variable.
    pub fn parse(
        text: &str,
        folder: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        file::File::parse(text)?.check(&surroundings::Surroundings { folder, variable: &variable })
    }

    /// What its operator should look at again.
    pub fn doubts(&self) -> Vec<Doubt> {
        self.store.place.doubt().into_iter().collect()
    }

    /// A short digest of what must be the same on all servers of one site; what is of one server, such
    /// as the address that it listens on, has no part in it. `keys` are the names of the store's keys.
    /// Of a client secret, only what `conceal` makes of it has a part: whoever reads the digest must not
    /// be able to try secrets with it.
    pub(crate) fn fingerprint(
        &self,
        keys: &[String],
        conceal: impl Fn(&Instance) -> String,
    ) -> String {
        let secrets: Vec<_> = self.instances.iter().map(conceal).collect();
        let users = (&self.public_url, &self.instances, &self.contact, self.hsts);
        let network = (&self.network.trusted, self.network.tls.is_some());
        let store = (self.store.place.shared(), keys);
        let shared = format!("{:?}", (users, &self.limits, network, store, secrets));
        Digest::of(&shared).to_base64()[..12].to_owned()
    }
}
