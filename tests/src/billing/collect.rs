//! Collecting the mailbox.

use std::{
    fs,
    io::{self, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use vigie_pop3::{
    Command, Limits, MessageNumber, ResponseCode,
    client::{Client, Event},
};

use super::Settings;

/// How long the server may be silent. Some wait ten seconds for a lock before they refuse.
const SILENCE: Duration = Duration::from_secs(30);

/// Why nothing, or not everything, was collected.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// Somebody else reads the mailbox.
    #[error("the mailbox is in use")]
    InUse,
    /// The server refused something else.
    #[error("refused: {0}")]
    Refused(String),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Connection(#[from] io::Error),
    /// TLS could not be set up.
    #[error("TLS: {0}")]
    Tls(String),
    /// What came is not POP3.
    #[error("not POP3: {0}")]
    Protocol(String),
}

/// Collects every message: first onto the disk, then deleted on the server. Returns how many.
pub(super) fn collect(settings: &Settings) -> Result<usize, CollectError> {
    fs::create_dir_all(&settings.collected)?;
    let mut session = Session::open(settings)?;
    session.ask(Command::User(settings.user.clone()))?;
    session.ask(Command::Pass(settings.password.clone()))?;
    let mut messages = 0;
    for event in session.ask(Command::Stat)? {
        if let Event::Maildrop(maildrop) = event {
            messages = maildrop.messages;
        }
    }
    let mut uids = Vec::new();
    for event in session.ask(Command::Uidl(None))? {
        if let Event::UniqueId(listing) = event {
            uids.push(listing);
        }
    }
    if u32::try_from(uids.len()) != Ok(messages) {
        return Err(CollectError::Protocol("UIDL and STAT differ".to_owned()));
    }
    for listing in &uids {
        let name: String = listing
            .unique_id
            .to_string()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        let message = session.retrieve(listing.message)?;
        let file = settings.collected.join(format!("{name}.eml"));
        let mut written = fs::File::create(&file)?;
        written.write_all(&message)?;
        written.sync_all()?;
        session.ask(Command::Dele(listing.message))?;
    }
    session.ask(Command::Quit)?;
    Ok(uids.len())
}

/// What a session is carried by.
trait Carrier: Read + Write {}

impl<T: Read + Write> Carrier for T {}

struct Session {
    client: Client,
    stream: Box<dyn Carrier>,
}

impl Session {
    fn open(settings: &Settings) -> Result<Self, CollectError> {
        let tcp = TcpStream::connect((settings.pop.host.as_str(), settings.pop.port))?;
        tcp.set_read_timeout(Some(SILENCE))?;
        let mut session = Self {
            client: Client::new(Limits::default()),
            stream: if settings.pop.clear {
                Box::new(tcp)
            } else {
                Box::new(StreamOwned::new(tls(settings)?, tcp))
            },
        };
        loop {
            match session.next()? {
                Event::Greeting(_) => return Ok(session),
                Event::TurnedAway(reply) => return Err(CollectError::Refused(reply.text)),
                _ => {}
            }
        }
    }

    /// Asks and waits for the whole answer.
    fn ask(&mut self, command: Command) -> Result<Vec<Event>, CollectError> {
        self.client
            .send(command)
            .map_err(|e| CollectError::Protocol(e.to_string()))?;
        let mut events = Vec::new();
        loop {
            let event = self.next()?;
            if let Event::Refused { reply, .. } = &event {
                return Err(match &reply.code {
                    Some(ResponseCode::InUse) => CollectError::InUse,
                    _ => CollectError::Refused(reply.text.clone()),
                });
            }
            let complete = event.completes().is_some();
            events.push(event);
            if complete {
                return Ok(events);
            }
        }
    }

    fn retrieve(&mut self, message: MessageNumber) -> Result<Vec<u8>, CollectError> {
        let mut whole = Vec::new();
        for event in self.ask(Command::Retr(message))? {
            if let Event::Body { chunk, .. } = event {
                whole.extend_from_slice(&chunk);
            }
        }
        Ok(whole)
    }

    fn next(&mut self) -> Result<Event, CollectError> {
        let mut buffer = [0; 8192];
        loop {
            let out = self.client.take_output();
            if !out.is_empty() {
                self.stream.write_all(&out)?;
                self.stream.flush()?;
            }
            match self.client.next_event() {
                Ok(Some(event)) => return Ok(event),
                Ok(None) => {}
                Err(violation) => return Err(CollectError::Protocol(violation.to_string())),
            }
            match self.stream.read(&mut buffer)? {
                0 => self.client.end_of_stream(),
                read => self.client.receive(&buffer[..read]),
            }
        }
    }
}

fn tls(settings: &Settings) -> Result<ClientConnection, CollectError> {
    let failed = |what: &dyn std::fmt::Display| CollectError::Tls(what.to_string());
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_file(&settings.ca_file).map_err(|e| failed(&e))?;
    roots.add(root).map_err(|e| failed(&e))?;
    let config = ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::aws_lc_rs::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .map_err(|e| failed(&e))?
    .with_root_certificates(roots)
    .with_no_client_auth();
    let name = ServerName::try_from(settings.pop.host.clone()).map_err(|e| failed(&e))?;
    ClientConnection::new(Arc::new(config), name).map_err(|e| failed(&e))
}
