//! Our client on a blocking socket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Instant;

use vigie_pop3::client::{Client, Event};
use vigie_pop3::{Command, Limits, MessageNumber, Plain, Reply};

use crate::LIMIT;
use crate::scenarios::{Scenario, Task, body, ends};
use crate::server::Server;

/// What our client makes of the script.
pub(crate) fn run(scenario: &Scenario) -> String {
    let server = Server::start(scenario.script.clone());
    let outcome = session(server.port, scenario).unwrap_or_else(|outcome| outcome);
    outcome + &server.complaints()
}

struct Connection {
    client: Client,
    stream: TcpStream,
    deadline: Instant,
}

impl Connection {
    fn open(port: u16) -> Self {
        let limits = Limits {
            listing_items: 50_000,
            ..Limits::default()
        };
        Self {
            client: Client::new(limits),
            stream: TcpStream::connect(("127.0.0.1", port)).unwrap(),
            deadline: Instant::now() + LIMIT,
        }
    }

    fn next(&mut self) -> Result<Event, String> {
        loop {
            let event = self
                .client
                .next_event()
                .map_err(|violation| format!("violation: {violation}"))?;
            if let Some(event) = event {
                return Ok(event);
            }
            // After a connection that was reset the write fails, but what came before can still be read.
            let _ = self.stream.write_all(&self.client.take_output());
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("too slow".to_owned());
            }
            self.stream.set_read_timeout(Some(left)).unwrap();
            let mut octets = [0; 16 << 10];
            match self.stream.read(&mut octets) {
                Ok(0) => self.client.end_of_stream(),
                Ok(count) => self.client.receive(&octets[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                    self.client.end_of_stream();
                }
                Err(_) => return Err("too slow".to_owned()),
            }
        }
    }

    /// Every event of the answer.
    fn ask(&mut self, command: Command) -> Result<Vec<Event>, String> {
        self.client
            .send(command)
            .map_err(|error| format!("not sent: {error}"))?;
        let mut events = Vec::new();
        loop {
            let event = self.next()?;
            let complete = event.completes().is_some();
            events.push(event);
            if complete {
                return Ok(events);
            }
        }
    }

    /// As [`ask`](Self::ask); a refusal is the end.
    fn must(&mut self, command: Command) -> Result<Vec<Event>, String> {
        let events = self.ask(command)?;
        match events.first() {
            Some(Event::Refused { asked, reply }) => {
                Err(format!("refused {asked} {}", words(reply)))
            }
            _ => Ok(events),
        }
    }
}

fn words(reply: &Reply) -> String {
    match &reply.code {
        Some(code) => format!("{code} {:?}", reply.text),
        None => format!("{:?}", reply.text),
    }
}

fn session(port: u16, scenario: &Scenario) -> Result<String, String> {
    let mut connection = Connection::open(port);
    if let Event::TurnedAway(reply) = connection.next()? {
        return Err(format!("turned away {}", words(&reply)));
    }
    connection.ask(Command::Capa)?;
    let sasl = connection
        .client
        .capabilities()
        .is_some_and(|capabilities| capabilities.sasl("PLAIN"));
    if sasl {
        connection.must(Command::AuthPlain {
            plain: Plain::new("name", scenario.password.into()),
            initial_response: true,
        })?;
    } else {
        connection.must(Command::User("name".into()))?;
        connection.must(Command::Pass(scenario.password.into()))?;
    }
    let first = MessageNumber::new(1).unwrap();
    let outcome = match scenario.task {
        Task::Nothing => "logged in".to_owned(),
        Task::Stat => stat(&mut connection)?,
        Task::List => {
            let sizes: Vec<String> = connection
                .must(Command::List(None))?
                .iter()
                .filter_map(|event| match event {
                    Event::Scan(listing) => Some(listing.octets.to_string()),
                    _ => None,
                })
                .collect();
            format!("{} sizes {}", sizes.len(), ends(&sizes))
        }
        Task::UidlAndStat => {
            let events = connection.must(Command::Uidl(None))?;
            let ids: Vec<String> = events
                .iter()
                .filter_map(|event| match event {
                    Event::UniqueId(listing) => Some(listing.unique_id.to_string()),
                    _ => None,
                })
                .collect();
            let odd = match events.len() - ids.len() - 2 {
                0 => String::new(),
                count => format!(", {count} line unparsable"),
            };
            let stat = stat(&mut connection)?;
            format!("{} ids {}{odd}, then {stat}", ids.len(), ends(&ids))
        }
        Task::Top => body(&octets(&connection.must(Command::Top {
            message: first,
            lines: 0,
        })?)),
        Task::Retr => body(&octets(&connection.must(Command::Retr(first))?)),
    };
    connection.must(Command::Quit)?;
    Ok(outcome)
}

fn stat(connection: &mut Connection) -> Result<String, String> {
    let events = connection.must(Command::Stat)?;
    Ok(events
        .iter()
        .find_map(|event| match event {
            Event::Maildrop(maildrop) => Some(format!("{} messages", maildrop.messages)),
            _ => None,
        })
        .unwrap_or_else(|| "an unparsable STAT".to_owned()))
}

fn octets(events: &[Event]) -> Vec<u8> {
    let mut octets = Vec::new();
    for event in events {
        if let Event::Body { chunk, .. } = event {
            octets.extend_from_slice(chunk);
        }
    }
    octets
}
