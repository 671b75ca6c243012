//! What concerns no single mailbox.

use jiff::Timestamp;
use vigie_domain::text::{Explanation, Text, TextArg};

use crate::mailbox::words;

/// Something about Vigie itself, or the machine, that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The record was damaged; it was set aside under this name, and a new one begun.
    RecordSetAside {
        /// The file's name.
        file: String,
    },
    /// The same, but mailboxes and settings could be read and stand in the new record.
    RecordCarriedOver {
        /// The file's name.
        file: String,
        /// How many mailboxes.
        mailboxes: usize,
        /// A switch to a new mailbox was under way, or may have been, and could not be read.
        switch_lost: bool,
    },
    /// The record's log was damaged and set aside under this name: the last minutes are lost.
    RecordTailLost {
        /// The file's name.
        file: String,
    },
    /// The disk is full: the watch goes on, nothing is recorded.
    DiskFull,
    /// The record may not be written to.
    RecordReadOnly,
    /// The record was found damaged while running.
    RecordDamaged,
    /// The record cannot be written for another reason.
    RecordFailing,
    /// Some of what was to be recorded since the start was given up: too much was waiting.
    RecordIncomplete,
    /// The keychain is there but locked.
    KeychainLocked,
    /// No keychain on this machine.
    KeychainAbsent,
    /// This desktop shows no tray icons.
    NoTray,
    /// This desktop shows no notifications.
    NoNotifications,
    /// Vigie could not be entered among the programmes that start with the session.
    NoAutostart,
    /// The time in which a former mailbox was watched besides is over: it may be retired.
    TransitionOver {
        /// Its address.
        former: String,
        /// The address of the mailbox that took its place.
        successor: String,
        /// When it did.
        since: Timestamp,
        /// How many returns arrived in the former one since.
        returns: u64,
    },
}

/// The notice in words.
#[must_use]
pub fn explain(notice: &Notice) -> Explanation {
    let (key, file) = match notice {
        Notice::RecordSetAside { file } => ("notice-record-set-aside", file.as_str()),
        Notice::RecordCarriedOver { file, .. } => ("notice-record-carried-over", file.as_str()),
        Notice::RecordTailLost { file } => ("notice-record-tail-lost", file.as_str()),
        Notice::DiskFull => ("notice-disk-full", ""),
        Notice::RecordReadOnly => ("notice-record-read-only", ""),
        Notice::RecordDamaged => ("notice-record-damaged", ""),
        Notice::RecordFailing => ("notice-record-failing", ""),
        Notice::RecordIncomplete => ("notice-record-incomplete", ""),
        Notice::KeychainLocked => ("notice-keychain-locked", ""),
        Notice::KeychainAbsent => ("notice-keychain-absent", ""),
        Notice::NoTray => ("notice-no-tray", ""),
        Notice::NoNotifications => ("notice-no-notifications", ""),
        Notice::NoAutostart => ("notice-no-autostart", ""),
        Notice::TransitionOver { .. } => ("notice-transition-over", ""),
    };
    let sentence = |attribute: &str| {
        let mut text = Text::new(format!("{key}.{attribute}"));
        if let Notice::RecordCarriedOver { mailboxes, .. } = notice {
            let mailboxes = u32::try_from(*mailboxes).unwrap_or(u32::MAX);
            text = text.with("mailboxes", TextArg::Number(mailboxes.into()));
        }
        if let Notice::TransitionOver {
            former,
            successor,
            since,
            returns,
        } = notice
        {
            let returns = u32::try_from(*returns).unwrap_or(u32::MAX);
            text = text
                .with("former", words(former))
                .with("successor", words(successor))
                .with("since", TextArg::Time(*since))
                .with("returns", TextArg::Number(returns.into()));
        }
        if file.is_empty() {
            text
        } else {
            text.with("file", words(file))
        }
    };
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(match notice {
            Notice::RecordCarriedOver {
                switch_lost: true, ..
            } => sentence("action-switch"),
            _ => sentence("action"),
        }),
        detail: None,
    }
}
