//! The TOML file as it is written, and the way from there to a [`Config`].

use std::{collections::HashSet, net::SocketAddr, path::PathBuf};

use protocol::session::World;
use secrecy::ExposeSecret;
use serde::{Deserialize, de::IgnoredAny};

use super::{
    Config, ConfigError, Fault, Hsts, Instance, Limits, LogFormat, Network, keeping, network,
    ocarina,
    surroundings::{Client, Surroundings},
};
use crate::origin::Origin;

/// The file's own form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    listen: Option<String>,
    public_url: Option<String>,
    static_dir: Option<PathBuf>,
    #[serde(default)]
    log: LogFormat,
    #[serde(default)]
    hsts: Hsts,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    store: keeping::Table,
    tls: Option<network::TlsTable>,
    #[serde(default)]
    front: network::FrontTable,
    #[serde(default)]
    operations: network::OperationsTable,
    contact: Option<String>,
    #[serde(default)]
    instance: Vec<Entry>,
}

/// One `[[instance]]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<String>,
    label: Option<String>,
    world: Option<World>,
    colour: Option<String>,
    deadline: Option<String>,
    base_url: Option<String>,
    client_id: Option<String>,
    client_secret: Option<IgnoredAny>,
    client_secret_file: Option<PathBuf>,
    client_secret_env: Option<String>,
    ocarina_file: Option<PathBuf>,
    #[serde(default)]
    ocarina_env: bool,
}

type Checked<T> = Result<T, ConfigError>;

impl File {
    pub(super) fn parse(text: &str) -> Checked<File> {
        let deserializer = toml::Deserializer::parse(text).map_err(|error| syntax(text, &error))?;
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            let key = error.path().to_string();
            named(key, kind_of(error.inner().message()))
        })
    }

    pub(super) fn check(self, around: &Surroundings<'_>) -> Checked<Config> {
        let listen = around.variable("UPLOADER_LISTEN").or(self.listen);
        let public_url = around.variable("UPLOADER_PUBLIC_URL").or(self.public_url);
        let static_dir = around.variable("UPLOADER_STATIC_DIR").map(PathBuf::from);
        self.limits.check()?;
        let instances = instances(self.instance, around)?;
        let listen: SocketAddr =
            required("listen", listen)?.parse().map_err(|_| named("listen", Fault::Listen))?;
        let network = Network::check(listen, self.tls, &self.front, &self.operations, around)?;
        let public_url = origin("public_url", &required("public_url", public_url)?)?;
        let is_local = public_url.is_loopback() && !public_url.is_https();
        holds(!is_local || listen.ip().is_loopback(), "public_url", Fault::PublicUrlLocal)?;
        Ok(Config {
            listen,
            network,
            public_url,
            static_dir: static_dir.or(self.static_dir).map(|path| around.path(&path)),
            log: self.log,
            hsts: self.hsts,
            limits: self.limits,
            store: self.store.check(around)?,
            instances,
            contact: words("contact", self.contact)?,
        })
    }
}

fn named(key: impl Into<String>, fault: impl Into<Fault>) -> ConfigError {
    ConfigError::Key { key: key.into(), fault: fault.into() }
}

fn required<T>(key: &str, value: Option<T>) -> Checked<T> {
    value.ok_or_else(|| named(key, Fault::Missing))
}

fn origin(key: &str, text: &str) -> Checked<Origin> {
    Origin::parse(text).map_err(|fault| named(key, fault))
}

/// A line for people, if one is given.
fn words(key: &str, text: Option<String>) -> Checked<Option<String>> {
    let text = text.map(|text| text.trim().to_owned());
    let is_line =
        |text: &str| (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control);
    holds(text.as_deref().is_none_or(is_line), key, Fault::Words)?;
    Ok(text)
}

/// A parser's own words can hold a piece of the file, so only the line number is kept.
fn syntax(text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    ConfigError::Syntax { line: before.matches('\n').count() + 1 }
}

/// Serde's words repeat the value that was found; what was expected never does.
fn kind_of(message: &str) -> Fault {
    if message.starts_with("unknown field") {
        return Fault::Unknown;
    }
    let expected = message.rsplit_once("expected ").map_or("another one", |(_, expected)| expected);
    Fault::Kind(expected.replace('`', ""))
}

fn instances(entries: Vec<Entry>, around: &Surroundings<'_>) -> Checked<Vec<Instance>> {
    if entries.is_empty() {
        return Err(named("instance", Fault::NoInstance));
    }
    if let Some((index, _)) = entries.iter().enumerate().filter(|(_, e)| e.ocarina_env).nth(1) {
        return Err(named(format!("instance[{index}].ocarina_env"), Fault::OcarinaEnvTwice));
    }
    let instances = entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| entry.check(&format!("instance[{index}]"), around))
        .collect::<Checked<Vec<_>>>()?;
    apart(&instances)?;
    Ok(instances)
}

