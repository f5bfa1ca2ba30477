//! Encryption on the way into a store: whoever has a copy of it has nothing (proxy requirement K4).

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;

use super::{KEPT, Key, Kind, Record, Store, StoreError};
use crate::{
    clock::{Millis, millis},
    opaque::{self, Digest},
};

/// The form of a sealed value: this byte, four of the key's name, a nonce, the ciphertext.
const FORMAT: u8 = 1;
const KEY_NAME: usize = 4;
const NONCE: usize = 24;

/// The keys of a store. The first one seals; every one opens, so that a new key can be put in front
/// without anybody being signed out.
pub(crate) struct Keys(Vec<Lock>);

struct Lock {
    name: [u8; KEY_NAME],
    cipher: XChaCha20Poly1305,
    reference: [u8; 32],
}

impl Keys {
    /// Keys of 32 bytes each, the current one first.
    pub(crate) fn new(current: &[u8; 32], older: &[[u8; 32]]) -> Keys {
        Keys(std::iter::once(current).chain(older).map(Lock::new).collect())
    }

    fn seal(&self, key: &Key, version: u64, plain: &[u8]) -> Vec<u8> {
        let lock = &self.0[0];
        let nonce = opaque::random::<NONCE>();
        let about = about(key, version);
        let payload = Payload { msg: plain, aad: &about };
        let sealed = lock.cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("a record is far smaller than what the cipher takes");
        [&[FORMAT], lock.name.as_slice(), &nonce, &sealed].concat()
    }

    fn open(&self, key: &Key, version: u64, sealed: &[u8]) -> Option<Vec<u8>> {
        let (format, rest) = sealed.split_first()?;
        let (name, rest) = rest.split_first_chunk::<KEY_NAME>()?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>()?;
        let lock = self.0.iter().find(|lock| lock.name == *name && *format == FORMAT)?;
        let payload = Payload { msg: ciphertext, aad: &about(key, version) };
        lock.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }

    /// The names of the keys, in their order. They say nothing of the keys.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|lock| URL_SAFE_NO_PAD.encode(lock.name)).collect()
    }

    /// A name for `text` that nobody without the key can find it by.
    pub(crate) fn reference(&self, text: &str) -> Digest {
        self.0[0].reference(text)
    }

    /// Whether `reference` is one of `text`, under whichever key.
    pub(crate) fn is_reference(&self, reference: &[u8], text: &str) -> bool {
        self.0.iter().any(|lock| lock.reference(text).to_base64().as_bytes() == reference)
    }
}

impl Lock {
    fn new(key: &[u8; 32]) -> Lock {
        let derive = |purpose: &str| {
            let mut derived = [0; 32];
            Hkdf::<Sha256>::new(None, key)
                .expand(purpose.as_bytes(), &mut derived)
                .expect("32 bytes are fewer than HKDF gives at most");
            derived
        };
        let name = derive("majora-uploader: name of the key");
        let name = *name.first_chunk().expect("32 bytes are more than 4");
        let cipher = XChaCha20Poly1305::new(&derive("majora-uploader: records").into());
        Lock { name, cipher, reference: derive("majora-uploader: references") }
    }

    fn reference(&self, text: &str) -> Digest {
        Digest::of_bytes(&[&self.reference, text.as_bytes()].concat())
    }
}

/// What a sealed value is bound to: it opens nowhere else and at no other version.
fn about(key: &Key, version: u64) -> Vec<u8> {
    let kind = key.kind.name();
    [&[FORMAT], kind.as_bytes(), b"\n", key.name.as_bytes(), b"\n", &version.to_be_bytes()].concat()
}

/// A record that was there and could be read.
#[derive(Debug)]
pub(crate) struct Found<T> {
    /// What it says.
    pub(crate) value: T,
    /// Its version.
    pub(crate) version: u64,
}

/// A record that can't be read here. Another server may have its key.
pub(crate) struct Locked {
    version: u64,
    /// When somebody must look at it again.
    pub(crate) due: Millis,
}

