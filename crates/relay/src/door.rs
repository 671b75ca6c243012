//! The local ports: who may come in, and how fast.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(not(target_os = "linux"))]
use elsewhere as platform;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as platform;

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

/// Connections that may come at once after a quiet time, and per second from then on.
const BURST: u32 = 200;
const PER_SECOND: u32 = 50;

/// A port of this computer alone: 127.0.0.1, and `::1` where there is IPv6.
pub struct Door {
    four: TcpListener,
    six: Option<TcpListener>,
    address: SocketAddr,
}

/// Why a port cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Another program listens there.
    #[error("port {0} is taken by another program")]
    Taken(u16),
    /// Ports below 1024 need rights that this program does not have.
    #[error("port {0} needs more rights")]
    NotAllowed(u16),
    /// Anything else, in the system's words.
    #[error("port {port} cannot be opened: {source}")]
    Failed {
        /// Which port.
        port: u16,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Door {
    /// Opens a port; 0 lets the system choose one. Never anywhere but on the loopback interface.
    pub async fn open(port: u16) -> Result<Self, DoorError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AddrInUse => DoorError::Taken(port),
            io::ErrorKind::PermissionDenied => DoorError::NotAllowed(port),
            _ => DoorError::Failed { port, source },
        };
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let four = four.map_err(failed)?;
        let address = four.local_addr().map_err(failed)?;
        let six = match TcpListener::bind((Ipv6Addr::LOCALHOST, address.port())).await {
            Ok(six) => Some(six),
            // Half of the programs would meet another server there.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(failed(error)),
            Err(error) => {
                tracing::debug!(%error, "no IPv6 on the loopback interface");
                None
            }
        };
        if platform::is_shared(address.port()).await {
            return Err(DoorError::Taken(address.port()));
        }
        Ok(Self { four, six, address })
    }

    /// Where it is, in IPv4.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Says one line, with its end, to whoever comes, and closes; until the future is dropped. For
    /// the time in which nobody can be served.
    pub async fn turn_away(self, line: &'static str) {
        self.serve(1, move |mut stream, _permit| async move {
            let farewell = async {
                stream.write_all(line.as_bytes()).await?;
                stream.shutdown().await
            };
            let _client_may_be_gone = timeout(Duration::from_secs(2), farewell).await;
        })
        .await;
    }

    async fn accept(&self) -> io::Result<TcpStream> {
        let six = async {
            match &self.six {
                Some(six) => six.accept().await,
                None => std::future::pending().await,
            }
        };
        let (stream, from) = tokio::select! {
            accepted = self.four.accept() => accepted?,
            accepted = six => accepted?,
        };
        if !from.ip().is_loopback() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
        Ok(stream)
    }

    /// Serves whoever comes, until this is dropped; sessions end with it. At most so many sessions
    /// at a time: further ones get no permit, and are to be turned away.
    pub(crate) async fn serve<F>(
        self,
        sessions: usize,
        serve: impl Fn(TcpStream, Option<OwnedSemaphorePermit>) -> F,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let permits = Arc::new(Semaphore::new(sessions));
        let mut running = JoinSet::new();
        let mut pace = Pace::new(Instant::now());
        loop {
            match self.accept().await {
                Ok(stream) => {
                    while running.try_join_next().is_some() {}
                    let permit = Arc::clone(&permits).try_acquire_owned().ok();
                    running.spawn(serve(stream, permit));
                    sleep(pace.next(Instant::now())).await;
                }
                Err(error) => {
                    // Out of file descriptors, as a rule: a pause, or this loop would spin.
                    tracing::warn!(%error, "the relay cannot accept");
                    sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }
}

/// Lets a burst of connections in, and then so many per second.
struct Pace {
    /// When the burst would be used up, if it were counted in time.
    until: Instant,
}

impl Pace {
    const EACH: Duration = Duration::from_millis(1000 / PER_SECOND as u64);

    fn new(now: Instant) -> Self {
        Self { until: now }
    }

    /// How long to wait before the next one.
    fn next(&mut self, now: Instant) -> Duration {
        self.until = self.until.max(now) + Self::EACH;
        self.until
            .saturating_duration_since(now)
            .saturating_sub(Self::EACH * BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_in_and_then_one_after_the_other() {
        let begin = Instant::now();
        let mut pace = Pace::new(begin);
        for _ in 0..BURST {
            assert_eq!(pace.next(begin), Duration::ZERO);
        }
        assert_eq!(pace.next(begin), Pace::EACH);
        assert_eq!(pace.next(begin), Pace::EACH * 2);
        let later = begin + Duration::from_mins(1);
        assert_eq!(pace.next(later), Duration::ZERO);
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_told() {
        let door = Door::open(0).await.unwrap();
        let port = door.address().port();
        assert!(door.address().ip().is_loopback());
        assert!(matches!(Door::open(port).await, Err(DoorError::Taken(taken)) if taken == port));
    }
}
