//! What the book is told of what passes here: kept until it was told, so that none is lost between
//! the spool and the book.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::{
    Spool, SpoolError,
    files::Files,
    key::SpoolKey,
    ledger::{self, KEPT},
    letter::{HEAD, Letter},
    seal::Opener,
    submissions::{Entry, Outcome},
    whole,
};
use crate::{mailbox_id::MailboxId, smtp::MessageDigest};

/// Names one sighting: a message that was collected, or one that was passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sighting(Which);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Which {
    Message(i64),
    Submission(i64),
}

impl Sighting {
    pub(super) const fn of_message(message: i64) -> Self {
        Self(Which::Message(message))
    }

    pub(crate) const fn of_submission(entry: Entry) -> Self {
        Self(Which::Submission(entry.0))
    }
}

/// What nobody said yet that the book knows of; see [`Spool::untold`].
#[derive(Debug, Default)]
pub struct Untold {
    /// Collected messages, the oldest first.
    pub arrived: Vec<UntoldArrival>,
    /// Messages that were passed on, or perhaps were, the oldest first.
    pub submitted: Vec<UntoldSubmission>,
}

impl Untold {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arrived.is_empty() && self.submitted.is_empty()
    }
}

/// A collected message.
pub struct UntoldArrival {
    /// For [`Spool::note_told`].
    pub sighting: Sighting,
    /// A mailbox in which it lay.
    pub mailbox: Option<MailboxId>,
    /// Its unique id there.
    pub upstream_uid: Option<String>,
    /// The unique id under which the software sees it.
    pub uid: String,
    /// Octets as served.
    pub octets: u64,
    /// When it came into the spool.
    pub collected_at: Timestamp,
    /// Its first octets, at most 32 KiB; `None` if its body is damaged or erased.
    pub head: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for UntoldArrival {
    /// Not the message: it is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UntoldArrival")
            .field("uid", &self.uid)
            .finish_non_exhaustive()
    }
}

/// A message that was passed on.
#[derive(Debug)]
pub struct UntoldSubmission {
    /// For [`Spool::note_told`].
    pub sighting: Sighting,
    /// Of envelope and content, as the software submitted them.
    pub digest: MessageDigest,
    /// When its last octet was about to go upstream.
    pub begun_at: Timestamp,
    /// Upstream accepted it, or nobody knows.
    pub outcome: Outcome,
    /// The same message was sent before, and what became of it is not known.
    pub after_unknown: bool,
    /// Who sent what; `None` if there was no key to keep it.
    pub letter: Option<Letter>,
}

impl Spool {
    /// What nobody said yet that the book knows of: at most so many messages, and as many
    /// submissions. Asked at the start and now and then, it makes up for an interruption between
    /// here and the book. What is just being sent is not among it. Blocks on the disk.
    ///
    /// A body that the book was not told of outlives the keep time, by a week at most.
    pub fn untold(&self, key: &SpoolKey, most: usize) -> Result<Untold, SpoolError> {
        self.check_key(key)?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (messages, submitted) = {
            let record = self.record();
            (
                untold_messages(&record, most)?,
                untold_submissions(&record, key, most)?,
            )
        };
        let arrived = messages.into_iter().map(|mut message| {
            if let Some(file) = message.file.take() {
                message.arrival.head =
                    head(self.files.as_ref(), key, &file, message.arrival.octets);
            }
            message.arrival
        });
        Ok(Untold {
            arrived: arrived.collect(),
            submitted,
        })
    }

    /// The book knows of these, lastingly. Said twice it is said once.
    pub fn note_told(&self, sightings: &[Sighting]) -> Result<(), SpoolError> {
        if sightings.is_empty() {
            return Ok(());
        }
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for sighting in sightings {
            match sighting.0 {
                Which::Message(id) => transaction
                    .prepare_cached("UPDATE message SET told = 1 WHERE id = ?1")?
                    .execute([id])?,
                Which::Submission(id) => transaction
                    .prepare_cached("UPDATE submission SET told = 1, letter = NULL WHERE id = ?1")?
                    .execute([id])?,
            };
        }
        Ok(transaction.commit()?)
    }
}

struct Message {
    arrival: UntoldArrival,
    /// Where its body lies whole.
    file: Option<String>,
}

fn untold_messages(record: &Connection, most: i64) -> rusqlite::Result<Vec<Message>> {
    let mut statement = record.prepare_cached(
        "SELECT m.id, m.uid, m.octets, m.collected_at, m.file, m.body, c.mailbox, c.upstream_uid
         FROM message m LEFT JOIN copy c ON c.message = m.id
         WHERE m.told = 0 GROUP BY m.id ORDER BY m.id LIMIT ?1",
    )?;
    let rows = statement.query_map([most], |row| {
        let mailbox: Option<String> = row.get(6)?;
        let is_whole = row.get::<_, i64>(5)? == KEPT;
        Ok(Message {
            arrival: UntoldArrival {
                sighting: Sighting::of_message(row.get(0)?),
                mailbox: mailbox.and_then(|mailbox| MailboxId::new(&mailbox)),
                upstream_uid: row.get(7)?,
                uid: row.get(1)?,
                octets: ledger::octets(row, 2)?,
                collected_at: ledger::moment(row, 3)?.unwrap_or(Timestamp::UNIX_EPOCH),
                head: None,
            },
            file: row.get::<_, Option<String>>(4)?.filter(|_| is_whole),
        })
    })?;
    rows.collect()
}

fn untold_submissions(
    record: &Connection,
    key: &SpoolKey,
    most: i64,
) -> rusqlite::Result<Vec<UntoldSubmission>> {
    let mut statement = record.prepare_cached(
        "SELECT id, digest, begun_at, outcome, after_unknown, letter FROM submission
         WHERE told = 0 AND settled_at IS NOT NULL ORDER BY id LIMIT ?1",
    )?;
    let rows = statement.query_map(params![most], |row| {
        let digest = MessageDigest(row.get(1)?);
        let sealed: Option<Vec<u8>> = row.get(5)?;
        let letter = sealed.and_then(|sealed| key.unseal(&digest.0, &sealed));
        Ok(UntoldSubmission {
            sighting: Sighting(Which::Submission(row.get(0)?)),
            digest,
            begun_at: ledger::moment(row, 2)?.unwrap_or(Timestamp::UNIX_EPOCH),
            outcome: Outcome::read(row.get(3)?),
            after_unknown: row.get(4)?,
            letter: letter.and_then(|plain| Letter::read(&plain)),
        })
    })?;
    rows.collect()
}

/// The first octets of a body; `None` where it does not open.
fn head(files: &dyn Files, key: &SpoolKey, file: &str, octets: u64) -> Option<Zeroizing<Vec<u8>>> {
    let sealed = files.open(&whole(file)).ok()?;
    let mut opener = Opener::new(key, file, sealed, octets).ok()?.ok()?;
    let mut first = opener.next().ok()?.ok()??;
    first.truncate(HEAD);
    Some(first)
}
