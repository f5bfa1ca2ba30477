//! The way to a server, which can be cut.

use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A port that leads to a server elsewhere on this machine.
pub(crate) struct Wire {
    address: SocketAddr,
    server: SocketAddr,
    state: State,
}

enum State {
    Whole(JoinHandle<()>),
    /// The port is bound, so that nobody else gets it, but nobody listens.
    Cut {
        port: Option<TcpSocket>,
    },
}

impl Wire {
    /// A free port that leads to `server`.
    pub(crate) async fn to(server: SocketAddr) -> Wire {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = TcpListener::bind(any).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        Wire { address, server, state: State::Whole(tokio::spawn(carry(listener, server))) }
    }

    /// The port.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends every connection; new ones are refused.
    pub(crate) async fn cut(&mut self) {
        let State::Whole(carrying) = &mut self.state else { panic!("it is cut already") };
        carrying.abort();
        // That it was aborted is all that it can say.
        let _ = carrying.await;
        let port = TcpSocket::new_v4().expect("a socket");
        port.set_reuseaddr(true).expect("an option of every system");
        port.bind(self.address).expect("the port is free again");
        self.state = State::Cut { port: Some(port) };
    }

    /// Takes connections again, at the same port.
    pub(crate) async fn mend(&mut self) {
        let State::Cut { port } = &mut self.state else { panic!("it isn't cut") };
        drop(port.take());
        let listener = TcpListener::bind(self.address).await.expect("its own port");
        self.state = State::Whole(tokio::spawn(carry(listener, self.server)));
    }
}

async fn carry(listener: TcpListener, server: SocketAddr) {
    // Dropped with this task, it ends every connection.
    let mut connections = JoinSet::new();
    while let Ok((mut near, _)) = listener.accept().await {
        connections.spawn(async move {
            let mut far = TcpStream::connect(server).await.expect("the server is up");
            // It shall not be slower than no wire at all.
            near.set_nodelay(true).expect("an option of every system");
            far.set_nodelay(true).expect("an option of every system");
            // A connection that breaks is the business of its two ends.
            let _ = copy_bidirectional(&mut near, &mut far).await;
        });
    }
}
