//! The store of one process: a file that survives it, or memory that doesn't.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard},
    time::{Duration, Instant},
};

use redb::{
    Builder, Database, ReadTransaction, ReadableDatabase, ReadableTable, StorageError,
    TableDefinition, TransactionError, WriteTransaction, backends::InMemoryBackend,
};

use super::{
    Key, Kind, Later, Record, Store, StoreError,
    disk::{Disk, OpenError},
};
use crate::clock::Millis;

/// Kind and name to version, due and value.
const RECORDS: TableDefinition<'_, (&str, &str), (u64, u64, &[u8])> =
    TableDefinition::new("records");
/// Kind, due and name: the order in which records are due.
const DUE: TableDefinition<'_, (&str, u64, &str), ()> = TableDefinition::new("due");
/// What is written to see whether anything can be.
const PROBE: TableDefinition<'_, (), &[u8]> = TableDefinition::new("probe");

/// What the file's pages may take of memory, in bytes: ten thousand sessions fit in a third.
const CACHE: usize = 32 << 20;

/// How long nothing more is written after a failure: to open a large file anew takes its time.
const PAUSE: Duration = Duration::from_secs(1);

/// So long a write says that the next one will do, too.
const FRESH: Duration = Duration::from_secs(5);

/// About what a session takes, in bytes.
const PROBE_SIZE: usize = 2_048;

/// One file of records. While it is open, no other process can open it.
pub(crate) struct Embedded {
    file: Arc<Reopened>,
    // A lease ends with the process at the latest, and nobody else can have the file.
    leases: Mutex<HashMap<String, (String, Instant)>>,
}

impl Embedded {
    /// Opens the file, or makes it, readable by this user only.
    pub(crate) fn open(path: &Path) -> Result<Embedded, OpenError> {
        let disk = Disk::open(path)?;
        Embedded::with(builder().create_with_backend(disk.clone())?, Some(disk))
    }

    /// A store that is gone with the process.
    pub(crate) fn in_memory() -> Result<Embedded, OpenError> {
        Embedded::with(builder().create_with_backend(InMemoryBackend::new())?, None)
    }

    fn with(database: Database, disk: Option<Disk>) -> Result<Embedded, OpenError> {
        let (database, health) = (RwLock::new(database), Mutex::default());
        let file = Reopened { disk, database, health };
        // The tables must be there before anything is read.
        let made = file.write(|writing| {
            writing.open_table(RECORDS)?;
            writing.open_table(DUE)?;
            Ok(())
        });
        made.map_err(|error| OpenError::Unusable(Box::new(error)))?;
        Ok(Embedded { file: Arc::new(file), leases: Mutex::default() })
    }

    /// Reads are answered from memory or from one page, so they don't leave the thread. What takes
    /// longer does.
    async fn read<T>(
        &self,
        read: impl Fn(&ReadTransaction) -> Result<T, redb::Error> + Send,
    ) -> Result<T, StoreError> {
        match self.file.read(&read) {
            Err(redb::Error::PreviousIo) => {
                let file = self.file.clone();
                let renewed = tokio::task::spawn_blocking(move || file.renew()).await;
                renewed.map_err(|_| StoreError::Closing)?.map_err(failed)?;
                self.file.read(&read).map_err(failed)
            }
            answer => answer.map_err(failed),
        }
    }

    /// Writes wait for the disk, on a thread that may.
    fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error> + Send + 'static,
    ) -> Later<'static, T> {
        let file = self.file.clone();
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || file.write(change)).await;
            written.map_err(|_| StoreError::Closing)?.map_err(failed)
        })
    }
}

/// A database that is opened anew after a failure of the disk: redb itself gives it up for good then.
struct Reopened {
    /// Nothing, if it is in memory.
    disk: Option<Disk>,
    /// Who reads or writes has it shared; who opens it anew has it alone.
    database: RwLock<Database>,
    health: Mutex<Health>,
}

/// How the disk has done.
#[derive(Default)]
struct Health {
    /// The last write, if it went well.
    written: Option<Instant>,
    /// The last write, if it failed.
    failed: Option<Instant>,
    /// The last time that the database couldn't be opened anew.
    unopened: Option<Instant>,
}

impl Reopened {
    fn read<T>(
        &self,
        read: impl Fn(&ReadTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, redb::Error> {
        let database = self.database();
        let transaction = database.begin_read()?;
        read(&transaction)
    }

    fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, redb::Error> {
        if is_within(PAUSE, self.health().failed) {
            return Err(redb::Error::PreviousIo);
        }
        let written = self.try_write(change);
        let (now, mut health) = (Some(Instant::now()), self.health());
        (health.written, health.failed) = match &written {
            Ok(_) => (now, None),
            Err(_) => (None, now),
        };
        written
    }

    fn try_write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, redb::Error> {
        let mut database = self.database();
        let mut begun = database.begin_write();
        if is_given_up(&begun) {
            drop(database);
            self.renew()?;
            database = self.database();
            begun = database.begin_write();
        }
        let transaction = begun?;
        let done = change(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Opens the database anew, unless somebody else has done so.
    fn renew(&self) -> Result<(), redb::Error> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        // Only one that is given up writes nothing more, not even when it is dropped.
        if !is_given_up(&database.begin_write()) {
            return Ok(());
        }
        let Some(disk) = &self.disk else { return Err(redb::Error::PreviousIo) };
        if is_within(PAUSE, self.health().unopened) {
            return Err(redb::Error::PreviousIo);
        }
        // If it fails, the old one still answers what it has in memory.
        let opened = builder().create_with_backend(disk.clone());
        self.health().unopened = opened.is_err().then(Instant::now);
        *database = opened?;
        tracing::info!(target: "proxy::store", event = "store_opened_anew");
        Ok(())
    }

    /// Whether there has been a write just now, and it went well.
    fn is_fresh(&self) -> bool {
        is_within(FRESH, self.health().written)
    }

    fn database(&self) -> RwLockReadGuard<'_, Database> {
        self.database.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn builder() -> Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    builder
}

fn is_given_up(begun: &Result<WriteTransaction, TransactionError>) -> bool {
    matches!(begun, Err(TransactionError::Storage(StorageError::PreviousIo)))
}

fn is_within(span: Duration, time: Option<Instant>) -> bool {
    time.is_some_and(|time| time.elapsed() < span)
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
            .await
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
            .await
        })
    }

    fn count(&self, kind: Kind) -> Later<'_, u64> {
        Box::pin(async move {
            self.read(|reading| {
                let due = reading.open_table(DUE)?;
                let range = (kind.name(), 0, "")..=(kind.name(), u64::MAX, "");
                Ok(due.range(range)?.count() as u64)
            })
            .await
        })
    }

    fn writable(&self) -> Later<'_, ()> {
        if self.file.is_fresh() {
            return Box::pin(async { Ok(()) });
        }
        self.write(|writing| {
            writing.open_table(PROBE)?.insert((), [0; PROBE_SIZE].as_slice())?;
            Ok(())
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

/// Version and due of the record that is there.
fn stamp(
    records: &impl ReadableTable<(&'static str, &'static str), (u64, u64, &'static [u8])>,
    key: &Key,
) -> Result<Option<(u64, Millis)>, redb::Error> {
    let found = records.get((key.kind.name(), key.name.as_str()))?;
    Ok(found.map(|found| (found.value().0, found.value().1)))
}

fn failed(error: redb::Error) -> StoreError {
    match error {
        redb::Error::PreviousIo => StoreError::JustFailed,
        error => StoreError::Embedded(Box::new(error)),
    }
}
