//! The store of one process: a file that survives it, or memory that doesn't.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use redb::{
    Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction,
    backends::InMemoryBackend,
};

use super::{Key, Kind, Later, Record, Store, StoreError};
use crate::clock::Millis;

/// Kind and name to version, due and value.
const RECORDS: TableDefinition<'_, (&str, &str), (u64, u64, &[u8])> =
    TableDefinition::new("records");
/// Kind, due and name: the order in which records are due.
const DUE: TableDefinition<'_, (&str, u64, &str), ()> = TableDefinition::new("due");

/// What the file's pages may take of memory, in bytes: ten thousand sessions fit in a third.
const CACHE: usize = 32 << 20;

/// One file of records. While it is open, no other process can open it.
pub(crate) struct Embedded {
    database: Arc<Database>,
    // A lease ends with the process at the latest, and nobody else can have the file.
    leases: Mutex<HashMap<String, (String, Instant)>>,
}

/// Why a file can't be the store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "is in use by another majora-uploader; stop that one, or give each its own file (several \
         servers of one site share a Redis instead)"
    )]
    InUse,
    /// It can't be opened, or isn't a store.
    #[error("can't be opened as a store ({0}); check the path, the disk and who may write there")]
    Unusable(Box<redb::Error>),
}

impl Embedded {
    /// Opens the file, or makes it, readable by this user only.
    pub(crate) fn open(path: &Path) -> Result<Embedded, OpenError> {
        let file =
            private_file(path).map_err(|error| OpenError::Unusable(Box::new(error.into())))?;
        let opened = Database::builder().set_cache_size(CACHE).create_file(file);
        Embedded::with(opened.map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => OpenError::InUse,
            error => OpenError::Unusable(Box::new(error.into())),
        })?)
    }

    /// A store that is gone with the process.
    pub(crate) fn in_memory() -> Result<Embedded, OpenError> {
        let made = Database::builder().create_with_backend(InMemoryBackend::new());
        Embedded::with(made.map_err(|error| OpenError::Unusable(Box::new(error.into())))?)
    }

    fn with(database: Database) -> Result<Embedded, OpenError> {
        // The tables must be there before anything is read.
        let made = write(&database, |writing| {
            writing.open_table(RECORDS)?;
            writing.open_table(DUE)?;
            Ok(())
        });
        made.map_err(|error| OpenError::Unusable(Box::new(error)))?;
        Ok(Embedded { database: Arc::new(database), leases: Mutex::default() })
    }

    /// Reads are answered from memory or from one page, so they don't leave the thread.
    fn read<T>(
        &self,
        read: impl FnOnce(&redb::ReadTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, StoreError> {
        let transaction = self.database.begin_read().map_err(|error| failed(error.into()))?;
        read(&transaction).map_err(failed)
    }

    /// Writes wait for the disk, on a thread that may.
    fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error> + Send + 'static,
    ) -> Later<'static, T> {
        let database = self.database.clone();
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || write(&database, change)).await;
            written.map_err(|_| StoreError::Closing)?.map_err(failed)
        })
    }
}

impl Store for Embedded {
    fn get<'s>(&'s self, key: &'s Key) -> Later<'s, Option<Record>> {
        Box::pin(async move {
            self.read(|reading| {
                let records = reading.open_table(RECORDS)?;
                let found = records.get((key.kind.name(), key.name.as_str()))?;
                Ok(found.map(|found| {
                    let (version, due, value) = found.value();
                    Record { version, due, value: value.to_vec() }
                }))
            })
        })
    }

    fn put<'s>(&'s self, key: &'s Key, expected: Option<u64>, record: Record) -> Later<'s, bool> {
        let key = key.clone();
        self.write(move |writing| {
            let (kind, name) = (key.kind.name(), key.name.as_str());
            let mut records = writing.open_table(RECORDS)?;
            let mut due = writing.open_table(DUE)?;
            let there = stamp(&records, &key)?;
            if there.map(|(version, _)| version) != expected {
                return Ok(false);
            }
            if let Some((_, before)) = there {
                due.remove((kind, before, name))?;
            }
            records.insert((kind, name), (record.version, record.due, record.value.as_slice()))?;
            due.insert((kind, record.due, name), ())?;
            Ok(true)
        })
    }

    fn remove<'s>(&'s self, key: &'s Key, expected: u64) -> Later<'s, bool> {
        let key = key.clone();
        self.write(move |writing| {
            let (kind, name) = (key.kind.name(), key.name.as_str());
            let mut records = writing.open_table(RECORDS)?;
            match stamp(&records, &key)? {
                Some((version, due)) if version == expected => {
                    records.remove((kind, name))?;
                    writing.open_table(DUE)?.remove((kind, due, name))?;
                    Ok(true)
                }
                _ => Ok(false),
            }
        })
    }

    fn due(&self, kind: Kind, until: Millis, most: usize) -> Later<'_, Vec<Key>> {
        Box::pin(async move {
            self.read(|reading| {
                let due = reading.open_table(DUE)?;
                // Of the millisecond after, no name sorts before the empty one.
                let range = (kind.name(), 0, "")..(kind.name(), until.saturating_add(1), "");
                let names = due.range(range)?.take(most).map(|entry| {
                    let (entry, ()) = (entry?.0, ());
                    Ok(Key { kind, name: entry.value().2.to_owned() })
                });
                names.collect()
            })
        })
    }

    fn count(&self, kind: Kind) -> Later<'_, u64> {
        Box::pin(async move {
            self.read(|reading| {
                let due = reading.open_table(DUE)?;
                let range = (kind.name(), 0, "")..=(kind.name(), u64::MAX, "");
                Ok(due.range(range)?.count() as u64)
            })
        })
    }

    fn lease<'s>(&'s self, name: &'s str, owner: &'s str, life: Duration) -> Later<'s, bool> {
        Box::pin(async move {
            let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            leases.retain(|_, (_, ends)| *ends > now);
            let is_free = leases.get(name).is_none_or(|(holder, _)| holder == owner);
            if is_free {
                leases.insert(name.to_owned(), (owner.to_owned(), now + life));
            }
            Ok(is_free)
        })
    }

    fn release<'s>(&'s self, name: &'s str, owner: &'s str) -> Later<'s, ()> {
        Box::pin(async move {
            let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
            if leases.get(name).is_some_and(|(holder, _)| holder == owner) {
                leases.remove(name);
            }
            Ok(())
        })
    }
}

fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

fn write<T>(
    database: &Database,
    change: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
) -> Result<T, redb::Error> {
    let transaction = database.begin_write()?;
    let done = change(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// Version and due of the record that is there.
fn stamp(
    records: &impl ReadableTable<(&'static str, &'static str), (u64, u64, &'static [u8])>,
    key: &Key,
) -> Result<Option<(u64, Millis)>, redb::Error> {
    let found = records.get((key.kind.name(), key.name.as_str()))?;
    Ok(found.map(|found| (found.value().0, found.value().1)))
}

fn failed(error: redb::Error) -> StoreError {
    StoreError::Embedded(Box::new(error))
}
