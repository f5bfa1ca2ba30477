//! Opens workbooks, in a worker that is fetched for the first of them and ended after each: the reader
//! is as large as the rest of the app, and the memory of WebAssembly never shrinks.

use super::worker::{Died, Running};
use js_sys::{Array, Uint8Array};
use sheet::book::{Book, OpenError};
use sheet::parcel;

/// Where the proxy serves the script that starts the worker; its name never changes.
const SCRIPT: &str = "/workbook.js";

/// Opens a workbook: its pages as text, or the sentence that it ends in.
pub async fn open_workbook(bytes: Vec<u8>) -> Result<Book, OpenError> {
    open_by(SCRIPT, bytes).await
}

/// Opens a workbook by the worker that a script starts.
///
/// The worker is handed the bytes and hands back a [`parcel`]. One that never comes to be ready is
/// [`OpenError::NotLoaded`]; one that dies over the bytes shows them to be [`OpenError::Corrupt`].
pub async fn open_by(script: &str, bytes: Vec<u8>) -> Result<Book, OpenError> {
    let worker = Running::start(script).await.map_err(|Died| OpenError::NotLoaded)?;
    let buffer = Uint8Array::from(bytes.as_slice()).buffer();
    drop(bytes);
    let answer =
        worker.ask(&buffer, &Array::of1(&buffer)).await.map_err(|Died| OpenError::Corrupt)?;
    parcel::unpack(&Uint8Array::new(&answer).to_vec()).unwrap_or(Err(OpenError::Corrupt))
}
