//! Why a command cannot do what it was asked, each cause in words.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tough::schema::{Role, Root, Signed};
use vigie_config::{Fault, PracticeNumber};
use vigie_domain::text::{Text, TextArg};
use vigie_steering::{EnrolmentError, ListError, NoPracticeCode};

use crate::{
    Outcome, faults,
    files::Unreadable,
    keys::{KeyError, PassphraseError, SealError},
    repository::metadata::{self, MetadataError},
    terminal::Terminal,
};

/// Why a command stops.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// A file or folder cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The enrolment file cannot be used.
    #[error("{}: {error}", path.display())]
    Enrolment {
        /// Which.
        path: PathBuf,
        /// Why, with the place.
        error: EnrolmentError,
    },
    /// What was signed once is taken no longer.
    #[error("{what} is taken until {until} only")]
    Expired {
        /// The role.
        what: &'static str,
        /// Until when.
        until: Timestamp,
    },
    /// Somebody wants it taken for longer than is usual.
    #[error("{what} would be taken until {until}")]
    LastsTooLong {
        /// The role.
        what: &'static str,
        /// Until when.
        until: Timestamp,
    },
    /// A document of a later release, which cannot be shown to whoever signs it.
    #[error("{0} is of a later release")]
    LaterDocument(String),
    /// Too long for an agent.
    #[error("{path} has more than {most} octets")]
    TooLong {
        /// What.
        path: String,
        /// Octets that an agent reads at most.
        most: u64,
    },
    /// A practice's document cannot be sealed.
    #[error("{file}: {problem}")]
    Seal {
        /// Its file.
        file: String,
        /// Why.
        problem: SealProblem,
    },
    /// The answer cannot be written.
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// A key cannot be used.
    #[error("{}: {error}", path.display())]
    Key {
        /// Its file.
        path: PathBuf,
        /// Why.
        error: KeyError,
    },
    /// There is no passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// Metadata cannot be made.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The documents are refused.
    #[error("{} faults", .0.len())]
    Documents(Vec<Fault>),
    /// The system's line names the file already.
    #[error("{}", .0.error)]
    Unreadable(Unreadable),
    /// The folder has no document.
    #[error("no document")]
    NoDocument,
    /// The file is no metadata.
    #[error("{} is no metadata", .0.display())]
    NotMetadata(PathBuf),
    /// The folder has no root.
    #[error("{} has no root", .0.display())]
    NoRoot(PathBuf),
    /// A root is not signed by the one before it and by itself.
    #[error("{} does not follow from the root before it", .0.display())]
    RootDoesNotFollow(PathBuf),
    /// A file is not there.
    #[error("{} is missing", .0.display())]
    Missing(PathBuf),
    /// A file is not the one that was signed.
    #[error("{} is not what was signed", .0.display())]
    Altered(PathBuf),
    /// Too few keys signed.
    #[error("{} has {right} right signatures of {wanted}", path.display())]
    TooFewSignatures {
        /// What.
        path: PathBuf,
        /// Right signatures of keys that count.
        right: usize,
        /// How many are needed.
        wanted: u64,
    },
    /// An agent would not take what is to be published.
    #[error("an agent would refuse it: {0}")]
    Refused(String),
    /// A name, number or address of the command line does not do.
    #[error("{}", .0.key)]
    Unfit(Text),
    /// Another organisation's.
    #[error("{} is of another organisation", .0.display())]
    Foreign(PathBuf),
    /// The key has no role in what is signed.
    #[error("{0} signs nothing here")]
    SignsNothing(String),
    /// A key that the command needs was not given.
    #[error("no key for {0}")]
    KeyNeeded(&'static str),
    /// The folder is there already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Nothing was published yet.
    #[error("nothing was published yet")]
    NothingPublished,
    /// There is nothing of this id.
    #[error("nothing is called {0}")]
    NoSuchDocument(String),
    /// The proposals are not copies of one.
    #[error("{} is another proposal", .0.display())]
    AnotherProposal(PathBuf),
    /// The proposal does not follow what is published.
    #[error("the proposal was made for another state")]
    Overtaken,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingNew,
    /// Nothing would change, and what is published is taken for long enough.
    #[error("nothing would change, and what is published is taken until {until}")]
    NotDue {
        /// Until when it is taken.
        until: Timestamp,
    },
    /// The user did not agree.
    #[error("not agreed")]
    NotAgreed,
    /// Another command works on this folder.
    #[error("another command works on {}", .0.display())]
    Busy(PathBuf),
}

