//! A line that counts what passes.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Octets that a practice's line carries, without the headers of TCP and IP.
#[derive(Debug, Default)]
pub(crate) struct Wire {
    up: AtomicU64,
    down: AtomicU64,
}

impl Wire {
    /// Octets up and down so far.
    pub(crate) fn octets(&self) -> (u64, u64) {
        (
            self.up.load(Ordering::Relaxed),
            self.down.load(Ordering::Relaxed),
        )
    }
}

/// Carries connections to the server and counts what passes.
pub(crate) async fn carry(server: SocketAddr, wire: Arc<Wire>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let wire = Arc::clone(&wire);
            tokio::spawn(async move {
                let far = TcpStream::connect(server).await.unwrap();
                let (mut near_in, mut near_out) = near.into_split();
                let (mut far_in, mut far_out) = far.into_split();
                let counted = Arc::clone(&wire);
                tokio::spawn(async move { pass(&mut far_in, &mut near_out, &counted.down).await });
                pass(&mut near_in, &mut far_out, &wire.up).await;
            });
        }
    });
    address
}

async fn pass(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    count: &AtomicU64,
) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        count.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}
