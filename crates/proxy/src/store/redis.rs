//! The store that several servers of one site share. It needs one Redis primary, version 6 or later.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use redis::{
    Client, Cmd, ErrorKind, FromRedisValue, RedisError, Script, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{KEPT, Key, Kind, Later, Record, Store, StoreError};
use crate::clock::{Millis, millis};

/// Before every name, so that the Redis may serve others too. The braces keep all names on one node.
const PREFIX: &str = "{majora-uploader}:";

/// How many milliseconds a record stays that was written to see whether any can be.
const PROBE: u64 = 1_000;

/// KEYS: record, index. ARGV: expected version or nothing, version, due, value, end, name.
const PUT: &str = "
local there = redis.call('HGET', KEYS[1], 'version') or ''
if there ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'due', ARGV[3], 'value', ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[6])
return 1";

/// KEYS: record, index. ARGV: expected version, name. What Redis has forgotten leaves the index.
const REMOVE: &str = "
local there = redis.call('HGET', KEYS[1], 'version')
if there and there ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
if not there then return 0 end
redis.call('DEL', KEYS[1])
return 1";

/// KEYS: lease. ARGV: owner, milliseconds.
const LEASE: &str = "
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1";

/// KEYS: lease. ARGV: owner.
const RELEASE: &str = "
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1";

/// A connection that comes back by itself, and the scripts that make each change in one step.
pub(crate) struct Redis {
    client: Client,
    settings: ConnectionManagerConfig,
    current: Mutex<Current>,
    /// How long an answer may take. A user waits for it, and is told to try again after it.
    patience: Duration,
    put: Script,
    remove: Script,
    lease: Script,
    release: Script,
}

/// The connection in use, and how many there were before it.
#[derive(Clone)]
struct Current {
    connection: ConnectionManager,
    before: u64,
}

impl Redis {
    /// The Redis at `url`, which may take so long to answer. Nothing is sent before the first
    /// question.
    ///
    /// # Errors
    /// The text is no Redis URL.
    pub(crate) fn new(url: &str, patience: Duration) -> Result<Redis, RedisError> {
        let client = Client::open(url)?;
        let settings = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(200))
            .set_connection_timeout(Some(patience))
            .set_response_timeout(Some(patience));
        let connection = ConnectionManager::new_lazy_with_config(client.clone(), settings.clone())?;
        Ok(Redis {
            client,
            settings,
            current: Mutex::new(Current { connection, before: 0 }),
            patience,
            put: Script::new(PUT),
            remove: Script::new(REMOVE),
            lease: Script::new(LEASE),
            release: Script::new(RELEASE),
        })
    }

    async fn run<T: FromRedisValue>(
        &self,
        invocation: ScriptInvocation<'_>,
    ) -> Result<T, StoreError> {
        self.ask(|mut connection| async move { invocation.invoke_async(&mut connection).await })
            .await
    }

    async fn query<T: FromRedisValue>(&self, command: Cmd) -> Result<T, StoreError> {
        self.ask(|mut connection| async move { command.query_async(&mut connection).await }).await
    }

    /// The connection's own bounds don't cover the time in which it is made anew.
    async fn ask<T, F>(
        &self,
        question: impl FnOnce(ConnectionManager) -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, RedisError>>,
    {
        let Current { connection, before } = self.current().clone();
        match tokio::time::timeout(self.patience, question(connection)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) if !error.is_timeout() => {
                // A connection that wasn't let in says so for ever, and doesn't ask a second time.
                if error.kind() == ErrorKind::AuthenticationFailed {
                    self.give_up(before);
                }
                Err(StoreError::Redis(kind(&error)))
            }
            Ok(Err(_)) | Err(_) => {
                self.give_up(before);
                Err(StoreError::Timeout)
            }
        }
    }

    /// Takes another connection from now on: nobody tells when what is sent on this one is lost.
    /// Of many who have waited for it in vain, the first one does so.
    fn give_up(&self, before: u64) {
        let mut current = self.current();
        let (client, settings) = (self.client.clone(), self.settings.clone());
        if current.before == before
            && let Ok(connection) = ConnectionManager::new_lazy_with_config(client, settings)
        {
            *current = Current { connection, before: before + 1 };
        }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Redis {
    fn get<'s>(&'s self, key: &'s Key) -> Later<'s, Option<Record>> {
        Box::pin(async move {
            let mut command = redis::cmd("HMGET");
            command.arg(record(key)).arg(&["version", "due", "value"]);
            type Fields = (Option<u64>, Option<u64>, Option<Vec<u8>>);
            let found: Fields = self.query(command).await?;
            let (Some(version), Some(due), Some(value)) = found else { return Ok(None) };
            Ok(Some(Record { version, due, value }))
        })
    }

    fn put<'s>(&'s self, key: &'s Key, expected: Option<u64>, record: Record) -> Later<'s, bool> {
        Box::pin(async move {
            let mut call = self.put.key(self::record(key));
            call.key(index(key.kind))
                .arg(expected.map(|version| version.to_string()).unwrap_or_default())
                .arg(record.version)
                .arg(record.due)
                .arg(record.value)
                .arg(record.due.saturating_add(millis(KEPT)))
                .arg(&key.name);
            self.run(call).await
        })
    }

    fn remove<'s>(&'s self, key: &'s Key, expected: u64) -> Later<'s, bool> {
        Box::pin(async move {
            let mut call = self.remove.key(record(key));
            call.key(index(key.kind)).arg(expected).arg(&key.name);
            self.run(call).await
        })
    }

    fn due(&self, kind: Kind, until: Millis, most: usize) -> Later<'_, Vec<Key>> {
        Box::pin(async move {
            let mut command = redis::cmd("ZRANGEBYSCORE");
            command.arg(index(kind)).arg("-inf").arg(until).arg("LIMIT").arg(0).arg(most);
            let names: Vec<String> = self.query(command).await?;
            Ok(names.into_iter().map(|name| Key { kind, name }).collect())
        })
    }

    fn count(&self, kind: Kind) -> Later<'_, u64> {
        Box::pin(async move {
            let mut command = redis::cmd("ZCARD");
            command.arg(index(kind));
            self.query(command).await
        })
    }

    fn writable(&self) -> Later<'_, ()> {
        Box::pin(async move {
            let mut command = redis::cmd("SET");
            command.arg(format!("{PREFIX}probe")).arg("").arg("PX").arg(PROBE);
            self.query(command).await
        })
    }

    fn lease<'s>(&'s self, name: &'s str, owner: &'s str, life: Duration) -> Later<'s, bool> {
        Box::pin(async move {
            let mut call = self.lease.key(format!("{PREFIX}lease:{name}"));
            call.arg(owner).arg(millis(life).max(1));
            self.run(call).await
        })
    }

    fn release<'s>(&'s self, name: &'s str, owner: &'s str) -> Later<'s, ()> {
        Box::pin(async move {
            let mut call = self.release.key(format!("{PREFIX}lease:{name}"));
            call.arg(owner);
            self.run::<bool>(call).await.map(drop)
        })
    }
}

fn kind(error: &RedisError) -> ErrorKind {
    match error.code() {
        // The library knows only what it is told when it sends a password.
        Some("NOAUTH" | "WRONGPASS") => ErrorKind::AuthenticationFailed,
        _ => error.kind(),
    }
}

fn record(key: &Key) -> String {
    format!("{PREFIX}{}:{}", key.kind.name(), key.name)
}

fn index(kind: Kind) -> String {
    format!("{PREFIX}due:{}", kind.name())
}
