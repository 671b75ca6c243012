//! One session of the software.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use vigie_pop3::{
    MessageNumber, Reply, ResponseCode, UniqueId,
    server::{Listed, Login, NotAsked, Request, Session, Settings, Transport},
};
use zeroize::{Zeroize as _, Zeroizing};

use super::{PopHappening, PopSide};
use crate::{
    blocking,
    spool::{Body, BodyError, Maildrop, OpenMaildropError, SpoolError, random},
    stream::Stream,
};

/// How long a client that is turned away may take to read why.
const FAREWELL: Duration = Duration::from_secs(2);

/// The session is over.
enum Over {
    /// The socket failed, or the client is gone or silent.
    Connection,
    /// It cannot go on and nothing can be said: in the middle of a body, say.
    Broken,
}

impl From<io::Error> for Over {
    fn from(_error: io::Error) -> Self {
        Self::Connection
    }
}

impl From<NotAsked> for Over {
    fn from(_error: NotAsked) -> Self {
        Self::Broken
    }
}

pub(super) async fn turn_away(mut stream: TcpStream, side: &PopSide) {
    let reply = PopSide::later(&side.settings.words.too_many);
    let mut session = Session::turned_away(settings(side, None), &reply);
    let farewell = async {
        stream.write_all(&session.take_output()).await?;
        stream.shutdown().await
    };
    let _client_may_be_gone = timeout(FAREWELL, farewell).await;
}

pub(super) async fn converse(stream: TcpStream, side: Arc<PopSide>) {
    let timestamp = side.settings.apop.then(apop_timestamp).flatten();
    let mut conversation = Conversation {
        session: Session::new(settings(&side, timestamp)),
        stream: Stream::Clear(stream),
        maildrop: None,
        held: side.local.spool.held(),
        side,
    };
    match conversation.run().await {
        Ok(()) | Err(Over::Connection) => {}
        Err(Over::Broken) => tracing::debug!("a session of the relay was broken off"),
    }
}

fn settings(side: &PopSide, apop_timestamp: Option<String>) -> Settings {
    Settings {
        clear_text_login: true,
        greeting: side.settings.words.greeting.clone(),
        apop_timestamp,
        ..Settings::new(match side.local.tls {
            Some(_) => Transport::ClearWithStls,
            None => Transport::Clear,
        })
    }
}

/// Never given twice (RFC 1939 §7).
fn apop_timestamp() -> Option<String> {
    let octets = random::<16>().ok()?;
    Some(format!("<{}@127.0.0.1>", hex::encode(octets)))
}

struct Conversation {
    session: Session,
    stream: Stream,
    maildrop: Option<Arc<Maildrop>>,
    held: watch::Receiver<bool>,
    side: Arc<PopSide>,
}

impl Conversation {
    async fn run(&mut self) -> Result<(), Over> {
        let mut buffer = Zeroizing::new(vec![0; 8 << 10]);
        loop {
            while let Some(request) = self.session.next_request() {
                match request {
                    Request::Flush => self.flush().await?,
                    Request::Login(login) => self.login(login).await?,
                    Request::Body { message, .. } => self.body(message).await?,
                    Request::Update { deleted } => self.update(&deleted).await?,
                    Request::BeginTls => self.begin_tls().await?,
                    Request::Close(_) => {
                        // A client that comes back at once finds the mailbox free.
                        self.maildrop = None;
                        self.flush().await?;
                        return Ok(self.stream.shutdown().await?);
                    }
                }
            }
            self.flush().await?;
            let reading = timeout(self.side.settings.idle, self.stream.read(&mut buffer));
            let read = tokio::select! {
                read = reading => read,
                // Its messages go another way from now on.
                () = held(&mut self.held), if self.maildrop.is_some() => {
                    self.maildrop = None;
                    return Err(Over::Connection);
                }
            };
            match read {
                Ok(Ok(0)) => self.session.end_of_stream(),
                Ok(Ok(octets)) => {
                    let said = buffer.get_mut(..octets).unwrap_or_default();
                    self.session.receive(said);
                    // A password may be among them.
                    said.zeroize();
                }
                Ok(Err(error)) => return Err(error.into()),
                // Without a word, as RFC 1939 §3 has it.
                Err(_) => return Err(Over::Connection),
            }
        }
    }

