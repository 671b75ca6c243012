//! Taking messages of our own out of a mailbox again: with [`Retrieval`](super::retrieval) the only
//! place where DELE is ever sent.

use std::collections::HashMap;

use vigie_domain::{
    cause::Cause,
    report::{Failure, Phase},
};
use vigie_pop3::{Command, MessageNumber, Verb, client::Event};

use super::{
    CheckRequest,
    failure::Stop,
    reader::{HEADER_OCTETS, NoReader},
    session::Session,
};

/// What became of the messages to be removed, by their unique ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Deleted: the server accepted QUIT.
    pub removed: Vec<String>,
    /// No longer there.
    pub gone: Vec<String>,
    /// There, and not ours after all: left alone.
    pub not_ours: Vec<String>,
    /// There, and the server would not delete them.
    pub refused: Vec<String>,
}

/// Deletes messages of our own, each recognised once more in the same session.
///
/// A message is deleted only if its unique id is among `uids` *and* `is_ours` knows that id with its header, as
/// TOP gives it in this session (at most [`HEADER_OCTETS`]). Nothing is deleted where the session
/// breaks off before the server has accepted QUIT (RFC 1939 §6); then it is a failure.
pub async fn remove(
    request: &CheckRequest<'_>,
    uids: &[String],
    is_ours: &(dyn Fn(&str, &[u8]) -> bool + Send + Sync),
) -> Result<Removed, Failure> {
    Box::pin(run(request, uids, is_ours)).await
}

async fn run(
    request: &CheckRequest<'_>,
    uids: &[String],
    is_ours: &(dyn Fn(&str, &[u8]) -> bool + Send + Sync),
) -> Result<Removed, Failure> {
    let mut nobody = NoReader;
    let mut unwatched = |_| {};
    let mut session = Session::new(request, &mut nobody, &mut unwatched);
    let outcome = session.take_out(uids, is_ours).await;
    let phase = session.watch.phase();
    if let Some(connection) = session.connection.take() {
        let polite = phase <= Phase::Login && outcome.as_ref().is_err_and(Stop::is_a_reply);
        session.part(connection, polite).await;
    }
    outcome.map_err(|stop: Stop| stop.into_failure(phase, request.login, request.password, None))
}

impl Session<'_, '_> {
    async fn take_out(
        &mut self,
        uids: &[String],
        is_ours: &(dyn Fn(&str, &[u8]) -> bool + Send + Sync),
    ) -> Result<Removed, Stop> {
        self.connect().await?;
        self.greeting().await?;
        self.start_tls().await?;
        self.capabilities().await?;
        self.log_in().await?;
        self.capabilities_after_login().await?;
        self.watch.enter(Phase::Stat);
        self.maildrop().await?;
        self.watch.enter(Phase::List);
        let listing = self.unique_ids().await?.unwrap_or_default();
        self.watch.enter(Phase::Headers);
        let there = by_unique_id(listing);
        let mut done = Removed::default();
        for uid in uids {
            let Some(number) = there.get(uid) else {
                done.gone.push(uid.clone());
                continue;
            };
            let Some(number) = number else {
                // Two messages under one id: which is ours cannot be told by it.
                done.not_ours.push(uid.clone());
                continue;
            };
            if !is_ours(uid, &self.header(*number).await?) {
                done.not_ours.push(uid.clone());
            } else if self.delete(*number).await? {
                done.removed.push(uid.clone());
            } else {
                done.refused.push(uid.clone());
            }
        }
        if !self.quit().await && !done.removed.is_empty() {
            return Err(Stop::new(
                Cause::ConnectionLost,
                "QUIT was not accepted: nothing is deleted for certain",
            ));
        }
        Ok(done)
    }

    async fn header(&mut self, message: MessageNumber) -> Result<Vec<u8>, Stop> {
        self.queue(Command::Top { message, lines: 0 });
        let mut header = Vec::new();
        loop {
            let event = self.event().await?;
            if let Event::Body { asked, chunk } = &event
                && asked.verb == Verb::Top
            {
                let room = HEADER_OCTETS.saturating_sub(header.len());
                header.extend_from_slice(chunk.get(..room).unwrap_or(chunk));
            }
            if event
                .completes()
                .is_some_and(|asked| asked.verb == Verb::Top)
            {
                return Ok(header);
            }
        }
    }

    async fn delete(&mut self, message: MessageNumber) -> Result<bool, Stop> {
        self.queue(Command::Dele(message));
        loop {
            let event = self.event().await?;
            if event
                .completes()
                .is_some_and(|asked| asked.verb == Verb::Dele)
            {
                return Ok(matches!(event, Event::Accepted { .. }));
            }
        }
    }
}

/// The messages by unique id; `None` for an id that stands there twice.
fn by_unique_id(listing: Vec<(MessageNumber, String)>) -> HashMap<String, Option<MessageNumber>> {
    let mut there = HashMap::new();
    for (number, uid) in listing {
        there
            .entry(uid)
            .and_modify(|known| *known = None)
            .or_insert(Some(number));
    }
    there
}
