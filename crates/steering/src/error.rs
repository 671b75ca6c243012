//! Why nothing was fetched.

use std::io;

use jiff::Timestamp;

use crate::Digest;

/// Why a fetch ended without a result. Nothing changes then: what was good stays in force.
///
/// Files are named as they are below the repository, and come from signed metadata or from the
/// layout, never from a server's free text.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No connection, or it broke: no network, no such name, refused, reset.
    #[error("the server cannot be reached: {detail}")]
    Unreachable {
        /// What the system says.
        detail: String,
    },
    /// The server does not prove who it is. Networks that want a login first do this, too.
    #[error("the server does not prove its name: {detail}")]
    NotProven {
        /// What the check of its certificate says.
        detail: String,
    },
    /// Something between here and the server answers in its place: a page, a redirection
    /// elsewhere, status 511.
    #[error("a page answers in place of {file}, as where a network wants a login first")]
    Portal {
        /// What was asked for.
        file: String,
    },
    /// The server asks for patience: status 429 or 503.
    #[error("the server asks to come back later (status {status})")]
    Busy {
        /// The status.
        status: u16,
    },
    /// A file that must be there is not: status 404 or 410.
    #[error("{file} is not there")]
    Missing {
        /// The file.
        file: String,
    },
    /// Another status than success.
    #[error("the server answers {file} with status {status}")]
    Status {
        /// What was asked for.
        file: String,
        /// The status.
        status: u16,
    },
    /// A file took too long, or the whole fetch did.
    #[error("{file} takes too long")]
    TooSlow {
        /// What was asked for last.
        file: String,
    },
    /// A file, or all of them together, are longer than agreed.
    #[error("{file} is longer than {most} octets")]
    TooLong {
        /// The file.
        file: String,
        /// What it may have, or what is left for the whole fetch.
        most: u64,
    },
    /// A file is compressed, or in another form than it was published.
    #[error("{file} arrives in an encoding that was not asked for")]
    Encoded {
        /// The file.
        file: String,
    },
    /// The first root is not the one that the enrolment names.
    #[error("the first root is not the one of the enrolment: {found}")]
    OtherRoot {
        /// The digest of what is there.
        found: Digest,
    },
    /// A file is not what it should be, or of a form that is not agreed on.
    #[error("{file} is malformed: {detail}")]
    Malformed {
        /// The file.
        file: String,
        /// What the reader says.
        detail: String,
    },
    /// Too few of the role's keys have signed.
    #[error("{role} is not signed by enough of its keys")]
    Signatures {
        /// The role.
        role: &'static str,
    },
    /// A version that was already replaced.
    #[error("{role} has version {offered}, and {known} was seen before")]
    Rollback {
        /// The role.
        role: &'static str,
        /// What is offered.
        offered: u64,
        /// The highest that was verified.
        known: u64,
    },
    /// Files that do not belong together, or a file that was altered.
    #[error("{file} is not the one that was signed")]
    Mismatch {
        /// The file.
        file: String,
    },
    /// Metadata is past its date: nobody refreshed it, somebody holds back what is newer, or the
    /// clock of this computer is ahead.
    #[error("{role} was good until {until}")]
    Expired {
        /// The role.
        role: &'static str,
        /// Until when it was good.
        until: Timestamp,
        /// The time that the server tells, for comparison only.
        server_time: Option<Timestamp>,
    },
    /// More new roots than one fetch follows; the next one goes on from there.
    #[error("more than {most} new roots at once")]
    TooManyRoots {
        /// How many are followed.
        most: u64,
    },
    /// More documents than a set may have, or larger ones.
    #[error("the documents are more than {most}")]
    TooManyDocuments {
        /// How many, or how many octets, they may be.
        most: u64,
    },
    /// What was verified cannot be kept or read on this computer.
    #[error("the folder of the configuration cannot be used")]
    Folder(#[source] io::Error),
    /// TLS cannot be set up on this computer, for example because it has no roots at all.
    #[error("TLS cannot be set up: {detail}")]
    NoTls {
        /// Why.
        detail: String,
    },
}

impl FetchError {
    /// Whether it may be the network's or the server's mood, so that nobody is to be troubled:
    /// trying again later is all there is to do. The others mean that what is published is wrong,
    /// or that somebody meddles.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::NotProven { .. }
                | Self::Portal { .. }
                | Self::Busy { .. }
                | Self::Status { .. }
                | Self::Missing { .. }
                | Self::TooSlow { .. }
                | Self::TooManyRoots { .. }
        )
    }
}
