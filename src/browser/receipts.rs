//! The receipts of this browser, in a database of their own: what was submitted stays provable when
//! the sheet is long gone. Of the cells of a sheet, only the names of its records are in them, and what of
//! the others Majora repeats where it says why it refused them.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, Query, TransactionMode};
use protocol::receipt::{Head, Paper};
use wasm_bindgen::JsValue;

const DATABASE: &str = "majora-uploader-receipts";
const VERSION: u32 = 1;
/// What a list needs, and the whole, each by the reference.
const HEADS: &str = "heads";
const PAPERS: &str = "papers";

async fn open() -> Result<Database, Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            for store in [HEADS, PAPERS] {
                // Only a database that was made this moment lacks the stores.
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
        }
    });
    request.await
}

/// Does something with the database and closes it behind: a page that is left with one open can keep
/// the next page waiting.
async fn with<T>(work: impl AsyncFnOnce(&Database) -> Result<T, Error>) -> Result<T, Error> {
    let database = open().await?;
    let done = work(&database).await;
    database.close();
    done
}

/// Keeps a receipt; whether the browser does.
pub async fn save(paper: &Paper) -> bool {
    let key = JsValue::from_str(&paper.head.reference);
    let values =
        [(HEADS, paper.head.to_json()), (PAPERS, paper.clone().without_values().to_json())];
    let kept = with(async |database| {
        let transaction = database.transaction(&[HEADS, PAPERS], TransactionMode::ReadWrite)?;
        for (store, value) in values {
            transaction.object_store(store)?.put(&value.into(), Some(&key))?.await?;
        }
        transaction.commit()?.await.map(drop)
    });
    kept.await.is_ok()
}

/// Whether any receipt is kept.
pub async fn any() -> bool {
    let any = with(async |database| {
        let transaction = database.transaction(&[HEADS], TransactionMode::ReadOnly)?;
        Ok(transaction.object_store(HEADS)?.count(None)?.await? > 0)
    });
    any.await.unwrap_or_default()
}

/// What every kept receipt is about, the latest first.
pub async fn list() -> Vec<Head> {
    let heads = with(async |database| {
        let transaction = database.transaction(&[HEADS], TransactionMode::ReadOnly)?;
        transaction.object_store(HEADS)?.get_all(None, None)?.await
    });
    let heads = heads.await.unwrap_or_default();
    let heads = heads.into_iter().filter_map(|head| Head::from_json(&head.as_string()?));
    let mut heads: Vec<Head> = heads.collect();
    heads.sort_by(|one, other| other.ended_at().total_cmp(&one.ended_at()));
    heads
}

/// A kept receipt.
pub async fn load(reference: &str) -> Option<Paper> {
    let paper = with(async |database| {
        let transaction = database.transaction(&[PAPERS], TransactionMode::ReadOnly)?;
        transaction.object_store(PAPERS)?.get(Query::Key(reference.into()))?.await
    });
    Paper::from_json(&paper.await.ok()??.as_string()?)
}

/// Forgets a receipt.
pub async fn forget(reference: &str) {
    // What can't be opened holds nothing.
    let _ = with(async |database| {
        let transaction = database.transaction(&[HEADS, PAPERS], TransactionMode::ReadWrite)?;
        for store in [HEADS, PAPERS] {
            transaction.object_store(store)?.delete(Query::Key(reference.into()))?.await?;
        }
        transaction.commit()?.await.map(drop)
    })
    .await;
}

/// Forgets every receipt, of whatever user.
pub async fn forget_all() {
    // What can't be opened holds nothing.
    let _ = with(async |database| {
        let transaction = database.transaction(&[HEADS, PAPERS], TransactionMode::ReadWrite)?;
        for store in [HEADS, PAPERS] {
            transaction.object_store(store)?.clear()?.await?;
        }
        transaction.commit()?.await.map(drop)
    })
    .await;
}
