//! Why a command could not be carried out, and what is said of it.

use std::{io, path::PathBuf};

use vigie_domain::text::{Explanation, Text, TextArg};
use vigie_protocol::{CallError, ConnectError, NoDataDir, Refusal, socket::SocketError};
use vigie_words::refusal;

use crate::{
    outcome::Outcome, password::PasswordError, recognise::RecogniseError, trust::TrustError,
};

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Complaint {
    /// Standard output cannot be written to.
    #[error("standard output: {0}")]
    Output(#[from] io::Error),
    /// No password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No certification authorities in the file given.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A file to recognise, or its rules, cannot be used.
    #[error(transparent)]
    Recognise(#[from] RecogniseError),
    /// No data folder.
    #[error(transparent)]
    NoDataDir(#[from] NoDataDir),
    /// The agent of this data folder cannot be talked to.
    #[error("{data_dir}: {error}")]
    NoAgent {
        /// Its data folder.
        data_dir: PathBuf,
        /// Why not.
        error: ConnectError,
    },
    /// The agent did not do it.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The agent answered something else.
    #[error("the agent's answer does not fit the question")]
    OddAnswer,
    /// The agent did not finish in time.
    #[error("the agent did not finish in time")]
    NotInTime,
    /// No mailbox is watched under this address or number.
    #[error("no mailbox {0}")]
    NoSuchMailbox(String),
    /// Several mailboxes are watched, and none was named.
    #[error("several mailboxes are watched")]
    WhichMailbox,
    /// The server found is outside the address's domain and the provider table.
    #[error("{host} is not approved")]
    NotApproved {
        /// The server's name.
        host: String,
    },
    /// No server was found for the address.
    #[error("no server found for {0}")]
    NoServer(String),
    /// No password was given for the mailbox to be verified.
    #[error("no password for {0}")]
    NoPassword(String),
    /// A file cannot be written.
    #[error("{path}: {error}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// `vigie-agent` cannot be started.
    #[error("{path}: {error}")]
    NoProgramme {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl Complaint {
    /// The exit status.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Password(_)
            | Self::NoPassword(_)
            | Self::Trust(_)
            | Self::Recognise(_)
            | Self::NotApproved { .. }
            | Self::NoSuchMailbox(_)
            | Self::WhichMailbox => Outcome::Usage,
            Self::NoAgent { .. }
            | Self::Call(CallError::Refused(Refusal::TooSoon { .. }))
            | Self::NotInTime => Outcome::Unknown,
            Self::Output(_)
            | Self::NoDataDir(_)
            | Self::Call(_)
            | Self::OddAnswer
            | Self::NoServer(_)
            | Self::Unwritable { .. }
            | Self::NoProgramme { .. } => Outcome::Unwell,
        }
    }

    /// What is said.
    pub(crate) fn explanation(&self) -> Explanation {
        let words = |words: String| TextArg::Words(words);
        match self {
            Self::Call(CallError::Refused(refused))
            | Self::NoAgent {
                error: ConnectError::Refused(refused),
                ..
            } => refusal::explain(refused),
            Self::Output(error) => told("cli-output", &[("error", words(error.to_string()))]),
            Self::Password(error) => told(
                match error {
                    PasswordError::Missing => "cli-password-missing",
                    PasswordError::TooLong => "cli-password-too-long",
                    PasswordError::Unfit => "cli-password-unfit",
                    PasswordError::Unreadable => "cli-password-unreadable",
                    PasswordError::NoAddress { line } => {
                        let line = words(line.to_string());
                        return told("cli-password-line", &[("line", line)]);
                    }
                },
                &[],
            ),
            Self::NoPassword(address) => told(
                "cli-verify-no-password",
                &[("address", words(address.clone()))],
            ),
            Self::Trust(TrustError::Unreadable { path, error })
            | Self::Recognise(RecogniseError::Unreadable { path, error }) => told(
                "cli-file-unreadable",
                &[
                    ("path", words(path.display().to_string())),
                    ("error", words(error.to_string())),
                ],
            ),
            Self::Trust(TrustError::NoCertificates(path)) => told(
                "cli-no-certificates",
                &[("path", words(path.display().to_string()))],
            ),
            Self::Recognise(RecogniseError::Rules { path, error }) => told(
                "cli-rules-unfit",
                &[
                    ("path", words(path.display().to_string())),
                    ("error", words(error.to_string())),
                ],
            ),
            Self::NoDataDir(_) => told("cli-no-data-dir", &[]),
            Self::NoAgent { data_dir, error } => told(
                match error {
                    ConnectError::Socket(SocketError::NotRunning) => "cli-agent-stopped",
                    ConnectError::Socket(SocketError::NotOurs) => "cli-agent-foreign",
                    _ => "cli-agent-silent",
                },
                &[
                    ("path", words(data_dir.display().to_string())),
                    ("error", words(error.to_string())),
                ],
            ),
            Self::Call(CallError::TooLong) => refusal::explain(&Refusal::TooLong),
            Self::Call(CallError::Closed) => told("cli-agent-gone", &[]),
            Self::Call(CallError::NoAnswer) | Self::OddAnswer | Self::NotInTime => {
                told("cli-agent-slow", &[])
            }
            Self::NoSuchMailbox(name) => {
                told("cli-no-such-mailbox", &[("name", words(name.clone()))])
            }
            Self::WhichMailbox => told("cli-which-mailbox", &[]),
            Self::NotApproved { host } => {
                told("cli-not-approved", &[("host", words(host.clone()))])
            }
            Self::NoServer(address) => {
                told("cli-no-server", &[("address", words(address.clone()))])
            }
            Self::Unwritable { path, error } => told(
                "fiche-unwritable",
                &[
                    ("path", words(path.display().to_string())),
                    ("error", words(error.to_string())),
                ],
            ),
            Self::NoProgramme { path, error } => told(
                "cli-no-programme",
                &[
                    ("path", words(path.display().to_string())),
                    ("error", words(error.to_string())),
                ],
            ),
        }
    }
}

/// The two sentences of a key: what happened, what to do.
fn told(key: &str, args: &[(&str, TextArg)]) -> Explanation {
    let sentence = |attribute: &str| {
        let text = Text::new(format!("{key}.{attribute}"));
        args.iter()
            .fold(text, |text, (name, arg)| text.with(name, arg.clone()))
    };
    Explanation {
        title: sentence("title"),
        meaning: None,
        action: Some(sentence("action")),
        detail: None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_words::{Catalogue, Language};

    use super::*;

    #[test]
    fn every_complaint_has_its_words() {
        let path = || PathBuf::from("/tmp/x");
        let io = || io::Error::other("broken");
        let no_agent = |error| Complaint::NoAgent {
            data_dir: path(),
            error,
        };
        let complaints = [
            Complaint::Output(io()),
            Complaint::Password(PasswordError::Missing),
            Complaint::Password(PasswordError::TooLong),
            Complaint::Password(PasswordError::Unfit),
            Complaint::Password(PasswordError::Unreadable),
            Complaint::Password(PasswordError::NoAddress { line: 2 }),
            Complaint::NoPassword("a@b.test".into()),
            Complaint::Trust(TrustError::Unreadable {
                path: path(),
                error: io(),
            }),
            Complaint::Trust(TrustError::NoCertificates(path())),
            Complaint::Recognise(RecogniseError::Unreadable {
                path: path(),
                error: io(),
            }),
            Complaint::Recognise(RecogniseError::Rules {
                path: path(),
                error: vigie_sesam::rules::InvalidRules::Count(0),
            }),
            Complaint::NoDataDir(NoDataDir),
            no_agent(ConnectError::Socket(SocketError::NotRunning)),
            no_agent(ConnectError::Socket(SocketError::NotOurs)),
            no_agent(ConnectError::Socket(SocketError::InUse)),
            no_agent(ConnectError::NoWelcome),
            no_agent(ConnectError::Refused(Refusal::HelloExpected)),
            Complaint::Call(CallError::TooLong),
            Complaint::Call(CallError::Closed),
            Complaint::Call(CallError::NoAnswer),
            Complaint::Call(CallError::Refused(Refusal::TooSoon { seconds: 3 })),
            Complaint::OddAnswer,
            Complaint::NotInTime,
            Complaint::NoSuchMailbox("x".into()),
            Complaint::NotApproved { host: "x".into() },
            Complaint::NoServer("a@b.test".into()),
            Complaint::Unwritable {
                path: path(),
                error: io(),
            },
            Complaint::NoProgramme {
                path: path(),
                error: io(),
            },
        ];
        for language in Language::ALL {
            let catalogue = Catalogue::new(language, TimeZone::UTC);
            for complaint in &complaints {
                let Explanation { title, action, .. } = complaint.explanation();
                catalogue.try_say(&title).unwrap();
                catalogue.try_say(&action.unwrap()).unwrap();
                assert_ne!(complaint.outcome(), Outcome::Well);
            }
        }
    }
}
