//! What every store must do, tried on each of them.

#[path = "../../tests/it/redis.rs"]
#[expect(dead_code, reason = "the whole-proxy tests use the rest")]
mod server;

use std::{sync::Arc, time::Duration};

use self::server::RedisServer;
use super::{Embedded, Held, Key, Keys, Kind, Record, Redis, Store, Vault};
use crate::opaque::Digest;

/// A store with its name and with what must outlive it.
type Tried = (&'static str, Arc<dyn Store>, Box<dyn std::any::Any>);

/// A store of each kind, empty.
fn stores() -> Vec<Tried> {
    let folder = tempfile::tempdir().unwrap();
    let file = Embedded::open(&folder.path().join("store")).unwrap();
    let server = RedisServer::start();
    let redis = Redis::new(&server.url(), PATIENCE).unwrap();
    vec![
        ("memory", Arc::new(Embedded::in_memory().unwrap()), Box::new(())),
        ("file", Arc::new(file), Box::new(folder)),
        ("Redis", Arc::new(redis), Box::new(server)),
    ]
}

fn key(name: &str) -> Key {
    Key::new(Kind::Session, "test", &Digest::of(name))
}

fn record(version: u64, due: u64) -> Record {
    // Far in the future: Redis forgets by its own clock what was due long ago.
    Record { version, due: FUTURE + due, value: vec![0, 255, b'\n', 7] }
}

const FUTURE: u64 = 4_000_000_000_000;

const PATIENCE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_record_comes_back_as_it_was_written() {
    for (name, store, _kept) in stores() {
        assert_eq!(store.get(&key("a")).await.unwrap(), None, "{name}");
        assert!(store.put(&key("a"), None, record(u64::MAX, 5)).await.unwrap(), "{name}");
        assert_eq!(store.get(&key("a")).await.unwrap(), Some(record(u64::MAX, 5)), "{name}");
        let other = Key { kind: Kind::User, ..key("a") };
        assert_eq!(store.get(&other).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn only_the_expected_version_is_replaced_or_removed() {
    for (name, store, _kept) in stores() {
        let a = key("a");
        assert!(!store.put(&a, Some(1), record(2, 5)).await.unwrap(), "{name}: nothing is there");
        assert!(store.put(&a, None, record(1, 5)).await.unwrap(), "{name}");
        assert!(!store.put(&a, None, record(2, 5)).await.unwrap(), "{name}: something is there");
        assert!(!store.put(&a, Some(9), record(2, 5)).await.unwrap(), "{name}: of another version");
        assert!(store.put(&a, Some(1), record(2, 6)).await.unwrap(), "{name}");
        assert!(!store.remove(&a, 1).await.unwrap(), "{name}");
        assert_eq!(store.get(&a).await.unwrap().map(|r| r.version), Some(2), "{name}");
        assert!(store.remove(&a, 2).await.unwrap(), "{name}");
        assert!(!store.remove(&a, 2).await.unwrap(), "{name}");
        assert_eq!(store.get(&a).await.unwrap(), None, "{name}");
        assert_eq!(store.count(Kind::Session).await.unwrap(), 0, "{name}");
    }
}

#[tokio::test]
async fn what_is_due_comes_first_things_first() {
    for (name, store, _kept) in stores() {
        for (text, due) in [("c", 30), ("a", 10), ("b", 20)] {
            assert!(store.put(&key(text), None, record(1, due)).await.unwrap());
        }
        let other = Key { kind: Kind::SignIn, ..key("z") };
        assert!(store.put(&other, None, record(1, 1)).await.unwrap());
        let due = async |until, most| store.due(Kind::Session, until, most).await.unwrap();
        assert_eq!(due(FUTURE + 9, 9).await, [], "{name}");
        assert_eq!(due(FUTURE + 20, 9).await, [key("a"), key("b")], "{name}");
        assert_eq!(due(u64::MAX / 2, 2).await, [key("a"), key("b")], "{name}");
        assert!(store.put(&key("a"), Some(1), record(2, 40)).await.unwrap());
        assert_eq!(due(FUTURE + 20, 9).await, [key("b")], "{name}: it is due later now");
        assert_eq!(store.count(Kind::Session).await.unwrap(), 3, "{name}");
        assert!(store.remove(&key("b"), 1).await.unwrap());
        assert_eq!(due(FUTURE + 99, 9).await, [key("c"), key("a")], "{name}");
    }
}

#[tokio::test]
async fn it_takes_writes_and_keeps_nothing_of_the_trial() {
    for (name, store, _kept) in stores() {
        store.writable().await.unwrap();
        for kind in [Kind::Session, Kind::SignIn, Kind::User, Kind::Revocation] {
            assert_eq!(store.count(kind).await.unwrap(), 0, "{name}");
        }
    }
}

#[tokio::test]
async fn of_many_writers_one_wins() {
    for (name, store, _kept) in stores() {
        assert!(store.put(&key("a"), None, record(1, 5)).await.unwrap());
        let writers: Vec<_> = (0..64)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.put(&key("a"), Some(1), record(100 + number, 5)).await.unwrap()
                })
            })
            .collect();
        let mut won = Vec::new();
        for (number, writer) in writers.into_iter().enumerate() {
            if writer.await.unwrap() {
                won.push(100 + number as u64);
            }
        }
        assert_eq!(won.len(), 1, "{name}");
        assert_eq!(store.get(&key("a")).await.unwrap().unwrap().version, won[0], "{name}");
    }
}

