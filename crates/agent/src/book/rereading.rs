//! Reading again, by other rules, what no rule knew.
//!
//! A check reads a header once. After the rules changed (a new release, or what support pushed),
//! messages that lie in the mailbox and were not recognised are treated as new ones, some at each
//! check, the newest first, until all were met.

use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::AccountId,
    book::query::ReturnId,
    report::{CheckReport, Phase},
};
use vigie_journal::{RecordError, Unrecognised};
use vigie_mailbox::KnownUids;

use super::{knowledge::Knowledge, ledger::Ledger};

/// Messages that one check reads again at most.
const MOST: u32 = 50;

/// How far a mailbox was read by the rules in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reread {
    /// The rules by which all of it was read, or is being read.
    rules: Option<String>,
    /// What came into the book before this is still to be read again by these rules.
    before: Option<i64>,
}

/// What one check is to read again.
pub(crate) struct Again {
    rules: String,
    messages: Vec<Unrecognised>,
    /// What is known of these messages: when each was received.
    known: KnownUids,
}

impl Reread {
    /// What the next check is to read again; `None`: nothing. Blocks on the record.
    pub(crate) fn next(
        &self,
        ledger: &Ledger,
        account: AccountId,
        knowledge: &Knowledge,
    ) -> Result<Option<Again>, RecordError> {
        let rules = knowledge.rules_version();
        let is_begun = self.rules.as_ref() == Some(&rules);
        if is_begun && self.before.is_none() {
            return Ok(None);
        }
        let before = self.before.filter(|_| is_begun).map(ReturnId);
        let messages = ledger.journal.unrecognised(account, before, MOST)?;
        Ok(Some(Again {
            rules,
            messages,
            known: KnownUids::new(),
        }))
    }
}

impl Again {
    /// Takes these messages from the known ones, so that a check reads them.
    pub(crate) fn take_from(&mut self, known: &mut KnownUids) {
        for message in &self.messages {
            self.known.extend(known.remove_entry(&message.uid));
        }
    }

    /// The check has ended: the messages are known ones again, here and in its report. Gives how far
    /// the mailbox was read; `None`: as far as before.
    pub(crate) fn end(self, report: &mut CheckReport, known: &mut KnownUids) -> Option<Reread> {
        let read = self.read(report);
        self.hide_in(report);
        known.extend(self.known);
        let rest = match read? {
            // A server that gives none of them, or breaks off over them, is not asked for the same
            // ones for ever.
            0 => &[][..],
            read => self.messages.get(read..).unwrap_or_default(),
        };
        let is_last = rest.is_empty() && self.messages.len() < MOST as usize;
        let read = &self.messages[..self.messages.len() - rest.len()];
        Some(Reread {
            rules: Some(self.rules),
            before: read.last().filter(|_| !is_last).map(|message| message.id.0),
        })
    }

    /// How many of the messages, from the first on, the check read or found gone; `None`: it did
    /// not come so far.
    fn read(&self, report: &CheckReport) -> Option<usize> {
        let seen = match &report.outcome {
            Ok(seen) => seen,
            Err(failure) => return (failure.phase == Phase::Headers).then_some(0),
        };
        let listed = seen.uids.as_deref().unwrap_or_default();
        let is_unread = |message: &Unrecognised| {
            listed.contains(&message.uid)
                && seen.new_messages.iter().all(|new| new.uid != message.uid)
        };
        let unread = self.messages.iter().position(is_unread);
        Some(unread.unwrap_or(self.messages.len()))
    }

