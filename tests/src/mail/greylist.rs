//! A greylisting policy server (RFC 6647) for Postfix: who writes for the first time is told to come
//! back, and taken in when it does so after a while.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How long after the first attempt a message is taken in.
pub(super) const FOR: Duration = Duration::from_secs(6);

/// Sender and recipient, and when the first attempt was made.
type Seen = Arc<Mutex<BTreeMap<(String, String), Instant>>>;

/// Answers on a port of 127.0.0.1 as long as the test lives (Postfix's `SMTPD_POLICY_README`).
pub(super) fn serve() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there are free ports");
    let port = listener.local_addr().expect("it is bound").port();
    let seen = Seen::default();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let seen = Arc::clone(&seen);
            thread::spawn(move || answer(&stream, &seen));
        }
    });
    port
}

/// Requests are lines of `name=value` up to an empty one; several may follow one another.
fn answer(stream: &TcpStream, seen: &Seen) {
    let mut asked = BTreeMap::new();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else {
            return;
        };
        if let Some((name, value)) = line.split_once('=') {
            asked.insert(name.to_owned(), value.to_owned());
            continue;
        }
        let value = |name: &str| asked.get(name).cloned().unwrap_or_default();
        let pair = (value("sender"), value("recipient"));
        let first = *seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(pair)
            .or_insert_with(Instant::now);
        let action = if first.elapsed() < FOR {
            "DEFER_IF_PERMIT 4.7.1 Greylisted, try again later"
        } else {
            "DUNNO"
        };
        let mut stream = stream;
        // Postfix may have ended with the test.
        if write!(stream, "action={action}\n\n").is_err() {
            return;
        }
        asked.clear();
    }
}
