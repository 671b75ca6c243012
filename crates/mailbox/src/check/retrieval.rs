//! Whole messages out of a mailbox, for a relay that keeps them: with [`remove()`](super::removal::remove)
//! the only place where DELE is ever sent, and the only one that sends RETR.

use std::collections::{HashMap, VecDeque};

use vigie_domain::{
    cause::Cause,
    report::{Failure, Phase},
};
use vigie_pop3::{Command, MessageNumber, Verb, client::Event};

use super::{
    CheckRequest, Progress,
    failure::Stop,
    reader::{HEADER_OCTETS, NoReader},
    session::Session,
};

/// A message in the mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number in this session.
    pub number: MessageNumber,
    /// Its unique id (RFC 1939 §7), as it is shown in reports too.
    pub uid: String,
    /// Its size as LIST tells it, where it does.
    pub octets: Option<u64>,
}

/// What comes of the messages that were asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Retrieved {
    /// Octets of the message that comes: dots taken out, line ends as sent, cut anywhere.
    Octets(Vec<u8>),
    /// That message is whole.
    Whole,
    /// The server refuses that message.
    Refused,
}

/// A session in a mailbox that fetches and deletes.
///
/// One login; TLS, capabilities and failures as in [`check`](super::check()). Dropped without
/// [`quit`](Self::quit) it breaks off, and the server deletes nothing (RFC 1939 §6). The request's
/// cap is for the whole session, so it is to be a long one; its limit for replies is for each part
/// of an answer.
pub struct Retrieval<'r> {
    session: Session<'r, 'static>,
    asked: VecDeque<MessageNumber>,
}

impl<'r> Retrieval<'r> {
    /// Connects and logs in.
    pub async fn open(request: &'r CheckRequest<'r>) -> Result<Self, Failure> {
        // Neither holds anything, so that nothing is allocated, nor leaked.
        let nobody: &'static mut NoReader = Box::leak(Box::new(NoReader));
        let unwatched: &'static mut (dyn FnMut(Progress) + Send) = Box::leak(Box::new(|_| {}));
        let mut retrieval = Self {
            session: Session::new(request, nobody, unwatched),
            asked: VecDeque::new(),
        };
        match Box::pin(retrieval.log_in()).await {
            Ok(()) => Ok(retrieval),
            Err(stop) => {
                let failure = retrieval.failure(stop.clone());
                if let Some(connection) = retrieval.session.connection.take() {
                    retrieval.session.part(connection, stop.is_a_reply()).await;
                }
                Err(failure)
            }
        }
    }

    /// The messages, in their order: UIDL and LIST. A server without UIDL is a failure: nothing
    /// could be told apart in the next session. So is a line of UIDL that is missing or cannot be
    /// read: what is not listed would count as gone.
    pub async fn listing(&mut self) -> Result<Vec<Stored>, Failure> {
        let listing = Box::pin(self.read_listing()).await;
        listing.map_err(|stop| self.failure(stop))
    }

    /// Asks for whole messages, in this order; several at a time where the server announces
    /// PIPELINING. To be asked again only after [`next`](Self::next) told the end of the last.
    pub fn ask(&mut self, messages: impl IntoIterator<Item = MessageNumber>) {
        self.session.watch.enter(Phase::Headers);
        for message in messages {
            self.session.queue(Command::Retr(message));
            self.asked.push_back(message);
        }
    }

    /// What comes next of the messages asked for; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Retrieved>, Failure> {
        while let Some(&awaited) = self.asked.front() {
            let event = self.session.event().await;
            match event.map_err(|stop| self.failure(stop))? {
                Event::Body { asked, chunk } if asked.message == Some(awaited) => {
                    return Ok(Some(Retrieved::Octets(chunk.into_vec())));
                }
                Event::End(_) => {
                    self.asked.pop_front();
                    return Ok(Some(Retrieved::Whole));
                }
                Event::Refused { .. } => {
                    self.asked.pop_front();
                    return Ok(Some(Retrieved::Refused));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// The header of a message, at most [`HEADER_OCTETS`]; `None` where the server refuses.
    pub async fn header(&mut self, message: MessageNumber) -> Result<Option<Vec<u8>>, Failure> {
        self.session.queue(Command::Top { message, lines: 0 });
        let mut header = Vec::new();
        loop {
            let event = self.session.event().await;
            match event.map_err(|stop| self.failure(stop))? {
                Event::Body { chunk, .. } => {
                    let room = HEADER_OCTETS.saturating_sub(header.len());
                    header.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
                }
                Event::End(_) => return Ok(Some(header)),
                Event::Refused { .. } => return Ok(None),
                _ => {}
            }
        }
    }

    /// Marks a message as deleted. Whether the server agrees.
    pub async fn delete(&mut self, message: MessageNumber) -> Result<bool, Failure> {
        self.session.queue(Command::Dele(message));
        loop {
            let event = self.session.event().await;
            let event = event.map_err(|stop| self.failure(stop))?;
            if event
                .completes()
                .is_some_and(|asked| asked.verb == Verb::Dele)
            {
                return Ok(matches!(event, Event::Accepted { .. }));
            }
        }
    }

    /// Ends the session: what is marked is deleted. Whether the server said so.
    pub async fn quit(mut self) -> bool {
        self.session.quit().await
    }

    async fn log_in(&mut self) -> Result<(), Stop> {
        let session = &mut self.session;
        session.connect().await?;
        session.greeting().await?;
        session.start_tls().await?;
        session.capabilities().await?;
        session.log_in().await?;
        session.capabilities_after_login().await
    }

    async fn read_listing(&mut self) -> Result<Vec<Stored>, Stop> {
        let session = &mut self.session;
        session.watch.enter(Phase::Stat);
        let maildrop = session.maildrop().await?;
        session.watch.enter(Phase::List);
        let Some(uids) = session.unique_ids().await? else {
            return Err(Stop::new(
                Cause::ProtocolViolation,
                "the server has no unique ids",
            ));
        };
        let told = maildrop.map(|maildrop| maildrop.messages);
        if told.is_some_and(|told| usize::try_from(told) != Ok(uids.len())) {
            return Err(Stop::new(
                Cause::ProtocolViolation,
                "STAT and UIDL tell different numbers of messages",
            ));
        }
        let sizes = if uids.is_empty() {
            HashMap::new()
        } else {
            self.sizes().await?
        };
        let stored = uids.into_iter().map(|(number, uid)| Stored {
            octets: sizes.get(&number).copied(),
            number,
            uid,
        });
        Ok(stored.collect())
    }

    async fn sizes(&mut self) -> Result<HashMap<MessageNumber, u64>, Stop> {
        self.session.queue(Command::List(None));
        let mut sizes = HashMap::new();
        loop {
            match self.session.event().await? {
                Event::Scan(scan) => {
                    sizes.insert(scan.message, scan.octets);
                }
                Event::End(_) | Event::Refused { .. } => return Ok(sizes),
                _ => {}
            }
        }
    }

    fn failure(&self, stop: Stop) -> Failure {
        let request = self.session.request;
        stop.into_failure(
            self.session.watch.phase(),
            request.login,
            request.password,
            None,
        )
    }
}
