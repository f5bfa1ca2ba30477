//! What is kept in this browser between visits: one database (`IndexedDB`), a store for each thing.

mod under_way;

use idb::event::VersionChangeEvent;
use idb::request::Request;
use idb::{
    Database, DatabaseEvent, Error, Event, Factory, KeyPath, KeyRange, ObjectStore,
    ObjectStoreParams, Query, Transaction, TransactionMode,
};
use under_way::UnderWay;
use wasm_bindgen::JsValue;

const DATABASE: &str = "majora-uploader";
const VERSION: u32 = 4;
/// When a value was kept, in milliseconds since 1970: a property of each, and the index of each store.
const SAVED_AT: &str = "savedAt";
/// What stands in a key before which of those it is that were added to the value of another: of all that
/// is in keys the first, so that these come next to it.
const ADDED: char = ' ';
const WEEK: f64 = 7.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// One store of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    /// What was changed in the sheet that each tab is working on.
    Drafts,
    /// The files of these.
    Files,
    /// The sheets that are being submitted, or were when it stopped.
    Uploads,
    /// How far each of these is.
    Journals,
}

impl Store {
    const ALL: [Store; 4] = [Store::Drafts, Store::Files, Store::Uploads, Store::Journals];

    const fn name(self) -> &'static str {
        match self {
            Store::Drafts => "drafts",
            Store::Files => "files",
            Store::Uploads => "uploads",
            Store::Journals => "journals",
        }
    }

    /// Does something with the store. The connection is closed behind it, because a page that is left
    /// with one open can keep the next page waiting.
    pub(super) async fn with<T>(
        self,
        mode: TransactionMode,
        work: impl AsyncFnOnce(&ObjectStore) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _under_way = UnderWay::begin();
        let database = open().await?;
        let done = async {
            let transaction = database.transaction(&[self.name()], mode)?;
            let done = work(&transaction.object_store(self.name())?).await?;
            transaction.commit()?.await?;
            Ok(done)
        };
        let done = done.await;
        database.close();
        done
    }

    /// Keeps a value in place of the one that has this key and of all that was added to it.
    pub(super) async fn put(self, key: &str, value: &JsValue) -> Result<(), Error> {
        self.with(TransactionMode::ReadWrite, async |store| {
            store.delete(added_to(key)?)?.await?;
            store.put(value, Some(&key.into()))?.await.map(drop)
        })
        .await
    }

    /// Keeps another value beside the one that has this key, as the nth that was added to it; whether
    /// there is one.
    pub(super) async fn add(self, key: &str, nth: usize, value: &JsValue) -> Result<bool, Error> {
        self.with(TransactionMode::ReadWrite, async |store| {
            if store.count(Some(Query::Key(key.into())))?.await? == 0 {
                return Ok(false);
            }
            store.put(value, Some(&format!("{key}{ADDED}{nth:08}").into()))?.await?;
            Ok(true)
        })
        .await
    }

    /// The value that has this key.
    pub(super) async fn get(self, key: &str) -> Result<Option<JsValue>, Error> {
        self.with(TransactionMode::ReadOnly, async |store| store.get(Query::Key(key.into()))?.await)
            .await
    }

    /// Whether there is a value that has this key.
    pub(super) async fn has(self, key: &str) -> Result<bool, Error> {
        let query = Query::Key(key.into());
        self.with(TransactionMode::ReadOnly, async |store| Ok(store.count(Some(query))?.await? > 0))
            .await
    }

    /// Whether there is any value.
    pub(super) async fn any(self) -> Result<bool, Error> {
        self.with(TransactionMode::ReadOnly, async |store| Ok(store.count(None)?.await? > 0)).await
    }

    /// Every key with its value, each followed by what was added to it.
    pub(super) async fn all(self) -> Result<Vec<(String, JsValue)>, Error> {
        self.with(TransactionMode::ReadOnly, async |store| {
            let keys = store.get_all_keys(None, None)?.await?;
            let all = keys.into_iter().zip(store.get_all(None, None)?.await?);
            Ok(all.filter_map(|(key, value)| Some((key.as_string()?, value))).collect())
        })
        .await
    }

    /// Forgets the value that has this key and all that was added to it.
    pub(super) async fn forget(self, key: &str) -> Result<(), Error> {
        self.with(TransactionMode::ReadWrite, async |store| {
            store.delete(added_to(key)?)?.await?;
            store.delete(Query::Key(key.into()))?.await
        })
        .await
    }

    /// Forgets everything.
    pub(super) async fn clear(self) -> Result<(), Error> {
        self.with(TransactionMode::ReadWrite, async |store| store.clear()?.await).await
    }

    /// Forgets what nobody has touched for a week, nor added to. Only keys are looked at: a value may be
    /// a whole file.
    pub(super) async fn forget_old(self, now: f64) -> Result<(), Error> {
        self.with(TransactionMode::ReadWrite, async |store| {
            let fresh = KeyRange::lower_bound(&(now - WEEK).into(), None)?;
            let fresh = store.index(SAVED_AT)?.get_all_keys(Some(fresh.into()), None)?.await?;
            let fresh: Vec<String> = fresh.iter().filter_map(JsValue::as_string).collect();
            // They come by their time, in which most that was added to one upload is beside each other.
            let mut fresh: Vec<&str> = fresh.iter().map(|key| what_has(key)).collect();
            fresh.dedup();
            for key in store.get_all_keys(None, None)?.await? {
                if key.as_string().is_none_or(|key| !fresh.contains(&what_has(&key))) {
                    store.delete(Query::Key(key))?.await?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// What has a key, or was added to what has it.
pub(super) fn what_has(key: &str) -> &str {
    key.split(ADDED).next().unwrap_or_default()
}

/// The keys of all that was added to what has this key.
fn added_to(key: &str) -> Result<KeyRange, Error> {
    let [first, last] = ["", "\u{ffff}"].map(|nth| format!("{key}{ADDED}{nth}").into());
    KeyRange::bound(&first, &last, None, None)
}

/// Forgets whatever nobody has touched for a week.
pub(super) async fn forget_old(now: f64) -> Result<(), Error> {
    for store in Store::ALL {
        store.forget_old(now).await?;
    }
    Ok(())
}

/// Forgets everything that is kept in this browser.
pub(super) async fn clear_all() -> Result<(), Error> {
    for store in Store::ALL {
        store.clear().await?;
    }
    Ok(())
}

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        let transaction = event.target().ok().and_then(|request| request.transaction());
        // What can't be upgraded whole stays as it was, and isn't opened.
        if upgrade(&event, transaction.as_ref()).is_err()
            && let Some(transaction) = transaction
        {
            let _ = transaction.abort();
        }
    });
    request.await
}

/// Makes what a database of an earlier version lacks. What is kept in it stays.
fn upgrade(event: &VersionChangeEvent, transaction: Option<&Transaction>) -> Result<(), Error> {
    let database = event.database()?;
    let has = database.store_names();
    for store in Store::ALL {
        let is_there = has.iter().any(|name| name == store.name());
        let store = match transaction.filter(|_| is_there) {
            Some(transaction) => transaction.object_store(store.name())?,
            None => database.create_object_store(store.name(), ObjectStoreParams::new())?,
        };
        if !store.index_names().iter().any(|name| name == SAVED_AT) {
            store.create_index(SAVED_AT, KeyPath::new_single(SAVED_AT), None)?;
        }
    }
    Ok(())
}
