//! Why a step is not done.

use serde::{Deserialize, Serialize};

/// Why a step is not done now, or cannot be done. The serialised name (`kind`) is public; words
/// stand in the catalogue under `switch-obstacle-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Obstacle {
    /// The billing software runs: it would not notice the new settings, or write over them.
    ProgramRuns {
        /// Its name.
        program: String,
    },
    /// The keychain is locked.
    KeychainLocked,
    /// There is no keychain, or it refuses.
    KeychainUnavailable,
    /// The disk is full.
    DiskFull,
    /// Another program holds a file.
    FileHeld {
        /// The file.
        file: String,
    },
    /// The record cannot be written.
    RecordUnavailable,
    /// A fault of Vigie's own broke the step off: it is tried again when the person says so.
    BrokenOff,
    /// Whether the billing software runs cannot be told: the person has to say that it is closed.
    IsItClosed {
        /// Its name.
        program: String,
    },
    /// The person enters the new settings.
    EnterSettings,
    /// The person enters the former settings again.
    PutBackSettings,
    /// Vigie cannot put the former settings back: the person has to.
    CannotPutBack {
        /// The file or registry key.
        place: String,
    },
    /// The billing software is to collect one last time where it has collected so far.
    CollectLast,
    /// The relay does not run, or a port of it is not open.
    RelayNotOpen,
    /// What the billing software has confirmed could not be deleted at the provider yet.
    RelayNotDrained,
    /// The password of the new mailbox is known no more: Vigie was ended before it was kept.
    PasswordLost,
    /// The mailbox is watched under other servers already, or cannot be watched.
    NotWatched,
    /// The billing software's settings were not found, or not at one place only.
    SettingsNotFound {
        /// The billing software's name or profile.
        program: String,
    },
    /// There is no right to change the settings.
    NotAllowed {
        /// The file or registry key.
        place: String,
    },
    /// The settings cannot be read as the profile says.
    NotUnderstood {
        /// The file or registry key.
        place: String,
    },
    /// The settings were changed by somebody else meanwhile.
    ChangedMeanwhile {
        /// The file or registry key.
        place: String,
    },
    /// What was written does not read as it was written.
    NotReadBack {
        /// The file or registry key.
        place: String,
    },
    /// The disk or the system refuses for another reason.
    Refused {
        /// The file or registry key.
        place: String,
    },
}

/// How an obstacle goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// By itself or by what the person does elsewhere: the step is tried again.
    InTime,
    /// When the person says so.
    ByWord,
    /// Not at all: the switch goes back.
    Never,
}

impl Obstacle {
    /// How it goes away.
    #[must_use]
    pub const fn passing(&self) -> Passing {
        match self {
            Self::ProgramRuns { .. }
            | Self::KeychainLocked
            | Self::DiskFull
            | Self::FileHeld { .. }
            | Self::RelayNotOpen
            | Self::RelayNotDrained
            | Self::RecordUnavailable => Passing::InTime,
            Self::IsItClosed { .. }
            | Self::BrokenOff
            | Self::CollectLast
            | Self::EnterSettings
            | Self::PutBackSettings
            | Self::CannotPutBack { .. } => Passing::ByWord,
            Self::KeychainUnavailable
            | Self::PasswordLost
            | Self::NotWatched
            | Self::SettingsNotFound { .. }
            | Self::NotAllowed { .. }
            | Self::NotUnderstood { .. }
            | Self::ChangedMeanwhile { .. }
            | Self::NotReadBack { .. }
            | Self::Refused { .. } => Passing::Never,
        }
    }

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ProgramRuns { .. } => "program_runs",
            Self::KeychainLocked => "keychain_locked",
            Self::KeychainUnavailable => "keychain_unavailable",
            Self::DiskFull => "disk_full",
            Self::FileHeld { .. } => "file_held",
            Self::RecordUnavailable => "record_unavailable",
            Self::BrokenOff => "broken_off",
            Self::IsItClosed { .. } => "is_it_closed",
            Self::EnterSettings => "enter_settings",
            Self::PutBackSettings => "put_back_settings",
            Self::CannotPutBack { .. } => "cannot_put_back",
            Self::CollectLast => "collect_last",
            Self::RelayNotOpen => "relay_not_open",
            Self::RelayNotDrained => "relay_not_drained",
            Self::PasswordLost => "password_lost",
            Self::NotWatched => "not_watched",
            Self::SettingsNotFound { .. } => "settings_not_found",
            Self::NotAllowed { .. } => "not_allowed",
            Self::NotUnderstood { .. } => "not_understood",
            Self::ChangedMeanwhile { .. } => "changed_meanwhile",
            Self::NotReadBack { .. } => "not_read_back",
            Self::Refused { .. } => "refused",
        }
    }

    /// The program, file or registry key that it is about.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::ProgramRuns { program: subject }
            | Self::FileHeld { file: subject }
            | Self::IsItClosed { program: subject }
            | Self::CannotPutBack { place: subject }
            | Self::SettingsNotFound { program: subject }
            | Self::NotAllowed { place: subject }
            | Self::NotUnderstood { place: subject }
            | Self::ChangedMeanwhile { place: subject }
            | Self::NotReadBack { place: subject }
            | Self::Refused { place: subject } => Some(subject),
            Self::KeychainLocked
            | Self::KeychainUnavailable
            | Self::DiskFull
            | Self::RecordUnavailable
            | Self::BrokenOff
            | Self::EnterSettings
            | Self::PutBackSettings
            | Self::CollectLast
            | Self::RelayNotOpen
            | Self::RelayNotDrained
            | Self::PasswordLost
            | Self::NotWatched => None,
        }
    }
}
