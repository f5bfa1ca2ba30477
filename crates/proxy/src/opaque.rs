//! Opaque values: random text that goes out, and the digest that stays.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// The SHA-256 of a secret value. A copy of the stores holds no value that a browser could send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    /// The digest of a value.
    pub(crate) fn of(value: &str) -> Digest {
        Digest::of_bytes(value.as_bytes())
    }

    /// The digest of bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// A digest that was made elsewhere.
    #[cfg(feature = "embed-app")]
    pub(crate) fn from_sha256(digest: [u8; 32]) -> Digest {
        Digest(digest)
    }

    /// Whether `value` has this digest, compared in constant time.
    pub(crate) fn is_of(&self, value: &str) -> bool {
        self.0.ct_eq(&Digest::of(value).0).into()
    }

    /// The digest as base64url; of a PKCE verifier it is the S256 challenge (RFC 7636 §4.2).
    pub(crate) fn to_base64(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_base64()
    }
}

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    fn try_from(text: String) -> Result<Digest, NoDigest> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoDigest)?;
        bytes.try_into().map(Digest).map_err(|_| NoDigest)
    }
}

/// A text that is no digest.
#[derive(Debug, thiserror::Error)]
#[error("isn't a digest")]
pub(crate) struct NoDigest;

/// 32 bytes from the operating system, as 43 characters of base64url.
pub(crate) fn secret() -> SecretString {
    SecretString::from(URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// Whether a text has the form of a [`secret`]. What hasn't is looked up nowhere.
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// 12 bytes from the operating system as 16 characters: a name that can't be guessed, for things
/// that aren't secret.
pub(crate) fn name() -> String {
    URL_SAFE_NO_PAD.encode(random::<12>())
}

/// The digest of a secret.
pub(crate) fn digest(secret: &SecretString) -> Digest {
    Digest::of(secret.expose_secret())
}

/// A random number.
pub(crate) fn number() -> u64 {
    u64::from_be_bytes(random())
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every supported system has a random source once it is up");
    bytes
}

/// A secret as a text inside a record that is about to be sealed.
pub(crate) mod text {
    use secrecy::{ExposeSecret, SecretString};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        secret: &SecretString,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose_secret())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SecretString, D::Error> {
        String::deserialize(deserializer).map(SecretString::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_s256_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(Digest::of(verifier).to_base64(), challenge);
        assert!(Digest::of(verifier).is_of(verifier));
        assert!(!Digest::of(verifier).is_of(challenge));
    }

    #[test]
    fn secrets_are_43_characters_and_differ() {
        let (a, b) = (secret(), secret());
        assert_eq!(a.expose_secret().len(), 43);
        assert_ne!(a.expose_secret(), b.expose_secret());
        assert_eq!(name().len(), 16);
    }
}