/// Why a practice's document cannot be sealed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealProblem {
    /// Nobody said the practice's code.
    #[error("no code of the practice {0}")]
    NoCode(PracticeNumber),
    /// The field `code` is none, in this line.
    #[error("line {line}: {error}")]
    BadCode {
        /// From 1; 0 where it is not known.
        line: usize,
        /// What is wrong.
        error: NoPracticeCode,
    },
    /// The code is another practice's.
    #[error("the code is that of the practice {0}")]
    OtherPractice(PracticeNumber),
    /// It cannot be sealed.
    #[error(transparent)]
    Seal(#[from] vigie_steering::SealError),
    /// There are too many for one list.
    #[error(transparent)]
    List(#[from] ListError),
}

impl SealProblem {
    /// The line and the field, as faults name them.
    fn field(&self) -> String {
        match self {
            Self::BadCode { line: 0, .. } | Self::OtherPractice(_) => ": code".to_owned(),
            Self::BadCode { line, .. } => format!(":{line}: code"),
            _ => String::new(),
        }
    }
}

impl Trouble {
    /// A file or folder that cannot be read or written.
    pub(crate) fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            error,
        }
    }

    /// A key that cannot be used.
    pub(crate) fn key(path: &Path, error: KeyError) -> Self {
        Self::Key {
            path: path.to_owned(),
            error,
        }
    }

    /// Too few signatures under metadata.
    pub(crate) fn too_few_signatures<T: Role>(
        path: &Path,
        metadata: &Signed<T>,
        root: &Root,
    ) -> Self {
        Self::TooFewSignatures {
            path: path.to_owned(),
            right: metadata::signers(metadata, root).len(),
            wanted: metadata::threshold(root, T::TYPE),
        }
    }

    /// Says it on standard error.
    pub(crate) fn tell(&self, terminal: &mut Terminal) -> Outcome {
        match self {
            Self::Documents(found) => faults::faults(found, terminal),
            Self::Unreadable(unreadable) => faults::unreadable(unreadable, terminal),
            Self::Seal { file, problem } => {
                let what = terminal.words(&seal_text(problem));
                let field = problem.field();
                terminal.complain_line(&format!("{file}{field}: {what}"));
            }
            other => terminal.complain(&other.text()),
        }
        match self {
            Self::Io { .. } | Self::Terminal(_) | Self::Unreadable(_) | Self::NoDocument => {
                Outcome::Unreadable
            }
            Self::Unfit(_) => Outcome::Usage,
            _ => Outcome::Refused,
        }
    }

    fn text(&self) -> Text {
        let at = |key: &str, path: &Path| Text::new(key).with("path", path_arg(path));
        let what = |key: &str, what: &str| {
            let what = TextArg::Words(what.to_owned());
            Text::new(key).with("what", what)
        };
        match self {
            Self::Io { path, error } => {
                at("support-trouble-io", path).with("error", TextArg::Words(error.to_string()))
            }
            Self::Enrolment { path, error } => at("support-trouble-enrolment", path)
                .with("what", TextArg::Words(error.to_string())),
            Self::Expired { what: role, until } => {
                what("support-trouble-expired", role).with("until", TextArg::Time(*until))
            }
            Self::LastsTooLong { what: role, until } => {
                what("support-trouble-lasts-too-long", role).with("until", TextArg::Time(*until))
            }
            Self::LaterDocument(file) => what("support-trouble-later-document", file),
            Self::TooLong { path, most } => what("support-trouble-too-long", path).with(
                "most",
                faults::number(usize::try_from(*most).unwrap_or(usize::MAX)),
            ),
            Self::Seal { problem, .. } => seal_text(problem),
            Self::Terminal(error) => what("support-trouble-terminal", &error.to_string()),
            Self::Key { path, error } => key_text(path, error),
            Self::Passphrase(error) => passphrase_text(error),
            Self::Metadata(error) => what("support-trouble-metadata", &error.to_string()),
            Self::Documents(_) | Self::Unreadable(_) | Self::NoDocument => {
                Text::new("support-no-document")
            }
            Self::NotMetadata(path) => at("support-trouble-not-metadata", path),
            Self::NoRoot(path) => at("support-trouble-no-root", path),
            Self::RootDoesNotFollow(path) => at("support-trouble-root-does-not-follow", path),
            Self::Missing(path) => at("support-trouble-missing", path),
            Self::Altered(path) => at("support-trouble-altered", path),
            Self::TooFewSignatures {
                path,
                right,
                wanted,
            } => at("support-trouble-too-few-signatures", path)
                .with("right", faults::number(*right))
                .with(
                    "wanted",
                    faults::number(usize::try_from(*wanted).unwrap_or(usize::MAX)),
                ),
            Self::Refused(error) => what("support-trouble-refused", error),
            Self::Unfit(text) => text.clone(),
            Self::Foreign(path) => at("support-trouble-foreign", path),
            Self::SignsNothing(name) => what("support-trouble-signs-nothing", name),
            Self::KeyNeeded(role) => what("support-trouble-key-needed", role),
            Self::Exists(path) => at("support-trouble-exists", path),
            Self::NothingPublished => Text::new("support-trouble-nothing-published"),
            Self::NoSuchDocument(id) => what("support-trouble-no-such-document", id),
            Self::AnotherProposal(path) => at("support-trouble-another-proposal", path),
            Self::Overtaken => Text::new("support-trouble-overtaken"),
            Self::NothingNew => Text::new("support-trouble-nothing-new"),
            Self::NotDue { until } => {
                Text::new("support-trouble-not-due").with("until", TextArg::Time(*until))
            }
            Self::NotAgreed => Text::new("support-trouble-not-agreed"),
            Self::Busy(path) => at("support-trouble-busy", path),
        }
    }
}

