//! Where lots are learnt from on this computer.

use serde::{Deserialize, Serialize};

use crate::{account::AccountId, text::Text};

/// The number of a source in this installation's journal; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct SourceId(pub i64);

/// A source as the user chose it. Nothing is ever moved, locked or changed there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceKind {
    /// A folder of sent messages, or of lot files.
    LotFolder {
        /// Its path on this computer or on a network drive, at most 1,000 octets.
        path: String,
    },
    /// A folder in which the billing software keeps the returns that it collected.
    ReturnFolder {
        /// Its path.
        path: String,
    },
    /// A `Pyxvital.ini`: it names the folders of lots and ARL, one each per practitioner.
    Pyxvital {
        /// The file's path.
        ini: String,
        /// The practitioner's folder, which stands for the `#` in the file; `None`: the only one.
        practitioner: Option<String>,
    },
    /// A log or an export, read line by line as a billing-software profile says.
    Log {
        /// The file's path.
        path: String,
        /// The profile's id.
        profile: String,
    },
}

impl SourceKind {
    /// Its public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::LotFolder { .. } => "lot_folder",
            Self::ReturnFolder { .. } => "return_folder",
            Self::Pyxvital { .. } => "pyxvital",
            Self::Log { .. } => "log",
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn path(&self) -> &str {
        match self {
            Self::LotFolder { path }
            | Self::ReturnFolder { path }
            | Self::Pyxvital { ini: path, .. }
            | Self::Log { path, .. } => path.as_str(),
        }
    }
}

/// A source that is in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LotSource {
    /// Its number.
    pub id: SourceId,
    /// The mailbox whose lots it shows.
    pub account: AccountId,
    /// What it is.
    pub kind: SourceKind,
}

/// What a source shows, before it is chosen and while it is in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SourcePreview {
    /// Files or lines in which a lot was found.
    pub lots: u32,
    /// Files or lines in which a return was found.
    pub returns: u32,
    /// Files or lines that were not understood.
    pub unknown: u32,
    /// Lots found, the latest first, twenty at most.
    pub sample: Vec<SampledLot>,
    /// Why it cannot be read at all, or not in full, for people.
    pub problem: Option<Text>,
}

/// A lot in a preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SampledLot {
    /// Its number, three digits, where known.
    pub number: Option<String>,
    /// Its caisse, five digits, where known.
    pub caisse: Option<String>,
    /// When it was sent.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub sent: jiff::Timestamp,
}

/// Why a source cannot be read, or not in full. Paths are for people: what of a name is not
/// Unicode is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum SourceProblem {
    /// Nothing is there: it was moved, or the network drive is not connected.
    #[error("{path}: nothing is there")]
    Missing {
        /// Where.
        path: String,
    },
    /// The system lets this user not read it.
    #[error("{path}: not allowed to read")]
    Forbidden {
        /// Where.
        path: String,
    },
    /// A file stands where a folder should be.
    #[error("{path}: not a folder")]
    NotAFolder {
        /// Where.
        path: String,
    },
    /// A folder, or something else that is no file, stands where a file should be.
    #[error("{path}: not a file")]
    NotAFile {
        /// Where.
        path: String,
    },
    /// Reading failed for another reason.
    #[error("{path}: {what}")]
    Unreadable {
        /// Where.
        path: String,
        /// What the system said.
        what: String,
    },
    /// The path is empty, or longer than 1,000 octets.
    #[error("the path is empty or too long")]
    InvalidPath,
    /// A `Pyxvital.ini` that names no folder of lots or returns.
    #[error("{path}: names no folder of lots or returns")]
    NoFolders {
        /// The file.
        path: String,
    },
    /// Several practitioners have folders there, and none was chosen.
    #[error("{path}: {count} practitioners, and none is chosen")]
    PractitionerUnclear {
        /// The file.
        path: String,
        /// How many.
        count: u32,
    },
    /// The chosen practitioner has no folder there.
    #[error("{path}: no folder of practitioner {practitioner}")]
    PractitionerUnknown {
        /// The file.
        path: String,
        /// The name of the folder that is missing.
        practitioner: String,
    },
    /// No billing-software profile of that id says how to read a log.
    #[error("no profile {profile} says how to read it")]
    NoProfile {
        /// The id.
        profile: String,
    },
    /// Files too large to be lots or returns were left unread.
    #[error("{files} files are too large, {path} among them")]
    TooLarge {
        /// One of them.
        path: String,
        /// How many.
        files: u32,
    },
    /// Files or folders within were left out because they could not be read.
    #[error("{entries} files could not be read, {path} among them")]
    PartlyUnreadable {
        /// One of them.
        path: String,
        /// How many.
        entries: u32,
    },
    /// The folder of returns that the settings name cannot be read. Whether lots were answered is
    /// not seen there.
    #[error("{path}: the returns cannot be read")]
    ReturnsUnreadable {
        /// That folder.
        path: String,
    },
    /// The system does not come back from reading: a network drive hangs.
    #[error("{path}: does not answer")]
    NotAnswering {
        /// Where.
        path: String,
    },
    /// Reading ended by a fault of Vigie's own.
    #[error("{path}: a fault of Vigie's own")]
    BrokenOff {
        /// Where.
        path: String,
    },
    /// It can be read, and nothing in it is a lot or a return.
    #[error("nothing was recognised")]
    NothingRecognised,
}
