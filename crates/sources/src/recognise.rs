//! What a file or message shows of lots and returns.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use mail_parser::{Message, MessageParser, MimeHeaders, Received};
use vigie_domain::book::{
    lot::LotReference,
    returns::{MessageClass, Strength},
    sighting::{LotSeen, ReturnSeen, Seen, Sighting},
};
use vigie_sesam::{
    Bounds, answered_message, classify,
    content::{self, Content, ContentFault, Layout},
    cut_id,
    rules::RuleSet,
};

use crate::outside::digest;

/// What a folder is said to hold. It decides only what files of records are, which look alike in
/// both directions; messages say themselves what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Lots that were sent.
    Lots,
    /// Returns that were collected.
    Returns,
}

/// What one file shows.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// Lots and returns, in the file's order.
    pub(crate) sightings: Vec<Sighting>,
    /// Messages, or the file itself, that were not understood.
    pub(crate) unknown: u32,
    /// Records to their last one: nothing more will be written.
    pub(crate) is_finished: bool,
    /// Records that break off: more may come.
    pub(crate) is_cut: bool,
}

/// A message in an mbox begins with this, at the beginning of a line (RFC 4155).
const MBOX_FROM: &[u8] = b"From ";
/// Codes and their counts are bounded by `Bounds`; so are parts looked at here.
const MOST_PARTS: usize = 64;

/// Reads a whole file. `written` is its time of change, which counts where the content has none.
pub(crate) fn recognise(
    octets: &[u8],
    role: Role,
    written: Timestamp,
    now: Timestamp,
    rules: &RuleSet,
) -> Shown {
    let bounds = Bounds::default();
    let written = written.min(now);
    let (content, fault) = content::read(octets, rules.positions(), &bounds);
    if content.layout != Layout::Unknown {
        return of_records(octets, &content, fault, role, written);
    }
    let cut = matches!(fault, Some(ContentFault::Compression { .. }));
    let mut shown = Shown {
        is_cut: cut,
        ..Shown::default()
    };
    let reader = MessageReader {
        role,
        written,
        latest: now
            .checked_add(SignedDuration::from_hours(24))
            .unwrap_or(Timestamp::MAX),
        rules,
        bounds,
    };
    for message in messages(octets) {
        let found = begins_like_a_message(message).then(|| reader.read(message));
        let found = found.unwrap_or_default();
        if found.is_empty() {
            shown.unknown += 1;
        }
        shown.sightings.extend(found);
    }
    shown
}

fn of_records(
    octets: &[u8],
    content: &Content,
    fault: Option<ContentFault>,
    role: Role,
    at: Timestamp,
) -> Shown {
    let key = format!("file:{}", digest(octets));
    let is_lot = role == Role::Lots && content.layout == Layout::B2;
    let sightings: Vec<Sighting> = if is_lot {
        let lot = |(number, reference): (usize, &LotReference)| Sighting {
            key: format!("{key}:{number}"),
            seen: Seen::Lot(LotSeen {
                reference: reference.clone(),
                caisse: None,
                message_id: None,
                sent: at,
                invoices: None,
            }),
        };
        content.lots.iter().enumerate().map(lot).collect()
    } else {
        // That it is a return at all, only the folder says for B2 records; NOEMIE says it itself.
        let (class, strength) = match content.layout {
            Layout::NoemiePs => (MessageClass::Rsp, Strength::Proven),
            _ => (MessageClass::ArlUnsigned, Strength::Probable),
        };
        vec![Sighting {
            key,
            seen: Seen::Return(ReturnSeen {
                class,
                strength,
                rule: None,
                references: content.lots.clone(),
                caisse: None,
                message_id: None,
                answers: None,
                at,
                states: counts(&content.states),
                codes: counts(&content.codes),
            }),
        }]
    };
    Shown {
        unknown: u32::from(sightings.is_empty()),
        sightings,
        is_finished: fault.is_none(),
        is_cut: matches!(
            fault,
            Some(ContentFault::Unfinished | ContentFault::Compression { .. })
        ),
    }
}

fn counts<K: Clone + Ord>(counts: &BTreeMap<K, u64>) -> BTreeMap<K, u32> {
    let few = |count: &u64| u32::try_from(*count).unwrap_or(u32::MAX);
    counts
        .iter()
        .map(|(key, count)| (key.clone(), few(count)))
        .collect()
}

/// The messages of a file: itself, or each of an mbox.
fn messages(octets: &[u8]) -> Vec<&[u8]> {
    if !octets.starts_with(MBOX_FROM) {
        return vec![octets];
    }
    let starts: Vec<usize> = octets
        .windows(MBOX_FROM.len() + 1)
        .enumerate()
        .filter(|(_, window)| window[0] == b'\n' && &window[1..] == MBOX_FROM)
        .map(|(at, _)| at + 1)
        .collect();
    let mut begin = 0;
    let mut found = Vec::with_capacity(starts.len() + 1);
    for end in starts.into_iter().chain([octets.len()]) {
        let message = &octets[begin..end];
        let line_end = message.iter().position(|&octet| octet == b'\n');
        found.push(&message[line_end.map_or(message.len(), |at| at + 1)..]);
        begin = end;
    }
    found
}

