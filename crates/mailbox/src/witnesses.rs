//! Independent hosts that tell whether our own line is up.
//!
//! A witness is asked by a TCP connection alone: nothing is sent, so nothing about the practice is
//! told. One that answers proves the line; only silence of all of them speaks against it.

use std::{net::IpAddr, time::Duration};

use tokio::{net::TcpStream, task::JoinSet, time::timeout};
use vigie_domain::health::Line;

/// Asks every witness (`name:port`) at once.
///
/// [`Line::Up`] as soon as one accepts a connection, [`Line::Down`] when all have failed or the
/// deadline has passed, [`Line::NotAsked`] where the list holds none.
pub async fn ask(witnesses: &[String], deadline: Duration) -> Line {
    if witnesses.is_empty() {
        return Line::NotAsked;
    }
    let mut attempts = JoinSet::new();
    for witness in witnesses {
        attempts.spawn(TcpStream::connect(witness.clone()));
    }
    let any_answers = async {
        while let Some(attempt) = attempts.join_next().await {
            if matches!(attempt, Ok(Ok(_))) {
                return true;
            }
        }
        false
    };
    if timeout(deadline, any_answers).await.unwrap_or(false) {
        Line::Up
    } else {
        Line::Down
    }
}

/// Whether a server's host is reached without the Internet, so that witnesses say nothing about
/// it: a loopback, private, link-local or unique-local address, or a name under `localhost`.
///
/// Other names are judged by what they resolve to: pass each address as text.
#[must_use]
pub fn is_private(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    match host.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(v4)) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        Ok(IpAddr::V6(v6)) => {
            v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local()
        }
        Err(_) => {
            let last_label = host.rsplit('.').next().unwrap_or_default();
            last_label.eq_ignore_ascii_case("localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn one_answer_is_enough() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let up = listener.local_addr().unwrap().to_string();
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let down = closed.local_addr().unwrap().to_string();
        drop(closed);
        let second = Duration::from_secs(1);
        assert_eq!(ask(&[down.clone(), up], second).await, Line::Up);
        assert_eq!(
            ask(&[down, "not a witness".into()], second).await,
            Line::Down
        );
        assert_eq!(ask(&[], second).await, Line::NotAsked);
    }

    #[test]
    fn private_addresses_are_told_apart() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.9",
            "169.254.1.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:192.168.1.1",
            "localhost",
            "mail.LOCALHOST.",
        ] {
            assert!(is_private(private), "{private}");
        }
        for public in ["192.0.2.1", "2001:db8::1", "pop.exemple.test", "172.32.0.1"] {
            assert!(!is_private(public), "{public}");
        }
    }
}
