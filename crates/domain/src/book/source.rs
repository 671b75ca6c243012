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
