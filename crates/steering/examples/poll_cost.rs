//! What a poll costs an agent: octets on the wire in both directions, and processor time.
//!
//! `cargo run --release -p vigie-steering --example poll_cost`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that fails is to say where"
)]

#[path = "../tests/all/publisher.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod publisher;
#[path = "../tests/all/server.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod server;
mod wire;

use std::{
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use vigie_steering::{Asked, Enrolment, Floors, Held, Http, Limits, Proxy, fetch};

use crate::{
    publisher::{Publisher, day, number},
    server::Server,
    wire::{Wire, carry},
};

const ROUNDS: u32 = 200;
const DOCUMENTS: usize = 20;

struct Measured {
    up: u64,
    down: u64,
    cpu: Option<Duration>,
    wall: Duration,
}

fn main() {
    let (sender, receiver) = mpsc::channel();
    // The server has a thread of its own, so that the agent's time is the agent's alone.
    std::thread::spawn(move || {
        let runtime = runtime();
        runtime.block_on(async move {
            let mut publisher = Publisher::new().await;
            for i in 0..DOCUMENTS {
                let content = format!("{{\"id\":\"document-{i}\",{:1000}}}", "\"a\":1");
                publisher.put(&format!("document-{i}"), content.as_bytes());
            }
            let server = Server::start(publisher.publish().await).await;
            let wire = Arc::new(Wire::default());
            let address = carry(server.address(), Arc::clone(&wire)).await;
            let url = server
                .url()
                .replace(&server.address().to_string(), &address.to_string());
            let enrolment = publisher.enrolment(&url);
            sender.send((enrolment, server.root.clone(), wire)).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let (enrolment, root, wire) = receiver.recv().unwrap();
    let http = || Http::new(vec![root.clone()], Proxy::None).unwrap();
    runtime().block_on(async {
        let datastore = tempfile::tempdir().unwrap();
        let mut agent = Agent {
            enrolment,
            datastore: datastore.path().to_owned(),
            floors: Floors::default(),
            held: Held::default(),
        };
        println!("{DOCUMENTS} documents; medians of {ROUNDS}, the first fetch once\n");
        println!("| poll | octets up | octets down | processor time | time |");
        println!("|---|---|---|---|---|");
        let kept = http();
        show("first fetch", &mut [agent.measured(&kept, &wire).await]);
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push(agent.measured(&kept, &wire).await);
        }
        show("unchanged, TLS session resumed", &mut rounds);
        rounds.clear();
        for _ in 0..ROUNDS {
            rounds.push(agent.measured(&http(), &wire).await);
        }
        show("unchanged, full handshake", &mut rounds);
    });
}

struct Agent {
    enrolment: Enrolment,
    datastore: std::path::PathBuf,
    floors: Floors,
    held: Held,
}

impl Agent {
    async fn measured(&mut self, http: &Http, wire: &Wire) -> Measured {
        let number = number();
        let (up, down) = wire.octets();
        let (cpu, begin) = (processor_time(), Instant::now());
        let asked = Asked {
            enrolment: &self.enrolment,
            datastore: &self.datastore,
            floors: &self.floors,
            held: &self.held,
            practice: &number,
        };
        let fetched = fetch(&asked, http, &Limits::default(), day())
            .await
            .outcome
            .unwrap();
        let wall = begin.elapsed();
        let cpu = processor_time().zip(cpu);
        let cpu = cpu.map(|(end, begin)| end.saturating_sub(begin));
        self.floors = fetched.floors;
        if let Some(change) = fetched.change {
            self.held.settled = Some(change.set);
            let documents = change.documents.into_iter();
            self.held.documents = documents.map(|file| (file.name, file.sha256)).collect();
        }
        // The last octets of a closed connection pass after the answer.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (up_then, down_then) = (up, down);
        let (up, down) = wire.octets();
        Measured {
            up: up - up_then,
            down: down - down_then,
            cpu,
            wall,
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// What this thread has used of a processor; `None` where the system does not tell.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn show(name: &str, rounds: &mut [Measured]) {
    let median = |values: Vec<u64>| {
        let mut values = values;
        values.sort_unstable();
        values[values.len() / 2]
    };
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap();
    let up = median(rounds.iter().map(|round| round.up).collect());
    let down = median(rounds.iter().map(|round| round.down).collect());
    let wall = median(rounds.iter().map(|round| micros(round.wall)).collect());
    let cpu: Option<Vec<u64>> = rounds.iter().map(|round| round.cpu.map(micros)).collect();
    let cpu = cpu.map_or("unknown".to_owned(), |cpu| format!("{} µs", median(cpu)));
    println!("| {name} | {up} | {down} | {cpu} | {wall} µs |");
}
