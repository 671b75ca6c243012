//! What is in the mailbox: STAT, UIDL, and LIST for what was not seen before.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use vigie_domain::{
    cause::Cause,
    report::{MailboxSeen, NewMessage, Phase},
};
use vigie_pop3::{
    Command, Maildrop, MessageNumber, Reply, ResponseCode, UniqueIdListing, client::Event,
};

use super::{KnownUids, failure::Stop, memory::ServerMemory, scan::LinesFate, session::Session};

/// Up to here single LIST commands are cheaper than the whole listing.
const FEW: usize = 16;

/// A message whose header is to be read.
pub(super) struct Unseen {
    pub(super) number: MessageNumber,
    pub(super) uid: String,
    pub(super) octets: Option<u64>,
}

/// The messages of a listing that are not known, each unique id once.
fn unseen_of(listing: &[(MessageNumber, String)], known: &KnownUids) -> Vec<Unseen> {
    let mut met = HashSet::new();
    listing
        .iter()
        .filter(|(_, uid)| !known.contains_key(uid) && met.insert(uid.as_str()))
        .map(|(number, uid)| Unseen {
            number: *number,
            uid: uid.clone(),
            octets: None,
        })
        .collect()
}

/// The oldest arrival among what is still there, known or new.
fn oldest(
    listing: &[(MessageNumber, String)],
    known: &KnownUids,
    new_messages: &[NewMessage],
) -> Option<Timestamp> {
    let known = listing
        .iter()
        .filter_map(|(_, uid)| known.get(uid).copied().flatten());
    let new = new_messages.iter().filter_map(|new| new.received_at);
    known.chain(new).min()
}

/// The unique id as it is kept.
fn entry(listing: &UniqueIdListing) -> (MessageNumber, String) {
    (listing.message, listing.unique_id.to_string())
}

impl Session<'_, '_> {
    /// STAT, UIDL, and of the messages not seen before sizes, headers and what lines are wanted.
    pub(super) async fn inventory(&mut self) -> Result<MailboxSeen, Stop> {
        self.watch.enter(Phase::Stat);
        let maildrop = self.maildrop().await?;
        self.watch.enter(Phase::List);
        let listing = self.unique_ids().await?;
        let known = self.request.known;
        let mut new_messages = Vec::new();
        let mut more_to_scan = false;
        if let Some(listing) = &listing {
            let mut unseen = unseen_of(listing, known);
            let left_out = self
                .request
                .newest
                .map_or(0, |n| unseen.len().saturating_sub(n));
            unseen.drain(..left_out);
            more_to_scan = left_out > 0;
            if !unseen.is_empty() {
                self.sizes(&mut unseen).await?;
                self.watch.enter(Phase::Headers);
                let lines_allowed = ServerMemory::stands_lines(self.seen.lines_broke);
                let scanned = self.scan(&unseen, lines_allowed).await?;
                new_messages = scanned.new_messages;
                more_to_scan |= scanned.more_to_scan;
                self.seen.lines_broke = match scanned.lines {
                    LinesFate::Unknown => self.seen.lines_broke,
                    LinesFate::Answered => 0,
                    LinesFate::Broke => self.seen.lines_broke.saturating_add(1),
                };
                if scanned.broken {
                    self.connection = None;
                }
            }
        }
        let oldest = listing
            .as_deref()
            .and_then(|listing| oldest(listing, known, &new_messages));
        let (messages, octets) =
            maildrop.map_or((0, 0), |drop| (u64::from(drop.messages), drop.octets));
        Ok(MailboxSeen {
            messages,
            octets,
            uids: listing.map(|listing| listing.into_iter().map(|(_, uid)| uid).collect()),
            new_messages,
            more_to_scan,
            oldest,
        })
    }

    /// The answer to STAT.
    pub(super) async fn maildrop(&mut self) -> Result<Option<Maildrop>, Stop> {
        let mut maildrop = None;
        loop {
            match self.event().await? {
                Event::Maildrop(answer) => maildrop = Some(answer),
                Event::Unparsable { excerpt, .. } => {
                    let words = format!("STAT: {excerpt}");
                    return Err(Stop::new(Cause::ProtocolViolation, words));
                }
                Event::Refused { reply, .. } => return Err(stat_refused(&reply)),
                Event::End(_) => return Ok(maildrop),
                _ => {}
            }
        }
    }

    /// The answer to UIDL; `None` where the server has none. Lines that cannot be read are left out.
    pub(super) async fn unique_ids(
        &mut self,
    ) -> Result<Option<Vec<(MessageNumber, String)>>, Stop> {
        let mut listing = Vec::new();
        loop {
            match self.event().await? {
                Event::UniqueId(line) => listing.push(entry(&line)),
                Event::Refused { .. } => return Ok(None),
                Event::End(_) => return Ok(Some(listing)),
                _ => {}
            }
        }
    }

    /// Asks for the sizes of these messages and notes them; a server that refuses is left alone.
    async fn sizes(&mut self, unseen: &mut [Unseen]) -> Result<(), Stop> {
        let one_by_one = self.pipelining && unseen.len() <= FEW;
        let mut awaited = 1;
        if one_by_one {
            awaited = unseen.len();
            for message in unseen.iter() {
                self.queue(Command::List(Some(message.number)));
            }
        } else {
            self.queue(Command::List(None));
        }
        let places: HashMap<MessageNumber, usize> = unseen
            .iter()
            .enumerate()
            .map(|(place, message)| (message.number, place))
            .collect();
        while awaited > 0 {
            let event = self.event().await?;
            if let Event::Scan(scan) = &event
                && let Some(message) = places.get(&scan.message).and_then(|&at| unseen.get_mut(at))
            {
                message.octets = Some(scan.octets);
            }
            awaited -= usize::from(event.completes().is_some());
        }
        Ok(())
    }
}

/// STAT has no negative answer (RFC 1939 §5); a code may still say what is the matter.
fn stat_refused(reply: &Reply) -> Stop {
    let cause = match reply.code {
        Some(ResponseCode::SysTemp) => Cause::ServerTemporary,
        Some(ResponseCode::SysPerm) => Cause::ServerPermanent,
        Some(ResponseCode::InUse) => Cause::MailboxInUse,
        Some(ResponseCode::LoginDelay) => Cause::LoginDelay,
        _ => Cause::ProtocolViolation,
    };
    Stop::refused(cause, reply)
}
