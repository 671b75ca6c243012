//! What passes through the relay goes into the book: from the spool's own record of what the book
//! does not know yet, so that an interruption between the two loses nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    book::sighting::{Origin, Sighting as Seen},
};
use vigie_journal::RecordError;
use vigie_mailbox::{MessageReader as _, Wanted, new_message};
use vigie_relay::spool::{
    KeyError, KeySource, Outcome, Sighting, Spool, SpoolError, UntoldArrival, UntoldSubmission,
};

use crate::book::{Knowledge, Ledger, Reader, has_changed};

/// Messages that are told together.
const BATCH: usize = 64;

/// Whoever tells the book.
pub(crate) struct Teller {
    pub(crate) spool: Arc<Spool>,
    pub(crate) keys: Arc<dyn KeySource>,
    pub(crate) ledger: Ledger,
    pub(crate) knowledge: Knowledge,
    /// The mailboxes by the relay's names for them.
    pub(crate) accounts: BTreeMap<String, AccountId>,
    /// To which lots belong, and what came from a mailbox that is no longer watched.
    pub(crate) current: AccountId,
    pub(crate) now: Timestamp,
}

/// What the book was told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The mailboxes whose book changed.
    pub(crate) changed: BTreeSet<AccountId>,
    /// Lots that were sent again without knowing what became of them.
    pub(crate) perhaps_twice: u32,
}

/// Why the book was not told everything. It is told another time.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTold {
    /// The spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The book.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Teller {
    /// Tells the book everything that it does not know yet. Blocks.
    pub(crate) fn tell(&self) -> Result<Told, NotTold> {
        let key = self.keys.key()?;
        let mut told = Told::default();
        loop {
            let untold = self.spool.untold(&key, BATCH)?;
            if untold.is_empty() {
                return Ok(told);
            }
            let mut reader = Reader::new(self.knowledge.clone(), self.now);
            let mut seen: BTreeMap<AccountId, Vec<Seen>> = BTreeMap::new();
            let mut sightings: Vec<Sighting> = Vec::new();
            for arrival in &untold.arrived {
                sightings.push(arrival.sighting);
                read_arrival(&mut reader, arrival, self.now);
                let account = self.account_of(arrival);
                seen.entry(account).or_default().extend(reader.take_seen());
            }
            for submission in &untold.submitted {
                sightings.push(submission.sighting);
                read_submission(&mut reader, submission);
                let lots = reader.take_seen();
                let again = submission.after_unknown && submission.outcome == Outcome::Accepted;
                told.perhaps_twice += u32::from(again && !lots.is_empty());
                seen.entry(self.current).or_default().extend(lots);
            }
            for (account, seen) in seen {
                if self.ingest(account, seen)? {
                    told.changed.insert(account);
                }
            }
            self.spool.note_told(&sightings)?;
        }
    }

    fn account_of(&self, arrival: &UntoldArrival) -> AccountId {
        let mailbox = arrival.mailbox.as_ref();
        let known = mailbox.and_then(|mailbox| self.accounts.get(mailbox.as_str()));
        known.copied().unwrap_or(self.current)
    }

    /// Whether that changed something.
    fn ingest(&self, account: AccountId, seen: Vec<Seen>) -> Result<bool, RecordError> {
        if seen.is_empty() {
            return Ok(false);
        }
        let taken = self
            .ledger
            .ingest(account, Origin::Relay, seen, None, self.now);
        match taken {
            Ok(done) => Ok(has_changed(&done)),
            // Removed a moment ago: nobody follows it any more.
            Err(RecordError::UnknownAccount) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Reads a collected message as a check would have: its header, and more only of what may answer
/// a lot.
fn read_arrival(reader: &mut Reader, arrival: &UntoldArrival, now: Timestamp) {
    let Some(head) = &arrival.head else {
        // Damaged: a check sees it while it is upstream, and it comes again.
        return;
    };
    let header = header_of(head);
    let message = new_message(arrival.uid.clone(), Some(arrival.octets), header, now);
    if let Wanted::Lines(_) = reader.header(&message, header) {
        reader.lines(&message, head);
    }
}

fn read_submission(reader: &mut Reader, submission: &UntoldSubmission) {
    let Some(letter) = &submission.letter else {
        tracing::warn!("a lot went out that the book cannot be told of");
        return;
    };
    // The same lot again is another sending.
    let key = format!(
        "{}-{}",
        submission.digest.to_hex(),
        submission.begun_at.as_millisecond()
    );
    let header = header_of(&letter.head);
    let message = new_message(key, Some(letter.octets), header, submission.begun_at);
    reader.sent(&message, &letter.head, submission.begun_at);
}

fn header_of(head: &[u8]) -> &[u8] {
    let end = head.windows(4).position(|four| four == b"\r\n\r\n");
    head.get(..end.map_or(head.len(), |end| end + 4))
        .unwrap_or(head)
}
