//! Starting with the session, in each system's own way.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use std::path::Path;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(target_os = "macos")]
use macos as platform;
#[cfg(windows)]
use windows as platform;

/// The name of our entry.
const NAME: &str = "vigie";

/// Whether the agent starts with the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    Enabled,
    /// No entry exists.
    Absent,
    /// Our entry exists, but somebody switched it off in the system's own settings.
    SwitchedOff,
    /// An entry of our name starts something else (an older installation, say).
    Foreign {
        /// The command it starts.
        command: String,
    },
}

/// Why the entry cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AutostartError {
    /// The system names no place for it.
    #[error("no home directory")]
    NoHome,
    /// The program's path or an argument cannot be written there.
    #[error("{0:?} cannot be written as a command")]
    Unwritable(String),
    /// The system refused.
    #[error("the autostart entry: {0}")]
    Io(#[from] std::io::Error),
}

/// Has the session start this program from now on, with these arguments; also undoes what
/// somebody switched off.
pub fn enable(program: &Path, arguments: &[&str]) -> Result<(), AutostartError> {
    platform::enable(NAME, program, arguments)
}

/// At a start: has the session start this program where the entry is missing or leads to another
/// place (an update moved it). What somebody switched off in the system's own settings stays off.
pub fn renew(program: &Path, arguments: &[&str]) -> Result<(), AutostartError> {
    if state(program)?.wants_renewal() {
        enable(program, arguments)
    } else {
        Ok(())
    }
}

impl State {
    fn wants_renewal(&self) -> bool {
        match self {
            Self::Absent | Self::Foreign { .. } => true,
            Self::Enabled | Self::SwitchedOff => false,
        }
    }
}

/// Has the session not start it any more; without an entry nothing happens.
pub fn disable() -> Result<(), AutostartError> {
    platform::disable(NAME)
}

/// Whether the session starts this program.
pub fn state(program: &Path) -> Result<State, AutostartError> {
    platform::state(NAME, program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_switched_off_stays_off_at_the_next_start() {
        assert!(!State::SwitchedOff.wants_renewal());
        assert!(!State::Enabled.wants_renewal());
        assert!(State::Absent.wants_renewal());
        let command = "/opt/ancien/vigie-agent".to_owned();
        assert!(State::Foreign { command }.wants_renewal());
    }
}
