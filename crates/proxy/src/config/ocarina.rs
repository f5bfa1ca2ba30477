//! Ocarina's settings, so that a site that runs Ocarina registers nothing new but a redirect URI.
//!
//! Ocarina keeps one JSON object in `~/.ocarina` with `MAJORA_DOMAIN`, `CLIENT_ID` and
//! `CLIENT_SECRET` (and its user's own keys, which aren't needed here), or takes `MAJORA_DOMAIN`,
//! `MAJORA_CLIENT_ID` and `MAJORA_CLIENT_SECRET` from the environment.

use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;

use super::{
    Fault,
    surroundings::{Client, Surroundings},
};
use crate::origin::Origin;

/// The keys that are read; Ocarina has others, so unknown ones are nothing to refuse here.
#[derive(Deserialize)]
struct Settings {
    #[serde(rename = "MAJORA_DOMAIN")]
    domain: Option<String>,
    #[serde(rename = "CLIENT_ID", alias = "MAJORA_CLIENT_ID")]
    client_id: Option<String>,
    #[serde(rename = "CLIENT_SECRET", alias = "MAJORA_CLIENT_SECRET")]
    client_secret: Option<String>,
}

/// Reads Ocarina's file.
pub(super) fn from_file(path: &Path, around: &Surroundings<'_>) -> Result<Client, Fault> {
    let text = around.read(path)?;
    let settings: Settings = serde_json::from_str(&text).map_err(|_| Fault::OcarinaNotJson)?;
    settings.check()
}

/// Reads Ocarina's environment variables.
pub(super) fn from_env(around: &Surroundings<'_>) -> Result<Client, Fault> {
    let settings = Settings {
        domain: around.variable("MAJORA_DOMAIN"),
        client_id: around.variable("MAJORA_CLIENT_ID"),
        client_secret: around.variable("MAJORA_CLIENT_SECRET"),
    };
    settings.check()
}

impl Settings {
    fn check(self) -> Result<Client, Fault> {
        let filled = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
        let domain = filled(self.domain).ok_or(Fault::OcarinaLacks("MAJORA_DOMAIN"))?;
        let id = filled(self.client_id).ok_or(Fault::OcarinaLacks("the client id"))?;
        let secret = filled(self.client_secret).ok_or(Fault::OcarinaLacks("the client secret"))?;
        let base_url = Origin::parse(&domain).map_err(Fault::OcarinaDomain)?;
        Ok(Client { base_url, id, secret: SecretString::from(secret) })
    }
}