/// What is under a name.
pub(crate) enum Held<T> {
    /// Nothing.
    Nothing,
    /// A record that none of the keys opens, or of another form.
    Locked(Locked),
    /// A record.
    Open(Found<T>),
}

impl<T> Held<T> {
    /// The record, if it can be read.
    pub(crate) fn open(self) -> Option<Found<T>> {
        match self {
            Held::Open(found) => Some(found),
            Held::Nothing | Held::Locked(_) => None,
        }
    }

    /// The version that a write must expect.
    pub(crate) fn version(&self) -> Option<u64> {
        match self {
            Held::Nothing => None,
            Held::Locked(locked) => Some(locked.version),
            Held::Open(found) => Some(found.version),
        }
    }
}

/// A store whose records are sealed.
pub(crate) struct Vault {
    store: Arc<dyn Store>,
    keys: Keys,
}

impl Vault {
    /// Seals what goes into `store` with `keys`.
    pub(crate) fn new(store: Arc<dyn Store>, keys: Keys) -> Vault {
        Vault { store, keys }
    }

    /// The keys.
    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What is under this name.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Held<T>, StoreError> {
        let Some(record) = self.store.get(key).await? else { return Ok(Held::Nothing) };
        let plain = self.keys.open(key, record.version, &record.value);
        let value = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        Ok(match value {
            Some(value) => Held::Open(Found { value, version: record.version }),
            None => {
                tracing::warn!(
                    target: "proxy::store", event = "record_locked", kind = key.kind.name()
                );
                Held::Locked(Locked { version: record.version, due: record.due })
            }
        })
    }

    /// Whether anything is under this name, readable or not.
    pub(crate) async fn holds(&self, key: &Key) -> Result<bool, StoreError> {
        Ok(self.store.get(key).await?.is_some())
    }

    /// Removes a record that can't be read if it was due [`KEPT`] ago. Until then whoever has its key
    /// can do what must be done with it.
    pub(crate) async fn outlived(
        &self,
        key: &Key,
        locked: &Locked,
        now: Millis,
    ) -> Result<(), StoreError> {
        if now.saturating_sub(locked.due) >= millis(KEPT) {
            self.store.remove(key, locked.version).await?;
        }
        Ok(())
    }

    /// Writes if the version there is the `expected` one. Gives the new version if it was written.
    pub(crate) async fn put<T: Serialize>(
        &self,
        key: &Key,
        expected: Option<u64>,
        due: Millis,
        value: &T,
    ) -> Result<Option<u64>, StoreError> {
        let plain = serde_json::to_vec(value).expect("records are plain data");
        let version = opaque::number();
        let record = Record { version, due, value: self.keys.seal(key, version, &plain) };
        Ok(self.store.put(key, expected, record).await?.then_some(version))
    }

    /// See [`Store::remove`].
    pub(crate) async fn remove(&self, key: &Key, expected: u64) -> Result<bool, StoreError> {
        self.store.remove(key, expected).await
    }

    /// See [`Store::due`].
    pub(crate) async fn due(
        &self,
        kind: Kind,
        until: Millis,
        most: usize,
    ) -> Result<Vec<Key>, StoreError> {
        self.store.due(kind, until, most).await
    }

    /// See [`Store::count`].
    pub(crate) async fn count(&self, kind: Kind) -> Result<u64, StoreError> {
        self.store.count(kind).await
    }

    /// See [`Store::writable`].
    pub(crate) async fn writable(&self) -> Result<(), StoreError> {
        self.store.writable().await
    }

    /// See [`Store::lease`].
    pub(crate) async fn lease(
        &self,
        name: &str,
        owner: &str,
        life: Duration,
    ) -> Result<bool, StoreError> {
        self.store.lease(name, owner, life).await
    }

    /// See [`Store::release`].
    pub(crate) async fn release(&self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.store.release(name, owner).await
    }
}
