//! The client against our own server half, in memory.
#![allow(clippy::expect_used, clippy::panic, reason = "a test")]

use proptest::prelude::*;
use secrecy::SecretString;
use vigie_pop3::client::{Client, CommandError, Event};
use vigie_pop3::server::{Ended, Listed, Request, Session, Settings, Transport};
use vigie_pop3::{
    Asked, Command, Limits, MessageNumber, Plain, Reply, ResponseCode, UniqueId, Verb, apop,
};

const LOGIN: &str = "nom@cabinet.example";

/// A mailbox, and what became of the session.
struct Provider {
    session: Session,
    password: SecretString,
    messages: Vec<(Vec<u8>, UniqueId)>,
    deleted: Option<Vec<u32>>,
    ended: Option<Ended>,
    logins: u32,
}

impl Provider {
    fn new(settings: Settings, messages: &[&[u8]]) -> Self {
        let messages = messages
            .iter()
            .enumerate()
            .map(|(index, octets)| {
                let unique_id = format!("uid-{index}");
                (
                    octets.to_vec(),
                    UniqueId::new(unique_id.as_bytes()).expect("a unique id"),
                )
            })
            .collect();
        Self {
            session: Session::new(settings),
            password: "s e c r è t".into(),
            messages,
            deleted: None,
            ended: None,
            logins: 0,
        }
    }

    fn serve(&mut self) {
        while let Some(request) = self.session.next_request() {
            match request {
                Request::Login(login) => {
                    self.logins += 1;
                    if login.proves(LOGIN, &self.password) {
                        let listed = self
                            .messages
                            .iter()
                            .map(|(octets, unique_id)| Listed {
                                octets: octets.len() as u64,
                                unique_id: unique_id.clone(),
                            })
                            .collect();
                        self.session.open(listed).expect("asked");
                    } else {
                        let refusal = Reply::coded(ResponseCode::Auth, "Wrong name or password");
                        self.session.refuse(&refusal).expect("asked");
                    }
                }
                Request::Body { message, .. } => {
                    for part in self.messages[message.index()].0.chunks(5) {
                        if !self.session.send_body(part).expect("asked") {
                            break;
                        }
                    }
                    self.session.finish_body().expect("asked");
                }
                Request::Update { deleted } => {
                    self.deleted = Some(deleted.iter().map(|message| message.get()).collect());
                    self.session.complete_update().expect("asked");
                }
                Request::BeginTls | Request::Flush => return,
                Request::Close(why) => self.ended = Some(why),
            }
        }
    }
}

/// Carries octets to and fro, in slices, until neither side has anything to say.
fn converse(client: &mut Client, provider: &mut Provider, slice: usize) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    loop {
        let to_server = client.take_output();
        for part in to_server.chunks(slice) {
            provider.session.receive(part);
            provider.serve();
        }
        provider.serve();
        let to_client = provider.session.take_output();
        if to_server.is_empty() && to_client.is_empty() {
            return events;
        }
        for part in to_client.chunks(slice) {
            client.receive(part);
            while let Some(event) = client.next_event().expect("a faithful server") {
                events.push(event);
            }
        }
    }
}

fn message(number: u32) -> MessageNumber {
    MessageNumber::new(number).expect("not zero")
}

fn refusals(events: &[Event]) -> Vec<(Asked, Reply)> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Refused { asked, reply } => Some((*asked, reply.clone())),
            _ => None,
        })
        .collect()
}

fn bodies(events: &[Event]) -> Vec<u8> {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Body { chunk, .. } => Some(chunk.to_vec()),
            _ => None,
        })
        .flatten()
        .collect()
}

fn send_all(client: &mut Client, commands: impl IntoIterator<Item = Command>) {
    for command in commands {
        client.send(command).expect("a legal command");
    }
}

fn plain(provider: &Provider, initial_response: bool) -> Command {
    Command::AuthPlain {
        plain: Plain::new(LOGIN, provider.password.clone()),
        initial_response,
    }
}

