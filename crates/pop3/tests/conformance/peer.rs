//! async-pop in a process of its own.

use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use async_pop::response::list::ListResponse;
use async_pop::response::uidl::UidlResponse;

use crate::LIMIT;
use crate::scenarios::{Scenario, Task, body, ends};
use crate::server::Server;

/// Says in the child which script it is, and on which port.
const VARIABLE: &str = "VIGIE_CONFORMANCE_CHILD";
/// Before the outcome, among whatever else the child prints.
const MARK: &str = "OUTCOME ";

/// What async-pop makes of the script.
pub(crate) fn run(scenario: &Scenario) -> String {
    let server = Server::start(scenario.script.clone());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "conformance", "--nocapture"])
        .env(VARIABLE, format!("{} {}", server.port, scenario.name))
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + LIMIT;
    let outcome = loop {
        match child.try_wait().unwrap() {
            Some(_) => break outcome(&mut child),
            None if Instant::now() >= deadline => {
                let busy = processor_time(&child) > LIMIT / 8;
                child.kill().unwrap();
                child.wait().unwrap();
                break format!("killed, {}", if busy { "busy" } else { "waiting" });
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    outcome + &server.complaints()
}

fn outcome(child: &mut Child) -> String {
    let mut said = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    said.lines()
        .find_map(|line| line.split_once(MARK))
        .map_or_else(|| "panics".to_owned(), |(_, outcome)| outcome.to_owned())
}

/// What the child has used of the processor; nothing where that cannot be read.
fn processor_time(child: &Child) -> Duration {
    const TICKS_A_SECOND: u64 = 100;
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND)
}

pub(crate) fn is_child() -> bool {
    std::env::var_os(VARIABLE).is_some()
}

/// The child's whole work.
pub(crate) fn run_child(scenarios: &[Scenario]) {
    let told = std::env::var(VARIABLE).unwrap();
    let (port, name) = told.split_once(' ').unwrap();
    let scenario = scenarios
        .iter()
        .find(|scenario| scenario.name == name)
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let outcome = runtime
        .block_on(session(port.parse().unwrap(), scenario))
        .unwrap_or_else(|error| {
            // The rest of a parse error is a dump of its buffer.
            let error = error.to_string();
            let error = error.split(':').next().unwrap_or_default();
            format!("error: {error}")
        });
    println!("{MARK}{outcome}");
}

async fn session(port: u16, scenario: &Scenario) -> Result<String, async_pop::error::Error> {
    let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
    let mut client = async_pop::new(stream).await?;
    client.login("name", scenario.password).await?;
    let outcome = match scenario.task {
        Task::Nothing => "logged in".to_owned(),
        Task::Stat => format!("{} messages", client.stat().await?.counter()),
        Task::List => match client.list(None).await? {
            ListResponse::Multiple(list) => {
                let sizes: Vec<String> = list
                    .items()
                    .iter()
                    .map(|item| item.size().to_string())
                    .collect();
                format!("{} sizes {}", sizes.len(), ends(&sizes))
            }
            ListResponse::Single(_) => "one size".to_owned(),
        },
        Task::UidlAndStat => {
            let ids: Vec<String> = match client.uidl(None).await? {
                UidlResponse::Multiple(uidl) => uidl
                    .items()
                    .iter()
                    .map(|item| item.id().to_string())
                    .collect(),
                UidlResponse::Single(item) => vec![item.id().to_string()],
            };
            let stat = client.stat().await?;
            format!(
                "{} ids {}, then {} messages",
                ids.len(),
                ends(&ids),
                stat.counter()
            )
        }
        Task::Top => body(&client.top(1, 0).await?),
        Task::Retr => body(&client.retr(1).await?),
    };
    client.quit().await?;
    Ok(outcome)
}
