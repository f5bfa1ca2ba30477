//! Where sessions and what belongs to them are kept: one trait, one contract, two stores.
//!
//! A store keeps bytes and knows nothing of what they mean; [`sealed`] encrypts them on the way in.
//! Every write is a compare-and-set, so that two processes can't undo each other's work.

mod disk;
mod embedded;
mod redis;
mod sealed;

use std::{pin::Pin, time::Duration};

use crate::{clock::Millis, opaque::Digest};

pub use self::disk::OpenError;
pub(crate) use self::{
    embedded::Embedded,
    redis::Redis,
    sealed::{Found, Held, Keys, Vault},
};

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A signed-in browser.
    Session,
    /// A sign-in under way.
    SignIn,
    /// Which sessions a user has.
    User,
    /// A token that is still to be revoked.
    Revocation,
}

impl Kind {
    /// Its name inside a store.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Session => "session",
            Kind::SignIn => "sign-in",
            Kind::User => "user",
            Kind::Revocation => "revocation",
        }
    }
}

/// The name of a record. It holds no secret: cookies and states enter it as digests only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// What the record is about.
    pub(crate) kind: Kind,
    /// Its name among those of its kind.
    pub(crate) name: String,
}

impl Key {
    /// The record of this instance and digest. Since the instance is a part of the name, no cookie
    /// or state of one Majora finds a record of another.
    pub(crate) fn new(kind: Kind, instance: &str, digest: &Digest) -> Key {
        Key { kind, name: format!("{instance}:{}", digest.to_base64()) }
    }
}

/// A record as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Another number at each write; it is chosen at random by whoever writes.
    pub(crate) version: u64,
    /// When somebody must look at it again. A store may forget it [`KEPT`] later.
    pub(crate) due: Millis,
    /// The content.
    pub(crate) value: Vec<u8>,
}

/// How long after it was due a record is kept, so that a store that was alone for a while still
/// has the tokens that are to be revoked.
pub(crate) const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Why a store didn't do what it was asked. Nothing is known then of what it holds.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file.
    #[error("the store's file can't be read or written: {0}")]
    Embedded(#[from] Box<redb::Error>),
    /// The file failed a moment ago, and isn't tried again yet.
    #[error("the disk has failed the store's file just now; it is tried again in a second")]
    JustFailed,
    /// Redis answered with an error, or not at all.
    #[error("Redis refused or broke off: {0:?}")]
    Redis(::redis::ErrorKind),
    /// No answer in time.
    #[error("the store didn't answer in time")]
    Timeout,
    /// A record that must be read can't be.
    #[error("none of the keys opens a record; is it the right keys_file?")]
    Locked,
    /// The work was dropped, because the process ends.
    #[error("the store is closing")]
    Closing,
}

/// What a store will have done.
pub(crate) type Later<'s, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 's>>;

/// A place for records.
pub(crate) trait Store: Send + Sync {
    /// The record of this name.
    fn get<'s>(&'s self, key: &'s Key) -> Later<'s, Option<Record>>;

    /// Writes a record if the one there has the version `expected`, or if none is there and none is
    /// expected. Says whether it was written.
    fn put<'s>(&'s self, key: &'s Key, expected: Option<u64>, record: Record) -> Later<'s, bool>;

    /// Removes a record if it has this version. Says whether it did.
    fn remove<'s>(&'s self, key: &'s Key, expected: u64) -> Later<'s, bool>;

    /// The first `most` records of this kind that are due at `until`, the earliest first.
    fn due(&self, kind: Kind, until: Millis, most: usize) -> Later<'_, Vec<Key>>;

    /// How many records of this kind there are.
    fn count(&self, kind: Kind) -> Later<'_, u64>;

    /// Whether it takes writes. If none has shown that just now, one is made.
    fn writable(&self) -> Later<'_, ()>;

    /// Takes or renews the lease of this name for so long, unless another owner holds it.
    fn lease<'s>(&'s self, name: &'s str, owner: &'s str, life: Duration) -> Later<'s, bool>;

    /// Gives a lease back. Somebody else's stays.
    fn release<'s>(&'s self, name: &'s str, owner: &'s str) -> Later<'s, ()>;
}

#[cfg(test)]
mod contract;
