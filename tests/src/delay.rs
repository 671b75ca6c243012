//! A TCP proxy that adds latency and counts round trips.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

/// A running proxy; it takes no new connection once dropped.
///
/// The round trips are counted as a measuring device beside the server would: one for each
/// connection (TCP's own), and one each time the server answers after the client has spoken. That
/// is exact as long as the latency is longer than the client needs to send one burst.
pub struct DelayProxy {
    address: SocketAddr,
    trips: Arc<AtomicU64>,
    stopped: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Client,
    Server,
}

impl DelayProxy {
    /// A proxy on a free loopback port in front of `target`, as if `round_trip` away.
    #[must_use]
    pub fn start(target: SocketAddr, round_trip: Duration) -> Self {
        Self::start_slow(target, round_trip, None)
    }

    /// The same over a line that carries only so many octets a second in each direction.
    #[must_use]
    pub fn start_slow(
        target: SocketAddr,
        round_trip: Duration,
        octets_per_second: Option<u32>,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there are free ports");
        let address = listener.local_addr().expect("a listener has an address");
        let trips = Arc::new(AtomicU64::new(0));
        let stopped = Arc::new(AtomicBool::new(false));
        let (counted, ended) = (Arc::clone(&trips), Arc::clone(&stopped));
        thread::spawn(move || {
            for client in listener.incoming() {
                if ended.load(Ordering::Acquire) {
                    break;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(target)) else {
                    continue;
                };
                let pace = Pace {
                    half: round_trip / 2,
                    octets_per_second,
                };
                carry(client, server, pace, Arc::clone(&counted));
            }
        });
        Self {
            address,
            trips,
            stopped,
        }
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Round trips since the start or the last call.
    #[expect(clippy::must_use_candidate, reason = "the call alone resets the count")]
    pub fn take_round_trips(&self) -> u64 {
        self.trips.swap(0, Ordering::AcqRel)
    }
}

impl Drop for DelayProxy {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Wakes the accepting thread, so that the port is closed.
        let _woken = TcpStream::connect(self.address);
    }
}

/// How fast one direction carries.
#[derive(Clone, Copy)]
struct Pace {
    half: Duration,
    octets_per_second: Option<u32>,
}

fn carry(client: TcpStream, server: TcpStream, pace: Pace, trips: Arc<AtomicU64>) {
    trips.fetch_add(1, Ordering::AcqRel);
    for stream in [&client, &server] {
        stream
            .set_nodelay(true)
            .expect("a TCP socket takes NODELAY");
    }
    // The client's own connect succeeded at once; a real one would have taken a round trip.
    let connected = Instant::now() + pace.half * 2;
    let speaker = Arc::new(Mutex::new(Speaker::Server));
    let clone = |stream: &TcpStream| stream.try_clone().expect("a socket can be cloned");
    let (client_in, server_in) = (clone(&client), clone(&server));
    let said = Arc::clone(&speaker);
    pipe(client_in, server, connected, pace, move || {
        *said.lock().unwrap_or_else(PoisonError::into_inner) = Speaker::Client;
    });
    pipe(server_in, client, connected, pace, move || {
        let mut last = speaker.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == Speaker::Client {
            trips.fetch_add(1, Ordering::AcqRel);
        }
        *last = Speaker::Server;
    });
}

/// Carries one direction: what is read now is written half a round trip later, in order.
fn pipe(
    mut from: TcpStream,
    mut to: TcpStream,
    connected: Instant,
    pace: Pace,
    heard: impl Fn() + Send + 'static,
) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            heard();
            let due = Instant::now().max(connected) + pace.half;
            if sender.send((due, buffer[..read].to_vec())).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        while let Ok((due, octets)) = receiver.recv() {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if let Some(rate) = pace.octets_per_second {
                let octets = u32::try_from(octets.len()).unwrap_or(u32::MAX);
                thread::sleep(Duration::from_secs(1) * octets / rate);
            }
            if to.write_all(&octets).is_err() {
                break;
            }
        }
        let _already_closed = to.shutdown(Shutdown::Write);
    });
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn it_delays_and_counts() {
        let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let target = server.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            stream.write_all(b"hello\n").unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while lines.read_line(&mut line).unwrap() > 0 {
                stream.write_all(line.as_bytes()).unwrap();
                line.clear();
            }
        });
        let round_trip = Duration::from_millis(60);
        let proxy = DelayProxy::start(target, round_trip);
        let start = Instant::now();
        let mut client = TcpStream::connect(proxy.address()).unwrap();
        let mut lines = BufReader::new(client.try_clone().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        for _ in 0..3 {
            client.write_all(b"one\ntwo\n").unwrap();
            lines.read_line(&mut line).unwrap();
            lines.read_line(&mut line).unwrap();
        }
        assert_eq!(line, "hello\n".to_owned() + &"one\ntwo\n".repeat(3));
        // TCP, the greeting's half, three exchanges.
        assert!(start.elapsed() >= round_trip * 4);
        assert_eq!(proxy.take_round_trips(), 4);
    }
}
