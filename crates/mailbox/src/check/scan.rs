//! Headers of the messages not seen before, many in flight.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use tokio::time::Instant;
use vigie_domain::{
    cause::Cause,
    report::{NewMessage, Phase},
};
use vigie_pop3::{Command, MessageNumber, UniqueIdListing, Verb, client::Event};

use super::{
    KnownUids,
    envelope::{EnvelopeReader, MAX_OCTETS},
    failure::Stop,
    session::Session,
};

/// Up to here single LIST commands are cheaper than the whole listing.
const FEW: usize = 16;

/// TOP commands in flight: at the beginning, at least, at most.
const WINDOW_START: usize = 128;
const WINDOW_MIN: usize = 8;
const WINDOW_MAX: usize = 384;

/// Headers after which the pace is known well enough.
const PACE_AFTER: usize = 16;

/// Headers between two words to the progress callback.
const TELL_EVERY: usize = 100;

/// What a scan brought.
pub(super) struct Scanned {
    pub(super) new_messages: Vec<NewMessage>,
    pub(super) more_to_scan: bool,
    /// The connection stalled: it is not worth a QUIT.
    pub(super) stalled: bool,
}

/// A message whose header is to be read.
pub(super) struct Unseen {
    number: MessageNumber,
    uid: String,
    octets: Option<u64>,
}

/// The messages of a listing that are not known, each unique id once.
pub(super) fn unseen(listing: &[(MessageNumber, String)], known: &KnownUids) -> Vec<Unseen> {
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
pub(super) fn oldest(
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
pub(super) fn entry(listing: &UniqueIdListing) -> (MessageNumber, String) {
    (listing.message, listing.unique_id.to_string())
}

impl Session<'_, '_> {
    /// Asks for the sizes of these messages and notes them; a server that refuses is left alone.
    pub(super) async fn sizes(&mut self, unseen: &mut [Unseen]) -> Result<(), Stop> {
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

    /// Reads headers in the server's order until all are read or the session must end.
    pub(super) async fn headers(&mut self, unseen: Vec<Unseen>) -> Result<Scanned, Stop> {
        let reader = EnvelopeReader::new(self.request.started_at);
        let of = unseen.len();
        let mut scan = Scanned {
            new_messages: Vec::with_capacity(of.min(20_000)),
            more_to_scan: false,
            stalled: false,
        };
        let began = Instant::now();
        let mut to_ask = unseen.iter().map(|message| message.number);
        let mut asked = 0;
        let mut answered = unseen.iter();
        let mut header = Vec::new();
        self.watch.tell_headers(0, of);
        loop {
            let read = scan.new_messages.len();
            let window = self.window(read, began);
            while asked - read < window && Instant::now() < self.stop_at {
                let Some(message) = to_ask.next() else { break };
                self.queue(Command::Top { message, lines: 0 });
                asked += 1;
            }
            if asked == read {
                break;
            }
            let event = match self.event().await {
                Ok(event) => event,
                // The mailbox answered and headers came: that the rest takes another session is
                // no failure.
                Err(stop) if stop.cause == Cause::TooSlow && !scan.new_messages.is_empty() => {
                    scan.stalled = true;
                    break;
                }
                Err(stop) => return Err(stop),
            };
            match &event {
                Event::Body { asked, chunk } if asked.verb == Verb::Top => {
                    let room = MAX_OCTETS.saturating_sub(header.len());
                    header.extend_from_slice(&chunk[..chunk.len().min(room)]);
                }
                _ if event
                    .completes()
                    .is_some_and(|asked| asked.verb == Verb::Top) =>
                {
                    // Refused or not: it was asked for, and counts as seen.
                    if let Some(message) = answered.next() {
                        let (uid, octets) = (message.uid.clone(), message.octets);
                        scan.new_messages.push(reader.read(uid, octets, &header));
                    }
                    header.clear();
                    let read = scan.new_messages.len();
                    if read.is_multiple_of(TELL_EVERY) || read == of {
                        self.watch.tell_headers(read, of);
                    }
                }
                _ => {}
            }
        }
        scan.more_to_scan = scan.new_messages.len() < of;
        Ok(scan)
    }

    /// How many TOP commands may be in flight: at the pace so far, what comes in a quarter of the
    /// time that is set aside for the end of the session, so that a slow line does not use it up.
    fn window(&self, read: usize, began: Instant) -> usize {
        if !self.pipelining {
            return 1;
        }
        if read < PACE_AFTER {
            return WINDOW_START;
        }
        let set_aside = self.cap_at.saturating_duration_since(self.stop_at);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a pace; the bounds follow"
        )]
        let drained_in_time = {
            let pace = read as f64 / began.elapsed().as_secs_f64().max(0.001);
            (pace * set_aside.as_secs_f64() / 4.0) as usize
        };
        drained_in_time.clamp(WINDOW_MIN, WINDOW_MAX)
    }

    /// Times the phase of the headers.
    pub(super) fn enter_headers(&mut self) {
        self.watch.enter(Phase::Headers);
    }
}