/// Whether the first line is a header field (RFC 5322 §2.2): a name of visible ASCII and a colon.
fn begins_like_a_message(octets: &[u8]) -> bool {
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    let name = octets
        .iter()
        .take(100)
        .take_while(|octet| octet.is_ascii_graphic() && **octet != b':')
        .count();
    name > 0 && octets.get(name) == Some(&b':')
}

struct MessageReader<'a> {
    role: Role,
    written: Timestamp,
    /// Times beyond are nonsense.
    latest: Timestamp,
    rules: &'a RuleSet,
    bounds: Bounds,
}

impl MessageReader<'_> {
    fn read(&self, octets: &[u8]) -> Vec<Sighting> {
        let found = classify(self.rules, octets, &self.bounds);
        let is_answer = found.class.is_return() || found.class == MessageClass::NonDelivery;
        let is_machine = found.class == MessageClass::UnknownMachine;
        let is_lot = found.class == MessageClass::Lot;
        if !(is_lot || is_answer || is_machine && self.role == Role::Returns) {
            return Vec::new();
        }
        let Some(message) = MessageParser::default().parse(octets) else {
            return Vec::new();
        };
        let message_id = message.message_id().map(cut_id);
        let key = key_of(&message, message_id.as_deref(), octets);
        if is_lot {
            let sent = self.believed(message.date().copied().into_iter());
            let references = self.lots_of(&message, found.references);
            let lot = |(number, reference): (usize, LotReference)| Sighting {
                key: format!("{key}:{number}"),
                seen: Seen::Lot(LotSeen {
                    reference,
                    caisse: found.caisse,
                    message_id: message_id.clone(),
                    sent,
                    invoices: None,
                }),
            };
            return references.into_iter().enumerate().map(lot).collect();
        }
        let arrived = message.received_all().next().and_then(Received::date);
        let content = found.content.as_ref();
        vec![Sighting {
            key,
            seen: Seen::Return(ReturnSeen {
                class: found.class,
                strength: found.strength,
                rule: found.rule,
                references: found.references,
                caisse: found.caisse,
                answers: answered_message(octets, &self.bounds),
                at: self.believed(arrived.into_iter().chain(message.date().copied())),
                states: content.map(|read| counts(&read.states)).unwrap_or_default(),
                codes: content.map(|read| counts(&read.codes)).unwrap_or_default(),
                message_id,
            }),
        }]
    }

    /// The first of these dates that can be true, or when the file was written.
    fn believed(&self, mut dates: impl Iterator<Item = mail_parser::DateTime>) -> Timestamp {
        dates
            .find_map(|date| {
                let at = Timestamp::from_second(date.to_timestamp()).ok()?;
                (date.is_valid() && at <= self.latest && at.as_second() > 0).then_some(at)
            })
            .unwrap_or(self.written)
    }

    /// The lots of a sent message. Where its content is not enveloped, it names them whole; what
    /// else is known, the header said. One lot of which nothing is known is still a lot.
    fn lots_of(&self, message: &Message<'_>, header: Vec<LotReference>) -> Vec<LotReference> {
        let header = header.into_iter().next().unwrap_or_default();
        let edi = message.parts.iter().take(MOST_PARTS).find(|part| {
            part.content_type().is_some_and(|kind| {
                kind.ctype().eq_ignore_ascii_case("application")
                    && kind
                        .subtype()
                        .is_some_and(|subtype| subtype.eq_ignore_ascii_case("edi-consent"))
            })
        });
        let lots = edi.map_or_else(Vec::new, |part| {
            content::read(part.contents(), self.rules.positions(), &self.bounds)
                .0
                .lots
        });
        if lots.is_empty() {
            return vec![header];
        }
        let whole = |lot: LotReference| LotReference {
            emitter: lot.emitter.or_else(|| header.emitter.clone()),
            ..lot
        };
        lots.into_iter().map(whole).collect()
    }
}

/// The same for a message wherever it is kept. Mail programs add fields to what they keep, so the
/// octets are not the message's identity; its id alone neither, for some programs give all their
/// messages the same.
fn key_of(message: &Message<'_>, message_id: Option<&str>, octets: &[u8]) -> String {
    let Some(id) = message_id else {
        return format!("message:{}", digest(octets));
    };
    let date = message.date().map(ToString::to_string).unwrap_or_default();
    let subject = message.subject().unwrap_or_default();
    format!(
        "message:{}",
        digest(format!("{id}\0{date}\0{subject}").as_bytes())
    )
}
