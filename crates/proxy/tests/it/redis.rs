//! A real Redis of a test's own.

use std::{
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A `redis-server` on a socket in a folder of its own. It ends with the test.
pub(crate) struct RedisServer {
    folder: TempDir,
    child: Option<Child>,
}

impl RedisServer {
    pub(crate) fn start() -> RedisServer {
        let folder = tempfile::tempdir().unwrap();
        let mut server = RedisServer { folder, child: None };
        server.go_on();
        server
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("redis+unix://{}", self.socket().display())
    }

    /// The table of a store that is this one, with keys in a folder.
    pub(crate) fn store(&self, folder: &std::path::Path) -> String {
        let (url, keys) = (folder.join("redis-url"), folder.join("redis-keys"));
        std::fs::write(&url, self.url()).unwrap();
        std::fs::write(&keys, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
        format!("redis_file = '{}'\nkeys_file = '{}'", url.display(), keys.display())
    }

    /// Kills it as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
            let _ = std::fs::remove_file(self.socket());
        }
    }

    /// Starts it, with what its append-only file holds.
    pub(crate) fn go_on(&mut self) {
        let child = Command::new("redis-server")
            .args(["--port", "0", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(self.folder.path())
            .args(["--save", "", "--appendonly", "yes", "--appendfsync", "always"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("redis-server is needed; `cargo xtask test native` installs it");
        self.child = Some(child);
        while UnixStream::connect(self.socket()).is_err() {
            let ended = self.child.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "redis-server ended: {ended:?}");
            std::thread::yield_now();
        }
    }

    /// Asks it something.
    pub(crate) fn command(&self, words: &[&str]) -> redis::RedisResult<redis::Value> {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query(&mut redis::Client::open(self.url())?.get_connection()?)
    }

    /// All that its files hold.
    pub(crate) fn files(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    all.extend(std::fs::read(entry.path()).unwrap());
                }
            }
        }
        all
    }

    /// The versions of all sessions.
    pub(crate) fn versions(&self) -> Vec<String> {
        let names: Vec<String> = self.ask(&["KEYS", "*:session:*"]);
        names.iter().map(|name| self.ask(&["HGET", name, "version"])).collect()
    }

    /// How many milliseconds the one lease that is held has left; fewer than none if it has run out.
    pub(crate) fn lease_left(&self) -> i64 {
        let names: Vec<String> = self.ask(&["KEYS", "*lease:renewal:*"]);
        names.first().map_or(-1, |name| self.ask(&["PTTL", name]))
    }

    /// From now on it wants a password of everybody, also of who is connected.
    pub(crate) fn lock(&self, password: &str) {
        self.command(&["CONFIG", "SET", "requirepass", password]).unwrap();
        let url = format!("{}?pass={password}", self.url());
        let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
        let others = redis::cmd("CLIENT").arg("KILL").arg("TYPE").arg("normal").clone();
        let _: i64 = others.query(&mut connection).unwrap();
    }

    /// It wants none any more.
    pub(crate) fn unlock(&self, password: &str) {
        let url = format!("{}?pass={password}", self.url());
        let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
        let none = redis::cmd("CONFIG").arg("SET").arg("requirepass").arg("").clone();
        let _: String = none.query(&mut connection).unwrap();
    }

    fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> T {
        redis::from_redis_value(self.command(words).unwrap()).unwrap()
    }

    /// Where it listens.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}
