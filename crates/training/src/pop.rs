//! The POP3S server, on the server half of `vigie-pop3`.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};
use tokio_rustls::TlsAcceptor;
use vigie_pop3::{
    Capability, Reply, ResponseCode, UniqueId,
    server::{Listed, Login, NotAsked, Request, Session, Settings, Transport},
};

use crate::{
    ground::Provider,
    maildrop::{Locked, Message},
    trouble::Trouble,
};

/// How long the client may be silent. RFC 1939 §3 asks for ten minutes; a trainee who has to wait
/// that long for a mailbox left locked would learn the wrong thing.
const SILENCE: Duration = Duration::from_secs(30);

/// One client, from the TLS handshake to its end.
pub(crate) async fn serve(stream: TcpStream, provider: Arc<Provider>) {
    let accept = TlsAcceptor::from(provider.tls()).accept(stream);
    let Ok(Ok(mut stream)) = time::timeout(SILENCE, accept).await else {
        return;
    };
    let mut conversation = Conversation::new(provider);
    let mut buffer = vec![0; 4096];
    loop {
        // Flush stands between parts of a long answer, so that its memory stays bounded.
        let over = loop {
            let step = conversation.step();
            let out = conversation.session.take_output();
            if stream.write_all(&out).await.is_err() {
                break true;
            }
            match step {
                Step::Flush => {}
                Step::Read => break false,
                Step::Over => break true,
            }
        };
        if over {
            break;
        }
        match time::timeout(SILENCE, stream.read(&mut buffer)).await {
            Ok(Ok(0)) => conversation.session.end_of_stream(),
            Ok(Ok(read)) => conversation
                .session
                .receive(buffer.get(..read).unwrap_or_default()),
            Ok(Err(_)) | Err(_) => break,
        }
    }
    // The lock ends before the connection does: a client that comes back at once finds it free.
    drop(conversation);
    let _client_may_be_gone = stream.shutdown().await;
}

/// What the connection has to do next.
enum Step {
    Flush,
    Read,
    Over,
}

/// The provider's side of one session.
struct Conversation {
    session: Session,
    provider: Arc<Provider>,
    mailbox: Option<Locked>,
}

impl Conversation {
    fn new(provider: Arc<Provider>) -> Self {
        let mut settings = Settings::new(Transport::Tls);
        "Vigie, terrain d'entrainement".clone_into(&mut settings.greeting);
        // The production rules leave at least this pause between two logins, so a trainee need not
        // wait a minute. It is announced but not enforced: another programme may look in as well.
        settings.announced.add(Capability::parse(b"LOGIN-DELAY 1"));
        Self {
            session: Session::new(settings),
            provider,
            mailbox: None,
        }
    }

    /// Answers what the session asks, until it waits for the client.
    fn step(&mut self) -> Step {
        while let Some(request) = self.session.next_request() {
            let answered = match request {
                Request::Flush => return Step::Flush,
                Request::Close(_) => return Step::Over,
                Request::Login(login) => self.login(&login),
                Request::Body { message, .. } => self.body(message.index()),
                Request::Update { deleted } => self.update(&deleted),
                // Never asked for: the session began with TLS.
                Request::BeginTls => Err(NotAsked),
            };
            if answered.is_err() {
                return Step::Over;
            }
        }
        Step::Read
    }

    fn login(&mut self, login: &Login) -> Result<(), NotAsked> {
        match self.enter(login) {
            Ok(mailbox) => {
                let listed = mailbox.messages.iter().filter_map(listed).collect();
                self.mailbox = Some(mailbox);
                self.session.open(listed)
            }
            Err(reply) => self.session.refuse(&reply),
        }
    }

    fn enter(&self, login: &Login) -> Result<Locked, Reply> {
        let in_use = || Reply::coded(ResponseCode::InUse, "Mailbox is locked by another session");
        match self.provider.trouble() {
            Trouble::CutPop => Err(Reply::text("POP3 access is disabled for this account")),
            Trouble::RefusePassword => Err(wrong()),
            _ if !self.provider.proves(login) => Err(wrong()),
            Trouble::LockMailbox => Err(in_use()),
            _ => self.provider.maildrop.lock().ok_or_else(in_use),
        }
    }

    fn body(&mut self, index: usize) -> Result<(), NotAsked> {
        let message = self
            .mailbox
            .as_ref()
            .and_then(|mailbox| mailbox.messages.get(index))
            .ok_or(NotAsked)?;
        let octets = Arc::clone(&message.octets);
        self.session.send_body(&octets)?;
        self.session.finish_body()
    }

    fn update(&mut self, deleted: &[vigie_pop3::MessageNumber]) -> Result<(), NotAsked> {
        if let Some(mailbox) = self.mailbox.take() {
            mailbox.delete(deleted.iter().map(|message| message.index()));
        }
        self.session.complete_update()
    }
}

fn wrong() -> Reply {
    Reply::coded(ResponseCode::Auth, "Authentication failed")
}

fn listed(message: &Message) -> Option<Listed> {
    Some(Listed {
        octets: u64::try_from(message.octets.len()).unwrap_or(u64::MAX),
        unique_id: UniqueId::new(message.uid.as_bytes())?,
    })
}
