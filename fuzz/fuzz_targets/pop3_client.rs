//! Whatever a server sends, and however it is sliced, the client says the same and does not panic.
//!
//! Input: one octet that chooses the commands, one that chooses where to cut, then the server's octets.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_pop3::client::{Client, CommandError, Event, Violation};
use vigie_pop3::{Asked, Command, Limits, MessageNumber, Plain};

fuzz_target!(|data: &[u8]| {
    let [choice, cut, wire @ ..] = data else {
        return;
    };
    let cut = usize::from(*cut).min(wire.len());
    let whole = play(*choice, &[wire]);
    if choice % 6 == STLS {
        // STLS is sent or not sent by what has arrived already.
        return;
    }
    assert_eq!(whole, play(*choice, &[&wire[..cut], &wire[cut..]]));
    let octets: Vec<&[u8]> = wire.chunks(1).collect();
    assert_eq!(whole, play(*choice, &octets));
});

#[derive(Debug, PartialEq)]
enum Said {
    Event(Event),
    /// A body, its chunks joined: how it is cut depends on the slices.
    Body(Asked, Vec<u8>),
    Violation(Violation),
}

fn play(choice: u8, parts: &[&[u8]]) -> Vec<Said> {
    let mut client = Client::new(Limits {
        line_octets: 128,
        listing_octets: 1_024,
        listing_items: 16,
        capability_items: 8,
        unique_id_octets: 80,
        top_octets: 512,
        retr_octets: 1_024,
        outstanding_commands: 32,
    });
    let mut to_send = commands(choice).into_iter().peekable();
    let mut said = Vec::new();
    for part in parts {
        client.receive(part);
        drain(&mut client, &mut to_send, &mut said);
    }
    client.end_of_stream();
    drain(&mut client, &mut to_send, &mut said);
    said
}

fn drain(
    client: &mut Client,
    to_send: &mut std::iter::Peekable<std::vec::IntoIter<Command>>,
    said: &mut Vec<Said>,
) {
    loop {
        let _ = client.take_output();
        match client.next_event() {
            Ok(Some(Event::Body { asked, chunk })) => match said.last_mut() {
                Some(Said::Body(same, body)) if *same == asked => body.extend_from_slice(&chunk),
                _ => said.push(Said::Body(asked, chunk.into_vec())),
            },
            Ok(Some(event)) => said.push(Said::Event(event)),
            Ok(None) => return,
            Err(violation) => {
                if !matches!(said.last(), Some(Said::Violation(_))) {
                    said.push(Said::Violation(violation));
                }
                return;
            }
        }
        while let Some(command) = to_send.peek() {
            match client.send(command.clone()) {
                Err(CommandError::MustWait(_) | CommandError::BeforeGreeting) => break,
                _ => drop(to_send.next()),
            }
        }
    }
}

const STLS: u8 = 3;

fn commands(choice: u8) -> Vec<Command> {
    let message = MessageNumber::new(1).expect("not zero");
    match choice % 6 {
        0 => vec![
            Command::Capa,
            Command::User("name".into()),
            Command::Pass("secret".into()),
            Command::Stat,
            Command::Uidl(None),
            Command::List(None),
            Command::Top { message, lines: 0 },
            Command::Quit,
        ],
        1 => vec![
            Command::AuthPlain {
                plain: Plain::new("name", "secret".into()),
                initial_response: false,
            },
            Command::Capa,
            Command::Uidl(None),
        ],
        2 => vec![
            Command::Top { message, lines: 0 },
            Command::Retr(message),
            Command::Quit,
        ],
        STLS => vec![Command::Stls],
        4 => vec![
            Command::Lang(None),
            Command::Lang(Some("fr".into())),
            Command::Utf8,
            Command::List(Some(message)),
            Command::Uidl(Some(message)),
            Command::Dele(message),
        ],
        _ => vec![Command::Uidl(None), Command::Noop, Command::Rset],
    }
}
