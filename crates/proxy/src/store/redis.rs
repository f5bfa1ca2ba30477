//! The store that several servers of one site share. It needs one Redis primary, version 6 or later.

use std::time::Duration;

use redis::{
    AsyncTypedCommands, Client, FromRedisValue, RedisError, Script, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use super::{KEPT, Key, Kind, Later, Record, Store, StoreError};
use crate::clock::{Millis, millis};

/// How long an answer may take. A user waits for it, and is told to try again after it.
const ANSWER: Duration = Duration::from_secs(2);

/// Before every name, so that the Redis may serve others too. The braces keep all names on one node.
const PREFIX: &str = "{majora-uploader}:";

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
    connection: ConnectionManager,
    put: Script,
    remove: Script,
    lease: Script,
    release: Script,
}

impl Redis {
    /// The Redis at `url`. Nothing is sent before the first question.
    ///
    /// # Errors
    /// The text is no Redis URL.
    pub(crate) fn new(url: &str) -> Result<Redis, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(200))
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER));
        Ok(Redis {
            connection: ConnectionManager::new_lazy_with_config(Client::open(url)?, config)?,
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
        let mut connection = self.connection.clone();
        in_time(invocation.invoke_async(&mut connection)).await
    }
}

impl Store for Redis {
    fn get<'s>(&'s self, key: &'s Key) -> Later<'s, Option<Record>> {
        Box::pin(async move {
            let mut connection = self.connection.clone();
            let mut command = redis::cmd("HMGET");
            command.arg(record(key)).arg(&["version", "due", "value"]);
            type Fields = (Option<u64>, Option<u64>, Option<Vec<u8>>);
            let found: Fields = in_time(command.query_async(&mut connection)).await?;
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
            let mut connection = self.connection.clone();
            let mut command = redis::cmd("ZRANGEBYSCORE");
            command.arg(index(kind)).arg("-inf").arg(until).arg("LIMIT").arg(0).arg(most);
            let names: Vec<String> = in_time(command.query_async(&mut connection)).await?;
            Ok(names.into_iter().map(|name| Key { kind, name }).collect())
        })
    }

    fn count(&self, kind: Kind) -> Later<'_, u64> {
        Box::pin(async move {
            let mut connection = self.connection.clone();
            Ok(in_time(connection.zcard(index(kind))).await? as u64)
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

fn record(key: &Key) -> String {
    format!("{PREFIX}{}:{}", key.kind.name(), key.name)
}

fn index(kind: Kind) -> String {
    format!("{PREFIX}due:{}", kind.name())
}

/// The connection's own bounds don't cover the time in which it is made anew.
async fn in_time<T>(answer: impl Future<Output = Result<T, RedisError>>) -> Result<T, StoreError> {
    match tokio::time::timeout(ANSWER, answer).await {
        Ok(answer) => answer.map_err(|error| StoreError::Redis(error.kind())),
        Err(_) => Err(StoreError::Timeout),
    }
}
