//! Where the resident agent's memory lies, with a tray and without a desktop.

use std::{fs, thread, time::Duration};

use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    mail::Mail,
};

use super::table;

/// Long enough for the first check and for what starting leaves behind.
const SETTLE: Duration = Duration::from_secs(25);

/// What a mapping of a process is for, in the order of the table.
const KINDS: [&str; 6] = [
    "program: code",
    "program: constants, unwinding tables",
    "program: written (relocations, variables)",
    "heap",
    "stacks and other anonymous",
    "shared libraries and other files",
];

const WRITTEN: usize = 2;

pub(crate) fn run() {
    let desktop = Desktop::start();
    let mail = Mail::start();
    // One after the other: two that run share their program's pages, and each counts half.
    let columns = [Some(&desktop), None].map(|desktop| {
        let mut agent = watching(desktop, &mail);
        thread::sleep(SETTLE);
        let kinds = kinds(agent.process().id());
        agent.stop();
        kinds
    });
    let mut rows: Vec<Vec<String>> = KINDS
        .iter()
        .enumerate()
        .map(|(kind, name)| row(name, &columns.map(|column| column[kind])))
        .collect();
    let sums = columns.map(|column| column.iter().sum());
    rows.push(row("**together**", &sums));
    table::print(
        "Where the idle agent's memory lies, one mailbox (PSS, MiB)",
        &["what", "tray shown", "headless"],
        &rows,
    );
}

fn watching(desktop: Option<&Desktop>, mail: &Mail) -> Agent {
    let options = agent::Options {
        ca_file: Some(mail.ca_file().into()),
        passphrase: desktop.is_none().then(|| "a passphrase for a bench".into()),
        ..agent::Options::default()
    };
    let agent = Agent::start(desktop, options);
    agent.add(mail, "cabinet");
    agent.until("a first check", SETTLE, |mailbox| {
        mailbox.last_success.is_some()
    });
    agent
}

fn row(name: &str, kib: &[u64]) -> Vec<String> {
    let figures = kib.iter().map(|kib| format!("{:.1}", *kib as f64 / 1024.0));
    std::iter::once(name.to_owned()).chain(figures).collect()
}

/// Proportional KiB of each of [`KINDS`].
fn kinds(id: u32) -> [u64; KINDS.len()] {
    let program = fs::read_link(format!("/proc/{id}/exe")).expect("the agent has a file");
    let program = program.display().to_string();
    let smaps = fs::read_to_string(format!("/proc/{id}/smaps")).expect("the agent runs");
    let mut kinds = [0; KINDS.len()];
    let mut mapping = ("", "");
    // In each mapping « Pss » stands before « Anonymous ».
    for line in smaps.lines() {
        let (key, rest) = line.split_once(' ').unwrap_or_default();
        let kib = || {
            let number = rest.trim().trim_end_matches(" kB");
            number.parse::<u64>().expect("a number of kB")
        };
        match key {
            "Pss:" => kinds[kind(mapping, &program)] += kib(),
            "Anonymous:" if mapping.1 == program => {
                kinds[kind(mapping, &program)] -= kib();
                kinds[WRITTEN] += kib();
            }
            _ if !key.ends_with(':') => {
                let mut fields = rest.split_whitespace();
                mapping = (
                    fields.next().unwrap_or_default(),
                    fields.nth(3).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    kinds
}

/// The index in [`KINDS`] of a mapping with these rights and this name.
fn kind((rights, name): (&str, &str), program: &str) -> usize {
    match name {
        _ if name == program => usize::from(!rights.contains('x')),
        "[heap]" => 3,
        _ if name.starts_with('/') || name.starts_with("[v") => 5,
        _ => 4,
    }
}
