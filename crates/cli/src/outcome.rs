//! The exit status.

use std::process::ExitCode;

use vigie_domain::{health::Level, report::CheckReport, verdict::Conclusion};

/// How a command ended; its number is the exit status, which programmes rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well, or what was asked is done.
    Well = 0,
    /// Alarm or attention; the mailbox does not answer; what was asked could not be done.
    Unwell = 1,
    /// The command line is wrong.
    Usage = 2,
    /// It cannot be told.
    Unknown = 3,
}

impl Outcome {
    /// The outcome of a check.
    pub(crate) fn of_check(report: &CheckReport) -> Self {
        match report.healthy() {
            Some(true) => Self::Well,
            Some(false) => Self::Unwell,
            None => Self::Unknown,
        }
    }

    /// Of several checks: one that failed decides, then one that could not tell.
    pub(crate) fn worst(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let rank = |outcome: &Self| match outcome {
            Self::Well => 0,
            Self::Unknown => 1,
            Self::Unwell | Self::Usage => 2,
        };
        outcomes.into_iter().max_by_key(rank).unwrap_or(Self::Well)
    }
}

impl From<Level> for Outcome {
    fn from(level: Level) -> Self {
        match level {
            Level::Well => Self::Well,
            Level::Attention | Level::Alarm => Self::Unwell,
            Level::Unknown => Self::Unknown,
        }
    }
}

impl From<Conclusion> for Outcome {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion.exit_status() {
            0 => Self::Well,
            1 => Self::Unwell,
            _ => Self::Unknown,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}
