//! TCP to a server that may have several addresses of both families.

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    task::JoinSet,
    time::{Instant, sleep_until, timeout_at},
};
use vigie_domain::cause::Cause;

/// The lead of one attempt over the next (RFC 8305 §5).
const STAGGER: Duration = Duration::from_millis(250);

/// More addresses than this are not tried.
const MAX_ADDRESSES: usize = 8;

/// Why no address accepted a connection: of all reasons the most telling.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub(crate) struct ConnectError {
    pub(crate) cause: Cause,
    pub(crate) detail: String,
}

/// Connects to the first address that accepts, IPv6 and IPv4 in turns, each attempt a quarter of a
/// second after the one before or as soon as that one failed.
pub(crate) async fn connect(
    addresses: &[IpAddr],
    port: u16,
    deadline: Instant,
) -> Result<TcpStream, ConnectError> {
    let mut waiting = in_turns(addresses);
    let mut attempts = JoinSet::new();
    let mut worst: Option<(u8, ConnectError)> = None;
    let race = async {
        let mut next_at = Instant::now();
        loop {
            tokio::select! {
                () = sleep_until(next_at), if !waiting.is_empty() => {
                    if let Some(address) = waiting.pop_front() {
                        attempts.spawn(TcpStream::connect(SocketAddr::new(address, port)));
                    }
                    next_at = Instant::now() + STAGGER;
                }
                Some(attempt) = attempts.join_next() => {
                    match attempt {
                        Ok(Ok(stream)) => return Some(stream),
                        Ok(Err(error)) => note(&mut worst, &error),
                        Err(_) => {}
                    }
                    next_at = Instant::now();
                }
                else => return None,
            }
        }
    };
    let connected = timeout_at(deadline, race).await;
    if let Ok(Some(stream)) = connected {
        // Commands are small and each is waited for: none may linger in the kernel.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
        return Ok(stream);
    }
    if connected.is_err() {
        note(&mut worst, &io::ErrorKind::TimedOut.into());
    }
    Err(worst.map_or_else(
        || ConnectError {
            cause: Cause::NameNotFound,
            detail: "no address".into(),
        },
        |(_, error)| error,
    ))
}

fn in_turns(addresses: &[IpAddr]) -> VecDeque<IpAddr> {
    let (mut six, mut four): (VecDeque<_>, VecDeque<_>) =
        addresses.iter().copied().partition(IpAddr::is_ipv6);
    let mut order = VecDeque::new();
    while order.len() < MAX_ADDRESSES && (!six.is_empty() || !four.is_empty()) {
        order.extend(six.pop_front());
        order.extend(four.pop_front());
    }
    order
}

/// Keeps the most telling of several failures: an answer of the server's machine tells more than
/// silence, and silence more than the lack of a route for one address family.
fn note(worst: &mut Option<(u8, ConnectError)>, error: &io::Error) {
    let (weight, cause) = weigh(error.kind());
    if worst.as_ref().is_none_or(|(known, _)| weight > *known) {
        let detail = error.to_string();
        *worst = Some((weight, ConnectError { cause, detail }));
    }
}

fn weigh(kind: io::ErrorKind) -> (u8, Cause) {
    use io::ErrorKind as Kind;
    match kind {
        Kind::ConnectionRefused => (5, Cause::ConnectionRefused),
        Kind::ConnectionReset | Kind::ConnectionAborted => (4, Cause::ConnectionLost),
        // A local firewall says no in the server's place.
        Kind::PermissionDenied => (3, Cause::ConnectionRefused),
        // A router on the way may say so of the server's network alone: witnesses will tell.
        Kind::HostUnreachable => (1, Cause::ConnectTimeout),
        Kind::NetworkUnreachable | Kind::NetworkDown | Kind::AddrNotAvailable => {
            (0, Cause::NoNetwork)
        }
        _ => (2, Cause::ConnectTimeout),
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn the_family_that_answers_wins() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let addresses = ["::1".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        let stream = connect(&addresses, port, soon()).await.unwrap();
        assert!(stream.peer_addr().unwrap().is_ipv4());
    }

    #[tokio::test]
    async fn a_closed_port_is_a_refusal() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let error = connect(&["127.0.0.1".parse().unwrap()], port, soon())
            .await
            .unwrap_err();
        assert_eq!(error.cause, Cause::ConnectionRefused);
    }

    #[test]
    fn the_most_telling_failure_is_kept() {
        let mut worst = None;
        for kind in [
            io::ErrorKind::NetworkUnreachable,
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::TimedOut,
        ] {
            note(&mut worst, &kind.into());
        }
        assert_eq!(worst.unwrap().1.cause, Cause::ConnectionRefused);
        let mut worst = None;
        note(&mut worst, &io::ErrorKind::NetworkUnreachable.into());
        assert_eq!(worst.unwrap().1.cause, Cause::NoNetwork);
    }

    #[test]
    fn families_take_turns() {
        let all: Vec<IpAddr> = ["192.0.2.1", "192.0.2.2", "2001:db8::1"]
            .iter()
            .map(|a| a.parse().unwrap())
            .collect();
        let order = in_turns(&all);
        assert_eq!(order, [all[2], all[0], all[1]]);
    }
}
