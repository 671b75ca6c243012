//! Plays a server's octets to the client and shows what came out, line by line.

use vigie_pop3::client::{Client, CommandError, Event};
use vigie_pop3::{Command, Limits, MessageNumber, Reply};

/// Plays the octets in these parts, then the end of the stream.
pub(crate) fn play(limits: &Limits, parts: &[&[u8]], commands: &[Command]) -> Vec<String> {
    let mut client = Client::new(limits.clone());
    let mut to_send = commands.iter();
    let mut next = to_send.next();
    let mut shown: Vec<String> = Vec::new();
    let mut body: Vec<u8> = Vec::new();
    for part in parts.iter().map(Some).chain([None]) {
        match part {
            Some(part) => client.receive(part),
            None => client.end_of_stream(),
        }
        loop {
            match client.next_event() {
                Ok(None) => break,
                Ok(Some(Event::Body { chunk, .. })) => body.extend_from_slice(&chunk),
                Ok(Some(event)) => {
                    flush(&mut body, &mut shown);
                    shown.push(show(&event));
                }
                Err(violation) => {
                    flush(&mut body, &mut shown);
                    let line = format!("! {violation}");
                    if shown.last() != Some(&line) {
                        shown.push(line);
                    }
                    break;
                }
            }
            while let Some(command) = next {
                match client.send(command.clone()) {
                    Ok(()) => next = to_send.next(),
                    Err(CommandError::BeforeGreeting | CommandError::MustWait(_)) => break,
                    Err(error) => {
                        shown.push(format!("unsent {}: {error}", command.asked()));
                        next = to_send.next();
                    }
                }
            }
        }
    }
    flush(&mut body, &mut shown);
    shown
}

fn flush(body: &mut Vec<u8>, shown: &mut Vec<String>) {
    if !body.is_empty() {
        shown.push(format!("body {}", body.escape_ascii()));
        body.clear();
    }
}

fn show(event: &Event) -> String {
    match event {
        Event::Greeting(greeting) => match &greeting.apop_timestamp {
            Some(timestamp) => format!("greeting {} apop {timestamp}", words(&greeting.reply)),
            None => format!("greeting {}", words(&greeting.reply)),
        },
        Event::TurnedAway(reply) => format!("turned away {}", words(reply)),
        Event::Accepted { asked, reply } => format!("ok {asked} {}", words(reply)),
        Event::Refused { asked, reply } => format!("no {asked} {}", words(reply)),
        Event::Capability(capability) => format!("capa {capability}"),
        Event::Maildrop(maildrop) => format!("stat {} {}", maildrop.messages, maildrop.octets),
        Event::Scan(listing) => format!("scan {} {}", listing.message, listing.octets),
        Event::UniqueId(listing) => format!("uid {} {}", listing.message, listing.unique_id),
        Event::Language(line) => format!("lang {line}"),
        Event::Unparsable { asked, excerpt } => format!("odd {asked} {excerpt:?}"),
        Event::Body { .. } => String::new(),
        Event::End(asked) => format!("end {asked}"),
    }
}

fn words(reply: &Reply) -> String {
    match &reply.code {
        Some(code) => format!("{code} {:?}", reply.text),
        None => format!("{:?}", reply.text),
    }
}

/// Asserts what comes out, with the octets in one piece, cut in two at every place, and one by one.
#[track_caller]
pub(crate) fn expect_within(limits: &Limits, wire: &[u8], commands: &[Command], expected: &[&str]) {
    let mut all: Vec<Vec<&[u8]>> = (0..wire.len())
        .map(|cut| vec![&wire[..cut], &wire[cut..]])
        .collect();
    all.push(wire.chunks(1).collect());
    for parts in all {
        let shown = play(limits, &parts, commands);
        assert_eq!(shown, expected, "cut after {}", parts[0].len());
    }
}

/// As [`expect_within`], with the usual limits.
#[track_caller]
pub(crate) fn expect(wire: &[u8], commands: &[Command], expected: &[&str]) {
    expect_within(&Limits::default(), wire, commands, expected);
}

pub(crate) fn message(number: u32) -> MessageNumber {
    MessageNumber::new(number).expect("not zero")
}