    async fn flush(&mut self) -> Result<(), Over> {
        let output = Zeroizing::new(self.session.take_output());
        if output.is_empty() {
            return Ok(());
        }
        match timeout(self.side.settings.idle, self.stream.write_all(&output)).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(Over::Connection),
        }
    }

    async fn begin_tls(&mut self) -> Result<(), Over> {
        self.flush().await?;
        let tls = self.side.local.tls.as_deref().ok_or(Over::Broken)?;
        self.stream.begin_tls(tls).await?;
        Ok(self.session.tls_established()?)
    }

    async fn login(&mut self, login: Login) -> Result<(), Over> {
        let right = &self.side.local.credentials;
        if !login.proves(&right.user, &right.password) {
            drop(login);
            self.tell(PopHappening::LoginRefused);
            sleep(self.side.local.brake.wrong(std::time::Instant::now())).await;
            let words = &self.side.settings.words.wrong_login;
            let reply = Reply::coded(ResponseCode::Auth, words);
            return Ok(self.session.refuse(&reply)?);
        }
        drop(login);
        let (spool, keys) = (
            Arc::clone(&self.side.local.spool),
            Arc::clone(&self.side.local.keys),
        );
        let opened = blocking(move || {
            let key = keys.key().map_err(SpoolError::from)?;
            spool.maildrop(&key)
        });
        match opened.await? {
            Ok(maildrop) => {
                let listed: Option<Vec<Listed>> = maildrop
                    .messages()
                    .map(|held| {
                        Some(Listed {
                            octets: held.octets,
                            unique_id: UniqueId::new(held.uid.as_bytes())?,
                        })
                    })
                    .collect();
                // Every unique id of ours is one of POP3's.
                let listed = listed.ok_or(Over::Broken)?;
                self.tell(PopHappening::LoggedIn {
                    messages: listed.len(),
                });
                self.maildrop = Some(Arc::new(maildrop));
                Ok(self.session.open(listed)?)
            }
            Err(OpenMaildropError::InUse) => {
                let words = &self.side.settings.words.in_use;
                let reply = Reply::coded(ResponseCode::InUse, words);
                Ok(self.session.refuse(&reply)?)
            }
            Err(OpenMaildropError::Held) => {
                let reply = PopSide::later(&self.side.settings.words.held);
                Ok(self.session.refuse(&reply)?)
            }
            Err(OpenMaildropError::Spool(error)) => {
                let reply = self.trouble(&error);
                Ok(self.session.refuse(&reply)?)
            }
        }
    }

    async fn body(&mut self, message: MessageNumber) -> Result<(), Over> {
        let maildrop = Arc::clone(self.maildrop.as_ref().ok_or(Over::Broken)?);
        let place = message.index();
        let opened = blocking(move || -> Result<_, BodyError> {
            let Some(mut body) = maildrop.body(place)? else {
                return Ok(None);
            };
            let part = body.next_part()?;
            Ok(part.map(|part| (body, part)))
        });
        match opened.await? {
            Ok(Some((body, part))) => self.send(place, body, part).await,
            Ok(None) => Err(Over::Broken),
            Err(error) => {
                let reply = self.unreadable(place, error);
                Ok(self.session.refuse(&reply)?)
            }
        }
    }

    /// Sends a body whose first part was read and verified. One that turns out to be damaged later
    /// cannot be taken back: the connection is broken, so that the client keeps nothing of it.
    async fn send(
        &mut self,
        place: usize,
        mut body: Body,
        mut part: Zeroizing<Vec<u8>>,
    ) -> Result<(), Over> {
        loop {
            let wanted = self.session.send_body(&part)?;
            if body.is_at_end() || !wanted {
                break;
            }
            self.flush().await?;
            let next = blocking(move || {
                let part = body.next_part();
                (body, part)
            });
            let (rest, next) = next.await?;
            body = rest;
            part = match next {
                Ok(Some(part)) => part,
                Ok(None) => break,
                Err(error) => {
                    let _too_late_for_words = self.unreadable(place, error);
                    return Err(Over::Broken);
                }
            };
        }
        Ok(self.session.finish_body()?)
    }

    async fn update(&mut self, deleted: &[MessageNumber]) -> Result<(), Over> {
        let maildrop = self.maildrop.take().ok_or(Over::Broken)?;
        let places: Vec<usize> = deleted.iter().map(|message| message.index()).collect();
        let now = self.side.local.clock.now();
        let confirmed = blocking(move || {
            maildrop.confirm(&places, now)?;
            let held: Vec<String> = maildrop
                .messages()
                .map(|held| held.uid.to_owned())
                .collect();
            let uids = places.iter().filter_map(|&place| held.get(place).cloned());
            Ok::<Vec<String>, SpoolError>(uids.collect())
        });
        match confirmed.await? {
            Ok(uids) => {
                if !uids.is_empty() {
                    self.tell(PopHappening::Confirmed { uids });
                }
                Ok(self.session.complete_update()?)
            }
            Err(error) => {
                let reply = self.trouble(&error);
                Ok(self.session.refuse(&reply)?)
            }
        }
    }

    fn unreadable(&self, place: usize, error: BodyError) -> Reply {
        match error {
            BodyError::Damaged => {
                let held = self
                    .maildrop
                    .as_ref()
                    .and_then(|maildrop| maildrop.messages().nth(place));
                if let Some(held) = held {
                    self.tell(PopHappening::Damaged {
                        uid: held.uid.to_owned(),
                    });
                }
                PopSide::later(&self.side.settings.words.damaged)
            }
            BodyError::Spool(error) => self.trouble(&error),
        }
    }

    fn trouble(&self, error: &SpoolError) -> Reply {
        let words = &self.side.settings.words;
        if let SpoolError::Held = error {
            return PopSide::later(&words.held);
        }
        tracing::warn!(%error, "the relay cannot serve");
        if let SpoolError::Key(_) = error {
            self.tell(PopHappening::NoKey);
            PopSide::later(&words.no_key)
        } else {
            self.tell(PopHappening::NoSpool(error.into()));
            PopSide::later(&words.no_spool)
        }
    }

    fn tell(&self, what: PopHappening) {
        self.side.record.happened(self.side.local.clock.now(), what);
    }
}

/// Until the spool is held.
async fn held(held: &mut watch::Receiver<bool>) {
    if held.wait_for(|held| *held).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Runs on a thread that may block; an end of the runtime ends the session.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Over> {
    blocking::blocking(work).await.ok_or(Over::Broken)
}