#[tokio::test]
async fn a_lease_has_one_owner_until_it_is_given_back_or_runs_out() {
    let long = Duration::from_secs(60);
    for (name, store, _kept) in stores() {
        assert!(store.lease("a", "one", long).await.unwrap(), "{name}");
        assert!(store.lease("a", "one", long).await.unwrap(), "{name}: renewed");
        assert!(!store.lease("a", "two", long).await.unwrap(), "{name}");
        assert!(store.lease("b", "two", long).await.unwrap(), "{name}: another lease");
        store.release("a", "two").await.unwrap();
        assert!(!store.lease("a", "two", long).await.unwrap(), "{name}: not theirs to give");
        store.release("a", "one").await.unwrap();
        assert!(store.lease("a", "two", Duration::from_millis(1)).await.unwrap(), "{name}");
        while !store.lease("a", "one", long).await.unwrap() {
            tokio::task::yield_now().await;
        }
    }
}

/// Cases 23 and 24: a copy of the store is of no use, and its records can't be moved about.
#[tokio::test]
async fn a_sealed_record_opens_under_its_own_name_only() {
    for (name, store, _kept) in stores() {
        let vault = Vault::new(store.clone(), Keys::new(&[1; 32], &[]));
        let text = "canary-in-a-record".to_owned();
        vault.put(&key("a"), None, FUTURE, &text).await.unwrap().unwrap();
        let copied = store.get(&key("a")).await.unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&copied.value).contains("canary"), "{name}");
        let held: Held<String> = vault.get(&key("a")).await.unwrap();
        assert_eq!(held.open().unwrap().value, text, "{name}");

        let mut moved = vec![
            (key("b"), copied.clone()),
            (Key { kind: Kind::User, ..key("a") }, copied.clone()),
            (
                Key { name: key("a").name.replace("test:", "production:"), ..key("a") },
                copied.clone(),
            ),
            (key("c"), Record { version: copied.version ^ 1, ..copied.clone() }),
        ];
        for byte in [0, 1, 5, 30, copied.value.len() - 1] {
            let mut bent = copied.clone();
            bent.value[byte] ^= 1;
            moved.push((key(&format!("bent {byte}")), bent));
        }
        for (to, record) in moved {
            store.put(&to, None, record).await.unwrap();
            let held: Held<String> = vault.get(&to).await.unwrap();
            assert!(matches!(held, Held::Locked(_)), "{name}: {to:?}");
        }
    }
}

