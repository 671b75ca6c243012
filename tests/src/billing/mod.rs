//! A stand-in for a billing program: it does with a télétransmission mailbox what billing software
//! does, so that tests can prove that Vigie never stands in its way.
//!
//! Its settings stand in an INI file, as such programs keep them ([`Settings`]). A round
//! ([`Billing::round`]) sends what waits in the outbox as lots by SMTP, then collects the mailbox by
//! POP3: RETR and DELE of every message, then QUIT. A collected message is on disk before it is
//! deleted, so a session that breaks off loses nothing and only brings a message twice.
//!
//! With a section `[follow_up]` it also keeps the 48 h rule ([`FollowUp`]): it knows its lots (files
//! as [`crate::caisse::LotFile`] writes them), reads the ARLs among what it collected, sends a lot
//! again after 48 hours without one, and gives up after 48 more. It has a log and a folder of ARLs,
//! and its own clock ([`Clock`]).

mod clock;
mod collect;
mod follow_up;
mod ini;
mod log;
mod lots;
mod send;

use std::{
    io,
    path::Path,
    time::{Duration, Instant},
};

pub use clock::{Clock, ClockError};
pub use collect::CollectError;
pub use follow_up::{FollowUp, Followed, State};
pub use ini::{FollowUpSettings, IniError, Settings};
pub use log::PROFILES;
pub use send::SendError;

/// A billing program with its folders.
pub struct Billing {
    settings: Settings,
}

/// What a round did.
#[derive(Debug, Default)]
pub struct Round {
    /// Lots sent for the first time.
    pub sent: usize,
    /// Messages collected and deleted.
    pub collected: usize,
    /// How long the mailbox was locked by somebody else before the login succeeded.
    pub kept_out: Duration,
    /// Lots that an ARL settled.
    pub answered: usize,
    /// Lots sent again, for no ARL came within 48 hours.
    pub resent: usize,
    /// Lots left to a person, for none came within 48 more.
    pub by_hand: usize,
}

/// Why a round failed.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// A folder cannot be read or written.
    #[error(transparent)]
    Folder(#[from] io::Error),
    /// Sending failed.
    #[error(transparent)]
    Send(#[from] SendError),
    /// Collecting failed.
    #[error(transparent)]
    Collect(#[from] CollectError),
    /// There is no time to be had.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A followed lot's file is no lot any more.
    #[error("{0} is no lot's file any more")]
    NoLot(String),
}

/// How long the program goes on trying while somebody else reads the mailbox.
const PATIENCE: Duration = Duration::from_mins(2);
/// The pause between two tries.
const PAUSE: Duration = Duration::from_millis(250);

impl Billing {
    /// The program with the settings of this INI file.
    pub fn open(ini: &Path) -> Result<Self, IniError> {
        let settings = Settings::read(ini)?;
        Ok(Self { settings })
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The lots that it follows, as they stand on disk; none where it follows none.
    pub fn follow_up(&self) -> io::Result<FollowUp> {
        Ok(self.open_follow_up()?.unwrap_or_default())
    }

    /// Sends what waits in the outbox, collects the mailbox, trying again while it is in use, and
    /// keeps the 48 h rule where it is set to.
    pub fn round(&self) -> Result<Round, RoundError> {
        let now = self.settings.clock.now()?;
        let mut book = self.open_follow_up()?;
        let mut round = Round {
            sent: self.send_lots(book.as_mut(), now)?,
            ..Round::default()
        };
        let begun = Instant::now();
        round.collected = loop {
            let tried = Instant::now();
            match collect::collect(&self.settings) {
                Ok(collected) => break collected,
                // The server itself may have made us wait before it refused.
                Err(CollectError::InUse) if begun.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                    round.kept_out += tried.elapsed();
                }
                Err(error) => return Err(error.into()),
            }
        };
        if let Some(book) = &mut book {
            self.follow(book, now, &mut round)?;
        }
        Ok(round)
    }

    fn open_follow_up(&self) -> io::Result<Option<FollowUp>> {
        self.settings
            .follow_up
            .as_ref()
            .map(|settings| FollowUp::open(&settings.folder))
            .transpose()
    }
}
