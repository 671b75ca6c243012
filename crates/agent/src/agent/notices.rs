//! What concerns no single mailbox.

use vigie_domain::text::Explanation;
use vigie_journal::Fault;
use vigie_words::notice::{self, Notice};

/// The notices that hold now, in the order in which they arose.
#[derive(Debug, Default)]
pub(super) struct Notices(Vec<Notice>);

impl Notices {
    /// This holds from now on.
    pub(super) fn add(&mut self, notice: Notice) {
        if !self.0.contains(&notice) {
            self.0.push(notice);
        }
    }

    /// This no longer holds.
    pub(super) fn remove(&mut self, notice: &Notice) {
        self.0.retain(|held| held != notice);
    }

    /// What the record last said of itself.
    pub(super) fn note_record(&mut self, fault: Option<Fault>) {
        let now = fault.map(|fault| match fault {
            Fault::DiskFull => Notice::DiskFull,
            Fault::ReadOnly => Notice::RecordReadOnly,
            Fault::Damaged => Notice::RecordDamaged,
            Fault::Other => Notice::RecordFailing,
        });
        let all = [
            Notice::DiskFull,
            Notice::RecordReadOnly,
            Notice::RecordDamaged,
            Notice::RecordFailing,
        ];
        self.only(&all, now);
    }

    /// How much of the record was given up since the start.
    pub(super) fn note_lost(&mut self, lost: u64) {
        if lost > 0 {
            self.add(Notice::RecordIncomplete);
        }
    }

    /// Whether a password cannot be read; `Some(true)` where the keychain is locked.
    pub(super) fn note_secrets(&mut self, missing: Option<bool>) {
        let now = missing.map(|locked| {
            if locked {
                Notice::KeychainLocked
            } else {
                Notice::KeychainAbsent
            }
        });
        self.only(&[Notice::KeychainLocked, Notice::KeychainAbsent], now);
    }

    /// All of them in words.
    pub(super) fn explained(&self) -> Vec<Explanation> {
        self.0.iter().map(notice::explain).collect()
    }

    fn only(&mut self, all: &[Notice], now: Option<Notice>) {
        self.0
            .retain(|held| !all.contains(held) || now.as_ref() == Some(held));
        if let Some(notice) = now {
            self.add(notice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_said_once_and_stays_said() {
        let mut notices = Notices::default();
        notices.note_lost(0);
        assert_eq!(notices.explained(), []);
        notices.note_record(Some(Fault::DiskFull));
        notices.note_lost(1);
        notices.note_record(None);
        notices.note_lost(7);
        assert_eq!(notices.0, [Notice::RecordIncomplete]);
    }
}