/// Case 73: a new key in front signs nobody out; without the old one only what it sealed is lost.
#[tokio::test]
async fn keys_can_be_changed_one_after_the_other() {
    let (old, new) = ([1; 32], [2; 32]);
    let store: Arc<dyn Store> = Arc::new(Embedded::in_memory().unwrap());
    let open = async |keys: Keys, name: &str| {
        let vault = Vault::new(store.clone(), keys);
        let held: Held<String> = vault.get(&key(name)).await.unwrap();
        held.open().is_some()
    };
    let before = Vault::new(store.clone(), Keys::new(&old, &[]));
    before.put(&key("a"), None, FUTURE, &"x").await.unwrap();
    let between = Vault::new(store.clone(), Keys::new(&new, &[old]));
    between.put(&key("b"), None, FUTURE, &"x").await.unwrap();
    for name in ["a", "b"] {
        assert!(open(Keys::new(&new, &[old]), name).await, "{name}");
        assert!(open(Keys::new(&old, &[new]), name).await, "{name}: during a rolling change");
    }
    assert!(!open(Keys::new(&new, &[]), "a").await);
    assert!(open(Keys::new(&new, &[]), "b").await);
    let reference = before.keys().reference("hoot").to_base64();
    assert!(between.keys().is_reference(reference.as_bytes(), "hoot"));
    assert!(!between.keys().is_reference(reference.as_bytes(), "owl"));
    assert_ne!(between.keys().reference("hoot").to_base64(), reference);
}

/// Case 72: a second process on the file is refused; the first one's end frees it.
#[tokio::test]
async fn a_file_has_one_process_and_survives_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = Embedded::open(&path).unwrap();
    store.put(&key("a"), None, record(1, 5)).await.unwrap();
    assert!(matches!(Embedded::open(&path), Err(super::OpenError::InUse)));
    drop(store);
    let store = Embedded::open(&path).unwrap();
    assert_eq!(store.get(&key("a")).await.unwrap(), Some(record(1, 5)));
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    std::fs::write(&path, "something else".repeat(9_000)).unwrap();
    assert!(matches!(Embedded::open(&path), Err(super::OpenError::NotAStore(_))));
    assert!(matches!(Embedded::open(folder.path()), Err(super::OpenError::Unusable(_))));
}

/// Case 71: a Redis that is down or read-only is an error at once, and back as soon as it is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_away_is_an_error_and_comes_back() {
    let mut server = RedisServer::start();
    let store = Redis::new(&server.url(), PATIENCE).unwrap();
    store.put(&key("a"), None, record(1, 5)).await.unwrap();
    server.kill();
    assert!(store.get(&key("a")).await.is_err());
    assert!(store.put(&key("a"), Some(1), record(2, 5)).await.is_err());
    server.go_on();
    while store.get(&key("a")).await.is_err() {}
    assert_eq!(store.get(&key("a")).await.unwrap(), Some(record(1, 5)), "the append-only file");
    server.command(&["CONFIG", "SET", "maxmemory", "1"]).unwrap();
    assert!(store.put(&key("a"), Some(1), record(2, 5)).await.is_err(), "it is full");
    assert_eq!(store.get(&key("a")).await.unwrap(), Some(record(1, 5)));
    server.command(&["CONFIG", "SET", "maxmemory", "0"]).unwrap();
    server.command(&["FLUSHALL"]).unwrap();
    assert_eq!(store.get(&key("a")).await.unwrap(), None);
    assert_eq!(store.due(Kind::Session, u64::MAX / 2, 9).await.unwrap(), []);
}

#[tokio::test]
async fn what_redis_has_forgotten_leaves_the_index() {
    let server = RedisServer::start();
    let store = Redis::new(&server.url(), PATIENCE).unwrap();
    store.put(&key("a"), None, record(1, 5)).await.unwrap();
    let name = format!("{{majora-uploader}}:session:{}", key("a").name);
    server.command(&["DEL", &name]).unwrap();
    assert_eq!(store.due(Kind::Session, u64::MAX / 2, 9).await.unwrap(), [key("a")]);
    assert!(!store.remove(&key("a"), 1).await.unwrap());
    assert_eq!(store.count(Kind::Session).await.unwrap(), 0);
}
