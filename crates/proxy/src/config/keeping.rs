//! Where sessions are kept, and the keys that they are sealed with.

use std::{
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use redis::ConnectionAddr;
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::Deserialize;

use super::{ConfigError, Doubt, Fault, surroundings::Surroundings};
use crate::opaque;

/// The file of the sessions, if no other is named.
const FILE: &str = "uploader-sessions.redb";

/// The file of the keys, if no other is named.
const KEYS_FILE: &str = "uploader-keys";

/// The `[store]` table.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Table {
    file: Option<PathBuf>,
    memory: bool,
    redis_env: Option<String>,
    redis_file: Option<PathBuf>,
    keys_env: Option<String>,
    keys_file: Option<PathBuf>,
}

/// Where sessions are kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// In this process: they end with it.
    Memory,
    /// In this file, by one process at a time.
    File(PathBuf),
    /// In the Redis at this URL, by any number of servers.
    Redis(SecretString),
}

impl Place {
    /// Who might listen in between here and there.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        let Place::Redis(url) = self else { return None };
        let client = redis::Client::open(url.expose_secret()).ok()?;
        match client.get_connection_info().addr() {
            ConnectionAddr::Tcp(host, _) if !is_loopback(host) => Some(Doubt::RedisInPlain),
            ConnectionAddr::TcpTls { insecure: true, .. } => Some(Doubt::RedisUnverified),
            _ => None,
        }
    }

    /// What of it must be the same on all servers that share it, and no secret.
    pub(super) fn shared(&self) -> String {
        match self {
            Place::Memory => "memory".to_owned(),
            // Each file has one server.
            Place::File(_) => "file".to_owned(),
            Place::Redis(url) => redis::Client::open(url.expose_secret())
                .map(|client| {
                    let info = client.get_connection_info();
                    format!("{} {}", info.addr(), info.redis_settings().db())
                })
                .unwrap_or_default(),
        }
    }
}

/// A list of keys, the current one first.
pub(crate) type KeyList = SecretBox<Vec<[u8; 32]>>;

/// Where the keys are that sessions are sealed with.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// New ones at each start, for what doesn't outlive it.
    OfThisProcess,
    /// In this text, one a line.
    Text(SecretString),
    /// In this file, which is made at the first start.
    File(PathBuf),
}

/// The `[store]` table, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Keeping {
    /// Where sessions are kept.
    pub place: Place,
    /// The keys that they are sealed with.
    pub keys: KeySource,
}

impl Table {
    pub(super) fn check(self, around: &Surroundings<'_>) -> Result<Keeping, ConfigError> {
        let place = self.place(around)?;
        let keys = match (&self.keys_env, &self.keys_file) {
            (Some(_), Some(_)) => return Err(named("store.keys_env", Fault::TwoKeySources)),
            (Some(name), None) => {
                let missing = || named("store.keys_env", Fault::VariableMissing(name.clone()));
                KeySource::Text(around.variable(name).ok_or_else(missing)?.into())
            }
            (None, Some(path)) => KeySource::File(around.path(path)),
            (None, None) => match place {
                Place::Memory => KeySource::OfThisProcess,
                Place::File(_) => KeySource::File(around.path(Path::new(KEYS_FILE))),
                // Each server would make keys of its own, and none could read the others' sessions.
                Place::Redis(_) => return Err(named("store", Fault::SharedKeys)),
            },
        };
        let keeping = Keeping { place, keys };
        keeping.check()?;
        Ok(keeping)
    }

    fn place(&self, around: &Surroundings<'_>) -> Result<Place, ConfigError> {
        let chosen =
            [self.file.is_some(), self.memory, self.redis_env.is_some(), self.redis_file.is_some()];
        if chosen.into_iter().filter(|chosen| *chosen).count() > 1 {
            return Err(named("store", Fault::TwoStores));
        }
        let (key, url) = match (&self.redis_env, &self.redis_file) {
            (Some(name), _) => {
                let missing = || Fault::VariableMissing(name.clone());
                ("store.redis_env", around.variable(name).ok_or_else(missing))
            }
            (None, Some(path)) => ("store.redis_file", around.read(path)),
            (None, None) if self.memory => return Ok(Place::Memory),
            (None, None) => {
                let file = self.file.as_deref().unwrap_or(Path::new(FILE));
                return Ok(Place::File(around.path(file)));
            }
        };
        let url = url.map_err(|fault| named(key, fault))?;
        match redis::Client::open(url.trim()) {
            Ok(_) => Ok(Place::Redis(url.trim().into())),
            Err(_) => Err(named(key, Fault::RedisUrl)),
        }
    }
}

impl Keeping {
    /// Looks at the keys that are there already.
    fn check(&self) -> Result<(), ConfigError> {
        let text = match &self.keys {
            KeySource::OfThisProcess => return Ok(()),
            KeySource::Text(text) => text.clone(),
            KeySource::File(path) => match fs::read_to_string(path) {
                Ok(text) => text.into(),
                Err(error)
                    if error.kind() == io::ErrorKind::NotFound && self.is_of_one_process() =>
                {
                    return Ok(());
                }
                Err(error) => {
                    let fault = Fault::FileUnreadable(error.kind());
                    return Err(named("store.keys_file", fault));
                }
            },
        };
        parse(&text).map(drop).map_err(|fault| named("store", fault))
    }

    fn is_of_one_process(&self) -> bool {
        !matches!(self.place, Place::Redis(_))
    }

    /// The keys. A file that isn't there is made, with one key, readable by this user only.
    ///
    /// # Errors
    /// The file can't be read or made, or holds something else.
    pub(crate) fn keys(&self) -> Result<KeyList, Fault> {
        match &self.keys {
            KeySource::OfThisProcess => Ok(SecretBox::new(Box::new(vec![opaque::random()]))),
            KeySource::Text(text) => parse(text),
            KeySource::File(path) => {
                let unreadable = |error: io::Error| Fault::FileUnreadable(error.kind());
                if !path.exists() && self.is_of_one_process() {
                    make(path).map_err(unreadable)?;
                }
                parse(&fs::read_to_string(path).map_err(unreadable)?.into())
            }
        }
    }
}

/// Makes the file under another name first: a full disk or a power cut must not leave one without keys.
/// No two processes do so at a time, for the store is open, and it is one process' own.
fn make(path: &Path) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let begun = Path::new(&name);
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(begun)?;
    writeln!(
        file,
        "# What sessions are sealed with, one key a line. The first one seals, all open."
    )?;
    writeln!(file, "{}", URL_SAFE_NO_PAD.encode(opaque::random::<32>()))?;
    file.sync_all()?;
    fs::rename(begun, path)
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// One key a line: 32 bytes as base64 in either alphabet, with or without padding.
fn parse(text: &SecretString) -> Result<KeyList, Fault> {
    let lines = text.expose_secret().lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Option<Vec<[u8; 32]>> = lines
        .map(|line| {
            let line = line.trim_end_matches('=');
            let bytes = STANDARD_NO_PAD.decode(line).or_else(|_| URL_SAFE_NO_PAD.decode(line));
            bytes.ok()?.try_into().ok()
        })
        .collect();
    match keys {
        Some(keys) if !keys.is_empty() => Ok(SecretBox::new(Box::new(keys))),
        _ => Err(Fault::Keys),
    }
}

fn named(key: &str, fault: Fault) -> ConfigError {
    ConfigError::Key { key: key.to_owned(), fault }
}