/// No two instances of one name, in paths or for people, and no server that is both practice and real.
fn apart(instances: &[Instance]) -> Checked<()> {
    let (mut names, mut labels) = (HashSet::new(), HashSet::new());
    for (index, instance) in instances.iter().enumerate() {
        if !names.insert(&instance.name) {
            return Err(named(format!("instance[{index}].name"), Fault::NameTwice));
        }
        if !labels.insert(instance.label.to_lowercase()) {
            return Err(named(format!("instance[{index}].label"), Fault::LabelTwice));
        }
        let same_server = |other: &&Instance| other.base_url.is_same_server(&instance.base_url);
        if instances.iter().filter(same_server).any(|other| other.world != instance.world) {
            return Err(named(format!("instance[{index}].base_url"), Fault::BothWorlds));
        }
    }
    Ok(())
}

impl Entry {
    fn check(self, place: &str, around: &Surroundings<'_>) -> Checked<Instance> {
        let key = |name: &str| format!("{place}.{name}");
        let name = required(&key("name"), self.name.clone())?;
        holds(is_name(&name), key("name"), Fault::Name)?;
        let label = required(&key("label"), self.label.clone())?;
        holds((1..=40).contains(&label.trim().chars().count()), key("label"), Fault::Label)?;
        let world = required(&key("world"), self.world)?;
        let colour = self.colour.clone();
        holds(colour.as_deref().is_none_or(is_colour), key("colour"), Fault::Colour)?;
        let deadline = words(&key("deadline"), self.deadline.clone())?;
        let client = self.client(place, around)?;
        Ok(Instance {
            name,
            label: label.trim().to_owned(),
            world,
            base_url: client.base_url,
            client_id: client.id,
            client_secret: client.secret,
            colour,
            deadline,
        })
    }

    fn client(&self, place: &str, around: &Surroundings<'_>) -> Checked<Client> {
        let key = |name: &str| format!("{place}.{name}");
        holds(self.client_secret.is_none(), key("client_secret"), Fault::InlineSecret)?;
        let sources = [
            self.client_secret_file.is_some(),
            self.client_secret_env.is_some(),
            self.ocarina_file.is_some(),
            self.ocarina_env,
        ];
        holds(sources.into_iter().filter(|set| *set).count() == 1, place, Fault::SecretSource)?;
        let ocarina = self.ocarina_file.is_some() || self.ocarina_env;
        holds(!(ocarina && self.base_url.is_some()), key("base_url"), Fault::GivenByOcarina)?;
        holds(!(ocarina && self.client_id.is_some()), key("client_id"), Fault::GivenByOcarina)?;
        let (source, client) = if let Some(path) = &self.ocarina_file {
            ("ocarina_file", ocarina::from_file(path, around))
        } else if self.ocarina_env {
            ("ocarina_env", ocarina::from_env(around))
        } else {
            let source = self.client_secret_file.as_ref().map(|_| "client_secret_file");
            (source.unwrap_or("client_secret_env"), Ok(self.own_client(place, around)?))
        };
        let client = client.map_err(|fault| named(key(source), fault))?;
        let is_whole = !client.secret.expose_secret().contains(is_invisible);
        holds(is_whole, key(source), Fault::SecretBroken)?;
        holds(is_client_id(&client.id), key("client_id"), Fault::ClientId)?;
        Ok(client)
    }

    fn own_client(&self, place: &str, around: &Surroundings<'_>) -> Checked<Client> {
        let key = |name: &str| format!("{place}.{name}");
        let base_url = required(&key("base_url"), self.base_url.as_deref())?;
        let id = required(&key("client_id"), self.client_id.clone())?;
        let (source, found) = match (&self.client_secret_file, &self.client_secret_env) {
            (Some(path), _) => ("client_secret_file", around.read(path)),
            (None, name) => {
                let name = name.as_deref().unwrap_or_default();
                let missing = || Fault::VariableMissing(name.to_owned());
                ("client_secret_env", around.variable(name).ok_or_else(missing))
            }
        };
        let secret = found.map_err(|fault| named(key(source), fault))?;
        let secret = secret.trim_end_matches(['\r', '\n']);
        holds(!secret.is_empty(), key(source), Fault::SecretEmpty)?;
        Ok(Client { base_url: origin(&key("base_url"), base_url)?, id, secret: secret.into() })
    }
}

fn holds(condition: bool, key: impl Into<String>, fault: Fault) -> Checked<()> {
    if condition { Ok(()) } else { Err(named(key, fault)) }
}

fn is_name(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What editors and the like leave in a file, and nobody sees.
fn is_invisible(character: char) -> bool {
    character.is_control() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

fn is_client_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}
