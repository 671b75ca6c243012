//! A stand-in for a billing program: it does with a télétransmission mailbox what billing software
//! does, so that tests can prove that Vigie never stands in its way.
//!
//! Its settings stand in an INI file, as such programs keep them. A round ([`Billing::round`])
//! sends what waits in the outbox as lots by SMTP, then collects the mailbox by POP3: RETR and DELE
//! of every message, then QUIT. A collected message is on disk before it is deleted, so a session
//! that breaks off loses nothing and only brings a message twice.

mod collect;
mod ini;
mod send;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

pub use collect::CollectError;
pub use ini::{IniError, Settings};
pub use send::SendError;

/// A billing program with its folders.
pub struct Billing {
    settings: Settings,
}

/// What a round did.
#[derive(Debug, Default)]
pub struct Round {
    /// Lots sent.
    pub sent: usize,
    /// Messages collected and deleted.
    pub collected: usize,
    /// How long the mailbox was locked by somebody else before the login succeeded.
    pub kept_out: Duration,
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

    /// Sends what waits in the outbox, then collects the mailbox, trying again while it is in use.
    pub fn round(&self) -> Result<Round, RoundError> {
        let mut round = Round {
            sent: self.send_lots()?,
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
        Ok(round)
    }

    /// Sends each file of the outbox as a lot, and moves it to the folder of what was sent.
    fn send_lots(&self) -> Result<usize, RoundError> {
        let mut files: Vec<PathBuf> = fs::read_dir(&self.settings.outbox)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        fs::create_dir_all(&self.settings.sent)?;
        for file in &files {
            let name = file.file_name().unwrap_or_default();
            send::send(&self.settings, &name.to_string_lossy(), &fs::read(file)?)?;
            fs::rename(file, self.settings.sent.join(name))?;
        }
        Ok(files.len())
    }
}
