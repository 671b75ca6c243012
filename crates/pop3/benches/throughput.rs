//! How fast the client reads: lines of UIDL per second, and a first scan of many messages, growing.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "a bench prints")]

use std::time::Instant;

use vigie_pop3::client::{Client, Event};
use vigie_pop3::{Command, Limits, MessageNumber};

/// Octets fed at a time, as a socket would.
const READ_OCTETS: usize = 32 << 10;
const MESSAGE: &[u8] = b"+OK\r\nReturn-Path: <>\r\nReceived: from a.example by b.example; Mon, 2 Nov 2026 08:00:00 +0100\r\n\
    From: caisse@cpam.example\r\nTo: nom@cabinet.example\r\nSubject: ARL\r\nMessage-ID: <1@a.example>\r\n\r\n.\r\n";

fn main() {
    for messages in [10_000u32, 100_000, 1_000_000] {
        let mut wire = b"+OK\r\n".to_vec();
        for number in 1..=messages {
            wire.extend_from_slice(format!("{number} {number:0>24}\r\n").as_bytes());
        }
        wire.extend_from_slice(b".\r\n");
        let (seconds, events) = read(&[Command::Uidl(None)], &wire);
        assert_eq!(u32::try_from(events - 2), Ok(messages));
        let rate = f64::from(messages) / seconds;
        println!(
            "UIDL of {messages} messages: {:.1} ms, {rate:.0} lines/s",
            seconds * 1e3
        );
    }
    for messages in [10_000u32, 100_000] {
        let commands: Vec<Command> = (1..=messages)
            .filter_map(MessageNumber::new)
            .map(|message| Command::Top { message, lines: 0 })
            .collect();
        let wire = MESSAGE.repeat(commands.len());
        let (seconds, events) = read(&commands, &wire);
        assert!(events >= 3 * commands.len());
        let rate = f64::from(messages) / seconds;
        println!(
            "TOP of {messages} messages in one burst: {:.1} ms, {rate:.0} messages/s",
            seconds * 1e3
        );
    }
}

/// Seconds, and events seen.
fn read(commands: &[Command], wire: &[u8]) -> (f64, usize) {
    let limits = Limits {
        listing_items: u32::MAX,
        ..Limits::default()
    };
    let begun = Instant::now();
    let mut client = Client::new(limits);
    client.receive(b"+OK\r\n");
    client.next_event().expect("a greeting");
    for command in commands {
        client.send(command.clone()).expect("a legal command");
    }
    let _ = client.take_output();
    let mut events = 0;
    for part in wire.chunks(READ_OCTETS) {
        client.receive(part);
        while let Some(event) = client.next_event().expect("a faithful server") {
            if let Event::Unparsable { excerpt, .. } = &event {
                println!("unparsable: {excerpt}");
            }
            events += 1;
        }
    }
    (begun.elapsed().as_secs_f64(), events)
}