    fn hide_in(&self, report: &mut CheckReport) {
        let Ok(seen) = &mut report.outcome else {
            return;
        };
        seen.new_messages
            .retain(|new| !self.known.contains_key(&new.uid));
        let listed = seen.uids.as_deref().unwrap_or_default();
        let received = self
            .known
            .iter()
            .filter(|(uid, _)| listed.contains(uid))
            .filter_map(|(_, received)| *received);
        seen.oldest = received.chain(seen.oldest).min();
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use vigie_domain::{
        cause::Cause,
        report::{Failure, MailboxSeen, NewMessage},
        server::{Security, Server},
    };

    use super::*;

    fn again(count: u32) -> Again {
        let messages = (0..count).map(|number| Unrecognised {
            uid: format!("u{number}"),
            id: ReturnId(i64::from(1000 - number)),
        });
        Again {
            rules: "new".to_owned(),
            messages: messages.collect(),
            known: KnownUids::new(),
        }
    }

    fn report(outcome: Result<MailboxSeen, Failure>) -> CheckReport {
        CheckReport {
            started_at: Timestamp::UNIX_EPOCH,
            server: Server {
                host: "pop.exemple.example".to_owned(),
                port: 995,
                security: Security::Tls,
            },
            timings: Vec::new(),
            tls: None,
            capabilities: Vec::new(),
            login_delay_s: None,
            login_attempted: true,
            outcome,
        }
    }

    /// The mailbox lists these, and the headers of those were read.
    fn seen(listed: &[&str], read: &[&str]) -> CheckReport {
        let message = |uid: &&str| NewMessage {
            uid: (*uid).to_owned(),
            octets: None,
            message_id: None,
            from: None,
            subject: None,
            received_at: None,
        };
        report(Ok(MailboxSeen {
            messages: 0,
            octets: 0,
            uids: Some(listed.iter().map(|uid| (*uid).to_owned()).collect()),
            new_messages: read.iter().map(message).collect(),
            more_to_scan: false,
            oldest: None,
        }))
    }

    fn failed(phase: Phase) -> CheckReport {
        report(Err(Failure {
            cause: Cause::ConnectionLost,
            phase,
            detail: None,
            retry_after_s: None,
        }))
    }

    fn until(again: Again, mut report: CheckReport) -> Option<Reread> {
        again.end(&mut report, &mut KnownUids::new())
    }

    fn before(before: impl Into<Option<i64>>) -> Reread {
        Reread {
            rules: Some("new".to_owned()),
            before: before.into(),
        }
    }

    #[test]
    fn what_was_read_again_is_no_new_message_and_stays_known() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut known: KnownUids = [("u0", 5), ("u1", 7), ("other", 9)]
            .map(|(uid, second)| (uid.to_owned(), Some(at(second))))
            .into();
        let before = known.clone();
        let mut again = again(2);
        again.take_from(&mut known);
        assert_eq!(known.keys().collect::<Vec<_>>(), ["other"]);
        let mut report = seen(&["other", "u1", "new"], &["u1", "new"]);
        let reread = again.end(&mut report, &mut known).unwrap();
        assert_eq!((known, reread.before), (before, None));
        let seen = report.outcome.unwrap();
        let new: Vec<_> = seen.new_messages.iter().map(|new| &new.uid).collect();
        assert_eq!(new, ["new"]);
        assert_eq!(seen.oldest, Some(at(7)), "the first one has gone");
    }

    #[test]
    fn it_goes_on_where_it_was_broken_off_and_never_stays() {
        assert_eq!(until(again(0), seen(&[], &[])), Some(before(None)));
        assert_eq!(until(again(3), seen(&["u0"], &["u0"])), Some(before(None)));
        assert_eq!(until(again(50), seen(&[], &[])), Some(before(951)));
        // The session's time was over after two.
        let some = seen(&["u0", "u1", "u2"], &["u0", "u1"]);
        assert_eq!(until(again(3), some), Some(before(999)));
        // None of them is given, or the server breaks off: these are left.
        let none = || seen(&["u0", "u1"], &[]);
        assert_eq!(until(again(2), none()), Some(before(None)));
        assert_eq!(until(again(50), none()), Some(before(951)));
        assert_eq!(until(again(50), failed(Phase::Headers)), Some(before(951)));
        assert_eq!(until(again(50), failed(Phase::Connect)), None);
    }
}
