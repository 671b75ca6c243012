//! Bodies that outlived their record.

use std::io::Read as _;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{TransactionBehavior, params};

use super::{
    Spool, SpoolError,
    files::Files,
    key::SpoolKey,
    ledger,
    seal::{self, Opener},
    whole,
};
use crate::{
    fingerprint::{Fingerprint, Fingerprinter, HeaderDigest},
    mailbox_id::MailboxId,
};

/// So long the mailboxes have time to show that a body is still upstream.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// So long a body stays that does not open.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Spool {
    /// Makes messages of bodies of which no message knows after the record was lost, if an hour
    /// was not enough to find them upstream; the rest is removed. Tells how many. The end of each
    /// turn does it; where no turn goes through it is to be called now and then, at any time, also
    /// beside a turn. The hour begins with the first call. Blocks on the disk.
    pub fn adopt(&self, key: &SpoolKey, now: Timestamp) -> Result<usize, SpoolError> {
        let orphans = ledger::orphans(&self.record())?;
        if orphans.is_empty() {
            return Ok(0);
        }
        self.check_key(key)?;
        let (mut adopted, mut over) = (0, Vec::new());
        for (file, since) in orphans {
            // The record was new when the clock was first asked.
            let Some(since) = since else {
                ledger::date_orphan(&self.record(), &file, now)?;
                continue;
            };
            let waited = now.duration_since(since).abs();
            if waited < PATIENCE {
                continue;
            }
            match read(self.files.as_ref(), key, &file) {
                Some(body) => match self.adopt_one(&file, &body, now)? {
                    Adopted::Now => adopted += 1,
                    Adopted::NotNeeded => over.push(file),
                    Adopted::Meanwhile => {}
                },
                None if waited >= KEPT && ledger::forget_orphan(&self.record(), &file)? => {
                    over.push(file);
                }
                None => {}
            }
        }
        self.remove_all(over);
        Ok(adopted)
    }

    fn adopt_one(&self, file: &str, body: &Body, now: Timestamp) -> Result<Adopted, SpoolError> {
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !ledger::forget_orphan(&transaction, file)? {
            return Ok(Adopted::Meanwhile);
        }
        let known = transaction
            .prepare_cached("SELECT 1 FROM message WHERE fingerprint = ?1")?
            .exists(params![body.fingerprint.0])?;
        if !known {
            let lay = ledger::Body {
                file,
                octets: body.octets,
                fingerprint: body.fingerprint,
            };
            // No mailbox of the caller's: names have no control characters.
            let nowhere = MailboxId::nowhere();
            ledger::insert_message(&transaction, &nowhere, file, &lay, now)?;
        }
        transaction.commit()?;
        Ok(if known {
            Adopted::NotNeeded
        } else {
            Adopted::Now
        })
    }
}

/// What became of a body.
enum Adopted {
    /// It is a message.
    Now,
    /// One of the same content is known.
    NotNeeded,
    /// Another call of [`Spool::adopt`] saw to it: its file may be that message's.
    Meanwhile,
}

struct Body {
    octets: u64,
    fingerprint: Fingerprint,
}

/// `None` where it does not open.
fn read(files: &dyn Files, key: &SpoolKey, file: &str) -> Option<Body> {
    let name = whole(file);
    let mut length = 0;
    let mut part = vec![0; 64 << 10];
    let mut sealed = files.open(&name).ok()?;
    loop {
        match sealed.read(&mut part).ok()? {
            0 => break,
            read => length += read as u64,
        }
    }
    let octets = seal::octets_of(length)?;
    let mut opener = Opener::new(key, file, files.open(&name).ok()?, octets)
        .ok()?
        .ok()?;
    let mut reading = Fingerprinter::new();
    while let Some(part) = opener.next().ok()?.ok()? {
        reading.push(&part);
    }
    let (fingerprint, _): (Fingerprint, HeaderDigest) = reading.finish();
    Some(Body {
        octets,
        fingerprint,
    })
}