#[test]
fn a_whole_session_in_one_burst() {
    for slice in [1, 7, 4_096] {
        let mut provider = Provider::new(
            Settings::new(Transport::Tls),
            &[
                b"Subject: a\r\n\r\n.\r\nb\r\n",
                b"Subject: c\n\nd",
                b"Subject: e\r\n\r\n",
            ],
        );
        let mut client = Client::new(Limits::default());
        let events = converse(&mut client, &mut provider, slice);
        assert!(matches!(events[..], [Event::Greeting(_)]));
        let login = plain(&provider, true);
        send_all(
            &mut client,
            [
                login,
                Command::Capa,
                Command::Stat,
                Command::Uidl(None),
                Command::Top {
                    message: message(1),
                    lines: 1,
                },
                Command::Retr(message(2)),
                Command::Dele(message(2)),
                Command::List(None),
                Command::List(Some(message(2))),
                Command::Rset,
                Command::Dele(message(3)),
                Command::Quit,
            ],
        );
        let events = converse(&mut client, &mut provider, slice);
        assert_eq!(
            bodies(&events),
            b"Subject: a\r\n\r\n.\r\nSubject: c\r\n\r\nd\r\n"
        );
        let asked: Vec<String> = refusals(&events)
            .iter()
            .map(|(asked, _)| asked.to_string())
            .collect();
        assert_eq!(asked, ["LIST 2"]);
        assert_eq!(
            events
                .iter()
                .filter(|event| event.completes().is_some())
                .count(),
            12
        );
        assert_eq!(provider.deleted, Some(vec![3]));
        assert_eq!(provider.ended, Some(Ended::Quit));
        assert!(client.is_over());
        let announced = client.capabilities().expect("CAPA was answered");
        assert!(announced.uidl() && announced.pipelining() && !announced.user());
    }
}

#[test]
fn every_way_to_log_in() {
    let settings = Settings {
        apop_timestamp: Some("<7.1@vigie.test>".into()),
        ..Settings::new(Transport::Tls)
    };
    for way in 0..4 {
        let mut provider = Provider::new(settings.clone(), &[]);
        let mut client = Client::new(Limits::default());
        let greeting = converse(&mut client, &mut provider, 64);
        let [Event::Greeting(greeting)] = &greeting[..] else {
            panic!("{greeting:?}");
        };
        let timestamp = greeting.apop_timestamp.as_deref().expect("a timestamp");
        let commands = match way {
            0 => vec![
                Command::User(LOGIN.into()),
                Command::Pass(provider.password.clone()),
            ],
            1 => vec![Command::Apop {
                login: LOGIN.into(),
                digest: apop::digest(timestamp, &provider.password),
            }],
            2 => vec![plain(&provider, true)],
            _ => vec![plain(&provider, false)],
        };
        send_all(&mut client, commands);
        let events = converse(&mut client, &mut provider, 64);
        assert_eq!(refusals(&events), [], "way {way}");
        send_all(&mut client, [Command::Stat, Command::Quit]);
        let events = converse(&mut client, &mut provider, 64);
        assert_eq!(refusals(&events), [], "way {way}");
        assert_eq!(provider.ended, Some(Ended::Quit));
    }
}

#[test]
fn a_client_presents_credentials_once() {
    let mut provider = Provider::new(Settings::new(Transport::Tls), &[]);
    provider.password = "changed".into();
    let mut client = Client::new(Limits::default());
    converse(&mut client, &mut provider, 64);
    send_all(
        &mut client,
        [Command::User(LOGIN.into()), Command::Pass("old".into())],
    );
    let events = converse(&mut client, &mut provider, 64);
    assert_eq!(
        refusals(&events),
        [(
            Asked {
                verb: Verb::Pass,
                message: None
            },
            Reply::coded(ResponseCode::Auth, "Wrong name or password")
        )]
    );
    for again in [
        Command::Pass("changed".into()),
        plain(&provider, true),
        Command::Apop {
            login: LOGIN.into(),
            digest: "0".into(),
        },
    ] {
        assert_eq!(client.send(again), Err(CommandError::SecondAttempt));
    }
    assert_eq!(client.send(Command::Quit), Ok(()));
    converse(&mut client, &mut provider, 64);
    assert_eq!(provider.logins, 1);
}