/// A path in a sentence.
pub(crate) fn path_arg(path: &Path) -> TextArg {
    TextArg::Words(path.display().to_string())
}

fn key_text(path: &Path, error: &KeyError) -> Text {
    let key = match error {
        KeyError::Io(error) => {
            let error = TextArg::Words(error.to_string());
            return Text::new("support-trouble-io")
                .with("path", path_arg(path))
                .with("error", error);
        }
        KeyError::NoKey => "support-trouble-no-key",
        KeyError::ForeignFormat(_) => "support-trouble-key-format",
        KeyError::Seal(SealError::WrongPassphrase) => "support-trouble-wrong-passphrase",
        KeyError::Seal(SealError::Unbearable) => "support-trouble-key-unbearable",
        KeyError::Seal(SealError::NoKey) => "support-trouble-key-no-memory",
    };
    Text::new(key).with("path", path_arg(path))
}

fn seal_text(problem: &SealProblem) -> Text {
    let words = |what: String| TextArg::Words(what);
    match problem {
        SealProblem::NoCode(number) => {
            Text::new("support-trouble-seal-no-code").with("practice", words(number.to_string()))
        }
        SealProblem::BadCode { error, .. } => {
            let key = match error {
                NoPracticeCode::Letter { .. } => "support-trouble-code-letter",
                NoPracticeCode::Length { .. } => "support-trouble-code-length",
                NoPracticeCode::Check => "support-trouble-code-check",
            };
            let group = match error {
                NoPracticeCode::Letter { group } => *group,
                _ => 0,
            };
            Text::new(key).with("group", faults::number(group))
        }
        SealProblem::OtherPractice(number) => {
            Text::new("support-trouble-seal-other").with("practice", words(number.to_string()))
        }
        SealProblem::Seal(error) => {
            Text::new("support-trouble-seal").with("what", words(error.to_string()))
        }
        SealProblem::List(error) => {
            Text::new("support-trouble-seal").with("what", words(error.to_string()))
        }
    }
}

fn passphrase_text(error: &PassphraseError) -> Text {
    match error {
        PassphraseError::Io(error) => Text::new("support-trouble-passphrase-io")
            .with("error", TextArg::Words(error.to_string())),
        PassphraseError::NobodyToAsk => Text::new("support-trouble-passphrase-nobody"),
        PassphraseError::StandardInputOnly => Text::new("support-trouble-passphrase-descriptor"),
        PassphraseError::Unusable => Text::new("support-trouble-passphrase-unusable"),
        PassphraseError::TooShort => Text::new("support-trouble-passphrase-short")
            .with("least", faults::number(crate::keys::SHORTEST)),
        PassphraseError::Differ => Text::new("support-trouble-passphrase-differ"),
    }
}
