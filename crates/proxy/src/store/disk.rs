//! The file below the embedded store: one process has it, from its start to its end.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    ops::Bound,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use redb::{BackendError, DatabaseError, StorageBackend, StorageError, backends::FileBackend};

/// What a store's file begins with. redb writes it last, when all else of a new file is on the disk.
const MAGIC: usize = 9;

/// What stands before the first page.
const HEADER: usize = 512;

/// More than a file has that was never finished.
const UNFINISHED: u64 = 4 << 20;

/// Why a file can't be the store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error(
        "is in use by another majora-uploader; stop that one, or give each its own file (several \
         servers of one site share a Redis instead)"
    )]
    InUse,
    /// It holds something else, or is damaged.
    #[error(
        "is no store of sessions, or a damaged one ({0}); name another file, or move this one away: \
         then everybody signs in again, and tokens that were in it live on at Majora"
    )]
    NotAStore(Box<redb::Error>),
    /// It can't be opened.
    #[error("can't be opened as a store ({0}); check the path, the disk and who may write there")]
    Unusable(Box<redb::Error>),
}

impl From<DatabaseError> for OpenError {
    fn from(error: DatabaseError) -> OpenError {
        match error {
            DatabaseError::DatabaseAlreadyOpen => OpenError::InUse,
            DatabaseError::Storage(StorageError::Io(error))
                if error.kind() == io::ErrorKind::InvalidData =>
            {
                OpenError::NotAStore(Box::new(error.into()))
            }
            DatabaseError::Storage(error @ StorageError::Corrupted(_)) => {
                OpenError::NotAStore(Box::new(error.into()))
            }
            error => OpenError::Unusable(Box::new(error.into())),
        }
    }
}

/// The file. Its locks are this process' as long as any clone lives, so that a database can be opened
/// anew without another process coming in between.
#[derive(Clone, Debug)]
pub(super) struct Disk(Arc<FileBackend>);

impl Disk {
    /// Opens the file, or makes it, readable by this user only. A new one that was never finished,
    /// because the disk was full or the power went, is begun again.
    pub(super) fn open(path: &Path) -> Result<Disk, OpenError> {
        let unusable = |error: io::Error| OpenError::Unusable(Box::new(error.into()));
        let options = OpenOptions::new().read(true).write(true).create(true).clone();
        let file = options.clone().mode(0o600).open(path).map_err(unusable)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse),
            Ok(()) if is_unfinished(&file).map_err(unusable)? => {
                file.set_len(0).map_err(unusable)?;
            }
            // Where files can't be locked like this, redb has another way, and nothing is changed.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        Ok(Disk(Arc::new(FileBackend::new(file)?)))
    }
}

/// Whether this is what redb leaves of a file that it couldn't finish: nothing behind the header, and
/// not the beginning that is written last. No store looks like this, nor anything of value.
fn is_unfinished(file: &File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    if length == 0 || length > UNFINISHED {
        return Ok(false);
    }
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    file.read_exact_at(&mut bytes, 0)?;
    let (magic, rest) = (bytes.iter().take(MAGIC), bytes.iter().skip(HEADER));
    Ok(magic.chain(rest).all(|byte| *byte == 0))
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, io::Error> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), io::Error> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> Result<(), io::Error> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
        self.0.write(offset, data)
    }

    /// To take what this process has already is no conflict.
    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.try_lock_range(start, end)
    }

    /// The locks end with the file, and not with a database.
    fn unlock_range(&self, _: Bound<u64>, _: Bound<u64>) -> Result<(), BackendError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use redb::Database;

    use super::*;

    fn opened(path: &Path) -> Result<Database, OpenError> {
        Ok(Database::builder().create_with_backend(Disk::open(path)?)?)
    }

    /// A first start on a full disk, or a power cut in it, must not be the last one.
    #[test]
    fn a_file_that_was_never_finished_is_begun_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        drop(opened(&path).unwrap());
        let made = fs::read(&path).unwrap();
        let mut headed = vec![0; made.len()];
        headed[MAGIC..64].copy_from_slice(&made[MAGIC..64]);
        for left in [vec![], vec![0; 3], vec![0; made.len()], headed] {
            fs::write(&path, &left).unwrap();
            assert!(opened(&path).is_ok(), "{} bytes", left.len());
        }
    }

    #[test]
    fn what_is_something_else_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        drop(opened(&path).unwrap());
        let mut headless = fs::read(&path).unwrap();
        headless[..MAGIC].fill(0);
        headless[8_192] = 1;
        for other in [b"something else of more than nine bytes".to_vec(), headless] {
            fs::write(&path, &other).unwrap();
            let error = opened(&path).err().unwrap();
            assert!(matches!(error, OpenError::NotAStore(_)), "{error}");
            assert!(error.to_string().contains("move this one away"), "{error}");
            assert!(fs::read(&path).unwrap() == other);
        }
    }

    #[test]
    fn nobody_else_has_it_until_its_last_database_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let disk = Disk::open(&path).unwrap();
        for _ in 0..2 {
            let database = Database::builder().create_with_backend(disk.clone()).unwrap();
            assert!(matches!(opened(&path), Err(OpenError::InUse)));
            drop(database);
            assert!(matches!(opened(&path), Err(OpenError::InUse)), "between two of them");
        }
        drop(disk);
        assert!(opened(&path).is_ok());
    }
}