#[test]
fn stls_forgets_what_was_said_before() {
    let mut provider = Provider::new(Settings::new(Transport::ClearWithStls), &[]);
    let mut client = Client::new(Limits::default());
    converse(&mut client, &mut provider, 64);

    send_all(&mut client, [Command::Capa, Command::User(LOGIN.into())]);
    let events = converse(&mut client, &mut provider, 64);
    assert_eq!(refusals(&events).len(), 1, "no name in clear text");
    let announced = client.capabilities().expect("CAPA was answered");
    assert!(announced.stls() && !announced.sasl("PLAIN"));

    client.send(Command::Noop).expect("a legal command");
    assert_eq!(
        client.send(Command::Stls),
        Err(CommandError::StlsNotPossible)
    );
    converse(&mut client, &mut provider, 64);

    client.send(Command::Stls).expect("nothing is outstanding");
    assert!(matches!(
        client.send(Command::Capa),
        Err(CommandError::MustWait(_))
    ));
    converse(&mut client, &mut provider, 64);
    assert!(client.is_awaiting_tls());
    assert_eq!(client.send(Command::Capa), Err(CommandError::AwaitingTls));

    provider.session.tls_established().expect("agreed");
    client.tls_established();
    assert_eq!(client.capabilities(), None);
    client.send(Command::Capa).expect("TLS is up");
    converse(&mut client, &mut provider, 64);
    let announced = client.capabilities().expect("CAPA was answered");
    assert!(!announced.stls() && announced.sasl("PLAIN"));

    let login = plain(&provider, true);
    send_all(&mut client, [login, Command::Quit]);
    assert_eq!(refusals(&converse(&mut client, &mut provider, 64)), []);
    assert_eq!(provider.deleted, Some(vec![]));
}

#[test]
fn nothing_is_sent_that_would_break_out_of_its_argument() {
    let mut provider = Provider::new(Settings::new(Transport::Tls), &[]);
    let mut client = Client::new(Limits::default());
    converse(&mut client, &mut provider, 64);
    let smuggling = Command::Pass("x\r\nDELE 1".into());
    assert!(matches!(
        client.send(smuggling),
        Err(CommandError::Argument(_))
    ));
    assert!(client.take_output().is_empty());
    // What was not sent was no attempt.
    let login = plain(&provider, true);
    assert_eq!(client.send(login), Ok(()));
}

#[test]
fn no_debug_output_shows_a_secret() {
    let mut client = Client::new(Limits::default());
    client.receive(b"+OK\r\n");
    client.next_event().expect("a greeting");
    client
        .send(Command::Pass("hunter2".into()))
        .expect("a legal command");
    assert!(!format!("{client:?}").contains("hunter2"));
    let mut session = Session::new(Settings::new(Transport::Tls));
    session.receive(b"USER a\r\nPASS hunter2\r\n");
    let login = session.next_request();
    assert!(matches!(login, Some(Request::Login(_))));
    assert!(!format!("{session:?} {login:?}").contains("hunter2"));
}

#[test]
fn ten_thousand_messages_in_one_burst() {
    let header =
        b"Subject: un accus\xe9\r\nDate: Mon, 2 Nov 2026 08:00:00 +0100\r\n\r\n".as_slice();
    let mut provider = Provider::new(Settings::new(Transport::Tls), &vec![header; 10_000]);
    let mut client = Client::new(Limits::default());
    converse(&mut client, &mut provider, 1 << 16);
    let login = plain(&provider, true);
    send_all(&mut client, [login, Command::Uidl(None)]);
    send_all(
        &mut client,
        (1..=10_000).map(|number| Command::Top {
            message: message(number),
            lines: 0,
        }),
    );
    client.send(Command::Quit).expect("a legal command");
    let events = converse(&mut client, &mut provider, 1 << 16);
    let unique_ids = events
        .iter()
        .filter(|event| matches!(event, Event::UniqueId(_)))
        .count();
    assert_eq!(unique_ids, 10_000);
    assert_eq!(bodies(&events).len(), 10_000 * header.len());
    assert!(client.is_over());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message_arrives_whole(
        octets in proptest::collection::vec(prop_oneof![Just(b'.'), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200),
        slice in 1usize..50,
    ) {
        let mut provider = Provider::new(Settings::new(Transport::Tls), &[&octets]);
        let mut client = Client::new(Limits::default());
        converse(&mut client, &mut provider, slice);
        let login = plain(&provider, false);
        send_all(&mut client, [login]);
        converse(&mut client, &mut provider, slice);
        send_all(&mut client, [Command::Retr(message(1)), Command::Quit]);
        let arrived = bodies(&converse(&mut client, &mut provider, slice));
        let bare = |octets: &[u8]| octets.iter().copied().filter(|octet| !b"\r\n".contains(octet)).collect::<Vec<u8>>();
        prop_assert_eq!(bare(&arrived), bare(&octets));
        prop_assert!(arrived.is_empty() || arrived.ends_with(b"\r\n"));
    }
}
