//! A sandbox's records and tokens in a file.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::core::Core;
use crate::records::Records;
use crate::tokens::Tokens;

/// Held from looking at the state to the file being in its place: of two savings at once, the second
/// looks after the first has written, so an older state never lands last.
static SAVING: Mutex<()> = Mutex::new(());

/// Why a state file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file is there but cannot be read.
    #[error("cannot read the state file {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    /// The file holds something else.
    #[error("the state file {path} is not one of this version's: {source}")]
    Form { path: PathBuf, source: serde_json::Error },
    /// The file or its folder cannot be written.
    #[error("cannot write the state file {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
}

#[derive(Serialize)]
struct Saved<'a> {
    records: &'a Records,
    tokens: &'a Tokens,
}

#[derive(Deserialize)]
struct Loaded {
    records: Records,
    tokens: Tokens,
}

/// Takes records and tokens from the file, if there is one; tokens of the world stay.
///
/// # Errors
/// If the file is there but cannot be read or understood.
pub(crate) fn load(core: &Core, path: &Path) -> Result<(), StateError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(StateError::Read { path: path.to_owned(), source }),
    };
    let loaded: Loaded = serde_json::from_slice(&text)
        .map_err(|source| StateError::Form { path: path.to_owned(), source })?;
    let mut state = core.state();
    state.records = loaded.records;
    state.tokens.grants = loaded.tokens.grants;
    state.tokens.refresh = loaded.tokens.refresh;
    state.tokens.access.extend(loaded.tokens.access);
    Ok(())
}

/// Puts records and tokens into the file. A crash leaves the old file or the new one, never half.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn save(core: &Core, path: &Path) -> Result<(), StateError> {
    let _one_at_a_time = SAVING.lock().unwrap_or_else(PoisonError::into_inner);
    let text = {
        let state = core.state();
        serde_json::to_vec(&Saved { records: &state.records, tokens: &state.tokens })
            .map_err(|source| StateError::Form { path: path.to_owned(), source })?
    };
    write(path, &text).map_err(|source| StateError::Write { path: path.to_owned(), source })
}

fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = File::create(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
