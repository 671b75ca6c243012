//! A loopback port that can be closed and opened again.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Mutex,
    task::{JoinHandle, JoinSet},
    time,
};

/// Sessions at a time on one port; further clients wait in the system's queue.
const MAX_SESSIONS: usize = 16;
/// The longest life of a session.
const SESSION_CAP: Duration = Duration::from_mins(2);
/// How long an opening is tried again when the port is taken for the moment.
const OPENING: Duration = Duration::from_secs(3);

/// What is done with a client.
pub(crate) type Serve =
    Arc<dyn Fn(TcpStream) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// One port of 127.0.0.1 and what listens there.
pub(crate) struct Port {
    address: SocketAddr,
    serve: Serve,
    listening: Mutex<Option<Listening>>,
}

/// The task that accepts; its sessions are inside it and end with it.
struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Port {
    /// Opens a free port that the system chooses.
    pub(crate) async fn open(serve: Serve) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, Arc::clone(&serve)));
        Ok(Self {
            address,
            serve,
            listening: Mutex::new(Some(Listening(task))),
        })
    }

    /// Where it is.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nobody listens any more, and every session is cut. Already closed: nothing to do.
    pub(crate) async fn close(&self) {
        if let Some(mut listening) = self.listening.lock().await.take() {
            listening.0.abort();
            // The socket is closed only when the task is really gone.
            let _cancelled = (&mut listening.0).await;
        }
    }

    /// Listens again on the same port. Already open: nothing to do.
    pub(crate) async fn reopen(&self) -> io::Result<()> {
        let mut listening = self.listening.lock().await;
        if listening.is_some() {
            return Ok(());
        }
        let deadline = time::Instant::now() + OPENING;
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(error) if time::Instant::now() >= deadline => return Err(error),
                Err(_taken) => time::sleep(Duration::from_millis(50)).await,
            }
        };
        let task = tokio::spawn(accept(listener, Arc::clone(&self.serve)));
        *listening = Some(Listening(task));
        Ok(())
    }
}

async fn accept(listener: TcpListener, serve: Serve) {
    let mut sessions = JoinSet::new();
    loop {
        while sessions.try_join_next().is_some() {}
        if sessions.len() >= MAX_SESSIONS {
            sessions.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                let session = serve(stream);
                sessions.spawn(async move {
                    if time::timeout(SESSION_CAP, session).await.is_err() {
                        tracing::debug!("a training session reached its cap");
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, as a rule: a pause, or this loop would spin.
                tracing::warn!(%error, "the training provider cannot accept");
                time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn a_closed_port_refuses_cuts_its_sessions_and_comes_back() {
        let port = Port::open(Arc::new(|stream| {
            Box::pin(async move {
                let _stream = stream;
                std::future::pending::<()>().await;
            })
        }))
        .await
        .unwrap();
        let mut client = TcpStream::connect(port.address()).await.unwrap();
        port.close().await;
        let ended = time::timeout(Duration::from_secs(5), client.read(&mut [0; 1])).await;
        assert!(matches!(ended.unwrap(), Ok(0) | Err(_)));
        assert!(TcpStream::connect(port.address()).await.is_err());
        port.reopen().await.unwrap();
        port.reopen().await.unwrap();
        assert!(TcpStream::connect(port.address()).await.is_ok());
    }
}
