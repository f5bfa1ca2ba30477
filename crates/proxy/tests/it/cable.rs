//! The network between two programs, which does as it is told.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
};

/// What becomes of bytes on their way to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// They arrive.
    Through,
    /// They are lost, and nobody is told.
    Lost,
    /// The connection ends as soon as there are any.
    Cut,
    /// They arrive, and the answer is lost.
    AnswerLost,
    /// The same if they are a script for Redis, which is how all is written there.
    WriteUnanswered,
}

/// A listener of this machine whose connections lead to a server.
pub(crate) struct Cable {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    fate: watch::Sender<Fate>,
    carried: Arc<Mutex<usize>>,
}

impl Cable {
    /// A cable to `server`: `127.0.0.1:PORT`, or the path of a socket.
    pub(crate) async fn to(server: &str) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (fate, seen) = watch::channel(Fate::Through);
        let (server, carried) = (server.to_owned(), Arc::new(Mutex::new(0)));
        let count = carried.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, seen, count) = (server.clone(), seen.clone(), count.clone());
                tokio::spawn(async move {
                    if server.starts_with('/') {
                        let Ok(server) = UnixStream::connect(server).await else { return };
                        carry(client, server, seen, count).await;
                    } else {
                        let Ok(server) = TcpStream::connect(server).await else { return };
                        carry(client, server, seen, count).await;
                    }
                });
            }
        });
        Cable { address, fate, carried }
    }

    /// From now on.
    pub(crate) fn set(&self, fate: Fate) {
        self.fate.send_replace(fate);
    }

    /// How often bytes have come from the client so far, whatever became of them.
    pub(crate) fn carried(&self) -> usize {
        *self.carried.lock().unwrap()
    }
}

/// Carries until one of the two ends it. What has lost a byte carries no more: a connection arrives in
/// order or not at all.
async fn carry(
    client: TcpStream,
    server: impl AsyncRead + AsyncWrite + Unpin,
    fate: watch::Receiver<Fate>,
    carried: Arc<Mutex<usize>>,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let unanswered = AtomicBool::new(false);
    let there = async {
        let mut lost = false;
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
            *carried.lock().unwrap() += 1;
            let now = *fate.borrow();
            lost |= now == Fate::Lost;
            match now {
                _ if lost => {}
                Fate::Through | Fate::AnswerLost | Fate::WriteUnanswered => {
                    let script = bytes[..count].windows(7).any(|word| word == b"EVALSHA");
                    let write = script && now == Fate::WriteUnanswered;
                    unanswered.fetch_or(write, Ordering::SeqCst);
                    if to_server.write_all(&bytes[..count]).await.is_err() {
                        return;
                    }
                }
                Fate::Lost | Fate::Cut => return,
            }
        }
    };
    let back = async {
        let mut bytes = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
            unanswered.fetch_or(*fate.borrow() == Fate::AnswerLost, Ordering::SeqCst);
            if !unanswered.load(Ordering::SeqCst)
                && to_client.write_all(&bytes[..count]).await.is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}
